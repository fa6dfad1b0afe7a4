//! `#palette`: a button for each class, made from the subject's table.
//!
//! Knows keys and colours; not what the choice does. The names are [`controls`](super::controls)'
//! business, in whichever language.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::{dom, drawing_colors};
use facade_editor::action::{Command, Entry};
use facade_editor::paint::hex;
use facade_editor::subject;

/// Fills the palette.
pub fn build() {
    let palette: Element = dom::by_id("palette");
    for entry in subject::current().entries() {
        dom::append(&palette, &chip(entry));
    }
}

fn chip(entry: &Entry) -> Element {
    let Command::ChooseClass(id) = entry.command else {
        unreachable!("the table of classes holds classes");
    };
    let button = dom::button("chip", "data-class", entry.name);
    let swatch = element("span", "swatch", "");
    paint(&swatch, id);
    let key = entry.shortcuts.first().map_or("", |shortcut| shortcut.key);
    let key = element("kbd", "key", &key.replace('-', "−"));
    dom::set_attribute(&key, "aria-hidden", "true");
    for part in [swatch, element("span", "name", ""), key] {
        dom::append(&button, &part);
    }
    button
}

/// Gives the chips the drawing's colours.
pub fn recolor() {
    for entry in subject::current().entries() {
        let Command::ChooseClass(id) = entry.command else {
            continue;
        };
        for swatch in dom::all(&format!("[data-class={}] .swatch", entry.name)) {
            paint(swatch.unchecked_ref(), id);
        }
    }
}

fn paint(swatch: &HtmlElement, id: u8) {
    swatch
        .style()
        .set_property("background-color", &hex(drawing_colors::of(id)))
        .expect("a colour is valid");
}

fn element(tag: &str, class: &str, text: &str) -> HtmlElement {
    let element: HtmlElement = dom::document()
        .create_element(tag)
        .expect("the tag is valid")
        .unchecked_into();
    element.set_class_name(class);
    element.set_text_content(Some(text));
    element
}
