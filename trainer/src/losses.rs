//! The losses of pix2pix (Isola et al., CVPR 2017, section 3) and the common alternatives to its
//! adversarial term.

use burn::tensor::Tensor;
use burn::tensor::activation::{log_sigmoid, relu};
use clap::ValueEnum;
use serde::{Deserialize, Serialize};

/// How the critic's logits `[N, 1, H, W]` become a loss `[1]`, a mean over all patches.
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
}

impl AdversarialLoss {
    /// The critic's loss on logits of real pairs.
    pub fn on_real(self, logits: Tensor<4>) -> Tensor<1> {
        match self {
            Self::Vanilla => log_sigmoid(logits).mean().neg(),
            Self::Lsgan => (logits - 1.0).square().mean(),
            Self::Hinge => relu(logits.neg() + 1.0).mean(),
        }
    }

    /// The critic's loss on logits of generated pairs.
    pub fn on_fake(self, logits: Tensor<4>) -> Tensor<1> {
        match self {
            Self::Vanilla => log_sigmoid(logits.neg()).mean().neg(),
            Self::Lsgan => logits.square().mean(),
            Self::Hinge => relu(logits + 1.0).mean(),
        }
    }

    /// The generator's loss on logits of its pictures: how far from being taken for real.
    pub fn on_generated(self, logits: Tensor<4>) -> Tensor<1> {
        match self {
            Self::Vanilla | Self::Lsgan => self.on_real(logits),
            // A margin would end the generator's gradient where it has only just fooled the critic.
            Self::Hinge => logits.mean().neg(),
        }
    }
}

/// Mean absolute difference of two pictures `[N, 3, H, W]` in −1..1, `[1]`.
pub fn l1(generated: Tensor<4>, real: Tensor<4>) -> Tensor<1> {
    (generated - real).abs().mean()
}

#[cfg(test)]
mod tests {
    use burn::tensor::Device;

    use super::*;

    #[test]
    fn each_loss_has_its_value_at_logits_two_and_minus_three() {
        let logits = || Tensor::<4>::from_floats([[[[2.0, -3.0]]]], &Device::flex());
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
                loss.on_real(logits()),
                loss.on_fake(logits()),
                loss.on_generated(logits()),
            ];
            for (found, expected) in found.into_iter().zip(values) {
                let found: f64 = found.into_scalar();
                assert!((found - expected).abs() < 1e-5, "{loss:?}: {found}");
            }
        }
    }
}
