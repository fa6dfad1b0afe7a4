//! Activation, and where the result goes: the input of every layer that reads it.
//!
//! Doing both in one pass over a layer's accumulators, norm included, leaves no copy to be made
//! between layers, the skip connections included.

use facade_model::unet::LEAK;

use super::layer::{PaddedPlanes, SplitPlanes};
use super::norm_or_bias::Affine;

/// Takes a layer's output row by row.
pub trait Destination {
    /// Row `y` of a channel in the two parts of [`super::accumulators::Layout::row`], before norm
    /// or bias.
    fn write(&mut self, channel: usize, y: usize, row: [&[f32]; 2], affine: Affine);
}

/// An encoder's output is read by the level below, and beside that level's return.
pub struct Encoded<'a> {
    side: usize,
    below: Option<&'a mut [f32]>,
    skips: &'a mut [f32],
}

impl<'a> Encoded<'a> {
    /// `below` is the next encoder's input, `decoder` that of the decoder on the same level.
    pub fn new(
        [channels, side]: [usize; 2],
        below: Option<&'a mut [f32]>,
        decoder: &'a mut [f32],
    ) -> Self {
        let channel = PaddedPlanes::of(side).channel();
        // What comes from below lies before the skip connection.
        let inputs = decoder.len() / channel;
        Self {
            side,
            below,
            skips: &mut decoder[(inputs - channels) * channel..],
        }
    }
}

impl Destination for Encoded<'_> {
    fn write(&mut self, channel: usize, y: usize, [row, _]: [&[f32]; 2], affine: Affine) {
        let padded = PaddedPlanes::of(self.side);
        let skip = padded.row_mut(&mut self.skips[channel * padded.channel()..], y);
        for (skip, &sum) in skip.iter_mut().zip(row) {
            *skip = relu(affine.apply(sum));
        }
        if let Some(below) = &mut self.below {
            let split = SplitPlanes::of(self.side);
            let leaky = |sum| leaky_relu(affine.apply(sum));
            let pairs = row.as_chunks::<2>().0.iter();
            let planes = &mut below[channel * split.channel()..];
            split.write(planes, y, pairs.map(|pair| pair.map(leaky)));
        }
    }
}

/// A decoder's output, times a mask if there is one, is read by the level above.
pub struct Decoded<'a> {
    side: usize,
    mask: Option<&'a [f32]>,
    above: &'a mut [f32],
}

impl<'a> Decoded<'a> {
    /// # Panics
    /// Panics at a mask of another size than the output.
    pub fn new(
        [channels, side]: [usize; 2],
        mask: Option<&'a [f32]>,
        above: &'a mut [f32],
    ) -> Self {
        let fits = mask.is_none_or(|mask| mask.len() == channels * side * side);
        assert!(fits, "a mask of another network");
        Self { side, mask, above }
    }
}

impl Destination for Decoded<'_> {
    fn write(&mut self, channel: usize, y: usize, [even, odd]: [&[f32]; 2], affine: Affine) {
        let padded = PaddedPlanes::of(self.side);
        let output = padded.row_mut(&mut self.above[channel * padded.channel()..], y);
        let pairs = output.as_chunks_mut::<2>().0;
        for ((pair, &even), &odd) in pairs.iter_mut().zip(even).zip(odd) {
            *pair = [relu(affine.apply(even)), relu(affine.apply(odd))];
        }
        if let Some(mask) = self.mask {
            let start = (channel * self.side + y) * self.side;
            // No mask is negative, so it may come after the rectifier.
            for (value, factor) in output.iter_mut().zip(&mask[start..]) {
                *value *= factor;
            }
        }
    }
}

// As comparisons, because `f32::max` is a call in WebAssembly.
fn relu(x: f32) -> f32 {
    if x > 0.0 { x } else { 0.0 }
}

fn leaky_relu(x: f32) -> f32 {
    if x > 0.0 { x } else { LEAK as f32 * x }
}
