//! Generators that other programs trained: checkpoints in, the same function as our module out.
//!
//! Known is `unet_256` of [pytorch-CycleGAN-and-pix2pix](https://github.com/junyanz/pytorch-CycleGAN-and-pix2pix),
//! whose `latest_net_G.pth` most published pix2pix models are, and the same net as
//! [MindSpore's tutorial](https://www.mindspore.cn/tutorials/en/master/generative/pix2pix.html) trains it.

mod mindspore;
mod nesting;
mod packed;
mod read;
mod unet_256;

use std::path::Path;

use anyhow::{Context, Result};
use burn::tensor::Device;
use facade_model::bundle::ModelColors;
use facade_model::weights::load_weights;

use crate::export::{ExportedGenerator, Origin, known_input};

/// Reads the generator of a PyTorch or MindSpore checkpoint or of a safetensors file with the same names, packed or
/// not, below whatever keys it lies ([`nesting`]); with `key`, below that one. Width and input channels follow from the
/// shapes.
///
/// Batch norm is read as instance norm: with the statistics of the picture itself, which is how
/// pix2pix runs its generator, they are the same, so the file's running statistics are not used.
///
/// # Errors
/// A file that cannot be read, or that holds anything else than such a generator.
pub fn generator(
    path: &Path,
    name: &str,
    key: Option<&str>,
    device: &Device,
) -> Result<ExportedGenerator> {
    let unusable = || format!("cannot import {}", path.display());
    let (tensors, packed) = read::tensors(path).with_context(unusable)?;
    let found = nesting::find(tensors, unet_256::FIRST, unet_256::BELOW, key);
    let found = found.with_context(unusable)?;
    if let Some(name) = packed {
        println!("{name} of the archive");
    }
    if !found.key.is_empty() {
        println!("the generator below `{}`", found.key);
    }
    let (config, weights) = unet_256::translate(found.tensors).with_context(unusable)?;
    let network = load_weights(config.blank(device), weights).with_context(unusable)?;
    let file = path.file_name().unwrap_or_default();
    Ok(ExportedGenerator {
        name: name.to_owned(),
        network,
        input: known_input(config.input_channels).with_context(unusable)?,
        colors: ModelColors::default(),
        // The file does not say. Without masks it makes no difference.
        dropout: 0.0,
        origin: Origin::Imported {
            file: file.to_string_lossy().into_owned(),
        },
    })
}
