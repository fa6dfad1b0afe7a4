//! The page's end of the import: a worker that is sent one file and answers with the bundle that it makes of it.
//!
//! Speaks as the engines do (`web/engine_worker.js` starts it): arrays of a header `{ name: … }` in JSON and bytes.
//!
//! ```text
//! worker ──started──▶ page ──[file's name, bytes]──▶ worker ──bundle + bytes, or failed: a sentence──▶ page
//! ```
//!
//! It knows nothing of what becomes of the bundle, which the page checks like any other, and is ended after one file,
//! because WebAssembly gives no memory back.

use std::panic::PanicHookInfo;

use anyhow::Result;
use js_sys::{Array, Uint8Array};
use serde_json::{Value, json};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::generator;

/// Waits for a file. Returns at once; the rest happens on the worker's event loop.
pub fn start() {
    std::panic::set_hook(Box::new(report_panic));
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(|event: MessageEvent| answer(&event));
    scope().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // Needed for as long as the worker lives.
    on_message.forget();
    post(&json!({ "started": {} }), None);
}

fn answer(event: &MessageEvent) {
    let parts = Array::from(&event.data());
    let file = parts.get(0).as_string().unwrap_or_default();
    // One copy, into this program's memory; the page has handed over its own.
    let bytes = parts.get(1).dyn_into::<Uint8Array>();
    let bytes = bytes.map(|bytes| bytes.to_vec()).unwrap_or_default();
    match bundle(&file, bytes) {
        Ok(bundle) => post(&json!({ "bundle": {} }), Some(&bundle)),
        Err(error) => fail(&format!("{file} cannot be read: {error:#}.")),
    }
}

fn bundle(file: &str, bytes: Vec<u8>) -> Result<Vec<u8>> {
    Ok(generator(bytes, None)?.bundle(file)?)
}

fn fail(sentence: &str) {
    post(&json!({ "failed": { "message": sentence } }), None);
}

fn post(header: &Value, bytes: Option<&[u8]>) {
    let parts = Array::of1(&JsValue::from_str(&header.to_string()));
    let transferred = Array::new();
    if let Some(bytes) = bytes.map(Uint8Array::from) {
        parts.push(&bytes);
        transferred.push(&bytes.buffer());
    }
    // A string and a buffer made above can always be cloned and transferred.
    scope()
        .post_message_with_transfer(&parts, &transferred)
        .expect("the page takes strings and byte arrays");
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// WebAssembly cannot unwind here, so all that is left is to say so.
fn report_panic(info: &PanicHookInfo<'_>) {
    console_error_panic_hook::hook(info);
    fail("The file could not be read: its reader stopped unexpectedly.");
}
