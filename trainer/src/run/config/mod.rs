//! What defines a run, saved beside every checkpoint.
//!
//! Defaults are the published values (Isola et al., CVPR 2017); [`preset`] has other sets of them,
//! [`options`] lays the command line over them, `summary` prints them.

pub mod extras;
pub mod options;
pub mod preset;
pub mod schedule_options;
mod summary;
pub mod task_options;

use anyhow::{Result, bail, ensure};
use clap::ValueEnum;
use facade_model::input::{InputKind, check_palette};
use facade_model::patchgan::PatchGanConfig;
use facade_model::unet::{PUBLISHED_DEPTH, UNetConfig, Upsampling};
use serde::{Deserialize, Serialize};

use crate::dataset::task::Task;
use crate::initialisation::Initialisation;
use crate::losses::AdversarialLoss;
use crate::schedule::Schedule;
use extras::Extras;

/// Form of the generator's decoder while training; what is exported is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decoder {
    /// 4×4 transposed convolutions, as published.
    #[default]
    Transposed,
    /// Nearest-neighbour ×2 and 3×3 convolutions, against checkerboards.
    Resize,
    /// Linear ×2 and 2×2 convolutions, against the stairs that nearest neighbours leave.
    Smooth,
}

/// Everything that decides the course of a run, but the data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunConfig {
    pub task: Task,
    pub seed: u64,
    pub generator: GeneratorConfig,
    #[serde(rename = "critic")]
    pub discriminator: DiscriminatorConfig,
    pub initialisation: Initialisation,
    pub objective: Objective,
    pub optimisation: Optimisation,
    pub selection: Selection,
    #[serde(default)]
    pub extras: Extras,
}

/// The generator.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GeneratorConfig {
    pub ngf: usize,
    /// Levels of the U-Net; 8 reach down to one pixel.
    pub depth: usize,
    pub decoder: Decoder,
    /// Share of the values dropped after the innermost decoder blocks while training.
    pub dropout: f64,
    /// Decay of the moving average of the weights, which is then what is validated and exported;
    /// 0 keeps none.
    pub ema: f64,
    /// Channels that the decoder hands to a head at full resolution; 0 has no head.
    #[serde(default)]
    pub head: usize,
    /// Pixels of the picture along one of the input: 1, or 2 with a head.
    #[serde(default = "one")]
    pub scale: usize,
    /// Whether the norms of the generator that the run starts from are folded into its convolutions, see
    /// [`facade_model::norm_fold`].
    #[serde(default)]
    pub fold_norms: bool,
}

fn one() -> usize {
    1
}

/// The discriminator.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DiscriminatorConfig {
    pub ndf: usize,
    /// Layers with stride 2; 3 sees patches of 70×70.
    pub layers: usize,
}

/// What both networks strive for.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Objective {
    pub adversarial: AdversarialLoss,
    /// Weight of the adversarial term in the generator's loss.
    pub adversarial_weight: f64,
    /// Weight of the L1 term, λ.
    pub l1_weight: f64,
}

/// How they get there.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Optimisation {
    pub epochs: usize,
    pub learning_rate: f64,
    pub schedule: Schedule,
    /// Pairs that go through the networks together.
    pub batch: usize,
    /// Batches whose gradients are summed up for one update.
    pub accumulate: usize,
}

/// Looking for the best epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Selection {
    /// Epochs from one validation to the next; the last epoch is always validated.
    pub validate_every: usize,
    /// Epochs without a better one after which the run ends; none: it goes on to the last.
    pub patience: Option<usize>,
}

impl RunConfig {
    /// Makes sure that the values make networks and a schedule.
    ///
    /// # Errors
    /// The first that does not, with what it may be.
    pub fn check(&self) -> Result<()> {
        let within = |flag: &str, value: usize, low: usize, high: usize| {
            if (low..=high).contains(&value) {
                return Ok(());
            }
            bail!("--{flag} {value} is outside {low}..={high}")
        };
        let share = |flag: &str, value: f64| {
            if (0.0..1.0).contains(&value) {
                return Ok(());
            }
            bail!("--{flag} {value} is outside 0..1; 0 switches it off")
        };
        if let Some(classes) = self.task.input.classes() {
            check_palette(classes)?;
        }
        within("ngf", self.generator.ngf, 1, 128)?;
        // With fewer than five levels the three with dropout would reach into the picture's own.
        within("depth", self.generator.depth, 5, PUBLISHED_DEPTH)?;
        share("dropout", self.generator.dropout)?;
        share("ema", self.generator.ema)?;
        within("head", self.generator.head, 0, 64)?;
        within("scale", self.generator.scale, 1, 2)?;
        ensure!(
            self.generator.scale == 1 || self.generator.head > 0,
            "--scale 2 goes with a --head, which makes the larger picture; 24 channels suit it"
        );
        within("ndf", self.discriminator.ndf, 1, 128)?;
        // Five strided layers see more than the whole picture already.
        within("critic-layers", self.discriminator.layers, 1, 5)?;
        within("epochs", self.optimisation.epochs, 1, 100_000)?;
        within("batch", self.optimisation.batch, 1, 1024)?;
        within("accumulate", self.optimisation.accumulate, 1, 1024)?;
        within("validate-every", self.selection.validate_every, 1, 100_000)?;
        if let Some(patience) = self.selection.patience {
            within("patience", patience, self.selection.validate_every, 100_000)?;
        }
        let rate = self.optimisation.learning_rate;
        ensure!(
            rate > 0.0 && rate < 1.0,
            "--learning-rate {rate} is outside 0..1; the published rate is 0.0002"
        );
        for (flag, weight) in [
            ("adversarial-weight", self.objective.adversarial_weight),
            ("l1-weight", self.objective.l1_weight),
        ] {
            ensure!(
                weight.is_finite() && weight >= 0.0,
                "--{flag} {weight} is no weight; it must be 0 or more"
            );
        }
        let Objective {
            adversarial_weight,
            l1_weight,
            ..
        } = self.objective;
        ensure!(
            adversarial_weight + l1_weight > 0.0,
            "--adversarial-weight and --l1-weight are both 0: nothing would be learned from the photos"
        );
        self.extras.check(self)?;
        self.initialisation.check()?;
        self.optimisation.schedule.check(self.optimisation.epochs)
    }

    /// The learning rate of an epoch, counted from 0.
    pub fn learning_rate(&self, epoch: usize) -> f64 {
        let Optimisation {
            epochs,
            learning_rate,
            schedule,
            ..
        } = self.optimisation;
        learning_rate * schedule.share(epoch, epochs)
    }

    /// The generator's description.
    pub fn unet(&self) -> UNetConfig {
        UNetConfig {
            input_channels: self.task.input.channels(),
            ngf: self.generator.ngf,
            depth: self.generator.depth,
            upsampling: match self.generator.decoder {
                Decoder::Transposed => Upsampling::Transposed,
                Decoder::Resize => Upsampling::Resize,
                Decoder::Smooth => Upsampling::Smooth,
            },
            head: self.generator.head,
            scale: self.generator.scale,
            norms: !self.generator.fold_norms,
        }
    }

    /// How many discriminators the run has: none whose opinion would have no weight.
    pub fn discriminators(&self) -> usize {
        if self.objective.adversarial_weight > 0.0 {
            self.extras.critic_scales
        } else {
            0
        }
    }

    /// The description of each discriminator.
    pub fn patchgan(&self) -> PatchGanConfig {
        PatchGanConfig {
            input_channels: self.task.input.channels(),
            ndf: self.discriminator.ndf,
            strided_layers: self.discriminator.layers,
            outputs: match (self.objective.adversarial, &self.task.input) {
                (AdversarialLoss::Segmentation, InputKind::OneHotLabels { classes }) => {
                    classes.len() + 1
                }
                _ => 1,
            },
        }
    }
}
