//! The buttons' entries: names, labels, tooltips and keys.
//!
//! Labels are English here; other languages are the page's business.

use facade_model::classes;

use super::{Action, Command, Entry, Shortcut};
use crate::{Place, Tool};

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
        command: Command::Act(Action::Quality),
        name: "quality",
        label: "Picture quality",
        tooltip: "Switch between pictures as it suits, the best and the fastest",
        shortcuts: &[Shortcut::plain("q")],
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
        command: Command::Act(Action::Dice),
        name: "dice",
        label: "Dice",
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
