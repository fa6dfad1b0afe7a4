//! Annotations of other programs: labelled boxes, in whatever form the subject reads them. Facades read those of the CMP
//! Facade Database, in XML.

use facade_editor::shape::Shape;
use facade_editor::{limits, procedural_shapes, subject};
use facade_subjects::AnnotationFault;

use super::Refusal;

/// Bytes of an annotation that is read at all; the longest of the CMP Facade Database has a tenth of that.
pub const BYTES_MAX: usize = 4 << 20;

/// The boxes as shapes, bottom first, over a background.
///
/// # Errors
/// The first reason to refuse it; [`Refusal::OtherClasses`] where the subject reads none.
pub fn read(text: &str) -> Result<Vec<Shape>, Refusal> {
    if text.len() > BYTES_MAX {
        return Err(Refusal::TooLarge);
    }
    let known = subject::current().known();
    let Some((known, read)) = known.and_then(|known| Some((known, known.annotations?))) else {
        return Err(Refusal::OtherClasses);
    };
    let boxes = read(text).map_err(|fault| match fault {
        AnnotationFault::Empty => Refusal::NoAnnotation,
        AnnotationFault::Damaged => Refusal::DamagedAnnotation,
        AnnotationFault::UnknownClass { name } => Refusal::UnknownClass { name },
    })?;
    if boxes.len() >= limits::SHAPES_MAX {
        return Err(Refusal::TooLarge);
    }
    Ok(procedural_shapes::of_boxes(known, &boxes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use facade_editor::pixel_rect::PixelRect;
    use facade_subjects::facades::classes::{BACKGROUND, FACADE, WINDOW};

    fn object(name: &str, [top, left, bottom, right]: [f64; 4]) -> String {
        format!(
            "<object><points><x>{top}</x><x>{bottom}</x><y>{left}</y><y>{right}</y></points>\
             <labelname>{name}</labelname></object>\n"
        )
    }

    #[test]
    fn boxes_are_painted_in_the_subject_s_order_over_its_background() {
        let text =
            object("window", [0.25, 0.125, 0.5, 0.25]) + &object("facade", [0.0, 0.0, 1.0, 1.0]);
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
    }

    #[test]
    fn each_fault_is_refused_for_its_reason_and_so_are_too_many_boxes() {
        let sound = object("window", [0.1, 0.1, 0.2, 0.2]);
        assert!(read(&sound).is_ok());
        assert_eq!(read("<html></html>"), Err(Refusal::NoAnnotation));
        let name = "roof".to_owned();
        let roof = sound.replace("window", "roof");
        assert_eq!(read(&roof), Err(Refusal::UnknownClass { name }));
        let damaged = sound.replace("points", "point");
        assert_eq!(read(&damaged), Err(Refusal::DamagedAnnotation));
        assert_eq!(read(&sound.repeat(5_000)), Err(Refusal::TooLarge));
    }
}
