//! `#context-menu`: what can be done with what is selected, by right click and the Menu key, with keys as the ARIA menu
//! pattern has them.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent, MouseEvent, Node, PointerEvent};

use super::app::App;
use super::dom;
use facade_editor::Tool;

const SECONDARY_BUTTON: i16 = 2;
const EDGE_PX: f64 = 8.0;

/// Ties the menu to its own events; none concerns the rest of the page.
pub(super) fn listen(canvas: &HtmlElement) {
    let list: HtmlElement = dom::by_id("context-menu");
    let (own, back) = (list.clone(), canvas.clone());
    dom::listen(&list, "keydown", move |event: KeyboardEvent| {
        key(&own, &back, &event)
    });
    let (own, back) = (list.clone(), canvas.clone());
    dom::listen(&list, "click", move |_: Event| {
        own.set_hidden(true);
        let _ = back.focus();
    });
    dom::listen(
        &dom::document(),
        "pointerdown",
        move |event: PointerEvent| {
            let target = event
                .target()
                .and_then(|target| target.dyn_into::<Node>().ok());
            if !list.contains(target.as_ref()) {
                list.set_hidden(true);
            }
        },
    );
}

impl App {
    /// The browser wants to show its menu over the drawing: ours comes instead, but for a finger, whose long press is a
    /// stroke.
    pub(super) fn context_menu(&mut self, event: &MouseEvent) {
        event.prevent_default();
        let by_finger = event
            .dyn_ref::<PointerEvent>()
            .is_some_and(|event| event.pointer_type() == "touch");
        if by_finger || self.editor.is_drawing() {
            return;
        }
        let rect = self.drawing.element().get_bounding_client_rect();
        let scale = self.view.css_px_per_pixel();
        let mut at = (f64::from(event.client_x()), f64::from(event.client_y()));
        if event.button() == SECONDARY_BUTTON {
            let in_drawing = ((at.0 - rect.left()) / scale, (at.1 - rect.top()) / scale);
            if self
                .editor
                .select_at(in_drawing.0 as f32, in_drawing.1 as f32)
            {
                self.announce_selection();
            }
        } else if let Some(bounds) = self.editor.selection_bounds() {
            at = (
                rect.left() + scale * f64::from(bounds.right),
                rect.top() + scale * f64::from(bounds.top),
            );
        }
        if self.editor.tool() != Tool::Select {
            self.editor.set_tool(Tool::Select);
        }
        // Later: moving the focus is an event of the page itself, and the buttons are not up to date yet.
        wasm_bindgen_futures::spawn_local(async move { open(at) });
    }
}

/// Opens the menu at a place of the window.
pub(super) fn open((x, y): (f64, f64)) {
    let list: HtmlElement = dom::by_id("context-menu");
    list.set_hidden(false);
    let size = list.get_bounding_client_rect();
    let document = dom::root();
    for (side, at, length, room) in [
        ("left", x, size.width(), document.client_width()),
        ("top", y, size.height(), document.client_height()),
    ] {
        let held = at.min(f64::from(room) - length - EDGE_PX).max(EDGE_PX);
        let _ = list
            .style()
            .set_property(side, &(held.round().to_string() + "px"));
    }
    focus(0);
}

fn items() -> Vec<HtmlElement> {
    let found = dom::all("#context-menu [role=menuitem]:enabled");
    found.into_iter().map(Element::unchecked_into).collect()
}

/// Focuses an item; counts around the ends.
fn focus(which: i32) {
    let items = items();
    if let Some(index) = which.checked_rem_euclid(items.len() as i32) {
        let _ = items[index as usize].focus();
    }
}

fn key(list: &HtmlElement, canvas: &HtmlElement, event: &KeyboardEvent) {
    let focused = dom::document().active_element();
    let at = items()
        .iter()
        .position(|item| focused.as_ref() == Some(item.as_ref()))
        .map_or(0, |index| index as i32);
    match event.key().as_str() {
        "ArrowDown" | "ArrowRight" => focus(at + 1),
        "ArrowUp" | "ArrowLeft" => focus(at - 1),
        "Home" => focus(0),
        "End" => focus(-1),
        "Escape" | "Tab" => {
            list.set_hidden(true);
            let _ = canvas.focus();
        }
        _ => return,
    }
    event.prevent_default();
    event.stop_propagation();
}
