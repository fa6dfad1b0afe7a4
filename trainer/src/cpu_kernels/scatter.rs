//! A 4×4 transposed convolution as a matrix product whose rows are added up in place (col2im).
//!
//! Each input pixel adds a 4×4 patch to every output channel. With the pixels of a few input rows as
//! columns of `X` (in rows), `weightᵀ · X` holds all these patches, 16 rows for each output channel.
//! Work is cut into bands of input rows and groups of output channels; each adds its patches up in a
//! window of its own, and the windows, which overlap by two rows, are added into the output at the
//! end, always in the same order.
//!
//! A window keeps its phases apart (even and odd rows and columns, where the stride is 2): within a
//! phase, neighbours in the picture are neighbours in memory.

use rayon::prelude::*;

use super::elementwise::zeros;
use super::product::{Matrix, add_product};

/// Side of the kernel.
const KERNEL: usize = 4;
/// Values that one input pixel adds to one output channel.
const TAPS: usize = KERNEL * KERNEL;
const PADDING: usize = 1;
/// Input pixels of a band.
const BAND_PIXELS: usize = 256;
/// Output channels of a group: with a band's pixels, their patches are a megabyte.
const GROUP_OUTPUTS: usize = 64;

/// Sizes of one transposed convolution.
#[derive(Debug, Clone, Copy)]
pub struct TransposedSizes {
    pub channels: usize,
    pub height: usize,
    pub width: usize,
    pub outputs: usize,
    /// 1 or 2.
    pub stride: usize,
}

/// A few input rows and a few output channels of one picture.
#[derive(Debug, Clone, Copy)]
struct OutputBand {
    picture: usize,
    first_row: usize,
    rows: usize,
    first_output: usize,
    outputs: usize,
}

impl TransposedSizes {
    pub fn rows_out(&self) -> usize {
        self.stride * (self.height - 1) + KERNEL - 2 * PADDING
    }

    pub fn columns_out(&self) -> usize {
        self.stride * (self.width - 1) + KERNEL - 2 * PADDING
    }

    /// Rows or columns of one phase of a window over `size` input rows or columns.
    fn phase(&self, size: usize) -> usize {
        (self.stride * (size - 1) + KERNEL).div_ceil(self.stride)
    }

    fn band_rows(&self) -> usize {
        (BAND_PIXELS / self.width).clamp(1, self.height)
    }

    fn tasks(&self, pictures: usize) -> Vec<OutputBand> {
        let rows = self.band_rows();
        let outputs = self.outputs.min(GROUP_OUTPUTS);
        let mut tasks = Vec::new();
        for picture in 0..pictures {
            for first_output in (0..self.outputs).step_by(outputs) {
                for first_row in (0..self.height).step_by(rows) {
                    tasks.push(OutputBand {
                        picture,
                        first_row,
                        rows: rows.min(self.height - first_row),
                        first_output,
                        outputs: outputs.min(self.outputs - first_output),
                    });
                }
            }
        }
        tasks
    }

    /// The task's window, `[outputs, row phase, column phase, rows, columns]`.
    fn window(
        &self,
        task: OutputBand,
        input: &[f32],
        weight: &[f32],
        patches: &mut Vec<f32>,
    ) -> Vec<f32> {
        let pixels = task.rows * self.width;
        let plane = self.height * self.width;
        let columns = Matrix {
            values: &input[task.picture * self.channels * plane + task.first_row * self.width..],
            rows: self.channels,
            columns: pixels,
            row_stride: plane,
            column_stride: 1,
        };
        let weight = Matrix {
            values: &weight[task.first_output * TAPS..],
            rows: task.outputs * TAPS,
            columns: self.channels,
            row_stride: 1,
            column_stride: self.outputs * TAPS,
        };
        patches.clear();
        patches.resize(task.outputs * TAPS * pixels, 0.0);
        add_product(patches, weight, columns);

        let (rows, columns) = (self.phase(task.rows), self.phase(self.width));
        let mut window = vec![0.0; task.outputs * self.stride.pow(2) * rows * columns];
        for (index, patch) in patches.chunks_exact(pixels).enumerate() {
            let (output, dy, dx) = (index / TAPS, index % TAPS / KERNEL, index % KERNEL);
            let which = (output * self.stride + dy % self.stride) * self.stride + dx % self.stride;
            let (dy, dx) = (dy / self.stride, dx / self.stride);
            for (y, values) in patch.chunks_exact(self.width).enumerate() {
                let start = (which * rows + y + dy) * columns + dx;
                let target = &mut window[start..start + self.width];
                target
                    .iter_mut()
                    .zip(values)
                    .for_each(|(sum, value)| *sum += value);
            }
        }
        window
    }

    /// Adds one channel of a window to the plane that it is a part of.
    fn add_window(&self, task: OutputBand, window: &[f32], plane: &mut [f32]) {
        let (rows, columns) = (self.phase(task.rows), self.phase(self.width));
        for (phase, part) in window.chunks_exact(rows * columns).enumerate() {
            let (row_phase, column_phase) = (phase / self.stride, phase % self.stride);
            for (y, values) in part.chunks_exact(columns).enumerate() {
                let y = self.stride * (task.first_row + y) + row_phase;
                let Some(y) = y.checked_sub(PADDING).filter(|&y| y < self.rows_out()) else {
                    continue;
                };
                let row = &mut plane[y * self.columns_out()..][..self.columns_out()];
                // The first value of an even phase lies in the padding, left of the picture.
                let skipped = usize::from(column_phase < PADDING);
                let first = column_phase + self.stride * skipped - PADDING;
                let targets = row[first..].iter_mut().step_by(self.stride);
                for (sum, value) in targets.zip(&values[skipped..]) {
                    *sum += value;
                }
            }
        }
    }
}

/// Transposed convolution of `[N, in, H, W]` with `[in, outputs, 4, 4]`; returns
/// `[N, outputs, H', W']`.
pub fn convolve_transposed(geometry: &TransposedSizes, input: &[f32], weight: &[f32]) -> Vec<f32> {
    let pictures = input.len() / (geometry.channels * geometry.height * geometry.width);
    let tasks = geometry.tasks(pictures);
    let windows: Vec<Vec<f32>> = tasks
        .par_iter()
        .map_init(Vec::new, |patches, &task| {
            geometry.window(task, input, weight, patches)
        })
        .collect();

    let plane = geometry.rows_out() * geometry.columns_out();
    let mut output = zeros(pictures * geometry.outputs * plane);
    let bands = geometry.height.div_ceil(geometry.band_rows());
    let group = geometry.outputs.min(GROUP_OUTPUTS);
    let groups = geometry.outputs.div_ceil(group);
    output
        .par_chunks_mut(plane)
        .enumerate()
        .for_each(|(index, plane)| {
            let (picture, channel) = (index / geometry.outputs, index % geometry.outputs);
            let first = (picture * groups + channel / group) * bands;
            for (task, window) in tasks.iter().zip(&windows).skip(first).take(bands) {
                let size = window.len() / task.outputs;
                let start = (channel - task.first_output) * size;
                geometry.add_window(*task, &window[start..start + size], plane);
            }
        });
    output
}
