//! What a bundle says of itself.

use serde::{Deserialize, Serialize};

use super::container::Describes;
use super::error::BundleError;
use super::format::{FORMAT_VERSION, MOST_PALETTES, Precision};
use crate::input::{InputKind, check_inks, check_palette};
use crate::paint::Paint;
use crate::unet::{PUBLISHED_DEPTH, UNet, UNetConfig, Upsampling};

/// The first version, which is still read: always f16, the decoder always folded. The second has neither heads
/// nor paint.
const FIRST_VERSION: u32 = 1;
/// Widest generator a page should try to hold: 218 million parameters.
const WIDEST_NGF: usize = 128;
/// Most channels of a head; more would cost more than all the rest.
const WIDEST_HEAD: usize = 64;
/// Largest scale of a head: pictures of 512 pixels.
const LARGEST_SCALE: usize = 2;

/// What a bundle says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`FORMAT_VERSION`] at the time of writing.
    pub version: u32,
    /// Short name, shown on the page and used in `?model=`.
    pub name: String,
    pub architecture: Architecture,
    pub input: InputKind,
    /// Paints of houses that a page can offer, the most usual first; none where the input takes no paint.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub palettes: Vec<Paint>,
    /// The sRGB colours of the drawings that the generator learnt from, the paper's first; none where it sees no
    /// colours, learnt from photographs, or nobody measured them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inks: Vec<[u8; 3]>,
    pub precision: Precision,
    /// Our own training; none where another program trained the weights.
    #[serde(default)]
    pub training: Option<TrainingSummary>,
    /// SHA-256 of the tensors, hexadecimal; see [`super::Bundle::encode`].
    pub sha256: String,
}

/// The network that the weights belong to.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Architecture {
    /// [`UNet`].
    #[serde(rename = "unet-256")]
    UNet256 {
        ngf: usize,
        input_channels: usize,
        /// Levels of the U-Net; bundles that do not say have the published eight.
        #[serde(
            default = "published_depth",
            skip_serializing_if = "is_published_depth"
        )]
        depth: usize,
        /// What the decoder's weights stand for; transposed convolutions where it is not said.
        #[serde(default = "transposed")]
        decoder: Upsampling,
        /// Rate of the dropout that the network was trained with, 0 or more and below 1; none where it is not said.
        #[serde(default, skip_serializing_if = "is_no_dropout")]
        dropout: f64,
        /// Channels that the decoder hands to a head at full resolution; no head where it is not said.
        #[serde(default, skip_serializing_if = "is_zero")]
        head: usize,
        /// Pixels of the picture along one of the input, see [`UNetConfig::scale`]; 1 where it is not said.
        #[serde(default = "one", skip_serializing_if = "is_one")]
        scale: usize,
        /// Whether instance norms follow the inner convolutions; they do where it is not said.
        #[serde(default = "yes", skip_serializing_if = "is_yes")]
        norms: bool,
    },
}

/// What colours a generator brings along, apart from those of its label classes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ModelColors {
    /// See [`Manifest::palettes`].
    pub palettes: Vec<Paint>,
    /// See [`Manifest::inks`].
    pub inks: Vec<[u8; 3]>,
}

impl From<Vec<Paint>> for ModelColors {
    fn from(palettes: Vec<Paint>) -> Self {
        Self {
            palettes,
            inks: Vec::new(),
        }
    }
}

/// How weights of our own came about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrainingSummary {
    /// Number of training pairs.
    pub pairs: usize,
    pub epochs: usize,
    pub seed: u64,
    /// Mean absolute error on the validation pairs, pictures in −1..1; none without such pairs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validation_l1: Option<f32>,
}

impl Architecture {
    /// The architecture of a network that was trained with `dropout`.
    pub fn of(network: &UNet, dropout: f64) -> Self {
        let [ngf, input_channels, ..] = network.encoder[0].conv.weight.dims();
        Self::UNet256 {
            ngf,
            input_channels,
            depth: network.encoder.len(),
            decoder: network.upsampling(),
            dropout,
            head: network.head_channels(),
            scale: network.scale(),
            norms: network.has_norms(),
        }
    }

    /// The network's description.
    pub fn config(self) -> UNetConfig {
        let Self::UNet256 {
            ngf,
            input_channels,
            depth,
            decoder,
            head,
            scale,
            norms,
            ..
        } = self;
        UNetConfig {
            input_channels,
            ngf,
            depth,
            upsampling: decoder,
            head,
            scale,
            norms,
        }
    }
}

impl Describes for Manifest {
    const KEY: &'static str = "facade";
    const MISSING: BundleError = BundleError::NoManifest;

    fn precision(&self) -> Precision {
        self.precision
    }

    fn sha256(&self) -> &str {
        &self.sha256
    }

    fn check(&self) -> Result<(), BundleError> {
        Manifest::check(self)
    }
}

impl Manifest {
    /// Whether there can be such a generator, and this program reads its bundle.
    ///
    /// # Errors
    /// Another version, a network that cannot be, classes that cannot be told apart, colours that do not go with the
    /// input.
    pub fn check(&self) -> Result<(), BundleError> {
        if !(FIRST_VERSION..=FORMAT_VERSION).contains(&self.version) {
            return Err(BundleError::Version {
                found: self.version,
            });
        }
        let UNetConfig {
            input_channels,
            ngf,
            depth,
            head,
            scale,
            ..
        } = self.architecture.config();
        if !(1..=WIDEST_NGF).contains(&ngf)
            || !(2..=PUBLISHED_DEPTH).contains(&depth)
            || head > WIDEST_HEAD
            || !(1..=LARGEST_SCALE).contains(&scale)
            || (scale > 1 && head == 0)
            || input_channels != self.input.channels()
        {
            return Err(BundleError::Architecture {
                ngf,
                depth,
                input_channels,
                head,
                scale,
            });
        }
        let Architecture::UNet256 { dropout, .. } = self.architecture;
        if !(0.0..1.0).contains(&dropout) {
            return Err(BundleError::Dropout { found: dropout });
        }
        if let Some(classes) = self.input.classes() {
            check_palette(classes)?;
        }
        check_inks(&self.input, &self.inks)?;
        self.check_palettes()
    }

    /// A generator that takes paint brings some, with a colour for each class; no other does.
    fn check_palettes(&self) -> Result<(), BundleError> {
        let classes = match &self.input {
            InputKind::PaintedLabels { classes } => classes.len(),
            _ if self.palettes.is_empty() => return Ok(()),
            _ => return Err(BundleError::PaintUnasked),
        };
        let count = self.palettes.len();
        if !(1..=MOST_PALETTES).contains(&count) {
            return Err(BundleError::Palettes { count });
        }
        let lengths = self.palettes.iter().map(|paint| paint.colors.len());
        match lengths.into_iter().find(|&colors| colors != classes) {
            Some(colors) => Err(BundleError::Paint { colors, classes }),
            None => Ok(()),
        }
    }
}

fn is_published_depth(depth: &usize) -> bool {
    *depth == PUBLISHED_DEPTH
}

fn is_no_dropout(rate: &f64) -> bool {
    *rate == 0.0
}

// serde asks for a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_zero(head: &usize) -> bool {
    *head == 0
}

// serde asks for a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_one(scale: &usize) -> bool {
    *scale == 1
}

// serde asks for a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_yes(norms: &bool) -> bool {
    *norms
}

fn yes() -> bool {
    true
}

fn one() -> usize {
    1
}

fn published_depth() -> usize {
    PUBLISHED_DEPTH
}

fn transposed() -> Upsampling {
    Upsampling::Transposed
}
