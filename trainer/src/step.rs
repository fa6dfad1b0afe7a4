//! One optimisation step: the critic learns, then the generator.

use burn::module::{Module, ModuleVisitor, Param};
use burn::optim::{GradientsAccumulator, GradientsParams, ModuleOptimizer};
use burn::tensor::{Device, Tensor};
use facade_model::kernels::Kernels;
use facade_model::patchgan::PatchGan;
use facade_model::unet::UNet;
use oorandom::Rand64;

use crate::adam::adam;
use crate::average::towards;
use crate::dataset::batch::Batch;
use crate::losses::l1;
use crate::run::config::{Objective, RunConfig};

/// Both networks with their optimisers.
pub struct Gan {
    pub generator: UNet,
    pub critic: PatchGan,
    pub generator_optimizer: ModuleOptimizer,
    pub critic_optimizer: ModuleOptimizer,
    /// Moving average of the generator, without autodiff, where the run keeps one.
    pub average: Option<UNet>,
}

/// Losses of one step as `[1]` tensors without graph, still on the device: means over its pairs.
pub struct StepLosses {
    /// Loss of the critic on real pairs.
    pub d_real: Tensor<1>,
    /// Loss of the critic on generated pairs.
    pub d_fake: Tensor<1>,
    /// Adversarial loss of the generator, unweighted.
    pub g_adversarial: Tensor<1>,
    /// Mean absolute error, unweighted.
    pub g_l1: Tensor<1>,
}

impl Gan {
    /// Fresh networks on an autodiff device, decided by the configuration's seed alone.
    pub fn new(config: &RunConfig, device: &Device) -> Self {
        let mut random = Rand64::new(config.seed.into());
        let unet = config.unet().init(device);
        let generator = config.initialisation.draw(unet, &mut random);
        let patchgan = config.patchgan().init(device);
        let average = (config.generator.ema > 0.0).then(|| generator.valid());
        Self {
            generator,
            critic: config.initialisation.draw(patchgan, &mut random),
            generator_optimizer: adam(),
            critic_optimizer: adam(),
            average,
        }
    }

    /// The generator to show, to validate and to export, on a device without autodiff.
    pub fn best_generator(&self) -> UNet {
        match &self.average {
            Some(average) => average.clone(),
            None => self.generator.valid(),
        }
    }

    /// Whether every weight is a number.
    pub fn is_finite(&self) -> bool {
        let mut sum = Sum::default();
        self.generator.visit(&mut sum);
        self.critic.visit(&mut sum);
        sum.0.is_none_or(|sum| sum.into_scalar::<f32>().is_finite())
    }

    /// One critic step and one generator step at this learning rate, on all batches together: the
    /// gradients are those of one batch as large as their sum, the memory that of one alone.
    ///
    /// `ema` is the decay of the generator's average, where there is one.
    ///
    /// # Panics
    /// Panics without a batch.
    pub fn step(
        mut self,
        batches: &[Batch],
        objective: &Objective,
        learning_rate: f64,
        ema: f64,
        kernels: &dyn Kernels,
    ) -> (Self, StepLosses) {
        let pairs: usize = batches.iter().map(Batch::pairs).sum();
        let share = |batch: &Batch| batch.pairs() as f64 / pairs as f64;

        let mut gradients = GradientsAccumulator::new();
        let mut d_losses = Vec::with_capacity(batches.len());
        let mut kept = None;
        for batch in batches {
            // Of several batches, keeping the graphs until the generator's turn would take the memory
            // that accumulation is to save.
            let fake = match batches.len() {
                1 => kept
                    .insert(generate(&self.generator, batch, kernels))
                    .clone(),
                _ => generate(&self.generator, batch, kernels).detach(),
            };
            let [d_real, d_fake] = self.judge(batch, fake.detach(), objective, kernels);
            // Half the sum slows the critic down against the generator.
            let loss = (d_real.clone() + d_fake.clone()) * (0.5 * share(batch));
            let of_batch = GradientsParams::from_grads(loss.backward(), &self.critic);
            gradients.accumulate(&self.critic, of_batch);
            d_losses.push([d_real, d_fake].map(|loss| loss.inner() * share(batch)));
        }
        self.critic = self
            .critic_optimizer
            .step(learning_rate, self.critic, gradients.grads());

        // A frozen copy: its gradients would be computed only to be thrown away.
        let judge = self.critic.clone().no_grad();
        let mut gradients = GradientsAccumulator::new();
        let mut g_losses = Vec::with_capacity(batches.len());
        for batch in batches {
            let fake = match kept.take() {
                Some(fake) => fake,
                None => generate(&self.generator, batch, kernels),
            };
            let condition = batch.condition.clone();
            let logits = judge.forward_with(condition, fake.clone(), kernels);
            let g_adversarial = objective.adversarial.on_generated(logits);
            let g_l1 = l1(fake, batch.real.clone());
            let loss = g_adversarial.clone() * objective.adversarial_weight
                + g_l1.clone() * objective.l1_weight;
            let loss = loss * share(batch);
            let of_batch = GradientsParams::from_grads(loss.backward(), &self.generator);
            gradients.accumulate(&self.generator, of_batch);
            g_losses.push([g_adversarial, g_l1].map(|loss| loss.inner() * share(batch)));
        }
        self.generator =
            self.generator_optimizer
                .step(learning_rate, self.generator, gradients.grads());
        if let Some(average) = self.average.take() {
            self.average = Some(towards(average, &self.generator.valid(), ema));
        }

        let [d_real, d_fake] = sum(d_losses);
        let [g_adversarial, g_l1] = sum(g_losses);
        let losses = StepLosses {
            d_real,
            d_fake,
            g_adversarial,
            g_l1,
        };
        (self, losses)
    }

    /// The critic's losses on the real and on the generated pictures of a batch.
    ///
    /// Both go through in one pass: instance norm keeps them apart, and one costs less than two.
    fn judge(
        &self,
        batch: &Batch,
        fake: Tensor<4>,
        objective: &Objective,
        kernels: &dyn Kernels,
    ) -> [Tensor<1>; 2] {
        let pictures = Tensor::cat(vec![batch.real.clone(), fake], 0);
        let conditions = Tensor::cat(vec![batch.condition.clone(); 2], 0);
        let [real, fake] = self
            .critic
            .forward_with(conditions, pictures, kernels)
            .chunk(2, 0)
            .try_into()
            .expect("a batch of twice N has two halves");
        let loss = objective.adversarial;
        [loss.on_real(real), loss.on_fake(fake)]
    }
}

/// Sum of all weights, which is a number only if each of them is.
#[derive(Default)]
struct Sum(Option<Tensor<1>>);

impl ModuleVisitor for Sum {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let sum = param.val().inner().mean();
        self.0 = Some(match self.0.take() {
            Some(before) => before + sum,
            None => sum,
        });
    }
}

fn generate(generator: &UNet, batch: &Batch, kernels: &dyn Kernels) -> Tensor<4> {
    let condition = batch.condition.clone();
    generator.forward_with(condition, kernels, batch.dropout.as_ref())
}

fn sum(losses: Vec<[Tensor<1>; 2]>) -> [Tensor<1>; 2] {
    let sum = losses.into_iter().reduce(|a, b| {
        let [a0, a1] = a;
        let [b0, b1] = b;
        [a0 + b0, a1 + b1]
    });
    sum.expect("a step has a batch")
}
