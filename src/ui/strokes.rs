//! Strokes: what pointers and keys on the drawing do to the editor.
//!
//! One hand draws at a time. Whether a pointer may draw at all, or moves and enlarges the view (a second
//! finger), or is a palm, is decided before ([`view::events`](super::view::events)).

use web_sys::{Event, KeyboardEvent, PointerEvent};

use super::app::App;
use super::cursor::Mark;
use super::help;
use super::keyboard::{self, Stroke};
use super::pointer;
use super::texts::{selecting, sentences};
use super::toolbar;
use facade_editor::action::{self, Command, KeyPress};
use facade_editor::{Modifiers, Tool};

/// What leads the stroke in progress.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Hand {
    /// None is in progress.
    Free,
    /// A pointer, by its id.
    Pointer(i32),
    /// The keyboard's cursor.
    Keys,
}

const PRIMARY_BUTTON: i16 = 0;
/// The other end of a pen.
const ERASER_BUTTON: i16 = 5;

impl App {
    pub(super) fn pointer_down(&mut self, event: &PointerEvent) {
        if self.view_pointer_down(event) {
            return;
        }
        let is_turned = event.button() == ERASER_BUTTON;
        if self.hand != Hand::Free || !(is_turned || event.button() == PRIMARY_BUTTON) {
            return;
        }
        if is_turned {
            self.tool_before_turning = Some(self.editor.tool());
            self.editor.set_tool(Tool::Eraser);
        }
        let canvas = self.drawing.element();
        // Refused for events that a script made; strokes then end at the canvas's edge.
        let _ = canvas.set_pointer_capture(event.pointer_id());
        let places = pointer::places(event, canvas);
        self.hand = Hand::Pointer(event.pointer_id());
        self.editor.set_scale(self.view.css_px_per_pixel() as f32);
        self.hold(event);
        if let Some(&(x, y)) = places.last() {
            self.editor.press(x, y);
        }
        self.mark_pointer(event, &places);
    }

    pub(super) fn pointer_move(&mut self, event: &PointerEvent) {
        if self.view_pointer_move(event) {
            self.cursor.show(Mark::Hidden);
            return;
        }
        let places = pointer::places(event, self.drawing.element());
        if self.hand == Hand::Pointer(event.pointer_id()) {
            self.hold(event);
            // Only a brush has use for the places in between.
            let is_led = !self.editor.tool().uses_brush();
            for &(x, y) in &places[if is_led { places.len() - 1 } else { 0 }..] {
                self.editor.drag(x, y);
            }
        } else if self.hand == Hand::Free
            && let Some(&(x, y)) = places.last()
        {
            self.editor.hover(x, y);
        }
        self.mark_pointer(event, &places);
    }

    pub(super) fn pointer_up(&mut self, event: &PointerEvent) {
        if self.view_pointer_gone(event) {
            return;
        }
        if self.hand == Hand::Pointer(event.pointer_id()) {
            self.hand = Hand::Free;
            let places = pointer::places(event, self.drawing.element());
            if let Some(&(x, y)) = places.last() {
                self.editor.release(x, y);
            }
            self.turn_back();
            self.announce_selection();
        }
    }

    /// The pen's eraser end is up: the tool of before is back.
    pub(super) fn turn_back(&mut self) {
        if let Some(tool) = self.tool_before_turning.take() {
            self.editor.set_tool(tool);
        }
    }

    pub(super) fn pointer_cancel(&mut self, event: &PointerEvent) {
        if self.view_pointer_gone(event) {
            return;
        }
        if self.hand == Hand::Pointer(event.pointer_id()) {
            self.hand = Hand::Free;
            self.editor.interrupt();
            self.turn_back();
        }
    }

    /// A ring shows the brush where the pointer hovers; under a finger it would not be seen.
    fn mark_pointer(&mut self, event: &PointerEvent, places: &[(f32, f32)]) {
        if self.hand == Hand::Keys {
            return;
        }
        if let (Some(&(x, y)), Hand::Free) = (places.last(), self.hand) {
            self.selection_overlay
                .show_target(self.editor.hit_target(x, y));
        }
        let mark = match places.last() {
            Some(&(x, y)) if self.editor.tool().uses_brush() && event.pointer_type() != "touch" => {
                Mark::Ring {
                    x,
                    y,
                    diameter_px: self.editor.brush_px(),
                }
            }
            _ => Mark::Hidden,
        };
        self.cursor.show(mark);
    }

    pub(super) fn focus(&mut self, _: &Event) {
        // True if the keyboard led here; a click needs no cross.
        if self.drawing.element().matches(":focus-visible") == Ok(true) {
            self.mark_keys();
        }
    }

    pub(super) fn blur(&mut self, _: &Event) {
        if self.hand == Hand::Keys {
            self.toggle_keys();
        }
        self.cursor.show(Mark::Hidden);
    }

    /// Keys on the focused drawing; those without a meaning there go on to [`Self::key`].
    pub(super) fn key_on_drawing(&mut self, event: &KeyboardEvent) {
        if event.ctrl_key() || event.meta_key() || self.key_on_selection(event) {
            return;
        }
        let Some(stroke) = keyboard::stroke_for(&event.key(), event.shift_key(), event.alt_key())
        else {
            return;
        };
        // Arrows would scroll the page, and Alt with them would leave it.
        event.prevent_default();
        match stroke {
            Stroke::Move(right, down) => {
                self.key_cursor = self.key_cursor.moved(right, down);
                if self.hand == Hand::Keys {
                    let (x, y) = self.key_place();
                    self.editor.drag(x, y);
                }
            }
            // Space is held to move the drawing, too: letting it go decides.
            Stroke::Toggle if event.repeat() || event.key() == " " => return,
            Stroke::Toggle => self.toggle_keys(),
            Stroke::Cancel => {
                self.hand = Hand::Free;
                self.editor.cancel();
                self.status.announce(&sentences::STROKE_DROPPED);
            }
        }
        self.mark_keys();
    }

    /// Shortcuts, wherever the focus is.
    pub(super) fn key(&mut self, event: &KeyboardEvent) {
        if help::is_modal_open() || toolbar::key_down(event) {
            return;
        }
        if event.key() == " " {
            self.space_down();
        }
        self.hold_keys(event);
        if self.escape_full_screen(event) || self.key_on_lingering(event) {
            return;
        }
        if event.key() == "Escape"
            && !event.default_prevented()
            && self.hand == Hand::Free
            && self.editor.select_none()
        {
            self.status.announce(&selecting::NOTHING_SELECTED);
            return;
        }
        let press = KeyPress {
            key: &event.key(),
            code: &event.code(),
            command: event.ctrl_key() || event.meta_key(),
            shift: event.shift_key(),
            alt: event.alt_key(),
        };
        if let Some((command, shortcut)) = action::asked(press)
            && (self.letter_keys.are_on() || !shortcut.is_character())
            && !matches!(command, Command::Act(action) if action.is_clipboards())
        {
            event.prevent_default();
            self.pointer_router.put_pen_away();
            self.command(command);
        }
    }

    /// Presses the keyboard's pen down, or lifts it.
    pub(super) fn toggle_keys(&mut self) {
        let (x, y) = self.key_place();
        match self.hand {
            Hand::Free => {
                self.hand = Hand::Keys;
                self.editor.set_modifiers(Modifiers::default());
                self.editor.press(x, y);
                if self.editor.tool().is_clicked() {
                    self.hand = Hand::Free;
                    self.editor.release(x, y);
                }
                let (tool, class) = (self.editor.tool(), self.editor.class());
                self.status
                    .announce(&sentences::stroke_begun(tool, class, x, y));
            }
            Hand::Keys => {
                self.hand = Hand::Free;
                self.editor.release(x, y);
                self.status.announce(&sentences::stroke_ended(x, y));
                self.announce_selection();
            }
            Hand::Pointer(_) => {}
        }
    }

    fn key_place(&self) -> (f32, f32) {
        (self.key_cursor.x as f32, self.key_cursor.y as f32)
    }

    pub(super) fn mark_keys(&mut self) {
        self.reveal_key_cursor();
        let (x, y) = self.key_place();
        self.cursor.show(Mark::Cross {
            x,
            y,
            down: self.hand == Hand::Keys,
        });
    }
}
