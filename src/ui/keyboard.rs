//! Drawing without a pointer: a cursor that arrow keys move and that Space or Enter presses down.
//!
//! Shortcuts of buttons are the editor's table, not this module's business. Pure.

use facade_model::IMAGE_SIZE;

/// What a key does on the focused drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stroke {
    /// Move the cursor by so many pixels to the right and down.
    Move(i32, i32),
    /// Press, or release if pressed.
    Toggle,
    /// Drop the stroke.
    Cancel,
}

/// Pixels that an arrow key moves the cursor: a sill's thickness.
const STEP_PX: i32 = 4;
/// The same with Shift: about a window's width.
const LONG_STEP_PX: i32 = 24;
/// The same with Alt.
const FINE_STEP_PX: i32 = 1;

/// The meaning of a key (`KeyboardEvent.key`) on the focused drawing, if it has one there.
pub fn stroke_for(key: &str, shift: bool, alt: bool) -> Option<Stroke> {
    let step_px = match (shift, alt) {
        (true, _) => LONG_STEP_PX,
        (false, true) => FINE_STEP_PX,
        (false, false) => STEP_PX,
    };
    Some(match key {
        "ArrowLeft" => Stroke::Move(-step_px, 0),
        "ArrowRight" => Stroke::Move(step_px, 0),
        "ArrowUp" => Stroke::Move(0, -step_px),
        "ArrowDown" => Stroke::Move(0, step_px),
        " " | "Enter" => Stroke::Toggle,
        "Escape" => Stroke::Cancel,
        _ => return None,
    })
}

/// A place in the drawing, 0 to 256 both ways: the far edges included, or else no rectangle could
/// reach them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Pixels from the left.
    pub x: i32,
    /// Pixels from the top.
    pub y: i32,
}

impl Cursor {
    /// The middle of the drawing.
    pub const fn centred() -> Self {
        let middle = IMAGE_SIZE as i32 / 2;
        Self {
            x: middle,
            y: middle,
        }
    }

    /// Moves, but not out of the drawing.
    pub fn moved(self, right: i32, down: i32) -> Self {
        let side = IMAGE_SIZE as i32;
        Self {
            x: (self.x + right).clamp(0, side),
            y: (self.y + down).clamp(0, side),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_move_by_four_pixels_shift_further_alt_finer() {
        assert_eq!(
            stroke_for("ArrowLeft", false, false),
            Some(Stroke::Move(-4, 0))
        );
        assert_eq!(
            stroke_for("ArrowDown", true, false),
            Some(Stroke::Move(0, 24))
        );
        assert_eq!(
            stroke_for("ArrowUp", false, true),
            Some(Stroke::Move(0, -1))
        );
    }

    #[test]
    fn other_keys_are_left_to_the_page() {
        assert_eq!(stroke_for("Tab", false, false), None);
        assert_eq!(stroke_for("r", false, false), None);
    }

    #[test]
    fn the_cursor_reaches_the_edges_and_stays_inside() {
        let far = Cursor::centred().moved(1_000, -1_000);
        assert_eq!(far, Cursor { x: 256, y: 0 });
        assert_eq!(far.moved(-4, 4), Cursor { x: 252, y: 4 });
    }
}
