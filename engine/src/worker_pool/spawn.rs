//! Starting peers, and giving them their shard of a model.

use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use js_sys::{Array, Reflect, SharedArrayBuffer, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, Url, Worker, WorkerOptions, WorkerType};

use super::peer::{self, Answer};
use super::shared_buffer::SharedBuffer;
use crate::cpu_plan::shard::{MAX_SHARDS, Shard};
use crate::port;

/// Workers on a picture unless the address says otherwise: more of them than this gain little, and the page
/// has other things to do as well.
const USUAL_MOST: usize = 4;
/// How long peers may take to be ready once this worker is, milliseconds.
const PATIENCE_MS: i32 = 4_000;

/// Peers that are starting or have started. Dropping it ends them.
pub struct Peers {
    peers: Vec<Peer>,
    news: Rc<RefCell<News>>,
}

/// What is known of all peers together.
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

impl Peers {
    /// Starts as many as suit the machine, or as `threads=N` in this worker's address says; `None` where
    /// there is nothing to gain or the page is not isolated.
    pub fn start() -> Option<Self> {
        let count = wanted_workers()?;
        let news = Rc::default();
        let peers = (1..count).map(|_| Peer::start(&news));
        Some(Self {
            peers: peers.collect::<Option<_>>()?,
            news,
        })
    }

    /// This worker and its peers.
    pub fn count(&self) -> usize {
        self.peers.len() + 1
    }

    /// Gives everyone the model, a bundle's bytes.
    pub fn give(&self, bundle: &[u8]) {
        let model = SharedArrayBuffer::new(bundle.len() as u32);
        Uint8Array::new(&model).copy_from(bundle);
        for (index, peer) in self.peers.iter().enumerate() {
            let shard = Shard {
                index: index + 1,
                count: self.count(),
            };
            peer.tell(peer::model_message(shard, &model));
        }
    }

    /// Gathers everyone around a buffer; false where one has failed or takes too long.
    pub async fn gather(&self, buffer: &SharedBuffer) -> bool {
        for peer in &self.peers {
            peer.tell(peer::buffer_message(buffer));
        }
        let news = Rc::clone(&self.news);
        wasm_bindgen_futures::spawn_local(async move {
            port::pause(PATIENCE_MS).await;
            News::change(&news, |news| news.failed = true);
        });
        poll_fn(|context| {
            let mut news = self.news.borrow_mut();
            if news.ready == self.peers.len() {
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
struct Peer {
    worker: Worker,
    /// What it is to be told once it listens; `None` from then on.
    queued: Rc<RefCell<Option<Vec<Array>>>>,
    _on_message: Closure<dyn Fn(MessageEvent)>,
    _on_error: Closure<dyn Fn()>,
}

impl Peer {
    fn start(news: &Rc<RefCell<News>>) -> Option<Self> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let address = peer::address(&port::address()?);
        let worker = Worker::new_with_options(&address, &options).ok()?;
        let queued = Rc::new(RefCell::new(Some(Vec::<Array>::new())));

        let failed = {
            let news = Rc::clone(news);
            move || News::change(&news, |news| news.failed = true)
        };
        let on_error = Closure::<dyn Fn()>::new(failed.clone());
        let (news, waiting, listener) = (Rc::clone(news), Rc::clone(&queued), worker.clone());
        let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            match Answer::read(&event.data()) {
                Some(Answer::Listening) => {
                    let queued = waiting.take().unwrap_or_default();
                    if queued
                        .iter()
                        .any(|message| listener.post_message(message).is_err())
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
            queued,
            _on_message: on_message,
            _on_error: on_error,
        })
    }

    /// A message that gets lost shows in the peer's silence.
    fn tell(&self, message: Array) {
        match &mut *self.queued.borrow_mut() {
            Some(queued) => queued.push(message),
            None => _ = self.worker.post_message(&message),
        }
    }
}

impl Drop for Peer {
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
    let count = asked.unwrap_or(usual).min(MAX_SHARDS);
    (count > 1).then_some(count)
}
