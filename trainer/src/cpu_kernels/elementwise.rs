//! Loops over all values, shared out over the cores.

use rayon::prelude::*;

/// Values that one core takes at a time.
pub const PIECE: usize = 1 << 15;

/// Negative values times `slope`.
pub fn leaky_relu(input: &[f32], slope: f32) -> Vec<f32> {
    let mut output = vec![0.0; input.len()];
    output
        .par_chunks_mut(PIECE)
        .zip(input.par_chunks(PIECE))
        .for_each(|(output, input)| {
            for (output, &value) in output.iter_mut().zip(input) {
                *output = if value > 0.0 { value } else { slope * value };
            }
        });
    output
}

/// The gradient of [`leaky_relu`] with respect to its input, from that of its output.
pub fn leaky_relu_gradient(input: &[f32], gradient: &[f32], slope: f32) -> Vec<f32> {
    let mut output = vec![0.0; input.len()];
    output
        .par_chunks_mut(PIECE)
        .zip(input.par_chunks(PIECE))
        .zip(gradient.par_chunks(PIECE))
        .for_each(|((output, input), gradient)| {
            for (output, (&value, &gradient)) in output.iter_mut().zip(input.iter().zip(gradient)) {
                *output = if value > 0.0 {
                    gradient
                } else {
                    slope * gradient
                };
            }
        });
    output
}
