//! Why a bundle was refused.

use safetensors::tensor::Dtype;

use super::format::{DISCRIMINATOR_VERSION, FORMAT_VERSION, MOST_PALETTES, Precision};
use crate::input::{InkError, PaletteError};
use crate::weights::WeightError;

/// Why a bundle was refused.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    #[error("not a safetensors file: {0}")]
    Container(#[from] safetensors::SafeTensorError),
    #[error("a safetensors file, but without a facade manifest")]
    NoManifest,
    #[error("a safetensors file, but not of a critic")]
    NoDiscriminator,
    #[error("the manifest cannot be read: {0}")]
    Manifest(#[from] serde_json::Error),
    #[error("bundle version {found}; this program reads versions up to {FORMAT_VERSION}")]
    Version { found: u32 },
    #[error("critic of version {found}; this program reads version {DISCRIMINATOR_VERSION}")]
    DiscriminatorVersion { found: u32 },
    #[error("the model draws from other label classes than the twelve of the facades set")]
    Classes,
    #[error("the model brings palettes, but takes no paint")]
    PaintUnasked,
    #[error("the model takes paint and brings {count} palettes; it must be 1 to {MOST_PALETTES}")]
    Palettes { count: usize },
    #[error("a palette has {colors} colours, for {classes} classes")]
    Paint { colors: usize, classes: usize },
    #[error("the inks are unusable: {0}")]
    Inks(#[from] InkError),
    #[error("the list of classes is unusable: {0}")]
    Palette(#[from] PaletteError),
    #[error(
        "the model is of an impossible form: ngf {ngf}, {depth} levels, {input_channels} input channels, {head} into its head, scale {scale}"
    )]
    Architecture {
        ngf: usize,
        depth: usize,
        input_channels: usize,
        head: usize,
        scale: usize,
    },
    #[error("the model was trained with dropout of {found}, which is outside 0..1")]
    Dropout { found: f64 },
    #[error(
        "the critic is of an impossible form: ndf {ndf}, {strided_layers} strided layers, {input_channels} input channels, {outputs} outputs"
    )]
    DiscriminatorArchitecture {
        ndf: usize,
        strided_layers: usize,
        input_channels: usize,
        outputs: usize,
    },
    #[error("`{name}` is stored as {found:?}, which a bundle of precision {precision:?} has not")]
    Dtype {
        name: String,
        found: Dtype,
        precision: Precision,
    },
    #[error("the 8-bit weights `{0}` come without scales")]
    NoScales(String),
    #[error("`{0}` are the scales of nothing")]
    StrayScales(String),
    #[error("`{name}` has shape {found:?} and cannot scale weights of shape {scaled:?}")]
    ScaleShape {
        name: String,
        found: Vec<usize>,
        scaled: Vec<usize>,
    },
    #[error("`{0}` holds a scale that is not positive, or no number")]
    Scale(String),
    #[error("`{0}` holds what is no number, or too large a one for its precision")]
    NotFinite(String),
    #[error("the weights are damaged: their SHA-256 is {found}, the manifest says {expected}")]
    Hash { found: String, expected: String },
    #[error(transparent)]
    Weights(#[from] WeightError),
}
