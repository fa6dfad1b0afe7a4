//! Menus behind buttons, by pointer and by keys as the ARIA menu-button pattern has it: what else can be saved, and the
//! settings.
//!
//! On phones the first of them is the lower part of a sheet, whose upper part is a bar of the page at other sizes.
//! Knows its own elements only; what an item does, the table of actions says.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent, Node, PointerEvent};

use super::dom;

/// Buttons and their menus. What is around a menu, the element of this class, belongs to it.
const MENUS: [(&str, &str); 2] = [("save-more", "save-menu"), ("settings-more", "settings")];
const SHEET: &str = ".file-sheet";

#[derive(Clone)]
struct Menu {
    button: HtmlElement,
    list: HtmlElement,
    /// The menu, or the sheet that it is part of.
    sheet: HtmlElement,
}

/// Ties the menus to their events. None of them concerns the rest of the page, so moving the focus
/// here cannot meet the page in the middle of something.
pub fn listen() {
    for (button, list) in MENUS {
        let list: HtmlElement = dom::by_id(list);
        let around = list.closest(SHEET).ok().flatten();
        Menu {
            button: dom::by_id(button),
            sheet: around.map_or_else(|| list.clone(), Element::unchecked_into),
            list,
        }
        .listen();
    }
}

impl Menu {
    fn listen(&self) {
        let own = self.clone();
        dom::listen(&self.button, "click", move |_: Event| {
            if own.list.hidden() {
                own.open(0);
            } else {
                own.close();
            }
        });
        let own = self.clone();
        dom::listen(&self.button, "keydown", move |event: KeyboardEvent| {
            let which = match event.key().as_str() {
                "ArrowDown" => 0,
                "ArrowUp" => -1,
                _ => return,
            };
            event.prevent_default();
            own.open(which);
        });
        let own = self.clone();
        dom::listen(&self.list, "keydown", move |event: KeyboardEvent| {
            own.key(&event);
        });
        let own = self.clone();
        dom::listen(&self.sheet, "click", move |event: Event| {
            let stays = target(&event).is_none_or(|it| !is_within(&it, "button:not([data-stays])"));
            if own.list.hidden() || stays {
                return;
            }
            own.close();
            let _ = own.button.focus();
        });
        let own = self.clone();
        dom::listen(
            &dom::document(),
            "pointerdown",
            move |event: PointerEvent| {
                let target = target(&event);
                let node = target.as_deref().map(AsRef::<Node>::as_ref);
                if !own.sheet.contains(node) && !own.button.contains(node) {
                    own.close();
                }
            },
        );
    }

    fn items(&self) -> Vec<HtmlElement> {
        let found = dom::all(&format!("#{} [role=menuitem]", self.list.id()));
        let items = found
            .into_iter()
            .map(Element::unchecked_into::<HtmlElement>);
        items.filter(|item| !item.hidden()).collect()
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

fn target(event: &Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

fn is_within(element: &Element, selector: &str) -> bool {
    matches!(element.closest(selector), Ok(Some(_)))
}
