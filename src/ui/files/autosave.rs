//! When the drawing is kept in this browser: a moment after it changed, and when the page is left.
//!
//! Where it is kept, so that it takes no other drawing's place, is the [`shelf`](super::shelf)'s business. A browser
//! that refuses to keep it (a private window, a full store) is mentioned, and asks before the page is left.

use js_sys::Function;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, Storage, StorageEvent};

use super::shelf::{self, Beginning, Drawing, Home, Outcome, Store};
use crate::ui::app::{App, PageLink, act_on};
use crate::ui::dom;
use crate::ui::subject::{own_key, shelf_key};
use crate::ui::texts::files;
use facade_editor::Editor;
use facade_exchange::document_json;

/// The tab's own slot, for its reloads.
const HERE: &str = "facade-studio.here";
/// How long after a change the drawing is written; changes in between do not put it off.
const DELAY_MS: i32 = 700;

/// When to write, and where.
pub struct Autosave {
    place: Home,
    /// [`Editor::replacements`] of what lies in the place.
    replacements: u32,
    kept_revision: u32,
    is_timed: bool,
    is_refused: bool,
    timer: Function,
}

impl Autosave {
    /// Nothing to write yet.
    pub(in crate::ui) fn new(page: PageLink, place: Home) -> Self {
        let timer = Closure::<dyn FnMut()>::new(move || act_on(&page, App::autosave_due));
        Self {
            place,
            replacements: 0,
            kept_revision: 0,
            is_timed: false,
            is_refused: false,
            timer: timer.into_js_value().unchecked_into(),
        }
    }

    /// Takes what is drawn now for kept.
    pub fn begin(&mut self, editor: &Editor) {
        self.kept_revision = editor.changes();
        self.replacements = editor.replacements();
        remember_here(&self.place);
    }

    /// What is drawn now came with a link: from the next change on it is kept beside the person's own drawing.
    pub fn borrow(&mut self, editor: &Editor) {
        self.go_on_at(Home::borrowed(), editor);
    }

    /// What is drawn now lies in this place.
    pub fn go_on_at(&mut self, place: Home, editor: &Editor) {
        self.place = place;
        self.begin(editor);
    }

    /// What was taken for kept is not: the address does not hold it.
    pub fn keep_anyway(&mut self) {
        self.kept_revision = self.kept_revision.wrapping_sub(1);
    }

    /// The slot of the drawing on show.
    pub fn key(&self) -> Option<&str> {
        self.place.key()
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

/// What this tab begins with.
pub fn beginning() -> Beginning {
    let own = tab_storage().and_then(|storage| storage.get_item(&own_key(HERE)).ok()?);
    shelf::begin(&Browser, own.as_deref(), js_sys::Date::now())
}

impl App {
    fn autosave_due(&mut self) {
        self.autosave.is_timed = false;
        // In mid-gesture later, from `settle`.
        if !self.editor.is_drawing() && !self.editor.is_painting() {
            self.keep_drawing();
        }
    }

    /// Writes the drawing if it changed, without the gesture or the colour in progress.
    pub(in crate::ui) fn keep_drawing(&mut self) {
        let revision = self.editor.changes();
        let autosave = &mut self.autosave;
        if revision == autosave.kept_revision || self.kiosk.is_some() {
            return;
        }
        let text = document_json::write_kept(self.editor.document());
        let replacements = self.editor.replacements();
        let drawing = Drawing {
            text: &text,
            is_another: replacements != autosave.replacements,
            is_worked_on: self.editor.is_worked_on(),
        };
        let outcome = shelf::keep(&Browser, &mut autosave.place, &drawing, js_sys::Date::now());
        remember_here(&autosave.place);
        let was_refused = std::mem::replace(&mut autosave.is_refused, outcome == Outcome::NoRoom);
        match outcome {
            Outcome::NoRoom => {
                if !was_refused {
                    self.notice = Some(match storage() {
                        Some(_) => files::STORE_FULL,
                        None => files::NOT_KEPT,
                    });
                }
                return;
            }
            Outcome::KeptBeside => self.notice = Some(files::KEPT_BESIDE),
            Outcome::Kept if was_refused => self.notice = None,
            Outcome::Kept => {}
        }
        self.autosave.replacements = replacements;
        if !self.editor.is_drawing() && !self.editor.is_painting() {
            self.autosave.kept_revision = revision;
        }
    }

    /// Another tab has written or deleted something.
    pub(super) fn hear_store(&mut self, event: &StorageEvent) {
        let key = event.key();
        let Some(key) = key.as_deref().and_then(shelf_key) else {
            return;
        };
        match event.new_value() {
            Some(text) if self.autosave.place.is_changed_by(key, &text) => {
                self.notice = Some(files::CHANGED_ELSEWHERE);
            }
            None if self.autosave.key() == Some(key) => {
                self.notice = Some(files::DELETED_ELSEWHERE);
            }
            _ => {}
        }
    }

    /// The page is about to be left: whoever would lose something is asked.
    pub(super) fn before_leaving(&mut self, event: &Event) {
        self.keep_drawing();
        if self.autosave.is_refused && self.editor.can_undo() {
            event.prevent_default();
        }
    }
}

/// Reloads go on with the tab's own drawing.
fn remember_here(place: &Home) {
    // A browser that refuses lets the tab go on with the newest drawing.
    let _ = tab_storage().map(|storage| match place.key() {
        Some(key) => storage.set_item(&own_key(HERE), key),
        None => storage.remove_item(&own_key(HERE)),
    });
}

/// The browser's store.
pub(super) struct Browser;

impl Store for Browser {
    fn get(&self, key: &str) -> Option<String> {
        storage()?.get_item(&own_key(key)).ok()?
    }

    fn set(&self, key: &str, text: &str) -> bool {
        storage().is_some_and(|storage| storage.set_item(&own_key(key), text).is_ok())
    }

    fn remove(&self, key: &str) {
        // A store that refuses this holds nothing of ours.
        let _ = storage().map(|storage| storage.remove_item(&own_key(key)));
    }

    fn keys(&self) -> Vec<String> {
        let Some(storage) = storage() else {
            return Vec::new();
        };
        let count = storage.length().unwrap_or_default();
        let keys = (0..count).filter_map(|index| storage.key(index).ok()?);
        keys.filter_map(|key| Some(shelf_key(&key)?.to_owned()))
            .collect()
    }
}

/// The browser's store, unless it refuses.
pub(super) fn storage() -> Option<Storage> {
    dom::window().local_storage().ok()?
}

fn tab_storage() -> Option<Storage> {
    dom::window().session_storage().ok()?
}
