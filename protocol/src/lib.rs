//! What the page and an engine's worker say to each other.
//!
//! A message is a JavaScript array `[header, payload]`. The header is one of the enums below as JSON, an object
//! whose one key is the variant's name and whose value has its fields: what is named first can be read without
//! keeping what comes before it, in a third of the code of a name among the fields. The payload, where a variant names one, is a `Uint8Array` whose buffer is transferred.
//! This module knows neither JavaScript nor the network: both sides compile it, and its tests run
//! natively.
//!
//! ```text
//! worker  Started ─────────────▶ page
//! worker  ◀───────────── Load    page
//! worker  Progress*, Ready ────▶ page
//! worker  ◀──────── Translate    page   + class ids, or RGB
//! worker  Picture ─────────────▶ page   + RGBA
//! worker  ◀─────────── Cancel    page   (no answer)
//! worker  Failed ──────────────▶ page   (in place of any answer)
//! ```

pub mod critic;
mod latest_wins;
pub mod subject;

use std::fmt;

use facade_model::IMAGE_SIZE;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

pub use latest_wins::{LatestWins, Request};

/// The build that page and workers must share. Workers keep their file names from build to build,
/// so a browser's cache may pair an old worker with a new page; the two compare this.
pub const BUILD_ID: &str = match option_env!("FACADE_BUILD_ID") {
    Some(id) => id,
    None => "development",
};

/// Payload of [`ToEngine::Translate`]: one class id a pixel, row-major, top-left first. The ids are those of the model's
/// [`Class`]es.
pub const LABEL_BYTES: usize = IMAGE_SIZE * IMAGE_SIZE;

/// Payload of [`ToEngine::Translate`] for models that take colours: red, green and blue, 8 bits each, row-major,
/// top-left first.
pub const COLOR_BYTES: usize = 3 * IMAGE_SIZE * IMAGE_SIZE;

/// Payload of [`ToPage::Picture`] in the drawing's size: RGBA, 8 bits each, row-major, top-left first.
pub const PICTURE_BYTES: usize = 4 * IMAGE_SIZE * IMAGE_SIZE;

/// Side of the square picture of so many bytes: that of the drawing, or twice that; none of another length.
pub fn picture_side(bytes: usize) -> Option<usize> {
    match bytes {
        PICTURE_BYTES => Some(IMAGE_SIZE),
        _ if bytes == 4 * PICTURE_BYTES => Some(2 * IMAGE_SIZE),
        _ => None,
    }
}

/// From the page to a worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToEngine {
    /// Fetch a model and warm up.
    Load {
        /// The page's [`BUILD_ID`].
        build: String,
        /// Absolute address of the list of models, `models.json`.
        list_url: String,
        /// A model's name in the list; its default where absent.
        model: Option<String>,
    },
    /// Translate the payload: [`LABEL_BYTES`] class ids of the model's own classes or, for models that take colours,
    /// [`COLOR_BYTES`].
    Translate {
        /// The drawing's sequence number, given back with the picture.
        seq: u32,
        /// Another version than the usual one; only for models with dropout.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        variation: Option<Variation>,
        /// One sRGB colour for each class, in the order of the classes; only for models that take paint, which
        /// use the first of their palettes where there is none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        paint: Option<Vec<[u8; 3]>>,
        /// Whether [`ToEngine::Cancel`] may end it; listening for that costs a little time.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        interruptible: bool,
    },
    /// Forget the interruptible translations, the one under way included: nobody wants them any more, and
    /// none of them is answered, unless its answer is on its way already.
    Cancel {},
}

/// A larger model that the list of models names for better pictures than its default's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refinement {
    /// Its name in the list.
    pub name: String,
    /// Its file, beside the list.
    pub file: String,
    /// Length of the file.
    pub bytes: u64,
}

/// Which version of a picture is wanted, from a model that was trained with dropout.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Variation {
    /// Decides what is dropped.
    pub seed: u32,
    /// 0 is the usual picture, which drops nothing, 1 one with as much dropped as in training.
    pub strength: f32,
}

/// From a worker to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToPage {
    /// The worker's code runs and waits for [`ToEngine::Load`].
    Started {
        /// The worker's [`BUILD_ID`].
        build: String,
    },
    /// The model is on its way.
    Progress {
        /// Bytes so far.
        received_bytes: u64,
        /// Bytes in all, as the index says.
        total_bytes: u64,
    },
    /// The model is loaded and has been run; drawings may come.
    Ready {
        /// The worker's [`BUILD_ID`].
        build: String,
        /// What runs it.
        backend: Backend,
        /// The model's name.
        model: String,
        /// Share that was dropped when the model was trained, 0..1; where it is 0 there are no
        /// variations.
        #[serde(default)]
        dropout: f64,
        /// Whether there is a critic that can be asked about its pictures.
        #[serde(default)]
        critic: bool,
        /// What the model is fed: see [`subject`].
        #[serde(default, skip_serializing_if = "String::is_empty")]
        subject: String,
        /// Paints that the model brings, as different as can be, each with one sRGB colour for each class;
        /// none where the model takes no paint.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        palettes: Vec<Vec<[u8; 3]>>,
        /// How many workers share a picture.
        threads: usize,
        /// From `Load` to `Ready`, milliseconds.
        load_ms: f64,
        /// Median of the warm-up translations, milliseconds.
        warm_ms: f64,
        /// The model for better pictures; only with the list's default one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        refinement: Option<Refinement>,
    },
    /// A translated drawing; the payload is RGBA, see [`picture_side`].
    Picture {
        /// The sequence number that came with the drawing.
        seq: u32,
        /// The translation alone, milliseconds.
        ms: f64,
    },
    /// What the critic sees; from its worker only. The payload holds the probability that each patch is
    /// real, 0..1, as f32 in little endian, row by row. The grid is that of [`critic::Patches`].
    Verdict {
        /// The number that came with the picture.
        picture: u32,
        /// The model that was trained against this critic.
        critic: String,
        /// The critic's file, relative to the list of models.
        file: String,
        side: u32,
        step_px: u32,
        field_px: u32,
        first_px: i32,
    },
    /// Something went wrong.
    Failed {
        /// What kind of fault, for the page to act on.
        kind: FailureKind,
        /// One sentence for a person.
        message: String,
        /// The drawing that was being translated, if one was.
        seq: Option<u32>,
    },
}

/// What computes the pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Backend {
    /// The processor, in WebAssembly.
    Cpu,
    /// The graphics processor, through WebGPU.
    Webgpu,
}

impl Backend {
    /// The name in addresses, attributes and messages.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Cpu => "cpu",
            Self::Webgpu => "webgpu",
        }
    }

    /// The backend called `id`, if there is one.
    pub fn from_id(id: &str) -> Option<Self> {
        [Self::Cpu, Self::Webgpu]
            .into_iter()
            .find(|backend| backend.id() == id)
    }
}

/// The name for people.
impl fmt::Display for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cpu => "CPU",
            Self::Webgpu => "WebGPU",
        })
    }
}

/// Kinds of [`ToPage::Failed`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// A download broke off or never began.
    Network,
    /// The server has no such file, or the index no such model.
    Missing,
    /// What came is not what the index or the bundle promises.
    Corrupt,
    /// WebGPU is absent or offers no adapter.
    NoAdapter,
    /// The graphics device went away.
    DeviceLost,
    /// Page and worker come from different builds.
    StaleBuild,
    /// Anything else; the worker can no longer be trusted.
    Internal,
}

/// The header of a message.
pub fn encode<M: Serialize>(message: &M) -> String {
    serde_json::to_string(message).expect("the messages hold only strings, numbers and options")
}

/// The message in a header.
///
/// # Errors
/// The header is not JSON, or not a message of this build.
pub fn decode<M: DeserializeOwned>(header: &str) -> Result<M, serde_json::Error> {
    serde_json::from_str(header)
}

#[cfg(test)]
mod tests;
