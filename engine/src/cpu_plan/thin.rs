//! The inner loop of layers with three outputs: a few pixels in a row times three weights a channel.

use facade_model::unet::OUTPUT_CHANNELS;

use super::lanes::Four;

/// Pixels in a row that are worked on together.
pub const PIXELS: usize = 16;

/// Sums of some pixels in a row.
pub type Tile = [[[f32; 4]; PIXELS / 4]; OUTPUT_CHANNELS];

/// Adds weights times the pixels with which each channel begins, `channel` values apart.
// One tap at a time, and as a function of its own: with more to do at once, WebAssembly compilers run out of
// registers.
#[inline(never)]
pub fn add(tile: &mut Tile, weights: &[[f32; OUTPUT_CHANNELS]], input: &[f32], channel: usize) {
    let mut sums = tile.each_ref().map(|row| row.each_ref().map(Four::load));
    for (weights, values) in weights.iter().zip(input.chunks(channel)) {
        let weights = weights.each_ref().map(Four::splat);
        let values: &[f32; PIXELS] = values.first_chunk().expect("a window in its plane");
        for (part, values) in values.as_chunks().0.iter().enumerate() {
            let values = Four::load(values);
            for (sums, weight) in sums.iter_mut().zip(weights) {
                sums[part] = sums[part] + weight.times(values);
            }
        }
    }
    for (row, sums) in tile.iter_mut().zip(sums) {
        for (values, sum) in row.iter_mut().zip(sums) {
            sum.store(values);
        }
    }
}
