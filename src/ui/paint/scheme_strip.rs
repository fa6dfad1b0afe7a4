//! `#scheme`: the house's colours as a strip of the parts in the drawing. Each is a switch that keeps its part's colour
//! from the dice.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement};

use super::hide;
use super::swatches::{Shown, class_of};
use crate::ui::page::Page;
use crate::ui::texts::{actions, paint as texts};
use crate::ui::{dom, language};
use facade_editor::paint::hex;
use facade_editor::subject;

/// A button for each class; only those in the drawing are seen.
pub struct SchemeStrip {
    buttons: Vec<HtmlElement>,
}

/// Ties the strip to the page.
pub(super) fn listen(page: &Page) {
    let strip: HtmlElement = dom::by_id("scheme");
    page.on(&strip, "click", |app, event: &Event| {
        if let Some((_, name)) = dom::origin(event, "data-lock")
            && let Some(class) = class_of(&name)
        {
            let locked = &mut app.paint.locked[usize::from(class)];
            *locked = !*locked;
        }
    });
}

impl SchemeStrip {
    /// Makes the buttons.
    pub fn new() -> Self {
        let strip: Element = dom::by_id("scheme");
        let buttons = subject::current().entries().iter().map(|entry| {
            let button = dom::button("lock", "data-lock", entry.name);
            dom::append(&strip, &button);
            button.unchecked_into()
        });
        Self {
            buttons: buttons.collect(),
        }
    }

    /// Brings it up to date.
    pub fn show(&self, shown: &Shown) {
        for (class, button) in subject::current().classes().iter().zip(&self.buttons) {
            let index = usize::from(class.id);
            hide(button, !shown.is_there[index]);
            button
                .style()
                .set_property("background-color", &hex(shown.scheme.of(class.id)))
                .expect("a colour is valid");
            dom::set_attribute(button, "aria-pressed", &shown.locked[index].to_string());
            let label = texts::lock(&actions::class(class.id));
            language::write_attribute(button, "aria-label", &label);
            language::write_attribute(button, "title", &label);
        }
    }
}
