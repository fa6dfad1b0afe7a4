//! Annotations of the CMP Facade Database: labelled boxes in XML without a root element.
//!
//! ```xml
//! <object><points><x>0.10</x><x>0.25</x><y>0.40</y><y>0.48</y></points>
//!   <label>3</label><labelname>window</labelname></object>
//! ```
//!
//! Both axes run from 0 to 1, and `x` is the vertical one. The boxes are painted class by class in
//! the database's own order, whatever theirs. Reads this one format and is no XML parser; what it
//! does not know it passes over.

use facade_model::classes::{self, BACKGROUND};
use facade_model::sort;

use super::{Refusal, number};
use facade_editor::pixel_rect::PixelRect;
use facade_editor::shape::Shape;
use facade_editor::{SIDE_PX, limits, subject};

/// Bytes of an annotation that is read at all; the database's longest has a tenth of that.
pub const BYTES_MAX: usize = 4 << 20;

/// The boxes as shapes, bottom first, over a background.
///
/// # Errors
/// The first reason to refuse it.
pub fn read(text: &str) -> Result<Vec<Shape>, Refusal> {
    if text.len() > BYTES_MAX {
        return Err(Refusal::TooLarge);
    }
    if !subject::current().is_facades() {
        return Err(Refusal::OtherClasses);
    }
    let mut boxes = Vec::new();
    let mut rest = text;
    while let Some((object, after)) = element(rest, "object") {
        rest = after;
        boxes.extend(labelled_box(object)?);
        if boxes.len() >= limits::SHAPES_MAX {
            return Err(Refusal::TooLarge);
        }
    }
    if boxes.is_empty() {
        return Err(Refusal::NoAnnotation);
    }
    sort::by_key(&mut boxes, |(class, _)| {
        classes::PAINT_ORDER.iter().position(|id| id == class)
    });
    let background = (BACKGROUND, PixelRect::CANVAS);
    let shapes = std::iter::once(background).chain(boxes);
    Ok(shapes
        .map(|(class, area)| Shape::Rectangle { class, area })
        .collect())
}

/// The box of an object; none if it covers no pixel.
fn labelled_box(object: &str) -> Result<Option<(u8, PixelRect)>, Refusal> {
    let class = class(object)?;
    let (points, _) = element(object, "points").ok_or(Refusal::DamagedAnnotation)?;
    let (top, bottom) = extent(points, "x")?;
    let (left, right) = extent(points, "y")?;
    let area = PixelRect {
        left,
        top,
        right,
        bottom,
    };
    Ok((!area.is_empty()).then_some((class, area)))
}

/// By name, or by number where there is no name.
fn class(object: &str) -> Result<u8, Refusal> {
    let content = |tag| element(object, tag).map(|(content, _)| content.trim());
    let found = match (content("labelname"), content("label")) {
        (Some(name), _) => classes::by_name(&name.to_lowercase()).ok_or(name),
        (None, Some(number)) => {
            let class = number.parse().ok().and_then(classes::by_id);
            class.ok_or(number)
        }
        (None, None) => return Err(Refusal::DamagedAnnotation),
    };
    found
        .map(|class| class.id)
        .map_err(|name| Refusal::UnknownClass {
            name: name.chars().take(40).collect(),
        })
}

/// The least and greatest value of an axis, in whole pixels within the drawing.
fn extent(points: &str, axis: &str) -> Result<(i32, i32), Refusal> {
    let mut range: Option<(f64, f64)> = None;
    let mut rest = points;
    while let Some((text, after)) = element(rest, axis) {
        rest = after;
        let value = number::read(text).ok_or(Refusal::DamagedAnnotation)?;
        let (least, greatest) = range.unwrap_or((value, value));
        range = Some((least.min(value), greatest.max(value)));
    }
    let (least, greatest) = range.ok_or(Refusal::DamagedAnnotation)?;
    let pixel = |value: f64| (value.clamp(0.0, 1.0) * SIDE_PX as f64).round() as i32;
    Ok((pixel(least), pixel(greatest)))
}

/// The content of the first element with this tag, and what follows it.
fn element<'a>(text: &'a str, tag: &str) -> Option<(&'a str, &'a str)> {
    let (_, after) = text.split_once(&format!("<{tag}>"))?;
    after.split_once(&format!("</{tag}>"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use facade_model::classes::{FACADE, WINDOW};

    fn object(label: &str, x: [f64; 2], y: [f64; 2]) -> String {
        format!(
            "<object>\n\t<points>\n\t\t<x>{}</x>\n\t\t<x> {} </x>\n\t\t<y>{}</y>\n\t\t<y>{}</y>\n\t</points>\n{label}\n</object>\n",
            x[0], x[1], y[0], y[1]
        )
    }

    #[test]
    fn boxes_are_read_with_x_downwards_and_painted_in_the_database_s_order() {
        let text = object(
            "<label>3</label><labelname> window </labelname>",
            [0.25, 0.5],
            [0.125, 0.25],
        ) + &object("<label>2</label>", [0.0, 1.0], [1.0, 0.0]);
        let shapes = read(&text).unwrap();
        let classes: Vec<_> = shapes.iter().filter_map(Shape::class).collect();
        assert_eq!(classes, [BACKGROUND, FACADE, WINDOW]);
        assert_eq!(shapes[1].bounds(), PixelRect::CANVAS);
        let window = PixelRect {
            left: 32,
            top: 64,
            right: 64,
            bottom: 128,
        };
        assert_eq!(shapes[2].bounds(), window);
        assert_eq!(read(&format!("<?xml?><root>{text}</root>")), Ok(shapes));
    }

    #[test]
    fn each_fault_is_refused_for_its_reason() {
        let window = "<labelname>window</labelname>";
        let sound = object(window, [0.1, 0.2], [0.1, 0.2]);
        assert!(read(&sound).is_ok());
        assert_eq!(read("<html></html>"), Err(Refusal::NoAnnotation));
        assert_eq!(read(&sound[..sound.len() - 12]), Err(Refusal::NoAnnotation));
        let empty = object(window, [0.1, 0.1], [0.1, 0.2]);
        assert_eq!(read(&empty), Err(Refusal::NoAnnotation));
        let name = "roof".to_owned();
        assert_eq!(
            read(&object(
                "<labelname>roof</labelname>",
                [0.1, 0.2],
                [0.1, 0.2]
            )),
            Err(Refusal::UnknownClass { name })
        );
        for damaged in [
            sound.replace("<x>0.1</x>", "<x>many</x>"),
            sound.replace("<x>0.1</x>", "<x>inf</x>"),
            sound.replace("points", "point"),
            sound.replace("labelname", "title"),
        ] {
            assert_eq!(read(&damaged), Err(Refusal::DamagedAnnotation), "{damaged}");
        }
        assert_eq!(read(&sound.repeat(5_000)), Err(Refusal::TooLarge));
    }
}
