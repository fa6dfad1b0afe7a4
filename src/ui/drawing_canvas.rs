//! `canvas#drawing`: class ids in the classes' colours, one canvas pixel each, never blended.
//!
//! Knows colours and coordinates; not tools, and not where pointers come from.

use facade_model::IMAGE_SIZE;
use facade_model::classes::CLASSES;
use wasm_bindgen::{Clamped, JsCast};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

use super::dom;

/// The canvas that takes the pointer.
pub struct DrawingCanvas {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    rgba: Vec<u8>,
    /// Opaque RGBA by class id; id 0 is no class and stays transparent.
    colors: [[u8; 4]; CLASSES.len() + 1],
}

impl DrawingCanvas {
    /// Takes hold of the element.
    pub fn new() -> Self {
        let canvas: HtmlCanvasElement = dom::by_id("drawing");
        let mut colors = [[0; 4]; CLASSES.len() + 1];
        for class in &CLASSES {
            let [red, green, blue] = class.color;
            colors[usize::from(class.id)] = [red, green, blue, 255];
        }
        Self {
            context: context_2d(&canvas),
            canvas,
            rgba: vec![0; 4 * IMAGE_SIZE * IMAGE_SIZE],
            colors,
        }
    }

    /// The element, for listeners and focus.
    pub fn element(&self) -> &HtmlCanvasElement {
        &self.canvas
    }

    /// Shows the class ids.
    pub fn paint(&mut self, labels: &[u8]) {
        for (pixel, &id) in self.rgba.chunks_exact_mut(4).zip(labels) {
            pixel.copy_from_slice(&self.colors[usize::from(id)]);
        }
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
