//! From a checkpoint to what the page loads.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use burn::tensor::Device;
use facade_model::bundle::{Bundle, TrainingSummary};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::run::checkpoint::load_generator;

const LIST: &str = "models.json";

/// The page's list of models.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct ModelList {
    /// Loaded where the address names none.
    default: String,
    models: Vec<ListedModel>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct ListedModel {
    name: String,
    /// Relative to the list.
    file: String,
    bytes: usize,
    /// Of the whole file, hexadecimal.
    sha256: String,
}

/// Writes `NAME.safetensors` into a folder and lists it in the folder's `models.json`.
///
/// # Errors
/// A checkpoint that cannot be loaded or a folder that cannot be written.
pub fn export(checkpoint: &Path, name: &str, folder: &Path, device: &Device) -> Result<()> {
    let (generator, state) = load_generator(checkpoint, device)?;
    let training = TrainingSummary {
        pairs: state.pairs,
        epochs: state.epochs_done,
        seed: state.config.seed,
        validation_l1: state.validation_l1,
    };
    let bundle = Bundle::encode(generator, name, training)?;

    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let file = format!("{name}.safetensors");
    let path = folder.join(&file);
    fs::write(&path, &bundle).with_context(|| format!("cannot write {}", path.display()))?;
    let listed = ListedModel {
        name: name.to_owned(),
        file,
        bytes: bundle.len(),
        sha256: Sha256::digest(&bundle)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect(),
    };
    list(&folder.join(LIST), listed)?;
    println!("{}: {} bytes", path.display(), bundle.len());
    Ok(())
}

fn list(path: &Path, model: ListedModel) -> Result<()> {
    let mut list: ModelList = match fs::read_to_string(path) {
        Ok(text) => {
            serde_json::from_str(&text).with_context(|| format!("{} is damaged", path.display()))?
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => ModelList::default(),
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
    };
    if list.models.is_empty() {
        list.default.clone_from(&model.name);
    }
    list.models.retain(|listed| listed.name != model.name);
    list.models.push(model);
    list.models.sort_by(|a, b| a.name.cmp(&b.name));
    let text = serde_json::to_string_pretty(&list)? + "\n";
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}
