//! The drawing as a whole: steps back and forth, where one comes from, and its picture as a file.

use crate::action::{Action, Command, Entry, Shortcut};

/// Of the drawing as a whole.
pub const DRAWING: &[Entry] = &[
    Entry {
        command: Command::Act(Action::Undo),
        name: "undo",
        label: "Undo",
        tooltip: "Take the last step back",
        shortcuts: &[Shortcut::command("z")],
    },
    Entry {
        command: Command::Act(Action::Redo),
        name: "redo",
        label: "Redo",
        tooltip: "Bring back the step just undone",
        shortcuts: &[Shortcut::command_shift("z"), Shortcut::command("y")],
    },
    Entry {
        command: Command::Act(Action::Clear),
        name: "clear",
        label: "Clear",
        tooltip: "Start over from a bare wall",
        shortcuts: &[Shortcut::plain("c")],
    },
    Entry {
        command: Command::Act(Action::Random),
        name: "random",
        label: "Random facade",
        tooltip: "Draw another made-up facade",
        shortcuts: &[Shortcut::plain("n")],
    },
    Entry {
        command: Command::Act(Action::Sample),
        name: "sample",
        label: "Samples",
        tooltip: "Start from a drawn facade",
        shortcuts: &[],
    },
    Entry {
        command: Command::Act(Action::Recent),
        name: "recent",
        label: "Recent",
        tooltip: "Go on with one of the last drawings",
        shortcuts: &[],
    },
    Entry {
        command: Command::Act(Action::Open),
        name: "open",
        label: "Open",
        tooltip: "Open a label map, a CMP annotation or a saved drawing",
        shortcuts: &[Shortcut::command("o")],
    },
    Entry {
        command: Command::Act(Action::Photo),
        name: "photo",
        label: "Photo",
        tooltip: "Trace over a photo, or take its colours; it stays on this device",
        shortcuts: &[],
    },
    Entry {
        command: Command::Act(Action::Save),
        name: "save",
        label: "Save picture",
        tooltip: "Save the picture as a PNG file",
        shortcuts: &[Shortcut::command("s")],
    },
];
