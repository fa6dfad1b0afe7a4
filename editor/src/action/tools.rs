//! The entries of tools: names, labels, tooltips and keys; and the keys of parts, whatever they are.
//!
//! Labels are English here, as in [`table`](super::table).

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

/// The keys of the first dozen classes: the digit row.
pub const CLASS_KEYS: [&[Shortcut]; 12] = [
    &[Shortcut::plain("1")],
    &[Shortcut::plain("2")],
    &[Shortcut::plain("3")],
    &[Shortcut::plain("4")],
    &[Shortcut::plain("5")],
    &[Shortcut::plain("6")],
    &[Shortcut::plain("7")],
    &[Shortcut::plain("8")],
    &[Shortcut::plain("9")],
    &[Shortcut::plain("0")],
    &[Shortcut::plain("-")],
    &[Shortcut::plain("=")],
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
