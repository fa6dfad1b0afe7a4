//! `dialog#help`: keys and gestures, written anew from the tables whenever it opens.
//!
//! The browser's own modal dialog keeps the focus inside, closes at Escape and gives the focus
//! back. Knows no key itself.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlDialogElement};

use super::texts::help;
use super::{dom, kiosk, language};
use facade_editor::action::Entry;

/// The dialog and the place of its rows.
#[derive(Clone)]
pub struct Help {
    dialog: HtmlDialogElement,
    rows: Element,
    on_mac: bool,
}

impl Help {
    /// Takes hold of the elements; the button in the dialog and a click beside it close it.
    pub fn new(on_mac: bool) -> Self {
        let dialog: HtmlDialogElement = dom::by_id("help");
        let closing = dialog.clone();
        dom::listen(&dialog, "click", move |event: Event| {
            let target = event
                .target()
                .and_then(|target| target.dyn_into::<Element>().ok());
            // What is clicked beside the dialog is its backdrop, which counts as the dialog itself;
            // what is clicked in it is something inside, which fills it to its edges.
            let closes = target.is_some_and(|target| {
                let beside = closing.is_same_node(Some(&target));
                beside || matches!(target.closest("#help-close"), Ok(Some(_)))
            });
            if closes {
                closing.close();
            }
        });
        Self {
            dialog,
            rows: dom::by_id("help-rows"),
            on_mac,
        }
    }

    /// Opens it, once the event that asks for it is over: the focus leaves the drawing for the
    /// dialog, which is an event of its own.
    pub fn open(&self) {
        let this = self.clone();
        wasm_bindgen_futures::spawn_local(async move { this.open_now() });
    }

    fn open_now(&self) {
        if self.dialog.open() {
            return;
        }
        self.rows.set_text_content(None);
        for group in help::groups(self.on_mac, is_offered) {
            dom::append(&self.rows, &section(&group));
        }
        self.dialog
            .show_modal()
            .expect("a closed dialog can be opened");
    }
}

/// Whether a modal dialog is open: shortcuts then belong to it.
pub fn is_modal_open() -> bool {
    let open = dom::document().query_selector("dialog:modal");
    matches!(open, Ok(Some(_)))
}

/// Whether the page has a button for it now; some come with models that this site may not have, or are not for an
/// event.
fn is_offered(entry: &Entry) -> bool {
    if kiosk::forbids(entry.command) {
        return false;
    }
    let buttons = dom::all(&format!("button[data-action={}]", entry.name));
    buttons.is_empty() || buttons.iter().any(|button| !button.has_attribute("hidden"))
}

fn section(group: &help::Group) -> Element {
    let section = dom::create("section", "help-group");
    let heading = dom::create("h3", "");
    language::write(&heading, &group.heading);
    dom::append(&section, &heading);
    let list = dom::create("dl", "");
    for row in &group.rows {
        let pair = dom::create("div", "help-row");
        dom::append(&pair, &language::worded("dt", &row.what));
        let ways = dom::create("dd", "");
        for way in &row.ways {
            dom::append(&ways, &language::worded("kbd", way));
        }
        dom::append(&pair, &ways);
        dom::append(&list, &pair);
    }
    dom::append(&section, &list);
    section
}
