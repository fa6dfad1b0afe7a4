//! The engines as the page sees them: workers that may be slow, fail, or give way to a faster one.
//!
//! [`supervisor`] decides, [`link`] is a worker, [`adapter`] asks for WebGPU; [`Engines`] carries
//! the decisions out. Knows nothing of drawings but their bytes.

pub mod adapter;
pub mod link;
pub mod patience;
pub mod supervisor;

use std::collections::VecDeque;
use std::rc::Rc;

use js_sys::Uint8Array;

use super::texts::engines as texts;
use crate::protocol::{BUILD_ID, Backend, FailureKind, PICTURE_BYTES, ToEngine, ToPage, Variation};
use link::{Incoming, Link};
use supervisor::{Command, Supervisor};

/// A picture that has come.
pub struct Picture {
    /// The drawing it belongs to.
    pub seq: u32,
    /// How long the translation took.
    pub ms: f64,
    /// [`PICTURE_BYTES`] of RGBA.
    pub rgba: Uint8Array,
}

/// The workers and who decides about them.
pub struct Engines {
    supervisor: Supervisor,
    cpu: Option<Link>,
    webgpu: Option<Link>,
    list_url: String,
    model: Option<String>,
    /// Of the model that was loaded last; both engines load the same one.
    dropout: f64,
    /// Workers that share a picture, in the engine that was ready last.
    threads: usize,
    deliver: Rc<dyn Fn(Backend, Incoming)>,
}

impl Engines {
    /// No worker yet. `list_url` is the absolute address of the list of models; `deliver` is given
    /// whatever comes from a worker and hands it to [`Self::receive`].
    pub fn new(
        forced: Option<Backend>,
        model: Option<String>,
        list_url: String,
        deliver: Rc<dyn Fn(Backend, Incoming)>,
    ) -> Self {
        Self {
            supervisor: Supervisor::new(forced),
            cpu: None,
            webgpu: None,
            list_url,
            model,
            dropout: 0.0,
            threads: 1,
            deliver,
        }
    }

    /// How things stand.
    pub fn supervisor(&self) -> &Supervisor {
        &self.supervisor
    }

    /// Starts the first worker.
    pub fn begin(&mut self) {
        let commands = self.supervisor.begin();
        self.carry_out(commands);
    }

    /// WebGPU has answered whether it offers an adapter.
    pub fn adapter(&mut self, offered: bool) {
        let commands = self.supervisor.adapter(offered);
        self.carry_out(commands);
    }

    /// Starts anew after a failure.
    pub fn retry(&mut self) {
        let commands = self.supervisor.retry();
        self.carry_out(commands);
    }

    /// Lets time pass; `awaited` tells whether a translation is under way.
    pub fn tick(&mut self, elapsed_ms: f64, awaited: bool) {
        let commands = self.supervisor.tick(elapsed_ms, awaited);
        self.carry_out(commands);
    }

    /// Whether the model was trained with dropout, so that there are variations of its pictures.
    pub fn has_variations(&self) -> bool {
        self.dropout > 0.0
    }

    /// How many workers share a picture.
    pub fn threads(&self) -> usize {
        self.threads
    }

    /// Sends a drawing to the engine in charge, if there is one.
    pub fn translate(&self, seq: u32, variation: Option<Variation>, labels: &[u8]) {
        let link = self
            .supervisor
            .active()
            .and_then(|active| self.link(active));
        if let Some(link) = link {
            link.send(&ToEngine::Translate { seq, variation }, Some(labels));
        }
    }

    /// Acts on what a worker sent, and passes on a picture.
    pub fn receive(&mut self, backend: Backend, incoming: Incoming) -> Option<Picture> {
        let mut picture = None;
        let commands = match incoming {
            Incoming::Message(ToPage::Started { build }, _) => {
                self.supervisor.started(backend, &build)
            }
            Incoming::Message(
                ToPage::Progress {
                    received_bytes,
                    total_bytes,
                },
                _,
            ) => {
                self.supervisor
                    .progress(backend, received_bytes, total_bytes);
                Vec::new()
            }
            Incoming::Message(
                ToPage::Ready {
                    model,
                    dropout,
                    threads,
                    warm_ms,
                    ..
                },
                _,
            ) => {
                self.dropout = dropout;
                self.threads = threads;
                self.supervisor.ready(backend, &model, warm_ms)
            }
            Incoming::Message(ToPage::Picture { seq, ms }, Some(rgba))
                if rgba.length() as usize == PICTURE_BYTES =>
            {
                picture = Some(Picture { seq, ms, rgba });
                self.supervisor.picture(backend, ms)
            }
            Incoming::Message(ToPage::Failed { kind, message, .. }, _) => {
                self.supervisor
                    .failed(backend, kind, texts::reported(kind, &message))
            }
            Incoming::Message(ToPage::Picture { .. }, _) | Incoming::Unreadable => self
                .supervisor
                .failed(backend, FailureKind::Internal, texts::unreadable(backend)),
            Incoming::Crashed => {
                self.supervisor
                    .failed(backend, FailureKind::Internal, texts::crashed(backend))
            }
        };
        self.carry_out(commands);
        picture
    }

    fn carry_out(&mut self, commands: Vec<Command>) {
        let mut commands = VecDeque::from(commands);
        while let Some(command) = commands.pop_front() {
            match command {
                Command::Start(backend) => {
                    let deliver = Rc::clone(&self.deliver);
                    match Link::start(backend, move |incoming| deliver(backend, incoming)) {
                        Ok(link) => *self.link_mut(backend) = Some(link),
                        Err(refusal) => commands.extend(self.supervisor.failed(
                            backend,
                            FailureKind::Internal,
                            texts::no_workers(&refusal),
                        )),
                    }
                }
                Command::Load(backend) => {
                    if let Some(link) = self.link(backend) {
                        link.send(
                            &ToEngine::Load {
                                build: BUILD_ID.to_owned(),
                                list_url: self.list_url.clone(),
                                model: self.model.clone(),
                            },
                            None,
                        );
                    }
                }
                Command::Stop(backend) => *self.link_mut(backend) = None,
            }
        }
    }

    fn link(&self, backend: Backend) -> Option<&Link> {
        match backend {
            Backend::Cpu => self.cpu.as_ref(),
            Backend::Webgpu => self.webgpu.as_ref(),
        }
    }

    fn link_mut(&mut self, backend: Backend) -> &mut Option<Link> {
        match backend {
            Backend::Cpu => &mut self.cpu,
            Backend::Webgpu => &mut self.webgpu,
        }
    }
}
