//! The picture compared with the drawing: a curtain that can be drawn over it, and the parts'
//! colours laid on it.
//!
//! Two canvases above `#picture`, which itself stays as it came. They are painted with the drawing's
//! frame, and only while they are seen. Knows no classes.

use web_sys::{
    CanvasRenderingContext2d, Element, HtmlCanvasElement, HtmlElement, HtmlInputElement,
};

use crate::ui::dom;
use crate::ui::drawing_canvas::context_2d;

/// How far an arrow key draws the curtain, per cent.
const STEP: f64 = 2.0;
/// The same with Page Up and Page Down.
const LONG_STEP: f64 = 10.0;

/// A canvas over the picture, and the buttons that show and hide it.
struct Layer {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    buttons: Vec<Element>,
    shown: bool,
}

impl Layer {
    fn new(id: &str, action: &str) -> Self {
        let canvas: HtmlCanvasElement = dom::by_id(id);
        let buttons = dom::all(&format!("button[data-action={action}]"));
        for button in &buttons {
            dom::set_attribute(button, "aria-pressed", "false");
        }
        Self {
            context: context_2d(&canvas),
            canvas,
            buttons,
            shown: false,
        }
    }

    fn toggle(&mut self) {
        self.shown = !self.shown;
        self.canvas.set_hidden(!self.shown);
        for button in &self.buttons {
            dom::set_attribute(button, "aria-pressed", &self.shown.to_string());
        }
    }

    fn paint(&self, drawing: &HtmlCanvasElement) {
        if self.shown {
            self.context
                .draw_image_with_html_canvas_element(drawing, 0.0, 0.0)
                .expect("the drawing has pixels");
        }
    }
}

/// Both layers, the curtain's handle and the colours' opacity.
pub struct Looking {
    frame: HtmlElement,
    curtain: Layer,
    handle: HtmlElement,
    /// How much of the picture's width the drawing covers, 0 to 100.
    covered: f64,
    colors: Layer,
    opacity: HtmlInputElement,
    opacity_value: Element,
    opacity_row: HtmlElement,
}

impl Looking {
    /// Takes hold of the elements; the picture is bare.
    pub fn new() -> Self {
        Self {
            frame: dom::by_id("picture-frame"),
            curtain: Layer::new("compare-drawing", "compare"),
            handle: dom::by_id("compare-handle"),
            covered: 50.0,
            colors: Layer::new("class-overlay", "overlay"),
            opacity: dom::by_id("overlay-opacity"),
            opacity_value: dom::by_id("overlay-opacity-value"),
            opacity_row: dom::by_id("overlay-row"),
        }
    }

    /// The frame that takes the pointer while the curtain is there.
    pub fn frame(&self) -> &HtmlElement {
        &self.frame
    }

    /// The curtain's handle, for its keys.
    pub fn handle(&self) -> &HtmlElement {
        &self.handle
    }

    /// The slider of the opacity, for its listener.
    pub fn opacity(&self) -> &HtmlInputElement {
        &self.opacity
    }

    /// Puts the curtain up or takes it away. Returns whether it is there now.
    pub fn toggle_curtain(&mut self, drawing: &HtmlCanvasElement) -> bool {
        self.curtain.toggle();
        self.handle.set_hidden(!self.curtain.shown);
        dom::set_attribute(&self.frame, "data-compare", &self.curtain.shown.to_string());
        self.curtain.paint(drawing);
        self.draw_curtain(self.covered);
        self.curtain.shown
    }

    /// Lays the colours on the picture or takes them away. Returns whether they are there now.
    pub fn toggle_colors(&mut self, drawing: &HtmlCanvasElement) -> bool {
        self.colors.toggle();
        self.opacity_row.set_hidden(!self.colors.shown);
        self.colors.paint(drawing);
        self.set_opacity();
        self.colors.shown
    }

    /// Takes the colours off the picture, if they lie there.
    pub fn take_colors_off(&mut self) {
        if self.colors.shown {
            self.colors.toggle();
            self.opacity_row.set_hidden(true);
        }
    }

    /// Takes the opacity over from its slider.
    pub fn set_opacity(&self) {
        let per_cent = self.opacity.value_as_number();
        self.colors
            .canvas
            .style()
            .set_property("opacity", &(per_cent / 100.0).to_string())
            .expect("a number is an opacity");
        let text = format!("{per_cent} %");
        self.opacity_value.set_text_content(Some(&text));
        dom::set_attribute(&self.opacity, "aria-valuetext", &text);
    }

    /// The drawing changed and was painted.
    pub fn follow(&self, drawing: &HtmlCanvasElement) {
        self.curtain.paint(drawing);
        self.colors.paint(drawing);
    }

    /// Whether the curtain is there to be moved.
    pub fn is_comparing(&self) -> bool {
        self.curtain.shown
    }

    /// Draws the curtain to a place of the window.
    pub fn draw_curtain_to(&mut self, client_x: f64) {
        let rect = self.frame.get_bounding_client_rect();
        self.draw_curtain(100.0 * (client_x - rect.left()) / rect.width());
    }

    /// Draws the curtain as a key on its handle asks. Returns whether the key means that.
    pub fn draw_curtain_by(&mut self, key: &str) -> bool {
        let covered = match key {
            "ArrowLeft" | "ArrowDown" => self.covered - STEP,
            "ArrowRight" | "ArrowUp" => self.covered + STEP,
            "PageDown" => self.covered - LONG_STEP,
            "PageUp" => self.covered + LONG_STEP,
            "Home" => 0.0,
            "End" => 100.0,
            _ => return false,
        };
        self.draw_curtain(covered);
        true
    }

    fn draw_curtain(&mut self, covered: f64) {
        self.covered = covered.clamp(0.0, 100.0);
        self.curtain
            .canvas
            .style()
            .set_property(
                "clip-path",
                &format!("inset(0 {}% 0 0)", 100.0 - self.covered),
            )
            .and_then(|()| {
                let style = self.handle.style();
                style.set_property("left", &format!("{}%", self.covered))
            })
            .expect("a share of the width is valid");
        let rounded = self.covered.round().to_string();
        dom::set_attribute(&self.handle, "aria-valuenow", &rounded);
        dom::set_attribute(&self.handle, "aria-valuetext", &format!("{rounded} %"));
    }
}

impl Default for Looking {
    fn default() -> Self {
        Self::new()
    }
}
