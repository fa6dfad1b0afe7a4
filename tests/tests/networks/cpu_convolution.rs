//! The trainer's own convolutions equal the backend's, and so do their gradients.

use burn::tensor::{Device, Distribution, Tensor};
use facade_model::convolution::{BackendConvolution, Convolution};
use trainer::cpu_convolution::CpuConvolution;

use crate::reference::check_close;

/// Output and the gradients of input and weight, under a loss that weighs every output differently.
fn results(
    convolution: &dyn Convolution,
    input: &Tensor<4>,
    weight: &Tensor<4>,
    stride: Option<usize>,
) -> [Vec<f32>; 3] {
    let input = input.clone().require_grad();
    let weight = weight.clone().require_grad();
    let output = match stride {
        Some(stride) => convolution.down(input.clone(), weight.clone(), None, stride),
        None => convolution.up(input.clone(), weight.clone(), None),
    };
    let device = output.device();
    let weights =
        Tensor::<1, burn::tensor::Int>::arange(0..output.shape().num_elements() as i64, &device)
            .float()
            .sin()
            .reshape(output.dims());
    let gradients = (output.clone() * weights).sum().backward();
    let gradient = |tensor: &Tensor<4>| tensor.grad(&gradients).expect("a gradient");
    [output, gradient(&input), gradient(&weight)]
        .map(|tensor| tensor.into_data().iter::<f32>().collect())
}

/// `stride` is `None` for the transposed convolution.
#[track_caller]
fn check(input: [usize; 4], weight: [usize; 4], stride: Option<usize>) {
    let device = Device::flex().autodiff();
    device.seed(11);
    let uniform = Distribution::Uniform(-1.0, 1.0);
    let input = Tensor::<4>::random(input, uniform, &device);
    let weight = Tensor::<4>::random(weight, uniform, &device);
    let found = results(&CpuConvolution, &input, &weight, stride);
    let expected = results(&BackendConvolution, &input, &weight, stride);
    for (what, (found, expected)) in ["output", "input's gradient", "weight's gradient"]
        .into_iter()
        .zip(found.iter().zip(&expected))
    {
        let largest = expected.iter().fold(1.0_f32, |a, b| a.max(b.abs()));
        check_close(what, found, expected, 1e-4 * largest);
    }
}

#[test]
fn convolutions_and_gradients_equal_the_backends() {
    check([1, 12, 256, 256], [4, 12, 4, 4], Some(2));
    check([2, 5, 32, 32], [7, 5, 4, 4], Some(2));
    check([2, 6, 32, 32], [9, 6, 4, 4], Some(1));
    check([1, 8, 31, 31], [1, 8, 4, 4], Some(1));
    check([1, 16, 2, 2], [16, 16, 4, 4], Some(2));
    check([3, 3, 10, 6], [2, 3, 4, 4], Some(2));
}

#[test]
fn transposed_convolutions_and_gradients_equal_the_backends() {
    check([1, 16, 1, 1], [16, 8, 4, 4], None);
    check([2, 6, 16, 16], [6, 5, 4, 4], None);
    check([1, 8, 128, 128], [8, 3, 4, 4], None);
}
