//! Generators to export, with what is known of them.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use burn::tensor::Device;
use facade_model::bundle::{Architecture, Bundle, ModelColors, TrainingSummary};
use facade_model::input::InputKind;
use facade_model::unet::UNet;
use facade_subjects::facades::classes::CLASS_COUNT;
use serde::Serialize;

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

/// Where the weights come from.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Origin {
    /// One of our training runs.
    Trained(TrainingSummary),
    /// A file of another program, by its name.
    Imported { file: String },
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

    /// The generator of an exported bundle, under its own name unless another is given.
    ///
    /// # Errors
    /// A file that cannot be read or is no bundle.
    pub fn from_bundle(path: &Path, name: Option<&str>, device: &Device) -> Result<Self> {
        let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        let unusable = || format!("cannot use {}", path.display());
        let bundle = Bundle::decode(&bytes).with_context(unusable)?;
        let manifest = bundle.manifest().clone();
        let Architecture::UNet256 { dropout, .. } = manifest.architecture;
        Ok(Self {
            name: name.map_or(manifest.name, str::to_owned),
            network: bundle.stored_unet(device).with_context(unusable)?,
            input: manifest.input,
            colors: ModelColors {
                palettes: manifest.palettes,
                inks: manifest.inks,
            },
            dropout,
            origin: match manifest.training {
                Some(training) => Origin::Trained(training),
                None => Origin::Imported {
                    file: path.display().to_string(),
                },
            },
        })
    }
}

/// The input that a number of channels stands for in files that do not say.
///
/// # Errors
/// A number that stands for none.
pub fn known_input(channels: usize) -> Result<InputKind> {
    let kinds = [InputKind::Grey, InputKind::Rgb, InputKind::facades()];
    let kind = kinds.into_iter().find(|kind| kind.channels() == channels);
    kind.with_context(|| {
        format!(
            "it reads {channels} input channels; known are 1 (grey), 3 (colours) and {CLASS_COUNT} (facade classes)"
        )
    })
}
