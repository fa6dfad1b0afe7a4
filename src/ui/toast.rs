//! `#toast`: what happened, in words large enough to read, for some seconds.
//!
//! For eyes only: screen readers hear the same from `#status` or the announcer. It lies above open dialogs where the
//! browser can do that, and takes no click.

use js_sys::Function;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::HtmlElement;

use super::texts::Text;
use super::{dom, language};

/// How long it stays, and how much longer for each character.
const STAYS_MS: i32 = 3_000;
const CHARACTER_MS: i32 = 50;

/// The element.
pub struct Toast {
    element: HtmlElement,
    hide: Function,
    timer: Option<i32>,
    /// The notice that was shown last: each is shown once.
    noticed: Option<Text>,
}

impl Toast {
    /// Takes hold of the element, hidden.
    pub fn new() -> Self {
        let element: HtmlElement = dom::by_id("toast");
        let hidden = element.clone();
        let hide = Closure::<dyn FnMut()>::new(move || hidden.set_hidden(true));
        Self {
            element,
            hide: hide.into_js_value().unchecked_into(),
            timer: None,
            noticed: None,
        }
    }

    /// Shows a sentence.
    pub fn show(&mut self, sentence: &Text) {
        let window = dom::window();
        if let Some(timer) = self.timer.take() {
            window.clear_timeout_with_handle(timer);
        }
        self.element.set_hidden(false);
        self.rise();
        language::write(&self.element, sentence);
        let characters = sentence.get(language::current()).chars().count() as i32;
        let stays_ms = STAYS_MS + CHARACTER_MS * characters;
        self.timer = window
            .set_timeout_with_callback_and_timeout_and_arguments_0(&self.hide, stays_ms)
            .ok();
    }

    /// Shows the notice if it is another one than before.
    pub fn follow(&mut self, notice: Option<&Text>) {
        if self.noticed.as_ref() != notice {
            if let Some(sentence) = notice {
                self.show(sentence);
            }
            self.noticed = notice.cloned();
        }
    }

    /// Above whatever has been opened meanwhile; older browsers show it below their dialogs.
    fn rise(&self) {
        for step in ["hidePopover", "showPopover"] {
            dom::ask(&self.element, step);
        }
    }
}

impl Default for Toast {
    fn default() -> Self {
        Self::new()
    }
}
