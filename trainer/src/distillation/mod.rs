//! What a student learns from a teacher beside the real photos: its picture, and how it sees.
//!
//! - *Output*: mean absolute difference of the two pictures, as in Ren, Wu, Xiao, Yan, "Online
//!   Multi-Granularity Distillation for GAN Compression", ICCV 2021.
//! - *Structure*: 1 less the structural similarity of the two pictures, from the same paper.
//! - *Features*: 1 less the kernel alignment of decoder features, as in Jin, Ren, Chai, Tulyakov et al., "Teachers
//!   Do More Than Teach: Compressing Image-to-Image Models", CVPR 2021. Alignment compares which places
//!   of a picture are alike to a network, not its channels with the other's, so that networks of any
//!   two widths compare without layers in between. Centred, after Kornblith et al., "Similarity of
//!   Neural Network Representations Revisited", ICML 2019: the offsets of norms are no similarity.
//!
//! Knows no optimiser and no run; a [`Teacher`] is frozen.

pub mod structure;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use burn::module::Module;
use burn::tensor::{Device, Tensor};
use facade_model::bundle::Bundle;
use facade_model::digest::sha256;
use facade_model::kernels::Kernels;
use facade_model::unet::UNet;

/// Decoder features that are compared: those of 16² to 128², which are four in a network of any depth.
const ALIGNED: usize = 4;
/// Added to squared lengths, so that features that are constant have a gradient, of zero.
const EPSILON: f64 = 1e-12;

/// A generator that is learned from and does not learn.
pub struct Teacher {
    network: UNet,
    /// Its file, and what that says of it.
    pub name: String,
    /// SHA-256 of its file.
    pub sha256: String,
}

/// What a generator makes of a condition.
#[derive(Debug, Clone)]
pub struct Translation {
    /// `[N, 3, 256, 256]` in −1..1.
    pub picture: Tensor<4>,
    /// As of [`UNet::forward_with_features`].
    pub features: Vec<Tensor<4>>,
}

impl Teacher {
    /// Reads a bundle of any width whose generator translates the twelve facade classes.
    ///
    /// # Errors
    /// A file that cannot be read, is no bundle, or has other classes.
    pub fn load(path: &Path, device: &Device) -> Result<Self> {
        let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        let unusable = || format!("cannot take {} for a teacher", path.display());
        let bundle = Bundle::decode(&bytes).with_context(unusable)?;
        let name = format!(
            "{}, ngf {}",
            path.display(),
            bundle.manifest().architecture.config().ngf
        );
        let network = bundle.facade_unet(None, device).with_context(unusable)?;
        Ok(Self {
            network: network.no_grad(),
            name,
            sha256: sha256(&bytes),
        })
    }

    /// Translates a condition `[N, 12, 256, 256]`, without dropout and without a graph.
    pub fn translate(&self, condition: Tensor<4>, kernels: &dyn Kernels) -> Translation {
        let (picture, features) = self.network.forward_with_features(condition, kernels, None);
        Translation { picture, features }
    }
}

/// 1 less the mean alignment of the two networks' decoder features, `[1]` in 0..1; 0 for features that
/// agree up to a rotation of their channels.
///
/// # Panics
/// Panics if a network has fewer than four such features.
pub fn misalignment(student: &[Tensor<4>], teacher: &[Tensor<4>]) -> Tensor<1> {
    let outermost = |features: &[Tensor<4>]| features[features.len() - ALIGNED..].to_vec();
    let pairs = outermost(student).into_iter().zip(outermost(teacher));
    let sum = pairs
        .map(|(student, teacher)| alignment(student, teacher))
        .reduce(|sum, aligned| sum + aligned);
    let mean = sum.expect("four features") / ALIGNED as f64;
    mean.neg() + 1.0
}

/// Linear centred kernel alignment of `[N, C, H, W]` with `[N, D, H, W]`, `[1]` in 0..1: for each of the N
/// ‖A·Bᵀ‖² / (‖A·Aᵀ‖ ‖B·Bᵀ‖), where A and B hold the centred channels as rows and the norms are
/// Frobenius'; then the mean.
fn alignment(a: Tensor<4>, b: Tensor<4>) -> Tensor<1> {
    let (a, b) = (centred(a), centred(b));
    let squares = |product: Tensor<3>| product.square().sum_dim(1).sum_dim(2);
    let gram = |x: &Tensor<3>| x.clone().matmul(x.clone().swap_dims(1, 2));
    let own = (squares(gram(&a)) + EPSILON).sqrt() * (squares(gram(&b)) + EPSILON).sqrt();
    let common = squares(a.matmul(b.swap_dims(1, 2)));
    (common / own).mean()
}

/// Channels as rows of mean 0, all together of length 1: `[N, C, H·W]`. Scale means nothing to alignment,
/// and this one keeps fourth powers of activations within f32.
fn centred(x: Tensor<4>) -> Tensor<3> {
    let [count, channels, height, width] = x.dims();
    let x = x.reshape([count, channels, height * width]);
    let x = x.clone() - x.mean_dim(2);
    let length = (x.clone().square().sum_dim(1).sum_dim(2) + EPSILON).sqrt();
    x / length
}

#[cfg(test)]
mod tests {
    use burn::tensor::{Distribution, TensorData};

    use super::*;

    fn noise(seed: u64, shape: [usize; 4]) -> Tensor<4> {
        let device = Device::flex();
        device.seed(seed);
        Tensor::random(shape, Distribution::Normal(0.3, 2.0), &device)
    }

    fn value(tensor: Tensor<1>) -> f64 {
        tensor.into_scalar()
    }

    #[test]
    fn alignment_knows_neither_order_nor_rotation_nor_scale_nor_offset_of_channels() {
        let a = noise(1, [2, 3, 8, 8]);
        assert!((value(alignment(a.clone(), a.clone())) - 1.0).abs() < 1e-5);
        let channel = |index: usize| a.clone().slice([0..2, index..index + 1]);
        let permuted = Tensor::cat(vec![channel(2), channel(0), channel(1)], 1);
        assert!((value(alignment(a.clone(), permuted)) - 1.0).abs() < 1e-5);
        let (cos, sin) = (0.6, 0.8);
        let rotated = Tensor::cat(
            vec![
                channel(0) * cos - channel(1) * sin,
                channel(0) * sin + channel(1) * cos,
                channel(2),
            ],
            1,
        );
        let b = noise(2, [2, 5, 8, 8]);
        let plain = value(alignment(a.clone(), b.clone()));
        let turned = value(alignment(rotated * 40.0 - 7.0, b));
        println!("{plain} {turned}");
        assert!((plain - turned).abs() < 1e-5 && plain < 0.9);
    }

    #[test]
    fn alignment_equals_the_definition_by_kernels_of_places() {
        // tr(K H L H) / √(tr(K H K H) tr(L H L H)) with K, L the products of places with places.
        let (a, b) = (noise(3, [1, 2, 3, 2]), noise(4, [1, 3, 3, 2]));
        let kernel = |x: &Tensor<4>| -> Vec<f64> {
            let values: Vec<f64> = x.to_data().iter::<f64>().collect();
            let product = |i: usize, j: usize| -> f64 {
                values.chunks_exact(6).map(|row| row[i] * row[j]).sum()
            };
            let raw: Vec<f64> = (0..36).map(|at| product(at / 6, at % 6)).collect();
            let row = |i: usize| raw[6 * i..6 * i + 6].iter().sum::<f64>() / 6.0;
            let all = raw.iter().sum::<f64>() / 36.0;
            (0..36)
                .map(|at| raw[at] - row(at / 6) - row(at % 6) + all)
                .collect()
        };
        let dot = |a: &[f64], b: &[f64]| -> f64 { a.iter().zip(b).map(|(a, b)| a * b).sum() };
        let (k, l) = (kernel(&a), kernel(&b));
        let expected = dot(&k, &l) / (dot(&k, &k) * dot(&l, &l)).sqrt();
        let found = value(alignment(a, b));
        println!("{found} {expected}");
        assert!((found - expected).abs() < 1e-5);
    }

    #[test]
    fn large_and_constant_features_stay_numbers_with_their_gradients() {
        let device = Device::flex().autodiff();
        let ramp: Vec<f32> = (0..128 * 128).map(|at| at as f32 * 1e3).collect();
        let ramp = Tensor::<4>::from_data(TensorData::new(ramp, [1, 1, 128, 128]), &device);
        for student in [
            Tensor::<4>::full([1, 1, 128, 128], 5.0, &device),
            ramp.clone() * -2.0,
        ] {
            let student = student.require_grad();
            let found = alignment(student.clone(), ramp.clone());
            let gradient = student.grad(&found.backward()).expect("a gradient");
            let sum: f32 = gradient.abs().sum().into_scalar();
            let found = value(found.inner());
            println!("{found} {sum:e}");
            assert!(found.is_finite() && sum.is_finite());
        }
    }

    #[test]
    fn only_the_four_outermost_features_count_in_networks_of_any_depth() {
        let features = |seed: u64, inner: usize| -> Vec<Tensor<4>> {
            let sides = [2, 4, 8, 16, 32, 64, 128];
            let sides = &sides[sides.len() - 4 - inner..];
            let features = sides.iter().enumerate();
            features
                .map(|(index, &side)| {
                    noise(seed + index as u64 + (3 - inner as u64), [1, 2, side, side])
                })
                .collect()
        };
        let (deep, shallow) = (features(10, 3), features(10, 0));
        assert!(value(misalignment(&deep, &shallow)).abs() < 1e-5);
        assert!(value(misalignment(&deep, &features(20, 1))) > 0.1);
    }
}
