//! The file around a manifest and its weights, the same for generators and discriminators.

use std::collections::{BTreeMap, HashMap};

use burn::tensor::TensorData;
use safetensors::tensor::{SafeTensors, TensorView};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::error::BundleError;
use super::format::Precision;
use super::stored::{self, Stored};
use crate::digest::hexadecimal;

/// What a file says of itself.
pub trait Describes: Serialize + DeserializeOwned {
    /// The metadata key that it stands under; no two kinds of file share one.
    const KEY: &'static str;
    /// Why a file without it is refused.
    const MISSING: BundleError;

    /// How the weights are stored.
    fn precision(&self) -> Precision;

    /// SHA-256 of the tensors, hexadecimal.
    fn sha256(&self) -> &str;

    /// Whether a file that says this can be read at all.
    ///
    /// # Errors
    /// Another version, or a network that cannot be.
    fn check(&self) -> Result<(), BundleError>;
}

/// Encodes tensors and what `manifest` says of them, given their SHA-256.
///
/// # Errors
/// Only what the container refuses.
pub fn encode<M: Describes>(
    mut tensors: Vec<Stored>,
    manifest: impl FnOnce(String) -> M,
) -> Result<Vec<u8>, BundleError> {
    tensors.sort_by(|a, b| a.name.cmp(&b.name));
    let parts = tensors
        .iter()
        .map(|tensor| (&*tensor.name, &*tensor.shape, &*tensor.bytes));
    let manifest = manifest(fingerprint(parts));
    let views = tensors
        .iter()
        .map(|tensor| {
            let view = TensorView::new(tensor.dtype, tensor.shape.clone(), &tensor.bytes)?;
            Ok((&tensor.name, view))
        })
        .collect::<Result<Vec<_>, BundleError>>()?;
    let metadata = HashMap::from([(M::KEY.to_owned(), serde_json::to_string(&manifest)?)]);
    Ok(safetensors::serialize(views, Some(metadata))?)
}

/// Reads and checks a file; its weights are on no device yet, and all in f32. Unless it is `in_doubt`, the tensors are
/// taken to be those of the manifest's digest.
///
/// # Errors
/// See [`BundleError`]; nothing is accepted on trust.
pub fn decode<M: Describes>(
    bytes: &[u8],
    in_doubt: bool,
) -> Result<(M, BTreeMap<String, TensorData>), BundleError> {
    let (_, header) = SafeTensors::read_metadata(bytes)?;
    let manifest = header
        .metadata()
        .as_ref()
        .and_then(|metadata| metadata.get(M::KEY))
        .ok_or(M::MISSING)?;
    let manifest: M = serde_json::from_str(manifest)?;
    manifest.check()?;

    let container = SafeTensors::deserialize(bytes)?;
    if in_doubt {
        let mut tensors: Vec<_> = container.iter().collect();
        tensors.sort_by_key(|(name, _)| *name);
        let parts = tensors
            .iter()
            .map(|(name, view)| (*name, view.shape(), view.data()));
        let found = fingerprint(parts);
        if found != manifest.sha256() {
            return Err(BundleError::Hash {
                found,
                expected: manifest.sha256().to_owned(),
            });
        }
    }
    let weights = stored::read(&container, manifest.precision())?;
    Ok((manifest, weights))
}

/// SHA-256 over name, shape and bytes of each tensor, in the order of the names.
fn fingerprint<'a>(tensors: impl Iterator<Item = (&'a str, &'a [usize], &'a [u8])>) -> String {
    let mut hash = Sha256::new();
    for (name, shape, bytes) in tensors {
        hash.update(format!("{name} {shape:?} {}\n", bytes.len()));
        hash.update(bytes);
    }
    hexadecimal(&hash.finalize())
}
