//! A folded enlargement and convolution is the enlargement and convolution.

use burn::tensor::module::{conv_transpose2d, conv2d, interpolate};
use burn::tensor::ops::{ConvOptions, ConvTransposeOptions, InterpolateMode, InterpolateOptions};
use burn::tensor::{Device, Distribution, Tensor};
use facade_model::fold::fold;
use facade_model::pixels::one_hot;
use facade_model::unet::{UNetConfig, Upsampling};
use facade_subjects::facades::classes::CLASS_COUNT;
use facade_subjects::facades::procedural;

use crate::reference::{Golden, check_close};

fn transposed(input: Tensor<4>, kernel: Tensor<4>) -> Vec<f32> {
    let options = ConvTransposeOptions::new([2, 2], [1, 1], [0, 0], [1, 1], 1);
    let output = conv_transpose2d(input, kernel, None, options);
    output.into_data().iter::<f32>().collect()
}

#[test]
fn folding_equals_pytorchs_upsampling_and_convolution() {
    let golden = Golden::read();
    let device = Device::flex();
    let tensor = |name: &str| {
        Tensor::<4>::from_data(golden.tensors[&format!("fold.{name}")].clone(), &device)
    };
    // PyTorch keeps convolution kernels as [out, in, …], ours is laid out as it will be folded.
    let folded = fold(tensor("kernel3").swap_dims(0, 1));
    let kernel: Vec<f32> = folded.clone().into_data().iter::<f32>().collect();
    check_close("kernel", &kernel, &golden.values("fold.kernel4"), 1e-5);
    let output = transposed(tensor("input"), folded);
    check_close("output", &output, &golden.values("fold.output"), 1e-5);
}

#[test]
fn folding_equals_our_own_resize_and_convolution_up_to_the_border() {
    let device = Device::flex();
    device.seed(5);
    let normal = Distribution::Normal(0.0, 1.0);
    let input = Tensor::<4>::random([2, 6, 9, 7], normal, &device);
    let kernel = Tensor::<4>::random([6, 5, 3, 3], normal, &device);

    let resize = InterpolateOptions::new(InterpolateMode::Nearest).with_scale_factor([2.0, 2.0]);
    let resized = interpolate(input.clone(), resize);
    let options = ConvOptions::new([1, 1], [1, 1], [1, 1], 1);
    let expected = conv2d(resized, kernel.clone().swap_dims(0, 1), None, options);
    let expected: Vec<f32> = expected.into_data().iter::<f32>().collect();
    let found = transposed(input, fold(kernel));
    check_close("random layer", &found, &expected, 1e-5);
}

/// In one dimension, along the rows: `y[2i] = x[i]`, `y[2i+1] = (x[i] + x[i+1]) / 2`, zero outside, and
/// `out[j] = w0·y[j] + w1·y[j-1]`.
#[test]
fn folding_equals_linear_enlargement_and_convolution_by_hand() {
    let device = Device::flex();
    let row = [3.0, -1.0, 4.0, 2.0];
    let (w0, w1) = (0.7, -0.2);
    let at = |i: isize| usize::try_from(i).ok().and_then(|i| row.get(i)).copied();
    let y = |j: isize| {
        let x = |i| at(i).unwrap_or(0.0);
        match j.rem_euclid(2) {
            0 => x(j.div_euclid(2)),
            _ => (x(j.div_euclid(2)) + x(j.div_euclid(2) + 1)) / 2.0,
        }
    };
    let expected: Vec<f32> = (0..8).map(|j| w0 * y(j) + w1 * y(j - 1)).collect();
    // The same in each column: rows of one picture, far enough from its upper and lower border.
    let input = Tensor::<4>::from_data([[[row, row, row, row]]], &device);
    let kernel = Tensor::<4>::from_data([[[[w0 / 2.0, w1 / 2.0], [w0 / 2.0, w1 / 2.0]]]], &device);
    let found = transposed(input, fold(kernel));
    for y in 2..6 {
        check_close("row", &found[8 * y..8 * y + 8], &expected, 1e-6);
    }
}

#[test]
fn folded_networks_paint_the_same_picture() {
    for upsampling in [Upsampling::Resize, Upsampling::Smooth] {
        a_folded_network_paints_the_same_picture(upsampling);
    }
}

fn a_folded_network_paints_the_same_picture(upsampling: Upsampling) {
    let device = Device::flex();
    device.seed(6);
    let network = UNetConfig {
        depth: 8,
        input_channels: CLASS_COUNT,
        ngf: 4,
        upsampling,
        head: 0,
        scale: 1,
        norms: true,
    }
    .init(&device);
    let labels = one_hot(&procedural::facade(1), &device).expect("ids in 1..=12");
    let picture = |network: &facade_model::unet::UNet| -> Vec<f32> {
        let picture = network.forward(labels.clone());
        picture.into_data().iter::<f32>().collect()
    };
    let before = picture(&network);
    let folded = network.folded();
    for block in &folded.decoder {
        assert_eq!(block.conv.weight.dims()[2..], [4, 4]);
    }
    check_close("network", &picture(&folded), &before, 1e-5);
}
