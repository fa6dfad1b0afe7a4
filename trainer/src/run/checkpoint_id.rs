//! Which checkpoint of a run is meant, as the names of their folders say it.

use std::fmt;

/// How far a run was when it wrote a checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CheckpointId {
    pub epochs: usize,
    /// Pairs of the next epoch.
    pub pairs: usize,
}

impl CheckpointId {
    /// Name of the checkpoint's folder.
    pub fn folder_name(self) -> String {
        match self.pairs {
            0 => format!("epoch-{:04}", self.epochs),
            pairs => format!("epoch-{:04}-pair-{pairs}", self.epochs),
        }
    }

    /// The id that a folder's name says, if it says one.
    pub fn parse(folder_name: &str) -> Option<Self> {
        let rest = folder_name.strip_prefix("epoch-")?;
        let (epochs, pairs) = rest.split_once("-pair-").unwrap_or((rest, "0"));
        Some(Self {
            epochs: epochs.parse().ok()?,
            pairs: pairs.parse().ok()?,
        })
    }
}

impl fmt::Display for CheckpointId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.pairs {
            0 => write!(f, "epoch {}", self.epochs),
            pairs => write!(f, "pair {pairs} of epoch {}", self.epochs + 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_from_the_names_they_are_written_as() {
        let ids = [(3, 0), (3, 120), (12, 0), (100, 7)];
        let ids = ids.map(|(epochs, pairs)| CheckpointId { epochs, pairs });
        assert!(ids.is_sorted());
        for id in ids {
            assert_eq!(CheckpointId::parse(&id.folder_name()), Some(id));
        }
        for other in ["epoch-0003.partial", "epoch-", "notes", "epoch-1-pair-x"] {
            assert_eq!(CheckpointId::parse(other), None, "{other}");
        }
    }
}
