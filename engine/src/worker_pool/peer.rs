//! A peer's life: take a shard of a model, then work on whatever the shared buffer announces.

use std::cell::RefCell;

use burn::tensor::Device;
use facade_model::bundle::{Architecture, Bundle, BundleError};
use facade_model::dropout;
use js_sys::{Array, SharedArrayBuffer, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::MessageEvent;

use super::shared_buffer::SharedBuffer;
use crate::cpu_plan::CpuPlan;
use crate::cpu_plan::shard::Shard;
use crate::port;

/// In a worker's address: that it is a peer.
const PEER: &str = "helper";

/// The address of a peer of the worker at `address`, which has parameters.
pub fn address(address: &str) -> String {
    format!("{address}&{PEER}")
}

/// Whether this worker was started as a peer.
pub fn is_wanted() -> bool {
    let address = port::address().unwrap_or_default();
    address.split(['?', '&']).any(|parameter| parameter == PEER)
}

/// What a peer says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// What is sent from now on is heard.
    Listening,
    /// Its shard is ready, and it waits at the shared buffer.
    Ready,
    Failed,
}

impl Answer {
    const ALL: [Self; 3] = [Self::Listening, Self::Ready, Self::Failed];

    fn give(self) {
        port::scope()
            .post_message(&JsValue::from(self as u32))
            .expect("a number can be cloned");
    }

    pub fn read(message: &JsValue) -> Option<Self> {
        let number = message.as_f64()? as usize;
        Self::ALL.get(number).copied()
    }
}

/// First of two messages to a peer: its shard, and a bundle's bytes.
pub fn model_message(shard: Shard, model: &SharedArrayBuffer) -> Array {
    let [index, count] = [shard.index, shard.count].map(|number| JsValue::from(number as u32));
    Array::of3(&index, &count, model)
}

/// The second: where to meet.
pub fn buffer_message(buffer: &SharedBuffer) -> Array {
    let (memory, capacity) = buffer.memory();
    Array::of2(&JsValue::from(capacity as u32), memory)
}

/// Waits for a model and a buffer. What goes wrong is said to the worker that started this one,
/// which then does without.
pub fn start() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        Answer::Failed.give();
    }));
    let waiting = RefCell::new(None);
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let message = event.data();
        let known = waiting.take();
        let next = match known {
            None => prepare(&message).map(|own| _ = waiting.replace(Some(own))),
            Some(own) => meet(&message, &own).map(|buffer| {
                Answer::Ready.give();
                work(buffer, own)
            }),
        };
        if next.is_none() {
            Answer::Failed.give();
        }
    });
    port::scope().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // Needed for as long as the worker lives.
    on_message.forget();
    Answer::Listening.give();
}

/// A shard of a generator, and what it needs to draw variations.
struct ShardPlan {
    shard: Shard,
    plan: CpuPlan,
    dropout: f64,
    shapes: Vec<[usize; 3]>,
}

fn number(message: &Array, place: u32) -> Option<usize> {
    Some(message.get(place).as_f64()? as usize)
}

fn prepare(message: &JsValue) -> Option<ShardPlan> {
    let message: &Array = message.dyn_ref()?;
    let shard = Shard {
        index: number(message, 0)?,
        count: number(message, 1)?,
    };
    let model: SharedArrayBuffer = message.get(2).dyn_into().ok()?;
    shard_plan(&Uint8Array::new(&model).to_vec(), shard).ok()
}

fn meet(message: &JsValue, own: &ShardPlan) -> Option<SharedBuffer> {
    let message: &Array = message.dyn_ref()?;
    let memory = message.get(1).dyn_into().ok()?;
    Some(SharedBuffer::over(memory, own.shard, number(message, 0)?))
}

fn shard_plan(bundle: &[u8], shard: Shard) -> Result<ShardPlan, BundleError> {
    // The worker that started this one has checked it.
    let bundle = Bundle::decode_verified(bundle)?;
    let Architecture::UNet256 { dropout, .. } = bundle.manifest().architecture;
    let input = bundle.manifest().input.clone();
    let unet = bundle.unet(&Device::flex())?;
    Ok(ShardPlan {
        shard,
        dropout,
        shapes: unet.dropout_shapes(),
        plan: CpuPlan::of(unet, &input, shard),
    })
}

/// Until the worker is terminated.
fn work(mut buffer: SharedBuffer, mut own: ShardPlan) -> ! {
    let mut drawing = Vec::new();
    loop {
        let (variation, paint) = buffer.next_job(&mut drawing);
        if let Some(paint) = paint {
            own.plan.paint(&paint);
        }
        let masks = variation.map(|variation| {
            let (seed, strength) = (variation.seed.into(), variation.strength);
            dropout::mixed(&own.shapes, own.dropout, seed, strength)
        });
        let masks = masks.unwrap_or_default();
        own.plan.run_with(&drawing, &masks, &mut buffer);
    }
}
