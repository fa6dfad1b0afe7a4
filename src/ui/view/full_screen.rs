//! The picture on the whole screen, or drawing and picture together.
//!
//! Where the browser refuses (telephones do, and frames of other pages), they fill the
//! page's own window instead, which is nearly as good.

use js_sys::Promise;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, Event, HtmlElement};

use crate::ui::app::App;
use crate::ui::dom;
use crate::ui::page::Page;

/// On the root element while drawing and picture fill the screen; `web/style/present.css` does the rest.
const BOTH: &str = "data-present";

/// The parts of the page that can fill the screen.
pub struct FullScreen {
    pane: HtmlElement,
    buttons: Vec<Element>,
}

/// Ties the way out to the page.
pub(in crate::ui) fn listen(page: &Page) {
    page.on(&dom::document(), "fullscreenchange", |app, _: &Event| {
        app.full_screen.changed();
    });
    let end: Element = dom::by_id("present-end");
    page.on(&end, "click", |app: &mut App, _: &Event| {
        app.full_screen.leave();
    });
}

impl FullScreen {
    /// Takes hold of the elements.
    pub fn new() -> Self {
        Self {
            pane: dom::by_id("picture-pane"),
            buttons: dom::all("button[data-action=full-screen]"),
        }
    }

    /// Whether something fills screen or window.
    pub fn is_on(&self) -> bool {
        fills_screen() || self.pane.has_attribute("data-full") || dom::root().has_attribute(BOTH)
    }

    /// Fills the screen with the picture, or gives it back.
    pub fn toggle(&self) {
        if self.is_on() {
            self.leave();
        } else {
            self.enter();
        }
    }

    /// Fills the screen with drawing and picture, or gives it back.
    pub fn toggle_both(&self) {
        if self.is_on() {
            self.leave();
            return;
        }
        self.lay_out_both(true);
        if let Some(promise) = request(&dom::root()) {
            wasm_bindgen_futures::spawn_local(async move {
                // Where it is refused, the window has to do.
                let _ = JsFuture::from(promise).await;
            });
        }
        // What had the focus is out of sight.
        dom::focus_drawing();
    }

    /// Lets drawing and picture fill the window, or gives it back.
    pub fn lay_out_both(&self, is_on: bool) {
        dom::root()
            .toggle_attribute_with_force(BOTH, is_on)
            .expect("the attribute's name is valid");
    }

    /// Gives the screen back.
    pub fn leave(&self) {
        if fills_screen() {
            dom::document().exit_fullscreen();
        }
        if dom::root().has_attribute(BOTH) {
            dom::focus_drawing();
        }
        self.lay_out_both(false);
        let _ = self.pane.remove_attribute("data-full");
        self.show();
    }

    /// The browser gave the screen, or took it back without asking.
    fn changed(&self) {
        if !fills_screen() {
            self.lay_out_both(false);
        }
        self.show();
    }

    /// Brings the buttons up to date.
    fn show(&self) {
        for button in &self.buttons {
            dom::set_attribute(button, "aria-pressed", &self.is_on().to_string());
        }
    }

    fn enter(&self) {
        let pane = self.pane.clone();
        let buttons = self.buttons.clone();
        let fill_window = move || {
            dom::set_attribute(&pane, "data-full", "true");
            for button in &buttons {
                dom::set_attribute(button, "aria-pressed", "true");
            }
        };
        match request(&self.pane) {
            Some(promise) => wasm_bindgen_futures::spawn_local(async move {
                if JsFuture::from(promise).await.is_err() {
                    fill_window();
                }
            }),
            None => fill_window(),
        }
    }
}

impl Default for FullScreen {
    fn default() -> Self {
        Self::new()
    }
}

fn fills_screen() -> bool {
    dom::document().fullscreen_element().is_some()
}

/// Asks the browser; `None` if it knows no such wish. The promise matters, because a refusal comes
/// by it, and the generated binding drops it.
fn request(element: &Element) -> Option<Promise> {
    dom::ask(element, "requestFullscreen")?.dyn_into().ok()
}
