//! The trainer's own kernels equal the backend's, and so do their gradients.

use burn::module::Param;
use burn::nn::{InstanceNorm, InstanceNormConfig};
use burn::tensor::{Device, Distribution, Int, Tensor};
use facade_model::kernels::{BackendKernels, Kernels};
use trainer::cpu_kernels::CpuKernels;

use crate::reference::check_close;

use Convolution::{Down, Same, Up};

/// What the kernels offer.
#[derive(Clone, Copy)]
enum Convolution {
    /// With this stride.
    Down(usize),
    Up,
    Same,
}

/// Output and the gradients of input and weight, under a loss that weighs every output differently.
fn results(
    kernels: &dyn Kernels,
    input: &Tensor<4>,
    weight: &Tensor<4>,
    convolution: Convolution,
) -> [Vec<f32>; 3] {
    let input = input.clone().require_grad();
    let weight = weight.clone().require_grad();
    let output = match convolution {
        Down(stride) => kernels.down(input.clone(), weight.clone(), None, stride),
        Up => kernels.up(input.clone(), weight.clone(), None),
        Same => kernels.same(input.clone(), weight.clone(), None),
    };
    let gradients = weighted(&output).backward();
    let gradient = |tensor: &Tensor<4>| tensor.grad(&gradients).expect("a gradient");
    [output, gradient(&input), gradient(&weight)]
        .map(|tensor| tensor.into_data().iter::<f32>().collect())
}

/// A loss that weighs every value differently.
fn weighted(output: &Tensor<4>) -> Tensor<1> {
    let count = output.shape().num_elements() as i64;
    let weights = Tensor::<1, Int>::arange(0..count, &output.device());
    (output.clone() * weights.float().sin().reshape(output.dims())).sum()
}

#[track_caller]
fn check(input: [usize; 4], weight: [usize; 4], convolution: Convolution) {
    let device = Device::flex().autodiff();
    device.seed(11);
    let uniform = Distribution::Uniform(-1.0, 1.0);
    let input = Tensor::<4>::random(input, uniform, &device);
    let weight = Tensor::<4>::random(weight, uniform, &device);
    let found = results(&CpuKernels::default(), &input, &weight, convolution);
    let expected = results(&BackendKernels, &input, &weight, convolution);
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
    check([1, 12, 256, 256], [4, 12, 4, 4], Down(2));
    check([2, 5, 32, 32], [7, 5, 4, 4], Down(2));
    check([2, 6, 32, 32], [9, 6, 4, 4], Down(1));
    check([1, 8, 31, 31], [1, 8, 4, 4], Down(1));
    check([1, 16, 2, 2], [16, 16, 4, 4], Down(2));
    check([3, 3, 10, 6], [2, 3, 4, 4], Down(2));
    // Outputs in groups, one and several tiles.
    check([1, 5, 4, 4], [150, 5, 4, 4], Down(2));
    check([2, 3, 48, 48], [130, 3, 4, 4], Down(2));
    // Blocks of tiles that are worked on at once, and tiles that reach beyond the picture.
    check([2, 40, 32, 32], [70, 40, 4, 4], Down(1));
    check([3, 20, 44, 36], [24, 20, 4, 4], Down(2));
}

#[test]
fn transposed_convolutions_and_gradients_equal_the_backends() {
    check([1, 16, 1, 1], [16, 8, 4, 4], Up);
    check([2, 6, 16, 16], [6, 5, 4, 4], Up);
    check([1, 8, 128, 128], [8, 3, 4, 4], Up);
    check([2, 3, 20, 24], [3, 150, 4, 4], Up);
    check([3, 20, 22, 18], [20, 24, 4, 4], Up);
}

#[test]
fn convolutions_that_keep_the_size_and_gradients_equal_the_backends() {
    check([1, 20, 256, 256], [3, 20, 3, 3], Same);
    check([2, 9, 30, 22], [17, 9, 3, 3], Same);
    check([1, 3, 5, 1], [2, 3, 3, 3], Same);
}

/// Output and gradients of what `layer` makes of an input and the norm's two parameters.
fn between(
    layer: impl Fn(Tensor<4>, &InstanceNorm) -> Tensor<4>,
    input: &Tensor<4>,
    norm: &InstanceNorm,
) -> Vec<Vec<f32>> {
    let input = input.clone().require_grad();
    let output = layer(input.clone(), norm);
    let gradients = weighted(&output).backward();
    let parameters = [&norm.gamma, &norm.beta].map(|param| param.as_ref().unwrap().val());
    let of_parameters = parameters.iter().filter_map(|param| param.grad(&gradients));
    let of_input = input.grad(&gradients).expect("a gradient");
    [output, of_input]
        .map(|tensor| tensor.into_data())
        .into_iter()
        .chain(of_parameters.map(Tensor::into_data))
        .map(|data| data.iter::<f32>().collect())
        .collect()
}

#[test]
fn norm_and_activations_and_their_gradients_equal_the_backends() {
    let device = Device::flex().autodiff();
    for shape in [[1, 5, 2, 2], [2, 3, 31, 31], [1, 64, 64, 64]] {
        device.seed(12);
        let input = Tensor::<4>::random(shape, Distribution::Normal(0.3, 2.0), &device);
        let mut norm = InstanceNormConfig::new(shape[1]).init(&device);
        let parameter = |low, high| {
            let values = Tensor::<1>::random([shape[1]], Distribution::Uniform(low, high), &device);
            Some(Param::from_data(values.into_data(), &device))
        };
        norm.gamma = parameter(0.5, 1.5);
        norm.beta = parameter(-1.0, 1.0);
        let kernels: [&dyn Kernels; 2] = [&CpuKernels::default(), &BackendKernels];
        let normalised =
            kernels.map(|kernels| between(|x, norm| kernels.instance_norm(x, norm), &input, &norm));
        let rectified = [0.0, 0.2].map(|slope| {
            kernels.map(|kernels| between(|x, _| kernels.leaky_relu(x, slope), &input, &norm))
        });
        let cases = std::iter::once((&normalised, 4)).chain(rectified.iter().map(|pair| (pair, 2)));
        for ([found, expected], tensors) in cases {
            assert_eq!((found.len(), expected.len()), (tensors, tensors));
            for (found, expected) in found.iter().zip(expected) {
                let largest = expected.iter().fold(1.0_f32, |a, b| a.max(b.abs()));
                check_close("between convolutions", found, expected, 1e-4 * largest);
            }
        }
    }
}
