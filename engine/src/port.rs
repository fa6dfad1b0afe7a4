//! The worker's end of the conversation with the page: JavaScript arrays `[header, payload]`.
//!
//! What the messages mean is [`facade_protocol`]'s business; what is done about them is
//! [`super::worker`]'s.

#[cfg(any(feature = "cpu", feature = "gpu"))]
use facade_model::paint::Paint;
use js_sys::{Array, Promise, Reflect, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::error::EngineError;
#[cfg(any(feature = "cpu", feature = "gpu"))]
use super::inbox::{EngineCommand, Task};
#[cfg(any(feature = "cpu", feature = "gpu"))]
use facade_protocol::ToEngine;
use facade_protocol::{decode, encode};

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
pub fn post(message: &impl Serialize) {
    deliver(message, None);
}

/// Sends a message with its payload, whose buffer the page then owns.
pub fn post_with_payload(message: &impl Serialize, payload: &[u8]) {
    deliver(message, Some(Uint8Array::from(payload)));
}

fn deliver(message: &impl Serialize, payload: Option<Uint8Array>) {
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

/// Reads a message from the page, and its payload where it has one.
///
/// # Errors
/// [`EngineError::BadMessage`] where it is none.
pub fn message<M: DeserializeOwned>(
    event: &MessageEvent,
) -> Result<(M, Option<Uint8Array>), EngineError> {
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
    let message = decode(&header).map_err(|error| bad(&error.to_string()))?;
    Ok((message, parts.get(1).dyn_into().ok()))
}

/// Reads a task from the page.
///
/// # Errors
/// [`EngineError::BadMessage`] where it is none.
#[cfg(any(feature = "cpu", feature = "gpu"))]
pub fn read(event: &MessageEvent) -> Result<EngineCommand, EngineError> {
    match message(event)? {
        (
            ToEngine::Load {
                build,
                list_url,
                model,
            },
            _,
        ) => Ok(EngineCommand::Task(Task::Load {
            build,
            list_url,
            model,
        })),
        (ToEngine::Cancel {}, _) => Ok(EngineCommand::Cancel),
        (
            ToEngine::Translate {
                seq,
                variation,
                paint,
                interruptible,
            },
            Some(drawing),
        ) => Ok(EngineCommand::Task(Task::Translate {
            seq,
            drawing: drawing.to_vec(),
            variation,
            paint: paint.map(|colors| Paint { colors }),
            interruptible,
        })),
        (ToEngine::Translate { .. }, None) => Err(EngineError::BadMessage {
            reason: "the drawing is no Uint8Array".to_owned(),
        }),
    }
}

/// What JavaScript says about an error.
pub fn reason(error: &JsValue) -> String {
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => error.message().into(),
        None => format!("{error:?}"),
    }
}
