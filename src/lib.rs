//! The page: a drawing that becomes a photograph while it is drawn.
//!
//! ```text
//! ui (DOM) ──▶ editor (the drawing) ──▶ class ids ──protocol──▶ engine (a worker) ──▶ picture
//! ```
//!
//! `ui` links no Burn and `engine` knows no DOM; [`protocol`] is all that they share.

pub mod editor;
#[cfg(any(feature = "cpu", feature = "gpu"))]
pub mod engine;
pub mod protocol;
#[cfg(feature = "app")]
pub mod ui;
