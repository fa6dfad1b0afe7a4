//! The entries of tools and parts: names, labels, tooltips and keys.
//!
//! Labels are English here, as in [`table`](super::table).

use facade_model::classes;

use super::{Command, Entry, Shortcut};
use crate::Tool;

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

/// The classes of a facade, in the order of their ids, on the keys of the digit row.
pub const FACADE_CLASSES: &[Entry] = &[
    class(
        classes::BACKGROUND,
        "Sky & street",
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
