//! A checkpoint: everything that is needed to go on exactly.
//!
//! It is a folder of burnpack files (generator, discriminator and their optimisers, without the
//! discriminator where it would have no say, and the generator's average where there is one), the
//! run's state, and checksums over all of them. Random numbers need no file: they follow from seed
//! and epoch (see [`crate::dataset::loader`]).

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use burn::module::Module;
use burn::optim::ModuleOptimizer;
use burn::store::ModuleRecord;
use burn::tensor::Device;
use facade_model::patchgan::PatchGan;
use facade_model::unet::UNet;

use super::checksums;
use super::config::extras::MOST_CRITIC_SCALES;
use super::moments;
use super::state::{self, State};
use crate::adam::adam;
use crate::step::Gan;
use crate::step::discriminator::Discriminator;

const GENERATOR: &str = "generator.bpk";
const GENERATOR_OPTIMIZER: &str = "generator-optimizer.bpk";
/// Each discriminator and its optimiser; the first sees the picture in full size.
const DISCRIMINATORS: [[&str; 2]; MOST_CRITIC_SCALES] = [
    ["critic.bpk", "critic-optimizer.bpk"],
    ["critic-half.bpk", "critic-half-optimizer.bpk"],
];
const AVERAGE: &str = "generator-average.bpk";
/// Without these there is nothing to go on from; a missing discriminator is named where it is
/// loaded.
const NEEDED: [&str; 3] = [GENERATOR, GENERATOR_OPTIMIZER, state::FILE];

/// A checkpoint whose files are as they were written.
pub struct Checkpoint {
    folder: PathBuf,
    pub state: State,
}

impl Checkpoint {
    /// Makes sure that the files of a folder are whole, and reads the run's state.
    ///
    /// # Errors
    /// A missing or damaged file.
    pub fn open(folder: &Path) -> Result<Self> {
        checksums::verify(folder, &NEEDED)?;
        Ok(Self {
            folder: folder.to_owned(),
            state: State::read(folder)?,
        })
    }

    /// Networks and optimisers, on an autodiff device.
    ///
    /// # Errors
    /// Weights of another architecture than the state says.
    pub fn gan(&self, device: &Device) -> Result<Gan> {
        let config = &self.state.config;
        let average = match self.has_average() {
            true => Some(self.restore(config.unet().init(&device.clone().inner()), AVERAGE)?),
            false => None,
        };
        let discriminators = self
            .discriminators(device)?
            .into_iter()
            .zip(DISCRIMINATORS)
            .enumerate();
        let discriminators = discriminators.map(|(halvings, (network, [_, moments]))| {
            Ok(Discriminator {
                optimizer: self.optimizer(&network, moments)?,
                network,
                halvings,
            })
        });
        let generator = self.restore(config.unet().init(device), GENERATOR)?;
        Ok(Gan {
            generator_optimizer: self.optimizer(&generator, GENERATOR_OPTIMIZER)?,
            generator,
            discriminators: discriminators.collect::<Result<_>>()?,
            average,
        })
    }

    /// The generator that the run would export: its average, where the run keeps one.
    ///
    /// # Errors
    /// As [`Checkpoint::gan`].
    pub fn generator(&self, device: &Device) -> Result<UNet> {
        let name = match self.has_average() {
            true => AVERAGE,
            false => GENERATOR,
        };
        self.restore(self.state.config.unet().init(device), name)
    }

    /// The networks of the run's discriminators; the first sees the picture in full size.
    ///
    /// # Errors
    /// As [`Checkpoint::gan`].
    pub fn discriminators(&self, device: &Device) -> Result<Vec<PatchGan>> {
        let config = &self.state.config;
        let discriminators = DISCRIMINATORS.iter().take(config.discriminators());
        let discriminators = discriminators
            .map(|[network, _]| self.restore(config.patchgan().init(device), network));
        discriminators.collect()
    }

    /// SHA-256 over the checksums of its files.
    ///
    /// # Errors
    /// A list of them that cannot be read any more.
    pub fn fingerprint(&self) -> Result<String> {
        checksums::fingerprint(&self.folder)
    }

    fn has_average(&self) -> bool {
        self.state.config.generator.ema > 0.0
    }

    fn restore<M: Module>(&self, network: M, name: &str) -> Result<M> {
        let path = self.folder.join(name);
        moments::check_weights(&path).with_context(|| cannot_load(&path))?;
        ModuleRecord::load(&path)
            .and_then(|record| network.try_load_record(record))
            .map_err(|error| anyhow!("{}: {error}", cannot_load(&path)))
    }

    /// The optimiser of a network that was restored before.
    fn optimizer<M: Module>(&self, network: &M, name: &str) -> Result<ModuleOptimizer> {
        let path = self.folder.join(name);
        moments::check_moments(network, &path).with_context(|| cannot_load(&path))?;
        let loaded = adam().load(&path);
        loaded.map_err(|error| anyhow!("{}: {error}", cannot_load(&path)))
    }
}

/// Writes networks, optimisers, state and the checksums of all of them into an empty folder.
///
/// # Errors
/// Whatever the file system says.
pub(super) fn write(gan: &Gan, state: &State, folder: &Path) -> Result<()> {
    gan.generator
        .clone()
        .into_record()
        .save(folder.join(GENERATOR))?;
    gan.generator_optimizer
        .save(folder.join(GENERATOR_OPTIMIZER))?;
    for (discriminator, [network, optimizer]) in gan.discriminators.iter().zip(DISCRIMINATORS) {
        discriminator
            .network
            .clone()
            .into_record()
            .save(folder.join(network))?;
        discriminator.optimizer.save(folder.join(optimizer))?;
    }
    if let Some(average) = &gan.average {
        average.clone().into_record().save(folder.join(AVERAGE))?;
    }
    state.write(folder)?;
    checksums::write(folder)
}

fn cannot_load(path: &Path) -> String {
    format!("{} cannot be loaded", path.display())
}
