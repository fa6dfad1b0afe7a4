//! Annotations of the CMP Facade Database: labelled boxes in XML without a root element.
//!
//! ```xml
//! <object><points><x>0.10</x><x>0.25</x><y>0.40</y><y>0.48</y></points>
//!   <label>3</label><labelname>window</labelname></object>
//! ```
//!
//! Both axes run from 0 to 1, and `x` is the vertical one. Reads this one format and is no XML
//! parser; what it does not know it passes over.

use super::classes;
use crate::{AnnotationFault, Area, IMAGE_SIZE, LabelledBox, number};

/// An element's tags.
type Tags = [&'static str; 2];

const OBJECT: Tags = ["<object>", "</object>"];
const POINTS: Tags = ["<points>", "</points>"];
const DOWN: Tags = ["<x>", "</x>"];
const ACROSS: Tags = ["<y>", "</y>"];
const NAME: Tags = ["<labelname>", "</labelname>"];
const NUMBER: Tags = ["<label>", "</label>"];

/// The boxes in the order of the text.
///
/// # Errors
/// The first fault.
pub fn read(text: &str) -> Result<Vec<LabelledBox>, AnnotationFault> {
    let mut boxes = Vec::new();
    let mut rest = text;
    while let Some((object, after)) = element(rest, OBJECT) {
        rest = after;
        boxes.extend(labelled_box(object)?);
    }
    if boxes.is_empty() {
        return Err(AnnotationFault::Empty);
    }
    Ok(boxes)
}

/// The box of an object; none if it covers no pixel.
fn labelled_box(object: &str) -> Result<Option<LabelledBox>, AnnotationFault> {
    let class = class(object)?;
    let (points, _) = element(object, POINTS).ok_or(AnnotationFault::Damaged)?;
    let (top, bottom) = extent(points, DOWN)?;
    let (left, right) = extent(points, ACROSS)?;
    let has_pixels = left < right && top < bottom;
    Ok(has_pixels.then_some((class, Area::new(left, top, right, bottom))))
}

/// By name, or by number where there is no name.
fn class(object: &str) -> Result<u8, AnnotationFault> {
    let content = |tag| element(object, tag).map(|(content, _)| content.trim());
    let found = match (content(NAME), content(NUMBER)) {
        (Some(name), _) => classes::by_name(&name.to_lowercase()).ok_or(name),
        (None, Some(number)) => {
            let class = number.parse().ok().and_then(classes::by_id);
            class.ok_or(number)
        }
        (None, None) => return Err(AnnotationFault::Damaged),
    };
    found
        .map(|class| class.id)
        .map_err(|name| AnnotationFault::UnknownClass {
            name: name.chars().take(40).collect(),
        })
}

/// The least and greatest value of an axis, in whole pixels within the drawing.
fn extent(points: &str, axis: Tags) -> Result<(i32, i32), AnnotationFault> {
    let mut range: Option<(f64, f64)> = None;
    let mut rest = points;
    while let Some((text, after)) = element(rest, axis) {
        rest = after;
        let value = number::read(text).ok_or(AnnotationFault::Damaged)?;
        let (least, greatest) = range.unwrap_or((value, value));
        range = Some((least.min(value), greatest.max(value)));
    }
    let (least, greatest) = range.ok_or(AnnotationFault::Damaged)?;
    let pixel = |value: f64| (value.clamp(0.0, 1.0) * IMAGE_SIZE as f64).round() as i32;
    Ok((pixel(least), pixel(greatest)))
}

/// The content of the first element with these tags, and what follows it.
fn element(text: &str, [begin, end]: Tags) -> Option<(&str, &str)> {
    let (_, after) = text.split_once(begin)?;
    after.split_once(end)
}

#[cfg(test)]
mod tests {
    use super::classes::{FACADE, WINDOW};
    use super::*;

    fn object(label: &str, x: [f64; 2], y: [f64; 2]) -> String {
        format!(
            "<object>\n\t<points>\n\t\t<x>{}</x>\n\t\t<x> {} </x>\n\t\t<y>{}</y>\n\t\t<y>{}</y>\n\t</points>\n{label}\n</object>\n",
            x[0], x[1], y[0], y[1]
        )
    }

    #[test]
    fn boxes_are_read_with_x_downwards_in_their_own_order() {
        let text = object(
            "<label>3</label><labelname> window </labelname>",
            [0.25, 0.5],
            [0.125, 0.25],
        ) + &object("<label>2</label>", [0.0, 1.0], [1.0, 0.0]);
        let boxes = read(&text).unwrap();
        let window = Area::new(32, 64, 64, 128);
        assert_eq!(
            boxes,
            [(WINDOW, window), (FACADE, Area::new(0, 0, 256, 256))]
        );
        assert_eq!(read(&format!("<?xml?><root>{text}</root>")), Ok(boxes));
    }

    #[test]
    fn each_fault_is_refused_for_its_reason() {
        let window = "<labelname>window</labelname>";
        let sound = object(window, [0.1, 0.2], [0.1, 0.2]);
        assert!(read(&sound).is_ok());
        assert_eq!(read("<html></html>"), Err(AnnotationFault::Empty));
        assert_eq!(
            read(&sound[..sound.len() - 12]),
            Err(AnnotationFault::Empty)
        );
        let empty = object(window, [0.1, 0.1], [0.1, 0.2]);
        assert_eq!(read(&empty), Err(AnnotationFault::Empty));
        let name = "roof".to_owned();
        assert_eq!(
            read(&object(
                "<labelname>roof</labelname>",
                [0.1, 0.2],
                [0.1, 0.2]
            )),
            Err(AnnotationFault::UnknownClass { name })
        );
        for damaged in [
            sound.replace("<x>0.1</x>", "<x>many</x>"),
            sound.replace("<x>0.1</x>", "<x>inf</x>"),
            sound.replace("points", "point"),
            sound.replace("labelname", "title"),
        ] {
            assert_eq!(read(&damaged), Err(AnnotationFault::Damaged), "{damaged}");
        }
    }
}
