//! How drawing and picture are looked at, and which picture is made.

use crate::action::{Action, Command, Entry, Shortcut};

/// Of the view and the picture.
pub const LOOKING: &[Entry] = &[
    Entry {
        command: Command::Act(Action::ZoomOut),
        name: "zoom-out",
        label: "Zoom out",
        tooltip: "Show more of the drawing",
        shortcuts: &[Shortcut::shift("z")],
    },
    Entry {
        command: Command::Act(Action::ZoomFit),
        name: "zoom-fit",
        label: "Whole drawing",
        tooltip: "Show the whole drawing",
        shortcuts: &[Shortcut::plain("w")],
    },
    Entry {
        command: Command::Act(Action::ZoomIn),
        name: "zoom-in",
        label: "Zoom in",
        tooltip: "Show the drawing larger",
        // Shift writes + on some keyboards, and not on others.
        shortcuts: &[
            Shortcut::plain("z"),
            Shortcut::plain("+"),
            Shortcut::shift("+"),
        ],
    },
    Entry {
        command: Command::Act(Action::Vary),
        name: "vary",
        label: "Another version",
        tooltip: "Make another picture of the same drawing",
        shortcuts: &[Shortcut::plain("a")],
    },
    Entry {
        command: Command::Act(Action::UsualVersion),
        name: "usual-version",
        label: "Usual version",
        tooltip: "Go back to the usual picture of the drawing",
        shortcuts: &[Shortcut::shift("a")],
    },
    Entry {
        command: Command::Act(Action::Quality),
        name: "quality",
        label: "Picture quality",
        tooltip: "Switch between pictures as it suits, the best and the fastest",
        shortcuts: &[Shortcut::plain("q")],
    },
    Entry {
        command: Command::Act(Action::Models),
        name: "models",
        label: "Models",
        tooltip: "Choose the model that paints, or open one of your own",
        shortcuts: &[],
    },
    Entry {
        command: Command::Act(Action::Compare),
        name: "compare",
        label: "Compare",
        tooltip: "Draw the drawing over the picture like a curtain",
        shortcuts: &[Shortcut::plain("k")],
    },
    Entry {
        command: Command::Act(Action::Overlay),
        name: "overlay",
        label: "Colours on the picture",
        tooltip: "Lay the parts’ colours on the picture",
        shortcuts: &[Shortcut::plain("o")],
    },
    Entry {
        command: Command::Act(Action::Critic),
        name: "critic",
        label: "What the critic sees",
        tooltip: "Lay on the picture what the critic takes for real and what for generated",
        shortcuts: &[Shortcut::plain("j")],
    },
    Entry {
        command: Command::Act(Action::FullScreen),
        name: "full-screen",
        label: "Full screen",
        tooltip: "Show the picture on the whole screen",
        shortcuts: &[Shortcut::shift("f")],
    },
    Entry {
        command: Command::Act(Action::Present),
        name: "present",
        label: "Present",
        tooltip: "Show drawing and picture as large as the screen allows",
        shortcuts: &[Shortcut::plain("t")],
    },
];
