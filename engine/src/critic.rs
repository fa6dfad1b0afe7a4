//! The critic's worker: fetches critics when they are first needed, and judges pictures with them.
//!
//! A worker of its own, because a judgement takes as long as several pictures and must not delay one. Burn runs
//! it as it is: it works once a picture, while nothing else does. Knows nothing of what the page shows.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::panic::PanicHookInfo;
use std::rc::Rc;

use burn::tensor::Device;
use facade_model::bundle::discriminator::DiscriminatorBundle;
use facade_model::discriminator::BundledDiscriminator;
use facade_model::paint::Paint;
use facade_model::pixels;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::MessageEvent;

use super::download::Cache;
use super::error::{EngineError, one_line};
use super::fetch_model::{fetch_file, fetch_list};
use super::port;
use facade_protocol::critic::{JUDGED_BYTES, ToCritic};
use facade_protocol::{BUILD_ID, FailureKind, PICTURE_BYTES, ToPage};

/// Starts the critic in the worker that runs this code. Returns at once; it lives on the worker's event loop
/// until the worker is terminated.
pub fn start() {
    std::panic::set_hook(Box::new(report_panic));
    let bench = Rc::new(RefCell::new(Some(Bench::default())));
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let bench = Rc::clone(&bench);
        wasm_bindgen_futures::spawn_local(async move {
            if let Err(error) = answer(&bench, &event).await {
                report(error.kind(), error.to_string());
            }
        });
    });
    port::scope().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // Needed for as long as the worker lives.
    on_message.forget();
    port::post(&ToPage::Started {
        build: BUILD_ID.to_owned(),
    });
}

/// The critics that have come.
#[derive(Default)]
struct Bench {
    /// By the model whose pictures they judge; several models may share one.
    critics: BTreeMap<String, Rc<Critic>>,
}

/// A critic and where it comes from.
struct Critic {
    /// The model that was trained against it.
    name: String,
    file: String,
    judge: BundledDiscriminator,
}

/// Answers one message; the page sends the next one after the answer.
async fn answer(bench: &RefCell<Option<Bench>>, event: &MessageEvent) -> Result<(), EngineError> {
    let bad = |reason: &str| EngineError::BadMessage {
        reason: reason.to_owned(),
    };
    let (message, payload) = port::message(event)?;
    let ToCritic::Judge {
        build,
        list_url,
        model,
        picture,
        paint,
    } = message;
    if build != BUILD_ID {
        return Err(EngineError::StaleBuild {
            page: build,
            engine: BUILD_ID.to_owned(),
        });
    }
    let judged = payload
        .map(|payload| payload.to_vec())
        .filter(|judged| JUDGED_BYTES.contains(&judged.len()))
        .ok_or_else(|| bad("a drawing and its picture have another size"))?;
    let mut taken = bench.take().ok_or_else(|| bad("it had not answered yet"))?;
    let found = taken.critic(&list_url, &model).await;
    bench.replace(Some(taken));
    let critic = found?;

    let (drawing, picture_of_it) = judged.split_at(match judged.len() > 4 * PICTURE_BYTES {
        true => judged.len() - 4 * PICTURE_BYTES,
        false => judged.len() - PICTURE_BYTES,
    });
    // Critics learnt to judge pictures of the drawing's size.
    let rgba = pixels::at_input_size(picture_of_it);
    let paint = paint.map(|colors| Paint { colors });
    let probabilities = critic.judge.judge(drawing, &rgba, paint.as_ref())?;
    let bytes: Vec<u8> = probabilities.iter().flat_map(|p| p.to_le_bytes()).collect();
    let patches = critic.judge.patches();
    let verdict = ToPage::Verdict {
        picture,
        critic: critic.name.clone(),
        file: critic.file.clone(),
        // Pictures have 256 pixels a side, so all of these are small.
        side: patches.side as u32,
        step_px: patches.step_px as u32,
        field_px: patches.field_px as u32,
        first_px: patches.first_px as i32,
    };
    port::post_with_payload(&verdict, &bytes);
    Ok(())
}

impl Bench {
    /// The critic for pictures of this model, downloaded where it is not there yet.
    ///
    /// # Errors
    /// A list or critic that cannot be had or is damaged, or a list without critics.
    async fn critic(&mut self, list_url: &str, model: &str) -> Result<Rc<Critic>, EngineError> {
        if let Some(critic) = self.critics.get(model) {
            return Ok(Rc::clone(critic));
        }
        let list = fetch_list(list_url, Cache::Confirm).await?;
        let (name, listed) = list.discriminator_for(model).ok_or(EngineError::NoCritic)?;
        let shared = self
            .critics
            .values()
            .find(|known| known.file == listed.file);
        let critic = match shared {
            Some(critic) => Rc::clone(critic),
            None => {
                let bytes = fetch_file(listed, list_url, Cache::Confirm, |_, _| {}).await?;
                let unusable = |source| EngineError::BadBundle {
                    file: listed.file.clone(),
                    source,
                };
                let bundle = DiscriminatorBundle::decode(&bytes).map_err(unusable)?;
                Rc::new(Critic {
                    name: name.to_owned(),
                    file: listed.file.clone(),
                    judge: BundledDiscriminator::new(bundle, &Device::flex()).map_err(unusable)?,
                })
            }
        };
        self.critics.insert(model.to_owned(), Rc::clone(&critic));
        Ok(critic)
    }
}

fn report(kind: FailureKind, message: String) {
    let seq = None;
    port::post(&ToPage::Failed { kind, message, seq });
}

/// A panic ends the critic: WebAssembly cannot unwind here, so all that is left is to say so.
fn report_panic(info: &PanicHookInfo<'_>) {
    console_error_panic_hook::hook(info);
    let reason = info
        .payload_as_str()
        .map_or_else(|| "no reason given".to_owned(), one_line);
    report(
        FailureKind::Internal,
        format!("The critic stopped unexpectedly ({reason})."),
    );
}
