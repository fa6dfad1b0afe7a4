//! What a document may hold at most, so that an opened one cannot bring the page to a halt.
//!
//! Whatever comes from outside (files, links, the clipboard) passes through [`check`]; what is
//! drawn by hand keeps within these limits by itself.

use super::pixel_rect::PixelRect;
use super::shape::{Point, Shape, Span};
use super::{BRUSH_MAX_PX, BRUSH_MIN_PX, subject};

/// Most shapes of a document.
pub const SHAPES_MAX: usize = 4_000;
/// Most corners, stroke points and patch runs of a document, all together.
pub const POINTS_MAX: usize = 400_000;
/// Most maps of a document, at 64 KiB each.
pub const MAPS_MAX: usize = 16;
/// Least coordinate of a point or an edge, in drawing pixels.
pub const COORDINATE_MIN: i32 = -256;
/// Greatest coordinate of a point or an edge, in drawing pixels.
pub const COORDINATE_MAX: i32 = 512;

/// Why some shapes make no document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentError {
    /// More than [`SHAPES_MAX`] shapes.
    TooManyShapes { found: usize },
    /// More than [`POINTS_MAX`] points, or more than [`MAPS_MAX`] maps.
    TooLarge,
    /// A class id that no class has. `index`: which shape, bottom first.
    UnknownClass { index: usize, id: u8 },
    /// A place that is no number or far outside, too few corners, an empty box, a brush width
    /// that no brush has, or runs out of order.
    BadShape { index: usize },
}

impl std::fmt::Display for DocumentError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TooManyShapes { found } => write!(
                formatter,
                "A drawing may have {SHAPES_MAX} shapes, but this one has {found}."
            ),
            Self::TooLarge => write!(formatter, "This drawing is too large to open."),
            Self::UnknownClass { index, id } => write!(
                formatter,
                "Shape {} has class {id}, which there is not.",
                index + 1
            ),
            Self::BadShape { index } => {
                write!(formatter, "Shape {} of this drawing is damaged.", index + 1)
            }
        }
    }
}

impl std::error::Error for DocumentError {}

/// Checks shapes, bottom first, against the limits.
///
/// # Errors
/// The first limit that is not kept.
pub fn check(shapes: &[Shape]) -> Result<(), DocumentError> {
    if shapes.len() > SHAPES_MAX {
        return Err(DocumentError::TooManyShapes {
            found: shapes.len(),
        });
    }
    let (mut points, mut maps) = (0, 0);
    for (index, shape) in shapes.iter().enumerate() {
        if let Some(id) = shape.class()
            && !subject::current().has(id)
        {
            return Err(DocumentError::UnknownClass { index, id });
        }
        let is_sound = match shape {
            Shape::Rectangle { area, .. } => is_box(*area),
            Shape::Polygon { points, .. } => points.len() >= 3 && are_places(points),
            Shape::Stroke {
                width_px, points, ..
            } => {
                (BRUSH_MIN_PX..=BRUSH_MAX_PX).contains(width_px)
                    && !points.is_empty()
                    && are_places(points)
            }
            Shape::Patch { spans, .. } => are_runs(spans),
            Shape::Map(_) => true,
        };
        if !is_sound {
            return Err(DocumentError::BadShape { index });
        }
        match shape {
            Shape::Rectangle { .. } => {}
            Shape::Polygon { points: more, .. } | Shape::Stroke { points: more, .. } => {
                points += more.len();
            }
            Shape::Patch { spans, .. } => points += spans.len(),
            Shape::Map(_) => maps += 1,
        }
    }
    if points > POINTS_MAX || maps > MAPS_MAX {
        return Err(DocumentError::TooLarge);
    }
    Ok(())
}

/// The bounds of some shapes together.
pub(super) fn bounds(shapes: &[Shape]) -> PixelRect {
    shapes
        .iter()
        .map(Shape::bounds)
        .fold(PixelRect::EMPTY, PixelRect::union)
}

fn is_coordinate(value: i32) -> bool {
    (COORDINATE_MIN..=COORDINATE_MAX).contains(&value)
}

fn is_box(area: PixelRect) -> bool {
    !area.is_empty()
        && [area.left, area.top, area.right, area.bottom]
            .into_iter()
            .all(is_coordinate)
}

fn are_places(points: &[Point]) -> bool {
    let range = COORDINATE_MIN as f32..=COORDINATE_MAX as f32;
    points
        .iter()
        .all(|point| range.contains(&point.x) && range.contains(&point.y))
}

fn are_runs(spans: &[Span]) -> bool {
    spans.iter().all(|span| {
        span.start < span.end
            && [span.y, span.start, span.end]
                .into_iter()
                .all(is_coordinate)
    }) && spans.is_sorted_by_key(|span| (span.y, span.start))
}

#[cfg(test)]
mod tests {
    use super::super::label_map::LabelMap;
    use super::*;

    const SOME: Point = Point { x: 3.0, y: 4.0 };

    fn stroke(class: u8, width_px: f32, points: Vec<Point>) -> Shape {
        Shape::Stroke {
            class,
            width_px,
            points,
        }
    }

    #[test]
    fn what_hands_draw_is_within_the_limits() {
        let span = |y| Span {
            y,
            start: 1,
            end: 5,
        };
        let shapes = [
            Shape::rectangle(1, SOME, SOME),
            stroke(12, BRUSH_MAX_PX, vec![SOME]),
            Shape::Polygon {
                class: 2,
                points: vec![SOME; 3],
            },
            Shape::Patch {
                class: 2,
                spans: vec![span(2), span(3)],
            },
            Shape::Map(LabelMap::uniform(3)),
        ];
        assert_eq!(check(&shapes), Ok(()));
    }

    #[test]
    fn damaged_shapes_are_refused_with_their_place() {
        let far = Point { x: 1e6, y: 0.0 };
        let nowhere = Point {
            x: f32::NAN,
            y: 0.0,
        };
        let damaged = [
            Shape::Rectangle {
                class: 3,
                area: PixelRect::EMPTY,
            },
            stroke(3, 8.0, vec![]),
            stroke(3, 8.0, vec![far]),
            stroke(3, f32::INFINITY, vec![SOME]),
            stroke(3, 8.0, vec![SOME, nowhere]),
            Shape::Polygon {
                class: 3,
                points: vec![SOME; 2],
            },
            Shape::Patch {
                class: 3,
                spans: vec![Span {
                    y: 0,
                    start: 9,
                    end: 9,
                }],
            },
        ];
        for shape in damaged {
            let shapes = [Shape::rectangle(3, SOME, SOME), shape];
            let expected = DocumentError::BadShape { index: 1 };
            assert_eq!(check(&shapes), Err(expected), "{:?}", shapes[1]);
        }
        assert_eq!(
            check(&[stroke(13, 8.0, vec![SOME])]),
            Err(DocumentError::UnknownClass { index: 0, id: 13 })
        );
    }

    #[test]
    fn too_many_shapes_points_or_maps_are_refused() {
        let many = vec![Shape::rectangle(3, SOME, SOME); SHAPES_MAX + 1];
        let found = SHAPES_MAX + 1;
        assert_eq!(check(&many), Err(DocumentError::TooManyShapes { found }));
        let long = [stroke(3, 8.0, vec![SOME; POINTS_MAX + 1])];
        assert_eq!(check(&long), Err(DocumentError::TooLarge));
        let maps = vec![Shape::Map(LabelMap::uniform(3)); MAPS_MAX + 1];
        assert_eq!(check(&maps), Err(DocumentError::TooLarge));
    }
}
