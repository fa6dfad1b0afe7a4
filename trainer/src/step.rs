//! One optimisation step: the critic learns, then the generator.

use burn::module::Module;
use burn::optim::{AdamConfig, GradientsParams, ModuleOptimizer};
use burn::tensor::{Device, Tensor};
use facade_model::convolution::Convolution;
use facade_model::patchgan::{PatchGan, PatchGanConfig};
use facade_model::unet::{UNet, UNetConfig};

use crate::losses::{L1_WEIGHT, judged_fake, judged_real, l1};

/// Both networks with their optimisers.
pub struct Gan {
    pub generator: UNet,
    pub critic: PatchGan,
    pub generator_optimizer: ModuleOptimizer,
    pub critic_optimizer: ModuleOptimizer,
}

/// Losses of one step as `[1]` tensors without graph, still on the device.
pub struct StepLosses {
    /// Cross-entropy of the critic on real pairs.
    pub d_real: Tensor<1>,
    /// Cross-entropy of the critic on generated pairs.
    pub d_fake: Tensor<1>,
    /// Cross-entropy of the critic fooled by the generator.
    pub g_adversarial: Tensor<1>,
    /// Mean absolute error, unweighted.
    pub g_l1: Tensor<1>,
}

/// Adam with β₁ 0.5, β₂ 0.999 (section 3.3 of the paper) and the usual ε of 1e-8, not Burn's 1e-5.
fn adam() -> ModuleOptimizer {
    AdamConfig::new()
        .with_beta_1(0.5)
        .with_beta_2(0.999)
        .with_epsilon(1e-8)
        .init()
}

impl Gan {
    /// Fresh networks on an autodiff device, whose random generator should have been seeded.
    pub fn new(generator: &UNetConfig, critic: &PatchGanConfig, device: &Device) -> Self {
        Self {
            // Parameters initialise on first use; here and now, so that the seed decides.
            generator: generator.init(device).materialize(),
            critic: critic.init(device).materialize(),
            generator_optimizer: adam(),
            critic_optimizer: adam(),
        }
    }

    /// One critic step and one generator step at this learning rate.
    ///
    /// # Shapes
    /// - `condition` `[N, C, 256, 256]`
    /// - `real` `[N, 3, 256, 256]` in −1..1
    pub fn step(
        mut self,
        condition: Tensor<4>,
        real: Tensor<4>,
        learning_rate: f64,
        convolution: &dyn Convolution,
    ) -> (Self, StepLosses) {
        let fake = self.generator.forward_with(condition.clone(), convolution);

        // The critic sees the fake as a constant; half the sum slows it down against the generator.
        // Both pictures go through in one batch: instance norm keeps them apart, and one pass costs
        // less than two.
        let pictures = Tensor::cat(vec![real.clone(), fake.clone().detach()], 0);
        let conditions = Tensor::cat(vec![condition.clone(); 2], 0);
        let [real_logits, fake_logits] = self
            .critic
            .forward_with(conditions, pictures, convolution)
            .chunk(2, 0)
            .try_into()
            .expect("a batch of twice N has two halves");
        let d_real = judged_real(real_logits);
        let d_fake = judged_fake(fake_logits);
        let d_loss = (d_real.clone() + d_fake.clone()) * 0.5;
        let gradients = GradientsParams::from_grads(d_loss.backward(), &self.critic);
        self.critic = self
            .critic_optimizer
            .step(learning_rate, self.critic, gradients);

        // A frozen copy: its gradients would be computed only to be thrown away.
        let judge = self.critic.clone().no_grad();
        let g_adversarial = judged_real(judge.forward_with(condition, fake.clone(), convolution));
        let g_l1 = l1(fake, real);
        let g_loss = g_adversarial.clone() + g_l1.clone() * L1_WEIGHT;
        let gradients = GradientsParams::from_grads(g_loss.backward(), &self.generator);
        self.generator = self
            .generator_optimizer
            .step(learning_rate, self.generator, gradients);

        let losses = StepLosses {
            d_real: d_real.inner(),
            d_fake: d_fake.inner(),
            g_adversarial: g_adversarial.inner(),
            g_l1: g_l1.inner(),
        };
        (self, losses)
    }
}
