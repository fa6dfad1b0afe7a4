//! Convolutions of tensors that no gradient is asked of: which of the kernels computes which sizes.

use burn::backend::flex::FlexTensor;
use burn::tensor::TensorData;

use super::arithmetic::Arithmetic;
use super::bf16;
use super::columns;
use super::pictures::{KERNEL, Pictures};
use super::scatter;
use super::winograd::{self, Layer};

/// Transposed convolution of `[N, in, H, W]` with padding 1; the weight is `[in, out, side, side]`.
pub fn up(
    arithmetic: Arithmetic,
    input: &FlexTensor,
    weight: &FlexTensor,
    stride: usize,
) -> FlexTensor {
    let (input, weight) = (input.to_contiguous(), weight.to_contiguous());
    let sizes = pictures(&input);
    let [_, outputs, side, _] = dims(&weight);
    let (x, w) = (values(&input), values(&weight));
    let layer = Layer::up(sizes, outputs, side, stride);
    let output = match arithmetic {
        Arithmetic::Bf16(unit) if side == KERNEL => {
            bf16::convolve_transposed(unit, x, sizes, w, outputs, stride)
        }
        _ if side != KERNEL || layer.is_large() => winograd::convolve(&layer, x, w),
        _ => {
            let geometry = scatter::TransposedSizes {
                channels: sizes.channels,
                height: sizes.height,
                width: sizes.width,
                outputs,
                stride,
            };
            scatter::convolve_transposed(&geometry, x, w)
        }
    };
    tensor(output, shape(layer.output))
}

/// Convolution of `[N, in, H, W]` with padding 1; the weight is `[out, in, side, side]`.
pub fn down(
    arithmetic: Arithmetic,
    input: &FlexTensor,
    weight: &FlexTensor,
    stride: usize,
) -> FlexTensor {
    let (input, weight) = (input.to_contiguous(), weight.to_contiguous());
    let sizes = pictures(&input);
    let [outputs, _, side, _] = dims(&weight);
    let (x, w) = (values(&input), values(&weight));
    let layer = Layer::down(sizes, outputs, side, stride);
    let output = match arithmetic {
        Arithmetic::Bf16(unit) if side == KERNEL => {
            bf16::convolve(unit, x, sizes, w, outputs, stride)
        }
        _ if side != KERNEL || layer.is_large() => winograd::convolve(&layer, x, w),
        _ => columns::convolve(&geometry(sizes, stride), x, w, outputs),
    };
    tensor(output, shape(layer.output))
}

/// Gradient `[out, in, side, side]` of a convolution's weight from its input `[N, in, H, W]` and the
/// gradient of its output `[N, out, …]`.
pub fn weight_gradient(
    arithmetic: Arithmetic,
    input: &FlexTensor,
    gradient: &FlexTensor,
    side: usize,
    stride: usize,
) -> FlexTensor {
    let (input, gradient) = (input.to_contiguous(), gradient.to_contiguous());
    let sizes = pictures(&input);
    let outputs = dims(&gradient)[1];
    let (x, dy) = (values(&input), values(&gradient));
    let layer = Layer::down(sizes, outputs, side, stride);
    let found = match arithmetic {
        Arithmetic::Bf16(unit) if side == KERNEL => {
            bf16::weight_gradient(unit, x, sizes, dy, outputs, stride)
        }
        _ if side != KERNEL || layer.is_large() => winograd::weight_gradient(&layer, x, dy),
        _ => columns::weight_gradient(&geometry(sizes, stride), x, dy, outputs),
    };
    tensor(found, [outputs, sizes.channels, side, side])
}

fn geometry(sizes: Pictures, stride: usize) -> columns::ConvolutionSizes {
    columns::ConvolutionSizes::new(sizes.channels, sizes.height, sizes.width, stride)
}

fn pictures(tensor: &FlexTensor) -> Pictures {
    let [pictures, channels, height, width] = dims(tensor);
    Pictures {
        pictures,
        channels,
        height,
        width,
    }
}

fn shape(pictures: Pictures) -> [usize; 4] {
    [
        pictures.pictures,
        pictures.channels,
        pictures.height,
        pictures.width,
    ]
}

/// Shape `[N, C, H, W]`.
pub fn dims(tensor: &FlexTensor) -> [usize; 4] {
    tensor.layout().shape().dims()
}

/// The values of a tensor that has been made contiguous.
pub fn values(tensor: &FlexTensor) -> &[f32] {
    tensor.as_slice().expect("a contiguous tensor of f32")
}

/// The opposite of [`values`].
pub fn tensor<const D: usize>(values: Vec<f32>, shape: [usize; D]) -> FlexTensor {
    FlexTensor::from_data(TensorData::new(values, shape))
}
