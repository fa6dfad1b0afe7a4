//! `#paints`: beside each part the colour that it has in the house.

use facade_model::classes::{CLASS_COUNT, CLASSES};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement};

use super::origin;
use crate::ui::app::Page;
use crate::ui::texts::{Language, actions, paint as texts};
use crate::ui::{dom, language};
use facade_editor::paint::{Scheme, hex};

/// A button for each class.
pub struct Swatches {
    buttons: Vec<(HtmlElement, HtmlElement)>,
    shown: Option<(Scheme, [bool; CLASS_COUNT + 1], Language)>,
    looked_at: Option<u32>,
}

/// Fills `#paints`.
pub fn build() {
    let paints: Element = dom::by_id("paints");
    for class in &CLASSES {
        let button = dom::create("button", "paint");
        dom::set_attribute(&button, "type", "button");
        dom::set_attribute(&button, "data-paint", class.name);
        dom::set_attribute(&button, "aria-haspopup", "dialog");
        for part in ["tint", "name"] {
            let part = dom::create("span", part);
            button.append_child(&part).expect("a button takes spans");
        }
        paints.append_child(&button).expect("a bar takes buttons");
    }
}

/// Ties them to the page.
pub(super) fn listen(page: &Page) {
    let paints: HtmlElement = dom::by_id("paints");
    page.on(&paints, "click", |app, event: &Event| {
        let Some((button, name)) = origin(event, "data-paint") else {
            return;
        };
        if let Some(class) = CLASSES.iter().find(|class| class.name == name) {
            app.pick_paint(class.id, &button);
        }
    });
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
            shown: None,
            looked_at: None,
        }
    }

    /// Brings them up to date; parts that the drawing lacks are pale.
    pub fn show(
        &mut self,
        scheme: Scheme,
        revision: u32,
        labels: &[u8],
        locked: &[bool; CLASS_COUNT + 1],
    ) {
        if self.looked_at.replace(revision) != Some(revision) {
            let mut is_there = [false; CLASS_COUNT + 1];
            for &label in labels {
                is_there[usize::from(label)] = true;
            }
            for (class, (button, _)) in CLASSES.iter().zip(&self.buttons) {
                toggle(button, "data-absent", !is_there[usize::from(class.id)]);
            }
        }
        let now = (scheme, *locked, language::current());
        if self.shown.replace(now) == Some(now) {
            return;
        }
        for (class, (button, tint)) in CLASSES.iter().zip(&self.buttons) {
            let color = hex(scheme.of(class.id));
            tint.style()
                .set_property("background-color", &color)
                .expect("a colour is valid");
            dom::set_attribute(button, "data-color", &color);
            let is_locked = locked[usize::from(class.id)];
            toggle(button, "data-locked", is_locked);
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
