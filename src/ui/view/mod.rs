//! Looking: which part of the drawing is in view, and what is laid over the picture.
//!
//! [`viewport`] and [`pointer_router`] are pure. `#drawing-stage` is as large as the zoom makes it
//! and moves under its frame, so whatever lies in it, placed in per cent of it, follows the
//! drawing, and the canvas's own rectangle on the screen maps pointers to drawing pixels at any
//! zoom.

pub mod drawing_view;
mod events;
pub mod full_screen;
pub mod looking;
pub mod pointer_router;
pub mod split;
pub mod viewport;
