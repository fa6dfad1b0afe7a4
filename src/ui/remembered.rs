//! Small choices kept from visit to visit, in the browser's local storage.
//!
//! Storage may be refused (private windows, blocked site data): then a choice lasts as long as the
//! page, and nobody is told, because nothing of the drawing is lost.

use web_sys::Storage;

use super::{dom, kiosk};

/// What is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// A [`Language`](super::texts::Language)'s id.
    Language,
    /// An [`Appearance`](super::appearance::Appearance)'s id.
    Appearance,
    /// A [`DrawingColors`](super::drawing_colors::DrawingColors)'s id.
    DrawingColors,
    /// The picture's share of the height on phones, per cent.
    Split,
    /// A [`QualityMode`](super::engines::quality_mode::QualityMode)'s id.
    QualityMode,
    /// `off` where letters without Ctrl are no shortcuts.
    LetterKeys,
    /// Present once the hint of a first visit has gone.
    HintSeen,
}

impl Choice {
    /// With the program's name, because a host may serve other pages from the same origin.
    const fn key(self) -> &'static str {
        match self {
            Self::Language => "facade-studio.language",
            Self::Appearance => "facade-studio.appearance",
            Self::DrawingColors => "facade-studio.drawing-colours",
            Self::Split => "facade-studio.split",
            Self::QualityMode => "facade-studio.quality",
            Self::LetterKeys => "facade-studio.letter-keys",
            Self::HintSeen => "facade-studio.hint-seen",
        }
    }
}

/// What was kept, if anything was.
pub fn recall(choice: Choice) -> Option<String> {
    storage()?.get_item(choice.key()).ok()?
}

/// Keeps `value` where the browser lets it.
pub fn keep(choice: Choice, value: &str) {
    // At an event the next visitor is another one.
    if let Some(storage) = storage().filter(|_| !kiosk::is_on()) {
        // A full store is the same to the person as a refused one.
        let _ = storage.set_item(choice.key(), value);
    }
}

fn storage() -> Option<Storage> {
    dom::window().local_storage().ok()?
}
