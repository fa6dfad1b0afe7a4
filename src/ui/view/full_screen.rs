//! The picture on the whole screen.
//!
//! Where the browser refuses (telephones do, and frames of other pages), the picture fills the
//! page's own window instead, which is nearly as good.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement};

use crate::ui::dom;

/// The part of the page that can fill the screen.
pub struct FullScreen {
    pane: HtmlElement,
    buttons: Vec<Element>,
}

impl FullScreen {
    /// Takes hold of the elements.
    pub fn new() -> Self {
        Self {
            pane: dom::by_id("picture-pane"),
            buttons: dom::all("button[data-action=full-screen]"),
        }
    }

    /// Whether the picture fills screen or window.
    pub fn is_on(&self) -> bool {
        self.fills_screen() || self.pane.has_attribute("data-full")
    }

    /// Fills the screen, or gives it back.
    pub fn toggle(&self) {
        if self.is_on() {
            self.leave();
        } else {
            self.enter();
        }
    }

    /// Gives the screen back.
    pub fn leave(&self) {
        if self.fills_screen() {
            dom::document().exit_fullscreen();
        }
        let _ = self.pane.remove_attribute("data-full");
        self.show();
    }

    /// Brings the buttons up to date; the browser leaves full screen without asking.
    pub fn show(&self) {
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

    fn fills_screen(&self) -> bool {
        dom::document().fullscreen_element().is_some()
    }
}

impl Default for FullScreen {
    fn default() -> Self {
        Self::new()
    }
}

/// Asks the browser; `None` if it knows no such wish. The promise matters, because a refusal comes
/// by it, and the generated binding drops it.
fn request(element: &Element) -> Option<Promise> {
    let wish: Function = Reflect::get(element, &JsValue::from_str("requestFullscreen"))
        .ok()?
        .dyn_into()
        .ok()?;
    wish.call0(element).ok()?.dyn_into().ok()
}
