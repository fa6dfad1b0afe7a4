//! What the critic learns, and what it says of the generator's pictures.

use burn::module::Module;
use burn::optim::{GradientsAccumulator, GradientsParams, ModuleOptimizer};
use burn::tensor::{Device, Tensor};
use facade_model::kernels::Kernels;
use facade_model::patchgan::PatchGan;
use oorandom::Rand64;

use super::terms::Losses;
use crate::adam::adam;
use crate::dataset::exercise::Exercise;
use crate::losses::AdversarialLoss;
use crate::run::config::RunConfig;

/// A critic and its optimiser.
pub struct Critic {
    pub network: PatchGan,
    pub optimizer: ModuleOptimizer,
}

/// A batch with photos beside what the generator made of it.
pub struct Judged<'a> {
    /// `[N, C, 256, 256]`
    pub condition: &'a Tensor<4>,
    /// `[N, 3, 256, 256]`
    pub real: &'a Tensor<4>,
    /// `[N, 3, 256, 256]`
    pub fake: Tensor<4>,
}

impl<'a> Judged<'a> {
    /// None for a batch without photos.
    pub fn new(exercise: &'a Exercise, fake: Tensor<4>) -> Option<Self> {
        let real = exercise.real.as_ref()?;
        Some(Self {
            condition: &exercise.condition,
            real,
            fake,
        })
    }
}

impl Critic {
    /// The critics that a run has, on an autodiff device; none where they would have no say.
    pub fn of_run(config: &RunConfig, random: &mut Rand64, device: &Device) -> Vec<Self> {
        let critics = (0..config.critics()).map(|_| Self {
            network: config
                .initialisation
                .draw(config.patchgan().init(device), random),
            optimizer: adam(),
        });
        critics.collect()
    }

    /// A step at this learning rate on pictures of a generator that does not learn from it. `share`s
    /// are those of the batches in the step.
    ///
    /// Returns d_real and d_fake, means over all pairs.
    pub fn learn(
        mut self,
        batches: &[(f64, Judged)],
        loss: AdversarialLoss,
        learning_rate: f64,
        kernels: &dyn Kernels,
    ) -> (Self, Losses<Tensor<1>>) {
        let mut gradients = GradientsAccumulator::new();
        let mut losses = Losses::default();
        for (share, judged) in batches {
            let [d_real, d_fake] = self.on_both(judged, loss, kernels);
            // Half the sum slows the critic down against the generator.
            let total = (d_real.clone() + d_fake.clone()) * (0.5 * share);
            let of_batch = GradientsParams::from_grads(total.backward(), &self.network);
            gradients.accumulate(&self.network, of_batch);
            losses = losses.plus(Losses {
                d_real: Some(d_real.inner() * *share),
                d_fake: Some(d_fake.inner() * *share),
                ..Losses::default()
            });
        }
        self.network = self
            .optimizer
            .step(learning_rate, self.network, gradients.grads());
        (self, losses)
    }

    /// The critic's losses on the real and on the generated pictures.
    ///
    /// Both go through in one pass: instance norm keeps them apart, and one costs less than two.
    fn on_both(
        &self,
        judged: &Judged,
        loss: AdversarialLoss,
        kernels: &dyn Kernels,
    ) -> [Tensor<1>; 2] {
        let pictures = Tensor::cat(vec![judged.real.clone(), judged.fake.clone()], 0);
        let conditions = Tensor::cat(vec![judged.condition.clone(); 2], 0);
        let [real, fake] = self
            .network
            .forward_with(conditions, pictures, kernels)
            .chunk(2, 0)
            .try_into()
            .expect("a batch of twice N has two halves");
        [loss.on_real(real), loss.on_fake(fake)]
    }

    /// A frozen copy: its gradients would be computed only to be thrown away.
    pub fn frozen(&self) -> PatchGan {
        self.network.clone().no_grad()
    }
}
