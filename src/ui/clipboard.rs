//! Shapes on the clipboard: as text that other tabs of this page understand, and in this tab whatever the browser
//! allows.

use web_sys::ClipboardEvent;

use super::app::App;
use super::dom;
use super::files::link;
use super::texts::selecting as texts;
use facade_exchange::document_json;

impl App {
    /// The browser wants to copy or cut. What is selected as text on the page goes first.
    pub(super) fn clipboard_event(&mut self, event: &ClipboardEvent, cuts: bool) {
        let is_text = dom::selects_text();
        let is_ours = !is_text && self.kiosk.is_none();
        let Some(data) = event.clipboard_data().filter(|_| is_ours) else {
            return;
        };
        if let Some(text) = self.take_clip(cuts) {
            event.prevent_default();
            // Refused by no browser within its own event.
            let _ = data.set_data("text/plain", &text);
        }
    }

    pub(super) fn copy_shapes(&mut self) {
        self.write_clip(false);
    }

    pub(super) fn cut_shapes(&mut self) {
        self.write_clip(true);
    }

    /// Without an event of the browser's: what was copied in this tab.
    pub(super) fn paste_shapes(&mut self) {
        let Some(clip) = self.clip.clone() else {
            self.notice = Some(texts::NO_CLIP);
            return;
        };
        if self.editor.paste(&clip) {
            self.announce_selection();
        }
    }

    /// Pastes the shapes in a text. Returns whether it holds any.
    pub(super) fn paste_clip(&mut self, text: &str) -> bool {
        let Ok(clip) = document_json::read_clip(text) else {
            return false;
        };
        self.clip = Some(clip);
        self.paste_shapes();
        true
    }

    fn write_clip(&mut self, cuts: bool) {
        if let Some(text) = self.take_clip(cuts) {
            // Without it the shapes stay in this tab, where they can be pasted all the same.
            let writing =
                link::copied(move || Ok(dom::window().navigator().clipboard().write_text(&text)));
            wasm_bindgen_futures::spawn_local(async move {
                writing.await;
            });
        }
    }

    fn take_clip(&mut self, cuts: bool) -> Option<String> {
        let clip = match cuts {
            true => self.editor.cut(),
            false => self.editor.copied(),
        }?;
        let text = document_json::write_clip(&clip);
        self.clip = Some(clip);
        self.tell(&if cuts { texts::CUT } else { texts::COPIED });
        Some(text)
    }
}
