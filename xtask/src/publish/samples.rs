//! What a run's generator made of validation inputs, for the page about the model: the sheet of pictures that the trainer
//! draws after each epoch (input, generated, real, of six pairs).

use anyhow::{Context, Result};
use serde_json::Value;
use std::path::Path;

use crate::file::read;

/// The sheet of the epoch that the bundle is of.
///
/// # Errors
/// A run that has none of that epoch.
pub fn of_run(run: &Path, manifest: &Value) -> Result<Vec<u8>> {
    let epoch = manifest["training"]["epochs"]
        .as_u64()
        .context("the model does not say how long it was trained")?;
    let path = run.join(format!("pictures/epoch-{epoch:04}.png"));
    read(&path).with_context(|| format!("--samples: the run has no pictures of epoch {epoch}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::fs;

    #[test]
    fn the_sheet_is_the_one_of_the_exported_epoch() {
        let run = tempfile::tempdir().unwrap();
        fs::create_dir(run.path().join("pictures")).unwrap();
        fs::write(run.path().join("pictures/epoch-0007.png"), "seven").unwrap();
        let of = |epochs: u32| of_run(run.path(), &json!({ "training": { "epochs": epochs } }));
        assert_eq!(of(7).unwrap(), b"seven");
        let refusal = format!("{:#}", of(8).unwrap_err());
        assert!(refusal.contains("no pictures of epoch 8"), "{refusal}");
        assert!(of_run(run.path(), &json!({ "training": null })).is_err());
    }
}
