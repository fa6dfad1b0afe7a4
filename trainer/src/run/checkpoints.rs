//! The checkpoints of a run: written so that a kill at any moment leaves the last one whole, and kept no
//! longer than somebody may want them.
//!
//! Each is written beside its final name, synced, and renamed.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use super::checkpoint;
use super::checkpoint_id::CheckpointId;
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

    /// The checkpoints that there are, in the order of the run.
    ///
    /// # Errors
    /// A folder that exists but cannot be read.
    pub fn ids(&self) -> Result<Vec<CheckpointId>> {
        if !self.folder.exists() {
            return Ok(Vec::new());
        }
        let mut ids = Vec::new();
        let entries = fs::read_dir(&self.folder)
            .with_context(|| format!("cannot read {}", self.folder.display()))?;
        for entry in entries {
            let name = entry
                .with_context(|| format!("cannot read {}", self.folder.display()))?
                .file_name();
            ids.extend(name.to_str().and_then(CheckpointId::parse));
        }
        ids.sort_unstable();
        Ok(ids)
    }

    /// The folder of a checkpoint.
    ///
    /// # Errors
    /// A run without checkpoints, or without that one.
    pub fn find(&self, which: Which) -> Result<PathBuf> {
        let ids = self.ids()?;
        let Some(&newest) = ids.last() else {
            bail!("no checkpoint in {}", self.folder.display());
        };
        let id = match which {
            Which::Newest => newest,
            Which::Epoch(epochs) => CheckpointId { epochs, pairs: 0 },
            Which::Best => match State::read(&self.path(newest))?.best {
                Some(best) => CheckpointId {
                    epochs: best.epoch,
                    pairs: 0,
                },
                None => bail!(
                    "the run of {} has no validation that could tell the best epoch",
                    self.folder.display()
                ),
            },
        };
        let there: Vec<usize> = ids.iter().map(|id| id.epochs).collect();
        ensure!(
            ids.contains(&id),
            "no checkpoint of {id} in {}; there are {there:?}",
            self.folder.display()
        );
        Ok(self.path(id))
    }

    fn path(&self, id: CheckpointId) -> PathBuf {
        self.folder.join(id.folder_name())
    }

    /// Writes a checkpoint and removes those that the policy no longer keeps.
    ///
    /// # Errors
    /// Whatever the file system says; older checkpoints are untouched then.
    pub fn save(&self, gan: &Gan, state: &State) -> Result<()> {
        let path = self.path(state.checkpoint_id());
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

    /// Whether there is a checkpoint of exactly this state.
    ///
    /// # Errors
    /// As [`Checkpoints::ids`].
    pub fn has(&self, state: &State) -> Result<bool> {
        Ok(self.ids()?.contains(&state.checkpoint_id()))
    }

    fn prune(&self, state: &State) -> Result<()> {
        let ids = self.ids()?;
        let whole: Vec<&CheckpointId> = ids.iter().filter(|id| id.pairs == 0).collect();
        let best = state.best.map(|best| best.epoch);
        for (index, id) in ids.iter().enumerate() {
            let removed = if id.pairs > 0 {
                // A stop in the middle of an epoch is of no interest once the run has gone on.
                index + 1 < ids.len()
            } else {
                let newest = whole.iter().rev().take(KEEP_NEWEST).any(|kept| *kept == id);
                !newest && !id.epochs.is_multiple_of(KEEP_EVERY) && Some(id.epochs) != best
            };
            if removed {
                let path = self.path(*id);
                fs::remove_dir_all(&path)
                    .with_context(|| format!("cannot remove {}", path.display()))?;
            }
        }
        Ok(())
    }
}
