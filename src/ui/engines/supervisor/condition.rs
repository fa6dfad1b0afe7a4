//! What the supervisor tells the page: how far it is from showing pictures, and why this engine makes them.

use crate::ui::texts::Text;
use facade_protocol::Backend;

/// How far the page is from showing pictures.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// No engine translates yet.
    Preparing(Preparation),
    /// This engine translates.
    Translating(Backend),
    /// No engine is left; a person has to decide.
    Broken {
        /// What happened, one sentence.
        sentence: Text,
        /// What the person can do.
        remedy: Remedy,
    },
}

/// What the engine that will answer first is doing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Preparation {
    /// Its code is on its way.
    Starting,
    /// The model is on its way: bytes received, bytes in all.
    Downloading(u64, u64),
    /// Everything is here; the first translations run.
    WarmingUp,
}

/// The way out of [`Condition::Broken`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Try the same again.
    Retry,
    /// Fetch page and engine anew.
    Reload,
}

/// Why the running engine is the one that runs.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    /// It is too early to say.
    Undecided,
    /// WebGPU is being loaded behind the processor's engine.
    TryingWebgpu,
    /// The address asks for this backend.
    Forced,
    /// The browser offers no WebGPU adapter.
    NoWebgpu,
    /// WebGPU took this long in its warm-up, longer than the processor.
    WebgpuSlower {
        /// Its median, milliseconds.
        ms: f64,
    },
    /// WebGPU took `ms` in its warm-up against the processor's `cpu_ms`.
    WebgpuFaster {
        /// Its median, milliseconds.
        ms: f64,
        /// The processor's recent median, milliseconds.
        cpu_ms: f64,
    },
    /// The graphics device went away.
    DeviceLost,
    /// WebGPU failed with this sentence.
    WebgpuFailed(Text),
    /// The processor's engine failed with this sentence and WebGPU does its work.
    CpuFailed(Text),
}
