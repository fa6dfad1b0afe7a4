//! The SVG that [`svg`](super::svg) writes, read back.
//!
//! Reads this one form and is no SVG reader: the elements that we write, with the attributes that we give them. A shape's
//! part is its fill's or stroke's colour, exactly. A label map comes back as a patch for each part it shows.

use facade_model::paint::from_hex;

use facade_subjects::number;

use super::Refusal;
use facade_editor::limits::{self, POINTS_MAX, SHAPES_MAX};
use facade_editor::pixel_rect::PixelRect;
use facade_editor::shape::{Point, Shape, Span};
use facade_editor::subject;

/// Bytes of an SVG file that is read at all.
pub const BYTES_MAX: usize = 8 << 20;

/// Whether a text that begins with an angle bracket is SVG.
pub fn is_svg(text: &str) -> bool {
    let head: String = text.chars().take(1_000).collect();
    head.contains("<svg")
}

/// The shapes of one of our own SVG files, bottom first.
///
/// # Errors
/// The first reason to refuse it; [`Refusal::ForeignSvg`] for what another program has written.
pub fn read(text: &str) -> Result<Vec<Shape>, Refusal> {
    if text.len() > BYTES_MAX {
        return Err(Refusal::TooLarge);
    }
    let mut shapes = Vec::new();
    let mut points = 0;
    for tag in text.split('<').skip(1) {
        let name = tag.split([' ', '>', '/']).next().unwrap_or_default();
        let shape = match name {
            "rect" => rectangle(tag),
            "polygon" => polygon(tag),
            "polyline" => stroke(tag),
            "path" => patch(tag),
            "svg" | "title" | "" => continue,
            // Comments, declarations and end tags.
            _ if name.starts_with(['!', '?']) || tag.starts_with('/') => continue,
            _ => None,
        };
        let shape = shape.ok_or(Refusal::ForeignSvg)?;
        points += size(&shape);
        if shapes.len() > SHAPES_MAX || points > POINTS_MAX {
            return Err(Refusal::TooLarge);
        }
        shapes.push(shape);
    }
    // The bare wall under everything, which every drawing has.
    let wall = Shape::Rectangle {
        class: subject::current().ground(),
        area: PixelRect::CANVAS,
    };
    if shapes.first() != Some(&wall) {
        return Err(Refusal::ForeignSvg);
    }
    shapes.remove(0);
    limits::check(&shapes)?;
    Ok(shapes)
}

fn size(shape: &Shape) -> usize {
    match shape {
        Shape::Polygon { points, .. } | Shape::Stroke { points, .. } => points.len(),
        Shape::Patch { spans, .. } => spans.len(),
        Shape::Rectangle { .. } | Shape::Map(_) => 0,
    }
}

fn rectangle(tag: &str) -> Option<Shape> {
    let number = |name| attribute(tag, name)?.parse::<i32>().ok();
    // The wall has no place of its own.
    let (left, top) = (number("x").unwrap_or(0), number("y").unwrap_or(0));
    Some(Shape::Rectangle {
        class: class(tag, "fill")?,
        area: PixelRect {
            left,
            top,
            right: left.checked_add(number("width")?)?,
            bottom: top.checked_add(number("height")?)?,
        },
    })
}

fn polygon(tag: &str) -> Option<Shape> {
    Some(Shape::Polygon {
        class: class(tag, "fill")?,
        points: points(tag)?,
    })
}

fn stroke(tag: &str) -> Option<Shape> {
    let mut points = points(tag)?;
    if let [one, other] = points[..]
        && one == other
    {
        // A dot, which SVG needs twice.
        points.truncate(1);
    }
    Some(Shape::Stroke {
        class: class(tag, "stroke")?,
        width_px: number::read(attribute(tag, "stroke-width")?)? as f32,
        points,
    })
}

/// `M{start} {y}h{length}v1h-{length}z`, again and again.
fn patch(tag: &str) -> Option<Shape> {
    let mut spans = Vec::new();
    for run in attribute(tag, "d")?.split_terminator('z') {
        let (start, rest) = run.strip_prefix('M')?.split_once(' ')?;
        let (y, rest) = rest.split_once('h')?;
        let (length, back) = rest.split_once("v1h-")?;
        if length != back {
            return None;
        }
        let start: i32 = start.parse().ok()?;
        spans.push(Span {
            y: y.parse().ok()?,
            start,
            end: start.checked_add(length.parse().ok()?)?,
        });
    }
    Some(Shape::Patch {
        class: class(tag, "fill")?,
        spans,
    })
}

fn points(tag: &str) -> Option<Vec<Point>> {
    let place = |pair: &str| {
        let (x, y) = pair.split_once(',')?;
        Some(Point {
            x: number::read(x)? as f32,
            y: number::read(y)? as f32,
        })
    };
    attribute(tag, "points")?
        .split_ascii_whitespace()
        .map(place)
        .collect()
}

fn class(tag: &str, attribute_name: &str) -> Option<u8> {
    let color = from_hex(attribute(tag, attribute_name)?)?;
    let mut classes = subject::current().classes().iter();
    let found = classes.find(|class| class.color == color);
    found.map(|class| class.id)
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    Some(rest.split_once('"')?.0)
}

#[cfg(test)]
mod tests {
    use super::super::{random_shapes, svg};
    use super::*;
    use facade_editor::document::Document;
    use facade_editor::rasterise::rasterise;

    fn labels(shapes: Vec<Shape>) -> Vec<u8> {
        let document = Document::from_shapes(shapes).unwrap();
        rasterise(&document).labels().to_vec()
    }

    #[test]
    fn every_drawing_comes_back_with_the_same_pixels_and_without_maps_the_same() {
        for seed in 0..100 {
            let shapes = random_shapes::drawing(seed);
            let back = read(&svg::write(&shapes)).unwrap();
            let has_map = shapes.iter().any(|shape| matches!(shape, Shape::Map(_)));
            if !has_map {
                assert_eq!(back, shapes, "seed {seed}");
            }
            assert_eq!(labels(back), labels(shapes), "seed {seed}");
        }
    }

    #[test]
    fn what_other_programs_write_is_refused_and_nothing_hostile_gets_through() {
        for foreign in [
            "<svg></svg>",
            "<svg><rect width=\"9\" height=\"9\" fill=\"red\"/></svg>",
            "<svg><circle r=\"9\" fill=\"#0080ff\"/></svg>",
            "<svg><rect width=\"256\" height=\"256\" fill=\"#0030ff\"/><path d=\"M0 0L9 9z\" fill=\"#0080ff\"/></svg>",
            "<svg><rect x=\"2147483647\" y=\"0\" width=\"2147483647\" height=\"1\" fill=\"#0030ff\"/></svg>",
        ] {
            assert_eq!(read(foreign), Err(Refusal::ForeignSvg), "{foreign}");
        }
        let whole = svg::write(&random_shapes::drawing(3));
        for cut in (0..whole.len()).filter(|cut| whole.is_char_boundary(*cut)) {
            if let Ok(shapes) = read(&whole[..cut]) {
                assert!(limits::check(&shapes).is_ok());
            }
        }
    }

    #[test]
    fn svg_is_told_from_annotations() {
        assert!(is_svg("<?xml version=\"1.0\"?>\n<svg xmlns=\"x\">"));
        assert!(!is_svg("<object><points>"));
    }
}
