//! What becomes what: the input's kind, and which half of a pair it is.

use clap::ValueEnum;
use facade_model::input::InputKind;
use serde::{Deserialize, Serialize};

use super::label_map::Legend;

/// Which half of an A|B image is translated into which. In the facades set A is the photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum, Serialize, Deserialize)]
pub enum Direction {
    /// Input on the left, photo on the right
    #[value(name = "AtoB")]
    AtoB,
    /// Input on the right, photo on the left
    #[default]
    #[value(name = "BtoA")]
    BtoA,
}

/// How the files of a data set are understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Task {
    pub input: InputKind,
    /// Without meaning for grey input, whose files are whole photos.
    pub direction: Direction,
    /// Values in label maps that are no class's; see [`Legend::ignored`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignore_ids: Vec<u16>,
}

impl Task {
    /// Without ids that are ignored.
    pub fn new(input: InputKind, direction: Direction) -> Self {
        Self {
            input,
            direction,
            ignore_ids: Vec::new(),
        }
    }

    /// Facade classes to photos.
    pub fn facades(direction: Direction) -> Self {
        Self::new(InputKind::facades(), direction)
    }

    /// What the label maps mean; none where the input is none.
    pub fn legend(&self) -> Option<Legend<'_>> {
        let classes = self.input.classes()?;
        Some(Legend {
            classes,
            ignored: &self.ignore_ids,
        })
    }
}
