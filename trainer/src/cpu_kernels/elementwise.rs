//! Loops over all values, shared out over the cores.

use std::mem::MaybeUninit;

use rayon::prelude::*;

use super::lanes::{F32x8, Processor, SimdTask};
use super::memory::filled;

/// Values that one core takes at a time.
pub const PIECE: usize = 1 << 15;

/// So many zeros; clearing memory is worth sharing out too.
pub fn zeros(count: usize) -> Vec<f32> {
    let clear = |piece: &mut [MaybeUninit<f32>]| piece.fill(MaybeUninit::new(0.0));
    // SAFETY: every piece is written.
    unsafe {
        filled(count, |values| {
            values.par_chunks_mut(PIECE).for_each(clear);
        })
    }
}

/// Negative values times `slope`.
pub fn leaky_relu(input: &[f32], slope: f32) -> Vec<f32> {
    leaky(input, input, slope)
}

/// The gradient of [`leaky_relu`] with respect to its input, from that of its output.
pub fn leaky_relu_gradient(input: &[f32], gradient: &[f32], slope: f32) -> Vec<f32> {
    leaky(input, gradient, slope)
}

/// `values`, times `slope` where `input` is not positive.
fn leaky(input: &[f32], values: &[f32], slope: f32) -> Vec<f32> {
    assert_eq!(input.len(), values.len(), "sizes");
    let processor = Processor::detect();
    // SAFETY: every piece is written.
    unsafe {
        filled(input.len(), |results| {
            results
                .par_chunks_mut(PIECE)
                .zip(input.par_chunks(PIECE))
                .zip(values.par_chunks(PIECE))
                .for_each(|((results, input), values)| {
                    processor.run(Leaky {
                        input,
                        values,
                        slope,
                        results,
                    });
                });
        })
    }
}

struct Leaky<'a> {
    input: &'a [f32],
    values: &'a [f32],
    slope: f32,
    results: &'a mut [MaybeUninit<f32>],
}

impl SimdTask for Leaky<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: F32x8>(self) {
        let pairs = self.input.iter().zip(self.values);
        for (result, (&input, &value)) in self.results.iter_mut().zip(pairs) {
            result.write(if input > 0.0 {
                value
            } else {
                self.slope * value
            });
        }
    }
}

/// Adds to each plane of `size` values its channel's value.
pub fn add_to_planes(values: &mut [f32], size: usize, channels: &[f32]) {
    values
        .par_chunks_mut(size)
        .enumerate()
        .for_each(|(plane, values)| {
            let channel = channels[plane % channels.len()];
            values.iter_mut().for_each(|value| *value += channel);
        });
}
