//! The loss of a discriminator that names what it sees.
//!
//! Source: Sushko, Schönfeld, Zhang, Gall, Schiele, Khoreva, "You Only Need Adversarial Supervision
//! for Semantic Image Synthesis", ICLR 2021 (OASIS), equations 1 and 2: the discriminator tells the
//! N classes of real pictures and, as class N + 1, generated ones; the generator wants its pictures
//! named as asked. There each pixel is named, here each patch of a PatchGAN. Classes are balanced
//! by their inverse frequency as in the authors' program: each class of a map has the same weight,
//! all patches together 1 on average. Here map by map, so that a loss does not depend on what else
//! is in a batch.

use burn::tensor::Tensor;
use burn::tensor::activation::log_softmax;

/// How far patches are from being named as they are asked to be, `[1]`.
///
/// # Shapes
/// - logits `[N, classes + 1, H, W]`, the last for "generated"
/// - asked `[N, classes, H, W]` of 0 and 1
pub fn named(logits: Tensor<4>, asked: Tensor<4>) -> Tensor<1> {
    let [maps, classes, height, width] = asked.dims();
    let patches = (height * width) as f64;
    let counts = asked.clone().sum_dim(2).sum_dim(3);
    let present = counts.clone().greater_elem(0.0).float().sum_dim(1);
    // Of a class that a map does not show, the weight meets only zeros.
    let weights = asked * (counts.clamp_min(1.0) * present).recip() * patches;
    let named = log_softmax(logits, 1).narrow(1, 0, classes);
    (named * weights).sum().neg() / (patches * maps as f64)
}

/// How far patches are from being named "generated", `[1]`.
///
/// # Shapes
/// - logits `[N, classes + 1, H, W]`, the last for "generated"
pub fn unmasked(logits: Tensor<4>) -> Tensor<1> {
    let classes = logits.dims()[1] - 1;
    log_softmax(logits, 1).narrow(1, classes, 1).mean().neg()
}

#[cfg(test)]
mod tests {
    use burn::tensor::{Device, Distribution};

    use super::*;

    fn value(loss: Tensor<1>) -> f64 {
        loss.into_scalar()
    }

    /// Two classes and "generated"; three patches of the first class and one of the second.
    fn asked() -> Tensor<4> {
        let planes = [[[[1.0, 1.0], [1.0, 0.0]], [[0.0, 0.0], [0.0, 1.0]]]];
        Tensor::from_floats(planes, &Device::flex())
    }

    #[test]
    fn each_class_of_a_map_counts_the_same() {
        let device = Device::flex();
        let a = [[2.0, 0.0], [1.0, -1.0]];
        let b = [[0.0, 0.0], [3.0, 0.5]];
        let generated = [[-1.0, 0.0], [0.0, 2.0]];
        let logits = Tensor::<4>::from_floats([[a, b, generated]], &device);
        let surprise = |place: (usize, usize), truth: [[f64; 2]; 2]| {
            let at = |plane: [[f64; 2]; 2]| plane[place.0][place.1];
            let total = at(a).exp() + at(b).exp() + at(generated).exp();
            total.ln() - at(truth)
        };
        // Weights 4 / (2 classes × 3 patches) and 4 / (2 classes × 1 patch).
        let first = [(0, 0), (0, 1), (1, 0)].map(|place| surprise(place, a));
        let expected = (first.iter().sum::<f64>() * 4.0 / 6.0 + surprise((1, 1), b) * 2.0) / 4.0;
        let found = value(named(logits.clone(), asked()));
        println!("{found} {expected}");
        assert!((found - expected).abs() < 1e-5);

        let all = [(0, 0), (0, 1), (1, 0), (1, 1)].map(|place| surprise(place, generated));
        let expected = all.iter().sum::<f64>() / 4.0;
        assert!((value(unmasked(logits)) - expected).abs() < 1e-5);
    }

    #[test]
    fn without_an_opinion_the_loss_is_the_logarithm_of_the_number_of_names() {
        let even = || Tensor::<4>::zeros([1, 3, 2, 2], &Device::flex());
        assert!((value(named(even(), asked())) - 3.0_f64.ln()).abs() < 1e-6);
        assert!((value(unmasked(even())) - 3.0_f64.ln()).abs() < 1e-6);
    }

    #[test]
    fn a_map_has_the_same_loss_alone_and_in_a_batch() {
        let device = Device::flex();
        device.seed(5);
        let logits = Tensor::<4>::random([2, 3, 2, 2], Distribution::Normal(0.0, 2.0), &device);
        let other = asked().flip([1]);
        let both = Tensor::cat(vec![asked(), other.clone()], 0);
        let alone = [asked(), other].into_iter().enumerate();
        let alone: f64 = alone
            .map(|(index, asked)| value(named(logits.clone().narrow(0, index, 1), asked)))
            .sum();
        let together = value(named(logits, both));
        assert!((together - alone / 2.0).abs() < 1e-5, "{together} {alone}");
    }
}
