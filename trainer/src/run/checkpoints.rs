//! The checkpoints of a run: written so that a kill at any moment leaves the last one whole, and kept no
//! longer than somebody may want them.
//!
//! Each is written beside its final name, synced, and renamed.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use super::checkpoint;
use super::place::Place;
use super::state::State;
use crate::step::Gan;
use crate::whole_file::{sync_file, sync_folder};

/// Ending of a folder that is being written.
const PARTIAL: &str = "partial";
/// Every checkpoint whose epoch is a multiple of this stays, and the best one; of the others, the
/// newest two.
const KEEP_EVERY: usize = 10;
const KEEP_NEWEST: usize = 2;

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
            Which::Best => match State::read(&self.path(newest))?.best {
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
        checkpoint::write(gan, state, partial)?;
        for entry in fs::read_dir(partial)? {
            sync_file(&entry?.path())?;
        }
        sync_folder(partial)?;
        fs::rename(partial, path)?;
        sync_folder(&self.folder)?;
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
            .and_then(|()| sync_file(&probe))
            .and_then(|()| sync_folder(&self.folder))
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
