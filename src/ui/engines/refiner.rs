//! The second, larger model: when it is fetched, what it may paint, and what happens when it fails.
//!
//! It has a worker of its own, so that the first model's pictures never wait for it, and lives at the first one's
//! mercy: whatever happens here, that one goes on. It paints the drawing anew when the hand rests; on WebGPU, and if
//! it was *measured* fast enough, it paints while the hand moves. A person may hold the page to either model.
//!
//! Pure decisions, as in [`supervisor`](super::supervisor), which decides about the first model.

use super::super::texts::{Text, engines as texts};
use super::data_saver::DataSaverReason;
use super::patience::{self, RecentTimes};
use super::quality_mode::QualityMode;
use super::supervisor::Preparation;
use facade_protocol::{BUILD_ID, Backend, FailureKind, Refinement};

/// Longest median of a model that paints while the hand moves, milliseconds: twenty pictures a second.
const FAST_MS: f64 = 50.0;
/// One that has become slower than this, on a machine that heats up say, leaves that to the first model again.
const NO_LONGER_FAST_MS: f64 = 80.0;
/// Waits before another try after the line failed, milliseconds.
const NETWORK_RETRIES_MS: [f64; 3] = [15_000.0, 60_000.0, 240_000.0];
/// Wait before another try after the worker failed, milliseconds. Memory may be free by then.
const RESTART_MS: f64 = 10_000.0;
/// A worker that has lived so long may fail once more before it is given up.
const HEALTHY_MS: f64 = 60_000.0;

/// What the page must do to the second model's worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Start it on this backend.
    Start(Backend),
    /// Send it the order to load the model.
    Load,
    /// Terminate it.
    Stop,
}

/// What else goes on in the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Surroundings {
    /// The first model's backend; none while it has none.
    pub backend: Option<Backend>,
    /// Nothing that a visitor waits for is going on: the newest drawing is on show, the hand rests, and it is
    /// settled which backend runs and whether files are kept.
    pub quiet: bool,
    /// Whether a picture of this model is awaited.
    pub awaited: bool,
    /// What speaks against a download.
    pub data_saver: Option<DataSaverReason>,
}

/// How far the second model is.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// The site has none, or the address asks for a certain model.
    Absent,
    /// The person does without.
    HeldBack,
    /// It will be fetched as soon as it is in nobody's way.
    Waiting,
    /// The person has to ask for it.
    Offered(DataSaverReason),
    /// It is on its way.
    Preparing(Preparation),
    /// It paints.
    Ready,
    /// It failed with this sentence; whether it is tried again by itself.
    Failed(Text, bool),
}

impl Condition {
    /// The attribute's value in the document.
    pub const fn id(&self) -> &'static str {
        match self {
            Self::Absent => "",
            Self::HeldBack => "held-back",
            Self::Waiting => "waiting",
            Self::Offered(_) => "offered",
            Self::Preparing(_) => "loading",
            Self::Ready => "ready",
            Self::Failed(..) => "failed",
        }
    }
}

#[derive(Debug)]
struct Fault {
    kind: FailureKind,
    sentence: Text,
    /// Until the next try; none where a person has to ask for it.
    retry_in_ms: Option<f64>,
}

#[derive(Debug)]
enum Stage {
    Off,
    Preparing(Backend, Preparation),
    Ready(Backend),
}

/// See the module head.
#[derive(Debug)]
pub struct Refiner {
    offer: Option<Refinement>,
    quality_mode: QualityMode,
    /// The person has asked for the download.
    consent: bool,
    data_saver: Option<DataSaverReason>,
    stage: Stage,
    fault: Option<Fault>,
    /// Failures since it was last healthy.
    failures: usize,
    /// WebGPU is of no use to it, though it may be to the first model.
    webgpu_given_up: bool,
    fast: bool,
    dropout: f64,
    warm_ms: f64,
    times: RecentTimes,
    silence_ms: f64,
    ready_ms: f64,
}

impl Refiner {
    /// No second model is known yet.
    pub fn new(quality_mode: QualityMode) -> Self {
        Self {
            offer: None,
            quality_mode,
            consent: false,
            data_saver: None,
            stage: Stage::Off,
            fault: None,
            failures: 0,
            webgpu_given_up: false,
            fast: false,
            dropout: 0.0,
            warm_ms: 0.0,
            times: RecentTimes::default(),
            silence_ms: 0.0,
            ready_ms: 0.0,
        }
    }

    /// The site's list names a second model.
    pub fn offered(&mut self, refinement: Refinement) {
        self.offer = Some(refinement);
    }

    /// The second model, if there is one.
    pub fn offer(&self) -> Option<&Refinement> {
        self.offer.as_ref()
    }

    /// To which model the person holds the page.
    pub fn quality_mode(&self) -> QualityMode {
        self.quality_mode
    }

    /// The person chooses.
    pub fn set_quality_mode(&mut self, quality_mode: QualityMode) -> Vec<Order> {
        self.quality_mode = quality_mode;
        match quality_mode {
            QualityMode::Fast => self.stop().into_iter().collect(),
            QualityMode::Automatic | QualityMode::Best => Vec::new(),
        }
    }

    /// The person asks for the download, or for another try.
    pub fn ask(&mut self) {
        self.consent = true;
        self.failures = 0;
        self.fault = None;
    }

    /// The browser has a network again.
    pub fn online(&mut self) {
        if let Some(fault) = &mut self.fault
            && fault.kind == FailureKind::Network
        {
            self.failures = 0;
            fault.retry_in_ms = Some(0.0);
        }
    }

    /// `elapsed_ms` have passed. Also to be called, with 0, after whatever may let it begin.
    pub fn tick(&mut self, elapsed_ms: f64, around: Surroundings) -> Vec<Order> {
        self.data_saver = around.data_saver;
        if let Some(Fault {
            retry_in_ms: Some(left_ms),
            ..
        }) = &mut self.fault
        {
            *left_ms -= elapsed_ms;
        }
        match self.stage {
            Stage::Off => self.begin(around).into_iter().collect(),
            Stage::Preparing(backend, _) => {
                self.watch(elapsed_ms, backend, patience::start_up_ms(backend))
            }
            Stage::Ready(backend) => {
                self.ready_ms += elapsed_ms;
                if self.ready_ms > HEALTHY_MS {
                    self.failures = 0;
                }
                if !around.awaited {
                    self.silence_ms = 0.0;
                    return Vec::new();
                }
                let delivered = self.times.median().is_some();
                let limit_ms = patience::translation_ms(backend, self.usual_ms(), delivered);
                self.watch(elapsed_ms, backend, limit_ms)
            }
        }
    }

    /// The worker's code runs.
    pub fn started(&mut self, build: &str) -> Vec<Order> {
        self.silence_ms = 0.0;
        if build != BUILD_ID {
            return self.failed(FailureKind::StaleBuild, texts::STALE_BUILD);
        }
        vec![Order::Load]
    }

    /// The worker downloads the model.
    pub fn progress(&mut self, received_bytes: u64, total_bytes: u64) {
        self.silence_ms = 0.0;
        if let Stage::Preparing(_, preparation) = &mut self.stage {
            *preparation = if received_bytes < total_bytes {
                Preparation::Downloading(received_bytes, total_bytes)
            } else {
                Preparation::WarmingUp
            };
        }
    }

    /// The worker has warmed up.
    pub fn ready(&mut self, dropout: f64, warm_ms: f64) {
        if let Stage::Preparing(backend, _) = self.stage {
            self.stage = Stage::Ready(backend);
            self.fault = None;
            self.silence_ms = 0.0;
            self.ready_ms = 0.0;
            self.dropout = dropout;
            self.warm_ms = warm_ms;
            self.times = RecentTimes::default();
            self.fast = backend == Backend::Webgpu && warm_ms <= FAST_MS;
        }
    }

    /// The worker has delivered a picture.
    pub fn picture(&mut self, ms: f64) {
        self.silence_ms = 0.0;
        self.times.push(ms);
        self.fast &= self.usual_ms() <= NO_LONGER_FAST_MS;
    }

    /// The worker reports a fault, or its browser does, or it has been silent for too long.
    pub fn failed(&mut self, kind: FailureKind, sentence: Text) -> Vec<Order> {
        let (Stage::Preparing(backend, _) | Stage::Ready(backend)) = self.stage else {
            return Vec::new();
        };
        let retry_in_ms = match kind {
            FailureKind::Network => NETWORK_RETRIES_MS.get(self.failures).copied(),
            // The engine has asked the host twice already.
            FailureKind::Missing | FailureKind::Corrupt | FailureKind::StaleBuild => None,
            FailureKind::NoAdapter | FailureKind::DeviceLost | FailureKind::Internal => {
                let gives_up_webgpu = backend == Backend::Webgpu;
                self.webgpu_given_up |= gives_up_webgpu;
                (gives_up_webgpu || self.failures == 0).then_some(RESTART_MS)
            }
        };
        self.failures += 1;
        self.fault = Some(Fault {
            kind,
            sentence,
            retry_in_ms,
        });
        self.stop().into_iter().collect()
    }

    /// Whether it is there to paint.
    pub fn is_ready(&self) -> bool {
        matches!(self.stage, Stage::Ready(_))
    }

    /// Whether it paints while the hand moves.
    pub fn is_live(&self) -> bool {
        self.is_ready() && (self.fast || self.quality_mode == QualityMode::Best)
    }

    /// The share that was dropped when it was trained, 0..1; 0 while it is not there.
    pub fn dropout(&self) -> f64 {
        if self.is_ready() { self.dropout } else { 0.0 }
    }

    /// Recent median of its translations, or of its warm-up, milliseconds.
    pub fn usual_ms(&self) -> f64 {
        self.times.median().unwrap_or(self.warm_ms)
    }

    /// What runs it.
    pub fn backend(&self) -> Option<Backend> {
        match self.stage {
            Stage::Off => None,
            Stage::Preparing(backend, _) | Stage::Ready(backend) => Some(backend),
        }
    }

    /// How far it is.
    pub fn condition(&self) -> Condition {
        if self.offer.is_none() {
            return Condition::Absent;
        }
        if self.quality_mode == QualityMode::Fast {
            return Condition::HeldBack;
        }
        match (&self.stage, &self.fault) {
            (Stage::Preparing(_, preparation), _) => Condition::Preparing(*preparation),
            (Stage::Ready(_), _) => Condition::Ready,
            (Stage::Off, Some(fault)) => {
                Condition::Failed(fault.sentence.clone(), fault.retry_in_ms.is_some())
            }
            (Stage::Off, None) => match self.data_saver_reason() {
                Some(data_saver) => Condition::Offered(data_saver),
                None => Condition::Waiting,
            },
        }
    }

    /// What speaks against a download that nobody has asked for.
    fn data_saver_reason(&self) -> Option<DataSaverReason> {
        let asked_for = self.consent || self.quality_mode == QualityMode::Best;
        self.data_saver.filter(|_| !asked_for)
    }

    fn begin(&mut self, around: Surroundings) -> Option<Order> {
        let backend = around.backend?;
        let due = match &self.fault {
            Some(fault) => fault.retry_in_ms.is_some_and(|left_ms| left_ms <= 0.0),
            None => true,
        };
        let wanted = self.offer.is_some()
            && self.quality_mode != QualityMode::Fast
            && self.data_saver_reason().is_none();
        // Whoever waits for better pictures alone is not kept waiting for quiet.
        let welcome = around.quiet || self.quality_mode == QualityMode::Best || self.consent;
        if !(due && wanted && welcome) {
            return None;
        }
        let backend = match self.webgpu_given_up {
            true => Backend::Cpu,
            false => backend,
        };
        self.silence_ms = 0.0;
        self.stage = Stage::Preparing(backend, Preparation::Starting);
        Some(Order::Start(backend))
    }

    fn watch(&mut self, elapsed_ms: f64, backend: Backend, limit_ms: f64) -> Vec<Order> {
        self.silence_ms += elapsed_ms;
        if self.silence_ms > limit_ms {
            return self.failed(FailureKind::Internal, texts::silent(backend));
        }
        Vec::new()
    }

    fn stop(&mut self) -> Option<Order> {
        let ran = self.backend().is_some();
        self.stage = Stage::Off;
        ran.then_some(Order::Stop)
    }
}

#[cfg(test)]
mod tests;
