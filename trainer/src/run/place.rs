//! Places in a run, as the names of its checkpoints say them.

use std::fmt;

/// A place in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub epochs: usize,
    /// Pairs of the next epoch.
    pub pairs: usize,
}

impl Place {
    /// Name of the checkpoint's folder.
    pub fn folder_name(self) -> String {
        match self.pairs {
            0 => format!("epoch-{:04}", self.epochs),
            pairs => format!("epoch-{:04}-pair-{pairs}", self.epochs),
        }
    }

    /// The place that a folder's name says, if it says one.
    pub fn parse(folder_name: &str) -> Option<Self> {
        let rest = folder_name.strip_prefix("epoch-")?;
        let (epochs, pairs) = rest.split_once("-pair-").unwrap_or((rest, "0"));
        Some(Self {
            epochs: epochs.parse().ok()?,
            pairs: pairs.parse().ok()?,
        })
    }
}

impl fmt::Display for Place {
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
    fn places_are_read_from_the_names_they_are_written_as() {
        let places = [(3, 0), (3, 120), (12, 0), (100, 7)];
        let places = places.map(|(epochs, pairs)| Place { epochs, pairs });
        assert!(places.is_sorted());
        for place in places {
            assert_eq!(Place::parse(&place.folder_name()), Some(place));
        }
        for other in ["epoch-0003.partial", "epoch-", "notes", "epoch-1-pair-x"] {
            assert_eq!(Place::parse(other), None, "{other}");
        }
    }
}
