//! `#split`: on phones, what picture and drawing share the height by, moved by finger and by keys.
//!
//! Sets `--split` on the page, the picture's share, and keeps it from visit to visit. What the style sheet makes of it,
//! and that neither becomes too small, is its own business.

use web_sys::{HtmlElement, KeyboardEvent, PointerEvent};

use crate::ui::dom;
use crate::ui::page::Page;
use crate::ui::remembered::{self, Choice};
use facade_subjects::number;

/// The picture's share at first, per cent.
const USUAL: f64 = 48.0;
/// How far an arrow key moves it, per cent.
const STEP: f64 = 4.0;

/// The handle.
pub struct Split {
    handle: HtmlElement,
    root: HtmlElement,
    share: f64,
}

impl Split {
    /// As it was left on an earlier visit.
    pub fn new() -> Self {
        let kept = remembered::recall(Choice::Split);
        let mut split = Self {
            handle: dom::by_id("split"),
            root: dom::document().body().expect("the page has a body"),
            share: 0.0,
        };
        let share = kept.and_then(|share| number::read(&share));
        split.set(share.unwrap_or(USUAL));
        split
    }

    fn set(&mut self, share: f64) {
        // A share that is no number has been tampered with.
        self.share = if share.is_nan() {
            USUAL
        } else {
            share.clamp(0.0, 100.0)
        };
        self.root
            .style()
            .set_property("--split", &(self.share / 100.0).to_string())
            .expect("a number is valid");
        let told = self.share.round().to_string();
        dom::set_attribute(&self.handle, "aria-valuenow", &told);
    }

    /// The handle follows the pointer.
    fn drag(&mut self, event: &PointerEvent) {
        if self.handle.has_pointer_capture(event.pointer_id()) {
            let picture = dom::by_id::<HtmlElement>("picture-frame").get_bounding_client_rect();
            let drawing = dom::by_id::<HtmlElement>("drawing-frame").get_bounding_client_rect();
            let middle =
                f64::from(event.client_y()) - self.handle.get_bounding_client_rect().height() / 2.0;
            let both = picture.height() + drawing.height();
            self.set(100.0 * (middle - picture.top()) / both);
        }
    }

    fn key(&mut self, event: &KeyboardEvent) {
        let share = match event.key().as_str() {
            "ArrowUp" => self.share - STEP,
            "ArrowDown" => self.share + STEP,
            "Home" => 0.0,
            "End" => 100.0,
            _ => return,
        };
        event.prevent_default();
        self.set(share);
        self.keep();
    }

    fn keep(&self) {
        remembered::keep(Choice::Split, &self.share.round().to_string());
    }
}

impl Default for Split {
    fn default() -> Self {
        Self::new()
    }
}

/// Ties the handle to the page.
pub(in crate::ui) fn listen(page: &Page) {
    let handle: HtmlElement = dom::by_id("split");
    page.on(&handle, "pointerdown", |app, event: &PointerEvent| {
        event.prevent_default();
        let _ = app.split.handle.set_pointer_capture(event.pointer_id());
    });
    page.on(&handle, "pointermove", |app, event: &PointerEvent| {
        app.split.drag(event);
    });
    page.on(&handle, "lostpointercapture", |app, _: &PointerEvent| {
        app.split.keep();
    });
    page.on(&handle, "keydown", |app, event: &KeyboardEvent| {
        app.split.key(event);
    });
}
