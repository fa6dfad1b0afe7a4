//! A warm start, from the networks of another run: what they have learned is kept, what they are to learn next
//! need not be the same.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use burn::module::Module;
use burn::tensor::Device;

use super::checkpoint::Checkpoint;
use super::checkpoints::{Checkpoints, Which};
use super::config::RunConfig;
use super::warm_start_source::WarmStartSource;
use crate::step::Gan;

/// The networks that a new run starts from.
pub struct WarmStart {
    run: PathBuf,
    checkpoint: Checkpoint,
}

impl WarmStart {
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
    /// its discriminators. Their optimisers are fresh, and an average begins anew.
    ///
    /// # Errors
    /// Weights of another architecture than the checkpoint says.
    pub fn gan(&self, config: &RunConfig, device: &Device) -> Result<(Gan, WarmStartSource)> {
        let before = &self.checkpoint.state;
        let mut gan = Gan::new(config, device);
        gan.generator = self.checkpoint.generator(device)?;
        if gan.average.is_some() {
            gan.average = Some(gan.generator.valid());
        }
        let discriminators = config.discriminators() > 0
            && before.config.discriminators() == config.discriminators()
            && before.config.patchgan() == config.patchgan();
        if discriminators {
            let known = self.checkpoint.discriminators(device)?;
            for (discriminator, network) in gan.discriminators.iter_mut().zip(known) {
                discriminator.network = network;
            }
        }
        let source = WarmStartSource {
            run: self.run.clone(),
            epochs: before.epochs_done,
            pairs: before.progress.pairs,
            earlier_epochs: before
                .warm_start
                .as_ref()
                .map_or(0, WarmStartSource::all_epochs),
            sha256: self.checkpoint.fingerprint()?,
            discriminators,
        };
        Ok((gan, source))
    }
}
