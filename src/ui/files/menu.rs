//! The menu beside the save button, by pointer and by keys as the ARIA menu-button pattern has it.
//!
//! Knows its own elements only; what an item does, the table of actions says.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent, Node, PointerEvent};

use crate::ui::dom;

#[derive(Clone)]
struct Menu {
    button: HtmlElement,
    list: HtmlElement,
}

/// Ties the menu to its events. None of them concerns the rest of the page, so moving the focus
/// here cannot meet the page in the middle of something.
pub fn listen() {
    let menu = Menu {
        button: dom::by_id("save-more"),
        list: dom::by_id("save-menu"),
    };
    let own = menu.clone();
    dom::listen(&menu.button, "click", move |_: Event| {
        if own.list.hidden() {
            own.open(0);
        } else {
            own.close();
        }
    });
    let own = menu.clone();
    dom::listen(&menu.button, "keydown", move |event: KeyboardEvent| {
        let which = match event.key().as_str() {
            "ArrowDown" => 0,
            "ArrowUp" => -1,
            _ => return,
        };
        event.prevent_default();
        own.open(which);
    });
    let own = menu.clone();
    dom::listen(&menu.list, "keydown", move |event: KeyboardEvent| {
        own.key(&event);
    });
    let own = menu.clone();
    dom::listen(&menu.list, "click", move |_: Event| {
        own.close();
        let _ = own.button.focus();
    });
    let document = dom::document();
    dom::listen(&document, "pointerdown", move |event: PointerEvent| {
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<Node>().ok());
        let is_inside = |element: &HtmlElement| element.contains(target.as_ref());
        if !is_inside(&menu.list) && !is_inside(&menu.button) {
            menu.close();
        }
    });
}

impl Menu {
    fn items(&self) -> Vec<HtmlElement> {
        let found = dom::all("#save-menu [role=menuitem]");
        found.into_iter().map(Element::unchecked_into).collect()
    }

    fn open(&self, which: i32) {
        self.list.set_hidden(false);
        dom::set_attribute(&self.button, "aria-expanded", "true");
        self.focus(which);
    }

    fn close(&self) {
        self.list.set_hidden(true);
        dom::set_attribute(&self.button, "aria-expanded", "false");
    }

    /// Focuses an item; counts around the ends.
    fn focus(&self, which: i32) {
        let items = self.items();
        let index = which.rem_euclid(items.len() as i32) as usize;
        let _ = items[index].focus();
    }

    fn key(&self, event: &KeyboardEvent) {
        let focused = dom::document().active_element();
        let at = self
            .items()
            .iter()
            .position(|item| focused.as_ref() == Some(item.as_ref()))
            .map_or(0, |index| index as i32);
        match event.key().as_str() {
            "ArrowDown" => self.focus(at + 1),
            "ArrowUp" => self.focus(at - 1),
            "Home" => self.focus(0),
            "End" => self.focus(-1),
            "Escape" => {
                self.close();
                let _ = self.button.focus();
            }
            "Tab" => {
                self.close();
                return;
            }
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    }
}
