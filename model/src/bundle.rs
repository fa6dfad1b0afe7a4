//! The model bundle: the one file that goes from the trainer to the page.
//!
//! A bundle is a [safetensors](https://github.com/huggingface/safetensors) file, so that other
//! programs can read it:
//!
//! ```text
//! u64 LE   length of the header
//! JSON     {"__metadata__": {"facade": "<manifest as JSON>"}, "<name>": {dtype, shape, offsets}, …}
//! bytes    the tensors, f16 little endian
//! ```
//!
//! One metadata key keeps the file reproducible byte for byte. The manifest says everything the
//! page needs to know, and carries the SHA-256 of all names, shapes and tensor bytes, so that a
//! damaged or re-assembled file is refused with a reason.

use std::collections::{BTreeMap, HashMap};

use burn::tensor::{Device, TensorData};
use half::f16;
use half::slice::HalfFloatSliceExt;
use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::classes::{CLASS_COUNT, CLASSES};
use crate::digest::hexadecimal;
use crate::input::{InputKind, PaletteError, check_palette};
use crate::unet::{PUBLISHED_DEPTH, UNet, UNetConfig, Upsampling};
use crate::weights::{WeightError, load_weights, named_weights};

/// Version of the manifest; a reader refuses any other.
pub const FORMAT_VERSION: u32 = 1;
const METADATA_KEY: &str = "facade";
/// Name of the first layer's weight.
const FIRST_WEIGHT: &str = "encoder.0.conv.weight";
/// Widest generator a page should try to hold: 218 million parameters.
const WIDEST_NGF: usize = 128;

/// What a bundle says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`FORMAT_VERSION`] at the time of writing.
    pub version: u32,
    /// Short name, shown on the page and used in `?model=`.
    pub name: String,
    pub architecture: Architecture,
    pub input: InputKind,
    pub precision: Precision,
    /// Our own training; none where another program trained the weights.
    #[serde(default)]
    pub training: Option<TrainingSummary>,
    /// SHA-256 of the tensors, hexadecimal; see [`Bundle::encode`].
    pub sha256: String,
}

/// The network that the weights belong to.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Architecture {
    /// [`UNet`] with transposed convolutions.
    #[serde(rename = "unet-256")]
    UNet256 {
        ngf: usize,
        input_channels: usize,
        /// Levels of the U-Net; bundles that do not say have the published eight.
        #[serde(default = "published_depth")]
        depth: usize,
        /// Rate of the dropout that the network was trained with, 0..1; none where it is not said.
        #[serde(default)]
        dropout: f64,
    },
}

/// How the weights are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    F16,
}

/// How weights of our own came about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrainingSummary {
    /// Number of training pairs.
    pub pairs: usize,
    pub epochs: usize,
    pub seed: u64,
    /// Mean absolute error on the validation pairs, pictures in −1..1; none without such pairs.
    pub validation_l1: Option<f32>,
}

/// Why a bundle was refused.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    #[error("not a safetensors file: {0}")]
    Container(#[from] safetensors::SafeTensorError),
    #[error("a safetensors file, but without a facade manifest")]
    NoManifest,
    #[error("the manifest cannot be read: {0}")]
    Manifest(#[from] serde_json::Error),
    #[error("bundle version {found}; this program reads version {FORMAT_VERSION}")]
    Version { found: u32 },
    #[error("the model draws from other label classes than the twelve of the facades set")]
    Classes,
    #[error("the list of classes is unusable: {0}")]
    Palette(#[from] PaletteError),
    #[error(
        "the model is of an impossible form: ngf {ngf}, {depth} levels, {input_channels} input channels"
    )]
    Architecture {
        ngf: usize,
        depth: usize,
        input_channels: usize,
    },
    #[error("`{name}` is stored as {found:?}, not as F16")]
    Dtype { name: String, found: Dtype },
    #[error("the weights are damaged: their SHA-256 is {found}, the manifest says {expected}")]
    Hash { found: String, expected: String },
    #[error(transparent)]
    Weights(#[from] WeightError),
}

/// A decoded bundle: manifest and weights, on no device yet.
#[derive(Debug, Clone)]
pub struct Bundle {
    manifest: Manifest,
    weights: BTreeMap<String, TensorData>,
}

impl Bundle {
    /// Encodes a generator as f16, its decoder folded to transposed convolutions. `dropout` is the
    /// rate that it was trained with.
    ///
    /// # Errors
    /// Only what the container refuses.
    pub fn encode(
        network: UNet,
        name: &str,
        input: InputKind,
        dropout: f64,
        training: Option<TrainingSummary>,
    ) -> Result<Vec<u8>, BundleError> {
        let network = network.folded();
        let [ngf, input_channels, ..] = network.encoder[0].conv.weight.dims();
        let tensors: Vec<(String, Vec<usize>, Vec<u8>)> = named_weights(&network)
            .into_iter()
            .map(|(name, data)| {
                let shape = data.shape().to_vec();
                let bytes = data
                    .iter::<f32>()
                    .flat_map(|x| f16::from_f32(x).to_le_bytes());
                (name, shape, bytes.collect())
            })
            .collect();
        let parts = tensors
            .iter()
            .map(|(name, shape, bytes)| (name.as_str(), shape.as_slice(), bytes.as_slice()));
        let manifest = Manifest {
            version: FORMAT_VERSION,
            name: name.to_owned(),
            architecture: Architecture::UNet256 {
                ngf,
                input_channels,
                depth: network.encoder.len(),
                dropout,
            },
            input,
            precision: Precision::F16,
            training,
            sha256: fingerprint(parts),
        };
        let views = tensors
            .iter()
            .map(|(name, shape, bytes)| {
                Ok((name, TensorView::new(Dtype::F16, shape.clone(), bytes)?))
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
        let (_, header) = SafeTensors::read_metadata(bytes)?;
        let manifest = header
            .metadata()
            .as_ref()
            .and_then(|metadata| metadata.get(METADATA_KEY))
            .ok_or(BundleError::NoManifest)?;
        let manifest: Manifest = serde_json::from_str(manifest)?;
        if manifest.version != FORMAT_VERSION {
            return Err(BundleError::Version {
                found: manifest.version,
            });
        }
        let Architecture::UNet256 {
            ngf,
            input_channels,
            depth,
            ..
        } = manifest.architecture;
        if !(1..=WIDEST_NGF).contains(&ngf)
            || !(2..=PUBLISHED_DEPTH).contains(&depth)
            || input_channels != manifest.input.channels()
        {
            return Err(BundleError::Architecture {
                ngf,
                depth,
                input_channels,
            });
        }
        if let InputKind::OneHotLabels { classes } = &manifest.input {
            check_palette(classes)?;
        }

        let container = SafeTensors::deserialize(bytes)?;
        let mut tensors: Vec<_> = container.tensors();
        tensors.sort_by(|(a, _), (b, _)| a.cmp(b));
        let parts = tensors
            .iter()
            .map(|(name, view)| (name.as_str(), view.shape(), view.data()));
        let found = fingerprint(parts);
        if found != manifest.sha256 {
            return Err(BundleError::Hash {
                found,
                expected: manifest.sha256,
            });
        }
        let mut weights = BTreeMap::new();
        for (name, view) in tensors {
            if view.dtype() != Dtype::F16 {
                let found = view.dtype();
                return Err(BundleError::Dtype { name, found });
            }
            weights.insert(name, widen(view.data(), view.shape()));
        }
        Ok(Self { manifest, weights })
    }

    /// What the bundle says of itself.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Builds the network on a device.
    ///
    /// # Errors
    /// Weights that do not fit the architecture the manifest names.
    pub fn unet(self, device: &Device) -> Result<UNet, BundleError> {
        let input_channels = self.manifest.input.channels();
        self.with_input_channels(input_channels, device)
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
        self.with_input_channels(CLASS_COUNT, device)
    }

    fn with_input_channels(
        self,
        input_channels: usize,
        device: &Device,
    ) -> Result<UNet, BundleError> {
        let Architecture::UNet256 { ngf, depth, .. } = self.manifest.architecture;
        let config = UNetConfig {
            input_channels,
            ngf,
            depth,
            upsampling: Upsampling::Transposed,
        };
        Ok(load_weights(config.init(device), self.weights)?)
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

fn published_depth() -> usize {
    PUBLISHED_DEPTH
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

fn widen(bytes: &[u8], shape: &[usize]) -> TensorData {
    let halves: Vec<f16> = bytes
        .chunks_exact(2)
        .map(|pair| f16::from_le_bytes([pair[0], pair[1]]))
        .collect();
    let mut values = vec![0.0_f32; halves.len()];
    halves.convert_to_f32_slice(&mut values);
    TensorData::new(values, shape.to_vec())
}
