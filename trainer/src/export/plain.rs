//! The plain weights: a safetensors file in f32, under the names of the module path
//! (`encoder.1.conv.weight`), for programs that know the architecture.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Result, ensure};
use facade_model::model_list;
use facade_model::weights::named_weights;
use safetensors::tensor::{Dtype, TensorView};

use super::{DESCRIPTION_KEY, ExportedGenerator};

/// Encodes the weights. The one metadata key keeps the file reproducible byte for byte.
///
/// # Errors
/// Only what the container refuses.
pub fn encode(generator: &ExportedGenerator) -> Result<Vec<u8>> {
    let weights = named_weights(&generator.network.clone().folded());
    let tensors: Vec<(String, Vec<usize>, Vec<u8>)> = weights
        .into_iter()
        .map(|(name, data)| {
            let bytes = data.iter::<f32>().flat_map(f32::to_le_bytes).collect();
            (name, data.shape().to_vec(), bytes)
        })
        .collect();
    let views = tensors
        .iter()
        .map(|(name, shape, bytes)| Ok((name, TensorView::new(Dtype::F32, shape.clone(), bytes)?)))
        .collect::<Result<Vec<_>>>()?;
    let metadata = HashMap::from([(DESCRIPTION_KEY.to_owned(), generator.description()?)]);
    Ok(safetensors::serialize(views, Some(metadata))?)
}

/// Makes sure that a folder is none of bundles, whose files end alike.
///
/// # Errors
/// A folder with a list of models.
pub fn check_folder(folder: &Path) -> Result<()> {
    ensure!(
        !folder.join(model_list::FILE_NAME).exists(),
        "{} holds the page's bundles, which end in .safetensors too; choose another --out",
        folder.display()
    );
    Ok(())
}
