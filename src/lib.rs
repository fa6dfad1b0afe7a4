//! The page: a drawing that becomes a photograph while it is drawn.
//!
//! ```text
//! ui (DOM) ──▶ editor (the drawing) ──▶ class ids ──protocol──▶ engine (a worker) ──▶ picture
//! ```
//!
//! This crate is the interface; the rest are crates of their own: the drawing (`facade-editor`), files and links
//! (`facade-exchange`), the messages to the engines' workers (`facade-protocol`). It links no engine and no Burn.

pub mod ui;
