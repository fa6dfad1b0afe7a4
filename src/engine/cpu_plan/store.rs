//! Bias or norm, activation, and where the result goes: the input of every layer that reads it.
//!
//! Doing the three in one pass over a layer's sums leaves no copy to be made between layers, the
//! skip connections included.

use facade_model::unet::LEAK;

use super::finish::Affine;
use super::layer::{PaddedPlanes, SplitPlanes, Up};
use super::tanh::tanh;
use super::{Encode, Level};

/// Writes an encoder's output where it is read: by the level below, and beside that level's return.
pub(super) fn encoded(
    level: &Level<Encode>,
    sums: &[f32],
    mut below: Option<&mut [f32]>,
    decoder: &mut [f32],
) {
    let side = level.side;
    let (split, padded) = (SplitPlanes::of(side), PaddedPlanes::of(side));
    // What comes from below lies before the skip connection.
    let inputs = decoder.len() / padded.channel();
    let skips = (inputs - level.channels) * padded.channel();
    for (channel, sums) in sums.chunks_exact(side * side).enumerate() {
        let affine = level.finish.affine(channel, std::iter::once(sums));
        let skip = &mut decoder[skips + channel * padded.channel()..];
        for (y, row) in sums.chunks_exact(side).enumerate() {
            for (skip, &sum) in padded.row_mut(skip, y).iter_mut().zip(row) {
                *skip = relu(affine.apply(sum));
            }
            if let Some(below) = &mut below {
                let leaky = |sum| leaky_relu(affine.apply(sum));
                let pairs = row.as_chunks::<2>().0.iter();
                let plane = &mut below[channel * split.channel()..];
                split.write(plane, y, pairs.map(|pair| pair.map(leaky)));
            }
        }
    }
}

/// Writes a decoder's output, times the mask if there is one, where the level above reads it.
pub(super) fn decoded(level: &Level<Up>, sums: &[f32], mask: Option<&[f32]>, above: &mut [f32]) {
    let places = level.side * level.side;
    if let Some(mask) = mask {
        assert_eq!(
            mask.len(),
            level.channels * places,
            "a mask of another network"
        );
    }
    let padded = PaddedPlanes::of(level.side);
    let planes = above.chunks_exact_mut(padded.channel());
    for (channel, plane) in planes.take(level.channels).enumerate() {
        let affine = level.affine(sums, channel);
        for y in 0..level.side {
            let row = level.convolution.row(sums, channel, y);
            let output = padded.row_mut(plane, y);
            interleave(row, output, |sum| relu(affine.apply(sum)));
            if let Some(mask) = mask {
                let start = channel * places + y * level.side;
                // No mask is negative, so it may come after the rectifier.
                for (value, factor) in output.iter_mut().zip(&mask[start..]) {
                    *value *= factor;
                }
            }
        }
    }
}

/// Writes the outermost decoder's output as the picture, `[3, 256, 256]` in −1..1.
pub(super) fn picture(level: &Level<Up>, sums: &[f32], picture: &mut Vec<f32>) {
    let side = level.side;
    picture.resize(level.channels * side * side, 0.0);
    for (channel, plane) in picture.chunks_exact_mut(side * side).enumerate() {
        let affine = level.affine(sums, channel);
        for (y, pixels) in plane.chunks_exact_mut(side).enumerate() {
            let row = level.convolution.row(sums, channel, y);
            interleave(row, pixels, |sum| tanh(affine.apply(sum)));
        }
    }
}

impl Level<Up> {
    fn affine(&self, sums: &[f32], channel: usize) -> Affine {
        let rows = (0..self.side).flat_map(|y| self.convolution.row(sums, channel, y));
        self.finish.affine(channel, rows)
    }
}

// As comparisons, because `f32::max` is a call in WebAssembly.
fn relu(x: f32) -> f32 {
    if x > 0.0 { x } else { 0.0 }
}

fn leaky_relu(x: f32) -> f32 {
    if x > 0.0 { x } else { LEAK as f32 * x }
}

fn interleave([even, odd]: [&[f32]; 2], pixels: &mut [f32], finish: impl Fn(f32) -> f32) {
    let pixels = pixels.as_chunks_mut::<2>().0;
    for ((pair, &even), &odd) in pixels.iter_mut().zip(even).zip(odd) {
        *pair = [finish(even), finish(odd)];
    }
}
