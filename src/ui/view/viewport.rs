//! Which part of the drawing its frame shows, and how large.
//!
//! Places in the frame are fractions of its side, 0 at the left and top, 1 at the right and bottom,
//! so nothing here depends on how large the frame stands on the screen. Pure.

use facade_model::IMAGE_SIZE;

/// The largest scale: sixteen times, where a pixel of the drawing is wider than a finger.
pub const MAX_SCALE: f64 = 16.0;
/// What one press of a zoom button or key multiplies the scale by: two presses double it.
pub const STEP: f64 = std::f64::consts::SQRT_2;

const SIDE_PX: f64 = IMAGE_SIZE as f64;

/// A place in the frame or a way across it, as fractions of its side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InFrame {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

impl InFrame {
    /// The frame's middle.
    pub const MIDDLE: Self = Self { x: 0.5, y: 0.5 };

    fn halfway(self, other: Self) -> Self {
        Self {
            x: (self.x + other.x) / 2.0,
            y: (self.y + other.y) / 2.0,
        }
    }

    fn distance(self, other: Self) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }
}

/// The part in view. The drawing always fills the frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Viewport {
    scale: f64,
    /// The drawing's place at the frame's top left corner, in drawing pixels.
    left_px: f64,
    top_px: f64,
}

impl Viewport {
    /// The whole drawing.
    pub const WHOLE: Self = Self {
        scale: 1.0,
        left_px: 0.0,
        top_px: 0.0,
    };

    /// How many times larger than the whole drawing in its frame, 1 to [`MAX_SCALE`].
    pub fn scale(self) -> f64 {
        self.scale
    }

    /// The scale for people, 100 for the whole drawing.
    pub fn per_cent(self) -> u32 {
        (100.0 * self.scale).round() as u32
    }

    /// Whether only a part is in view.
    pub fn is_zoomed(self) -> bool {
        self.scale > 1.0
    }

    /// The drawing's place seen at a place of the frame, in drawing pixels.
    pub fn to_drawing(self, at: InFrame) -> (f64, f64) {
        let shown_px = SIDE_PX / self.scale;
        (
            self.left_px + at.x * shown_px,
            self.top_px + at.y * shown_px,
        )
    }

    /// Where in the frame a place of the drawing is seen; outside 0..=1 if it is out of view.
    pub fn to_frame(self, x_px: f64, y_px: f64) -> InFrame {
        let shown_px = SIDE_PX / self.scale;
        InFrame {
            x: (x_px - self.left_px) / shown_px,
            y: (y_px - self.top_px) / shown_px,
        }
    }

    /// Multiplies the scale; what is seen at `at` stays there as far as the edges allow.
    #[must_use]
    pub fn zoomed(self, at: InFrame, factor: f64) -> Self {
        if !factor.is_finite() || factor <= 0.0 {
            return self;
        }
        let mut scale = (self.scale * factor).clamp(1.0, MAX_SCALE);
        // A hair's breadth away from the whole is the whole: nobody can see or leave it.
        if scale < 1.005 {
            scale = 1.0;
        }
        let (x_px, y_px) = self.to_drawing(at);
        let shown_px = SIDE_PX / scale;
        Self {
            scale,
            left_px: x_px - at.x * shown_px,
            top_px: y_px - at.y * shown_px,
        }
        .held()
    }

    /// Moves the drawing under the frame, to the right and down where `by` is positive.
    #[must_use]
    pub fn panned(self, by: InFrame) -> Self {
        let shown_px = SIDE_PX / self.scale;
        Self {
            left_px: self.left_px - by.x * shown_px,
            top_px: self.top_px - by.y * shown_px,
            ..self
        }
        .held()
    }

    /// Follows two fingers: what lay under each stays under it, turning aside.
    #[must_use]
    pub fn pinched(self, from: [InFrame; 2], to: [InFrame; 2]) -> Self {
        let before = from[0].halfway(from[1]);
        let after = to[0].halfway(to[1]);
        let apart = from[0].distance(from[1]);
        let factor = if apart > 0.0 {
            to[0].distance(to[1]) / apart
        } else {
            1.0
        };
        self.zoomed(before, factor).panned(InFrame {
            x: after.x - before.x,
            y: after.y - before.y,
        })
    }

    /// Moves as little as brings a place of the drawing into view, with some room around it.
    #[must_use]
    pub fn revealing(self, x_px: f64, y_px: f64) -> Self {
        let shown_px = SIDE_PX / self.scale;
        let room_px = shown_px / 8.0;
        let follow = |start_px: f64, place_px: f64| {
            start_px
                .min(place_px - room_px)
                .max(place_px + room_px - shown_px)
        };
        Self {
            left_px: follow(self.left_px, x_px),
            top_px: follow(self.top_px, y_px),
            ..self
        }
        .held()
    }

    fn held(self) -> Self {
        let furthest_px = SIDE_PX - SIDE_PX / self.scale;
        Self {
            left_px: self.left_px.clamp(0.0, furthest_px),
            top_px: self.top_px.clamp(0.0, furthest_px),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(x: f64, y: f64) -> InFrame {
        InFrame { x, y }
    }

    fn close(one: (f64, f64), other: (f64, f64)) -> bool {
        (one.0 - other.0).hypot(one.1 - other.1) < 1e-9
    }

    #[test]
    fn the_whole_drawing_maps_corner_to_corner() {
        assert_eq!(Viewport::WHOLE.to_drawing(at(0.0, 0.0)), (0.0, 0.0));
        assert_eq!(Viewport::WHOLE.to_drawing(at(1.0, 1.0)), (256.0, 256.0));
    }

    #[test]
    fn zooming_keeps_the_place_under_the_pointer() {
        for place in [at(0.5, 0.5), at(0.1, 0.9), at(0.0, 0.0), at(1.0, 0.3)] {
            let before = Viewport::WHOLE.zoomed(at(0.4, 0.6), 3.0);
            let after = before.zoomed(place, 2.5);
            assert!(close(before.to_drawing(place), after.to_drawing(place)));
            assert!((after.scale() - 7.5).abs() < 1e-9);
        }
    }

    #[test]
    fn frame_and_drawing_map_back_and_forth() {
        let view = Viewport::WHOLE.zoomed(at(0.3, 0.8), 5.0);
        let seen = view.to_frame(100.0, 200.0);
        assert!(close(view.to_drawing(seen), (100.0, 200.0)));
    }

    #[test]
    fn the_scale_stays_within_one_and_its_largest() {
        let near = Viewport::WHOLE.zoomed(InFrame::MIDDLE, 1e9);
        assert_eq!(near.scale(), MAX_SCALE);
        assert_eq!(near.zoomed(InFrame::MIDDLE, 1e-9), Viewport::WHOLE);
        assert_eq!(near.zoomed(InFrame::MIDDLE, f64::NAN), near);
        assert_eq!(near.zoomed(InFrame::MIDDLE, 0.0), near);
    }

    #[test]
    fn as_many_steps_out_as_in_show_the_whole_again() {
        let mut view = Viewport::WHOLE;
        for _ in 0..5 {
            view = view.zoomed(at(0.2, 0.7), STEP);
        }
        for _ in 0..5 {
            view = view.zoomed(at(0.9, 0.1), 1.0 / STEP);
        }
        assert_eq!(view, Viewport::WHOLE);
    }

    #[test]
    fn the_drawing_always_fills_the_frame() {
        let mut random = oorandom::Rand64::new(3);
        let mut view = Viewport::WHOLE;
        for _ in 0..10_000 {
            let mut place = || {
                at(
                    2.0 * random.rand_float() - 0.5,
                    2.0 * random.rand_float() - 0.5,
                )
            };
            let (one, other, third, fourth) = (place(), place(), place(), place());
            let factor = 3.0 * random.rand_float();
            view = match random.rand_range(0..4) {
                0 => view.zoomed(one, factor),
                1 => view.panned(one),
                2 => view.pinched([one, other], [third, fourth]),
                _ => view.revealing(256.0 * one.x, 256.0 * one.y),
            };
            let (left, top) = view.to_drawing(at(0.0, 0.0));
            let (right, bottom) = view.to_drawing(at(1.0, 1.0));
            assert!(left >= 0.0 && top >= 0.0, "{view:?}");
            assert!(right <= 256.0 + 1e-9 && bottom <= 256.0 + 1e-9, "{view:?}");
        }
    }

    #[test]
    fn both_fingers_keep_what_they_hold() {
        let start = Viewport::WHOLE.zoomed(InFrame::MIDDLE, 4.0);
        let from = [at(0.3, 0.4), at(0.6, 0.5)];
        // Apart by half as much again, and to the right.
        let to = [at(0.325, 0.375), at(0.775, 0.525)];
        let end = start.pinched(from, to);
        for finger in 0..2 {
            assert!(close(
                start.to_drawing(from[finger]),
                end.to_drawing(to[finger])
            ));
        }
    }

    #[test]
    fn fingers_that_coincide_only_pan() {
        let start = Viewport::WHOLE.zoomed(InFrame::MIDDLE, 4.0);
        let end = start.pinched([at(0.5, 0.5); 2], [at(0.6, 0.5); 2]);
        assert_eq!(end, start.panned(at(0.1, 0.0)));
    }

    #[test]
    fn a_place_out_of_view_is_revealed_and_one_in_view_moves_nothing() {
        let view = Viewport::WHOLE.zoomed(at(0.0, 0.0), 4.0);
        assert_eq!(view.revealing(30.0, 30.0), view);
        let seen = view.revealing(200.0, 10.0).to_frame(200.0, 10.0);
        assert!((0.0..=1.0).contains(&seen.x) && (0.0..=1.0).contains(&seen.y));
    }
}
