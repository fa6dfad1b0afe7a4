//! The state of the engines in words, for `#status`.
//!
//! Two texts: a `line` whose milliseconds follow the engine (as a median, or nobody could read
//! them), and a `note` that changes only with events worth hearing; screen readers are given the
//! note alone.
//!
//! Pure: knows no DOM.

use super::engines::supervisor::{Condition, Preparation, Reason, Remedy, Supervisor};
use crate::protocol::Backend;

/// The coarse state, `data-state`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// No engine translates yet.
    Loading,
    /// The newest drawing is on show.
    Ready,
    /// A newer drawing is being translated.
    Busy,
    /// No engine is left.
    Error,
}

impl State {
    /// The attribute's value.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Loading => "loading",
            Self::Ready => "ready",
            Self::Busy => "busy",
            Self::Error => "error",
        }
    }
}

/// Everything `#status` says.
#[derive(Debug, PartialEq)]
pub struct Words {
    /// The coarse state.
    pub state: State,
    /// Short: what runs and how fast, or what is being waited for.
    pub line: String,
    /// One sentence: why, or what happened.
    pub note: String,
    /// Bytes received and in all, while the model is downloaded.
    pub download: Option<(u64, u64)>,
    /// The way out, if a person has to decide.
    pub remedy: Option<Remedy>,
}

/// Says how things stand. `pending`: the newest drawing is not on show yet; `complaint`: what the
/// address got wrong.
pub fn words(engines: &Supervisor, pending: bool, complaint: Option<&str>) -> Words {
    let mut download = None;
    let mut remedy = None;
    let (state, line, note) = match engines.condition() {
        Condition::Broken {
            sentence,
            remedy: way_out,
        } => {
            remedy = Some(way_out);
            (State::Error, "Stopped".to_owned(), sentence)
        }
        Condition::Preparing(preparation) => {
            let line = match preparation {
                Preparation::Starting => "Starting the engine".to_owned(),
                Preparation::WarmingUp => "Warming up".to_owned(),
                Preparation::Downloading(received_bytes, total_bytes) => {
                    download = Some((received_bytes, total_bytes));
                    format!(
                        "Fetching the model · {:.1} of {:.1} MB",
                        megabytes(received_bytes),
                        megabytes(total_bytes)
                    )
                }
            };
            (State::Loading, line, preparing_note(engines))
        }
        Condition::Translating(backend) => {
            let state = if pending { State::Busy } else { State::Ready };
            let mut line = format!("{backend} · {}", milliseconds(engines.usual_ms(backend)));
            if let Some(model) = engines.model() {
                line += &format!(" · {model}");
            }
            (state, line, running_note(engines, backend))
        }
    };
    let note = match complaint {
        Some(complaint) if remedy.is_none() => format!("{complaint} {note}").trim().to_owned(),
        _ => note,
    };
    Words {
        state,
        line,
        note,
        download,
        remedy,
    }
}

fn preparing_note(engines: &Supervisor) -> String {
    match engines.reason() {
        Reason::DeviceLost => "The graphics device was lost; the CPU takes over.".to_owned(),
        Reason::NoWebgpu if engines.wants_adapter() => String::new(),
        Reason::NoWebgpu => "This browser offers no WebGPU; the CPU is used.".to_owned(),
        Reason::WebgpuFailed(sentence) => format!("WebGPU failed; the CPU takes over. {sentence}"),
        Reason::CpuFailed(sentence) => format!("Trying WebGPU instead. {sentence}"),
        _ if engines.was_restarted() => RESTARTED.to_owned(),
        _ => String::new(),
    }
}

fn running_note(engines: &Supervisor, backend: Backend) -> String {
    if engines.was_restarted() {
        return RESTARTED.to_owned();
    }
    match engines.reason() {
        Reason::Undecided => String::new(),
        Reason::TryingWebgpu => "On the CPU while WebGPU warms up.".to_owned(),
        Reason::Forced => format!("On {}, as the address asks.", place(backend)),
        Reason::NoWebgpu => "On the CPU: this browser offers no WebGPU.".to_owned(),
        Reason::WebgpuSlower { ms } => format!(
            "On the CPU: WebGPU was slower here, {} a picture.",
            milliseconds(*ms)
        ),
        Reason::WebgpuFaster { ms, cpu_ms } => format!(
            "On WebGPU: {} a picture against {} on the CPU.",
            milliseconds(*ms),
            milliseconds(*cpu_ms)
        ),
        Reason::DeviceLost => "On the CPU: the graphics device was lost.".to_owned(),
        Reason::WebgpuFailed(sentence) => format!("On the CPU: WebGPU failed. {sentence}"),
        Reason::CpuFailed(sentence) => format!("On {}. {sentence}", place(backend)),
    }
}

const RESTARTED: &str = "The engine died and was started again; your drawing is safe.";

const fn place(backend: Backend) -> &'static str {
    match backend {
        Backend::Cpu => "the CPU",
        Backend::Webgpu => "WebGPU",
    }
}

fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// Whole milliseconds, or a tenth below ten; thousands set apart.
fn milliseconds(ms: f64) -> String {
    if ms < 9.95 {
        return format!("{ms:.1} ms");
    }
    let whole = ms.round() as u64;
    if whole < 1_000 {
        return format!("{whole} ms");
    }
    format!("{},{:03} ms", whole / 1_000, whole % 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{BUILD_ID, FailureKind};

    fn on_the_cpu() -> Supervisor {
        let mut engines = Supervisor::new(None);
        engines.begin();
        engines.started(Backend::Cpu, BUILD_ID);
        engines.ready(Backend::Cpu, "lite", 61.0);
        engines
    }

    #[test]
    fn a_running_engine_is_named_with_its_time_and_model() {
        let words = words(&on_the_cpu(), false, None);
        assert_eq!(words.line, "CPU · 61 ms · lite");
        assert_eq!(words.state, State::Ready);
    }

    #[test]
    fn a_newer_drawing_makes_it_busy() {
        assert_eq!(words(&on_the_cpu(), true, None).state, State::Busy);
    }

    #[test]
    fn the_note_gives_both_times_when_webgpu_was_slower_or_faster() {
        let mut engines = on_the_cpu();
        engines.picture(Backend::Cpu, 62.0);
        engines.adapter(true);
        let before = words(&engines, false, None).note;
        assert_eq!(before, "On the CPU while WebGPU warms up.");
        engines.ready(Backend::Webgpu, "lite", 2_412.4);
        let slower = words(&engines, false, None).note;
        assert!(slower.contains("2,412 ms"), "{slower}");

        let mut engines = on_the_cpu();
        engines.picture(Backend::Cpu, 62.0);
        engines.adapter(true);
        engines.ready(Backend::Webgpu, "lite", 8.04);
        let faster = words(&engines, false, None).note;
        assert!(
            faster.contains("8.0 ms") && faster.contains("62 ms"),
            "{faster}"
        );
    }

    #[test]
    fn a_download_tells_how_far_it_is() {
        let mut engines = Supervisor::new(None);
        engines.begin();
        engines.started(Backend::Cpu, BUILD_ID);
        engines.progress(Backend::Cpu, 3_120_000, 6_800_000);
        let words = words(&engines, true, None);
        assert_eq!(words.line, "Fetching the model · 3.1 of 6.8 MB");
        assert_eq!(words.download, Some((3_120_000, 6_800_000)));
        assert_eq!(words.state, State::Loading);
    }

    #[test]
    fn a_failed_download_is_an_error_with_its_sentence_and_a_way_out() {
        let mut engines = Supervisor::new(None);
        engines.begin();
        engines.failed(Backend::Cpu, FailureKind::Corrupt, "The model is damaged.");
        let words = words(&engines, true, Some("An odd address."));
        assert_eq!(words.state, State::Error);
        assert_eq!(words.note, "The model is damaged.");
        assert_eq!(words.remedy, Some(Remedy::Retry));
    }

    #[test]
    fn an_engine_that_died_is_mentioned_together_with_the_drawing() {
        let mut engines = on_the_cpu();
        engines.failed(Backend::Cpu, FailureKind::Internal, "It died.");
        let preparing = words(&engines, true, None);
        assert_eq!(preparing.state, State::Loading);
        assert!(preparing.note.contains("drawing is safe"));
    }

    #[test]
    fn a_complaint_about_the_address_is_not_swallowed() {
        let words = words(&on_the_cpu(), false, Some("No such backend."));
        assert_eq!(words.note, "No such backend.");
    }
}
