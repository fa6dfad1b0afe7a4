//! On whatever this processor has for bfloat16, convolutions and their gradients equal Burn's in f32, of factors that bfloat16
//! holds exactly.

use burn::tensor::{Device, Distribution, Int, Tensor};
use facade_model::kernels::{BackendKernels, Kernels};
use trainer::cpu_kernels::{Arithmetic, CpuKernels};

use crate::reference::check_close;

/// Whole numbers from −8 to 8, in no order.
fn values(shape: [usize; 4], device: &Device) -> Tensor<4> {
    Tensor::<4>::random(shape, Distribution::Uniform(-8.4, 8.4), device).round()
}

fn results(
    kernels: &impl Kernels,
    input: &Tensor<4>,
    weight: &Tensor<4>,
    stride: Option<usize>,
) -> [Vec<f32>; 3] {
    let input = input.clone().require_grad();
    let weight = weight.clone().require_grad();
    let output = match stride {
        Some(stride) => kernels.down(input.clone(), weight.clone(), None, stride),
        None => kernels.up(input.clone(), weight.clone(), None),
    };
    // A loss whose gradient is whole numbers from −50 to 50.
    let count = output.shape().num_elements() as i64;
    let factors = Tensor::<1, Int>::arange(0..count, &output.device());
    let factors = factors.mul_scalar(37).remainder_scalar(101).sub_scalar(50);
    let loss = (output.clone() * factors.float().reshape(output.dims())).sum();
    let gradients = loss.backward();
    let gradient = |tensor: &Tensor<4>| tensor.grad(&gradients).expect("a gradient");
    [output, gradient(&input), gradient(&weight)]
        .map(|tensor| tensor.into_data().iter::<f32>().collect())
}

fn all_or_skipped() -> Vec<Arithmetic> {
    if let Err(refused) = Arithmetic::bf16() {
        println!("skipped: {refused}");
    }
    Arithmetic::all_bf16()
}

/// `stride` is `None` for the transposed convolution.
#[track_caller]
fn check(bf16: Arithmetic, input: [usize; 4], weight: [usize; 4], stride: Option<usize>) {
    let device = Device::flex().autodiff();
    device.seed(21);
    let (input, weight) = (values(input, &device), values(weight, &device));
    let in_bf16 = CpuKernels { arithmetic: bf16 };
    let found = results(&in_bf16, &input, &weight, stride);
    // Burn's gradient of an odd number of rows lacks the last one; ours in f32 goes through transforms, which round.
    let is_odd = stride == Some(2) && input.dims()[2] % 2 == 1;
    let (expected, tolerance) = match is_odd {
        true => {
            let in_f32 = CpuKernels {
                arithmetic: Arithmetic::F32,
            };
            (results(&in_f32, &input, &weight, stride), 2e-5)
        }
        false => (results(&BackendKernels, &input, &weight, stride), 1e-5),
    };
    for (what, (found, expected)) in ["output", "input's gradient", "weight's gradient"]
        .into_iter()
        .zip(found.iter().zip(&expected))
    {
        let largest = expected.iter().fold(1.0_f32, |a, b| a.max(b.abs()));
        check_close(what, found, expected, tolerance * largest);
    }
}

#[test]
fn convolutions_equal_those_in_f32_where_bf16_is_exact() {
    for (input, weight, stride) in [
        ([1, 12, 256, 256], [4, 12, 4, 4], Some(2)),
        ([2, 5, 32, 32], [7, 5, 4, 4], Some(2)),
        ([2, 6, 32, 32], [9, 6, 4, 4], Some(1)),
        ([1, 8, 31, 31], [1, 8, 4, 4], Some(1)),
        ([1, 16, 2, 2], [16, 16, 4, 4], Some(2)),
        ([3, 3, 10, 6], [2, 3, 4, 4], Some(2)),
        ([1, 5, 4, 4], [150, 5, 4, 4], Some(2)),
        ([2, 40, 48, 48], [130, 40, 4, 4], Some(2)),
        ([1, 67, 9, 7], [33, 67, 4, 4], Some(2)),
        ([2, 67, 9, 7], [33, 67, 4, 4], Some(1)),
        ([1, 16, 1, 1], [16, 8, 4, 4], None),
        ([2, 6, 16, 16], [6, 5, 4, 4], None),
        ([1, 8, 128, 128], [8, 3, 4, 4], None),
        ([2, 35, 20, 24], [35, 150, 4, 4], None),
    ] {
        for bf16 in all_or_skipped() {
            println!("{bf16}: {input:?} by {weight:?}, stride {stride:?}");
            check(bf16, input, weight, stride);
        }
    }
}

#[test]
fn what_is_not_a_number_is_not_lost() {
    for arithmetic in all_or_skipped() {
        let device = Device::flex().autodiff();
        let kernels = CpuKernels { arithmetic };
        let input = Tensor::<4>::full([1, 2, 8, 8], f32::NAN, &device);
        let weight = Tensor::<4>::ones([3, 2, 4, 4], &device);
        let output = kernels.down(input, weight, None, 2);
        assert!(output.into_data().iter::<f32>().all(f32::is_nan));
    }
}
