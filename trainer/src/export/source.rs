//! Generators to export, with what is known of them.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use burn::tensor::Device;
use facade_import::Imported;
pub use facade_import::onnx::description::Origin;
use facade_model::bundle::{Architecture, Bundle, Manifest, ModelColors};
use facade_model::input::InputKind;
use facade_model::unet::UNet;

use crate::run::checkpoint::Checkpoint;

/// A generator and what its file is to say of it.
pub struct ExportedGenerator {
    /// Name of the model, as in `?model=NAME`, and of the file without its ending.
    pub name: String,
    pub network: UNet,
    /// What the input channels mean.
    pub input: InputKind,
    /// What a page can offer: paints where the generator takes paint, inks where it learnt from drawings in few colours.
    pub colors: ModelColors,
    /// Rate of the dropout it was trained with, 0..1.
    pub dropout: f64,
    pub origin: Origin,
}

impl ExportedGenerator {
    /// The generator of a checkpoint folder.
    ///
    /// # Errors
    /// A checkpoint that cannot be loaded.
    pub fn from_checkpoint(checkpoint: &Path, name: &str, device: &Device) -> Result<Self> {
        let checkpoint = Checkpoint::open(checkpoint)?;
        let network = checkpoint.generator(device)?;
        let state = checkpoint.state;
        let training = state.training();
        Ok(Self {
            name: name.to_owned(),
            input: state.config.task.input,
            colors: ModelColors {
                palettes: state.palettes,
                inks: state.inks.unwrap_or_default(),
            },
            dropout: state.config.generator.dropout,
            network,
            origin: Origin::Trained(training),
        })
    }

    /// A generator that was read from another program's `file`, or from an ONNX file of ours.
    ///
    /// # Errors
    /// Weights that do not fit, which the import has refused.
    pub fn from_import(
        imported: Imported,
        name: &str,
        file: &str,
        device: &Device,
    ) -> Result<Self> {
        let manifest = imported.manifest.clone();
        let network = imported.network(device)?;
        Ok(Self::described(
            manifest,
            network,
            name.to_owned(),
            file.to_owned(),
        ))
    }

    /// The generator of an exported bundle, under its own name unless another is given.
    ///
    /// # Errors
    /// A file that cannot be read or is no bundle.
    pub fn from_bundle(path: &Path, name: Option<&str>, device: &Device) -> Result<Self> {
        let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        let unusable = || format!("cannot use {}", path.display());
        let bundle = Bundle::decode(&bytes).with_context(unusable)?;
        let manifest = bundle.manifest().clone();
        let name = name.map_or_else(|| manifest.name.clone(), str::to_owned);
        let network = bundle.stored_unet(device).with_context(unusable)?;
        let file = path.display().to_string();
        Ok(Self::described(manifest, network, name, file))
    }

    /// A network with what a manifest says of it; `file` is where one that we have not trained comes from.
    fn described(manifest: Manifest, network: UNet, name: String, file: String) -> Self {
        let Architecture::UNet256 { dropout, .. } = manifest.architecture;
        Self {
            name,
            network,
            input: manifest.input,
            colors: ModelColors {
                palettes: manifest.palettes,
                inks: manifest.inks,
            },
            dropout,
            origin: match manifest.training {
                Some(training) => Origin::Trained(training),
                None => Origin::Imported { file },
            },
        }
    }
}

/// Reads a generator of another program, or an ONNX file of ours: see [`facade_import::generator`].
///
/// # Errors
/// A file that cannot be read, or holds no such generator.
pub fn imported(path: &Path, key: Option<&str>) -> Result<Imported> {
    let unusable = || format!("cannot import {}", path.display());
    let bytes = fs::read(path)
        .context("it cannot be opened")
        .with_context(unusable)?;
    facade_import::generator(bytes, key).with_context(unusable)
}
