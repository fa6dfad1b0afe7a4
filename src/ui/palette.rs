//! `#palette`: a button for each of the twelve classes, made from the editor's table.
//!
//! Knows keys and colours; not what the choice does. The names are [`controls`](super::controls)'
//! business, in whichever language.

use facade_model::classes;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::dom;
use facade_editor::action::{self, Command, Entry};

/// Fills the palette.
pub fn build() {
    let palette: Element = dom::by_id("palette");
    for entry in action::CLASSES {
        palette
            .append_child(&chip(entry))
            .expect("the palette takes buttons");
    }
}

fn chip(entry: &Entry) -> Element {
    let Command::ChooseClass(id) = entry.command else {
        unreachable!("the table of classes holds classes");
    };
    let [red, green, blue] = classes::by_id(id)
        .expect("the table's ids are classes")
        .color;
    let button = element("button", "chip", "");
    dom::set_attribute(&button, "type", "button");
    dom::set_attribute(&button, "data-class", entry.name);
    let swatch = element("span", "swatch", "");
    swatch
        .style()
        .set_property("background-color", &format!("rgb({red} {green} {blue})"))
        .expect("a colour is valid");
    let key = entry.shortcuts.first().map_or("", |shortcut| shortcut.key);
    let key = element("kbd", "key", &key.replace('-', "−"));
    dom::set_attribute(&key, "aria-hidden", "true");
    for part in [swatch, element("span", "name", ""), key] {
        button.append_child(&part).expect("a button takes spans");
    }
    button.into()
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
