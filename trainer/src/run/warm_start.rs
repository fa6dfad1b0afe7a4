//! A warm start, from the networks of another run or of a bundle: what they have learned is kept, what they are to
//! learn next need not be the same.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use burn::module::Module;
use burn::tensor::Device;
use facade_model::bundle::Bundle;
use facade_model::bundle::critic::CriticBundle;
use facade_model::digest;
use facade_model::patchgan::PatchGan;
use facade_model::unet::UNet;

use super::ancestor::Ancestor;
use super::checkpoint::Checkpoint;
use super::checkpoints::{Checkpoints, Which};
use super::config::RunConfig;
use crate::step::Gan;

/// The networks that a new run starts from.
pub struct WarmStart {
    /// The run's folder or the bundle's file.
    path: PathBuf,
    source: Source,
}

enum Source {
    Run(Box<Checkpoint>),
    Bundle {
        generator: Box<Bundle>,
        /// Of the file beside it, where there is one.
        critic: Option<Box<CriticBundle>>,
        /// SHA-256 of the generator's file.
        sha256: String,
    },
}

impl WarmStart {
    /// The newest checkpoint of the run at `path` or, where that is a file, its bundle with the critic beside it,
    /// for a new run of this configuration.
    ///
    /// # Errors
    /// A run without checkpoints, a damaged one, a file that is no bundle, or a generator of another shape or for
    /// another task.
    pub fn find(path: &Path, config: &RunConfig) -> Result<Self> {
        let (source, fits) = match path.is_file() {
            true => {
                let source = Source::of_bundle(path)?;
                let Source::Bundle { generator, .. } = &source else {
                    unreachable!("it was made of a bundle");
                };
                let manifest = generator.manifest();
                let fits = manifest.input == config.task.input
                    && manifest.architecture.config() == config.unet();
                (source, fits)
            }
            false => {
                let folder = Checkpoints::of_run(path)
                    .find(Which::Newest)
                    .context("--start-from names no run to start from")?;
                let checkpoint = Checkpoint::open(&folder)?;
                let before = &checkpoint.state.config;
                let fits = before.task == config.task && before.unet() == config.unet();
                (Source::Run(Box::new(checkpoint)), fits)
            }
        };
        ensure!(
            fits,
            "the generator of {} has another --ngf, --depth, --decoder, --head, --input, --classes or --direction; --start-from needs the same",
            path.display()
        );
        let path = path.to_owned();
        Ok(Self { path, source })
    }

    /// The networks for the new run, on an autodiff device: the generator that the run before would export, or the
    /// bundle's, and the critics that belong to it. Their optimisers are fresh, and an average begins anew.
    ///
    /// # Errors
    /// Weights of another architecture than checkpoint or bundle say.
    pub fn gan(self, config: &RunConfig, device: &Device) -> Result<(Gan, Ancestor)> {
        let run = self.path;
        let (generator, critics, ancestor) = match self.source {
            Source::Run(checkpoint) => of_run(run, &checkpoint, config, device)?,
            Source::Bundle {
                generator,
                critic,
                sha256,
            } => {
                let epochs = generator.manifest().training.as_ref();
                let epochs = epochs.map_or(0, |training| training.epochs);
                let generator = generator.stored_unet(device)?;
                let critic = critic.filter(|critic| {
                    let manifest = critic.manifest();
                    config.critics() == 1
                        && manifest.input == config.task.input
                        && manifest.architecture.config() == config.patchgan()
                });
                let critic = critic.map(|critic| critic.patchgan(device)).transpose()?;
                let critics: Vec<PatchGan> = critic.into_iter().collect();
                let ancestor = Ancestor {
                    run,
                    epochs,
                    pairs: 0,
                    earlier_epochs: 0,
                    sha256,
                    critics: !critics.is_empty(),
                };
                (generator, critics, ancestor)
            }
        };
        let mut gan = Gan::new(config, device);
        gan.generator = generator;
        if gan.average.is_some() {
            gan.average = Some(gan.generator.valid());
        }
        for (critic, network) in gan.critics.iter_mut().zip(critics) {
            critic.network = network;
        }
        Ok((gan, ancestor))
    }
}

impl Source {
    fn of_bundle(path: &Path) -> Result<Self> {
        let read =
            |path: &Path| fs::read(path).with_context(|| format!("cannot read {}", path.display()));
        let bytes = read(path)?;
        let generator = Bundle::decode(&bytes)
            .with_context(|| format!("--start-from cannot use {}", path.display()))?;
        let beside = path.with_extension("critic.safetensors");
        let critic = match beside.is_file() {
            true => Some(
                CriticBundle::decode(&read(&beside)?)
                    .with_context(|| format!("--start-from cannot use {}", beside.display()))?,
            ),
            false => None,
        };
        Ok(Self::Bundle {
            generator: Box::new(generator),
            critic: critic.map(Box::new),
            sha256: digest::sha256(&bytes),
        })
    }
}

/// Generator and critics of a checkpoint; none of these where the new run has others.
fn of_run(
    run: PathBuf,
    checkpoint: &Checkpoint,
    config: &RunConfig,
    device: &Device,
) -> Result<(UNet, Vec<PatchGan>, Ancestor)> {
    let before = &checkpoint.state;
    let generator = checkpoint.generator(device)?;
    let critics = config.critics() > 0
        && before.config.critics() == config.critics()
        && before.config.patchgan() == config.patchgan();
    let known = match critics {
        true => checkpoint.critics(device)?,
        false => Vec::new(),
    };
    let ancestor = Ancestor {
        run,
        epochs: before.epochs_done,
        pairs: before.progress.pairs,
        earlier_epochs: before.ancestor.as_ref().map_or(0, Ancestor::all_epochs),
        sha256: checkpoint.fingerprint()?,
        critics,
    };
    Ok((generator, known, ancestor))
}
