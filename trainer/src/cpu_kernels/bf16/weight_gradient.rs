//! Gradient of a convolution's weight.
//!
//! For each tap it is the product of the input, from that tap's position on, and the output's gradient,
//! summed over all positions: those in the padding are left out by a gradient of nothing there.

use rayon::prelude::*;

use super::planes::Planes;
use super::rounding::pair;
use super::shared::Shared;
use super::unit::{
    BLOCK, Bf16Unit, Operand, Sum, TILE, TILE_BYTES, TILE_PAIRS, TILE_ROW_BYTES, TileProduct,
};
use super::{KERNEL, Pictures, TAPS};
use crate::cpu_kernels::elementwise::zeros;

/// Positions that one step sums over.
const STEP_POSITIONS: usize = 2 * TILE;

/// Gradient `[outputs, in, 4, 4]` of the weight, from the input `[N, in, H, W]` and the gradient of the
/// output `[N, outputs, H', W']`.
pub fn weight_gradient(
    unit: Bf16Unit,
    input: &[f32],
    sizes: Pictures,
    gradient: &[f32],
    outputs: usize,
    stride: usize,
) -> Vec<f32> {
    let planes = Planes::phases(unit, input, sizes, stride);
    let right = Gradient::new(gradient, sizes, outputs, stride, planes.pitch);
    let steps: Vec<TileProduct> = (0..sizes.pictures * right.steps)
        .map(|step| TileProduct {
            left: step / right.steps * planes.picture_bytes() + step % right.steps * TILE_ROW_BYTES,
            right: step * right.tiles * TILE_BYTES,
        })
        .collect();

    let phases = stride * stride;
    let taps_a_row = KERNEL / stride;
    let taps = taps_a_row * taps_a_row;
    let channels_a_block = BLOCK / phases;
    // Where the weights of the block's first channel and output lie in its sums.
    let places: [usize; TAPS] = std::array::from_fn(|index| {
        let (ky, kx) = (index / KERNEL, index % KERNEL);
        let tap = ky / stride * taps_a_row + kx / stride;
        (tap * BLOCK + ky % stride * stride + kx % stride) * BLOCK
    });
    let mut result = zeros(outputs * sizes.channels * TAPS);
    let shared = Shared::new(&mut result);
    let blocks: Vec<[usize; 2]> = (0..sizes.channels)
        .step_by(channels_a_block)
        .flat_map(|channel| {
            (0..outputs)
                .step_by(BLOCK)
                .map(move |output| [channel, output])
        })
        .collect();
    blocks
        .into_par_iter()
        .for_each(|[first_channel, first_output]| {
            let channels = channels_a_block.min(sizes.channels - first_channel);
            let mut sums = vec![0.0; taps * BLOCK * BLOCK];
            for tap in 0..taps {
                let position = tap / taps_a_row * planes.pitch + tap % taps_a_row;
                let left = Operand {
                    base: planes.of(0).wrapping_add(
                        first_channel * phases * planes.plane_bytes() + position * size_of::<u16>(),
                    ),
                    row_bytes: planes.plane_bytes(),
                    second: TILE * planes.plane_bytes(),
                };
                let sum = Sum {
                    start: sums[tap * BLOCK * BLOCK..].as_mut_ptr(),
                    row_bytes: BLOCK * size_of::<f32>(),
                    lower: channels * phases > TILE,
                };
                // SAFETY: `Planes` has whole tiles of planes, and only these are read; it and
                // `Gradient` have room for all steps, and `sums` is a block for each tap.
                unsafe { unit.add_up(&steps, left, right.block(first_output), sum) };
            }
            for output in 0..BLOCK.min(outputs - first_output) {
                let start = (first_output + output) * sizes.channels + first_channel;
                // SAFETY: every kernel belongs to one block.
                let kernels = unsafe { shared.slice(start * TAPS, channels * TAPS) };
                for (channel, kernel) in kernels.chunks_exact_mut(TAPS).enumerate() {
                    let sums = &sums[channel * phases * BLOCK + output..];
                    for (weight, &place) in kernel.iter_mut().zip(&places) {
                        *weight = sums[place];
                    }
                }
            }
        });
    result
}

/// The output's gradient as right tiles: for each 32 positions, and in them for each 16 outputs, pairs
/// of positions.
struct Gradient {
    pairs: Vec<u32>,
    /// Groups of 32 positions of one picture.
    steps: usize,
    /// Groups of 16 outputs, an even number.
    tiles: usize,
}

impl Gradient {
    fn new(gradient: &[f32], sizes: Pictures, outputs: usize, stride: usize, pitch: usize) -> Self {
        let [rows, columns] = sizes.convolved(KERNEL, stride).sides();
        let steps = (rows * pitch).div_ceil(STEP_POSITIONS);
        let tiles = outputs.next_multiple_of(BLOCK) / TILE;
        let mut pairs = vec![0; sizes.pictures * steps * tiles * TILE_PAIRS];
        pairs
            .par_chunks_mut(tiles * TILE_PAIRS)
            .enumerate()
            .for_each(|(index, pairs)| {
                let (picture, first) = (index / steps, index % steps * STEP_POSITIONS);
                let sources: [Option<usize>; STEP_POSITIONS] = std::array::from_fn(|position| {
                    let (y, x) = ((first + position) / pitch, (first + position) % pitch);
                    (y < rows && x < columns).then_some(y * columns + x)
                });
                let planes = gradient[picture * outputs * rows * columns..].chunks(rows * columns);
                for (output, plane) in planes.take(outputs).enumerate() {
                    let at = |source: Option<usize>| source.map_or(0.0, |source| plane[source]);
                    let tile = output / TILE * TILE_PAIRS + output % TILE;
                    for (row, sources) in sources.chunks_exact(2).enumerate() {
                        pairs[tile + row * TILE] = pair(at(sources[0]), at(sources[1]));
                    }
                }
            });
        Self {
            pairs,
            steps,
            tiles,
        }
    }

    fn block(&self, first_output: usize) -> Operand {
        Operand {
            base: self.pairs[first_output / TILE * TILE_PAIRS..]
                .as_ptr()
                .cast(),
            row_bytes: TILE_ROW_BYTES,
            second: TILE_BYTES,
        }
    }
}
