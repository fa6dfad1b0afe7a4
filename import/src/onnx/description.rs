//! What a plain or an ONNX file of ours says of its generator, as JSON under one metadata key.

use facade_model::bundle::{Architecture, TrainingSummary};
use facade_model::digest::hexadecimal;
use facade_model::input::InputKind;
use facade_model::paint::Paint;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::messages::Tensor;

/// Metadata key of a [`Description`]; a bundle has another, so that none is taken for the other.
pub const DESCRIPTION_KEY: &str = "description";

/// See the module head.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Description {
    pub name: String,
    /// Of the network in the form in which the file holds it.
    pub architecture: Architecture,
    pub input: InputKind,
    /// As the bundle has them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub palettes: Vec<Paint>,
    /// As the bundle has them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inks: Vec<[u8; 3]>,
    pub origin: Origin,
    /// The [`digest`] of an ONNX file's weights.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}

/// Where the weights come from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Origin {
    /// One of our training runs.
    Trained(TrainingSummary),
    /// A file of another program, by its name.
    Imported { file: String },
}

/// SHA-256, hexadecimal, over name, shape and bytes of each tensor, in the order of the names.
pub fn digest(tensors: &[Tensor]) -> String {
    let mut sorted: Vec<&Tensor> = tensors.iter().collect();
    sorted.sort_by(|a, b| a.name.cmp(&b.name));
    let mut hash = Sha256::new();
    for tensor in sorted {
        let Tensor { name, dims, .. } = tensor;
        hash.update(format!("{name} {dims:?} {}\n", tensor.raw_data.len()));
        hash.update(&tensor.raw_data);
    }
    hexadecimal(&hash.finalize())
}
