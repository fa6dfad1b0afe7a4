//! The plain weights, for programs that know the architecture.

use std::path::Path;

use anyhow::{Result, ensure};
use facade_import::onnx::description::DESCRIPTION_KEY;
use facade_model::model_list;

use super::ExportedGenerator;
use crate::plain_weights;

/// Encodes the weights, the decoder folded to transposed convolutions.
///
/// # Errors
/// Only what the container refuses.
pub fn encode(generator: &ExportedGenerator) -> Result<Vec<u8>> {
    let network = generator.network.clone().folded();
    plain_weights::encode(
        &network,
        DESCRIPTION_KEY,
        generator.description(&network, None)?,
    )
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
