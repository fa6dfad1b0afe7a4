//! Transposed convolution with padding 1.
//!
//! With stride 2, the even and the odd rows and columns of the output are four convolutions of the
//! input with four weights each; with stride 1 it is a convolution with the kernel turned round.

use rayon::prelude::*;

use super::down::{ItemOutput, steps, work_items};
use super::packed::Packed;
use super::planes::Planes;
use super::shared::Shared;
use super::unit::{Bf16Unit, TileProduct};
use super::{KERNEL, Pictures, TAPS};
use crate::cpu_kernels::elementwise::zeros;

/// Transposed convolution of `[N, in, H, W]` with `[in, outputs, 4, 4]` at stride 1 or 2; returns
/// `[N, outputs, H', W']`.
pub fn convolve_transposed(
    unit: Bf16Unit,
    input: &[f32],
    sizes: Pictures,
    weight: &[f32],
    outputs: usize,
    stride: usize,
) -> Vec<f32> {
    let [rows, columns] = sizes.transposed(KERNEL, stride).sides();
    let mut output = zeros(sizes.pictures * outputs * rows * columns);
    let shared = Shared::new(&mut output);
    // Input rows y − 2 to y + 1 meet in output row y; with stride 2, y − 1 to y + 1 in 2y and 2y + 1.
    let planes = Planes::channel_pairs(unit, input, sizes, 3 - stride, 3 - stride);
    let meetings = Meetings::new(stride);
    let packed = Packed::transposed(
        unit,
        weight,
        outputs,
        sizes.channels,
        stride * stride,
        &meetings.places,
    );
    let steps: Vec<Vec<TileProduct>> = meetings
        .inputs
        .iter()
        .map(|inputs| {
            let positions = inputs.iter().map(|[y, x]| y * planes.pitch + x);
            steps(positions, packed.groups, &planes)
        })
        .collect();
    let output_rows = rows.div_ceil(stride);
    work_items(sizes.pictures, outputs, output_rows, planes.pitch)
        .into_par_iter()
        .for_each_init(
            || vec![Vec::new(); stride * stride],
            |sums, item| {
                let sums: Vec<ItemOutput> = steps
                    .iter()
                    .zip(sums.iter_mut())
                    .enumerate()
                    .map(|(phase, (steps, sums))| {
                        // SAFETY: the steps are those of these planes and of this phase.
                        unsafe { item.sums(unit, steps, &packed, phase, &planes, sums) }
                    })
                    .collect();
                for index in 0..item.outputs {
                    let plane = item.picture * outputs + item.first_output + index;
                    for y in 0..item.rows * stride {
                        let row = (plane * rows + item.first_row * stride + y) * columns;
                        // SAFETY: every row of the output belongs to one item.
                        let target = unsafe { shared.slice(row, columns) };
                        let source = |column_phase: usize| {
                            let sums = &sums[y % stride * stride + column_phase];
                            let start = index * sums.length + y / stride * planes.pitch;
                            &sums.values[start..][..columns / stride]
                        };
                        match stride {
                            1 => target.copy_from_slice(source(0)),
                            _ => {
                                for ((pair, even), odd) in
                                    target.chunks_exact_mut(2).zip(source(0)).zip(source(1))
                                {
                                    pair[0] = *even;
                                    pair[1] = *odd;
                                }
                            }
                        }
                    }
                }
            },
        );
    output
}

/// Which weights meet which inputs in the output's rows and columns of one remainder by the stride, a
/// phase: output `stride · y + r` gets weight k of input i where stride · i + k = stride · y + r + 1.
struct Meetings {
    /// Phase of each weight, and its place among the phase's taps.
    places: [[usize; 2]; TAPS],
    /// Row and column of each phase's inputs in the frame, for the output's first row and column.
    inputs: Vec<Vec<[usize; 2]>>,
}

impl Meetings {
    fn new(stride: usize) -> Self {
        let mut inputs = vec![Vec::new(); stride * stride];
        // The remainder at which weight k counts, and the input that it counts for; in the frame,
        // inputs lie 3 − stride further on.
        let meeting = |k: usize| {
            let remainder = (k + stride - 1) % stride;
            let input = (remainder + 1 + stride * (3 - stride) - k) / stride;
            (remainder, input)
        };
        let places = std::array::from_fn(|weight| {
            let (row_phase, y) = meeting(weight / KERNEL);
            let (column_phase, x) = meeting(weight % KERNEL);
            let phase = row_phase * stride + column_phase;
            inputs[phase].push([y, x]);
            [phase, inputs[phase].len() - 1]
        });
        Self { places, inputs }
    }
}
