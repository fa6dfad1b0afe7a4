//! One optimisation step: the discriminator learns, then the generator.
//!
//! The discriminator learns from pairs alone; the generator also from what a teacher makes of pairs
//! and of procedural maps. A term whose weight is 0 is not computed.

pub mod discriminator;
mod replicas;
pub mod terms;

use std::mem;

use burn::module::{Module, ModuleVisitor, Param};
use burn::optim::ModuleOptimizer;
use burn::tensor::{Device, Tensor};
use facade_model::kernels::Kernels;
use facade_model::unet::UNet;
use oorandom::Rand64;

use crate::adam::adam;
use crate::average::towards;
use crate::dataset::batch::Batch;
use crate::distillation::structure::dissimilarity;
use crate::distillation::{Teacher, Translation, misalignment};
use crate::losses::{chroma, class_colour, l1};
use crate::run::config::RunConfig;
use discriminator::{Discriminator, FrozenDiscriminator, Judged, Shown};
use replicas::Replicas;
use terms::Losses;

/// The networks with their optimisers.
pub struct Gan {
    pub generator: UNet,
    pub generator_optimizer: ModuleOptimizer,
    /// None where the adversarial term has no weight.
    pub discriminators: Vec<Discriminator>,
    /// Moving average of the generator, without autodiff, where the run keeps one.
    pub average: Option<UNet>,
}

/// What every step is taken with.
pub struct StepContext<'a> {
    pub config: &'a RunConfig,
    /// Where the configuration gives it a weight.
    pub teacher: Option<&'a Teacher>,
    pub kernels: &'a dyn Kernels,
    /// Where a step's batches lie, one after the other; networks and optimisers are on the first.
    pub devices: &'a [Device],
}

impl StepContext<'_> {
    /// A loss without its graph, where losses are added up.
    fn brought_home(&self, loss: Tensor<1>) -> Tensor<1> {
        match self.devices {
            [_] => loss.inner(),
            devices => loss.inner().to_device(&devices[0].clone().inner()),
        }
    }
}

impl Gan {
    /// Fresh networks on an autodiff device, decided by the configuration's seed alone.
    pub fn new(config: &RunConfig, device: &Device) -> Self {
        let mut random = Rand64::new(config.seed.into());
        let unet = config.unet().init(device);
        let generator = config.initialisation.draw(unet, &mut random);
        let average = (config.generator.ema > 0.0).then(|| generator.valid());
        Self {
            generator,
            generator_optimizer: adam(),
            discriminators: Discriminator::of_run(config, &mut random, device),
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
        for discriminator in &self.discriminators {
            discriminator.network.visit(&mut sum);
        }
        sum.0.is_none_or(|sum| sum.into_scalar::<f32>().is_finite())
    }

    /// One discriminator step and, unless the generator is frozen, one generator step at this
    /// learning rate, on all batches together: the gradients are those of one batch as large as
    /// their sum, the memory that of one alone.
    ///
    /// `ema` is the decay of the generator's average, where there is one.
    ///
    /// Returns the losses as `[1]` tensors without graph, still on the device: sums over the step's
    /// pairs or, of terms that speak of a teacher, over all its examples.
    ///
    /// # Panics
    /// Panics without a batch, or without a teacher that the configuration asks for.
    pub fn step(
        mut self,
        batches: &[Batch],
        context: &StepContext,
        learning_rate: f64,
        ema: f64,
    ) -> (Self, Losses<Tensor<1>>) {
        let mut losses = Losses::default();
        let mut kept = None;
        if !self.discriminators.is_empty() && batches.iter().any(|batch| batch.real.is_some()) {
            (losses, kept) = self.discriminators_step(batches, context, learning_rate);
        }
        if context.config.extras.freeze_generator {
            return (self, losses);
        }

        let frozen: Vec<Vec<FrozenDiscriminator>> = context
            .devices
            .iter()
            .map(|device| {
                self.discriminators
                    .iter()
                    .map(|one| one.frozen(device))
                    .collect()
            })
            .collect();
        let examples: usize = batches.iter().map(Batch::examples).sum();
        let replicas = Replicas::new(&self.generator, context.devices);
        let gradients = replicas.gradients(batches, |place, batch, generator| {
            let made = match kept.take() {
                Some(made) => made,
                None => generate(generator, batch, context.kernels),
            };
            let terms = terms_of_generator(batch, made, &frozen[place], context);
            let count = batch.examples() as f64;
            let loss = weighted(&terms, context.config) * (count / examples as f64);
            let terms = terms.map(|term| context.brought_home(term) * count);
            losses = mem::take(&mut losses).plus(terms);
            loss
        });
        drop(replicas);
        self.generator = self
            .generator_optimizer
            .step(learning_rate, self.generator, gradients);
        if let Some(average) = self.average.take() {
            self.average = Some(towards(average, &self.generator.valid(), ema));
        }
        (self, losses)
    }

    /// Returns the discriminator's losses, summed over the pairs, and what the generator made of
    /// the batch, where there is one alone.
    fn discriminators_step(
        &mut self,
        batches: &[Batch],
        context: &StepContext,
        learning_rate: f64,
    ) -> (Losses<Tensor<1>>, Option<Translation>) {
        let pairs: usize = batches.iter().map(Batch::pairs).sum();
        let frozen = context.config.extras.freeze_generator;
        // A graph that nobody walks back is never let go.
        let untracked = frozen.then(|| self.generator.clone().no_grad());
        let generator = untracked.as_ref().unwrap_or(&self.generator);
        let replicas = Replicas::new(generator, context.devices);
        let mut kept = None;
        let mut judged = Vec::with_capacity(batches.len());
        for (index, batch) in batches.iter().enumerate() {
            if batch.real.is_none() {
                continue;
            }
            // Where there are several devices, all batches have photos.
            let place = index % context.devices.len();
            let made = generate(replicas.at(place), batch, context.kernels);
            let share = batch.pairs() as f64 / pairs as f64;
            let fake = made.picture.clone().detach();
            let seen = Judged::new(batch, fake).map(|judged| judged.window(batch.shift));
            judged.extend(seen.map(|judged| Shown { share, judged }));
            // Of several batches, keeping the graphs until the generator's turn would take the memory
            // that accumulation is to save.
            if batches.len() == 1 && !frozen {
                kept = Some(made);
            }
        }
        let loss = context.config.objective.adversarial;
        let scale = pairs as f64 / self.discriminators.len() as f64;
        let mut losses = Losses::default();
        // Moved out and back, not borrowed: only so can weights change in place.
        for discriminator in mem::take(&mut self.discriminators) {
            let (discriminator, of_discriminator) =
                discriminator.learn(&judged, loss, learning_rate, context);
            losses = losses.plus(of_discriminator.map(|term| term * scale));
            self.discriminators.push(discriminator);
        }
        (losses, kept)
    }
}

/// The generator's terms on one batch, unweighted means with their graphs.
fn terms_of_generator(
    batch: &Batch,
    made: Translation,
    discriminators: &[FrozenDiscriminator],
    context: &StepContext,
) -> Losses<Tensor<1>> {
    let extras = &context.config.extras;
    let mut terms = Losses::default();
    if let Some(judged) = Judged::new(batch, made.picture.clone()) {
        terms.g_l1 = Some(l1(judged.fake.clone(), judged.real.clone()));
        if extras.class_colour > 0.0 {
            let classes = context.config.task.input.classes().map_or(0, <[_]>::len);
            let planes = judged.condition.clone().narrow(1, 0, classes);
            let Judged { real, fake, .. } = judged.reduced();
            let colour = class_colour(fake, real, planes);
            terms.g_colour = Some(colour);
        }
        if extras.chroma > 0.0 {
            terms.g_chroma = Some(chroma(judged.fake.clone(), judged.real.clone()));
        }
        let matches = extras.feature_matching > 0.0;
        let judged = judged.window(batch.shift);
        for discriminator in discriminators {
            let loss = context.config.objective.adversarial;
            let opinion = discriminator.opinion(&judged, loss, matches, context.kernels);
            let of_one = Losses {
                g_adversarial: Some(opinion.adversarial),
                g_matching: opinion.matching,
                ..Losses::default()
            };
            terms = terms.plus(of_one.map(|term| term / discriminators.len() as f64));
        }
    }
    if extras.needs_teacher() {
        let teacher = context
            .teacher
            .expect("a run with a teacher has it at hand");
        let example = teacher.translate(batch.condition.clone(), context.kernels);
        if extras.distill_output > 0.0 {
            terms.g_output = Some(l1(made.picture.clone(), example.picture.clone()));
        }
        if extras.distill_structure > 0.0 {
            terms.g_structure = Some(dissimilarity(made.picture, example.picture));
        }
        if extras.distill_features > 0.0 {
            terms.g_features = Some(misalignment(&made.features, &example.features));
        }
    }
    terms
}

/// The generator's loss: its terms by their weights.
fn weighted(terms: &Losses<Tensor<1>>, config: &RunConfig) -> Tensor<1> {
    let (objective, extras) = (&config.objective, &config.extras);
    let terms = [
        (&terms.g_adversarial, objective.adversarial_weight),
        (&terms.g_l1, objective.l1_weight),
        (&terms.g_matching, extras.feature_matching),
        (&terms.g_output, extras.distill_output),
        (&terms.g_features, extras.distill_features),
        (&terms.g_structure, extras.distill_structure),
        (&terms.g_colour, extras.class_colour),
        (&terms.g_chroma, extras.chroma),
    ];
    let weighted = terms
        .into_iter()
        .filter_map(|(term, weight)| term.clone().map(|term| term * weight));
    let sum = weighted.reduce(|sum, term| sum + term);
    sum.expect("every example has something to be learned from")
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

fn generate(generator: &UNet, batch: &Batch, kernels: &dyn Kernels) -> Translation {
    let condition = batch.condition.clone();
    let dropout = batch.dropout.as_ref();
    let (picture, features) = generator.forward_with_features(condition, kernels, dropout);
    Translation { picture, features }
}
