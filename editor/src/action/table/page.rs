//! The house's colours, and the page itself.

use crate::action::{Action, Command, Entry, Shortcut};

/// Of colours, language and help.
pub const PAGE: &[Entry] = &[
    Entry {
        command: Command::Act(Action::Dice),
        name: "dice",
        label: "New colours",
        tooltip: "Give the house other colours",
        shortcuts: &[Shortcut::plain("d")],
    },
    Entry {
        command: Command::Act(Action::Palettes),
        name: "palettes",
        label: "Palettes",
        tooltip: "Choose among the colours of real houses",
        shortcuts: &[Shortcut::plain("h")],
    },
    Entry {
        command: Command::Act(Action::ColoursFromPhoto),
        name: "colours-from-photo",
        label: "From a photo",
        tooltip: "Take the colours from a photo, which stays on this device",
        shortcuts: &[],
    },
    Entry {
        command: Command::Act(Action::UsualColours),
        name: "usual-colours",
        label: "Usual colours",
        tooltip: "Go back to the colours that the model gives",
        shortcuts: &[Shortcut::shift("h")],
    },
    Entry {
        command: Command::Act(Action::Language),
        name: "language",
        // Whoever needs it reads this one and not the page's.
        label: "中文",
        tooltip: "Show the page in Chinese",
        shortcuts: &[],
    },
    Entry {
        command: Command::Act(Action::Theme),
        name: "theme",
        label: "Appearance",
        tooltip: "Switch between the system’s, light and dark colours",
        shortcuts: &[],
    },
    Entry {
        command: Command::Act(Action::DrawingColours),
        name: "drawing-colours",
        label: "Colours of the drawing",
        tooltip: "Switch between natural colours and those of the data set",
        shortcuts: &[],
    },
    Entry {
        command: Command::Act(Action::Help),
        name: "help",
        label: "Shortcuts",
        tooltip: "Show keys and gestures",
        shortcuts: &[Shortcut::plain("?"), Shortcut::shift("?")],
    },
];
