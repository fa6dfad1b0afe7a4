//! The bundle that the page loads, and the list of models beside it.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use facade_model::bundle::{Bundle, Precision};
use facade_model::model_list::{self, ListedModel, ModelList};

use super::{ExportedGenerator, Origin};
use crate::whole_file;

/// Encodes the bundle.
///
/// # Errors
/// Weights that are no numbers; else only what the container refuses.
pub fn encode(generator: &ExportedGenerator, precision: Precision) -> Result<Vec<u8>> {
    let training = match &generator.origin {
        Origin::Trained(training) => Some(training.clone()),
        Origin::Imported { .. } => None,
    };
    let bundle = Bundle::encode(
        &generator.network,
        &generator.name,
        generator.input.clone(),
        generator.dropout,
        training,
        precision,
    )?;
    Ok(bundle)
}

/// Lists a bundle, stored as `file`, in the folder's `models.json`.
///
/// # Errors
/// A list that cannot be read or written.
pub fn list(folder: &Path, name: &str, file: &str, bundle: &[u8]) -> Result<()> {
    let path = folder.join(model_list::FILE_NAME);
    let mut list: ModelList = match fs::read_to_string(&path) {
        Ok(text) => {
            serde_json::from_str(&text).with_context(|| format!("{} is damaged", path.display()))?
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => ModelList::default(),
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
    };
    list.insert(ListedModel::new(name, file, bundle));
    let text = serde_json::to_string_pretty(&list)? + "\n";
    whole_file::write(&path, text.as_bytes())
}
