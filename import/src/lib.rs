//! Generators that the page and the trainer did not make: a file's bytes in, the same function as our module out, as
//! weights by name and what is known of them.
//!
//! Known is `unet_256` of [pytorch-CycleGAN-and-pix2pix](https://github.com/junyanz/pytorch-CycleGAN-and-pix2pix),
//! whose `latest_net_G.pth` most published pix2pix models are, the same net as
//! [MindSpore's tutorial](https://www.mindspore.cn/tutorials/en/master/generative/pix2pix.html) trains it, and the
//! ONNX files of our own `trainer export`.
//!
//! Nothing here knows a folder, a device or a visitor: the trainer reads files and writes bundles (`trainer import`),
//! the page does the same in a worker. Nothing is computed either, so no backend of Burn's is linked.

pub mod foreign;
mod mindspore;
mod model_name;
mod nesting;
pub mod onnx;
mod packed;
mod read;
mod unet_256;
#[cfg(feature = "worker")]
pub mod worker;

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use burn::tensor::{Device, TensorData};
use facade_model::bundle::{
    Architecture, Bundle, BundleError, FORMAT_VERSION, Manifest, Precision,
};
use facade_model::input::InputKind;
use facade_model::unet::{UNet, UNetConfig};
use facade_model::weights::{WeightError, check_shapes, load_weights};
use facade_subjects::facades::classes::CLASS_COUNT;

use read::Content;

/// A generator that was read, on no device yet.
#[derive(Debug)]
pub struct Imported {
    /// All that is known of it. The name is empty where the file has none, and the digest is that of nothing.
    pub manifest: Manifest,
    /// Of the shapes that the architecture asks for, in f32, under the names of [`facade_model::weights`].
    pub weights: BTreeMap<String, TensorData>,
    /// What the file was called in the archive that it came in.
    pub archived: Option<String>,
    /// The key below which it was; empty where it was the whole file.
    pub key: String,
}

impl Imported {
    /// The network.
    ///
    /// # Errors
    /// Never of weights as [`generator`] gives them.
    pub fn network(self, device: &Device) -> Result<UNet, WeightError> {
        let config = self.manifest.architecture.config();
        load_weights(config.blank(device), self.weights)
    }

    /// The bundle that the page loads, under the file's own name for it, or else named after the `file`: in 8 bits, but
    /// in half precision where the weights may have been rounded to 8 bits before.
    ///
    /// # Errors
    /// Weights that are no numbers.
    pub fn bundle(self, file: &str) -> Result<Vec<u8>, BundleError> {
        let mut manifest = self.manifest;
        if manifest.name.is_empty() {
            model_name::of_file(file).clone_into(&mut manifest.name);
        }
        Bundle::encode_weights(self.weights, manifest)
    }
}

/// Reads the generator in a file of PyTorch's or MindSpore's, a safetensors file with the same names, or an ONNX file of
/// our own, packed or not. It may lie below whatever keys ([`nesting`]); with `key`, below that one. Width and input
/// channels follow from the shapes, but where the file says more.
///
/// Batch norm is read as instance norm: with the statistics of the picture itself, which is how
/// pix2pix runs its generator, they are the same, so the file's running statistics are not used.
///
/// # Errors
/// Bytes that are damaged, or hold anything else than such a generator.
pub fn generator(bytes: Vec<u8>, key: Option<&str>) -> Result<Imported> {
    let (bytes, archived) = packed::unpacked(bytes)?;
    let tensors = match read::content(bytes)? {
        Content::Tensors(tensors) => tensors,
        Content::Onnx(model) => {
            ensure!(key.is_none(), "an ONNX file has no keys to choose by");
            let (manifest, weights) = onnx::generator(*model)?;
            return Ok(Imported {
                manifest,
                weights,
                archived,
                key: String::new(),
            });
        }
    };
    let found = nesting::find(tensors, unet_256::FIRST, unet_256::BELOW, key)?;
    let (config, weights) = unet_256::translate(found.tensors)?;
    let manifest = manifest(&config)?;
    manifest.check()?;
    check_shapes(&weights, &config.weight_shapes())?;
    Ok(Imported {
        manifest,
        weights,
        archived,
        key: found.key,
    })
}

/// What is known of a generator of another program.
fn manifest(config: &UNetConfig) -> Result<Manifest> {
    Ok(Manifest {
        version: FORMAT_VERSION,
        name: String::new(),
        architecture: Architecture::UNet256 {
            ngf: config.ngf,
            input_channels: config.input_channels,
            depth: config.depth,
            decoder: config.upsampling,
            // The file does not say. Without masks it makes no difference.
            dropout: 0.0,
            head: config.head,
            scale: config.scale,
            norms: config.norms,
        },
        input: known_input(config.input_channels)?,
        palettes: Vec::new(),
        inks: Vec::new(),
        precision: Precision::Int8,
        training: None,
        sha256: String::new(),
    })
}

/// The input that a number of channels stands for in files that do not say.
fn known_input(channels: usize) -> Result<InputKind> {
    let kinds = [InputKind::Grey, InputKind::Rgb, InputKind::facades()];
    let kind = kinds.into_iter().find(|kind| kind.channels() == channels);
    kind.with_context(|| {
        format!(
            "it reads {channels} input channels; known are 1 (grey), 3 (colours) and {CLASS_COUNT} (facade classes)"
        )
    })
}
