//! One engine's worker: starting it, speaking to it, ending it.
//!
//! Knows the wire format of [`protocol`](facade_protocol) and nothing of what is said.

use js_sys::{Array, Uint8Array};
use serde::Serialize;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, MessageEvent, Worker, WorkerOptions, WorkerType};

use crate::ui::dom;
use facade_protocol::{BUILD_ID, Backend, ToPage};

/// What comes from a worker.
pub enum Incoming {
    /// A message and its payload.
    Message(ToPage, Option<Uint8Array>),
    /// Something that is not a message of this build.
    Unreadable,
    /// The browser reports that the worker could not be started or has thrown.
    Crashed,
}

/// A running worker; dropping it terminates the worker, and nothing of it is heard again.
pub struct Link {
    worker: Worker,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(Event)>,
}

impl Link {
    /// Starts the worker of `backend`, which shares its work with others unless it is to be `alone`; `deliver` is
    /// called for whatever comes from it.
    ///
    /// # Errors
    /// The browser refuses workers; its words.
    pub fn start(
        backend: Backend,
        alone: bool,
        deliver: impl Fn(Incoming) + 'static,
    ) -> Result<Self, String> {
        let engine = match backend {
            Backend::Cpu => "cpu",
            Backend::Webgpu => "gpu",
        };
        let threads = if alone { "&threads=1" } else { "" };
        Self::to(engine, threads, deliver)
    }

    /// [`Link::start`] for the worker that the script calls `engine`, told `more` by its address.
    ///
    /// # Errors
    /// As [`Link::start`].
    pub fn to(
        engine: &str,
        more: &str,
        deliver: impl Fn(Incoming) + 'static,
    ) -> Result<Self, String> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&address(engine, more), &options)
            .map_err(|exception| dom::exception_text(&exception))?;
        let deliver = std::rc::Rc::new(deliver);
        let deliver_message = std::rc::Rc::clone(&deliver);
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            deliver_message(read(&event));
        });
        let on_error = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            // Handled here; the console need not repeat it.
            event.prevent_default();
            deliver(match event.type_().as_str() {
                "messageerror" => Incoming::Unreadable,
                _ => Incoming::Crashed,
            });
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        worker.set_onmessageerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Self {
            worker,
            _on_message: on_message,
            _on_error: on_error,
        })
    }

    /// Sends a message and, where it has one, its payload.
    pub fn send(&self, message: &impl Serialize, payload: Option<&[u8]>) {
        let parts = Array::of1(&facade_protocol::encode(message).into());
        let transferred = Array::new();
        if let Some(payload) = payload {
            let bytes = Uint8Array::from(payload);
            transferred.push(&bytes.buffer());
            parts.push(&bytes);
        }
        self.worker
            .post_message_with_transfer(&parts, &transferred)
            .expect("strings and bytes can be cloned");
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        // Messages already under way would otherwise find their closures gone.
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.set_onmessageerror(None);
        self.worker.terminate();
    }
}

/// The build id keeps a browser's cache from pairing this page with an older worker.
fn address(engine: &str, more: &str) -> String {
    format!("./engine_worker.js?engine={engine}&build={BUILD_ID}{more}")
}

fn read(event: &MessageEvent) -> Incoming {
    let Ok(parts) = event.data().dyn_into::<Array>() else {
        return Incoming::Unreadable;
    };
    let message = parts
        .get(0)
        .as_string()
        .and_then(|header| facade_protocol::decode(&header).ok());
    match message {
        Some(message) => Incoming::Message(message, parts.get(1).dyn_into().ok()),
        None => Incoming::Unreadable,
    }
}
