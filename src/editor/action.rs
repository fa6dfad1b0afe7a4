//! Everything the page's buttons and keys can ask for, as data.
//!
//! One table feeds buttons, keys and tooltips, so they cannot disagree. The editor does not carry
//! the actions out: `random` and `save` need what it does not know.

use facade_model::classes;

use super::{Place, Tool};

/// Something a button or a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Command {
    Act(Action),
    ChooseTool(Tool),
    /// By class id, 1..=12.
    ChooseClass(u8),
}

/// The actions of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    Undo,
    Redo,
    Clear,
    Random,
    Sample,
    Open,
    Save,
    Delete,
    Duplicate,
    Repeat,
    Mirror,
    /// Bring forward or send backward.
    Reorder(Place),
    SelectAll,
    SaveLabels,
    SavePair,
    SaveDocument,
    SaveSvg,
    Copy,
    Share,
    ZoomOut,
    ZoomFit,
    ZoomIn,
    /// Another version of the picture, where the model has several.
    Vary,
    /// The version that every visitor sees.
    UsualVersion,
    Compare,
    Overlay,
    FullScreen,
    Language,
    Theme,
    Help,
}

/// One button: its names, its keys and what it asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    pub command: Command,
    /// As in the page's `data-action`, `data-tool` or `data-class`.
    pub name: &'static str,
    /// What the button says.
    pub label: &'static str,
    /// What it does, as a sentence without its key.
    pub tooltip: &'static str,
    /// Keys that ask for the same; the first is the one to show.
    pub shortcuts: &'static [Shortcut],
}

/// A key with the modifiers that must be held, as keyboard events report them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Shortcut {
    /// `KeyboardEvent.key`, letters in lower case.
    pub key: &'static str,
    /// Ctrl, or ⌘ on a Mac.
    pub command: bool,
    pub shift: bool,
}

/// A key press, as keyboard events report it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyPress<'a> {
    /// `KeyboardEvent.key`.
    pub key: &'a str,
    /// Whether Ctrl or ⌘ is held.
    pub command: bool,
    pub shift: bool,
    pub alt: bool,
}

impl Shortcut {
    const fn plain(key: &'static str) -> Self {
        Self {
            key,
            command: false,
            shift: false,
        }
    }

    const fn shift(key: &'static str) -> Self {
        Self {
            key,
            command: false,
            shift: true,
        }
    }

    const fn command(key: &'static str) -> Self {
        Self {
            key,
            command: true,
            shift: false,
        }
    }

    const fn command_shift(key: &'static str) -> Self {
        Self {
            key,
            command: true,
            shift: true,
        }
    }

    /// Whether this key press asks for it. Letters match in either case, because Shift and Caps
    /// Lock change what `key` reports; the modifiers must be exactly those.
    pub fn matches(self, press: KeyPress<'_>) -> bool {
        self.key.eq_ignore_ascii_case(press.key)
            && self.command == press.command
            && self.shift == press.shift
            && !press.alt
    }

    /// How to write it: "Ctrl+Shift+Z", or "⌘⇧Z" on a Mac.
    pub fn text(self, on_mac: bool) -> String {
        let (command, shift) = if on_mac {
            ("⌘", "⇧")
        } else {
            ("Ctrl+", "Shift+")
        };
        let mut text = String::new();
        if self.command {
            text.push_str(command);
        }
        // Signs are written as they are, whatever the keyboard needs for them.
        if self.shift && self.key.starts_with(char::is_alphanumeric) {
            text.push_str(shift);
        }
        text.push_str(&match self.key {
            "-" => "−".to_owned(),
            key if key.len() == 1 => key.to_uppercase(),
            name => name.to_owned(),
        });
        text
    }
}

/// The actions, in the order of their buttons.
pub const ACTIONS: &[Entry] = &[
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
        command: Command::Act(Action::Open),
        name: "open",
        label: "Open",
        tooltip: "Open a label map, a CMP annotation or a saved drawing",
        shortcuts: &[Shortcut::command("o")],
    },
    Entry {
        command: Command::Act(Action::Save),
        name: "save",
        label: "Save picture",
        tooltip: "Save the picture as a PNG file",
        shortcuts: &[Shortcut::command("s")],
    },
    Entry {
        command: Command::Act(Action::Delete),
        name: "delete",
        label: "Delete",
        tooltip: "Take the selected shapes away",
        shortcuts: &[Shortcut::plain("Delete"), Shortcut::plain("Backspace")],
    },
    Entry {
        command: Command::Act(Action::Duplicate),
        name: "duplicate",
        label: "Duplicate",
        tooltip: "Copy the selected shapes beside themselves",
        shortcuts: &[Shortcut::command("d")],
    },
    Entry {
        command: Command::Act(Action::Repeat),
        name: "repeat",
        label: "Repeat",
        tooltip: "Repeat the selected shapes as a grid",
        shortcuts: &[Shortcut::plain("g")],
    },
    Entry {
        command: Command::Act(Action::Mirror),
        name: "mirror",
        label: "Mirror",
        tooltip: "Mirror about the facade’s axis: copies of what is selected, or else the whole drawing",
        shortcuts: &[Shortcut::plain("m")],
    },
    Entry {
        command: Command::Act(Action::Reorder(Place::Forward)),
        name: "forward",
        label: "Bring forward",
        tooltip: "Bring the selected shapes above the next one",
        shortcuts: &[Shortcut::plain("]")],
    },
    Entry {
        command: Command::Act(Action::Reorder(Place::Backward)),
        name: "backward",
        label: "Send backward",
        tooltip: "Send the selected shapes below the next one",
        shortcuts: &[Shortcut::plain("[")],
    },
    Entry {
        command: Command::Act(Action::Reorder(Place::Front)),
        name: "front",
        label: "To the front",
        tooltip: "Bring the selected shapes above all others",
        shortcuts: &[Shortcut::shift("}")],
    },
    Entry {
        command: Command::Act(Action::Reorder(Place::Back)),
        name: "back",
        label: "To the back",
        tooltip: "Send the selected shapes below all others",
        shortcuts: &[Shortcut::shift("{")],
    },
    Entry {
        command: Command::Act(Action::SelectAll),
        name: "select-all",
        label: "Select all",
        tooltip: "Select every shape but the ground",
        shortcuts: &[Shortcut::command("a")],
    },
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
        command: Command::Act(Action::FullScreen),
        name: "full-screen",
        label: "Full screen",
        tooltip: "Show the picture on the whole screen",
        shortcuts: &[Shortcut::shift("f")],
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
        command: Command::Act(Action::Help),
        name: "help",
        label: "Shortcuts",
        tooltip: "Show keys and gestures",
        shortcuts: &[Shortcut::plain("?"), Shortcut::shift("?")],
    },
];

/// The tools, in the order of their buttons.
pub const TOOLS: &[Entry] = &[
    tool(
        Tool::Select,
        "Select",
        "Pick shapes, move and resize them",
        &[Shortcut::plain("v")],
    ),
    tool(
        Tool::Rectangle,
        "Rectangle",
        "Drag a box",
        &[Shortcut::plain("r")],
    ),
    tool(
        Tool::Polygon,
        "Polygon",
        "Click the corners of an area; a click on the first one closes it",
        &[Shortcut::plain("p")],
    ),
    tool(
        Tool::Line,
        "Line",
        "Draw a straight line",
        &[Shortcut::plain("l")],
    ),
    tool(
        Tool::Brush,
        "Brush",
        "Paint with a round brush",
        &[Shortcut::plain("b")],
    ),
    tool(
        Tool::Fill,
        "Fill",
        "Pour the class over one region",
        &[Shortcut::plain("f")],
    ),
    tool(
        Tool::Eraser,
        "Eraser",
        "Bring the bare wall back",
        &[Shortcut::plain("e")],
    ),
    tool(
        Tool::Eyedropper,
        "Eyedropper",
        "Take the class under the pointer",
        &[Shortcut::plain("i")],
    ),
];

/// The classes, in the order of their ids, on the keys of the digit row.
pub const CLASSES: &[Entry] = &[
    class(
        classes::BACKGROUND,
        "Background",
        "Sky, street and whatever is not this house",
        &[Shortcut::plain("1")],
    ),
    class(
        classes::FACADE,
        "Wall",
        "The bare wall of the facade",
        &[Shortcut::plain("2")],
    ),
    class(
        classes::WINDOW,
        "Window",
        "A window, glass and frame",
        &[Shortcut::plain("3")],
    ),
    class(
        classes::DOOR,
        "Door",
        "A door or a gate",
        &[Shortcut::plain("4")],
    ),
    class(
        classes::CORNICE,
        "Cornice",
        "The ledge above a window",
        &[Shortcut::plain("5")],
    ),
    class(
        classes::SILL,
        "Sill",
        "The ledge or panel below a window",
        &[Shortcut::plain("6")],
    ),
    class(
        classes::BALCONY,
        "Balcony",
        "A balcony with its railing",
        &[Shortcut::plain("7")],
    ),
    class(
        classes::BLIND,
        "Blind",
        "A shutter or a blind",
        &[Shortcut::plain("8")],
    ),
    class(
        classes::DECO,
        "Deco",
        "An ornament: relief, statue, painted panel",
        &[Shortcut::plain("9")],
    ),
    class(
        classes::MOLDING,
        "Molding",
        "A band across the wall, between storeys or at the eaves",
        &[Shortcut::plain("0")],
    ),
    class(
        classes::PILLAR,
        "Pillar",
        "A column or a pilaster",
        &[Shortcut::plain("-")],
    ),
    class(
        classes::SHOP,
        "Shop",
        "A shop front or its sign",
        &[Shortcut::plain("=")],
    ),
];

const fn tool(
    tool: Tool,
    label: &'static str,
    tooltip: &'static str,
    shortcuts: &'static [Shortcut],
) -> Entry {
    Entry {
        command: Command::ChooseTool(tool),
        name: tool.name(),
        label,
        tooltip,
        shortcuts,
    }
}

const fn class(
    id: u8,
    label: &'static str,
    tooltip: &'static str,
    shortcuts: &'static [Shortcut],
) -> Entry {
    Entry {
        command: Command::ChooseClass(id),
        name: classes::CLASSES[id as usize - 1].name,
        label,
        tooltip,
        shortcuts,
    }
}

/// Every entry there is.
pub fn entries() -> impl Iterator<Item = &'static Entry> {
    ACTIONS.iter().chain(TOOLS).chain(CLASSES)
}

/// What a key press asks for, if anything.
pub fn command_for(press: KeyPress<'_>) -> Option<Command> {
    entries()
        .find(|entry| entry.shortcuts.iter().any(|key| key.matches(press)))
        .map(|entry| entry.command)
}

/// What the button of this name asks for: `name` as in `data-action`, `data-tool` or
/// `data-class`, in the table of its kind.
pub fn by_name(table: &'static [Entry], name: &str) -> Option<&'static Entry> {
    table.iter().find(|entry| entry.name == name)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn press(key: &str) -> KeyPress<'_> {
        KeyPress {
            key,
            command: false,
            shift: false,
            alt: false,
        }
    }

    #[test]
    fn no_key_asks_for_two_things() {
        let mut taken = HashSet::new();
        for entry in entries() {
            for &shortcut in entry.shortcuts {
                assert!(taken.insert(shortcut), "{}: {shortcut:?}", entry.name);
            }
        }
    }

    #[test]
    fn every_tool_and_every_class_has_its_button() {
        let tools: Vec<_> = TOOLS.iter().map(|entry| entry.command).collect();
        assert_eq!(tools, Tool::ALL.map(Command::ChooseTool));
        for (entry, class) in CLASSES.iter().zip(&classes::CLASSES) {
            assert_eq!(entry.command, Command::ChooseClass(class.id));
            assert_eq!(entry.name, class.name);
        }
        assert_eq!(CLASSES.len(), classes::CLASS_COUNT);
    }

    #[test]
    fn undo_and_redo_answer_to_the_customary_keys() {
        let command = |key, shift| {
            command_for(KeyPress {
                command: true,
                shift,
                ..press(key)
            })
        };
        assert_eq!(command("z", false), Some(Command::Act(Action::Undo)));
        assert_eq!(command("Z", true), Some(Command::Act(Action::Redo)));
        assert_eq!(command("y", false), Some(Command::Act(Action::Redo)));
        assert_eq!(command("y", true), None);
        assert_ne!(command_for(press("z")), Some(Command::Act(Action::Undo)));
    }

    #[test]
    fn plain_keys_choose_only_without_modifiers() {
        assert_eq!(
            command_for(press("r")),
            Some(Command::ChooseTool(Tool::Rectangle))
        );
        assert_eq!(command_for(press("=")), Some(Command::ChooseClass(12)));
        for held in [
            KeyPress {
                command: true,
                ..press("r")
            },
            KeyPress {
                alt: true,
                ..press("r")
            },
        ] {
            assert_eq!(command_for(held), None, "the browser's own: {held:?}");
        }
    }

    #[test]
    fn keys_are_written_as_the_machine_labels_them() {
        let redo = by_name(ACTIONS, "redo").unwrap();
        assert_eq!(redo.shortcuts[0].text(false), "Ctrl+Shift+Z");
        assert_eq!(redo.shortcuts[0].text(true), "⌘⇧Z");
        assert_eq!(by_name(TOOLS, "redo"), None);
    }
}
