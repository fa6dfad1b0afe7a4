//! The language that the page is shown in, and the writing of texts into the document.
//!
//! The only place that knows which language is wanted. Texts that never change are marked in the
//! document by key and filled in here at every switch; whoever shows a text that changes writes it
//! through [`write`] and does so again when [`current`] has changed.

use std::cell::Cell;

use web_sys::{Element, UrlSearchParams};

use super::dom;
use super::remembered::{self, Choice};
use super::texts::{self, Language, Text, page};

thread_local! {
    static CURRENT: Cell<Language> = const { Cell::new(Language::English) };
}

/// The attribute that marks an element and what of the element its key's text fills in: an
/// attribute, or the content.
const MARKS: [(&str, Option<&str>); 3] = [
    ("data-text", None),
    ("data-text-label", Some("aria-label")),
    ("data-text-title", Some("title")),
];

/// The address's key for it.
const PARAMETER: &str = "lang";

/// The page's language.
pub fn current() -> Language {
    CURRENT.get()
}

/// Chooses a language by address, memory and browser, and puts the page into it.
pub fn begin(parameters: &UrlSearchParams) {
    let asked = parameters.get(PARAMETER);
    let kept = remembered::recall(Choice::Language);
    let browser = dom::window().navigator().language().unwrap_or_default();
    put_into(texts::choose(asked.as_deref(), kept.as_deref(), &browser));
}

/// Puts the page into the other language and keeps the choice. An address that asks for a language
/// stops asking, or else a reload would take the choice back.
pub fn switch() {
    let language = current().other();
    remembered::keep(Choice::Language, language.id());
    put_into(language);
    dom::ask_in_address(PARAMETER, None);
}

/// A new element with this text, in no document yet.
pub fn worded(tag: &str, text: &Text) -> Element {
    let element = dom::create(tag, "");
    write(&element, text);
    element
}

/// Writes a text as an element's content, unless it stands there already: a live region would be
/// read out again.
pub fn write(element: &Element, text: &Text) {
    let text = text.get(current());
    if element.text_content().as_deref() != Some(text) {
        element.set_text_content(Some(text));
    }
}

/// Writes a text into an attribute, `aria-label` or `title` say.
pub fn write_attribute(element: &Element, name: &str, text: &Text) {
    dom::set_attribute(element, name, text.get(current()));
}

/// Marks an element that the program has made with the key of its content, now and after each
/// switch.
///
/// # Panics
/// If [`page::PAGE`] has no such key.
pub fn mark(element: &Element, key: &str) {
    dom::set_attribute(element, "data-text", key);
    fill_in(element, key, None);
}

fn put_into(language: Language) {
    CURRENT.set(language);
    dom::set_attribute(&dom::root(), "lang", language.tag());
    dom::document().set_title(page::TITLE.get(language));
    for (mark, attribute) in MARKS {
        for element in dom::all(&format!("[{mark}]")) {
            let key = element.get_attribute(mark).unwrap_or_default();
            fill_in(&element, &key, attribute);
        }
    }
    put_own_name();
}

/// Where `cargo xtask publish` has given the site a name, it stands in place of ours, in every language.
fn put_own_name() {
    for meta in dom::all("meta[name='application-name']") {
        let name = meta.get_attribute("content").unwrap_or_default();
        dom::document().set_title(&name);
        for element in dom::all("[data-text='name']") {
            element.set_text_content(Some(&name));
        }
    }
}

fn fill_in(element: &Element, key: &str, attribute: Option<&str>) {
    let text = page::by_key(key).unwrap_or_else(|| panic!("no text has the key {key}"));
    match attribute {
        None => write(element, &text),
        Some(name) => write_attribute(element, name, &text),
    }
}
