//! `#drawing-frame` and `#drawing-stage`: the drawing, zoomed and moved.
//!
//! Knows where things are on the screen; not who moves them.

use web_sys::{Element, HtmlElement};

use super::viewport::{InFrame, Viewport};
use crate::ui::dom;

/// The frame, the stage in it, and the part in view.
pub struct DrawingView {
    frame: Element,
    stage: HtmlElement,
    value: Element,
    viewport: Viewport,
}

impl DrawingView {
    /// Takes hold of the elements; the whole drawing is in view.
    pub fn new() -> Self {
        Self {
            frame: dom::by_id("drawing-frame"),
            stage: dom::by_id("drawing-stage"),
            value: dom::by_id("zoom-value"),
            viewport: Viewport::WHOLE,
        }
    }

    /// The part in view.
    pub fn viewport(&self) -> Viewport {
        self.viewport
    }

    /// Brings another part into view.
    pub fn show(&mut self, viewport: Viewport) {
        if viewport == self.viewport {
            return;
        }
        self.viewport = viewport;
        let corner = viewport.to_frame(0.0, 0.0);
        let size = viewport.scale();
        let style = self.stage.style();
        for (property, sides) in [
            ("left", corner.x),
            ("top", corner.y),
            ("width", size),
            ("height", size),
        ] {
            style
                .set_property(property, &format!("{}%", 100.0 * sides))
                .expect("a length in per cent is valid");
        }
        dom::set_attribute(
            &self.frame,
            "data-zoomed",
            &viewport.is_zoomed().to_string(),
        );
        self.value
            .set_text_content(Some(&format!("{} %", viewport.per_cent())));
    }

    /// A place in the window as a place in the frame.
    pub fn in_frame(&self, (client_x, client_y): (f64, f64)) -> InFrame {
        let rect = self.frame.get_bounding_client_rect();
        InFrame {
            x: (client_x - rect.left()) / rect.width(),
            y: (client_y - rect.top()) / rect.height(),
        }
    }

    /// CSS pixels as fractions of the frame's side.
    pub fn across_frame(&self, (x_css_px, y_css_px): (f64, f64)) -> InFrame {
        let rect = self.frame.get_bounding_client_rect();
        InFrame {
            x: x_css_px / rect.width(),
            y: y_css_px / rect.height(),
        }
    }

    /// How many CSS pixels a pixel of the drawing takes up now.
    pub fn css_px_per_pixel(&self) -> f64 {
        let side = self.stage.get_bounding_client_rect().width();
        side / facade_model::IMAGE_SIZE as f64
    }

    /// Shows by the mouse pointer's form whether pressing would move the drawing, or does.
    pub fn set_grip(&self, grip: &str) {
        if self.frame.get_attribute("data-grip").as_deref() != Some(grip) {
            dom::set_attribute(&self.frame, "data-grip", grip);
        }
    }
}

impl Default for DrawingView {
    fn default() -> Self {
        Self::new()
    }
}
