//! Window sets: a window with its own cornice, sill and blinds.

use super::classes::{BLIND, CORNICE, SILL, WINDOW};
use crate::{Area, PartSets};

pub const SETS: PartSets = PartSets {
    whole: WINDOW,
    is_part,
};

/// How far the edges of what belongs to a window may be from its own, in pixels.
const JOINT_PX: i32 = 3;

/// Whether this is a part of that window.
fn is_part(class: u8, part: Area, window: Area) -> bool {
    let is_at = |one: i32, other: i32| (one - other).abs() <= JOINT_PX;
    let middle_twice = part.left + part.right;
    let is_above_or_below = (2 * window.left..2 * window.right).contains(&middle_twice)
        && part.width() < 2 * window.width();
    match class {
        CORNICE => is_above_or_below && is_at(part.bottom, window.top),
        SILL => is_above_or_below && is_at(part.top, window.bottom),
        BLIND => {
            let beside = is_at(part.right, window.left) || is_at(part.left, window.right);
            let is_level = is_at(part.top, window.top) && is_at(part.bottom, window.bottom);
            (beside && is_level) || part.is_within(window)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::classes::DOOR;
    use super::*;

    #[test]
    fn what_touches_a_window_is_its_own_where_it_is_what_windows_have() {
        let window = Area::new(50, 60, 70, 100);
        for (class, part, is_own) in [
            (CORNICE, Area::new(48, 56, 72, 60), true),
            (CORNICE, Area::new(48, 56, 72, 64), false),
            (CORNICE, Area::new(0, 56, 120, 60), false),
            (CORNICE, Area::new(48, 100, 72, 104), false),
            (SILL, Area::new(48, 102, 72, 106), true),
            (SILL, Area::new(72, 102, 96, 106), false),
            (BLIND, Area::new(40, 60, 50, 100), true),
            (BLIND, Area::new(40, 60, 50, 90), false),
            (BLIND, Area::new(52, 60, 68, 80), true),
            (DOOR, Area::new(52, 60, 68, 80), false),
        ] {
            assert_eq!(is_part(class, part, window), is_own, "{class}: {part:?}");
        }
    }
}
