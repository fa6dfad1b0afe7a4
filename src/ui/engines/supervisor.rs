//! Which engine runs, which is tried, and what happens when one fails.
//!
//! The processor's engine is small and answers first. WebGPU is loaded behind it and takes over
//! only if it was *measured* faster; whenever it fails the processor goes on. A processor engine
//! that dies is started again once; a second death within a minute is reported.
//!
//! Pure decisions: no worker, no clock, no DOM. Events come in through methods, which answer with
//! the [`Command`]s to carry out in order.

mod condition;

use super::super::texts::{Text, engines as texts};
use super::patience::{self, RecentTimes};
pub use condition::{Condition, Preparation, Reason, Remedy};
use facade_protocol::{BUILD_ID, Backend, FailureKind};

/// An engine that fails sooner than this after its restart is not restarted again.
const RESTART_ALLOWANCE_MS: f64 = 60_000.0;

/// What the page must do to a worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Start a worker.
    Start(Backend),
    /// Send it the order to load the model.
    Load(Backend),
    /// Terminate it.
    Stop(Backend),
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Stage {
    Off,
    Preparing(Preparation),
    Ready,
}

#[derive(Debug)]
struct Slot {
    stage: Stage,
    /// Since the last sign of life that was due.
    silence_ms: f64,
    warm_ms: f64,
    times: RecentTimes,
}

impl Slot {
    fn off() -> Self {
        Self {
            stage: Stage::Off,
            silence_ms: 0.0,
            warm_ms: 0.0,
            times: RecentTimes::default(),
        }
    }

    fn usual_ms(&self) -> f64 {
        self.times.median().unwrap_or(self.warm_ms)
    }
}

/// See the module head.
#[derive(Debug)]
pub struct Supervisor {
    forced: Option<Backend>,
    cpu: Slot,
    webgpu: Slot,
    active: Option<Backend>,
    model: Option<String>,
    adapter_offered: bool,
    webgpu_given_up: bool,
    reason: Reason,
    since_restart_ms: Option<f64>,
    broken: Option<(Text, Remedy)>,
}

impl Supervisor {
    /// Nothing runs yet; `forced` is the backend that the address asks for.
    pub fn new(forced: Option<Backend>) -> Self {
        Self {
            forced,
            cpu: Slot::off(),
            webgpu: Slot::off(),
            active: None,
            model: None,
            adapter_offered: false,
            webgpu_given_up: false,
            reason: match forced {
                Some(_) => Reason::Forced,
                None => Reason::Undecided,
            },
            since_restart_ms: None,
            broken: None,
        }
    }

    /// The page is up.
    pub fn begin(&mut self) -> Vec<Command> {
        vec![self.start(self.forced.unwrap_or(Backend::Cpu))]
    }

    /// Whether WebGPU should be asked for an adapter at all.
    pub fn wants_adapter(&self) -> bool {
        self.forced.is_none()
    }

    /// WebGPU has answered: it offers an adapter, or not.
    pub fn adapter(&mut self, offered: bool) -> Vec<Command> {
        self.adapter_offered = offered;
        if !offered && self.reason == Reason::Undecided {
            self.reason = Reason::NoWebgpu;
        }
        self.try_webgpu()
    }

    /// Whether WebGPU has answered that it offers an adapter.
    pub fn adapter_offered(&self) -> bool {
        self.adapter_offered
    }

    /// A worker's code runs.
    pub fn started(&mut self, backend: Backend, build: &str) -> Vec<Command> {
        if self.slot(backend).stage == Stage::Off {
            return Vec::new();
        }
        if build != BUILD_ID {
            return self.failed(backend, FailureKind::StaleBuild, texts::STALE_BUILD);
        }
        self.sign_of_life(backend);
        vec![Command::Load(backend)]
    }

    /// A worker downloads the model.
    pub fn progress(&mut self, backend: Backend, received_bytes: u64, total_bytes: u64) {
        self.sign_of_life(backend);
        let slot = self.slot_mut(backend);
        if let Stage::Preparing(preparation) = &mut slot.stage {
            *preparation = if received_bytes < total_bytes {
                Preparation::Downloading(received_bytes, total_bytes)
            } else {
                Preparation::WarmingUp
            };
        }
    }

    /// A worker has warmed up: the processor's engine begins to translate, WebGPU takes over if it
    /// is faster.
    pub fn ready(&mut self, backend: Backend, model: &str, warm_ms: f64) -> Vec<Command> {
        if self.slot(backend).stage == Stage::Off {
            return Vec::new();
        }
        self.sign_of_life(backend);
        if backend == Backend::Webgpu && self.active == Some(Backend::Cpu) {
            let cpu_ms = self.cpu.usual_ms();
            if warm_ms >= cpu_ms {
                self.webgpu_given_up = true;
                self.reason = Reason::WebgpuSlower { ms: warm_ms };
                return vec![self.stop(Backend::Webgpu)];
            }
            self.reason = Reason::WebgpuFaster {
                ms: warm_ms,
                cpu_ms,
            };
        }
        let slot = self.slot_mut(backend);
        slot.stage = Stage::Ready;
        slot.warm_ms = warm_ms;
        self.active = Some(backend);
        self.model = Some(model.to_owned());
        self.broken = None;
        let other = other(backend);
        if self.slot(other).stage == Stage::Off {
            return Vec::new();
        }
        vec![self.stop(other)]
    }

    /// A worker has delivered a picture.
    pub fn picture(&mut self, backend: Backend, ms: f64) -> Vec<Command> {
        self.sign_of_life(backend);
        self.slot_mut(backend).times.push(ms);
        // Only now: a first picture must not share the line with the larger engine's download.
        self.try_webgpu()
    }

    /// A worker reports a fault, or its browser does, or it has been silent for too long. It is
    /// stopped whatever the fault: a fresh one is the only state that is known.
    pub fn failed(&mut self, backend: Backend, kind: FailureKind, sentence: Text) -> Vec<Command> {
        if self.slot(backend).stage == Stage::Off {
            return Vec::new();
        }
        let mut commands = vec![self.stop(backend)];
        match backend {
            Backend::Webgpu => {
                self.webgpu_given_up = true;
                self.reason = match kind {
                    FailureKind::NoAdapter => Reason::NoWebgpu,
                    FailureKind::DeviceLost => Reason::DeviceLost,
                    _ => Reason::WebgpuFailed(sentence),
                };
                if self.cpu.stage == Stage::Off {
                    commands.push(self.start(Backend::Cpu));
                }
            }
            // WebGPU is on its way and will answer, or fail and start this engine again.
            Backend::Cpu if self.webgpu.stage != Stage::Off => {
                self.reason = Reason::CpuFailed(sentence);
            }
            Backend::Cpu => commands.extend(self.cpu_failed(kind, sentence)),
        }
        commands
    }

    /// `elapsed_ms` have passed; `awaited` tells whether a translation is under way.
    pub fn tick(&mut self, elapsed_ms: f64, awaited: bool) -> Vec<Command> {
        if let Some(since_ms) = &mut self.since_restart_ms {
            *since_ms += elapsed_ms;
            if *since_ms > RESTART_ALLOWANCE_MS {
                self.since_restart_ms = None;
            }
        }
        for backend in [Backend::Cpu, Backend::Webgpu] {
            let slot = self.slot_mut(backend);
            let limit_ms = match slot.stage {
                Stage::Off => continue,
                Stage::Preparing(_) => patience::start_up_ms(backend),
                Stage::Ready if awaited => patience::translation_ms(
                    backend,
                    slot.usual_ms(),
                    slot.times.median().is_some(),
                ),
                Stage::Ready => {
                    slot.silence_ms = 0.0;
                    continue;
                }
            };
            slot.silence_ms += elapsed_ms;
            if slot.silence_ms > limit_ms {
                return self.failed(backend, FailureKind::Internal, texts::silent(backend));
            }
        }
        Vec::new()
    }

    /// The person asks to try again.
    pub fn retry(&mut self) -> Vec<Command> {
        if self.broken.take().is_none() {
            return Vec::new();
        }
        self.since_restart_ms = None;
        self.webgpu_given_up = false;
        self.reason = match self.forced {
            Some(_) => Reason::Forced,
            None if self.adapter_offered => Reason::Undecided,
            None => Reason::NoWebgpu,
        };
        self.begin()
    }

    /// The engine that translates.
    pub fn active(&self) -> Option<Backend> {
        self.active
    }

    /// Recent median of this engine's translations, or of its warm-up, milliseconds.
    pub fn usual_ms(&self, backend: Backend) -> f64 {
        self.slot(backend).usual_ms()
    }

    /// The model that the last engine to be ready runs.
    pub fn model(&self) -> Option<&str> {
        self.model.as_deref()
    }

    /// Why the engine in charge is the one it is.
    pub fn reason(&self) -> &Reason {
        &self.reason
    }

    /// True within a minute after an engine died and was started again.
    pub fn was_restarted(&self) -> bool {
        self.since_restart_ms.is_some()
    }

    /// Whether something that an engine waits for is late: its code, or the next bytes of its model.
    pub fn is_late(&self) -> bool {
        [&self.cpu, &self.webgpu].into_iter().any(|slot| {
            let waits = matches!(slot.stage, Stage::Preparing(at) if at != Preparation::WarmingUp);
            waits && slot.silence_ms > patience::LATE_MS
        })
    }

    /// How far the page is from showing pictures.
    pub fn condition(&self) -> Condition {
        if let Some((sentence, remedy)) = &self.broken {
            return Condition::Broken {
                sentence: sentence.clone(),
                remedy: *remedy,
            };
        }
        if let Some(backend) = self.active {
            return Condition::Translating(backend);
        }
        let stage = [self.cpu.stage, self.webgpu.stage]
            .into_iter()
            .find_map(|stage| match stage {
                Stage::Preparing(preparation) => Some(preparation),
                Stage::Off | Stage::Ready => None,
            });
        Condition::Preparing(stage.unwrap_or(Preparation::Starting))
    }

    fn cpu_failed(&mut self, kind: FailureKind, sentence: Text) -> Option<Command> {
        let remedy = match kind {
            FailureKind::StaleBuild => Remedy::Reload,
            // The same download would fail the same way at once; when to try is the person's call.
            FailureKind::Network | FailureKind::Missing | FailureKind::Corrupt => Remedy::Retry,
            FailureKind::NoAdapter | FailureKind::DeviceLost | FailureKind::Internal => {
                if self.since_restart_ms.is_none() {
                    self.since_restart_ms = Some(0.0);
                    return Some(self.start(Backend::Cpu));
                }
                if self.may_try_webgpu() {
                    self.reason = Reason::CpuFailed(sentence);
                    return Some(self.start(Backend::Webgpu));
                }
                Remedy::Retry
            }
        };
        self.broken = Some((sentence, remedy));
        None
    }

    fn may_try_webgpu(&self) -> bool {
        self.forced.is_none()
            && self.adapter_offered
            && !self.webgpu_given_up
            && self.webgpu.stage == Stage::Off
    }

    fn try_webgpu(&mut self) -> Vec<Command> {
        let has_pictures = self.cpu.times.median().is_some();
        if self.active == Some(Backend::Cpu) && has_pictures && self.may_try_webgpu() {
            self.reason = Reason::TryingWebgpu;
            return vec![self.start(Backend::Webgpu)];
        }
        Vec::new()
    }

    fn start(&mut self, backend: Backend) -> Command {
        *self.slot_mut(backend) = Slot {
            stage: Stage::Preparing(Preparation::Starting),
            ..Slot::off()
        };
        Command::Start(backend)
    }

    fn stop(&mut self, backend: Backend) -> Command {
        *self.slot_mut(backend) = Slot::off();
        if self.active == Some(backend) {
            self.active = None;
        }
        Command::Stop(backend)
    }

    fn sign_of_life(&mut self, backend: Backend) {
        self.slot_mut(backend).silence_ms = 0.0;
    }

    fn slot(&self, backend: Backend) -> &Slot {
        match backend {
            Backend::Cpu => &self.cpu,
            Backend::Webgpu => &self.webgpu,
        }
    }

    fn slot_mut(&mut self, backend: Backend) -> &mut Slot {
        match backend {
            Backend::Cpu => &mut self.cpu,
            Backend::Webgpu => &mut self.webgpu,
        }
    }
}

const fn other(backend: Backend) -> Backend {
    match backend {
        Backend::Cpu => Backend::Webgpu,
        Backend::Webgpu => Backend::Cpu,
    }
}

#[cfg(test)]
mod tests;
