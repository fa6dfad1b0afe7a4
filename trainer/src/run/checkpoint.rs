//! Checkpoints: everything that is needed to go on exactly, written so that a kill at any moment
//! leaves the last one whole.
//!
//! A checkpoint is a folder of four burnpack files (both networks, both optimisers) and
//! `state.json`. It is written beside its final name, synced, and renamed. Random numbers need no
//! file: they follow from seed and epoch (see [`crate::dataset::loader`]).

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use burn::module::Module;
use burn::optim::ModuleOptimizer;
use burn::store::{ModuleRecord, RecordError};
use burn::tensor::Device;
use facade_model::unet::UNet;
use serde::{Deserialize, Serialize};

use super::config::RunConfig;
use crate::step::Gan;

const GENERATOR: &str = "generator.bpk";
const CRITIC: &str = "critic.bpk";
const GENERATOR_OPTIMIZER: &str = "generator-optimizer.bpk";
const CRITIC_OPTIMIZER: &str = "critic-optimizer.bpk";
const STATE: &str = "state.json";
/// Every checkpoint whose epoch is a multiple of this stays; of the others, the newest two.
const KEEP_EVERY: usize = 10;
const KEEP_NEWEST: usize = 2;

/// The part of a checkpoint that people can read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// Epochs that are done.
    pub epochs_done: usize,
    /// Training pairs the run learned from.
    pub pairs: usize,
    /// Validation L1 after the last epoch, where there are validation pairs.
    pub validation_l1: Option<f32>,
    pub config: RunConfig,
}

/// The checkpoints of one run.
pub struct Checkpoints {
    folder: PathBuf,
}

impl Checkpoints {
    pub fn of_run(run: &Path) -> Self {
        Self {
            folder: run.join("checkpoints"),
        }
    }

    /// Epochs that have a checkpoint, ascending.
    ///
    /// # Errors
    /// A folder that exists but cannot be read.
    pub fn epochs(&self) -> Result<Vec<usize>> {
        if !self.folder.exists() {
            return Ok(Vec::new());
        }
        let mut epochs = Vec::new();
        let entries = fs::read_dir(&self.folder)
            .with_context(|| format!("cannot read {}", self.folder.display()))?;
        for entry in entries {
            let name = entry?.file_name();
            let number = name.to_str().and_then(|name| name.strip_prefix("epoch-"));
            epochs.extend(number.and_then(|number| number.parse::<usize>().ok()));
        }
        epochs.sort_unstable();
        Ok(epochs)
    }

    /// The folder of the newest checkpoint, or of the given epoch.
    ///
    /// # Errors
    /// A run without checkpoints, or without that one.
    pub fn find(&self, epoch: Option<usize>) -> Result<PathBuf> {
        let epochs = self.epochs()?;
        let Some(newest) = epochs.last() else {
            bail!("no checkpoint in {}", self.folder.display());
        };
        let epoch = epoch.unwrap_or(*newest);
        ensure!(
            epochs.contains(&epoch),
            "no checkpoint of epoch {epoch} in {}; there are {epochs:?}",
            self.folder.display()
        );
        Ok(self.path(epoch))
    }

    fn path(&self, epoch: usize) -> PathBuf {
        self.folder.join(format!("epoch-{epoch:04}"))
    }

    /// Writes a checkpoint and removes those that the policy no longer keeps.
    ///
    /// # Errors
    /// Whatever the file system says; older checkpoints are untouched then.
    pub fn save(&self, gan: &Gan, state: &State) -> Result<()> {
        let path = self.path(state.epochs_done);
        let partial = path.with_extension("partial");
        let unwritable = || format!("cannot write the checkpoint {}", path.display());
        if partial.exists() {
            fs::remove_dir_all(&partial).with_context(unwritable)?;
        }
        fs::create_dir_all(&partial).with_context(unwritable)?;
        save_all(gan, state, &partial).with_context(unwritable)?;
        for entry in fs::read_dir(&partial).with_context(unwritable)? {
            let file = File::open(entry?.path()).with_context(unwritable)?;
            file.sync_all().with_context(unwritable)?;
        }
        fs::rename(&partial, &path).with_context(unwritable)?;
        File::open(&self.folder)
            .and_then(|folder| folder.sync_all())
            .with_context(unwritable)?;
        self.prune()
    }

    fn prune(&self) -> Result<()> {
        let epochs = self.epochs()?;
        let old = epochs.len().saturating_sub(KEEP_NEWEST);
        for &epoch in epochs[..old].iter().filter(|&&e| e % KEEP_EVERY != 0) {
            let path = self.path(epoch);
            fs::remove_dir_all(&path)
                .with_context(|| format!("cannot remove {}", path.display()))?;
        }
        Ok(())
    }
}

fn save_all(gan: &Gan, state: &State, folder: &Path) -> Result<()> {
    gan.generator
        .clone()
        .into_record()
        .save(folder.join(GENERATOR))?;
    gan.critic.clone().into_record().save(folder.join(CRITIC))?;
    gan.generator_optimizer
        .save(folder.join(GENERATOR_OPTIMIZER))?;
    gan.critic_optimizer.save(folder.join(CRITIC_OPTIMIZER))?;
    fs::write(folder.join(STATE), serde_json::to_string_pretty(state)?)?;
    Ok(())
}

/// Reads the state of a checkpoint folder.
///
/// # Errors
/// A missing or damaged file.
pub fn read_state(folder: &Path) -> Result<State> {
    let path = folder.join(STATE);
    let text =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is damaged", path.display()))
}

/// Restores networks and optimisers on an autodiff device.
///
/// # Errors
/// A missing or damaged file, or weights of another architecture than `state.json` says.
pub fn load(folder: &Path, device: &Device) -> Result<(Gan, State)> {
    let state = read_state(folder)?;
    let fresh = Gan::new(&state.config.generator(), &state.config.critic(), device);
    let gan = Gan {
        generator: restore(fresh.generator, folder, GENERATOR)?,
        critic: restore(fresh.critic, folder, CRITIC)?,
        generator_optimizer: optimizer(fresh.generator_optimizer, folder, GENERATOR_OPTIMIZER)?,
        critic_optimizer: optimizer(fresh.critic_optimizer, folder, CRITIC_OPTIMIZER)?,
    };
    Ok((gan, state))
}

/// Restores the generator alone.
///
/// # Errors
/// As [`load`].
pub fn load_generator(folder: &Path, device: &Device) -> Result<(UNet, State)> {
    let state = read_state(folder)?;
    let generator = restore(state.config.generator().init(device), folder, GENERATOR)?;
    Ok((generator, state))
}

fn restore<M: Module>(network: M, folder: &Path, name: &str) -> Result<M> {
    let path = folder.join(name);
    ModuleRecord::load(&path)
        .and_then(|record| network.try_load_record(record))
        .map_err(|error| damaged(&path, error))
}

fn optimizer(optimizer: ModuleOptimizer, folder: &Path, name: &str) -> Result<ModuleOptimizer> {
    let path = folder.join(name);
    optimizer.load(&path).map_err(|error| damaged(&path, error))
}

fn damaged(path: &Path, error: RecordError) -> anyhow::Error {
    anyhow::anyhow!("{} cannot be loaded: {error}", path.display())
}
