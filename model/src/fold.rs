//! Folding "enlarge ×2, then convolve" into one transposed convolution.
//!
//! After nearest-neighbour enlargement, output rows 2i and 2i+1 see each input row once or twice
//! through a kernel of three:
//!
//! ```text
//! out[2i]   = w0·x[i-1] + (w1 + w2)·x[i]
//! out[2i+1] = (w0 + w1)·x[i] + w2·x[i+1]
//! ```
//!
//! After linear enlargement, `y[2i] = x[i]` and `y[2i+1] = (x[i] + x[i+1]) / 2`, a kernel of two gives
//! `out[j] = w0·y[j] + w1·y[j-1]`, that is
//!
//! ```text
//! out[2i]   = (w0 + w1/2)·x[i] + w1/2·x[i-1]
//! out[2i+1] = (w0/2 + w1)·x[i] + w0/2·x[i+1]
//! ```
//!
//! A transposed convolution with kernel 4, stride 2, padding 1 gives
//! `out[2i] = k3·x[i-1] + k1·x[i]` and `out[2i+1] = k2·x[i] + k0·x[i+1]`. Hence `k = F·w` with one of the
//! matrices below, and `K = F·W·Fᵀ` in two dimensions: exact, linear, and so differentiable. A net
//! trained through the fold has no checkerboard to begin with and ships at the price of a transposed
//! convolution.

use burn::tensor::{Tensor, TensorData};

/// Taps of the kernel that ships.
const TAPS: usize = 4;

/// For nearest-neighbour enlargement: row k holds the share of each of the three weights in tap k.
const NEAREST: [[f32; 3]; TAPS] = [
    [0.0, 0.0, 1.0],
    [0.0, 1.0, 1.0],
    [1.0, 1.0, 0.0],
    [1.0, 0.0, 0.0],
];

/// For linear enlargement, likewise.
const LINEAR: [[f32; 2]; TAPS] = [[0.5, 0.0], [1.0, 0.5], [0.5, 1.0], [0.0, 0.5]];

/// Folds kernels of 3×3 (nearest-neighbour enlargement) or 2×2 (linear enlargement) into those of
/// transposed convolutions; kernels of 4×4 are such already.
///
/// # Shapes
/// - input `[in, out, side, side]`, side 2, 3 or 4
/// - output `[in, out, 4, 4]`
///
/// # Panics
/// Panics at any other side.
pub fn fold(kernel: Tensor<4>) -> Tensor<4> {
    let [channels_in, channels_out, side, _] = kernel.dims();
    let Some(shares) = shares(side) else {
        return kernel;
    };
    let shape = [side * side, TAPS * TAPS];
    let shares = Tensor::<2>::from_data(TensorData::new(shares, shape), &kernel.device());
    kernel
        .reshape([channels_in * channels_out, side * side])
        .matmul(shares)
        .reshape([channels_in, channels_out, TAPS, TAPS])
}

/// [`fold`] of f32 weights that are on no device.
///
/// # Panics
/// As [`fold`], and at weights that are no kernels.
pub fn fold_values(kernel: &TensorData) -> TensorData {
    let &[channels_in, channels_out, side, _] = &kernel.shape()[..] else {
        panic!("kernels have four axes, not {:?}", kernel.shape());
    };
    let Some(shares) = shares(side) else {
        return kernel.clone();
    };
    let values = kernel.as_slice::<f32>().expect("weights in f32");
    let mut folded = vec![0.0_f32; channels_in * channels_out * TAPS * TAPS];
    let kernels = values.chunks_exact(side * side);
    for (folded, weights) in folded.chunks_exact_mut(TAPS * TAPS).zip(kernels) {
        for (weight, shares) in weights.iter().zip(shares.chunks_exact(TAPS * TAPS)) {
            for (tap, share) in folded.iter_mut().zip(shares) {
                *tap += weight * share;
            }
        }
    }
    TensorData::new(folded, [channels_in, channels_out, TAPS, TAPS])
}

/// The share `[side², 16]` of each weight in each tap of the folded kernel; none where there is
/// nothing to fold.
fn shares(side: usize) -> Option<Vec<f32>> {
    match side {
        TAPS => None,
        3 => Some(both_axes(&NEAREST)),
        2 => Some(both_axes(&LINEAR)),
        side => panic!("no enlargement has kernels of {side}×{side}"),
    }
}

/// The Kronecker product F⊗F, transposed: one product folds both axes of a kernel.
fn both_axes<const SIDE: usize>(shares: &[[f32; SIDE]; TAPS]) -> Vec<f32> {
    let mut both_axes = vec![0.0_f32; SIDE * SIDE * TAPS * TAPS];
    for (row, row_shares) in shares.iter().enumerate() {
        for (column, column_shares) in shares.iter().enumerate() {
            for (y, row_share) in row_shares.iter().enumerate() {
                for (x, column_share) in column_shares.iter().enumerate() {
                    let weight = y * SIDE + x;
                    both_axes[weight * TAPS * TAPS + row * TAPS + column] =
                        row_share * column_share;
                }
            }
        }
    }
    both_axes
}
