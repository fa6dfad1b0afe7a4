//! `#paints`: beside each part the colour that it has in the house.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement};

use crate::ui::page::Page;
use crate::ui::texts::{Language, actions, paint as texts};
use crate::ui::{dom, language};
use facade_editor::paint::{Scheme, hex};
use facade_editor::{action::Command, subject};

/// What swatches and strip show. Of the lists one entry a class, by its id.
#[derive(Clone, PartialEq)]
pub struct Shown {
    pub scheme: Scheme,
    /// Whether the dice leave it alone.
    pub locked: [bool; 256],
    /// Whether the drawing has it.
    pub is_there: [bool; 256],
    pub language: Language,
}

/// A button for each class.
pub struct Swatches {
    buttons: Vec<(HtmlElement, HtmlElement)>,
    looked_at: Option<u32>,
    is_there: [bool; 256],
}

/// Fills `#paints`.
pub fn build() {
    let paints: Element = dom::by_id("paints");
    for entry in subject::current().entries() {
        let button = dom::button("paint", "data-paint", entry.name);
        dom::set_attribute(&button, "aria-haspopup", "dialog");
        for part in ["tint", "name"] {
            let part = dom::create("span", part);
            dom::append(&button, &part);
        }
        dom::append(&paints, &button);
    }
}

/// Ties them to the page.
pub(super) fn listen(page: &Page) {
    let paints: HtmlElement = dom::by_id("paints");
    page.on(&paints, "click", |app, event: &Event| {
        let Some((button, name)) = dom::origin(event, "data-paint") else {
            return;
        };
        if let Some(class) = class_of(&name) {
            app.pick_paint(class, &button);
        }
    });
}

/// The class whose button has this name.
pub fn class_of(name: &str) -> Option<u8> {
    let mut entries = subject::current().entries().iter();
    match entries.find(|entry| entry.name == name)?.command {
        Command::ChooseClass(class) => Some(class),
        _ => None,
    }
}

impl Swatches {
    pub fn new() -> Self {
        let buttons = dom::all("#paints [data-paint]").into_iter().map(|button| {
            let tint = button.query_selector(".tint").ok().flatten();
            let tint = tint.expect("a paint button has its tint");
            (button.unchecked_into(), tint.unchecked_into())
        });
        Self {
            buttons: buttons.collect(),
            looked_at: None,
            is_there: [false; 256],
        }
    }

    /// Which parts the drawing has, counted anew only when it has changed.
    pub fn look_at(&mut self, revision: u32, labels: &[u8]) -> [bool; 256] {
        if self.looked_at.replace(revision) != Some(revision) {
            self.is_there = [false; 256];
            for &label in labels {
                self.is_there[usize::from(label)] = true;
            }
        }
        self.is_there
    }

    /// Brings them up to date; parts that the drawing lacks are pale.
    pub fn show(&self, shown: &Shown) {
        let subject = subject::current();
        let classes = subject.classes().iter().zip(subject.entries());
        for ((class, entry), (button, tint)) in classes.zip(&self.buttons) {
            let index = usize::from(class.id);
            let color = hex(shown.scheme.of(class.id));
            tint.style()
                .set_property("background-color", &color)
                .expect("a colour is valid");
            dom::set_attribute(button, "data-color", &color);
            let is_locked = shown.locked[index];
            toggle(button, "data-locked", is_locked);
            let is_absent = !shown.is_there[index];
            toggle(button, "data-absent", is_absent);
            for chip in dom::all(&format!("[data-class={}]", entry.name)) {
                toggle(&chip, "data-absent", is_absent);
            }
            let name = actions::class(class.id);
            let label = texts::swatch(&name, is_locked);
            language::write_attribute(button, "aria-label", &label);
            language::write_attribute(button, "title", &label);
            if let Ok(Some(element)) = button.query_selector(".name") {
                language::write(&element, &name);
            }
        }
    }
}

fn toggle(element: &Element, attribute: &str, is_on: bool) {
    element
        .toggle_attribute_with_force(attribute, is_on)
        .expect("the attribute's name is valid");
}
