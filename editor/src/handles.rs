//! The eight handles on the bounds of a selection: where they are, what they hit, what they do.
//!
//! Hit areas have a size on the screen, whatever the zoom; towards the inside they give way, so
//! that even a small shape keeps a middle to be moved by.

use super::pixel_rect::PixelRect;
use super::shape::Point;
use super::transform::Fit;

/// Side of a handle's hit area in screen pixels.
pub const HIT_SCREEN_PX: f32 = 24.0;
/// Sides shorter than this on the screen have no handle in their middle.
pub const SHORT_SIDE_SCREEN_PX: f32 = 56.0;

/// One handle: −1, 0 and 1 for the left, the middle and the right, and from the top down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Handle {
    pub x: i32,
    pub y: i32,
}

/// All handles, corners first.
pub const HANDLES: [Handle; 8] = [
    Handle { x: -1, y: -1 },
    Handle { x: 1, y: -1 },
    Handle { x: -1, y: 1 },
    Handle { x: 1, y: 1 },
    Handle { x: 0, y: -1 },
    Handle { x: 0, y: 1 },
    Handle { x: -1, y: 0 },
    Handle { x: 1, y: 0 },
];

impl Handle {
    /// Where it is on the bounds.
    pub fn place(self, bounds: PixelRect) -> Point {
        let along = |low: i32, high: i32, side: i32| match side {
            -1 => low as f32,
            1 => high as f32,
            _ => (low + high) as f32 / 2.0,
        };
        Point {
            x: along(bounds.left, bounds.right, self.x),
            y: along(bounds.top, bounds.bottom, self.y),
        }
    }

    /// Whether the bounds have this handle at this scale (screen pixels a drawing pixel).
    pub fn is_offered(self, bounds: PixelRect, scale: f32) -> bool {
        let is_long = |length: i32| length as f32 * scale >= SHORT_SIDE_SCREEN_PX;
        (self.x != 0 || is_long(bounds.right - bounds.left))
            && (self.y != 0 || is_long(bounds.bottom - bounds.top))
    }

    /// Where a press takes hold of it: from and to, across and down, in pixels of the drawing.
    pub fn hit_area(self, bounds: PixelRect, scale: f32) -> [(f32, f32); 2] {
        let along = |low: i32, high: i32, side: i32| {
            let hit = HIT_SCREEN_PX / scale;
            let inwards = (hit / 2.0).min((high - low) as f32 / 4.0);
            match side {
                -1 => (low as f32 + inwards - hit, low as f32 + inwards),
                1 => (high as f32 - inwards, high as f32 - inwards + hit),
                _ => {
                    let middle = (low + high) as f32 / 2.0;
                    (middle - hit / 2.0, middle + hit / 2.0)
                }
            }
        };
        [
            along(bounds.left, bounds.right, self.x),
            along(bounds.top, bounds.bottom, self.y),
        ]
    }

    fn hits(self, bounds: PixelRect, at: Point, scale: f32) -> bool {
        let [across, down] = self.hit_area(bounds, scale);
        (across.0..across.1).contains(&at.x) && (down.0..down.1).contains(&at.y)
    }
}

/// The handle at a place, if there is one. `scale`: screen pixels a drawing pixel.
pub fn handle_at(bounds: PixelRect, at: Point, scale: f32) -> Option<Handle> {
    HANDLES
        .into_iter()
        .find(|handle| handle.is_offered(bounds, scale) && handle.hits(bounds, at, scale))
}

/// The bounds after an edge was led to a place: dragged over the opposite one, they flip.
pub fn led(bounds: PixelRect, handle: Handle, x: i32, y: i32) -> Fit {
    let (left, right, flip_x) = side(bounds.left, bounds.right, handle.x, x);
    let (top, bottom, flip_y) = side(bounds.top, bounds.bottom, handle.y, y);
    Fit {
        area: PixelRect {
            left,
            top,
            right,
            bottom,
        },
        flip_x,
        flip_y,
    }
}

fn side(low: i32, high: i32, which: i32, to: i32) -> (i32, i32, bool) {
    let fixed = match which {
        -1 => high,
        1 => low,
        _ => return (low, high, false),
    };
    match (to - fixed, which) {
        (0, -1) => (fixed - 1, fixed, false),
        (0, _) => (fixed, fixed + 1, false),
        (distance, _) => (fixed.min(to), fixed.max(to), distance.signum() != which),
    }
}

/// Where a part of the old bounds lies in the new ones: edges that met still meet.
pub fn carried(part: PixelRect, from: PixelRect, fit: Fit) -> Fit {
    let along = |low, high, from_low: i32, from_high: i32, to_low: i32, to_high: i32, flip| {
        let (low, high) = if flip {
            (from_low + from_high - high, from_low + from_high - low)
        } else {
            (low, high)
        };
        let length = (from_high - from_low).max(1);
        let at = |edge: i32| {
            let share = (edge - from_low) as f32 / length as f32;
            to_low + (share * (to_high - to_low) as f32).round() as i32
        };
        let start = at(low);
        (start, at(high).max(start + 1))
    };
    let to = fit.area;
    let (left, right) = along(
        part.left, part.right, from.left, from.right, to.left, to.right, fit.flip_x,
    );
    let (top, bottom) = along(
        part.top,
        part.bottom,
        from.top,
        from.bottom,
        to.top,
        to.bottom,
        fit.flip_y,
    );
    Fit {
        area: PixelRect {
            left,
            top,
            right,
            bottom,
        },
        ..fit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOX: PixelRect = PixelRect {
        left: 100,
        top: 50,
        right: 120,
        bottom: 90,
    };

    #[test]
    fn a_handle_is_hit_in_an_area_of_24_screen_pixels_at_every_zoom() {
        for scale in [0.8, 1.4, 3.0, 12.0] {
            let hit_px = HIT_SCREEN_PX / scale;
            let corner = Handle { x: 1, y: 1 };
            let hits = |x: f32| corner.hits(BOX, Point { x, y: 90.0 }, scale);
            let steps = (0..4_000).filter(|step| hits(60.0 + *step as f32 * 0.05));
            let width_px = steps.count() as f32 * 0.05;
            assert!((width_px - hit_px).abs() < 0.2, "{width_px} at {scale}");
        }
    }

    #[test]
    fn a_small_selection_keeps_a_middle_to_be_moved_by() {
        let small = PixelRect {
            left: 100,
            top: 100,
            right: 106,
            bottom: 106,
        };
        let middle = Point { x: 103.0, y: 103.0 };
        assert_eq!(handle_at(small, middle, 2.0), None);
        let corner = Point { x: 107.0, y: 107.0 };
        assert_eq!(handle_at(small, corner, 2.0), Some(Handle { x: 1, y: 1 }));
    }

    #[test]
    fn dragging_over_the_opposite_side_flips_and_never_leaves_less_than_a_pixel() {
        let right = Handle { x: 1, y: 0 };
        for (x, expected) in [
            (150, (100, 150, false)),
            (101, (100, 101, false)),
            (100, (100, 101, false)),
            (99, (99, 100, true)),
            (70, (70, 100, true)),
        ] {
            let fit = led(BOX, right, x, 0);
            assert_eq!((fit.area.left, fit.area.right, fit.flip_x), expected);
            assert_eq!((fit.area.top, fit.area.bottom), (50, 90));
        }
    }

    #[test]
    fn parts_that_touch_still_touch_afterwards() {
        let left = PixelRect { right: 107, ..BOX };
        let right = PixelRect { left: 107, ..BOX };
        for x in [101, 131, 63] {
            let fit = led(BOX, Handle { x: 1, y: 0 }, x, 0);
            let (a, b) = (carried(left, BOX, fit).area, carried(right, BOX, fit).area);
            assert!(a.right == b.left || b.right == a.left || x == 101, "{x}");
        }
    }
}
