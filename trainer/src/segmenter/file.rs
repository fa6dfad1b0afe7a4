//! The segmenter as one file.
//!
//! A [safetensors](https://github.com/huggingface/safetensors) file of f32 weights by their module
//! paths, with one metadata key, `segmenter`: the description of the network and of its training
//! as JSON.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use burn::tensor::{Device, TensorData};
use facade_model::weights::load_weights;
use safetensors::tensor::{Dtype, SafeTensors};
use serde::{Deserialize, Serialize};

use super::confusion::LabelScore;
use super::network::{Segmenter, SegmenterConfig};
use crate::{plain_weights, whole_file};

/// Version of the description; a reader refuses any other.
const VERSION: u32 = 1;
const METADATA_KEY: &str = "segmenter";
/// Widest network that is read: beyond it a description is damaged or malicious.
pub const WIDEST: usize = 128;

/// What the file says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Description {
    pub version: u32,
    /// Channels after the first level.
    pub width: usize,
    /// Number of training pairs.
    pub pairs: usize,
    pub epochs: usize,
    pub seed: u64,
    /// On the real validation photos; none without such pairs.
    pub validation: Option<LabelScore>,
}

impl Description {
    /// A description of the current version.
    pub fn new(width: usize, pairs: usize, epochs: usize, seed: u64) -> Self {
        Self {
            version: VERSION,
            width,
            pairs,
            epochs,
            seed,
            validation: None,
        }
    }
}

/// Writes the file beside its place and renames it, so that a kill at any moment leaves the old
/// file or the new one.
///
/// # Errors
/// A place that cannot be written.
pub fn save(segmenter: &Segmenter, description: &Description, path: &Path) -> Result<()> {
    let text = serde_json::to_string(description)?;
    whole_file::write(path, &plain_weights::encode(segmenter, METADATA_KEY, text)?)
}

/// Reads a file that [`save`] has written.
///
/// # Errors
/// A file that cannot be read, is no segmenter, or whose weights do not fit its description.
pub fn load(path: &Path, device: &Device) -> Result<(Segmenter, Description)> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    decode(&bytes, device).with_context(|| format!("{} is no segmenter", path.display()))
}

fn decode(bytes: &[u8], device: &Device) -> Result<(Segmenter, Description)> {
    let (_, header) = SafeTensors::read_metadata(bytes)?;
    let text = header
        .metadata()
        .as_ref()
        .and_then(|metadata| metadata.get(METADATA_KEY))
        .context("its header does not describe one; train one with `trainer segmenter`")?;
    let description: Description = serde_json::from_str(text)?;
    let Description { version, width, .. } = description;
    ensure!(
        version == VERSION,
        "it has version {version}, this program reads version {VERSION}"
    );
    ensure!(
        (1..=WIDEST).contains(&width),
        "its width {width} is outside 1..={WIDEST}"
    );
    let mut weights = BTreeMap::new();
    for (name, view) in SafeTensors::deserialize(bytes)?.tensors() {
        ensure!(
            view.dtype() == Dtype::F32,
            "`{name}` is stored as {:?}, not as F32",
            view.dtype()
        );
        let values: Vec<f32> = view
            .data()
            .chunks_exact(4)
            .map(|bytes| f32::from_le_bytes(bytes.try_into().expect("four bytes")))
            .collect();
        weights.insert(name, TensorData::new(values, view.shape().to_vec()));
    }
    let segmenter = load_weights(SegmenterConfig { width }.init(device), weights)?;
    Ok((segmenter, description))
}

#[cfg(test)]
mod tests {
    use super::*;
    use facade_model::weights::named_weights;
    use safetensors::tensor::TensorView;
    use tempfile::TempDir;

    #[test]
    fn a_segmenter_survives_its_file_bit_for_bit() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("segmenter.safetensors");
        let device = Device::flex();
        let segmenter = SegmenterConfig { width: 2 }.init(&device);
        let mut description = Description::new(2, 400, 3, 9);
        description.validation = Some(LabelScore {
            pixel_accuracy: 0.1 + 0.2,
            mean_iou: 1.0 / 3.0,
        });
        save(&segmenter, &description, &path).unwrap();
        let (read, said) = load(&path, &device).unwrap();
        assert_eq!(said, description);
        let (before, after) = (named_weights(&segmenter), named_weights(&read));
        assert_eq!(before, after);
        let files: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
        assert_eq!(files.len(), 1, "nothing is left beside the file");
    }

    #[test]
    fn every_damage_is_refused_with_the_name_of_the_file() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("segmenter.safetensors");
        let device = Device::flex();
        let segmenter = SegmenterConfig { width: 2 }.init(&device);
        let check = |expected: &str| {
            let error = format!("{:#}", load(&path, &device).unwrap_err());
            assert!(error.contains("segmenter.safetensors"), "{error}");
            assert!(error.contains(expected), "{error}");
        };

        save(&segmenter, &Description::new(3, 1, 1, 0), &path).unwrap();
        check("has shape");
        save(&segmenter, &Description::new(1000, 1, 1, 0), &path).unwrap();
        check("width 1000");
        save(&segmenter, &Description::new(2, 1, 1, 0), &path).unwrap();
        let whole = fs::read(&path).unwrap();
        fs::write(&path, &whole[..whole.len() - 1]).unwrap();
        check("is no segmenter");
        fs::write(&path, b"garbage").unwrap();
        check("is no segmenter");
        let bare = safetensors::serialize(Vec::<(String, TensorView)>::new(), None).unwrap();
        fs::write(&path, bare).unwrap();
        check("trainer segmenter");
        fs::remove_file(&path).unwrap();
        check("cannot read");
    }
}
