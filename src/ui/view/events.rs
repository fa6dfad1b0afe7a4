//! What pointers, wheel and keys do to the view.
//!
//! Pointers on the drawing come here before they may draw; see
//! [`PointerRouter`](super::pointer_router::PointerRouter) for who belongs to whom.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent, PointerEvent, WheelEvent};

use super::pointer_router::{Move, PointerKind, Press, Route};
use super::viewport::{self, InFrame, Viewport};
use crate::ui::app::App;
use crate::ui::dom;
use crate::ui::strokes::Hand;
use crate::ui::texts::looking as texts;

const MIDDLE_BUTTON: i16 = 1;
/// CSS pixels of a line, where the wheel counts lines.
const LINE_PX: f64 = 16.0;
/// How much one CSS pixel of the wheel enlarges, as an exponent. Trackpads report a pinch so, in
/// small steps;
const ENLARGE_PER_PX: f64 = 0.01;
/// a mouse's wheel reports large ones, and must not race.
const LARGEST_WHEEL_PX: f64 = 25.0;

impl App {
    /// A pointer goes down on the drawing. Returns whether it is the view's, so that it does not
    /// draw.
    pub(in crate::ui) fn view_pointer_down(&mut self, event: &PointerEvent) -> bool {
        let drawing = match self.hand {
            Hand::Pointer(id) => Some(id),
            _ => None,
        };
        let pen_was_known = self.pointer_router.pen_known();
        let route = self.pointer_router.press(
            Press {
                id: event.pointer_id(),
                kind: kind(event),
                middle: event.button() == MIDDLE_BUTTON,
                at: place(event),
                now_ms: event.time_stamp(),
            },
            drawing,
        );
        if matches!(route, Route::DrawInstead | Route::TakeAndDrop) {
            self.hand = Hand::Free;
            self.editor.interrupt();
            self.turn_back();
        }
        match (pen_was_known, self.pointer_router.pen_known()) {
            (false, true) => self.tell(&texts::PEN_DRAWS),
            (true, false) => self.tell(&texts::FINGERS_DRAW),
            _ => {}
        }
        let takes = matches!(route, Route::Take | Route::TakeAndDrop);
        if takes {
            // The middle button would otherwise begin to scroll the page.
            event.prevent_default();
            let _ = self
                .drawing
                .element()
                .set_pointer_capture(event.pointer_id());
        }
        self.show_grip();
        takes
    }

    /// A pointer moves over the drawing. Returns whether it is the view's.
    pub(in crate::ui) fn view_pointer_move(&mut self, event: &PointerEvent) -> bool {
        if kind(event) == PointerKind::Pen {
            self.pointer_router.pen_seen(event.time_stamp());
        }
        self.hovered_at = Some(place(event));
        let viewport = self.view.viewport();
        let at = |places: [(f64, f64); 2]| places.map(|place| self.view.in_frame(place));
        let moved = match self.pointer_router.moved(event.pointer_id(), place(event)) {
            Move::Draw => return false,
            Move::Nothing => viewport,
            Move::Pan { from, to } => {
                let way = (to.0 - from.0, to.1 - from.1);
                viewport.panned(self.view.across_frame(way))
            }
            Move::Pinch { from, to } => viewport.pinched(at(from), at(to)),
        };
        self.view.show(moved);
        true
    }

    /// A pointer is gone. Returns whether it was the view's.
    pub(in crate::ui) fn view_pointer_gone(&mut self, event: &PointerEvent) -> bool {
        let taken = self.pointer_router.gone(event.pointer_id());
        self.show_grip();
        taken
    }

    /// Something was pressed beside the drawing: whoever does that with a finger has put the pen away.
    pub(in crate::ui) fn put_pen_away(&mut self, event: &Event) {
        let by_pen = event
            .dyn_ref::<PointerEvent>()
            .is_some_and(|event| event.pointer_type() == "pen");
        if !by_pen {
            self.pointer_router.put_pen_away();
        }
    }

    /// The mouse leaves the drawing.
    pub(in crate::ui) fn view_pointer_leave(&mut self) {
        self.hovered_at = None;
    }

    /// With Ctrl or ⌘, and for a trackpad's pinch, the wheel zooms; on a zoomed drawing it pans;
    /// otherwise it scrolls the page.
    pub(in crate::ui) fn wheel(&mut self, event: &WheelEvent) {
        if self.wheel_on_grid(event) {
            return;
        }
        let unit_px = match event.delta_mode() {
            WheelEvent::DOM_DELTA_LINE => LINE_PX,
            WheelEvent::DOM_DELTA_PAGE => 16.0 * LINE_PX,
            _ => 1.0,
        };
        let (x_px, y_px) = (event.delta_x() * unit_px, event.delta_y() * unit_px);
        let viewport = self.view.viewport();
        if event.ctrl_key() || event.meta_key() {
            let by_px = y_px.clamp(-LARGEST_WHEEL_PX, LARGEST_WHEEL_PX);
            let at = self
                .view
                .in_frame((f64::from(event.client_x()), f64::from(event.client_y())));
            self.view
                .show(viewport.zoomed(at, (-by_px * ENLARGE_PER_PX).exp()));
        } else if viewport.is_zoomed() {
            let way = self.view.across_frame((-x_px, -y_px));
            self.view.show(viewport.panned(way));
        } else {
            return;
        }
        event.prevent_default();
    }

    pub(in crate::ui) fn zoom_in(&mut self) {
        self.zoom_by(viewport::STEP);
    }

    pub(in crate::ui) fn zoom_out(&mut self) {
        self.zoom_by(1.0 / viewport::STEP);
    }

    pub(in crate::ui) fn zoom_fit(&mut self) {
        self.view.show(Viewport::WHOLE);
    }

    /// About the mouse where it hovers over the drawing, else about the keyboard's cursor where
    /// that is in use, else about the middle.
    fn zoom_by(&mut self, factor: f64) {
        let drawing: &Element = self.drawing.element();
        let at = match self.hovered_at {
            Some(place) => self.view.in_frame(place),
            None if drawing.matches(":focus-visible") == Ok(true) => {
                let (x, y) = (self.key_cursor.x, self.key_cursor.y);
                self.view.viewport().to_frame(f64::from(x), f64::from(y))
            }
            None => InFrame::MIDDLE,
        };
        self.view.show(self.view.viewport().zoomed(at, factor));
    }

    /// Brings the keyboard's cursor into view.
    pub(in crate::ui) fn reveal_key_cursor(&mut self) {
        let (x, y) = (self.key_cursor.x, self.key_cursor.y);
        let viewport = self.view.viewport();
        self.view
            .show(viewport.revealing(f64::from(x), f64::from(y)));
    }

    /// Once in a while, not with every step of a wheel: tells those who cannot see it how large the
    /// drawing stands.
    pub(in crate::ui) fn announce_zoom(&mut self) {
        let per_cent = self.view.viewport().per_cent();
        if per_cent != self.zoom_announced {
            self.zoom_announced = per_cent;
            self.status.announce(&texts::zoomed(per_cent));
        }
    }

    /// Space goes down somewhere on the page. It draws when it is let go, unless something was
    /// moved with it meanwhile.
    pub(in crate::ui) fn space_down(&mut self) {
        self.pointer_router.space_down();
        self.show_grip();
    }

    /// A key is let go.
    pub(in crate::ui) fn key_up(&mut self, event: &KeyboardEvent) {
        if event.key() != " " {
            return;
        }
        let drawing: &Element = self.drawing.element();
        if self.pointer_router.is_ready() {
            if self.pointer_router.space_up() {
                // A button that has the focus must not take it for a press.
                event.prevent_default();
            } else if dom::document().active_element().as_ref() == Some(drawing) {
                self.toggle_keys();
                self.mark_keys();
            }
        }
        self.show_grip();
    }

    /// The window lost the keyboard: whatever was held is no longer.
    pub(in crate::ui) fn window_blur(&mut self, _: &Event) {
        self.pointer_router.space_up();
        self.show_grip();
    }

    fn show_grip(&self) {
        self.view.set_grip(if self.pointer_router.is_moving() {
            "moving"
        } else if self.pointer_router.is_ready() {
            "ready"
        } else {
            ""
        });
    }

    pub(in crate::ui) fn toggle_compare(&mut self) {
        let shown = self.looking.toggle_curtain(self.drawing.element());
        self.status.announce(&if shown {
            texts::CURTAIN_ON
        } else {
            texts::CURTAIN_OFF
        });
    }

    pub(in crate::ui) fn toggle_overlay(&mut self) {
        self.make_room_for_colors();
        let shown = self.looking.toggle_colors(self.drawing.element());
        self.status.announce(&if shown {
            texts::COLOURS_ON
        } else {
            texts::COLOURS_OFF
        });
    }

    /// A pointer goes down on the picture, and leads the curtain from now on.
    pub(in crate::ui) fn curtain_down(&mut self, event: &PointerEvent) {
        if self.looking.is_comparing() && event.button() == 0 {
            let frame = self.looking.frame();
            let _ = frame.set_pointer_capture(event.pointer_id());
            self.looking.draw_curtain_to(f64::from(event.client_x()));
        }
    }

    /// A pointer moves over the picture.
    pub(in crate::ui) fn curtain_move(&mut self, event: &PointerEvent) {
        let leads = self.looking.frame().has_pointer_capture(event.pointer_id());
        if self.looking.is_comparing() && leads {
            self.looking.draw_curtain_to(f64::from(event.client_x()));
        }
    }

    pub(in crate::ui) fn curtain_key(&mut self, event: &KeyboardEvent) {
        if self.looking.draw_curtain_by(&event.key()) {
            event.prevent_default();
        }
    }

    /// Escape gives the screen back. Returns whether it did.
    pub(in crate::ui) fn escape_full_screen(&mut self, event: &KeyboardEvent) -> bool {
        let leaves = event.key() == "Escape" && self.full_screen.is_on();
        if leaves {
            event.prevent_default();
            self.full_screen.leave();
        }
        leaves
    }
}

fn place(event: &PointerEvent) -> (f64, f64) {
    (f64::from(event.client_x()), f64::from(event.client_y()))
}

fn kind(event: &PointerEvent) -> PointerKind {
    match event.pointer_type().as_str() {
        "touch" => PointerKind::Touch,
        "pen" => PointerKind::Pen,
        _ => PointerKind::Mouse,
    }
}
