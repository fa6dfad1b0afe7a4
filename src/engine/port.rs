//! The worker's end of the conversation with the page: JavaScript arrays `[header, payload]`.
//!
//! What the messages mean is [`crate::protocol`]'s business; what is done about them is
//! [`super::worker`]'s.

use js_sys::{Array, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::error::EngineError;
use super::inbox::{Letter, Task};
use crate::protocol::{ToEngine, ToPage, decode, encode};

/// The worker's global scope.
pub fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// The address that the worker was started with.
pub fn address() -> Option<String> {
    let location = Reflect::get(&scope(), &"location".into()).ok()?;
    Reflect::get(&location, &"href".into()).ok()?.as_string()
}

/// Milliseconds since the worker began, with a fraction.
pub fn now_ms() -> f64 {
    // A dedicated worker always has a clock; the binding only allows for other global scopes.
    scope().performance().map_or(f64::NAN, |clock| clock.now())
}

/// Lets the browser do other things for a while.
pub async fn pause(duration_ms: i32) {
    let timeout = Promise::new(&mut |resolve, _reject| {
        scope()
            .set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, duration_ms)
            .expect("a worker has timers");
    });
    JsFuture::from(timeout)
        .await
        .expect("a timer never rejects");
}

/// Sends a message without payload.
pub fn post(message: &ToPage) {
    deliver(message, None);
}

/// Sends a message with its payload, whose buffer the page then owns.
pub fn post_with_payload(message: &ToPage, payload: &[u8]) {
    deliver(message, Some(Uint8Array::from(payload)));
}

fn deliver(message: &ToPage, payload: Option<Uint8Array>) {
    let parts = Array::of1(&JsValue::from_str(&encode(message)));
    let transfer = Array::new();
    if let Some(payload) = payload {
        parts.push(&payload);
        transfer.push(&payload.buffer());
    }
    // A string and a buffer made above can always be cloned and transferred.
    scope()
        .post_message_with_transfer(&parts, &transfer)
        .expect("the page takes strings and byte arrays");
}

/// Reads a message from the page.
///
/// # Errors
/// [`EngineError::BadMessage`] where it is none.
pub fn read(event: &MessageEvent) -> Result<Letter, EngineError> {
    let bad = |reason: &str| EngineError::BadMessage {
        reason: reason.to_owned(),
    };
    let parts: Array = event
        .data()
        .dyn_into()
        .map_err(|_| bad("the message is no array"))?;
    let header = parts
        .get(0)
        .as_string()
        .ok_or_else(|| bad("the header is no string"))?;
    match decode(&header).map_err(|error| bad(&error.to_string()))? {
        ToEngine::Load {
            build,
            list_url,
            model,
        } => Ok(Letter::Task(Task::Load {
            build,
            list_url,
            model,
        })),
        ToEngine::Cancel => Ok(Letter::Cancel),
        ToEngine::Translate {
            seq,
            variation,
            interruptible,
        } => {
            let labels: Uint8Array = parts
                .get(1)
                .dyn_into()
                .map_err(|_| bad("the drawing is no Uint8Array"))?;
            Ok(Letter::Task(Task::Translate {
                seq,
                labels: labels.to_vec(),
                variation,
                interruptible,
            }))
        }
    }
}

/// What JavaScript says about an error.
pub fn reason(error: &JsValue) -> String {
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => error.message().into(),
        None => format!("{error:?}"),
    }
}
