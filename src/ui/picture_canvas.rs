//! `canvas#picture`: the newest picture.
//!
//! Knows pixels; not which drawing they belong to.

use facade_protocol::picture_side;
use js_sys::{Uint8Array, Uint8ClampedArray};
use web_sys::{Blob, CanvasRenderingContext2d, Element, HtmlCanvasElement, ImageData};

use super::drawing_canvas::context_2d;
use super::files::to_png;
use super::texts::Text;
use super::{dom, language};

/// The canvas that shows the result.
#[derive(Clone)]
pub struct PictureCanvas {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    frame: Element,
    before: HtmlCanvasElement,
    before_context: CanvasRenderingContext2d,
    picture_in: Element,
}

impl PictureCanvas {
    /// Takes hold of the element.
    pub fn new() -> Self {
        let canvas: HtmlCanvasElement = dom::by_id("picture");
        let before: HtmlCanvasElement = dom::by_id("picture-before");
        Self {
            context: context_2d(&canvas),
            before_context: context_2d(&before),
            before,
            frame: dom::by_id("picture-frame"),
            picture_in: dom::by_id("picture-in"),
            canvas,
        }
    }

    /// Shows `rgba`, a picture as engines send them, straight from the
    /// worker's buffer: the pixels never enter this program's memory.
    pub fn show(&self, rgba: &Uint8Array) {
        if !self.before.hidden() {
            self.before.set_hidden(true);
        }
        self.paint(rgba);
    }

    /// As [`PictureCanvas::show`], but the picture of before, laid over it, fades where motion is welcome: the same
    /// house in other strokes would otherwise seem to jump.
    pub fn show_softly(&self, rgba: &Uint8Array) {
        self.before.set_hidden(true);
        let side = self.before.width().into();
        self.before_context
            .draw_image_with_html_canvas_element_and_dw_and_dh(&self.canvas, 0.0, 0.0, side, side)
            .expect("a canvas with pixels can be drawn");
        self.paint(rgba);
        self.before.set_hidden(false);
    }

    fn paint(&self, rgba: &Uint8Array) {
        put(&self.context, rgba);
        dom::set_attribute(&self.frame, "data-developed", "true");
    }

    /// Says when the first picture will be there.
    pub fn promise(&self, when: &Text) {
        language::write(&self.picture_in, when);
    }

    /// The picture as a PNG file; `done` is given `None` if the browser cannot encode it.
    pub fn encode(&self, done: impl FnOnce(Option<Blob>) + 'static) {
        to_png(&self.canvas, done);
    }

    /// The RGBA pixels on show.
    pub fn pixels(&self) -> Vec<u8> {
        let side = self.canvas.width().into();
        let image = self.context.get_image_data(0.0, 0.0, side, side);
        image
            .expect("a canvas with pixels of its own may be read")
            .data()
            .0
    }
}

/// Puts a picture into a canvas, which takes its size.
pub fn put(context: &CanvasRenderingContext2d, rgba: &Uint8Array) {
    let canvas = context.canvas().expect("a context has its canvas");
    let picture = image(rgba);
    let side = picture.width();
    if canvas.width() != side {
        canvas.set_width(side);
        canvas.set_height(side);
    }
    context
        .put_image_data(&picture, 0.0, 0.0)
        .expect("the picture's pixels fit its canvas");
}

/// A picture as engines send them, which are square.
pub fn image(rgba: &Uint8Array) -> ImageData {
    let side = picture_side(rgba.length() as usize).expect("its length was looked at");
    let pixels = Uint8ClampedArray::new(&rgba.buffer());
    ImageData::new_with_js_u8_clamped_array(&pixels, side as u32).expect("pixels of a square")
}

impl Default for PictureCanvas {
    fn default() -> Self {
        Self::new()
    }
}
