//! The browser's eyedropper, which takes a colour from anywhere on the screen. Some browsers have none; its button is
//! hidden there.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::ui::dom;
use facade_editor::paint::{Color, from_hex};

fn constructor() -> Option<Function> {
    let found = Reflect::get(&dom::window(), &JsValue::from_str("EyeDropper")).ok()?;
    found.dyn_into().ok()
}

/// Whether the browser has one.
pub fn is_offered() -> bool {
    constructor().is_some()
}

/// Lets the person take a colour; none if they think better of it.
pub async fn pick() -> Option<Color> {
    let dropper = Reflect::construct(&constructor()?, &js_sys::Array::new()).ok()?;
    let open: Function = property(&dropper, "open")?.dyn_into().ok()?;
    let result = open.call0(&dropper).ok()?.dyn_into::<Promise>().ok()?;
    let result = JsFuture::from(result).await.ok()?;
    from_hex(&property(&result, "sRGBHex")?.as_string()?)
}

fn property(object: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(object, &JsValue::from_str(name)).ok()
}
