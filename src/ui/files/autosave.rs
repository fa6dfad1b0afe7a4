//! The drawing kept in this browser: written a moment after it changed, read at the next visit.
//!
//! Two tabs share one place; the last to write wins. A browser that refuses to keep it (a private
//! window, a full store) is mentioned once.

use std::cell::RefCell;
use std::rc::Weak;

use js_sys::Function;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::Storage;

use crate::editor::shape::Shape;
use crate::exchange::document_json;
use crate::ui::app::{App, act_on};
use crate::ui::dom;
use crate::ui::texts::files;

const PLACE: &str = "facade-studio.drawing";
/// How long after a change the drawing is written; changes in between do not put it off.
const DELAY_MS: i32 = 700;

/// When to write.
pub struct Autosave {
    kept_revision: u32,
    is_timed: bool,
    has_failed: bool,
    timer: Function,
}

impl Autosave {
    /// Nothing to write yet.
    pub(in crate::ui) fn new(page: Weak<RefCell<App>>) -> Self {
        let timer = Closure::<dyn FnMut()>::new(move || act_on(&page, App::autosave_due));
        Self {
            kept_revision: 0,
            is_timed: false,
            has_failed: false,
            timer: timer.into_js_value().unchecked_into(),
        }
    }

    /// Takes what is drawn now for kept.
    pub fn begin(&mut self, revision: u32) {
        self.kept_revision = revision;
    }

    /// Learns the newest drawing; cheap, for it is called at every event.
    pub fn note(&mut self, revision: u32) {
        if revision != self.kept_revision && !self.is_timed {
            self.is_timed = dom::window()
                .set_timeout_with_callback_and_timeout_and_arguments_0(&self.timer, DELAY_MS)
                .is_ok();
        }
    }
}

/// The drawing of the last visit, if there is a sound one.
pub fn restored() -> Option<Vec<Shape>> {
    let text = storage()?.get_item(PLACE).ok()??;
    document_json::read(&text).ok()
}

impl App {
    fn autosave_due(&mut self) {
        self.autosave.is_timed = false;
        self.keep_drawing();
    }

    /// Writes the drawing if it changed; in mid-gesture later, from [`App::settle`].
    pub(in crate::ui) fn keep_drawing(&mut self) {
        let revision = self.editor.revision();
        if revision == self.autosave.kept_revision || self.editor.is_drawing() {
            return;
        }
        let text = document_json::write(self.editor.document().shapes());
        let written = storage().is_some_and(|storage| storage.set_item(PLACE, &text).is_ok());
        if !written && !self.autosave.has_failed {
            self.autosave.has_failed = true;
            self.notice = Some(files::NOT_KEPT);
        }
        self.autosave.kept_revision = revision;
    }
}

fn storage() -> Option<Storage> {
    dom::window().local_storage().ok()?
}
