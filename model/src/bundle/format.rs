//! What all parts of a bundle agree on: versions, limits, and how weights are stored.

use serde::{Deserialize, Serialize};

/// Version of the generators' manifests that are written.
pub const FORMAT_VERSION: u32 = 3;
/// Version of the discriminators' manifests that are written, and the only one there is.
pub const DISCRIMINATOR_VERSION: u32 = 1;
/// Most palettes, a page of small pictures.
pub const MOST_PALETTES: usize = 64;

/// How the weights are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// As they were trained.
    F32,
    /// In half precision.
    F16,
    /// Kernels as 8-bit integers with one f32 scale for each output channel, those of the outer levels,
    /// norms and biases in half precision.
    Int8,
}
