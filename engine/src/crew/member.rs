//! A helper's life: take a part of a model, then work on whatever the board announces.

use std::cell::RefCell;

use burn::tensor::Device;
use facade_model::bundle::{Architecture, Bundle, BundleError};
use facade_model::dropout;
use js_sys::{Array, SharedArrayBuffer, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::MessageEvent;

use super::board::Board;
use crate::cpu_plan::CpuPlan;
use crate::cpu_plan::part::Part;
use crate::port;
use facade_protocol::LABEL_BYTES;

/// In a worker's address: that it is a helper.
const HELPER: &str = "helper";

/// The address of a helper of the worker at `address`, which has parameters.
pub fn address(address: &str) -> String {
    format!("{address}&{HELPER}")
}

/// Whether this worker was started as a helper.
pub fn is_wanted() -> bool {
    let address = port::address().unwrap_or_default();
    address
        .split(['?', '&'])
        .any(|parameter| parameter == HELPER)
}

/// What a helper says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// What is sent from now on is heard.
    Listening,
    /// Its part is ready, and it waits at the board.
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

/// First of two messages to a helper: its part, and a bundle's bytes.
pub fn model_message(part: Part, model: &SharedArrayBuffer) -> Array {
    let [index, count] = [part.index, part.count].map(|number| JsValue::from(number as u32));
    Array::of3(&index, &count, model)
}

/// The second: where to meet.
pub fn board_message(board: &Board) -> Array {
    let (memory, capacity) = board.memory();
    Array::of2(&JsValue::from(capacity as u32), memory)
}

/// Waits for a model and a board. What goes wrong is said to the worker that started this one, which then does
/// without.
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
            None => prepare(&message).map(|share| _ = waiting.replace(Some(share))),
            Some(share) => meet(&message, &share).map(|board| {
                Answer::Ready.give();
                work(board, share)
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

/// A part of a generator, and what it needs to draw variations.
struct Share {
    part: Part,
    plan: CpuPlan,
    dropout: f64,
    shapes: Vec<[usize; 3]>,
}

fn number(message: &Array, place: u32) -> Option<usize> {
    Some(message.get(place).as_f64()? as usize)
}

fn prepare(message: &JsValue) -> Option<Share> {
    let message: &Array = message.dyn_ref()?;
    let part = Part {
        index: number(message, 0)?,
        count: number(message, 1)?,
    };
    let model: SharedArrayBuffer = message.get(2).dyn_into().ok()?;
    share(&Uint8Array::new(&model).to_vec(), part).ok()
}

fn meet(message: &JsValue, share: &Share) -> Option<Board> {
    let message: &Array = message.dyn_ref()?;
    let memory = message.get(1).dyn_into().ok()?;
    Some(Board::over(memory, share.part, number(message, 0)?))
}

fn share(bundle: &[u8], part: Part) -> Result<Share, BundleError> {
    // The worker that started this one has checked it.
    let bundle = Bundle::decode_verified(bundle)?;
    let Architecture::UNet256 { dropout, .. } = bundle.manifest().architecture;
    let unet = bundle.facade_unet_to_paint(&Device::flex())?;
    Ok(Share {
        part,
        dropout,
        shapes: unet.dropout_shapes(),
        plan: CpuPlan::of(unet, part),
    })
}

/// Until the worker is terminated.
fn work(mut board: Board, mut share: Share) -> ! {
    let mut labels = vec![0; LABEL_BYTES];
    loop {
        let (variation, paint) = board.next_job(&mut labels);
        if let Some(paint) = paint {
            share.plan.paint(&paint);
        }
        let masks = variation.map(|variation| {
            let (seed, strength) = (variation.seed.into(), variation.strength);
            dropout::mixed(&share.shapes, share.dropout, seed, strength)
        });
        let masks = masks.unwrap_or_default();
        share.plan.run_with(&labels, &masks, &mut board);
    }
}
