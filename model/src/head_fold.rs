//! Folding "enlarge ×2 by nearest neighbours, then convolve 5×5" into one convolution that makes four pixels of each place.
//!
//! After the enlargement, rows 2i and 2i+1 of the picture see the rows around i through a kernel of five:
//!
//! ```text
//! out[2i]   = (w0 + w1)·x[i-1] + (w2 + w3)·x[i] + w4·x[i+1]
//! out[2i+1] = w0·x[i-1] + (w1 + w2)·x[i] + (w3 + w4)·x[i+1]
//! ```
//!
//! So each of the four pixels of a place, two an axis, is a 3×3 convolution of what is there before the enlargement, and all
//! four have weights of the same sum: what is even stays even, while four kernels of their own learn a checkerboard within
//! an epoch, as measured.

use burn::tensor::{Tensor, TensorData};

/// Side of the kernels that are folded.
pub const UNFOLDED: usize = 5;
/// Side of those that they become.
const FOLDED: usize = 3;
/// Pixels along an axis of a place.
const SCALE: usize = 2;

/// For each pixel of a place, and each tap: which of the five weights it adds up.
const TAPS: [[&[usize]; FOLDED]; SCALE] = [[&[0, 1], &[2, 3], &[4]], [&[0], &[1, 2], &[3, 4]]];

/// Folds the kernels of a head, and leaves those that are folded.
///
/// # Shapes
/// - input `[out, in, 5, 5]`
/// - output `[4·out, in, 3, 3]`, of each output channel the four pixels, row by row
pub fn fold_head(kernel: Tensor<4>) -> Tensor<4> {
    let [outputs, inputs, side, _] = kernel.dims();
    if side != UNFOLDED {
        return kernel;
    }
    let (pixels, taps) = (SCALE * SCALE, FOLDED * FOLDED);
    let shape = [side * side, pixels * taps];
    let shares = Tensor::<2>::from_data(TensorData::new(shares(), shape), &kernel.device());
    kernel
        .reshape([outputs * inputs, side * side])
        .matmul(shares)
        .reshape([outputs, inputs, pixels, taps])
        .permute([0, 2, 1, 3])
        .reshape([outputs * pixels, inputs, FOLDED, FOLDED])
}

/// The biases of folded kernels: each as often as it has pixels. Those that are folded, of `[outputs]` values, are left.
pub fn fold_bias(bias: Tensor<1>, outputs: usize) -> Tensor<1> {
    let [known] = bias.dims();
    bias.reshape([known, 1])
        .repeat_dim(1, outputs / known)
        .reshape([outputs])
}

/// [`fold_head`] and [`fold_bias`] of f32 weights that are on no device.
///
/// # Panics
/// Panics at weights that are no kernels.
pub fn fold_head_values(kernel: &TensorData, bias: &TensorData) -> (TensorData, TensorData) {
    let &[outputs, inputs, side, _] = &kernel.shape()[..] else {
        panic!("kernels have four axes, not {:?}", kernel.shape());
    };
    if side != UNFOLDED {
        return (kernel.clone(), bias.clone());
    }
    let (pixels, taps) = (SCALE * SCALE, FOLDED * FOLDED);
    let values: Vec<f32> = kernel.iter::<f32>().collect();
    let shares = shares();
    let mut folded = vec![0.0_f32; outputs * pixels * inputs * taps];
    for (index, weights) in values.chunks_exact(side * side).enumerate() {
        let (output, input) = (index / inputs, index % inputs);
        for (weight, shares) in weights.iter().zip(shares.chunks_exact(pixels * taps)) {
            for (place, share) in shares.iter().enumerate() {
                let (pixel, tap) = (place / taps, place % taps);
                folded[((output * pixels + pixel) * inputs + input) * taps + tap] += weight * share;
            }
        }
    }
    let biases = bias.iter::<f32>().flat_map(|bias| [bias; SCALE * SCALE]);
    let biases: Vec<f32> = biases.collect();
    (
        TensorData::new(folded, [outputs * pixels, inputs, FOLDED, FOLDED]),
        TensorData::new(biases, [outputs * pixels]),
    )
}

/// `[25, 4·9]`: how often each weight counts in each pixel's taps.
fn shares() -> Vec<f32> {
    let is_in = |pixel: usize, tap: usize, weight: usize| TAPS[pixel][tap].contains(&weight);
    let mut shares = Vec::new();
    for weight in 0..UNFOLDED * UNFOLDED {
        for pixel in 0..SCALE * SCALE {
            for tap in 0..FOLDED * FOLDED {
                let down = is_in(pixel / SCALE, tap / FOLDED, weight / UNFOLDED);
                let across = is_in(pixel % SCALE, tap % FOLDED, weight % UNFOLDED);
                shares.push(f32::from(u8::from(down && across)));
            }
        }
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_weight_counts_once_in_every_pixel() {
        for weights in shares().chunks_exact(36) {
            for pixel in weights.chunks_exact(9) {
                assert_eq!(pixel.iter().sum::<f32>(), 1.0);
            }
        }
    }

    #[test]
    fn each_pixel_adds_up_what_lies_below_it_after_the_enlargement() {
        let kernel: Vec<f32> = (0..25).map(|value| value as f32).collect();
        let kernel = TensorData::new(kernel, [1, 1, 5, 5]);
        let bias = TensorData::new(vec![7.0_f32], [1]);
        let (folded, biases) = fold_head_values(&kernel, &bias);
        let folded: Vec<f32> = folded.iter::<f32>().collect();
        // The upper left pixel: rows 0 and 1, 2 and 3, 4; columns likewise.
        assert_eq!(folded[0], 0.0 + 1.0 + 5.0 + 6.0);
        assert_eq!(folded[8], 24.0);
        // The lower right one: rows 0, 1 and 2, 3 and 4.
        assert_eq!(folded[27], 0.0);
        assert_eq!(folded[35], 18.0 + 19.0 + 23.0 + 24.0);
        assert_eq!(biases.iter::<f32>().collect::<Vec<_>>(), [7.0; 4]);
    }
}
