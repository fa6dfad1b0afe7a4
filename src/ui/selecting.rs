//! Selected shapes, grids and polygons in the making: what keys, wheel and actions do to them.
//!
//! Knows keys and sentences; what happens to shapes is the editor's business.

use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, KeyboardEvent, PointerEvent, WheelEvent};

use super::app::App;
use super::cursor::Mark;
use super::dom;
use super::strokes::Hand;
use super::texts::selecting as texts;
use facade_editor::action::{self, Action};
use facade_editor::{Modifiers, Tool};

/// Nudges that follow each other within this time are one step of history.
const NUDGE_RUN_MS: f64 = 1_000.0;
/// Pixels of a nudge with Shift.
const LONG_NUDGE_PX: i32 = 8;

impl App {
    /// Tells the editor which keys are held with the pointer.
    pub(super) fn hold(&mut self, event: &PointerEvent) {
        self.editor.set_modifiers(Modifiers {
            shift: event.shift_key(),
            snapping: !event.alt_key(),
            copying: event.alt_key(),
        });
    }

    /// The same while a key goes down, so that Shift and Alt count without a move.
    pub(super) fn hold_keys(&mut self, event: &KeyboardEvent) {
        if let Hand::Pointer(_) = self.hand {
            if event.key() == "Alt" {
                // The browser's menu would take the keyboard away.
                event.prevent_default();
            }
            self.editor.set_modifiers(Modifiers {
                shift: event.shift_key(),
                snapping: !event.alt_key(),
                copying: event.alt_key(),
            });
        }
    }

    pub(super) fn modifier_up(&mut self, event: &KeyboardEvent) {
        self.hold_keys(event);
    }

    /// Carries out what concerns selected shapes, and ends or drops what lingers before any other
    /// action. Returns whether that was all there is to do.
    pub(super) fn act_on_selection(&mut self, action: Action) -> bool {
        let looks_only = matches!(
            action,
            Action::ZoomIn
                | Action::ZoomOut
                | Action::ZoomFit
                | Action::Compare
                | Action::Overlay
                | Action::FullScreen
                | Action::Present
                | Action::Language
                | Action::Theme
        );
        if self.editor.lingers() && !looks_only {
            match action {
                Action::Undo => {
                    self.take_back();
                    return true;
                }
                Action::Repeat => {
                    self.end_lingering();
                    return true;
                }
                _ => self.end_lingering(),
            }
        }
        match action {
            Action::Cut => self.cut_shapes(),
            Action::CopyShapes => self.copy_shapes(),
            Action::Paste => self.paste_shapes(),
            Action::Group => {
                if self.editor.group() {
                    self.status.announce(&texts::GROUPED);
                }
            }
            Action::Ungroup => {
                if self.editor.ungroup() {
                    self.status.announce(&texts::UNGROUPED);
                }
            }
            Action::Align(align) => {
                self.editor.align(align);
                self.announce_selection();
            }
            Action::Distribute(spread) => {
                self.editor.distribute(spread);
                self.announce_selection();
            }
            Action::Corners => {
                let shown = self.editor.toggle_corners();
                self.status.announce(&match shown {
                    true => texts::CORNERS_SHOWN,
                    false => texts::CORNERS_HIDDEN,
                });
            }
            Action::Delete => {
                if let Some(is_gone) = self.editor.delete_corner() {
                    self.status.announce(&match is_gone {
                        true => texts::CORNER_DELETED,
                        false => texts::THREE_CORNERS,
                    });
                } else if self.editor.delete() {
                    self.status.announce(&texts::NOTHING_SELECTED);
                }
            }
            Action::Duplicate => {
                self.editor.duplicate();
                self.announce_selection();
            }
            Action::Repeat => self.begin_repeat(),
            Action::Mirror => {
                self.editor.mirror();
                self.announce_selection();
            }
            Action::Reorder(place) => {
                self.editor.reorder(place);
            }
            Action::SelectAll => {
                if self.editor.select_all() {
                    self.announce_selection();
                } else {
                    self.status.announce(&texts::NO_SHAPES);
                }
            }
            _ => return false,
        }
        true
    }

    fn begin_repeat(&mut self) {
        if self.editor.begin_repeat() {
            // The keys that count and space belong to the drawing.
            dom::focus_drawing();
            self.cursor.show(Mark::Hidden);
            self.announce_grid();
        }
    }

    /// Keys for a grid or a polygon in the making, wherever the focus is. Returns whether the key
    /// was one of them.
    pub(super) fn key_on_lingering(&mut self, event: &KeyboardEvent) -> bool {
        let is_input = event
            .target()
            .is_some_and(|target| target.dyn_ref::<HtmlInputElement>().is_some());
        if !self.editor.lingers() || is_input || event.ctrl_key() || event.meta_key() {
            return false;
        }
        let key = event.key();
        let signs_count = self.letter_keys.are_on() || self.drawing_has_focus();
        match key.as_str() {
            "Escape" => self.drop_lingering(),
            // Enter presses a button that has the focus, the grid's own ones too.
            "Enter" if self.drawing_has_focus() || self.editor.grid().is_none() => {
                self.end_lingering();
            }
            "Backspace" => self.take_back(),
            _ if self.editor.grid().is_none() => return false,
            "+" | "=" if signs_count => self.space_grid(1, 1),
            "-" | "_" | "−" if signs_count => self.space_grid(-1, -1),
            _ => {
                let Some((right, down)) = arrow(&key) else {
                    return false;
                };
                if event.shift_key() {
                    self.space_grid(right, down);
                } else {
                    self.editor.count_grid(right, down);
                    self.announce_grid();
                }
            }
        }
        event.prevent_default();
        true
    }

    /// Keys for the select tool on the focused drawing. Returns whether the key was one of them.
    pub(super) fn key_on_selection(&mut self, event: &KeyboardEvent) -> bool {
        if self.editor.lingers() {
            // They go on to `key_on_lingering`.
            return true;
        }
        if self.editor.tool() != Tool::Select || self.hand != Hand::Free || event.alt_key() {
            return false;
        }
        let has_selection = !self.editor.selection().is_empty();
        let (pressed, code) = (event.key(), event.code());
        let key = action::latin_key(&pressed, &code, event.shift_key());
        match (key, arrow(key)) {
            ("." | ",", _) => {
                if self.editor.select_next(key == ".") {
                    self.announce_selection();
                } else {
                    self.status.announce(&texts::NO_SHAPES);
                }
            }
            ("Escape", _) if has_selection => {
                self.editor.select_none();
                self.status.announce(&texts::NOTHING_SELECTED);
            }
            (_, Some((right, down))) if has_selection => {
                let step_px = if event.shift_key() { LONG_NUDGE_PX } else { 1 };
                let goes_on = event.time_stamp() - self.nudged_at_ms < NUDGE_RUN_MS;
                self.nudged_at_ms = event.time_stamp();
                self.editor.nudge(right * step_px, down * step_px, goes_on);
                self.announce_selection();
            }
            _ => return false,
        }
        event.prevent_default();
        self.cursor.show(Mark::Hidden);
        true
    }

    /// The wheel spaces a grid in the making. Returns whether there is one.
    pub(super) fn wheel_on_grid(&mut self, event: &WheelEvent) -> bool {
        let is_zoom = event.ctrl_key() || event.meta_key();
        if self.editor.grid().is_none() || is_zoom || event.delta_y() == 0.0 {
            return false;
        }
        event.prevent_default();
        let by_px = if event.delta_y() < 0.0 { 1 } else { -1 };
        self.space_grid(by_px, by_px);
        true
    }

    pub(super) fn space_grid(&mut self, across: i32, down: i32) {
        self.editor.space_grid(across, down);
        self.announce_grid();
    }

    /// Closes a polygon, or places a grid.
    pub(super) fn end_lingering(&mut self) {
        let is_grid = self.editor.grid().is_some();
        if self.editor.end_lingering() {
            self.status.announce(&match is_grid {
                true => texts::GRID_PLACED,
                false => texts::POLYGON_CLOSED,
            });
        }
    }

    /// Drops a grid or a polygon in the making.
    pub(super) fn drop_lingering(&mut self) {
        self.hand = Hand::Free;
        let is_grid = self.editor.grid().is_some();
        self.editor.cancel();
        self.status.announce(&match is_grid {
            true => texts::GRID_DROPPED,
            false => super::texts::sentences::STROKE_DROPPED,
        });
    }

    /// One step back in something unfinished: a polygon loses its last corner, a grid is dropped.
    fn take_back(&mut self) {
        if self.editor.take_corner_back() {
            self.status.announce(&texts::CORNER_TAKEN);
        } else {
            self.drop_lingering();
        }
    }

    /// Tells what is selected, if the select tool is in use.
    pub(super) fn announce_selection(&mut self) {
        if self.editor.tool() != Tool::Select || self.editor.is_drawing() {
            return;
        }
        let count = self.editor.selection().len();
        let sentence = match self.editor.selection_bounds() {
            Some(bounds) => {
                let class = self
                    .editor
                    .selected_shapes()
                    .next()
                    .and_then(|shape| shape.class());
                texts::selected(count, class, bounds)
            }
            None => texts::NOTHING_SELECTED,
        };
        self.status.announce(&sentence);
    }

    fn announce_grid(&mut self) {
        if let Some(grid) = self.editor.grid() {
            self.status.announce(&texts::grid(grid));
        }
    }

    fn drawing_has_focus(&self) -> bool {
        self.drawing.element().matches(":focus") == Ok(true)
    }
}

/// An arrow key as a step to the right and down.
fn arrow(key: &str) -> Option<(i32, i32)> {
    Some(match key {
        "ArrowLeft" => (-1, 0),
        "ArrowRight" => (1, 0),
        "ArrowUp" => (0, -1),
        "ArrowDown" => (0, 1),
        _ => return None,
    })
}
