//! The losses of pix2pix (Isola et al., CVPR 2017, section 3) and the common alternatives to its
//! adversarial term.

mod segmentation;

use burn::tensor::Tensor;
use burn::tensor::activation::{log_sigmoid, relu};
use clap::ValueEnum;
use serde::{Deserialize, Serialize};

/// How the discriminator's logits `[N, 1, H, W]` become a loss `[1]`, a mean over all patches. Of a
/// discriminator that names classes they are `[N, classes + 1, H, W]`, the last for "generated".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AdversarialLoss {
    /// Binary cross-entropy, as published
    #[default]
    Vanilla,
    /// Least squares (Mao et al., ICCV 2017, with targets 0 and 1)
    Lsgan,
    /// Hinge (Lim and Ye, 2017; Miyato et al., ICLR 2018)
    Hinge,
    /// The discriminator names the class that each patch shows (OASIS, Sushko et al., ICLR 2021, on
    /// patches)
    Segmentation,
}

impl AdversarialLoss {
    /// The discriminator's loss on logits of real pairs. `asked` is what the patches show,
    /// `[N, classes, H, W]` of 0 and 1; only a discriminator that names classes looks at it.
    pub fn on_real(self, logits: Tensor<4>, asked: &Tensor<4>) -> Tensor<1> {
        match self {
            Self::Vanilla => log_sigmoid(logits).mean().neg(),
            Self::Lsgan => (logits - 1.0).square().mean(),
            Self::Hinge => relu(logits.neg() + 1.0).mean(),
            Self::Segmentation => segmentation::named(logits, asked.clone()),
        }
    }

    /// The discriminator's loss on logits of generated pairs.
    pub fn on_fake(self, logits: Tensor<4>) -> Tensor<1> {
        match self {
            Self::Vanilla => log_sigmoid(logits.neg()).mean().neg(),
            Self::Lsgan => logits.square().mean(),
            Self::Hinge => relu(logits + 1.0).mean(),
            Self::Segmentation => segmentation::unmasked(logits),
        }
    }

    /// The generator's loss on logits of its pictures: how far from being taken for real. `asked` is as
    /// of [`AdversarialLoss::on_real`].
    pub fn on_generated(self, logits: Tensor<4>, asked: &Tensor<4>) -> Tensor<1> {
        match self {
            Self::Vanilla | Self::Lsgan | Self::Segmentation => self.on_real(logits, asked),
            // A margin would end the generator's gradient where it has only just fooled the
            // discriminator.
            Self::Hinge => logits.mean().neg(),
        }
    }
}

/// Feature matching (pix2pixHD: Wang et al., CVPR 2018, equation 3): the sum over the
/// discriminator's layers of the mean absolute difference of their activations on generated and
/// real pictures, `[1]`.
///
/// # Panics
/// Panics without a layer.
pub fn matching(generated: Vec<Tensor<4>>, real: Vec<Tensor<4>>) -> Tensor<1> {
    let layers = generated.into_iter().zip(real);
    let sum = layers
        .map(|(generated, real)| (generated - real).abs().mean())
        .reduce(|sum, layer| sum + layer);
    sum.expect("a discriminator has layers")
}

/// Mean absolute difference of two pictures `[N, 3, H, W]` in −1..1, `[1]`.
pub fn l1(generated: Tensor<4>, real: Tensor<4>) -> Tensor<1> {
    (generated - real).abs().mean()
}

/// Mean absolute difference of two pictures in colour alone, `[1]`: of each channel less the
/// pixel's luma (ITU-R BT.601's weights). A discriminator that is fooled by fine detail is fooled
/// by coloured detail too, which photos do not have; this term holds the colour to the photo's and
/// leaves the luma to the discriminator.
///
/// # Shapes
/// - pictures `[N, 3, H, W]` in −1..1
pub fn chroma(generated: Tensor<4>, real: Tensor<4>) -> Tensor<1> {
    let difference = generated - real;
    let luma = difference.clone().narrow(1, 0, 1) * 0.299
        + difference.clone().narrow(1, 1, 1) * 0.587
        + difference.clone().narrow(1, 2, 1) * 0.114;
    (difference - luma).abs().mean()
}

/// How far the mean colour of each class in a generated picture lies from that in the real one, `[1]`: the mean of
/// the absolute differences over channels and classes, weighted by the classes' areas. At most [`l1`], which it
/// would be if every class had one colour.
///
/// # Shapes
/// - pictures `[N, 3, H, W]` in −1..1
/// - classes `[N, K, H, W]` of 0 and 1, one plane a class
pub fn class_colour(generated: Tensor<4>, real: Tensor<4>, classes: Tensor<4>) -> Tensor<1> {
    let [n, channels, height, width] = generated.dims();
    let pixels = height * width;
    let difference = (generated - real).reshape([n, channels, pixels]);
    let [_, count, ..] = classes.dims();
    let members = classes.reshape([n, count, pixels]).swap_dims(1, 2);
    let sums: Tensor<3> = difference.matmul(members);
    sums.abs().sum() / (n * channels * pixels) as f64
}

#[cfg(test)]
mod tests {
    use burn::tensor::Device;

    use super::*;

    #[test]
    fn each_loss_has_its_value_at_logits_two_and_minus_three() {
        let logits = || Tensor::<4>::from_floats([[[[2.0, -3.0]]]], &Device::flex());
        let unasked = Tensor::<4>::zeros([1, 1, 1, 2], &Device::flex());
        let softplus = |x: f64| x.exp().ln_1p();
        let expected = [
            (
                AdversarialLoss::Vanilla,
                [
                    (softplus(-2.0) + softplus(3.0)) / 2.0,
                    (softplus(2.0) + softplus(-3.0)) / 2.0,
                    (softplus(-2.0) + softplus(3.0)) / 2.0,
                ],
            ),
            (AdversarialLoss::Lsgan, [8.5, 6.5, 8.5]),
            (AdversarialLoss::Hinge, [2.0, 1.5, 0.5]),
        ];
        for (loss, values) in expected {
            let found = [
                loss.on_real(logits(), &unasked),
                loss.on_fake(logits()),
                loss.on_generated(logits(), &unasked),
            ];
            for (found, expected) in found.into_iter().zip(values) {
                let found: f64 = found.into_scalar();
                assert!((found - expected).abs() < 1e-5, "{loss:?}: {found}");
            }
        }
    }

    #[test]
    fn class_colours_are_compared_by_their_means_and_areas() {
        let device = Device::flex();
        let picture =
            |values: [f32; 4]| Tensor::<4>::from_floats([[[values]]], &device).repeat_dim(1, 3);
        // Three pixels of one class, whose errors are 0.4, -0.1 and 0.0, and one of another: -0.5.
        let classes =
            Tensor::<4>::from_floats([[[[1.0, 1.0, 1.0, 0.0]], [[0.0, 0.0, 0.0, 1.0]]]], &device);
        let real = picture([0.0, 0.2, 0.5, 0.0]);
        let generated = picture([0.4, 0.1, 0.5, -0.5]);
        let found: f64 = class_colour(generated.clone(), real.clone(), classes).into_scalar();
        assert!((found - 0.2).abs() < 1e-6, "{found}");
        let l1: f64 = l1(generated, real).into_scalar();
        assert!((l1 - 0.25).abs() < 1e-6, "{l1}");
    }

    #[test]
    fn chroma_is_what_is_left_without_the_luma() {
        let device = Device::flex();
        let pixel =
            |values: [f32; 3]| Tensor::<1>::from_floats(values, &device).reshape([1, 3, 1, 1]);
        let difference =
            |generated, real| -> f64 { chroma(pixel(generated), pixel(real)).into_scalar() };
        let lighter = difference([0.5, 0.1, -0.3], [0.2, -0.2, -0.6]);
        assert!(lighter.abs() < 1e-6, "{lighter}");
        // Red alone is 0.4 off, of which 0.1196 is luma.
        let redder = difference([0.4, 0.0, 0.0], [0.0, 0.0, 0.0]);
        assert!(
            (redder - (0.2804 + 2.0 * 0.1196) / 3.0).abs() < 1e-6,
            "{redder}"
        );
    }

    #[test]
    fn feature_matching_adds_up_the_mean_difference_of_each_layer() {
        let device = Device::flex();
        let wide = |value: f64| Tensor::<4>::full([1, 2, 4, 4], value, &device);
        let deep = |value: f64| Tensor::<4>::full([1, 8, 1, 1], value, &device);
        let found = matching(vec![wide(1.0), deep(-1.0)], vec![wide(1.5), deep(2.0)]);
        let found: f64 = found.into_scalar();
        assert!((found - 3.5).abs() < 1e-6, "{found}");
    }
}
