//! Folding "nearest-neighbour ×2, then 3×3 convolution" into one transposed convolution.
//!
//! After the resize, output rows 2i and 2i+1 see each input row once or twice:
//!
//! ```text
//! out[2i]   = w0·x[i-1] + (w1 + w2)·x[i]
//! out[2i+1] = (w0 + w1)·x[i] + w2·x[i+1]
//! ```
//!
//! A transposed convolution with kernel 4, stride 2, padding 1 gives
//! `out[2i] = k3·x[i-1] + k1·x[i]` and `out[2i+1] = k2·x[i] + k0·x[i+1]`. Hence
//! `k = F·w` with the matrix below, and `K = F·W·Fᵀ` in two dimensions: exact, linear, and so
//! differentiable. A net trained through the fold has no checkerboard to begin with and ships at
//! the price of a transposed convolution.

use burn::tensor::{Tensor, TensorData};

/// `F`: row k holds the share of each of the three weights in tap k.
const FOLD: [[f32; 3]; 4] = [
    [0.0, 0.0, 1.0],
    [0.0, 1.0, 1.0],
    [1.0, 1.0, 0.0],
    [1.0, 0.0, 0.0],
];

/// Folds resize-convolution kernels into transposed-convolution kernels.
///
/// # Shapes
/// - input `[in, out, 3, 3]`
/// - output `[in, out, 4, 4]`
pub fn fold_resize_kernel(kernel: Tensor<4>) -> Tensor<4> {
    let [channels_in, channels_out, ..] = kernel.dims();
    let device = kernel.device();
    // The Kronecker product F⊗F, transposed: one product folds both axes of all kernels.
    let mut both_axes = vec![0.0_f32; 9 * 16];
    for (row, row_shares) in FOLD.iter().enumerate() {
        for (column, column_shares) in FOLD.iter().enumerate() {
            for (y, row_share) in row_shares.iter().enumerate() {
                for (x, column_share) in column_shares.iter().enumerate() {
                    both_axes[(y * 3 + x) * 16 + row * 4 + column] = row_share * column_share;
                }
            }
        }
    }
    let both_axes = Tensor::<2>::from_data(TensorData::new(both_axes, [9, 16]), &device);
    kernel
        .reshape([channels_in * channels_out, 9])
        .matmul(both_axes)
        .reshape([channels_in, channels_out, 4, 4])
}
