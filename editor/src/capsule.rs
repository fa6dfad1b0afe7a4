//! What a round brush covers on its way from one point to the next: a capsule, that is all pixels
//! whose centre lies within half the width of the segment.
//!
//! The pixels under both ends always belong to it, so the thinnest brush leaves a mark wherever
//! it touches and strokes have no gaps.

use super::pixel_rect::PixelRect;
use super::shape::{Point, Span, clipped};

/// A rectangle that holds every pixel of the capsule.
pub fn bounds(start: Point, end: Point, width_px: f32) -> PixelRect {
    let radius = width_px / 2.0;
    PixelRect {
        left: (start.x.min(end.x) - radius).floor() as i32,
        top: (start.y.min(end.y) - radius).floor() as i32,
        right: (start.x.max(end.x) + radius).floor() as i32 + 1,
        bottom: (start.y.max(end.y) + radius).floor() as i32 + 1,
    }
}

/// Calls `visit` with the covered runs within `clip`, at most one a row plus the two end pixels.
pub fn for_each_span(
    start: Point,
    end: Point,
    width_px: f32,
    clip: PixelRect,
    mut visit: impl FnMut(Span),
) {
    let radius = width_px / 2.0;
    let reach = bounds(start, end, width_px).intersect(clip);
    for y in reach.top..reach.bottom {
        if let Some((from, to)) = crossing(start, end, radius, y as f32 + 0.5) {
            let first = (from - 0.5).ceil() as i32;
            let last = (to - 0.5).floor() as i32;
            clipped(y, first, last + 1, clip, &mut visit);
        }
    }
    for point in [start, end] {
        let (x, y) = (point.x.floor() as i32, point.y.floor() as i32);
        clipped(y, x, x + 1, clip, &mut visit);
    }
}

/// Where the horizontal line at `y` enters and leaves the capsule. A capsule is convex and is the
/// union of two discs and the box between them, so the extremes over these three are its own.
fn crossing(start: Point, end: Point, radius: f32, y: f32) -> Option<(f32, f32)> {
    let mut range: Option<(f32, f32)> = None;
    let mut include = |x: f32| {
        range = Some(match range {
            Some((from, to)) => (from.min(x), to.max(x)),
            None => (x, x),
        });
    };
    for centre in [start, end] {
        let half_chord_squared = radius * radius - (y - centre.y) * (y - centre.y);
        if half_chord_squared >= 0.0 {
            let half_chord = half_chord_squared.sqrt();
            include(centre.x - half_chord);
            include(centre.x + half_chord);
        }
    }
    let (dx, dy) = (end.x - start.x, end.y - start.y);
    let length = (dx * dx + dy * dy).sqrt();
    if length > 0.0 {
        let (nx, ny) = (-dy / length * radius, dx / length * radius);
        let corner = |point: Point, sign: f32| Point {
            x: point.x + sign * nx,
            y: point.y + sign * ny,
        };
        let corners = [
            corner(start, 1.0),
            corner(end, 1.0),
            corner(end, -1.0),
            corner(start, -1.0),
        ];
        for (index, a) in corners.iter().enumerate() {
            let b = corners[(index + 1) % corners.len()];
            if (a.y <= y) != (b.y <= y) {
                include(a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y));
            }
        }
    }
    range
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covered(start: Point, end: Point, width_px: f32) -> Vec<bool> {
        let mut mask = vec![false; 256 * 256];
        for_each_span(start, end, width_px, PixelRect::CANVAS, |span| {
            for x in span.start..span.end {
                mask[(span.y * 256 + x) as usize] = true;
            }
        });
        mask
    }

    /// Distance from a pixel's centre to the segment, worked out the slow, obvious way.
    fn distance(start: Point, end: Point, x: i32, y: i32) -> f32 {
        let (px, py) = (x as f32 + 0.5, y as f32 + 0.5);
        let (dx, dy) = (end.x - start.x, end.y - start.y);
        let squared = dx * dx + dy * dy;
        let along = if squared > 0.0 {
            (((px - start.x) * dx + (py - start.y) * dy) / squared).clamp(0.0, 1.0)
        } else {
            0.0
        };
        (px - start.x - along * dx).hypot(py - start.y - along * dy)
    }

    #[test]
    fn exactly_the_pixels_within_half_the_width_are_covered() {
        let mut random = oorandom::Rand32::new(7);
        for case in 0..60 {
            let mut point = || Point {
                x: random.rand_float() * 300.0 - 20.0,
                y: random.rand_float() * 300.0 - 20.0,
            };
            let (start, end) = (point(), point());
            let width_px = 1.0 + random.rand_float() * 40.0;
            let mask = covered(start, end, width_px);
            for y in 0..256 {
                for x in 0..256 {
                    let gap = distance(start, end, x, y) - width_px / 2.0;
                    let under_an_end = [start, end]
                        .iter()
                        .any(|p| p.x.floor() as i32 == x && p.y.floor() as i32 == y);
                    // Rounding may decide either way on the very edge.
                    if gap.abs() > 1e-3 && !under_an_end {
                        let is_covered = mask[(y * 256 + x) as usize];
                        assert_eq!(is_covered, gap < 0.0, "case {case}, pixel {x},{y}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_thinnest_brush_marks_the_pixel_it_touches() {
        for (x, y) in [(10.0, 10.0), (10.99, 10.01), (10.5, 10.5)] {
            let mask = covered(Point { x, y }, Point { x, y }, 1.0);
            assert!(mask[10 * 256 + 10], "{x},{y}");
        }
    }
}
