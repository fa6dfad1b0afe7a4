//! Kernels for training on the CPU, with gradients of their own.
//!
//! Larger pictures are convolved with less than half of the multiplications ([`winograd`], on whichever
//! of the processor's instructions [`lanes`] finds). Of small ones, where there are more weights than
//! pixels, a convolution is one matrix product ([`columns`]; [`scatter`] is its counterpart for transposed
//! convolutions), and so is the gradient of the weight, which Burn would derive by convolving the input
//! with the output's gradient as a kernel, one value at a time. What stands between convolutions is a chain of tensor
//! operations on one core there, each of which writes a tensor; here it is one loop on all cores ([`norm`],
//! [`elementwise`]).
//!
//! Where the processor multiplies bfloat16, [`bf16`] convolves so if asked to.
//!
//! No result depends on the number of threads.

mod arithmetic;
mod bf16;
mod columns;
mod convolution;
pub(crate) mod elementwise;
pub(crate) mod lanes;
mod memory;
mod norm;
mod operations;
mod panel_product;
mod pictures;
pub(crate) mod product;
mod scatter;
mod winograd;

use burn::backend::{Autodiff, Flex};
use burn::nn::InstanceNorm;
use burn::tensor::Tensor;
use facade_model::kernels::Kernels;

pub use arithmetic::{Arithmetic, NoBf16};

/// For tensors of an autodiff device on burn-flex.
#[derive(Debug, Clone, Copy, Default)]
pub struct CpuKernels {
    pub arithmetic: Arithmetic,
}

type Primitive = burn::backend::tensor::FloatTensor<Autodiff<Flex>>;

fn primitive<const D: usize>(tensor: Tensor<D>) -> Primitive {
    tensor
        .try_into_primitive::<Autodiff<Flex>>()
        .expect("CpuKernels is used on an autodiff device of burn-flex")
}

fn tensor(primitive: Primitive) -> Tensor<4> {
    Tensor::from_primitive::<Autodiff<Flex>>(primitive)
}

fn biased(output: Primitive, bias: Option<Tensor<1>>) -> Tensor<4> {
    tensor(match bias {
        Some(bias) => operations::biased(output, primitive(bias)),
        None => output,
    })
}

impl Kernels for CpuKernels {
    fn down(
        &self,
        input: Tensor<4>,
        weight: Tensor<4>,
        bias: Option<Tensor<1>>,
        stride: usize,
    ) -> Tensor<4> {
        let output = operations::down(self.arithmetic, primitive(input), primitive(weight), stride);
        biased(output, bias)
    }

    fn up(&self, input: Tensor<4>, weight: Tensor<4>, bias: Option<Tensor<1>>) -> Tensor<4> {
        let output = operations::up(self.arithmetic, primitive(input), primitive(weight));
        biased(output, bias)
    }

    fn same(&self, input: Tensor<4>, weight: Tensor<4>, bias: Option<Tensor<1>>) -> Tensor<4> {
        let output = operations::down(self.arithmetic, primitive(input), primitive(weight), 1);
        biased(output, bias)
    }

    fn instance_norm(&self, input: Tensor<4>, norm: &InstanceNorm) -> Tensor<4> {
        let (Some(gain), Some(offset)) = (&norm.gamma, &norm.beta) else {
            return norm.forward(input);
        };
        tensor(operations::instance_norm(
            primitive(input),
            primitive(gain.val()),
            primitive(offset.val()),
            norm.epsilon as f32,
        ))
    }

    fn leaky_relu(&self, input: Tensor<4>, slope: f64) -> Tensor<4> {
        tensor(operations::leaky_relu(primitive(input), slope as f32))
    }
}
