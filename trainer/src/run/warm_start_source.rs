//! What a run records of the one whose networks it started from.

use std::fmt::{self, Display, Formatter};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::checkpoint_id::CheckpointId;

/// Where the networks of a warm start come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WarmStartSource {
    /// Its folder, as it was named.
    pub run: PathBuf,
    /// Its epochs behind the networks.
    pub epochs: usize,
    /// Pairs of the next epoch behind them.
    #[serde(default)]
    pub pairs: usize,
    /// Epochs of the runs before it, whose networks it started from itself.
    #[serde(default)]
    pub earlier_epochs: usize,
    /// SHA-256 over the checksums of the checkpoint's files.
    pub sha256: String,
    /// Whether its discriminators judge on; discriminators of another shape or number begin anew.
    #[serde(rename = "critics")]
    pub discriminators: bool,
}

impl WarmStartSource {
    /// Whole epochs behind the networks, of this run and of those before it.
    pub fn all_epochs(&self) -> usize {
        self.earlier_epochs.saturating_add(self.epochs)
    }
}

impl Display for WarmStartSource {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let networks = match self.discriminators {
            true => "generator and critic",
            false => "generator",
        };
        let id = CheckpointId {
            epochs: self.epochs,
            pairs: self.pairs,
        };
        write!(f, "{networks} after {id} of {}", self.run.display())
    }
}
