//! `.tooltip`: what a button does, by a long press, where no pointer hovers. A press that has shown it does not press the
//! button.
//!
//! For eyes only: its text is the button's `title`, which screen readers have. Knows no button.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Event, HtmlElement, PointerEvent};

use super::dom;

/// How long a finger rests.
const PRESS_MS: i32 = 500;
/// How long the words stay after it.
const STAYS_MS: i32 = 1_500;
/// From finger and window's edge, CSS pixels.
const GAP: f64 = 8.0;

/// Listens to fingers, wherever they are.
pub(super) fn listen() {
    let tip: HtmlElement = dom::create("div", "tooltip").unchecked_into();
    dom::set_attribute(&tip, "popover", "manual");
    dom::set_attribute(&tip, "aria-hidden", "true");
    dom::root()
        .append_child(&tip)
        .expect("a page takes elements");
    // How often a finger came or went, so that what waits knows whether it still matters.
    let turns = Rc::new(Cell::new(0_u32));
    let is_shown = Rc::new(Cell::new(false));
    let document = dom::document();

    let (own, count, shown) = (tip.clone(), Rc::clone(&turns), Rc::clone(&is_shown));
    dom::listen(&document, "pointerdown", move |event: PointerEvent| {
        let turn = count.get() + 1;
        count.set(turn);
        shown.set(false);
        dom::ask(&own, "hidePopover");
        let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
        let button = target.and_then(|it| it.closest("button[title]").ok()?);
        let Some(button) = button.filter(|_| event.pointer_type() == "touch") else {
            return;
        };
        let (own, count, shown) = (own.clone(), Rc::clone(&count), Rc::clone(&shown));
        wasm_bindgen_futures::spawn_local(async move {
            dom::pause(PRESS_MS).await;
            if count.get() == turn {
                shown.set(true);
                show(&own, &button);
            }
        });
    });
    for kind in ["pointerup", "pointercancel"] {
        let (own, count) = (tip.clone(), Rc::clone(&turns));
        dom::listen(&document, kind, move |_: PointerEvent| {
            let turn = count.get() + 1;
            count.set(turn);
            let (own, count) = (own.clone(), Rc::clone(&count));
            wasm_bindgen_futures::spawn_local(async move {
                dom::pause(STAYS_MS).await;
                if count.get() == turn {
                    dom::ask(&own, "hidePopover");
                }
            });
        });
    }
    // Before the button hears of it.
    let swallow = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
        if is_shown.take() {
            event.stop_propagation();
            event.prevent_default();
        }
    });
    document
        .add_event_listener_with_callback_and_bool(
            "click",
            swallow.into_js_value().unchecked_ref(),
            true,
        )
        .expect("a listener can be added");
}

fn show(tip: &HtmlElement, button: &Element) {
    tip.set_text_content(button.get_attribute("title").as_deref());
    dom::ask(tip, "showPopover");
    let (around, page) = (button.get_bounding_client_rect(), dom::root());
    let (width, height) = (
        f64::from(tip.offset_width()),
        f64::from(tip.offset_height()),
    );
    let middle = around.left() + (around.width() - width) / 2.0;
    let left = middle
        .min(f64::from(page.client_width()) - width - GAP)
        .max(GAP);
    // Above, where the finger does not hide it.
    let above = around.top() - height - GAP;
    let top = if above < GAP {
        around.bottom() + GAP
    } else {
        above
    };
    for (property, at) in [("left", left), ("top", top)] {
        let _ = tip.style().set_property(property, &format!("{at}px"));
    }
}
