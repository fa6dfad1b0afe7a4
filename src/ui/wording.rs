//! The state of the engines in words, for `#status`.
//!
//! Which of the texts in [`texts::engines`](super::texts::engines) holds. A `line` says how the picture is coming
//! along; `facts` say what makes it, with milliseconds that follow the engine (as a median, or nobody could read them);
//! a `note` changes only with events worth hearing, and screen readers are given the note alone.
//!
//! Pure: knows no DOM.

use super::engines::supervisor::{Condition, Preparation, Reason, Remedy, Supervisor};
use super::refined_wording::Invitation;
use super::texts::{Text, engines as say};
use facade_protocol::Backend;

/// From here on a picture does not follow the hand, and one is told that it is under way; milliseconds.
const SLOW_MS: f64 = 400.0;

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
    /// Short: how the picture is coming along, or what is being waited for.
    pub line: Text,
    /// Short: what runs, how fast, and the model's name.
    pub facts: Text,
    /// One sentence: why, or what happened.
    pub note: Text,
    /// Bytes received and in all, while the model is downloaded.
    pub download: Option<(u64, u64)>,
    /// The way out, if a person has to decide.
    pub remedy: Option<Remedy>,
    /// What the person may ask for of the second model.
    pub invitation: Option<Invitation>,
    /// Whether the note begins with a complaint about the address or something that failed.
    pub complains: bool,
}

/// Says how things stand. `pending`: the newest drawing is not on show yet; `complaint`: what the
/// address got wrong.
pub fn words(engines: &Supervisor, pending: bool, complaint: Option<&Text>) -> Words {
    let mut download = None;
    let mut remedy = None;
    let mut facts = Text::empty();
    let (state, line, note) = match engines.condition() {
        Condition::Broken {
            sentence,
            remedy: way_out,
        } => {
            remedy = Some(way_out);
            (State::Error, say::STOPPED, sentence)
        }
        Condition::Preparing(preparation) => {
            let line = match preparation {
                Preparation::Starting => say::STARTING,
                Preparation::WarmingUp => say::WARMING_UP,
                Preparation::Downloading(received_bytes, total_bytes) => {
                    download = Some((received_bytes, total_bytes));
                    say::downloading(received_bytes, total_bytes)
                }
            };
            (State::Loading, line, preparing_note(engines))
        }
        Condition::Translating(backend) => {
            let state = if pending { State::Busy } else { State::Ready };
            let usual_ms = engines.usual_ms(backend);
            facts = say::running(backend, usual_ms, engines.model());
            let line = match pending && usual_ms >= SLOW_MS {
                true => say::DEVELOPING,
                false => say::LIVE,
            };
            (state, line, running_note(engines, backend))
        }
    };
    let note = match complaint {
        Some(complaint) if remedy.is_none() => {
            // Both have not room for each other where the screen is small.
            facts = facts.beside(&note);
            complaint.clone()
        }
        _ => note,
    };
    Words {
        state,
        line,
        facts,
        note,
        download,
        invitation: None,
        complains: complaint.is_some() && remedy.is_none(),
        remedy,
    }
}

fn preparing_note(engines: &Supervisor) -> Text {
    match engines.reason() {
        Reason::DeviceLost => say::DEVICE_LOST_PREPARING,
        Reason::NoWebgpu if engines.wants_adapter() => Text::empty(),
        Reason::NoWebgpu => say::NO_WEBGPU_PREPARING,
        Reason::WebgpuFailed(fault) => say::webgpu_failed_preparing(fault),
        Reason::CpuFailed(fault) => say::cpu_failed_preparing(fault),
        _ if engines.was_restarted() => say::RESTARTED,
        _ if engines.is_late() => say::LATE,
        _ => Text::empty(),
    }
}

fn running_note(engines: &Supervisor, backend: Backend) -> Text {
    if engines.was_restarted() {
        return say::RESTARTED;
    }
    match engines.reason() {
        Reason::Undecided => Text::empty(),
        Reason::TryingWebgpu => say::TRYING_WEBGPU,
        Reason::Forced => say::forced(backend),
        Reason::NoWebgpu => say::NO_WEBGPU,
        Reason::WebgpuSlower { ms } => say::webgpu_slower(*ms),
        Reason::WebgpuFaster { ms, cpu_ms } => say::webgpu_faster(*ms, *cpu_ms),
        Reason::DeviceLost => say::DEVICE_LOST,
        Reason::WebgpuFailed(fault) => say::webgpu_failed(fault),
        Reason::CpuFailed(fault) => say::cpu_failed(backend, fault),
    }
}

#[cfg(test)]
mod tests {
    use super::super::texts::Language::English;
    use super::*;
    use facade_protocol::{BUILD_ID, FailureKind};

    fn on_the_cpu() -> Supervisor {
        let mut engines = Supervisor::new(None);
        engines.begin();
        engines.started(Backend::Cpu, BUILD_ID);
        engines.ready(Backend::Cpu, "lite", 61.0);
        engines
    }

    fn note(engines: &Supervisor) -> String {
        words(engines, false, None).note.get(English).to_owned()
    }

    #[test]
    fn a_running_engine_is_named_with_its_time_and_model() {
        let words = words(&on_the_cpu(), false, None);
        assert_eq!(words.line.get(English), "Live");
        assert_eq!(words.facts.get(English), "CPU · 61 ms · lite");
        assert_eq!(words.state, State::Ready);
    }

    #[test]
    fn a_newer_drawing_makes_it_busy() {
        assert_eq!(words(&on_the_cpu(), true, None).state, State::Busy);
    }

    #[test]
    fn only_a_slow_engine_says_that_a_picture_is_under_way() {
        let line = |engines: &Supervisor| words(engines, true, None).line;
        assert_eq!(line(&on_the_cpu()), say::LIVE);
        let mut slow = Supervisor::new(None);
        slow.begin();
        slow.started(Backend::Cpu, BUILD_ID);
        slow.ready(Backend::Cpu, "lite", 900.0);
        assert_eq!(line(&slow), say::DEVELOPING);
    }

    #[test]
    fn the_note_gives_both_times_when_webgpu_was_slower_or_faster() {
        let mut engines = on_the_cpu();
        engines.picture(Backend::Cpu, 62.0);
        engines.adapter(true);
        let before = note(&engines);
        assert_eq!(before, "On the CPU while WebGPU warms up.");
        engines.ready(Backend::Webgpu, "lite", 2_412.4);
        let slower = note(&engines);
        assert!(slower.contains("2,412 ms"), "{slower}");

        let mut engines = on_the_cpu();
        engines.picture(Backend::Cpu, 62.0);
        engines.adapter(true);
        engines.ready(Backend::Webgpu, "lite", 8.04);
        let faster = note(&engines);
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
        assert_eq!(
            words.line.get(English),
            "Fetching the model · 3.1 of 6.8 MB"
        );
        assert_eq!(words.download, Some((3_120_000, 6_800_000)));
        assert_eq!(words.state, State::Loading);
    }

    #[test]
    fn a_failed_download_is_an_error_with_its_sentence_and_a_way_out() {
        let damaged = Text::fixed("The model is damaged.", "模型已损坏。");
        let mut engines = Supervisor::new(None);
        engines.begin();
        engines.failed(Backend::Cpu, FailureKind::Corrupt, damaged.clone());
        let words = words(
            &engines,
            true,
            Some(&Text::fixed("An odd address.", "网址不对。")),
        );
        assert_eq!(words.state, State::Error);
        assert_eq!(words.note, damaged);
        assert_eq!(words.remedy, Some(Remedy::Retry));
    }

    #[test]
    fn an_engine_that_died_is_mentioned_together_with_the_drawing() {
        let mut engines = on_the_cpu();
        engines.failed(
            Backend::Cpu,
            FailureKind::Internal,
            say::crashed(Backend::Cpu),
        );
        let preparing = words(&engines, true, None);
        assert_eq!(preparing.state, State::Loading);
        assert!(preparing.note.get(English).contains("drawing is safe"));
    }

    #[test]
    fn a_complaint_about_the_address_is_not_swallowed() {
        let complaint = Text::fixed("No such backend.", "没有这个后端。");
        let words = words(&on_the_cpu(), false, Some(&complaint));
        assert_eq!(words.note, complaint);
    }
}
