//! Checkpoints: everything that is needed to go on exactly, written so that a kill at any moment
//! leaves the last one whole.
//!
//! A checkpoint is a folder of burnpack files (generator, critic and their optimisers, without the critic
//! where it would have no say, and the generator's average where there is one), `state.json`, and
//! `checksums.json` over all of them. It is written beside its final name, synced, and renamed.
//! Random numbers need no file: they follow from seed and epoch (see [`crate::dataset::loader`]).

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use burn::module::Module;
use burn::optim::ModuleOptimizer;
use burn::store::{ModuleRecord, RecordError};
use burn::tensor::Device;
use facade_model::bundle::TrainingSummary;
use facade_model::patchgan::PatchGan;
use facade_model::unet::UNet;
use serde::{Deserialize, Serialize};

use super::ancestor::Ancestor;
use super::checksums;
use super::config::RunConfig;
use super::config::extras::MOST_CRITIC_SCALES;
use super::epoch::Progress;
use super::place::Place;
use super::selection::Best;
use crate::adam::adam;
use crate::step::Gan;
use crate::step::critic::Critic;

const GENERATOR: &str = "generator.bpk";
const GENERATOR_OPTIMIZER: &str = "generator-optimizer.bpk";
/// Each critic and its optimiser.
const CRITICS: [[&str; 2]; MOST_CRITIC_SCALES] = [
    ["critic.bpk", "critic-optimizer.bpk"],
    ["critic-half.bpk", "critic-half-optimizer.bpk"],
];
const AVERAGE: &str = "generator-average.bpk";
const STATE: &str = "state.json";
/// Ending of a folder that is being written.
const PARTIAL: &str = "partial";
/// Without these there is nothing to go on from; a missing critic is named where it is loaded.
const NEEDED: [&str; 3] = [GENERATOR, GENERATOR_OPTIMIZER, STATE];
/// Every checkpoint whose epoch is a multiple of this stays, and the best one; of the others, the
/// newest two.
const KEEP_EVERY: usize = 10;
const KEEP_NEWEST: usize = 2;

/// The part of a checkpoint that people can read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// Epochs that are done.
    pub epochs_done: usize,
    /// The next epoch, where it was interrupted; all zero at an epoch's end.
    pub progress: Progress,
    /// Training pairs the run learns from.
    pub pairs: usize,
    /// SHA-256 of their names, and of which have exact label maps.
    pub data_sha256: String,
    /// SHA-256 of the segmenter's file, where one tells the best epoch.
    pub segmenter_sha256: Option<String>,
    /// SHA-256 of the teacher's file, where the run has one.
    #[serde(default)]
    pub teacher_sha256: Option<String>,
    /// Whose networks the run started from, where it was not from random ones.
    #[serde(default)]
    pub ancestor: Option<Ancestor>,
    /// Validation L1 of these very weights, where it was measured.
    pub validation_l1: Option<f32>,
    /// The epoch with the best validation so far.
    pub best: Option<Best>,
    pub config: RunConfig,
}

impl State {
    /// The configuration, who teaches, and where the networks come from.
    pub fn summary(&self) -> String {
        let mut text = self.config.to_string();
        if let Some(sha256) = &self.teacher_sha256 {
            text += &format!("\nteacher     SHA-256 {sha256}");
        }
        if let Some(ancestor) = &self.ancestor {
            text += &format!("\nstart       {ancestor}");
        }
        text
    }

    /// What a bundle says of the run.
    pub fn training(&self) -> TrainingSummary {
        TrainingSummary {
            pairs: self.pairs,
            epochs: self.epochs_done + self.ancestor.as_ref().map_or(0, Ancestor::all_epochs),
            seed: self.config.seed,
            validation_l1: self.validation_l1,
        }
    }

    fn place(&self) -> Place {
        Place {
            epochs: self.epochs_done,
            pairs: self.progress.pairs,
        }
    }
}

/// Which checkpoint of a run is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    Newest,
    /// The one with the best validation.
    Best,
    /// After so many epochs.
    Epoch(usize),
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

    /// Places that have a checkpoint, in the order of the run.
    ///
    /// # Errors
    /// A folder that exists but cannot be read.
    pub fn places(&self) -> Result<Vec<Place>> {
        if !self.folder.exists() {
            return Ok(Vec::new());
        }
        let mut places = Vec::new();
        let entries = fs::read_dir(&self.folder)
            .with_context(|| format!("cannot read {}", self.folder.display()))?;
        for entry in entries {
            let name = entry
                .with_context(|| format!("cannot read {}", self.folder.display()))?
                .file_name();
            places.extend(name.to_str().and_then(Place::parse));
        }
        places.sort_unstable();
        Ok(places)
    }

    /// The folder of a checkpoint.
    ///
    /// # Errors
    /// A run without checkpoints, or without that one.
    pub fn find(&self, which: Which) -> Result<PathBuf> {
        let places = self.places()?;
        let Some(&newest) = places.last() else {
            bail!("no checkpoint in {}", self.folder.display());
        };
        let place = match which {
            Which::Newest => newest,
            Which::Epoch(epochs) => Place { epochs, pairs: 0 },
            Which::Best => match read_state(&self.path(newest))?.best {
                Some(best) => Place {
                    epochs: best.epoch,
                    pairs: 0,
                },
                None => bail!(
                    "the run of {} has no validation that could tell the best epoch",
                    self.folder.display()
                ),
            },
        };
        let there: Vec<usize> = places.iter().map(|place| place.epochs).collect();
        ensure!(
            places.contains(&place),
            "no checkpoint of {place} in {}; there are {there:?}",
            self.folder.display()
        );
        Ok(self.path(place))
    }

    fn path(&self, place: Place) -> PathBuf {
        self.folder.join(place.folder_name())
    }

    /// Writes a checkpoint and removes those that the policy no longer keeps.
    ///
    /// # Errors
    /// Whatever the file system says; older checkpoints are untouched then.
    pub fn save(&self, gan: &Gan, state: &State) -> Result<()> {
        let path = self.path(state.place());
        let partial = path.with_extension(PARTIAL);
        self.write(gan, state, &partial, &path)
            .inspect_err(|_| {
                // Its bytes may be what fills the disk. If even this fails, the first reason counts.
                let _ = fs::remove_dir_all(&partial);
            })
            .with_context(|| {
                format!(
                    "cannot write the checkpoint {}; the one before it is whole",
                    path.display()
                )
            })?;
        self.prune(state)
    }

    fn write(&self, gan: &Gan, state: &State, partial: &Path, path: &Path) -> Result<()> {
        self.remove_partial()?;
        fs::create_dir_all(partial)?;
        save_all(gan, state, partial)?;
        checksums::write(partial)?;
        for entry in fs::read_dir(partial)? {
            File::open(entry?.path())?.sync_all()?;
        }
        File::open(partial)?.sync_all()?;
        fs::rename(partial, path)?;
        File::open(&self.folder)?.sync_all()?;
        Ok(())
    }

    /// Removes what a kill left half written.
    fn remove_partial(&self) -> Result<()> {
        if !self.folder.exists() {
            return Ok(());
        }
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            if path
                .extension()
                .is_some_and(|extension| extension == PARTIAL)
            {
                fs::remove_dir_all(path)?;
            }
        }
        Ok(())
    }

    /// Makes sure that checkpoints can be written here, before the work of an epoch is at stake.
    ///
    /// # Errors
    /// A folder that cannot be written.
    pub fn probe(&self) -> Result<()> {
        let probe = self.folder.join("probe");
        fs::create_dir_all(&self.folder)
            .and_then(|()| fs::write(&probe, b"probe"))
            .and_then(|()| fs::remove_file(&probe))
            .with_context(|| format!("cannot write into {}", self.folder.display()))
    }

    /// Whether there is a checkpoint of exactly this place.
    ///
    /// # Errors
    /// As [`Checkpoints::places`].
    pub fn has(&self, state: &State) -> Result<bool> {
        Ok(self.places()?.contains(&state.place()))
    }

    fn prune(&self, state: &State) -> Result<()> {
        let places = self.places()?;
        let whole: Vec<&Place> = places.iter().filter(|place| place.pairs == 0).collect();
        let best = state.best.map(|best| best.epoch);
        for (index, place) in places.iter().enumerate() {
            let removed = if place.pairs > 0 {
                // A stop in the middle of an epoch is of no interest once the run has gone on.
                index + 1 < places.len()
            } else {
                let newest = whole
                    .iter()
                    .rev()
                    .take(KEEP_NEWEST)
                    .any(|kept| *kept == place);
                !newest && !place.epochs.is_multiple_of(KEEP_EVERY) && Some(place.epochs) != best
            };
            if removed {
                let path = self.path(*place);
                fs::remove_dir_all(&path)
                    .with_context(|| format!("cannot remove {}", path.display()))?;
            }
        }
        Ok(())
    }
}

fn save_all(gan: &Gan, state: &State, folder: &Path) -> Result<()> {
    gan.generator
        .clone()
        .into_record()
        .save(folder.join(GENERATOR))?;
    gan.generator_optimizer
        .save(folder.join(GENERATOR_OPTIMIZER))?;
    for (critic, [network, optimizer]) in gan.critics.iter().zip(CRITICS) {
        critic
            .network
            .clone()
            .into_record()
            .save(folder.join(network))?;
        critic.optimizer.save(folder.join(optimizer))?;
    }
    if let Some(average) = &gan.average {
        average.clone().into_record().save(folder.join(AVERAGE))?;
    }
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
    checksums::verify(folder, &NEEDED)?;
    let state = read_state(folder)?;
    let config = &state.config;
    let unet = || config.unet().init(device);
    let average = match config.generator.ema > 0.0 {
        true => Some(restore(unet().valid(), folder, AVERAGE)?),
        false => None,
    };
    let critics = (0..config.critics()).zip(CRITICS);
    let critics = critics.map(|(halvings, [network, moments])| {
        Ok(Critic {
            network: restore(config.patchgan().init(device), folder, network)?,
            optimizer: optimizer(adam(), folder, moments)?,
            halvings,
        })
    });
    let gan = Gan {
        generator: restore(unet(), folder, GENERATOR)?,
        generator_optimizer: optimizer(adam(), folder, GENERATOR_OPTIMIZER)?,
        critics: critics.collect::<Result<_>>()?,
        average,
    };
    Ok((gan, state))
}

/// Restores the generator alone: its average, where the run keeps one.
///
/// # Errors
/// As [`load`].
pub fn load_generator(folder: &Path, device: &Device) -> Result<(UNet, State)> {
    checksums::verify(folder, &NEEDED)?;
    let state = read_state(folder)?;
    let name = if state.config.generator.ema > 0.0 {
        AVERAGE
    } else {
        GENERATOR
    };
    let generator = restore(state.config.unet().init(device), folder, name)?;
    Ok((generator, state))
}

/// Restores the networks of all critics, without their optimisers, of a run of this configuration.
///
/// # Errors
/// A missing or damaged file.
pub fn load_critics(folder: &Path, config: &RunConfig, device: &Device) -> Result<Vec<PatchGan>> {
    checksums::verify(folder, &NEEDED)?;
    let critics = CRITICS.iter().take(config.critics());
    let critics =
        critics.map(|[network, _]| restore(config.patchgan().init(device), folder, network));
    critics.collect()
}

/// Restores the critic alone; of several the one that sees the picture in full size.
///
/// # Errors
/// As [`load`], and a run that needs no critic.
pub fn load_critic(folder: &Path, device: &Device) -> Result<(PatchGan, State)> {
    checksums::verify(folder, &NEEDED)?;
    let state = read_state(folder)?;
    ensure!(
        state.config.critics() > 0,
        "this run has no critic, because its --adversarial-weight is 0"
    );
    let [[critic, _], ..] = CRITICS;
    let critic = restore(state.config.patchgan().init(device), folder, critic)?;
    Ok((critic, state))
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
