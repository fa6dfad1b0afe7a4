//! The engines as the page sees them: workers that may be slow, fail, or give way to a faster one.
//!
//! [`supervisor`] decides about the first model's workers, [`refiner`] about the second's, [`link`]
//! is a worker, [`adapter`] asks for WebGPU, [`data_saver`] what a download may cost; [`Engines`]
//! carries the decisions out. Knows nothing of drawings but their bytes.

pub mod adapter;
pub mod data_saver;
pub mod link;
pub mod patience;
pub mod quality_mode;
mod receiving;
pub mod refiner;
pub mod supervisor;

use std::collections::VecDeque;
use std::rc::Rc;

use js_sys::Uint8Array;

use super::feed;
use super::shown::Shown;
use super::texts::engines as texts;
use facade_editor::paint::{Color, Scheme};
use facade_protocol::{BUILD_ID, Backend, FailureKind, ToEngine, Variation};
use link::{Incoming, Link};
use quality_mode::QualityMode;
use refiner::{Order, Refiner, Surroundings};
use supervisor::{Command, Supervisor};

/// Whose worker something comes from or goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EngineSlot {
    /// The first model's.
    First(Backend),
    /// The second model's.
    Second,
}

/// A picture that has come.
pub struct Picture {
    /// What it was made of and who made it.
    pub facts: Shown,
    /// RGBA, see [`picture_side`](facade_protocol::picture_side).
    pub rgba: Uint8Array,
}

/// The workers and who decides about them.
pub struct Engines {
    supervisor: Supervisor,
    refiner: Refiner,
    second: Option<Link>,
    cpu: Option<Link>,
    webgpu: Option<Link>,
    list_url: String,
    model: Option<String>,
    /// Of the model that was loaded last; both engines load the same one.
    dropout: f64,
    /// Of that model too; none if it takes no paint.
    palettes: Vec<Scheme>,
    /// Whether the second model takes paint.
    second_takes_paint: bool,
    /// Whether there is a critic for that model's pictures.
    critic: bool,
    /// Workers that share a picture, in the engine that was ready last.
    threads: usize,
    deliver: Rc<dyn Fn(EngineSlot, Incoming)>,
}

impl Engines {
    /// No worker yet. `list_url` is the absolute address of the list of models; `deliver` is given
    /// whatever comes from a worker and hands it to [`Self::receive`].
    pub fn new(
        forced: Option<Backend>,
        model: Option<String>,
        list_url: String,
        quality_mode: QualityMode,
        deliver: Rc<dyn Fn(EngineSlot, Incoming)>,
    ) -> Self {
        Self {
            supervisor: Supervisor::new(forced),
            refiner: Refiner::new(quality_mode),
            second: None,
            cpu: None,
            webgpu: None,
            list_url,
            model,
            dropout: 0.0,
            palettes: Vec::new(),
            second_takes_paint: false,
            critic: false,
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

    /// How things stand with the second model.
    pub fn refiner(&self) -> &Refiner {
        &self.refiner
    }

    /// Lets time pass for the second model, or what may let it begin.
    pub fn tick_refiner(&mut self, elapsed_ms: f64, around: Surroundings) {
        let orders = self.refiner.tick(elapsed_ms, around);
        self.follow(orders);
    }

    /// The person chooses between the models.
    pub fn set_quality_mode(&mut self, quality_mode: QualityMode) {
        let orders = self.refiner.set_quality_mode(quality_mode);
        self.follow(orders);
    }

    /// The person asks for the second model.
    pub fn ask_for_refiner(&mut self) {
        self.refiner.ask();
    }

    /// The browser has a network again.
    pub fn online(&mut self) {
        self.refiner.online();
    }

    /// Whether a model was trained with dropout, so that there are variations of its pictures.
    pub fn has_variations(&self) -> bool {
        self.dropout > 0.0 || self.refiner.dropout() > 0.0
    }

    /// Paints of houses that the first model brings, as different as can be; none if it takes no paint.
    pub fn palettes(&self) -> &[Scheme] {
        &self.palettes
    }

    /// Whether the second model can make this version of a picture: it has to have versions, too, and to take paint
    /// where the first one does.
    pub fn can_refine(&self, variation: Option<Variation>) -> bool {
        self.refiner.is_ready()
            && (variation.is_none() || self.refiner.dropout() > 0.0)
            && (self.palettes.is_empty() || self.second_takes_paint)
    }

    /// Who is given drawings while the hand moves; none while nobody is there.
    pub fn in_charge(&self) -> Option<EngineSlot> {
        if self.refiner.is_live() {
            return Some(EngineSlot::Second);
        }
        self.supervisor.active().map(EngineSlot::First)
    }

    /// Asks the second model for a picture of a drawing at rest.
    pub fn refine(
        &self,
        seq: u32,
        variation: Option<Variation>,
        paint: Option<Scheme>,
        labels: &[u8],
    ) {
        let message = ToEngine::Translate {
            seq,
            variation,
            paint: self.for_wire(EngineSlot::Second, paint),
            interruptible: true,
        };
        if let Some(link) = &self.second {
            link.send(&message, Some(&feed::payload(labels)));
        }
    }

    /// Takes back what [`Engines::refine`] asked for.
    pub fn cancel_refinement(&self) {
        if let Some(link) = &self.second {
            link.send(&ToEngine::Cancel {}, None);
        }
    }

    /// Whether there is a critic for the model's pictures.
    pub fn has_critic(&self) -> bool {
        self.critic
    }

    /// How many workers share a picture.
    pub fn threads(&self) -> usize {
        self.threads
    }

    /// Sends a drawing to the engine in charge, if there is one.
    pub fn translate(
        &self,
        seq: u32,
        variation: Option<Variation>,
        paint: Option<Scheme>,
        labels: &[u8],
    ) {
        let Some(slot) = self.in_charge() else {
            return;
        };
        let message = ToEngine::Translate {
            seq,
            variation,
            paint: self.for_wire(slot, paint),
            interruptible: false,
        };
        let link = match slot {
            EngineSlot::First(backend) => self.link(backend),
            EngineSlot::Second => self.second.as_ref(),
        };
        if let Some(link) = link {
            link.send(&message, Some(&feed::payload(labels)));
        }
    }

    /// The paint as an engine is told it; nothing to one whose model takes none.
    fn for_wire(&self, slot: EngineSlot, paint: Option<Scheme>) -> Option<Vec<Color>> {
        let takes_it = match slot {
            EngineSlot::First(_) => !self.palettes.is_empty(),
            EngineSlot::Second => self.second_takes_paint,
        };
        paint.filter(|_| takes_it).map(|paint| paint.0.to_vec())
    }

    fn carry_out(&mut self, commands: Vec<Command>) {
        let mut commands = VecDeque::from(commands);
        while let Some(command) = commands.pop_front() {
            match command {
                Command::Start(backend) => {
                    let deliver = Rc::clone(&self.deliver);
                    let deliver = move |incoming| deliver(EngineSlot::First(backend), incoming);
                    match Link::start(backend, false, deliver) {
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
                        link.send(&self.load(self.model.clone()), None);
                    }
                }
                Command::Stop(backend) => *self.link_mut(backend) = None,
            }
        }
    }

    /// Carries out what was decided about the second model.
    fn follow(&mut self, orders: Vec<Order>) {
        let mut orders = VecDeque::from(orders);
        while let Some(order) = orders.pop_front() {
            match order {
                Order::Start(backend) => {
                    let deliver = Rc::clone(&self.deliver);
                    let deliver = move |incoming| deliver(EngineSlot::Second, incoming);
                    // Alone: a picture at rest is in no hurry, several plans would take several times the memory,
                    // and the first model's helpers want the processor more.
                    match Link::start(backend, true, deliver) {
                        Ok(link) => self.second = Some(link),
                        Err(refusal) => orders.extend(
                            self.refiner
                                .failed(FailureKind::Internal, texts::no_workers(&refusal)),
                        ),
                    }
                }
                Order::Load => {
                    let model = self.refiner.offer().map(|offer| offer.name.clone());
                    if let Some(link) = &self.second {
                        link.send(&self.load(model), None);
                    }
                }
                Order::Stop => self.second = None,
            }
        }
    }

    fn load(&self, model: Option<String>) -> ToEngine {
        ToEngine::Load {
            build: BUILD_ID.to_owned(),
            list_url: self.list_url.clone(),
            model,
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
