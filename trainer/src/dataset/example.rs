//! What the networks learn from: pairs, and inputs whose photo nobody has taken.

use super::augment::{Input, Sample};

/// One of what an epoch visits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    pub input: Input,
    /// As [`Sample::photo`]; none of a procedural map, of which only a teacher has a
    /// picture.
    pub photo: Option<Vec<u8>>,
    /// Pixels of the photo, row by row, where nothing was photographed.
    pub wedges: Vec<usize>,
}

impl From<Sample> for Example {
    fn from(sample: Sample) -> Self {
        Self {
            input: sample.input,
            photo: Some(sample.photo),
            wedges: sample.wedges,
        }
    }
}
