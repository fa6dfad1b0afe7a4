//! What defines a run, saved beside every checkpoint.

use anyhow::{Result, bail};
use clap::ValueEnum;
use facade_model::classes::CLASS_COUNT;
use facade_model::patchgan::PatchGanConfig;
use facade_model::unet::{UNetConfig, Upsampling};
use serde::{Deserialize, Serialize};

use crate::dataset::pair::Direction;

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

/// Everything that decides the course of a run, but the data. Defaults are the published values, with
/// the learning rate falling over the second half as in the widely used PyTorch version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunConfig {
    pub ngf: usize,
    pub ndf: usize,
    /// Layers of the critic with stride 2; 3 sees patches of 70×70.
    pub critic_layers: usize,
    pub decoder: Decoder,
    pub direction: Direction,
    pub seed: u64,
    pub learning_rate: f64,
    pub epochs: usize,
    /// First epoch, counted from 0, whose learning rate is lower.
    pub decay_from: usize,
}

/// What the command line says; `None` where it says nothing.
#[derive(Debug, Clone, Default)]
pub struct RunOptions {
    pub ngf: Option<usize>,
    pub ndf: Option<usize>,
    pub critic_layers: Option<usize>,
    pub decoder: Option<Decoder>,
    pub direction: Option<Direction>,
    pub seed: Option<u64>,
    pub learning_rate: Option<f64>,
    pub epochs: Option<usize>,
    pub decay_from: Option<usize>,
}

impl RunConfig {
    /// A new run.
    ///
    /// # Errors
    /// A value that makes no network or no schedule.
    pub fn new(options: &RunOptions) -> Result<Self> {
        let epochs = options.epochs.unwrap_or(200);
        let config = Self {
            ngf: options.ngf.unwrap_or(64),
            ndf: options.ndf.unwrap_or(64),
            critic_layers: options.critic_layers.unwrap_or(3),
            decoder: options.decoder.unwrap_or_default(),
            direction: options.direction.unwrap_or_default(),
            seed: options.seed.unwrap_or(0),
            learning_rate: options.learning_rate.unwrap_or(2e-4),
            epochs,
            decay_from: options.decay_from.unwrap_or(epochs / 2),
        };
        config.check()?;
        Ok(config)
    }

    /// A run that goes on: the schedule may change, the networks and the random numbers may not.
    ///
    /// # Errors
    /// An option that contradicts the run, or a schedule that makes no sense.
    pub fn resumed(&self, options: &RunOptions) -> Result<Self> {
        fn same<T: PartialEq + std::fmt::Debug>(
            flag: &str,
            asked: &Option<T>,
            run: &T,
        ) -> Result<()> {
            match asked {
                Some(asked) if asked != run => bail!(
                    "--{flag} is {asked:?}, but the run was started with {run:?}; leave it out to go on, or start anew in another --run"
                ),
                _ => Ok(()),
            }
        }
        same("ngf", &options.ngf, &self.ngf)?;
        same("ndf", &options.ndf, &self.ndf)?;
        same("critic-layers", &options.critic_layers, &self.critic_layers)?;
        same("decoder", &options.decoder, &self.decoder)?;
        same("direction", &options.direction, &self.direction)?;
        same("seed", &options.seed, &self.seed)?;
        let config = Self {
            learning_rate: options.learning_rate.unwrap_or(self.learning_rate),
            epochs: options.epochs.unwrap_or(self.epochs),
            decay_from: options.decay_from.unwrap_or(self.decay_from),
            ..self.clone()
        };
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> Result<()> {
        let within = |flag: &str, value: usize, low: usize, high: usize| {
            if (low..=high).contains(&value) {
                return Ok(());
            }
            bail!("--{flag} {value} is outside {low}..={high}")
        };
        within("ngf", self.ngf, 1, 128)?;
        within("ndf", self.ndf, 1, 128)?;
        // Five strided layers leave maps of 8×8 before the last two layers; six leave nothing.
        within("critic-layers", self.critic_layers, 1, 5)?;
        within("epochs", self.epochs, 1, 100_000)?;
        if !(self.learning_rate > 0.0 && self.learning_rate < 1.0) {
            bail!(
                "--learning-rate {} is outside 0..1; the published rate is 0.0002",
                self.learning_rate
            );
        }
        Ok(())
    }

    /// The generator's description.
    pub fn generator(&self) -> UNetConfig {
        UNetConfig {
            input_channels: CLASS_COUNT,
            ngf: self.ngf,
            upsampling: match self.decoder {
                Decoder::Transposed => Upsampling::Transposed,
                Decoder::Resize => Upsampling::Resize,
                Decoder::Smooth => Upsampling::Smooth,
            },
        }
    }

    /// The critic's description.
    pub fn critic(&self) -> PatchGanConfig {
        PatchGanConfig {
            input_channels: CLASS_COUNT,
            ndf: self.ndf,
            strided_layers: self.critic_layers,
        }
    }
}
