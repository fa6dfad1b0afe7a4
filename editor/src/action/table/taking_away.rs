//! What a visitor takes away: files, prints, the clipboard's picture, links.

use crate::action::{Action, Command, Entry, Shortcut};

/// Of files, prints and links.
pub const TAKING_AWAY: &[Entry] = &[
    Entry {
        command: Command::Act(Action::SaveLabels),
        name: "save-labels",
        label: "Label map",
        tooltip: "Save the label map as an indexed PNG file",
        shortcuts: &[],
    },
    Entry {
        command: Command::Act(Action::SavePair),
        name: "save-pair",
        label: "Picture and labels",
        tooltip: "Save picture and label map beside each other, as the trainer reads them",
        shortcuts: &[],
    },
    Entry {
        command: Command::Act(Action::SaveDocument),
        name: "save-document",
        label: "Drawing",
        tooltip: "Save the drawing to go on with it later",
        shortcuts: &[],
    },
    Entry {
        command: Command::Act(Action::SaveSvg),
        name: "save-svg",
        label: "Drawing as SVG",
        tooltip: "Save the drawing for other programs",
        shortcuts: &[],
    },
    Entry {
        command: Command::Act(Action::SaveLarge(1_024)),
        name: "save-1024",
        label: "Picture, 1024 px",
        tooltip: "Save the picture enlarged to 1024 pixels",
        shortcuts: &[],
    },
    Entry {
        command: Command::Act(Action::SaveLarge(2_048)),
        name: "save-2048",
        label: "Picture, 2048 px",
        tooltip: "Save the picture enlarged to 2048 pixels",
        shortcuts: &[],
    },
    Entry {
        command: Command::Act(Action::SaveCard),
        name: "save-card",
        label: "Card to share",
        tooltip: "Save drawing and picture on a card of 1200 by 630 pixels",
        shortcuts: &[],
    },
    Entry {
        command: Command::Act(Action::SaveFilm),
        name: "save-film",
        label: "Film",
        tooltip: "Save a short film of the house being built",
        shortcuts: &[],
    },
    Entry {
        command: Command::Act(Action::Print),
        name: "print",
        label: "Print picture",
        tooltip: "Print the picture as large as the sheet",
        shortcuts: &[],
    },
    Entry {
        command: Command::Act(Action::Copy),
        name: "copy",
        label: "Copy picture",
        tooltip: "Copy the picture to the clipboard",
        shortcuts: &[Shortcut::command_shift("c")],
    },
    Entry {
        command: Command::Act(Action::Share),
        name: "share",
        label: "Share link",
        tooltip: "Put the whole drawing into a link",
        shortcuts: &[],
    },
    Entry {
        command: Command::Act(Action::HandOn),
        name: "your-turn",
        label: "Link: your turn",
        tooltip: "Copy a link that asks a friend to go on with the drawing",
        shortcuts: &[],
    },
    Entry {
        command: Command::Act(Action::Street),
        name: "street",
        label: "Street",
        tooltip: "See this house beside those of friends",
        shortcuts: &[],
    },
];
