//! `dialog#recent`: the last drawings made in this browser, each to open, to delete and to bring back.
//!
//! Written anew whenever it opens. A drawing that cannot be read is listed too, and can be saved as it is.

use std::cell::RefCell;
use std::rc::Rc;

use web_sys::{Element, Event, HtmlCanvasElement, HtmlDialogElement};

use super::autosave::{Browser, storage};
use super::shelf::{self, Kept, Store};
use super::thumbnail;
use crate::ui::app::App;
use crate::ui::page::Page;
use crate::ui::texts::{files, recent as texts};
use crate::ui::{dom, language};
use facade_editor::document::Document;
use facade_exchange::{Refusal, document_json};

const DIALOG: &str = "recent";

/// The drawings as they were listed, for as long as the dialog is open: what is deleted can be brought back.
#[derive(Clone, Default)]
pub(in crate::ui) struct Recent(Rc<RefCell<Vec<Kept>>>);

/// Ties the dialog to the page.
pub(super) fn listen(page: &Page) {
    let dialog: HtmlDialogElement = dom::by_id(DIALOG);
    page.on(&dialog, "click", |app, event: &Event| {
        app.recent_clicked(event);
    });
}

impl App {
    /// Shows the last drawings.
    pub(in crate::ui) fn show_recent(&mut self) {
        self.keep_drawing();
        let kept = shelf::list(&Browser);
        let here = self.autosave.key().map(str::to_owned);
        let recent = self.recent.clone();
        // Later: moving the focus into the dialog is an event of the page itself.
        wasm_bindgen_futures::spawn_local(async move {
            let dialog: HtmlDialogElement = dom::by_id(DIALOG);
            if dialog.open() {
                return;
            }
            let list: Element = dom::by_id("recent-list");
            list.set_text_content(None);
            let mut pictures = Vec::new();
            for kept in &kept {
                let read = document_json::read(&kept.text);
                let is_here = here.as_deref() == Some(&*kept.key);
                let (entry, picture) = entry(kept, read.as_ref().err(), is_here);
                dom::append(&list, &entry);
                pictures.extend(picture.zip(read.ok()));
            }
            let none: web_sys::HtmlElement = dom::by_id("recent-none");
            none.set_hidden(!kept.is_empty());
            if storage().is_none() {
                language::write(&none, &files::NOT_KEPT);
            }
            recent.0.replace(kept);
            dialog.show_modal().expect("a closed dialog can be opened");
            paint_one_by_one(pictures).await;
        });
    }

    fn recent_clicked(&mut self, event: &Event) {
        if let Some((_, key)) = dom::origin(event, "data-recent") {
            self.go_on_with(&key);
        } else if let Some((button, key)) = dom::origin(event, "data-forget") {
            self.forget_or_bring_back(&key, &button);
            return;
        } else if let Some((_, key)) = dom::origin(event, "data-save-kept") {
            self.save_kept(&key);
            return;
        } else if !dom::is_closing(event, DIALOG) {
            return;
        }
        dom::close(DIALOG);
    }

    /// Puts a kept drawing in place of the one on show, which stays on the shelf.
    fn go_on_with(&mut self, key: &str) {
        self.keep_drawing();
        if self.editor.is_drawing() {
            self.notice = Some(files::IN_MID_STROKE);
            return;
        }
        let Some((place, text)) = shelf::go_on(&Browser, key, js_sys::Date::now()) else {
            self.notice = Some(texts::GONE);
            return;
        };
        let opened =
            document_json::read(&text).map(|document| self.editor.open(document, "recent"));
        match opened {
            Ok(_) => {
                self.autosave.go_on_at(place, &self.editor);
                self.notice = None;
                self.tell(&texts::GONE_ON);
            }
            Err(refusal) => self.notice = Some(texts::unreadable(&refusal)),
        }
    }

    /// Deletes a drawing; pressed again, its button brings it back.
    fn forget_or_bring_back(&mut self, key: &str, button: &Element) {
        let recent = self.recent.0.borrow();
        let Some(kept) = recent.iter().find(|kept| kept.key == key) else {
            return;
        };
        let entry = button.closest("li").ok().flatten();
        let is_gone = entry
            .as_ref()
            .is_some_and(|entry| entry.has_attribute("data-gone"));
        if !is_gone {
            Browser.remove(key);
            self.status.announce(&texts::DELETED);
        } else if shelf::bring_back(&Browser, kept) {
            self.status.announce(&texts::BROUGHT_BACK);
        } else {
            self.notice = Some(files::STORE_FULL);
            return;
        }
        if let Some(entry) = entry {
            entry
                .toggle_attribute_with_force("data-gone", !is_gone)
                .expect("the attribute's name is valid");
            for opener in ["[data-recent]", "[data-save-kept]"] {
                if let Ok(Some(opener)) = entry.query_selector(opener) {
                    opener
                        .toggle_attribute_with_force("disabled", !is_gone)
                        .expect("the attribute's name is valid");
                }
            }
        }
        let name = if is_gone {
            texts::DELETE
        } else {
            texts::BRING_BACK
        };
        language::write(button, &name);
    }

    fn save_kept(&mut self, key: &str) {
        let text = {
            let recent = self.recent.0.borrow();
            let kept = recent.iter().find(|kept| kept.key == key);
            kept.map(|kept| kept.text.clone())
        };
        if let Some(text) = text {
            self.save_text(&text, "application/json", "facade-kept.json");
        }
    }
}

/// A row of the list, and the canvas that waits for its picture.
fn entry(
    kept: &Kept,
    trouble: Option<&Refusal>,
    is_here: bool,
) -> (Element, Option<HtmlCanvasElement>) {
    let entry = dom::create("li", "recent-entry");
    let age_ms = js_sys::Date::now() - kept.changed_ms;
    let mut when = texts::age(age_ms);
    if is_here {
        dom::set_attribute(&entry, "data-here", "");
        when = texts::HERE.beside(&when);
    }
    let picture = match trouble {
        None => {
            let open = dom::button("sample", "data-recent", &kept.key);
            let canvas = thumbnail::canvas();
            language::write_attribute(&open, "aria-label", &texts::open(&when));
            dom::append(&open, &canvas);
            dom::append(&open, &language::worded("span", &when));
            dom::append(&entry, &open);
            Some(canvas)
        }
        Some(refusal) => {
            let about = dom::create("div", "sample unreadable");
            dom::append(&about, &language::worded("p", &texts::unreadable(refusal)));
            dom::append(&about, &language::worded("span", &when));
            dom::append(&entry, &about);
            let save = dom::button("action", "data-save-kept", &kept.key);
            language::write(&save, &texts::SAVE);
            dom::append(&entry, &save);
            None
        }
    };
    let forget = dom::button("action", "data-forget", &kept.key);
    language::write(&forget, &texts::DELETE);
    language::write_attribute(&forget, "aria-description", &when);
    dom::append(&entry, &forget);
    (entry, picture)
}

/// Large drawings take milliseconds each: between them the page breathes.
async fn paint_one_by_one(pictures: Vec<(HtmlCanvasElement, Document)>) {
    for (canvas, document) in pictures {
        dom::pause(0).await;
        thumbnail::paint(&canvas, &document);
    }
}
