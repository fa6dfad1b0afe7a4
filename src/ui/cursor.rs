//! `#cursor`: what would be drawn here, laid over the drawing.
//!
//! A ring as wide as the brush follows mouse and pen; a cross stands where the keyboard draws.
//! Placed in per cent of the frame, so that moving it asks nothing of the layout.

use facade_model::IMAGE_SIZE;
use web_sys::HtmlElement;

use super::dom;

/// What to show.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mark {
    /// Nothing.
    Hidden,
    /// A ring of this diameter around a place, all in drawing pixels.
    Ring {
        /// From the left.
        x: f32,
        /// From the top.
        y: f32,
        /// Width of the brush.
        diameter_px: f32,
    },
    /// A cross at a place.
    Cross {
        /// From the left.
        x: f32,
        /// From the top.
        y: f32,
        /// Whether the keyboard's pen is down.
        down: bool,
    },
}

/// The overlay.
pub struct CursorOverlay {
    element: HtmlElement,
    shown: Mark,
}

impl CursorOverlay {
    /// Takes hold of the element, hidden.
    pub fn new() -> Self {
        Self {
            element: dom::by_id("cursor"),
            shown: Mark::Hidden,
        }
    }

    /// Shows `mark`.
    pub fn show(&mut self, mark: Mark) {
        if mark == self.shown {
            return;
        }
        self.shown = mark;
        match mark {
            Mark::Hidden => self.set_kind("hidden"),
            Mark::Ring { x, y, diameter_px } => {
                self.set_kind("ring");
                self.place(x, y, diameter_px);
            }
            Mark::Cross { x, y, down } => {
                self.set_kind(if down { "cross-down" } else { "cross" });
                self.place(x, y, 0.0);
            }
        }
    }

    fn set_kind(&self, kind: &str) {
        dom::set_attribute(&self.element, "data-kind", kind);
    }

    fn place(&self, x: f32, y: f32, diameter_px: f32) {
        let per_cent = |px: f32| format!("{}%", 100.0 * px / IMAGE_SIZE as f32);
        let style = self.element.style();
        for (property, value_px) in [("left", x), ("top", y), ("width", diameter_px)] {
            style
                .set_property(property, &per_cent(value_px))
                .expect("a length in per cent is valid");
        }
    }
}

impl Default for CursorOverlay {
    fn default() -> Self {
        Self::new()
    }
}
