//! A small picture of a drawing: its shapes in the drawing's colours.

use wasm_bindgen::Clamped;
use web_sys::{HtmlCanvasElement, ImageData};

use crate::ui::drawing_canvas::context_2d;
use crate::ui::{dom, drawing_colors};
use facade_editor::SIDE_PX;
use facade_editor::document::Document;
use facade_editor::rasterise::rasterise;

/// A canvas for one; screen readers are told its name instead.
pub fn canvas() -> HtmlCanvasElement {
    let canvas = dom::canvas(SIDE_PX as u32, SIDE_PX as u32);
    dom::set_attribute(&canvas, "aria-hidden", "true");
    canvas
}

/// Paints a drawing.
pub fn paint(canvas: &HtmlCanvasElement, document: &Document) {
    let mut rgba = vec![0; 4 * SIDE_PX * SIDE_PX];
    drawing_colors::paint(rasterise(document).labels(), &mut rgba);
    ImageData::new_with_u8_clamped_array(Clamped(&rgba), SIDE_PX as u32)
        .and_then(|image| context_2d(canvas).put_image_data(&image, 0.0, 0.0))
        .expect("a drawing's pixels fit its canvas");
}
