//! From pointer events to places in the drawing.
//!
//! Mouse, finger and pen arrive as the same events. Knows the canvas's place on the screen; not
//! what a stroke does.

use facade_model::IMAGE_SIZE;
use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, PointerEvent};

/// The places that `event` reports, oldest first, in drawing pixels; they may lie outside.
///
/// A fast hand makes more places than frames. Browsers that can tell them all keep curves round;
/// the others tell the last.
pub fn places(event: &PointerEvent, canvas: &Element) -> Vec<(f32, f32)> {
    let rect = canvas.get_bounding_client_rect();
    let side = IMAGE_SIZE as f64;
    let place = |event: &PointerEvent| {
        (
            ((f64::from(event.client_x()) - rect.left()) * side / rect.width()) as f32,
            ((f64::from(event.client_y()) - rect.top()) * side / rect.height()) as f32,
        )
    };
    let mut places: Vec<_> = coalesced(event).iter().map(place).collect();
    // Synthetic events, and browsers without the list, give none.
    if places.is_empty() {
        places.push(place(event));
    }
    places
}

fn coalesced(event: &PointerEvent) -> Vec<PointerEvent> {
    let name = JsValue::from_str("getCoalescedEvents");
    if !Reflect::has(event, &name).unwrap_or(false) {
        return Vec::new();
    }
    event
        .get_coalesced_events()
        .iter()
        .filter_map(|event| event.dyn_into().ok())
        .collect()
}
