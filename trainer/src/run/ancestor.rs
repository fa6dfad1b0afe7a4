//! Starting from the networks of another run: what they have learned is kept, what they are to learn next
//! need not be the same.

use std::fmt::{self, Display, Formatter};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use burn::module::Module;
use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use super::checkpoint::Checkpoint;
use super::checkpoints::{Checkpoints, Which};
use super::config::RunConfig;
use super::place::Place;
use crate::step::Gan;

/// What a run records of the one whose networks it started from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ancestor {
    /// Its folder, as it was named.
    pub run: PathBuf,
    /// Its epochs behind the networks.
    pub epochs: usize,
    /// Pairs of the next epoch behind them.
    #[serde(default)]
    pub pairs: usize,
    /// Epochs that its own ancestors had trained them for.
    #[serde(default)]
    pub earlier_epochs: usize,
    /// SHA-256 over the checksums of the checkpoint's files.
    pub sha256: String,
    /// Whether its critics judge on; critics of another shape or number begin anew.
    pub critics: bool,
}

impl Ancestor {
    /// Whole epochs behind the networks, of this run and of those before it.
    pub fn all_epochs(&self) -> usize {
        self.earlier_epochs.saturating_add(self.epochs)
    }
}

impl Display for Ancestor {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let networks = match self.critics {
            true => "generator and critic",
            false => "generator",
        };
        let place = Place {
            epochs: self.epochs,
            pairs: self.pairs,
        };
        write!(f, "{networks} after {place} of {}", self.run.display())
    }
}

/// The networks that a new run starts from.
pub struct Start {
    run: PathBuf,
    checkpoint: Checkpoint,
}

impl Start {
    /// The newest checkpoint of `run`, for a new run of this configuration.
    ///
    /// # Errors
    /// A run without checkpoints, a damaged one, or a generator of another shape or for another task.
    pub fn find(run: &Path, config: &RunConfig) -> Result<Self> {
        let folder = Checkpoints::of_run(run)
            .find(Which::Newest)
            .context("--start-from names no run to start from")?;
        let checkpoint = Checkpoint::open(&folder)?;
        let before = &checkpoint.state.config;
        ensure!(
            before.task == config.task && before.unet() == config.unet(),
            "the generator of {} has another --ngf, --depth, --decoder, --head, --input, --classes or --direction; --start-from needs the same",
            run.display()
        );
        Ok(Self {
            run: run.to_owned(),
            checkpoint,
        })
    }

    /// The networks for the new run, on an autodiff device: the generator that the run before would export, and
    /// its critics. Their optimisers are fresh, and an average begins anew.
    ///
    /// # Errors
    /// Weights of another architecture than the checkpoint says.
    pub fn gan(&self, config: &RunConfig, device: &Device) -> Result<(Gan, Ancestor)> {
        let before = &self.checkpoint.state;
        let mut gan = Gan::new(config, device);
        gan.generator = self.checkpoint.generator(device)?;
        if gan.average.is_some() {
            gan.average = Some(gan.generator.valid());
        }
        let critics = config.critics() > 0
            && before.config.critics() == config.critics()
            && before.config.patchgan() == config.patchgan();
        if critics {
            let known = self.checkpoint.critics(device)?;
            for (critic, network) in gan.critics.iter_mut().zip(known) {
                critic.network = network;
            }
        }
        let ancestor = Ancestor {
            run: self.run.clone(),
            epochs: before.epochs_done,
            pairs: before.progress.pairs,
            earlier_epochs: before.ancestor.as_ref().map_or(0, Ancestor::all_epochs),
            sha256: self.checkpoint.fingerprint()?,
            critics,
        };
        Ok((gan, ancestor))
    }
}
