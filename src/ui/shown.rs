//! Which picture is on show: of which drawing, and who made it.
//!
//! The one place that knows; [`App::show_picture`](super::picturing) writes it whenever another picture is painted.
//! Knows no pixels.

use facade_protocol::Backend;

/// The picture on show.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// The drawing it was made of.
    pub seq: u32,
    /// The model that made it.
    pub model: String,
    /// What ran the model.
    pub backend: Backend,
    /// How long it took, milliseconds.
    pub ms: f64,
    /// Whether it was made by the second model.
    pub refined: bool,
}
