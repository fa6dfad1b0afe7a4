//! A warm start, from the networks of another run or of a bundle: what they have learned is kept, what they are to
//! learn next need not be the same.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use burn::module::Module;
use burn::tensor::Device;
use facade_model::bundle::Bundle;
use facade_model::bundle::discriminator::DiscriminatorBundle;
use facade_model::digest;
use facade_model::grown::{grown, leads_to};
use facade_model::norm_fold::without_norms;
use facade_model::patchgan::PatchGan;
use facade_model::unet::UNet;

use super::checkpoint::Checkpoint;
use super::checkpoints::{Checkpoints, Which};
use super::config::RunConfig;
use super::norm_moments;
use super::warm_start_source::WarmStartSource;
use crate::dataset::pair::PairPath;
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
        discriminator: Option<Box<DiscriminatorBundle>>,
        /// SHA-256 of the generator's file.
        sha256: String,
    },
}

impl WarmStart {
    /// The newest checkpoint of the run at `path` or, where that is a file, its bundle with the discriminator beside
    /// it, for a new run of this configuration.
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
                    && leads_to(manifest.architecture.config(), config.unet());
                (source, fits)
            }
            false => {
                let folder = Checkpoints::of_run(path)
                    .find(Which::Newest)
                    .context("--start-from names no run to start from")?;
                let checkpoint = Checkpoint::open(&folder)?;
                let before = &checkpoint.state.config;
                let fits = before.task == config.task && leads_to(before.unet(), config.unet());
                (Source::Run(Box::new(checkpoint)), fits)
            }
        };
        ensure!(
            fits,
            "the generator of {} has another --ngf, --depth, --decoder, --head, --scale, --input, --classes or --direction; --start-from needs the same, but that a head may become wider, its --scale 2, and its norms folded",
            path.display()
        );
        let path = path.to_owned();
        Ok(Self { path, source })
    }

    /// The networks for the new run, on an autodiff device: the generator that the run before would export, or the
    /// bundle's, and the discriminators that belong to it. Their optimisers are fresh, and an average begins anew.
    ///
    /// Where norms are folded, what they are given is measured on `pairs`.
    ///
    /// # Errors
    /// Weights of another architecture than checkpoint or bundle say, or a pair that cannot be read.
    pub fn gan(
        self,
        config: &RunConfig,
        pairs: &[PairPath],
        device: &Device,
    ) -> Result<(Gan, WarmStartSource)> {
        let run = self.path;
        let (generator, discriminators, source) = match self.source {
            Source::Run(checkpoint) => of_run(run, &checkpoint, config, device)?,
            Source::Bundle {
                generator,
                discriminator,
                sha256,
            } => {
                let epochs = generator.manifest().training.as_ref();
                let epochs = epochs.map_or(0, |training| training.epochs);
                let generator = generator.stored_unet(device)?;
                let discriminator = discriminator.filter(|discriminator| {
                    let manifest = discriminator.manifest();
                    is_known_number(1, config, generator.scale())
                        && manifest.input == config.task.input
                        && manifest.architecture.config() == config.patchgan()
                });
                let discriminator = discriminator
                    .map(|discriminator| discriminator.patchgan(device))
                    .transpose()?;
                let discriminators: Vec<PatchGan> = discriminator.into_iter().collect();
                let source = WarmStartSource {
                    run,
                    epochs,
                    pairs: 0,
                    earlier_epochs: 0,
                    sha256,
                    discriminators: !discriminators.is_empty(),
                };
                (generator, discriminators, source)
            }
        };
        let generator = match generator.has_norms() && config.generator.fold_norms {
            true => {
                let plain = device.clone().inner();
                let seen = generator.valid();
                let moments = norm_moments::measure(&seen, pairs, &config.task, &plain)?;
                without_norms(generator, &moments)
            }
            false => generator,
        };
        let mut gan = Gan::new(config, device);
        let generator_scale = generator.scale();
        gan.generator = grown(generator, &gan.generator);
        if gan.average.is_some() {
            gan.average = Some(gan.generator.valid());
        }
        if generator_scale < config.generator.scale {
            // The one that saw whole pictures goes on as the one that sees larger ones at half their side. At their full
            // side it knows more than one that knows nothing.
            for discriminator in &mut gan.discriminators {
                if let Some(known) = discriminators.first() {
                    discriminator.network = known.clone();
                }
            }
        } else {
            for (discriminator, network) in gan.discriminators.iter_mut().zip(discriminators) {
                discriminator.network = network;
            }
        }
        Ok((gan, source))
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
        let discriminator = match beside.is_file() {
            true => Some(
                DiscriminatorBundle::decode(&read(&beside)?)
                    .with_context(|| format!("--start-from cannot use {}", beside.display()))?,
            ),
            false => None,
        };
        Ok(Self::Bundle {
            generator: Box::new(generator),
            discriminator: discriminator.map(Box::new),
            sha256: digest::sha256(&bytes),
        })
    }
}

/// Whether so many discriminators, of a generator of this scale, can be those of the run: as many, or any where its
/// pictures become larger.
fn is_known_number(before: usize, config: &RunConfig, scale: usize) -> bool {
    before == config.discriminators() || (before > 0 && scale < config.generator.scale)
}

/// Generator and discriminators of a checkpoint; none of these where the new run has others.
fn of_run(
    run: PathBuf,
    checkpoint: &Checkpoint,
    config: &RunConfig,
    device: &Device,
) -> Result<(UNet, Vec<PatchGan>, WarmStartSource)> {
    let before = &checkpoint.state;
    let generator = checkpoint.generator(device)?;
    let discriminators = config.discriminators() > 0
        && is_known_number(before.config.discriminators(), config, generator.scale())
        && before.config.patchgan() == config.patchgan();
    let known = match discriminators {
        true => checkpoint.discriminators(device)?,
        false => Vec::new(),
    };
    let source = WarmStartSource {
        run,
        epochs: before.epochs_done,
        pairs: before.progress.pairs,
        earlier_epochs: before
            .warm_start
            .as_ref()
            .map_or(0, WarmStartSource::all_epochs),
        sha256: checkpoint.fingerprint()?,
        discriminators,
    };
    Ok((generator, known, source))
}
