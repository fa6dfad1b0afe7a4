//! The published pix2pix sets. Knows names, addresses and sizes, and reaches for nothing.
//!
//! The contents are those of the table in pix2pix's README (github.com/phillipi/pix2pix, "Datasets").

use clap::ValueEnum;
use thiserror::Error;

/// Where `download_pix2pix_dataset.sh` of github.com/junyanz/pytorch-CycleGAN-and-pix2pix gets them.
const FOLDER: &str = "http://efrosgans.eecs.berkeley.edu/pix2pix/datasets";

/// A published set of A|B pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DataSet {
    /// Photo | label map of building fronts: 400 training pairs, 30 MB
    Facades,
    /// Aerial photo | street map: 1096 training pairs, 250 MB
    Maps,
    /// Edges | photo of shoes: 50,000 training pairs, about 2 GB
    #[value(name = "edges2shoes")]
    EdgesToShoes,
    /// Edges | photo of handbags: 137,000 training pairs, about 8 GB
    #[value(name = "edges2handbags")]
    EdgesToHandbags,
    /// Two photos of one place at different hours: about 20,000 training pairs, 1.9 GB
    #[value(name = "night2day")]
    NightToDay,
    /// Street photo | label map: no longer handed out by the authors, so only with --from
    Cityscapes,
}

/// Why a set has no address.
#[derive(Debug, PartialEq, Eq, Error)]
pub enum CatalogueError {
    #[error(
        "the authors of pix2pix no longer hand out {0} because of its licence: get it from https://cityscapes-dataset.com, or name an archive of A|B pairs that you may use with --from URL"
    )]
    Withdrawn(&'static str),
}

impl DataSet {
    /// The name of the archive without its ending, and of the folder inside.
    pub fn name(self) -> &'static str {
        match self {
            Self::Facades => "facades",
            Self::Maps => "maps",
            Self::EdgesToShoes => "edges2shoes",
            Self::EdgesToHandbags => "edges2handbags",
            Self::NightToDay => "night2day",
            Self::Cityscapes => "cityscapes",
        }
    }

    /// The published address.
    ///
    /// # Errors
    /// A set that the authors' own script refuses to download.
    pub fn address(self) -> Result<String, CatalogueError> {
        match self {
            Self::Cityscapes => Err(CatalogueError::Withdrawn(self.name())),
            _ => Ok(format!("{FOLDER}/{}.tar.gz", self.name())),
        }
    }

    /// Length of the published archive in bytes, where it is known to the byte: wget logs of that
    /// server in public notebooks (2022-03-21 facades, 2023-06-14 maps). Of the others only the
    /// server's listing is known, which rounds.
    pub fn bytes(self) -> Option<u64> {
        match self {
            Self::Facades => Some(30_168_306),
            Self::Maps => Some(250_242_400),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_on_the_command_line_is_the_name_of_the_archive() {
        for set in DataSet::value_variants() {
            let value = set.to_possible_value().unwrap();
            assert_eq!(value.get_name(), set.name());
        }
    }

    #[test]
    fn only_the_withdrawn_set_has_no_address() {
        let without: Vec<_> = DataSet::value_variants()
            .iter()
            .filter(|set| set.address().is_err())
            .collect();
        assert_eq!(without, [&DataSet::Cityscapes]);
        assert_eq!(
            DataSet::Facades.address().unwrap(),
            "http://efrosgans.eecs.berkeley.edu/pix2pix/datasets/facades.tar.gz"
        );
    }
}
