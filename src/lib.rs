//! The page: a drawing that becomes a photograph while it is drawn.
//!
//! ```text
//! ui (DOM) ──▶ editor (the drawing) ──▶ class ids ──protocol──▶ engine (a worker) ──▶ picture
//! ```
//!
//! `ui` links no Burn and `engine` knows no DOM; [`protocol`] is all that they share. Files and
//! links are read and written in [`exchange`], from and to the editor's shapes.

pub mod editor;
#[cfg(feature = "engine")]
pub mod engine;
#[cfg(feature = "app")]
pub mod exchange;
pub mod protocol;
#[cfg(feature = "app")]
pub mod ui;
