//! The shapes a drawing is made of, as geometry: which pixels each covers, row by row.
//!
//! A shape covers a pixel or it does not; there are no shares of a pixel, so a class id never
//! blends into another. A shape knows neither its neighbours nor the pixels beneath it.

use super::label_map::LabelMap;
use super::pixel_rect::PixelRect;
use super::{capsule, polygon};

/// A place in the drawing in pixels; pixel (0, 0) spans 0..1 in both directions, y grows downwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    pub x: f32,
    pub y: f32,
}

/// Pixels `start..end` of row `y`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub y: i32,
    pub start: i32,
    pub end: i32,
}

/// One shape of the drawing.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// An upright box.
    Rectangle { class: u8, area: PixelRect },
    /// The inside of a closed outline by the even-odd rule; at least three corners.
    Polygon { class: u8, points: Vec<Point> },
    /// A round brush led along `points` (at least one); also what the eraser leaves.
    Stroke {
        class: u8,
        width_px: f32,
        points: Vec<Point>,
    },
    /// The pixels a fill reached when it was poured, ordered by row.
    Patch { class: u8, spans: Vec<Span> },
    /// A whole label map: a generated or an opened one.
    Map(LabelMap),
}

/// What a shape puts on one run of pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink<'a> {
    /// One class for the whole run.
    Class(u8),
    /// Class ids, one for each pixel of the run.
    Labels(&'a [u8]),
}

impl Shape {
    /// The box spanned by two corners in any order. The pixels under both corners belong to it,
    /// so a click covers one pixel.
    pub fn rectangle(class: u8, corner: Point, opposite: Point) -> Self {
        Self::Rectangle {
            class,
            area: PixelRect {
                left: corner.x.min(opposite.x).floor() as i32,
                top: corner.y.min(opposite.y).floor() as i32,
                right: corner.x.max(opposite.x).floor() as i32 + 1,
                bottom: corner.y.max(opposite.y).floor() as i32 + 1,
            },
        }
    }

    /// Its class; none for a map, which has many.
    pub fn class(&self) -> Option<u8> {
        match self {
            Self::Rectangle { class, .. }
            | Self::Polygon { class, .. }
            | Self::Stroke { class, .. }
            | Self::Patch { class, .. } => Some(*class),
            Self::Map(_) => None,
        }
    }

    /// About how much memory it takes.
    pub fn bytes(&self) -> usize {
        size_of::<Self>()
            + match self {
                Self::Rectangle { .. } => 0,
                Self::Polygon { points, .. } | Self::Stroke { points, .. } => {
                    size_of_val(points.as_slice())
                }
                Self::Patch { spans, .. } => size_of_val(spans.as_slice()),
                Self::Map(map) => map.labels().len(),
            }
    }

    /// A rectangle that holds every covered pixel; it may reach beyond the drawing.
    pub fn bounds(&self) -> PixelRect {
        match self {
            Self::Rectangle { area, .. } => *area,
            Self::Polygon { points, .. } => polygon::bounds(points),
            Self::Stroke {
                width_px, points, ..
            } => points
                .iter()
                .map(|&point| capsule::bounds(point, point, *width_px))
                .fold(PixelRect::EMPTY, PixelRect::union),
            Self::Patch { spans, .. } => spans
                .iter()
                .map(|span| PixelRect {
                    left: span.start,
                    top: span.y,
                    right: span.end,
                    bottom: span.y + 1,
                })
                .fold(PixelRect::EMPTY, PixelRect::union),
            Self::Map(_) => PixelRect::CANVAS,
        }
    }

    /// Calls `visit` with each run of covered pixels within `clip`, which must lie within the
    /// drawing. Runs of a stroke may overlap.
    pub fn for_each_run<'a>(&'a self, clip: PixelRect, mut visit: impl FnMut(Span, Ink<'a>)) {
        match self {
            Self::Rectangle { class, area } => {
                let area = area.intersect(clip);
                for y in area.top..area.bottom {
                    clipped(y, area.left, area.right, clip, &mut |span| {
                        visit(span, Ink::Class(*class));
                    });
                }
            }
            Self::Polygon { class, points } => {
                polygon::for_each_span(points, clip, |span| visit(span, Ink::Class(*class)));
            }
            Self::Stroke {
                class,
                width_px,
                points,
            } => {
                for (index, &end) in points.iter().enumerate() {
                    let start = points[index.saturating_sub(1)];
                    capsule::for_each_span(start, end, *width_px, clip, |span| {
                        visit(span, Ink::Class(*class));
                    });
                }
            }
            Self::Patch { class, spans } => {
                for span in spans {
                    clipped(span.y, span.start, span.end, clip, &mut |span| {
                        visit(span, Ink::Class(*class));
                    });
                }
            }
            Self::Map(map) => {
                for y in clip.top..clip.bottom {
                    clipped(y, clip.left, clip.right, clip, &mut |span| {
                        visit(span, Ink::Labels(map.run(span)));
                    });
                }
            }
        }
    }
}

/// Visits the part of a run that lies within `clip`, if any does.
pub(super) fn clipped(y: i32, start: i32, end: i32, clip: PixelRect, visit: &mut impl FnMut(Span)) {
    let start = start.max(clip.left);
    let end = end.min(clip.right);
    if (clip.top..clip.bottom).contains(&y) && start < end {
        visit(Span { y, start, end });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(from: (f32, f32), to: (f32, f32)) -> PixelRect {
        let point = |(x, y)| Point { x, y };
        Shape::rectangle(3, point(from), point(to)).bounds()
    }

    #[test]
    fn a_rectangle_is_the_same_dragged_from_any_corner() {
        let expected = PixelRect {
            left: 10,
            top: 20,
            right: 31,
            bottom: 46,
        };
        for (from, to) in [
            ((10.2, 20.9), (30.5, 45.1)),
            ((30.5, 45.1), (10.2, 20.9)),
            ((30.5, 20.9), (10.2, 45.1)),
            ((10.2, 45.1), (30.5, 20.9)),
        ] {
            assert_eq!(area(from, to), expected, "{from:?} to {to:?}");
        }
    }

    #[test]
    fn a_click_is_a_rectangle_of_one_pixel() {
        let click = area((7.7, 9.1), (7.7, 9.1));
        assert_eq!((click.left, click.top), (7, 9));
        assert_eq!((click.right, click.bottom), (8, 10));
    }

    #[test]
    fn runs_stay_within_the_clip() {
        let clip = PixelRect {
            left: 40,
            top: 50,
            right: 60,
            bottom: 55,
        };
        let far = Point { x: -90.0, y: -90.0 };
        let near = Point { x: 300.0, y: 300.0 };
        let shapes = [
            Shape::rectangle(3, far, near),
            Shape::Stroke {
                class: 3,
                width_px: 30.0,
                points: vec![far, near],
            },
            Shape::Polygon {
                class: 3,
                points: vec![
                    far,
                    Point { x: -90.0, y: 700.0 },
                    Point { x: 700.0, y: -90.0 },
                ],
            },
            Shape::Patch {
                class: 3,
                spans: (0..256)
                    .map(|y| Span {
                        y,
                        start: 0,
                        end: 256,
                    })
                    .collect(),
            },
            Shape::Map(LabelMap::uniform(3)),
        ];
        for shape in shapes {
            let mut rows = 0;
            shape.for_each_run(clip, |span, _| {
                rows += 1;
                assert!((clip.top..clip.bottom).contains(&span.y), "{span:?}");
                assert!(
                    clip.left <= span.start && span.end <= clip.right,
                    "{span:?}"
                );
            });
            assert_eq!(rows, 5, "{:?}", shape.bounds());
        }
    }
}
