//! The model bundle: the one file that goes from the trainer to the page.
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
//! decoder kernels `[in, out, side, side]` as they were trained: of side 4 for transposed
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

mod error;
mod manifest;
mod stored;

use std::collections::{BTreeMap, HashMap};

use burn::tensor::{Device, TensorData};
use safetensors::tensor::{SafeTensors, TensorView};
use sha2::{Digest, Sha256};

use crate::classes::{CLASS_COUNT, CLASSES};
use crate::digest::hexadecimal;
use crate::fold::fold_values;
use crate::input::InputKind;
use crate::unet::{UNet, UNetConfig, Upsampling};
use crate::weights::{load_weights, named_weights};

pub use error::BundleError;
pub use manifest::{Architecture, FORMAT_VERSION, Manifest, Precision, TrainingSummary};

const METADATA_KEY: &str = "facade";
/// Name of the first layer's weight.
const FIRST_WEIGHT: &str = "encoder.0.conv.weight";

/// A decoded bundle: manifest and weights, on no device yet.
#[derive(Debug, Clone)]
pub struct Bundle {
    manifest: Manifest,
    weights: BTreeMap<String, TensorData>,
}

impl Bundle {
    /// Encodes a generator, its decoder as it is: folded or still to be folded. `dropout` is the rate
    /// that it was trained with.
    ///
    /// # Errors
    /// Weights that are no numbers; else only what the container refuses.
    pub fn encode(
        network: &UNet,
        name: &str,
        input: InputKind,
        dropout: f64,
        training: Option<TrainingSummary>,
        precision: Precision,
    ) -> Result<Vec<u8>, BundleError> {
        let architecture = Architecture::of(network, dropout);
        let depth = architecture.config().depth;
        let mut tensors = stored::store(named_weights(network), precision, depth)?;
        tensors.sort_by(|a, b| a.name.cmp(&b.name));
        let parts = tensors
            .iter()
            .map(|tensor| (&*tensor.name, &*tensor.shape, &*tensor.bytes));
        let manifest = Manifest {
            version: FORMAT_VERSION,
            name: name.to_owned(),
            architecture,
            input,
            precision,
            training,
            sha256: fingerprint(parts),
        };
        let views = tensors
            .iter()
            .map(|tensor| {
                let view = TensorView::new(tensor.dtype, tensor.shape.clone(), &tensor.bytes)?;
                Ok((&tensor.name, view))
            })
            .collect::<Result<Vec<_>, BundleError>>()?;
        let metadata =
            HashMap::from([(METADATA_KEY.to_owned(), serde_json::to_string(&manifest)?)]);
        Ok(safetensors::serialize(views, Some(metadata))?)
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
        let (_, header) = SafeTensors::read_metadata(bytes)?;
        let manifest = header
            .metadata()
            .as_ref()
            .and_then(|metadata| metadata.get(METADATA_KEY))
            .ok_or(BundleError::NoManifest)?;
        let manifest: Manifest = serde_json::from_str(manifest)?;
        manifest.check()?;

        let container = SafeTensors::deserialize(bytes)?;
        if in_doubt {
            let mut tensors: Vec<_> = container.iter().collect();
            tensors.sort_by_key(|(name, _)| *name);
            let parts = tensors
                .iter()
                .map(|(name, view)| (*name, view.shape(), view.data()));
            let found = fingerprint(parts);
            if found != manifest.sha256 {
                return Err(BundleError::Hash {
                    found,
                    expected: manifest.sha256,
                });
            }
        }
        let weights = stored::read(&container, manifest.precision)?;
        Ok(Self { manifest, weights })
    }

    /// What the bundle says of itself.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Builds the network on a device, with 4×4 transposed convolutions throughout.
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
    /// called: a generator of colour pictures sees a label map in the colours of its classes, and as
    /// that is linear, the colours disappear in the first layer's weights. Padding is zero in both.
    ///
    /// # Errors
    /// Other label classes, or weights that do not fit the architecture the manifest names.
    pub fn facade_unet(mut self, device: &Device) -> Result<UNet, BundleError> {
        let kind = self.manifest.input.clone();
        let colors: Option<Vec<Vec<f32>>> = CLASSES
            .iter()
            .map(|class| kind.channels_of(class.color))
            .collect();
        match colors {
            None if kind != InputKind::facades() => return Err(BundleError::Classes),
            None => {}
            Some(colors) => {
                if let Some(weight) = self.weights.get_mut(FIRST_WEIGHT) {
                    *weight = seen_through(weight, &colors);
                }
            }
        }
        let config = UNetConfig {
            input_channels: CLASS_COUNT,
            ..self.manifest.architecture.config()
        };
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
        let config = UNetConfig {
            upsampling: Upsampling::Transposed,
            ..config
        };
        Ok(load_weights(config.blank(device), self.weights)?)
    }
}

/// A weight `[out, in, 4, 4]` as `[out, colors, 4, 4]`: what each colour, `in` values, adds.
///
/// A weight of another form comes back as it is and is refused where it is loaded.
fn seen_through(weight: &TensorData, colors: &[Vec<f32>]) -> TensorData {
    let inputs = colors[0].len();
    let &[outputs, found, height, width] = &weight.shape()[..] else {
        return weight.clone();
    };
    if found != inputs {
        return weight.clone();
    }
    let taps = height * width;
    let values: Vec<f32> = weight.iter::<f32>().collect();
    let mut seen = Vec::with_capacity(outputs * colors.len() * taps);
    for output in values.chunks_exact(inputs * taps) {
        for color in colors {
            seen.extend((0..taps).map(|tap| {
                let parts = color.iter().zip(output.chunks_exact(taps));
                parts.map(|(value, plane)| value * plane[tap]).sum::<f32>()
            }));
        }
    }
    TensorData::new(seen, [outputs, colors.len(), height, width])
}

/// SHA-256 over name, shape and bytes of each tensor, in the order of the names.
fn fingerprint<'a>(tensors: impl Iterator<Item = (&'a str, &'a [usize], &'a [u8])>) -> String {
    let mut hash = Sha256::new();
    for (name, shape, bytes) in tensors {
        hash.update(format!("{name} {shape:?} {}\n", bytes.len()));
        hash.update(bytes);
    }
    hexadecimal(&hash.finalize())
}
