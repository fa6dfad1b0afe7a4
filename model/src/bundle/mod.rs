//! The model bundle: the file that goes from the trainer to the page; [`discriminator`] is its
//! companion.
//!
//! A bundle is a [safetensors](https://github.com/huggingface/safetensors) file, so that other
//! programs can read it:
//!
//! ```text
//! u64 LE   length of the header
//! JSON     {"__metadata__": {"facade": "<manifest as JSON>"}, "<name>": {dtype, shape, offsets}, …}
//! bytes    the tensors, little endian
//! ```
//!
//! Names are the module path, for example `encoder.1.conv.weight`. Encoder kernels are `[out, in, 4, 4]`,
//! decoder kernels `[in, out, side, side]`, that of a
//! head `[3, in, 3, 3]`, of one of larger pictures `[3, in, 5, 5]`, as they were trained: of side 4 for transposed
//! convolutions, of side 2 or 3 where they are still to be folded (see [`crate::fold`]), which takes a
//! quarter of the bytes. The manifest's [`Precision`] says which types there are:
//!
//! | precision | kernels | norms and biases |
//! |---|---|---|
//! | `f32` | F32 | F32 |
//! | `f16` | F16 | F16 |
//! | `int8` | I8, each with `<name>.scale` in F32; F16 in the two outer levels | F16 |
//!
//! An 8-bit kernel times its scales, by the usual broadcasting, is the kernel.
//!
//! One metadata key keeps the file reproducible byte for byte. The manifest says everything the
//! page needs to know, and carries the SHA-256 of all names, shapes and tensor bytes, scales
//! included, so that a damaged or re-assembled file is refused with a reason.

mod colours;
mod container;
pub mod discriminator;
mod error;
mod format;
mod manifest;
mod stored;

use std::collections::BTreeMap;

use burn::tensor::{Device, TensorData};

use crate::fold::fold_values;
use crate::head_fold::fold_head_values;
use crate::input::InputKind;
use crate::paint::Paint;
use crate::unet::{UNet, UNetConfig, Upsampling};
use crate::weights::{check_shapes, load_weights, named_weights};

use colours::see_facade_classes;

pub use error::BundleError;
pub use format::{FORMAT_VERSION, Precision};
pub use manifest::{Architecture, Manifest, ModelColors, TrainingSummary};

/// Name of the first layer's weight.
const FIRST_WEIGHT: &str = "encoder.0.conv.weight";
/// Name of the head's weight.
const HEAD_WEIGHT: &str = "head.conv.weight";
const HEAD_BIAS: &str = "head.conv.bias";

/// A decoded bundle: manifest and weights, on no device yet.
#[derive(Debug, Clone)]
pub struct Bundle {
    manifest: Manifest,
    weights: BTreeMap<String, TensorData>,
}

impl Bundle {
    /// Encodes a generator, its decoder as it is: folded or still to be folded. `dropout` is the rate
    /// that it was trained with, `colors` are what a page can offer: palettes where it takes paint, inks where
    /// it learnt from drawings in few colours.
    ///
    /// # Errors
    /// Weights that are no numbers; else only what the container refuses.
    pub fn encode(
        network: &UNet,
        name: &str,
        input: InputKind,
        colors: impl Into<ModelColors>,
        dropout: f64,
        training: Option<TrainingSummary>,
        precision: Precision,
    ) -> Result<Vec<u8>, BundleError> {
        let ModelColors { palettes, inks } = colors.into();
        let manifest = Manifest {
            version: FORMAT_VERSION,
            name: name.to_owned(),
            architecture: Architecture::of(network, dropout),
            input,
            palettes,
            inks,
            precision,
            training,
            sha256: String::new(),
        };
        Self::write(named_weights(network), manifest)
    }

    /// Encodes the weights of a generator that is on no device, and needs none. The manifest says everything of it but
    /// the digest, which is filled in.
    ///
    /// # Errors
    /// What a reader would refuse: a generator that cannot be, and weights that are not its own or no numbers.
    ///
    /// # Panics
    /// Panics at weights that are not f32.
    pub fn encode_weights(
        weights: BTreeMap<String, TensorData>,
        manifest: Manifest,
    ) -> Result<Vec<u8>, BundleError> {
        manifest.check()?;
        let expected = manifest.architecture.config().weight_shapes();
        check_shapes(&weights, &expected)?;
        Self::write(weights, manifest)
    }

    fn write(
        weights: BTreeMap<String, TensorData>,
        manifest: Manifest,
    ) -> Result<Vec<u8>, BundleError> {
        let depth = manifest.architecture.config().depth;
        let in_8_bits = |name: &str| stored::is_inner_level(name, depth);
        let tensors = stored::store(weights, manifest.precision, in_8_bits)?;
        container::encode(tensors, |sha256| Manifest { sha256, ..manifest })
    }

    /// Reads and checks a bundle.
    ///
    /// # Errors
    /// See [`BundleError`]; nothing is accepted on trust.
    pub fn decode(bytes: &[u8]) -> Result<Self, BundleError> {
        Self::read(bytes, true)
    }

    /// Reads a bundle whose file has just been held against its digest in the list of models: the bundle's own, over
    /// the same bytes, would only take as long again.
    ///
    /// # Errors
    /// As [`Bundle::decode`], but for tensors that the manifest's digest does not fit.
    pub fn decode_verified(bytes: &[u8]) -> Result<Self, BundleError> {
        Self::read(bytes, false)
    }

    fn read(bytes: &[u8], in_doubt: bool) -> Result<Self, BundleError> {
        let (manifest, weights) = container::decode(bytes, in_doubt)?;
        Ok(Self { manifest, weights })
    }

    /// What the bundle says of itself.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Builds the network on a device, with 4×4 transposed convolutions throughout, for the input that it was trained
    /// with.
    ///
    /// # Errors
    /// Weights that do not fit the architecture the manifest names.
    pub fn unet(self, device: &Device) -> Result<UNet, BundleError> {
        let config = self.manifest.architecture.config();
        self.folded(config, device)
    }

    /// Builds the network on a device, its decoder in the form in which it is stored and was trained.
    ///
    /// # Errors
    /// As [`Bundle::unet`].
    pub fn stored_unet(self, device: &Device) -> Result<UNet, BundleError> {
        let config = self.manifest.architecture.config();
        Ok(load_weights(config.blank(device), self.weights)?)
    }

    /// Builds the network as a function of the twelve facade classes, whatever the bundle's input is
    /// called: colours that it was trained on disappear in the weights of the layers that see its input.
    /// A generator that takes paint is given `paint`, or the first of the bundle's palettes; no other looks
    /// at it.
    ///
    /// # Errors
    /// Other label classes, a paint that has not a colour for each, or weights that do not fit the
    /// architecture the manifest names.
    pub fn facade_unet(
        mut self,
        paint: Option<&Paint>,
        device: &Device,
    ) -> Result<UNet, BundleError> {
        let mut config = self.manifest.architecture.config();
        let paint = paint.or(self.manifest.palettes.first());
        for name in [FIRST_WEIGHT, HEAD_WEIGHT] {
            let weight = self.weights.get_mut(name);
            config.input_channels = see_facade_classes(&self.manifest.input, paint, weight)?;
        }
        self.folded(config, device)
    }

    /// The network of `config`, folded before anything is on the device, which may be slow to answer.
    fn folded(mut self, config: UNetConfig, device: &Device) -> Result<UNet, BundleError> {
        if config.upsampling != Upsampling::Transposed {
            let expected = config.decoder_kernels();
            for (block, expected) in expected.into_iter().enumerate() {
                let name = format!("decoder.{block}.conv.weight");
                // What is missing or of another shape is refused where it is loaded.
                if let Some(weight) = self.weights.get_mut(&name)
                    && weight.shape()[..] == expected
                {
                    *weight = fold_values(weight);
                }
            }
        }
        if let (Some(weight), Some(bias)) =
            (self.weights.get(HEAD_WEIGHT), self.weights.get(HEAD_BIAS))
            && weight.shape()[..] == config.head_kernel()
        {
            let (weight, bias) = fold_head_values(weight, bias);
            self.weights.insert(HEAD_WEIGHT.to_owned(), weight);
            self.weights.insert(HEAD_BIAS.to_owned(), bias);
        }
        let config = UNetConfig {
            upsampling: Upsampling::Transposed,
            ..config
        };
        Ok(load_weights(config.blank(device), self.weights)?)
    }
}
