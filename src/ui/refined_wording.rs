//! What `#status` says of the second model, on top of what [`wording`](super::wording) says of the engines.
//!
//! Pure: knows no DOM.

use super::engines::refiner::{Condition, Refiner};
use super::engines::supervisor::{Preparation, Reason, Supervisor};
use super::shown::Shown;
use super::texts::{Text, engines as say, refining};
use super::wording::{State, Words};

/// What a person may ask of the second model.
#[derive(Clone, Debug, PartialEq)]
pub enum Invitation {
    /// Its download; so many bytes.
    Download(u64),
    /// Another try.
    Retry,
}

/// Adds what there is to say of the second model. `shown` is the picture that one sees; `awaited`: whether one of the
/// second model's is under way.
pub fn add(
    words: &mut Words,
    engines: &Supervisor,
    refiner: &Refiner,
    shown: Option<&Shown>,
    awaited: bool,
) {
    if !matches!(words.state, State::Ready | State::Busy) {
        return;
    }
    let Some(offer) = refiner.offer() else {
        return;
    };
    if let Some(shown) = shown.filter(|shown| shown.refined) {
        words.line = say::SHARP;
        words.facts = say::running(shown.backend, refiner.usual_ms(), Some(&shown.model));
    } else if awaited {
        words.line = say::SHARPENING;
    }
    let (note, invitation) = match refiner.condition() {
        Condition::Absent | Condition::Ready | Condition::Waiting => return,
        Condition::HeldBack => (refining::HELD_TO_FAST, None),
        Condition::Offered(data_saver) => {
            let download = Invitation::Download(offer.bytes);
            (refining::not_fetched(data_saver), Some(download))
        }
        Condition::Preparing(preparation) => {
            if let Preparation::Downloading(received_bytes, total_bytes) = preparation {
                let share = refining::share(&offer.name, received_bytes, total_bytes);
                words.facts = words.facts.beside(&share);
            }
            (refining::ON_ITS_WAY, None)
        }
        Condition::Failed(fault, again) => {
            let retry = (!again).then_some(Invitation::Retry);
            (refining::failed(&fault, again), retry)
        }
    };
    let offered = matches!(invitation, Some(Invitation::Download(_)));
    words.invitation = invitation;
    if offered && words.complains {
        // The button says enough; why it waits is told again once the complaint is gone.
        return;
    }
    // There is little room. What went wrong stays said; why this backend runs can wait.
    let grave = matches!(
        engines.reason(),
        Reason::DeviceLost | Reason::WebgpuFailed(_) | Reason::CpuFailed(_)
    );
    words.note = match grave || engines.was_restarted() || words.complains {
        true => words.note.then(&note),
        false => note,
    };
}

/// What the button of an invitation says.
pub fn invitation(invitation: &Invitation) -> Text {
    match invitation {
        Invitation::Download(bytes) => refining::download(*bytes),
        Invitation::Retry => refining::TRY_AGAIN,
    }
}

#[cfg(test)]
mod tests {
    use super::super::engines::data_saver::DataSaverReason;
    use super::super::engines::quality_mode::QualityMode;
    use super::super::engines::refiner::Surroundings;
    use super::super::texts::Language::English;
    use super::super::wording;
    use super::*;
    use facade_protocol::{BUILD_ID, Backend, FailureKind, Refinement};

    const AROUND: Surroundings = Surroundings {
        backend: Some(Backend::Cpu),
        quiet: true,
        awaited: false,
        data_saver: None,
    };

    fn engines() -> Supervisor {
        let mut engines = Supervisor::new(None);
        engines.begin();
        engines.started(Backend::Cpu, BUILD_ID);
        engines.ready(Backend::Cpu, "lite", 61.0);
        engines.adapter(false);
        engines
    }

    fn refiner(around: Surroundings) -> Refiner {
        let mut refiner = Refiner::new(QualityMode::Automatic);
        refiner.offered(Refinement {
            name: "full".into(),
            file: "full.safetensors".into(),
            bytes: 27_000_000,
        });
        refiner.tick(0.0, around);
        refiner
    }

    fn words(refiner: &Refiner, shown: Option<&Shown>) -> Words {
        words_while(refiner, shown, false)
    }

    fn words_while(refiner: &Refiner, shown: Option<&Shown>, awaited: bool) -> Words {
        let engines = engines();
        let mut words = wording::words(&engines, false, None);
        add(&mut words, &engines, refiner, shown, awaited);
        words
    }

    fn note(words: &Words) -> &str {
        words.note.get(English)
    }

    #[test]
    fn a_site_with_one_model_says_nothing_of_a_second() {
        let said = words(&Refiner::new(QualityMode::Automatic), None);
        assert_eq!(said, wording::words(&engines(), false, None));
    }

    #[test]
    fn a_download_is_told_among_the_facts_and_once_in_the_note() {
        let mut refiner = refiner(AROUND);
        refiner.started(BUILD_ID);
        refiner.progress(11_610_000, 27_000_000);
        let said = words(&refiner, None);
        assert_eq!(said.facts.get(English), "CPU · 61 ms · lite · full 43 %");
        assert_eq!(note(&said), refining::ON_ITS_WAY.get(English));
    }

    #[test]
    fn the_facts_name_the_model_and_the_time_of_the_picture_that_one_sees() {
        let mut refiner = refiner(AROUND);
        refiner.started(BUILD_ID);
        refiner.ready(0.0, 236.0);
        let shown = Shown {
            seq: 3,
            model: "full".into(),
            backend: Backend::Cpu,
            ms: 240.0,
            refined: true,
        };
        let said = words(&refiner, Some(&shown));
        assert_eq!(said.facts.get(English), "CPU · 236 ms · full");
        assert_eq!(said.line, say::SHARP);
        assert_eq!(
            words(&refiner, None).facts.get(English),
            "CPU · 61 ms · lite"
        );
        assert_eq!(words_while(&refiner, None, true).line, say::SHARPENING);
    }

    #[test]
    fn what_is_not_fetched_unasked_can_be_asked_for() {
        let thrifty = Surroundings {
            data_saver: Some(DataSaverReason::MobileNetwork),
            ..AROUND
        };
        let said = words(&refiner(thrifty), None);
        assert!(note(&said).contains("mobile network"), "{}", note(&said));
        assert_eq!(said.invitation, Some(Invitation::Download(27_000_000)));
    }

    #[test]
    fn a_failure_is_told_together_with_what_goes_on() {
        let missing = Text::fixed("full.safetensors is missing.", "找不到文件。");
        let mut refiner = refiner(AROUND);
        refiner.failed(FailureKind::Missing, missing);
        let said = words(&refiner, None);
        assert_eq!(
            note(&said),
            "full.safetensors is missing. Pictures go on with the fast model."
        );
        assert_eq!(said.invitation, Some(Invitation::Retry));
        assert_eq!(said.state, State::Ready);
    }
}
