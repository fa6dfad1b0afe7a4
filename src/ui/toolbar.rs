//! Bars of buttons as one stop of the Tab key each, with arrow keys, Home and End inside: the
//! toolbar pattern of the ARIA Authoring Practices.
//!
//! Every element of `role="toolbar"` is one. Knows no button's meaning.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlButtonElement, HtmlElement, KeyboardEvent};

use super::dom;

/// Where an arrow key leads among `count` buttons from the one at `now`; round the ends.
fn destination(key: &str, now: usize, count: usize) -> Option<usize> {
    Some(match key {
        "ArrowRight" | "ArrowDown" => (now + 1) % count,
        "ArrowLeft" | "ArrowUp" => (now + count - 1) % count,
        "Home" => 0,
        "End" => count - 1,
        _ => return None,
    })
}

/// A key went down; returns whether it moved the focus within a bar. A button that has used the
/// key itself, to open a menu say, has it.
pub fn key_down(event: &KeyboardEvent) -> bool {
    if event.default_prevented() {
        return false;
    }
    if event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key() {
        return false;
    }
    let Some(focused) = dom::document().active_element() else {
        return false;
    };
    let Ok(Some(bar)) = focused.closest("[role=toolbar]") else {
        return false;
    };
    let buttons = reachable(&bar);
    let Some(now) = buttons
        .iter()
        .position(|button| button.is_same_node(Some(&focused)))
    else {
        return false;
    };
    let Some(next) = destination(&event.key(), now, buttons.len()) else {
        return false;
    };
    event.prevent_default();
    let _ = buttons[next].focus();
    settle(&bar, dom::document().active_element().as_ref());
    true
}

/// After anything that may have enabled, disabled, added or shown buttons: each bar keeps one
/// stop, and a button that may no longer be pressed hands the focus on.
///
/// `focused` is what had the focus before any of that: a browser takes it from a button that is disabled.
pub fn settle_all(focused: Option<&Element>) {
    for bar in dom::all("[role=toolbar]") {
        settle(&bar, focused);
    }
}

fn settle(bar: &Element, focused: Option<&Element>) {
    let all = buttons(bar);
    let reachable: Vec<_> = all.iter().filter(|button| is_reachable(button)).collect();
    let has_focus = |button: &HtmlButtonElement| focused == Some(button.as_ref());
    let find = |wanted: &dyn Fn(&HtmlButtonElement) -> bool| {
        reachable.iter().copied().find(|button| wanted(button))
    };
    let stop = find(&has_focus)
        .or_else(|| find(&|button| button.tab_index() == 0 && button.has_attribute("tabindex")))
        .or_else(|| find(&|button| button.get_attribute("aria-pressed").as_deref() == Some("true")))
        .or_else(|| reachable.first().copied());
    for button in &all {
        let index = if stop == Some(button) { 0 } else { -1 };
        if !button.has_attribute("tabindex") || button.tab_index() != index {
            button.set_tab_index(index);
        }
    }
    if let Some(stop) = stop
        && all
            .iter()
            .any(|button| has_focus(button) && button.disabled())
    {
        let _ = stop.focus();
    }
}

fn buttons(bar: &Element) -> Vec<HtmlButtonElement> {
    let Ok(list) = bar.query_selector_all("button") else {
        return Vec::new();
    };
    (0..list.length())
        .filter_map(|index| list.item(index)?.dyn_into::<HtmlButtonElement>().ok())
        // What opens from a bar is not of it.
        .filter(|button| {
            matches!(button.closest("[role=toolbar], [role=menu], dialog, [popover]"),
                Ok(Some(around)) if around == *bar)
        })
        .collect()
}

fn reachable(bar: &Element) -> Vec<HtmlButtonElement> {
    let mut buttons = buttons(bar);
    buttons.retain(is_reachable);
    buttons
}

fn is_reachable(button: &HtmlButtonElement) -> bool {
    let element: &HtmlElement = button;
    !button.disabled() && element.offset_parent().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_go_round_the_ends_of_a_bar() {
        assert_eq!(destination("ArrowRight", 2, 3), Some(0));
        assert_eq!(destination("ArrowUp", 0, 3), Some(2));
        assert_eq!(destination("ArrowDown", 0, 3), Some(1));
        assert_eq!(destination("Home", 2, 3), Some(0));
        assert_eq!(destination("End", 0, 3), Some(2));
    }

    #[test]
    fn other_keys_are_left_to_the_page() {
        assert_eq!(destination("Tab", 0, 3), None);
        assert_eq!(destination("Enter", 0, 3), None);
    }
}
