//! Everything the page's buttons and keys can ask for, as data.
//!
//! One table feeds buttons, keys and tooltips, so they cannot disagree. The editor does not carry
//! the actions out: `random` and `save` need what it does not know.

mod keyboards;
mod table;
mod tools;

use super::{Align, Place, Spread, Tool, subject};
pub use keyboards::latin_key;
pub use table::ACTIONS;
pub use tools::{CLASS_KEYS, TOOLS};

/// Something a button or a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Command {
    Act(Action),
    ChooseTool(Tool),
    /// By class id.
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
    /// The last drawings made in this browser.
    Recent,
    Open,
    Save,
    Delete,
    Duplicate,
    Repeat,
    Mirror,
    /// Bring forward or send backward.
    Reorder(Place),
    SelectAll,
    /// Of shapes; the browser's own events carry them out.
    CopyShapes,
    Cut,
    Paste,
    Group,
    Ungroup,
    Align(Align),
    Distribute(Spread),
    /// The corners of a polygon.
    Corners,
    SaveLabels,
    SavePair,
    SaveDocument,
    SaveSvg,
    /// The picture enlarged to this side, pixels.
    SaveLarge(u16),
    SaveCard,
    SaveFilm,
    Print,
    Copy,
    Share,
    /// A link that asks somebody else to go on with the drawing.
    HandOn,
    /// Houses of several links side by side.
    Street,
    ZoomOut,
    ZoomFit,
    ZoomIn,
    /// Another version of the picture, where the model has several.
    Vary,
    /// The version that every visitor sees.
    UsualVersion,
    /// Fast pictures, the best ones, or as it suits.
    Quality,
    /// Which model paints.
    Models,
    Compare,
    Overlay,
    /// What the critic sees.
    Critic,
    FullScreen,
    /// Drawing and picture on the whole screen.
    Present,
    /// Another house's colours.
    Dice,
    Palettes,
    ColoursFromPhoto,
    /// A photo to trace over, or to take the colours of.
    Photo,
    /// The colours that the model gives.
    UsualColours,
    Language,
    Theme,
    /// Natural colours in the drawing, or the data set's.
    DrawingColours,
    Help,
}

impl Action {
    /// Whether the browser has events of its own for it, which a key must reach.
    pub fn is_clipboards(self) -> bool {
        matches!(self, Self::CopyShapes | Self::Cut | Self::Paste)
    }
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
    /// `KeyboardEvent.key`: what the key writes.
    pub key: &'a str,
    /// `KeyboardEvent.code`: where the key is.
    pub code: &'a str,
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

    /// Whether this key press, [translated](keyboards::translated), asks for it. Letters match in either case, because
    /// Shift and Caps Lock change what `key` reports; the modifiers must be exactly those, but for Shift with signs.
    fn matches(self, press: KeyPress<'_>) -> bool {
        self.key.eq_ignore_ascii_case(press.key)
            && self.command == press.command
            && (self.shift == press.shift || self.is_sign())
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

/// Every entry there is.
pub fn entries() -> impl Iterator<Item = &'static Entry> {
    let classes = subject::current().entries();
    ACTIONS.iter().chain(TOOLS).chain(classes)
}

/// What a key press asks for, if anything.
pub fn command_for(press: KeyPress<'_>) -> Option<Command> {
    asked(press).map(|(command, _)| command)
}

/// What a key press asks for, and the shortcut that says so.
pub fn asked(press: KeyPress<'_>) -> Option<(Command, Shortcut)> {
    let press = keyboards::translated(press)?;
    entries().find_map(|entry| {
        let mut shortcuts = entry.shortcuts.iter();
        let shortcut = shortcuts.find(|key| key.matches(press))?;
        Some((entry.command, *shortcut))
    })
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
            code: "",
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
        let subject = subject::current();
        for (entry, class) in subject.entries().iter().zip(subject.classes()) {
            assert_eq!(entry.command, Command::ChooseClass(class.id));
            assert_eq!(entry.name, class.name);
        }
        assert_eq!(subject.entries().len(), CLASS_KEYS.len());
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
