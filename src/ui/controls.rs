//! The buttons and the brush width: what they show, and which command a click means.
//!
//! Keys and English names come from the editor's table, the Chinese from
//! [`texts`](super::texts). Knows no editor.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlButtonElement, HtmlInputElement};

use super::texts::{Language, actions, sentences};
use super::{dom, language, toolbar};
use facade_editor::action::{self, Command, Entry};
use facade_editor::{BRUSH_MAX_PX, BRUSH_MIN_PX, Tool, subject};

/// What the controls show.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// The chosen tool.
    pub tool: Tool,
    /// The id of the class that is chosen, or that all selected shapes have.
    pub class: Option<u8>,
    /// Width of brush and eraser in drawing pixels.
    pub brush_px: f32,
    /// Whether undo does anything.
    pub can_undo: bool,
    /// Whether redo does anything.
    pub can_redo: bool,
    /// Whether there is a picture to save.
    pub can_save: bool,
    /// Whether any shape is selected, and none is being moved.
    pub has_selection: bool,
    /// Whether what is selected can become one group, or be taken apart.
    pub can_group: bool,
    pub can_ungroup: bool,
    /// How many shapes or groups can be put in line.
    pub unit_count: usize,
    /// Whether a polygon is selected.
    pub has_corners: bool,
    /// Whether letters, digits and signs are shortcuts without Ctrl.
    pub letter_keys: bool,
}

/// All buttons with a command, and the brush slider.
pub struct Controls {
    buttons: Vec<(HtmlButtonElement, &'static Entry)>,
    brush: HtmlInputElement,
    brush_value: Element,
    on_mac: bool,
    shown: Option<(Shown, Language)>,
}

/// The attributes that tie a button to the editor's table.
fn tables() -> [(&'static str, &'static [Entry]); 4] {
    [
        ("data-action", action::ACTIONS),
        ("data-tool", action::TOOLS),
        ("data-class", subject::current().entries()),
        // A second way to an action whose button is elsewhere.
        ("data-command", action::ACTIONS),
    ]
}

impl Controls {
    /// Takes hold of all buttons; the palette must have been built.
    pub fn new(on_mac: bool) -> Self {
        let mut buttons = Vec::new();
        for (attribute, table) in tables() {
            for entry in table {
                for button in dom::all(&format!("button[{attribute}={}]", entry.name)) {
                    buttons.push((button.unchecked_into(), entry));
                }
            }
        }
        let brush: HtmlInputElement = dom::by_id("brush-width");
        brush.set_min(&BRUSH_MIN_PX.to_string());
        brush.set_max(&BRUSH_MAX_PX.to_string());
        Self {
            buttons,
            brush,
            brush_value: dom::by_id("brush-width-value"),
            on_mac,
            shown: None,
        }
    }

    /// The brush slider, for its listener.
    pub fn brush(&self) -> &HtmlInputElement {
        &self.brush
    }

    /// Brings the controls up to date; touches the document only where something changed.
    pub fn show(&mut self, shown: Shown) {
        let focused = dom::document().active_element();
        let language = language::current();
        let before = self.shown.as_ref();
        if before == Some(&(shown.clone(), language)) {
            return;
        }
        let named = |(shown, language): &(Shown, Language)| (shown.letter_keys, *language);
        if before.map(named) != Some((shown.letter_keys, language)) {
            self.name_buttons(shown.letter_keys);
        }
        for (button, entry) in &self.buttons {
            let pressed = match entry.command {
                Command::ChooseTool(tool) => tool == shown.tool,
                Command::ChooseClass(class) => Some(class) == shown.class,
                Command::Act(action) => {
                    use action::Action::{
                        Align, CopyShapes, Corners, Cut, Delete, Distribute, Duplicate, Group,
                        Redo, Reorder, Repeat, Save, Undo, Ungroup,
                    };
                    button.set_disabled(match action {
                        Undo => !shown.can_undo,
                        Redo => !shown.can_redo,
                        Save => !shown.can_save,
                        Delete | Duplicate | Repeat | Reorder(_) => !shown.has_selection,
                        CopyShapes | Cut | Align(_) => shown.unit_count == 0,
                        Group => !shown.can_group,
                        Ungroup => !shown.can_ungroup,
                        Distribute(_) => shown.unit_count < 3,
                        Corners => !shown.has_corners,
                        _ => false,
                    });
                    continue;
                }
            };
            dom::set_attribute(button, "aria-pressed", &pressed.to_string());
        }
        self.brush.set_value(&shown.brush_px.to_string());
        self.brush.set_disabled(!shown.tool.uses_brush());
        language::write(&self.brush_value, &sentences::width_px(shown.brush_px));
        toolbar::settle_all(focused.as_ref());
        self.shown = Some((shown, language));
    }

    /// Names and tooltips in the page's language, with the keys that do something.
    fn name_buttons(&self, letter_keys: bool) {
        for (button, entry) in &self.buttons {
            let counts = |key: &&action::Shortcut| letter_keys || !key.is_character();
            let keys: Vec<_> = entry.shortcuts.iter().filter(counts).collect();
            let spoken: Vec<_> = keys.iter().map(|key| aria_key(**key)).collect();
            dom::set_attribute(button, "aria-keyshortcuts", &spoken.join(" "));
            let first = keys.first().map(|key| **key);
            let tooltip = actions::tooltip(entry, first, self.on_mac);
            language::write_attribute(button, "title", &tooltip);
            if let Ok(Some(name)) = button.query_selector(".name") {
                language::write(&name, &actions::label(entry));
                if entry.command == Command::Act(action::Action::Language) {
                    // It says the name of the other language in that language.
                    dom::set_attribute(&name, "lang", language::current().other().tag());
                }
            }
        }
    }
}

/// The command of the button that was clicked, if one was.
pub fn clicked(event: &Event) -> Option<Command> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let button = target.closest("button").ok()??;
    tables().into_iter().find_map(|(attribute, table)| {
        let name = button.get_attribute(attribute)?;
        Some(action::by_name(table, &name)?.command)
    })
}

/// A key in the notation of `aria-keyshortcuts`.
fn aria_key(shortcut: action::Shortcut) -> String {
    let mut text = String::new();
    if shortcut.command {
        text.push_str("Control+");
    }
    if shortcut.shift {
        text.push_str("Shift+");
    }
    text + shortcut.key
}

#[cfg(test)]
mod tests {
    use super::*;

    const INDEX: &str = include_str!("../../index.html");

    #[test]
    fn the_page_has_a_button_for_every_action_and_tool_with_the_tables_label() {
        for (attribute, table) in &tables()[..2] {
            for entry in *table {
                let mark = format!("{attribute}=\"{}\"", entry.name);
                let start = INDEX.find(&mark).unwrap_or_else(|| panic!("no {mark}"));
                let button = INDEX[start..].split("</button>").next().unwrap();
                let label = format!(">{}<", entry.label);
                assert!(button.contains(&label), "{mark} does not say {label}");
            }
        }
    }

    #[test]
    fn keys_are_announced_in_the_notation_of_aria() {
        let redo = action::by_name(action::ACTIONS, "redo").unwrap();
        assert_eq!(aria_key(redo.shortcuts[0]), "Control+Shift+z");
    }
}
