//! The inner loop of layers with three outputs: a few pixels in a row times three weights a channel.

use facade_model::unet::OUTPUT_CHANNELS;

use super::lanes::F32x4;

/// Pixels in a row that are worked on together.
pub const PIXELS: usize = 16;

/// Accumulators of some pixels in a row.
pub type Tile = [[[f32; 4]; PIXELS / 4]; OUTPUT_CHANNELS];

/// Adds weights times the pixels with which each channel begins, `channel` values apart.
// One tap at a time, and as a function of its own: with more to do at once, WebAssembly compilers run out of
// registers.
#[inline(never)]
pub fn add(tile: &mut Tile, weights: &[[f32; OUTPUT_CHANNELS]], input: &[f32], channel: usize) {
    let mut accumulators = tile.each_ref().map(|row| row.each_ref().map(F32x4::load));
    for (weights, values) in weights.iter().zip(input.chunks(channel)) {
        let weights = weights.each_ref().map(F32x4::splat);
        let values: &[f32; PIXELS] = values.first_chunk().expect("a window in its plane");
        for (part, values) in values.as_chunks().0.iter().enumerate() {
            let values = F32x4::load(values);
            for (accumulators, weight) in accumulators.iter_mut().zip(weights) {
                accumulators[part] = accumulators[part] + weight.times(values);
            }
        }
    }
    for (row, accumulators) in tile.iter_mut().zip(accumulators) {
        for (values, sum) in row.iter_mut().zip(accumulators) {
            sum.store(values);
        }
    }
}
