//! `canvas#drawing`: class ids in the [drawing's colours](super::drawing_colors), one canvas pixel each, never blended.
//!
//! Knows coordinates; not tools, and not where pointers come from.

use facade_model::IMAGE_SIZE;
use wasm_bindgen::{Clamped, JsCast};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

use super::{dom, feed};

/// The canvas that takes the pointer.
pub struct DrawingCanvas {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    rgba: Vec<u8>,
}

impl DrawingCanvas {
    /// Takes hold of the element.
    pub fn new() -> Self {
        let canvas: HtmlCanvasElement = dom::by_id("drawing");
        Self {
            context: context_2d(&canvas),
            canvas,
            rgba: vec![0; 4 * IMAGE_SIZE * IMAGE_SIZE],
        }
    }

    /// The element, for listeners and focus.
    pub fn element(&self) -> &HtmlCanvasElement {
        &self.canvas
    }

    /// Shows the class ids.
    pub fn paint(&mut self, labels: &[u8]) {
        feed::paint(labels, &mut self.rgba);
        let side = IMAGE_SIZE as u32;
        ImageData::new_with_u8_clamped_array(Clamped(&self.rgba), side)
            .and_then(|image| self.context.put_image_data(&image, 0.0, 0.0))
            .expect("the drawing's pixels fit its canvas");
    }
}

impl Default for DrawingCanvas {
    fn default() -> Self {
        Self::new()
    }
}

/// A canvas's 2D context.
pub fn context_2d(canvas: &HtmlCanvasElement) -> CanvasRenderingContext2d {
    canvas
        .get_context("2d")
        .ok()
        .flatten()
        .and_then(|context| context.dyn_into().ok())
        .expect("every browser has a 2D context")
}
