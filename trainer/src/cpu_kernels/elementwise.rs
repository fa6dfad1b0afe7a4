//! Loops over all values, shared out over the cores.

use rayon::prelude::*;

/// Values that one core takes at a time.
pub const PIECE: usize = 1 << 15;

/// So many zeros; clearing memory is worth sharing out too.
pub fn zeros(count: usize) -> Vec<f32> {
    rayon::iter::repeat_n(0.0, count)
        .with_min_len(PIECE)
        .collect()
}

/// Negative values times `slope`.
pub fn leaky_relu(input: &[f32], slope: f32) -> Vec<f32> {
    let values = input.par_iter().with_min_len(PIECE);
    values
        .map(|&value| if value > 0.0 { value } else { slope * value })
        .collect()
}

/// The gradient of [`leaky_relu`] with respect to its input, from that of its output.
pub fn leaky_relu_gradient(input: &[f32], gradient: &[f32], slope: f32) -> Vec<f32> {
    let values = input.par_iter().zip(gradient).with_min_len(PIECE);
    values
        .map(|(&value, &gradient)| {
            if value > 0.0 {
                gradient
            } else {
                slope * gradient
            }
        })
        .collect()
}
