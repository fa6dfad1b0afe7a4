//! Convolutions for training on the CPU, with gradients of their own.
//!
//! burn-flex convolves well, but Burn derives the gradient of a weight by convolving the input with
//! the output's gradient as a kernel of up to 128×128, which its im2col handles one value at a time.
//! Here the gradient is what it is: one matrix product. See [`columns`] for the layout.

mod columns;
mod operations;
pub(crate) mod product;

use burn::backend::{Autodiff, Flex};
use burn::tensor::Tensor;
use facade_model::convolution::Convolution;

/// For tensors of an autodiff device on burn-flex.
#[derive(Debug, Clone, Copy, Default)]
pub struct CpuConvolution;

type Primitive = burn::backend::tensor::FloatTensor<Autodiff<Flex>>;

fn primitive(tensor: Tensor<4>) -> Primitive {
    tensor
        .try_into_primitive::<Autodiff<Flex>>()
        .expect("CpuConvolution is used on an autodiff device of burn-flex")
}

fn biased(output: Primitive, bias: Option<Tensor<1>>) -> Tensor<4> {
    let output = Tensor::<4>::from_primitive::<Autodiff<Flex>>(output);
    match bias {
        Some(bias) => {
            let channels = bias.dims()[0];
            output + bias.reshape([1, channels, 1, 1])
        }
        None => output,
    }
}

impl Convolution for CpuConvolution {
    fn down(
        &self,
        input: Tensor<4>,
        weight: Tensor<4>,
        bias: Option<Tensor<1>>,
        stride: usize,
    ) -> Tensor<4> {
        let output = operations::down(primitive(input), primitive(weight), stride);
        biased(output, bias)
    }

    fn up(&self, input: Tensor<4>, weight: Tensor<4>, bias: Option<Tensor<1>>) -> Tensor<4> {
        biased(operations::up(primitive(input), primitive(weight)), bias)
    }
}
