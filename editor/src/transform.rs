//! Shapes moved, fitted into other bounds and mirrored; each gives a new shape.
//!
//! A map is the ground that others stand on: it is neither moved nor fitted. A stroke keeps its
//! width, whatever its bounds become. Coordinates stay within the document's [`limits`](super::limits).

use super::limits::{COORDINATE_MAX, COORDINATE_MIN};
use super::pixel_rect::PixelRect;
use super::shape::{Point, Shape, Span};
use facade_model::sort;

/// New bounds for a shape, and whether its sides change places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fit {
    /// Not empty.
    pub area: PixelRect,
    pub flip_x: bool,
    pub flip_y: bool,
}

impl Shape {
    /// Whether moving and resizing mean anything to it.
    pub fn is_movable(&self) -> bool {
        !matches!(self, Self::Map(_))
    }

    /// The same shape with another class; a map keeps its own.
    pub fn with_class(&self, new: u8) -> Self {
        let mut shape = self.clone();
        match &mut shape {
            Self::Rectangle { class, .. }
            | Self::Polygon { class, .. }
            | Self::Stroke { class, .. }
            | Self::Patch { class, .. } => *class = new,
            Self::Map(_) => {}
        }
        shape
    }

    /// The same shape so many pixels to the right and down.
    pub fn moved(&self, right: i32, down: i32) -> Self {
        let mut shape = self.clone();
        match &mut shape {
            Self::Rectangle { area, .. } => {
                let moved = area.moved(right, down);
                *area = moved.intersect(REACH);
            }
            Self::Polygon { points, .. } | Self::Stroke { points, .. } => {
                for point in points {
                    *point = held(point.x + right as f32, point.y + down as f32);
                }
            }
            Self::Patch { spans, .. } => {
                for span in spans {
                    span.y += down;
                    span.start += right;
                    span.end += right;
                }
            }
            Self::Map(_) => {}
        }
        shape
    }

    /// The same shape within other bounds.
    pub fn fitted(&self, fit: Fit) -> Self {
        let from = self.bounds();
        let to = fit.area;
        match self {
            Self::Rectangle { class, .. } => Self::Rectangle {
                class: *class,
                area: to,
            },
            Self::Polygon { class, points } => {
                let across = Line::of(from.left, from.right, to.left, to.right, fit.flip_x);
                let down = Line::of(from.top, from.bottom, to.top, to.bottom, fit.flip_y);
                Self::Polygon {
                    class: *class,
                    points: mapped(points, across, down),
                }
            }
            Self::Stroke {
                class,
                width_px,
                points,
            } => {
                let xs = points.iter().map(|point| point.x);
                let ys = points.iter().map(|point| point.y);
                let across = Line::inside(xs, from.left, from.right, to.left, to.right, fit.flip_x);
                let down = Line::inside(ys, from.top, from.bottom, to.top, to.bottom, fit.flip_y);
                Self::Stroke {
                    class: *class,
                    width_px: *width_px,
                    points: mapped(points, across, down),
                }
            }
            Self::Patch { class, spans } => Self::Patch {
                class: *class,
                spans: resampled(spans, from, fit),
            },
            Self::Map(_) => self.clone(),
        }
    }

    /// The shape on the other side of an upright axis. `axis_twice`: twice the axis's distance
    /// from the left in pixels, so that axes through pixels and between them are whole numbers.
    pub fn mirrored(&self, axis_twice: i32) -> Self {
        let mut shape = self.clone();
        match &mut shape {
            Self::Rectangle { area, .. } => {
                (area.left, area.right) = (axis_twice - area.right, axis_twice - area.left);
                *area = area.intersect(REACH);
            }
            Self::Polygon { points, .. } | Self::Stroke { points, .. } => {
                for point in points {
                    *point = held(axis_twice as f32 - point.x, point.y);
                }
            }
            Self::Patch { spans, .. } => {
                for span in spans.iter_mut() {
                    (span.start, span.end) = (axis_twice - span.end, axis_twice - span.start);
                }
                sort::by_key(spans, |span| (span.y, span.start));
            }
            Self::Map(map) => *map = map.mirrored(axis_twice),
        }
        shape
    }
}

/// Where edges may lie.
const REACH: PixelRect = PixelRect {
    left: COORDINATE_MIN,
    top: COORDINATE_MIN,
    right: COORDINATE_MAX,
    bottom: COORDINATE_MAX,
};

fn held(x: f32, y: f32) -> Point {
    let hold = |value: f32| value.clamp(COORDINATE_MIN as f32, COORDINATE_MAX as f32);
    Point {
        x: hold(x),
        y: hold(y),
    }
}

fn mapped(points: &[Point], across: Line, down: Line) -> Vec<Point> {
    points
        .iter()
        .map(|point| held(across.at(point.x), down.at(point.y)))
        .collect()
}

/// A straight map of one coordinate.
#[derive(Clone, Copy)]
struct Line {
    from: f32,
    scale: f32,
    to: f32,
}

impl Line {
    fn of(from: i32, from_end: i32, to: i32, to_end: i32, flip: bool) -> Self {
        let scale = (to_end - to) as f32 / (from_end - from).max(1) as f32;
        Self {
            from: from as f32,
            scale: if flip { -scale } else { scale },
            to: if flip { to_end } else { to } as f32,
        }
    }

    /// As [`Self::of`], but what the brush adds around the points keeps its size.
    fn inside(
        values: impl Iterator<Item = f32> + Clone,
        from: i32,
        from_end: i32,
        to: i32,
        to_end: i32,
        flip: bool,
    ) -> Self {
        let least = values.clone().fold(f32::INFINITY, f32::min);
        let most = values.fold(f32::NEG_INFINITY, f32::max);
        let (mut before, mut after) = (least - from as f32, from_end as f32 - most);
        if flip {
            (before, after) = (after, before);
        }
        let (mut low, mut high) = (to as f32 + before, to_end as f32 - after);
        if high < low || most <= least {
            low = (low + high) / 2.0;
            high = low;
        }
        let scale = if most > least {
            (high - low) / (most - least)
        } else {
            0.0
        };
        Self {
            from: least,
            scale: if flip { -scale } else { scale },
            to: if flip { high } else { low },
        }
    }

    fn at(self, value: f32) -> f32 {
        self.to + (value - self.from) * self.scale
    }
}

/// A patch in other bounds: each pixel takes what lies under its centre in the old ones.
fn resampled(spans: &[Span], from: PixelRect, fit: Fit) -> Vec<Span> {
    let to = fit.area;
    let across = Line::of(from.left, from.right, to.left, to.right, fit.flip_x);
    let back = Line::of(to.top, to.bottom, from.top, from.bottom, fit.flip_y);
    let mut result = Vec::new();
    for y in to.top..to.bottom {
        let source = back.at(y as f32 + 0.5).floor() as i32;
        let first = spans.partition_point(|span| span.y < source);
        let row = spans[first..].iter().take_while(|span| span.y == source);
        for span in row {
            let (a, b) = (across.at(span.start as f32), across.at(span.end as f32));
            let start = (a.min(b) - 0.5).ceil() as i32;
            let end = (a.max(b) - 0.5).ceil() as i32;
            if start < end {
                result.push(Span { y, start, end });
            }
        }
    }
    sort::by_key(&mut result, |span| (span.y, span.start));
    result
}

#[cfg(test)]
mod tests {
    use super::super::label_map::LabelMap;
    use super::super::rasterise::Raster;
    use super::*;

    fn at(x: f32, y: f32) -> Point {
        Point { x, y }
    }

    fn kinds() -> [Shape; 4] {
        [
            Shape::rectangle(3, at(50.0, 60.0), at(79.0, 99.0)),
            Shape::Polygon {
                class: 3,
                points: vec![at(50.0, 60.0), at(90.0, 70.0), at(60.0, 110.0)],
            },
            Shape::Stroke {
                class: 3,
                width_px: 7.0,
                points: vec![at(50.0, 60.0), at(90.0, 70.0), at(60.0, 110.0)],
            },
            Shape::Patch {
                class: 3,
                spans: (60..90)
                    .map(|y| Span {
                        y,
                        start: 50,
                        end: y + 20,
                    })
                    .collect(),
            },
        ]
    }

    fn pixels(shape: &Shape) -> Vec<u8> {
        let mut raster = Raster::blank();
        raster.paint(shape);
        raster.labels().to_vec()
    }

    fn upright(area: PixelRect) -> Fit {
        Fit {
            area,
            flip_x: false,
            flip_y: false,
        }
    }

    #[test]
    fn every_kind_keeps_its_pixels_when_moved_and_moved_back_or_fitted_to_its_bounds() {
        for shape in kinds() {
            let before = pixels(&shape);
            let moved = shape.moved(31, -17);
            assert_eq!(moved.bounds(), shape.bounds().moved(31, -17));
            assert!(pixels(&moved) != before);
            assert!(pixels(&moved.moved(-31, 17)) == before, "{shape:?}");
            assert!(
                pixels(&shape.fitted(upright(shape.bounds()))) == before,
                "{shape:?}"
            );
        }
    }

    #[test]
    fn every_kind_fills_the_bounds_it_is_fitted_to_and_flips() {
        let area = PixelRect {
            left: 20,
            top: 120,
            right: 140,
            bottom: 200,
        };
        for shape in kinds() {
            let fitted = shape.fitted(upright(area));
            let found = fitted.bounds();
            for (edge, expected) in [
                (found.left, area.left),
                (found.top, area.top),
                (found.right, area.right),
                (found.bottom, area.bottom),
            ] {
                assert!((edge - expected).abs() <= 1, "{found:?} for {shape:?}");
            }
            let flipped = shape.fitted(Fit {
                flip_x: true,
                ..upright(area)
            });
            let twice = flipped.fitted(Fit {
                flip_x: true,
                ..upright(flipped.bounds())
            });
            let other = pixels(&fitted);
            let differing = pixels(&twice)
                .iter()
                .zip(&other)
                .filter(|(a, b)| a != b)
                .count();
            assert!(differing < 60, "{differing} pixels, {shape:?}");
        }
    }

    #[test]
    fn fitting_into_one_pixel_leaves_every_kind_sound() {
        let area = PixelRect {
            left: 100,
            top: 100,
            right: 101,
            bottom: 101,
        };
        let shapes = kinds().map(|shape| shape.fitted(upright(area)));
        assert_eq!(super::super::limits::check(&shapes), Ok(()));
    }

    #[test]
    fn mirroring_twice_is_nothing_and_a_map_mirrors_its_pixels() {
        for shape in kinds() {
            assert!(
                pixels(&shape.mirrored(256).mirrored(256)) == pixels(&shape),
                "{shape:?}"
            );
        }
        let mut labels = vec![2; 65_536];
        labels[300] = 5;
        let map = Shape::Map(LabelMap::new(labels).unwrap());
        let mirrored = pixels(&map.mirrored(256));
        assert_eq!(mirrored[256 + 255 - 44], 5);
        assert_eq!(map.moved(4, 4), map);
    }
}
