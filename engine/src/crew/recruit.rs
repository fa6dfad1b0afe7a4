//! Finding helpers, and giving them their part of a model.

use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use js_sys::{Array, Reflect, SharedArrayBuffer, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, Url, Worker, WorkerOptions, WorkerType};

use super::board::Board;
use super::member::{self, Answer};
use crate::cpu_plan::part::{MOST_PARTS, Part};
use crate::port;

/// Workers on a picture unless the address says otherwise: more of them than this gain little, and the page
/// has other things to do as well.
const USUAL_MOST: usize = 4;
/// How long helpers may take to be ready once this worker is, milliseconds.
const PATIENCE_MS: i32 = 4_000;

/// Helpers that are starting or have started. Dropping it ends them.
pub struct Helpers {
    helpers: Vec<Helper>,
    news: Rc<RefCell<News>>,
}

/// What is known of all helpers together.
#[derive(Default)]
struct News {
    ready: usize,
    failed: bool,
    waiting: Option<Waker>,
}

impl News {
    fn change(news: &RefCell<Self>, change: impl FnOnce(&mut Self)) {
        let mut news = news.borrow_mut();
        change(&mut news);
        if let Some(waker) = news.waiting.take() {
            waker.wake();
        }
    }
}

impl Helpers {
    /// Starts as many as suit the machine, or as `threads=N` in this worker's address says; `None` where
    /// there is nothing to gain or the page is not isolated.
    pub fn start() -> Option<Self> {
        let count = wanted_workers()?;
        let news = Rc::default();
        let helpers = (1..count).map(|_| Helper::start(&news));
        Some(Self {
            helpers: helpers.collect::<Option<_>>()?,
            news,
        })
    }

    /// This worker and its helpers.
    pub fn count(&self) -> usize {
        self.helpers.len() + 1
    }

    /// Gives everyone the model, a bundle's bytes.
    pub fn give(&self, bundle: &[u8]) {
        let model = SharedArrayBuffer::new(bundle.len() as u32);
        Uint8Array::new(&model).copy_from(bundle);
        for (index, helper) in self.helpers.iter().enumerate() {
            let part = Part {
                index: index + 1,
                count: self.count(),
            };
            helper.tell(member::model_message(part, &model));
        }
    }

    /// Gathers everyone around a board; false where one has failed or takes too long.
    pub async fn gather(&self, board: &Board) -> bool {
        for helper in &self.helpers {
            helper.tell(member::board_message(board));
        }
        let news = Rc::clone(&self.news);
        wasm_bindgen_futures::spawn_local(async move {
            port::pause(PATIENCE_MS).await;
            News::change(&news, |news| news.failed = true);
        });
        poll_fn(|context| {
            let mut news = self.news.borrow_mut();
            if news.ready == self.helpers.len() {
                Poll::Ready(true)
            } else if news.failed {
                Poll::Ready(false)
            } else {
                news.waiting = Some(context.waker().clone());
                Poll::Pending
            }
        })
        .await
    }
}

/// One of them.
struct Helper {
    worker: Worker,
    /// What it is to be told once it listens; `None` from then on.
    letters: Rc<RefCell<Option<Vec<Array>>>>,
    _on_message: Closure<dyn Fn(MessageEvent)>,
    _on_error: Closure<dyn Fn()>,
}

impl Helper {
    fn start(news: &Rc<RefCell<News>>) -> Option<Self> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let address = member::address(&port::address()?);
        let worker = Worker::new_with_options(&address, &options).ok()?;
        let letters = Rc::new(RefCell::new(Some(Vec::<Array>::new())));

        let failed = {
            let news = Rc::clone(news);
            move || News::change(&news, |news| news.failed = true)
        };
        let on_error = Closure::<dyn Fn()>::new(failed.clone());
        let (news, waiting, listener) = (Rc::clone(news), Rc::clone(&letters), worker.clone());
        let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            match Answer::read(&event.data()) {
                Some(Answer::Listening) => {
                    let letters = waiting.take().unwrap_or_default();
                    if letters
                        .iter()
                        .any(|letter| listener.post_message(letter).is_err())
                    {
                        failed();
                    }
                }
                Some(Answer::Ready) => News::change(&news, |news| news.ready += 1),
                // Also what its loader says when it could not be started at all.
                Some(Answer::Failed) | None => failed(),
            }
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Some(Self {
            worker,
            letters,
            _on_message: on_message,
            _on_error: on_error,
        })
    }

    /// A message that gets lost shows in the helper's silence.
    fn tell(&self, letter: Array) {
        match &mut *self.letters.borrow_mut() {
            Some(letters) => letters.push(letter),
            None => _ = self.worker.post_message(&letter),
        }
    }
}

impl Drop for Helper {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

/// How many workers to have in all.
fn wanted_workers() -> Option<usize> {
    let scope = port::scope();
    let property = |object: &JsValue, name: &str| Reflect::get(object, &name.into()).ok();
    if !property(&scope, "crossOriginIsolated")?.is_truthy() {
        return None;
    }
    let address = Url::new(&port::address()?).ok()?;
    let asked = address.search_params().get("threads");
    let asked = asked.and_then(|threads| threads.parse().ok());
    let processors = property(&property(&scope, "navigator")?, "hardwareConcurrency")?;
    let usual = (processors.as_f64()? as usize).min(USUAL_MOST);
    let count = asked.unwrap_or(usual).min(MOST_PARTS);
    (count > 1).then_some(count)
}
