//! Whether the browser offers a WebGPU adapter.
//!
//! Asked here, before the larger engine is downloaded: most browsers without one can be spared
//! it. WebGPU's interface is reached by name because its bindings are not stable yet.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::ui::dom;

/// Asks `navigator.gpu.requestAdapter()`.
pub async fn is_offered() -> bool {
    let Some(promise) = request() else {
        return false;
    };
    JsFuture::from(promise)
        .await
        .is_ok_and(|adapter| !adapter.is_null() && !adapter.is_undefined())
}

/// `None` where the browser has no WebGPU, or not for this page (it wants a secure context).
fn request() -> Option<Promise> {
    let gpu = Reflect::get(&dom::window().navigator(), &JsValue::from_str("gpu")).ok()?;
    let request: Function = Reflect::get(&gpu, &JsValue::from_str("requestAdapter"))
        .ok()?
        .dyn_into()
        .ok()?;
    request.call0(&gpu).ok()?.dyn_into().ok()
}
