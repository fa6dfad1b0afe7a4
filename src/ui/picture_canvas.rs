//! `canvas#picture`: the newest picture, and saving it.
//!
//! Knows pixels; not which drawing they belong to.

use facade_model::IMAGE_SIZE;
use js_sys::{Uint8Array, Uint8ClampedArray};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Blob, CanvasRenderingContext2d, Element, HtmlAnchorElement, HtmlCanvasElement, ImageData, Url,
};

use super::dom;
use super::drawing_canvas::context_2d;

const FILE_NAME: &str = "facade.png";

/// The canvas that shows the result.
pub struct PictureCanvas {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    frame: Element,
}

impl PictureCanvas {
    /// Takes hold of the element.
    pub fn new() -> Self {
        let canvas: HtmlCanvasElement = dom::by_id("picture");
        Self {
            context: context_2d(&canvas),
            frame: dom::by_id("picture-frame"),
            canvas,
        }
    }

    /// Shows `rgba`, [`PICTURE_BYTES`](crate::protocol::PICTURE_BYTES) long, straight from the
    /// worker's buffer: the pixels never enter this program's memory.
    pub fn show(&self, rgba: &Uint8Array) {
        let side = IMAGE_SIZE as u32;
        let pixels = Uint8ClampedArray::new(&rgba.buffer());
        ImageData::new_with_js_u8_clamped_array(&pixels, side)
            .and_then(|image| self.context.put_image_data(&image, 0.0, 0.0))
            .expect("the picture's pixels fit its canvas");
        dom::set_attribute(&self.frame, "data-developed", "true");
    }

    /// Offers the picture as a PNG file; `done` learns whether the browser could encode it.
    pub fn save(&self, done: impl FnOnce(bool) + 'static) {
        let encoded = Closure::once_into_js(move |blob: Option<Blob>| {
            done(blob.is_some_and(|blob| download(&blob).is_ok()));
        });
        self.canvas
            .to_blob(encoded.unchecked_ref())
            .expect("a canvas with pixels of its own may be read");
    }
}

impl Default for PictureCanvas {
    fn default() -> Self {
        Self::new()
    }
}

fn download(blob: &Blob) -> Result<(), JsValue> {
    let address = Url::create_object_url_with_blob(blob)?;
    let anchor: HtmlAnchorElement = dom::document().create_element("a")?.unchecked_into();
    anchor.set_href(&address);
    anchor.set_download(FILE_NAME);
    anchor.click();
    Url::revoke_object_url(&address)
}
