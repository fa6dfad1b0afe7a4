//! From a checkpoint to what the page loads.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use burn::tensor::Device;
use facade_model::bundle::{Bundle, TrainingSummary};
use facade_model::model_list::{self, ListedModel, ModelList};

use crate::run::checkpoint::load_generator;

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
    add_to_list(
        &folder.join(model_list::FILE_NAME),
        ListedModel::new(name, &file, &bundle),
    )?;
    println!("{}: {} bytes", path.display(), bundle.len());
    Ok(())
}

fn add_to_list(path: &Path, model: ListedModel) -> Result<()> {
    let mut list: ModelList = match fs::read_to_string(path) {
        Ok(text) => {
            serde_json::from_str(&text).with_context(|| format!("{} is damaged", path.display()))?
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => ModelList::default(),
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
    };
    list.insert(model);
    let text = serde_json::to_string_pretty(&list)? + "\n";
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}
