//! What lies inside a closed outline: pixels whose centre the even-odd rule counts in.
//!
//! A crossing is worked out from an edge's ends in a fixed order and half-open at both, so two
//! polygons along one edge leave no gap between them and share no pixel.

use super::pixel_rect::PixelRect;
use super::shape::{Point, Span, clipped};
use facade_model::sort;

/// A rectangle that holds every covered pixel.
pub fn bounds(points: &[Point]) -> PixelRect {
    let Some(first) = points.first() else {
        return PixelRect::EMPTY;
    };
    let (mut least, mut most) = (*first, *first);
    for point in points {
        least = Point {
            x: least.x.min(point.x),
            y: least.y.min(point.y),
        };
        most = Point {
            x: most.x.max(point.x),
            y: most.y.max(point.y),
        };
    }
    PixelRect {
        left: first_centre(least.x),
        top: first_centre(least.y),
        right: first_centre(most.x),
        bottom: first_centre(most.y),
    }
}

/// Calls `visit` with the covered runs within `clip`, row by row.
pub fn for_each_span(points: &[Point], clip: PixelRect, mut visit: impl FnMut(Span)) {
    let reach = bounds(points).intersect(clip);
    let mut crossings = Vec::new();
    for y in reach.top..reach.bottom {
        crossings.clear();
        for (index, &end) in points.iter().enumerate() {
            let start = points[(index + points.len() - 1) % points.len()];
            crossings.extend(crossing(start, end, y as f32 + 0.5));
        }
        sort::by(&mut crossings, f32::total_cmp);
        for pair in crossings.chunks_exact(2) {
            let (start, end) = (first_centre(pair[0]), first_centre(pair[1]));
            clipped(y, start, end, clip, &mut visit);
        }
    }
}

/// Where an edge crosses the horizontal line at `y`; the upper end belongs to it, the lower does
/// not.
fn crossing(start: Point, end: Point, y: f32) -> Option<f32> {
    let (upper, lower) = if start.y <= end.y {
        (start, end)
    } else {
        (end, start)
    };
    (upper.y <= y && y < lower.y)
        .then(|| upper.x + (lower.x - upper.x) * (y - upper.y) / (lower.y - upper.y))
}

/// The first pixel whose centre is not before `edge`.
fn first_centre(edge: f32) -> i32 {
    (edge - 0.5).ceil() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covered(points: &[Point]) -> Vec<u8> {
        let mut times = vec![0; 256 * 256];
        for_each_span(points, PixelRect::CANVAS, |span| {
            for x in span.start..span.end {
                times[(span.y * 256 + x) as usize] += 1;
            }
        });
        times
    }

    #[test]
    fn an_upright_box_covers_the_pixels_of_the_rectangle() {
        let corners = [(10.0, 20.0), (40.0, 20.0), (40.0, 25.0), (10.0, 25.0)];
        let points = corners.map(|(x, y)| Point { x, y });
        let times = covered(&points);
        assert_eq!(times.iter().filter(|&&count| count == 1).count(), 30 * 5);
        assert!(times[20 * 256 + 10] == 1 && times[24 * 256 + 39] == 1);
        assert_eq!(bounds(&points).right, 40);
    }

    #[test]
    fn a_fan_of_triangles_covers_each_pixel_of_a_box_exactly_once() {
        let mut random = oorandom::Rand32::new(17);
        for case in 0..40 {
            let mut within = |least: f32, most: f32| least + random.rand_float() * (most - least);
            let (left, right) = (within(0.0, 60.0), within(150.0, 256.0));
            let (top, bottom) = (within(0.0, 60.0), within(150.0, 256.0));
            let hub = Point {
                x: within(80.0, 140.0),
                y: within(80.0, 140.0),
            };
            let corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
                .map(|(x, y)| Point { x, y });
            let mut sum = vec![0; 256 * 256];
            for (index, &corner) in corners.iter().enumerate() {
                let next = corners[(index + 1) % 4];
                for (total, times) in sum.iter_mut().zip(covered(&[hub, corner, next])) {
                    *total += times;
                }
            }
            assert!(sum == covered(&corners), "case {case}: a gap or an overlap");
            assert!(sum.iter().all(|&times| times <= 1), "case {case}");
        }
    }

    #[test]
    fn what_the_outline_surrounds_twice_is_outside() {
        let outline = [
            (10.0, 10.0),
            (90.0, 10.0),
            (90.0, 90.0),
            (10.0, 90.0),
            (10.0, 10.0),
            (30.0, 30.0),
            (70.0, 30.0),
            (70.0, 70.0),
            (30.0, 70.0),
            (30.0, 30.0),
        ];
        let times = covered(&outline.map(|(x, y)| Point { x, y }));
        assert_eq!(times[50 * 256 + 50], 0);
        assert_eq!(times[50 * 256 + 20], 1);
    }
}
