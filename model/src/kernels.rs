//! The operations that both networks consist of, as a seam.
//!
//! The networks say *what* is computed; whoever runs them may bring a faster *how* for a device,
//! for example the trainer's CPU kernels with gradients of their own.

use burn::nn::InstanceNorm;
use burn::tensor::Tensor;
use burn::tensor::activation;
use burn::tensor::module::{conv_transpose2d, conv2d};
use burn::tensor::ops::{ConvOptions, ConvTransposeOptions};

/// Convolutions (4×4 with padding 1 but for [`Kernels::same`]), and what stands between them; each is what the device's
/// backend offers where nothing else is said.
pub trait Kernels {
    /// Convolution with stride 1 or 2.
    ///
    /// # Shapes
    /// - input `[N, in, H, W]`, weight `[out, in, 4, 4]`, bias `[out]`
    /// - output `[N, out, H/2, W/2]` for stride 2, `[N, out, H-1, W-1]` for stride 1
    fn down(
        &self,
        input: Tensor<4>,
        weight: Tensor<4>,
        bias: Option<Tensor<1>>,
        stride: usize,
    ) -> Tensor<4> {
        let options = ConvOptions::new([stride, stride], [1, 1], [1, 1], 1);
        conv2d(input, weight, bias, options)
    }

    /// Transposed convolution with stride 2.
    ///
    /// # Shapes
    /// - input `[N, in, H, W]`, weight `[in, out, 4, 4]`, bias `[out]`
    /// - output `[N, out, 2H, 2W]`
    fn up(&self, input: Tensor<4>, weight: Tensor<4>, bias: Option<Tensor<1>>) -> Tensor<4> {
        let options = ConvTransposeOptions::new([2, 2], [1, 1], [0, 0], [1, 1], 1);
        conv_transpose2d(input, weight, bias, options)
    }

    /// Convolution that keeps the size.
    ///
    /// # Shapes
    /// - input `[N, in, H, W]`, weight `[out, in, 3, 3]`, bias `[out]`
    /// - output `[N, out, H, W]`
    fn same(&self, input: Tensor<4>, weight: Tensor<4>, bias: Option<Tensor<1>>) -> Tensor<4> {
        let options = ConvOptions::new([1, 1], [1, 1], [1, 1], 1);
        conv2d(input, weight, bias, options)
    }

    /// Instance norm of `[N, C, H, W]`: each plane less its mean, over its standard deviation, then
    /// times gain plus offset.
    fn instance_norm(&self, input: Tensor<4>, norm: &InstanceNorm) -> Tensor<4> {
        norm.forward(input)
    }

    /// Negative values times `slope`, the others as they are; slope 0 is ReLU.
    fn leaky_relu(&self, input: Tensor<4>, slope: f64) -> Tensor<4> {
        match slope {
            0.0 => activation::relu(input),
            _ => activation::leaky_relu(input, slope),
        }
    }
}

/// What the device's backend offers.
#[derive(Debug, Clone, Copy, Default)]
pub struct BackendKernels;

impl Kernels for BackendKernels {}
