//! A 4×4 convolution as a matrix product (im2col), in tiles that stay in the cache.
//!
//! Output pixel p sees 16 values of each input channel. With these values as column p of a matrix
//! `C` (16·in rows), convolving is `weight · C` and the gradient of the weight is
//! `gradient · Cᵀ`. `C` is never built whole: each tile of it covers a few output rows.
//!
//! Rows of `C` are copied, not gathered: the padded input is first split into its phases, one for
//! each remainder of row and column by the stride, in which neighbours of one row of `C` are
//! neighbours in memory.

use rayon::prelude::*;

use super::elementwise::zeros;
use super::product::{Matrix, add_product};

/// Side of the kernel.
const KERNEL: usize = 4;
/// Values that one output pixel sees of one channel.
const TAPS: usize = KERNEL * KERNEL;
const PADDING: usize = 1;
/// Output pixels of a tile at which the products are efficient and a tile still fits the cache.
const TILE_PIXELS: usize = 512;
/// So many tiles keep every core busy.
const MANY_TILES: usize = 4;
/// Parts into which the work is cut where tiles alone are too few.
const PARTS: usize = 4;
/// Output channels that make a product worth its overhead.
const GROUP_OUTPUTS: usize = 64;

/// Sizes of one convolution.
#[derive(Debug, Clone, Copy)]
pub struct ConvolutionSizes {
    channels: usize,
    height: usize,
    width: usize,
    stride: usize,
    pub rows_out: usize,
    pub columns_out: usize,
}

/// A few rows of one picture's output.
#[derive(Debug, Clone, Copy)]
struct Tile {
    picture: usize,
    first_row: usize,
    rows: usize,
}

impl ConvolutionSizes {
    pub fn new(channels: usize, height: usize, width: usize, stride: usize) -> Self {
        let out = |size: usize| (size + 2 * PADDING - KERNEL) / stride + 1;
        Self {
            channels,
            height,
            width,
            stride,
            rows_out: out(height),
            columns_out: out(width),
        }
    }

    fn pixels_out(&self) -> usize {
        self.rows_out * self.columns_out
    }

    /// Rows of `C`.
    fn depth(&self) -> usize {
        self.channels * TAPS
    }

    /// Size of one phase of one channel.
    fn phase(&self) -> [usize; 2] {
        let split = |size: usize| (size + 2 * PADDING).div_ceil(self.stride);
        [split(self.height), split(self.width)]
    }

    fn tiles(&self, pictures: usize) -> Vec<Tile> {
        let rows = (TILE_PIXELS / self.columns_out).clamp(1, self.rows_out);
        let tile = move |picture, first_row| Tile {
            picture,
            first_row,
            rows: rows.min(self.rows_out - first_row),
        };
        (0..pictures)
            .flat_map(|picture| {
                (0..self.rows_out)
                    .step_by(rows)
                    .map(move |first_row| tile(picture, first_row))
            })
            .collect()
    }

    /// All pictures, padded and split: `[N, in, row phase, column phase, rows, columns]`.
    fn split_phases(&self, input: &[f32]) -> Vec<f32> {
        let [phase_rows, phase_columns] = self.phase();
        let phase = phase_rows * phase_columns;
        let planes = input.len() / (self.height * self.width);
        let mut split = zeros(planes * self.stride.pow(2) * phase);
        let planes = split.par_chunks_mut(self.stride.pow(2) * phase);
        planes
            .zip(input.par_chunks(self.height * self.width))
            .for_each(|(split, plane)| {
                for (y, row) in plane.chunks_exact(self.width).enumerate() {
                    let y = y + PADDING;
                    let row_phase = y % self.stride * self.stride;
                    for column_phase in 0..self.stride {
                        let start =
                            (row_phase + column_phase) * phase + y / self.stride * phase_columns;
                        // The first input column of this phase, and where it goes.
                        let first =
                            (column_phase + self.stride - PADDING % self.stride) % self.stride;
                        let place = start + (first + PADDING) / self.stride;
                        let values = row.iter().skip(first).step_by(self.stride);
                        for (target, value) in split[place..].iter_mut().zip(values) {
                            *target = *value;
                        }
                    }
                }
            });
        split
    }

    /// The tile's part of `C`, `[16·in, pixels]`, written into `columns`.
    fn fill(&self, tile: Tile, split: &[f32], columns: &mut Vec<f32>) {
        let [phase_rows, phase_columns] = self.phase();
        let phase = phase_rows * phase_columns;
        columns.clear();
        columns.reserve(self.depth() * tile.rows * self.columns_out);
        for channel in 0..self.channels {
            let channel = (tile.picture * self.channels + channel) * self.stride.pow(2);
            for tap in 0..TAPS {
                let (dy, dx) = (tap / KERNEL, tap % KERNEL);
                let which = channel + dy % self.stride * self.stride + dx % self.stride;
                let (dy, dx) = (dy / self.stride, dx / self.stride);
                for row in tile.first_row..tile.first_row + tile.rows {
                    let start = which * phase + (row + dy) * phase_columns + dx;
                    columns.extend_from_slice(&split[start..start + self.columns_out]);
                }
            }
        }
    }
}

/// Convolves `[N, in, H, W]` with `[outputs, in, 4, 4]`; returns `[N, outputs, H', W']`.
pub fn convolve(
    geometry: &ConvolutionSizes,
    input: &[f32],
    weight: &[f32],
    outputs: usize,
) -> Vec<f32> {
    let pictures = input.len() / (geometry.channels * geometry.height * geometry.width);
    let split = geometry.split_phases(input);
    let tiles = geometry.tiles(pictures);
    let depth = geometry.depth();
    // Small pictures have too few tiles to go round; their many outputs are shared out instead.
    let group = outputs.div_ceil(match tiles.len() {
        MANY_TILES.. => 1,
        _ => groups(outputs),
    });
    let tasks: Vec<(Tile, &[f32])> = tiles
        .iter()
        .flat_map(|&tile| weight.chunks(group * depth).map(move |rows| (tile, rows)))
        .collect();
    let products: Vec<Vec<f32>> = tasks
        .par_iter()
        .map_init(Vec::new, |columns, &(tile, rows)| {
            geometry.fill(tile, &split, columns);
            let pixels = tile.rows * geometry.columns_out;
            let outputs = rows.len() / depth;
            let mut product = vec![0.0; outputs * pixels];
            let columns = Matrix::dense(columns, depth, pixels);
            add_product(&mut product, Matrix::dense(rows, outputs, depth), columns);
            product
        })
        .collect();

    let mut output = zeros(pictures * outputs * geometry.pixels_out());
    let groups = outputs.div_ceil(group);
    let tiles = tiles.len() / pictures;
    output
        .par_chunks_mut(geometry.pixels_out())
        .enumerate()
        .for_each(|(plane, output)| {
            let (picture, channel) = (plane / outputs, plane % outputs);
            let first = picture * tiles * groups + channel / group;
            let products = tasks.iter().zip(&products).skip(first).step_by(groups);
            for ((tile, _), product) in products.take(tiles) {
                let pixels = tile.rows * geometry.columns_out;
                let start = tile.first_row * geometry.columns_out;
                let row = channel % group * pixels;
                output[start..start + pixels].copy_from_slice(&product[row..row + pixels]);
            }
        });
    output
}

/// Into how many groups outputs are shared out; fixed, so that no result depends on the number of
/// threads.
fn groups(outputs: usize) -> usize {
    (outputs / GROUP_OUTPUTS).clamp(1, PARTS)
}

/// Gradient `[outputs, in, 4, 4]` of the weight, from the input `[N, in, H, W]` and the gradient of
/// the output `[N, outputs, H', W']`.
pub fn weight_gradient(
    geometry: &ConvolutionSizes,
    input: &[f32],
    gradient: &[f32],
    outputs: usize,
) -> Vec<f32> {
    let pictures = input.len() / (geometry.channels * geometry.height * geometry.width);
    let split = geometry.split_phases(input);
    let tiles = geometry.tiles(pictures);
    let depth = geometry.depth();
    let groups = groups(outputs);
    let group = outputs.div_ceil(groups);
    // Where outputs alone do not give enough parts, tiles are shared out too, into partial sums.
    let parts: Vec<&[Tile]> = tiles
        .chunks(tiles.len().div_ceil(PARTS.div_ceil(groups)))
        .collect();
    let (first, others) = parts
        .split_first()
        .expect("every convolution has an output");
    let add_part = |first_output: usize, tiles: &[Tile], sum: &mut [f32]| {
        let mut columns = Vec::new();
        for &tile in tiles {
            geometry.fill(tile, &split, &mut columns);
            let pixels = tile.rows * geometry.columns_out;
            let plane = (tile.picture * outputs + first_output) * geometry.pixels_out();
            let gradient = Matrix {
                values: &gradient[plane + tile.first_row * geometry.columns_out..],
                rows: sum.len() / depth,
                columns: pixels,
                row_stride: geometry.pixels_out(),
                column_stride: 1,
            };
            let columns = Matrix::dense(&columns, depth, pixels);
            add_product(sum, gradient, columns.transposed());
        }
    };

    let mut result = zeros(outputs * depth);
    result
        .par_chunks_mut(group * depth)
        .enumerate()
        .for_each(|(index, sum)| {
            let length = sum.len();
            let partial = |tiles: &&[Tile]| {
                let mut sum = vec![0.0; length];
                add_part(index * group, tiles, &mut sum);
                sum
            };
            let ((), others): ((), Vec<Vec<f32>>) = rayon::join(
                || add_part(index * group, first, &mut *sum),
                || others.par_iter().map(partial).collect(),
            );
            for other in others {
                sum.iter_mut()
                    .zip(&other)
                    .for_each(|(sum, part)| *sum += part);
            }
        });
    result
}
