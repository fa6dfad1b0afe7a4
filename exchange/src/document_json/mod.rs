//! Our own document: the shapes of a drawing as JSON, versioned.
//!
//! ```json
//! {"format":"facade-drawing","version":1,"shapes":[
//!   {"kind":"rectangle","class":"window","left":40,"top":60,"right":72,"bottom":120},
//!   {"kind":"polygon","class":"facade","points":[[20,80],[128,10],[236,80]]},
//!   {"kind":"stroke","class":"cornice","width_px":4,"points":[[10.5,20],[240,22]]},
//!   {"kind":"patch","class":"deco","runs":[[y,start,end]]},
//!   {"kind":"map","runs":[[class id,length]]}]}
//! ```
//!
//! Shapes come bottom first, lengths in pixels of a drawing of 256 by 256. Where somebody has chosen the colours of the
//! parts, `"paint":{"window":"#33495b",…}` has one for each class; without it the model chooses, and versions of the page
//! that know no paint read the shapes alone. So it is with groups: `"groups":[[0,3],[1,2,5]]` lists the shapes that are
//! selected as one. `"grew_from":"4821-17"` are the numbers of the drawings that it grew from, as links have them.
//!
//! A drawing that the browser keeps for its visitor may lie over a photo, `"underlay":[…]`, the numbers of an
//! [`Underlay`]. Files never say so: the photo itself stays in the browser that it was opened in.
//!
//! Drawings of other classes than the facades' say so by `"classes":"9f0c4a31"`, the digest of their list; one that is not of
//! the page's own list is refused.
//!
//! Shapes on the clipboard are written in the same way, under a format of their own.

mod entry;

use std::collections::BTreeMap;

use facade_subjects::LabelClass;
use serde::{Deserialize, Serialize};

use self::entry::{Entry, Kind, entry, shape};
use super::{Refusal, share_link};
use facade_editor::document::Document;
use facade_editor::paint::{self, Scheme};
use facade_editor::shape::Shape;
use facade_editor::underlay::Underlay;
use facade_editor::{DocumentError, limits, subject};

/// Bytes of a document that is read at all.
pub const BYTES_MAX: usize = 8 << 20;

const FORMAT: &str = "facade-drawing";
const CLIP: &str = "facade-shapes";
const VERSION: u64 = 1;

/// What tells our documents from other JSON, whatever their version.
#[derive(Deserialize)]
struct Head {
    format: String,
    version: u64,
}

#[derive(Serialize, Deserialize)]
struct Body {
    format: String,
    version: u64,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    classes: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    paint: Option<BTreeMap<String, String>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    groups: Vec<Vec<usize>>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    grew_from: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    underlay: Vec<f32>,
    shapes: Vec<Entry>,
}

/// A document as text, for a file.
pub fn write(document: &Document) -> String {
    write_as(FORMAT, document, None)
}

/// A document as text, for the browser that has the photo under it.
pub fn write_kept(document: &Document) -> String {
    write_as(FORMAT, document, document.underlay())
}

/// Shapes for the clipboard as text.
pub fn write_clip(shapes: &Document) -> String {
    write_as(CLIP, shapes, None)
}

fn write_as(format: &str, document: &Document, underlay: Option<Underlay>) -> String {
    let body = Body {
        format: format.to_owned(),
        version: VERSION,
        classes: list(),
        paint: document.paint().map(colors),
        groups: document.groups(),
        grew_from: document.grew_from().to_owned(),
        underlay: underlay.map_or(Vec::new(), |underlay| underlay.numbers().to_vec()),
        shapes: document.shapes().iter().map(entry).collect(),
    };
    serde_json::to_string(&body).expect("the places of a drawing are numbers")
}

/// The document in a text.
///
/// # Errors
/// The first reason to refuse it.
pub fn read(text: &str) -> Result<Document, Refusal> {
    read_as(FORMAT, text)
}

/// The shapes of a text from the clipboard.
///
/// # Errors
/// [`Refusal::NotADocument`] if it holds none, or why they are not taken.
pub fn read_clip(text: &str) -> Result<Document, Refusal> {
    read_as(CLIP, text)
}

fn read_as(format: &str, text: &str) -> Result<Document, Refusal> {
    if text.len() > BYTES_MAX {
        return Err(Refusal::TooLarge);
    }
    let head: Head = serde_json::from_str(text).map_err(|_| Refusal::NotADocument)?;
    if head.format != format {
        return Err(Refusal::NotADocument);
    }
    if head.version > VERSION {
        let found = head.version;
        return Err(Refusal::NewerVersion { found });
    }
    let body: Body = serde_json::from_str(text).map_err(|_| Refusal::DamagedDocument)?;
    if body.classes != list() {
        return Err(Refusal::OtherClasses);
    }
    // Before any is unfolded: a map of thirty letters takes 64 KiB.
    let is_map = |entry: &&Entry| entry.kind == Kind::Map;
    if body.shapes.iter().filter(is_map).count() > limits::MAPS_MAX {
        return Err(DocumentError::TooLarge.into());
    }
    let shapes: Option<Vec<Shape>> = body.shapes.into_iter().map(shape).collect();
    let shapes = shapes.ok_or(Refusal::DamagedDocument)?;
    let paint = match body.paint {
        Some(colors) => Some(scheme(&colors).ok_or(Refusal::DamagedDocument)?),
        None => None,
    };
    let underlay = match &*body.underlay {
        [] => None,
        numbers => Some(Underlay::from_numbers(numbers).ok_or(Refusal::DamagedDocument)?),
    };
    let document = Document::from_shapes(shapes)?.with_groups(&body.groups);
    if !share_link::is_ancestry(&body.grew_from) {
        return Err(Refusal::DamagedDocument);
    }
    Ok(document
        .with_paint(paint)
        .with_underlay(underlay)
        .grown_from(body.grew_from))
}

/// What names the list of classes; nothing does that of the facades, which was once the only one.
fn list() -> String {
    let subject = subject::current();
    match subject.is_facades() {
        true => String::new(),
        false => format!("{:08x}", subject.digest()),
    }
}

/// Colours by the names of their classes.
fn colors(scheme: &Scheme) -> BTreeMap<String, String> {
    let color = |class: &LabelClass| (class.name.to_owned(), paint::hex(scheme.of(class.id)));
    subject::current().classes().iter().map(color).collect()
}

/// The scheme with these colours; `None` unless each class has one, and nothing else has.
fn scheme(colors: &BTreeMap<String, String>) -> Option<Scheme> {
    let classes = subject::current().classes();
    let color = |class: &LabelClass| paint::from_hex(colors.get(class.name)?);
    let read: Option<Vec<_>> = classes.iter().map(color).collect();
    Scheme::from_slice(&read?).filter(|_| colors.len() == classes.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random_shapes;

    #[test]
    fn random_drawings_come_back_the_same() {
        for seed in 0..200 {
            let document = random_shapes::document(seed);
            assert_eq!(read(&write(&document)), Ok(document), "seed {seed}");
        }
    }

    #[test]
    fn paint_that_lacks_a_part_or_is_none_is_refused() {
        let painted = random_shapes::document(1).with_paint(Some(Scheme([[1, 2, 3]; 12].into())));
        let text = write(&painted);
        assert_eq!(read(&text), Ok(painted));
        for (part, with) in [
            (r##""window":"#010203""##, r##""roof":"#010203""##),
            (r##""window":"#010203""##, r##""window":"#01020""##),
            (r##","window":"#010203""##, ""),
            (r##"{"background""##, r##"{"roof":"#010203","background""##),
        ] {
            let damaged = text.replace(part, with);
            assert_ne!(damaged, text);
            assert_eq!(read(&damaged), Err(Refusal::DamagedDocument), "{with}");
        }
    }

    #[test]
    fn groups_come_back_and_older_pages_read_the_shapes_alone() {
        let grouped = random_shapes::document(2);
        assert!(grouped.shapes().len() > 5);
        let grouped = grouped.with_groups(&[vec![0, 2], vec![1, 4, 5]]);
        let text = write(&grouped);
        assert_eq!(read(&text), Ok(grouped.clone()));
        // Entries of shapes refuse what they do not know; the body ignores it.
        let body = text.split_once("\"shapes\"").unwrap().1;
        assert!(!body.contains("group"));
        let strange = text.replace("[[0,2]", "[[0,2,99999]");
        assert_eq!(read(&strange), Ok(grouped));
        assert_eq!(
            read(&text.replace("[[0,2]", "[[-1]")),
            Err(Refusal::DamagedDocument)
        );
    }

    #[test]
    fn what_a_drawing_grew_from_comes_back_and_is_not_written_of_others() {
        let document = random_shapes::document(2);
        assert!(!write(&document).contains("grew_from"));
        let grown = document.grown_from("4821-17".to_owned());
        let text = write(&grown);
        assert_eq!(read(&text), Ok(grown));
        let strange = text.replace("4821-17", "a castle");
        assert_eq!(read(&strange), Err(Refusal::DamagedDocument));
    }

    #[test]
    fn the_photo_under_a_drawing_is_kept_and_goes_into_no_file() {
        let bare = random_shapes::document(3);
        let numbers = [
            9.0, 0.0, 0.5, 256.0, 0.0, 256.0, 256.0, -3.0, 256.0, 0.5, 0.0,
        ];
        let traced = bare.clone().with_underlay(Underlay::from_numbers(&numbers));
        assert!(traced.underlay().is_some());
        let kept = write_kept(&traced);
        assert_eq!(read(&kept), Ok(traced.clone()));
        assert_eq!(write(&traced), write(&bare));
        assert_eq!(write_kept(&bare), write(&bare));
        assert!(!write_clip(&traced).contains("underlay"));
        let damaged = kept.replace("[9.0,", "[0.5,");
        assert_ne!(damaged, kept);
        assert_eq!(read(&damaged), Err(Refusal::DamagedDocument));
    }

    #[test]
    fn shapes_for_the_clipboard_are_no_drawing_and_no_drawing_is_a_clip() {
        let shapes = random_shapes::document(1).with_groups(&[vec![0, 1]]);
        let clip = write_clip(&shapes);
        assert_eq!(read_clip(&clip), Ok(shapes.clone()));
        assert_eq!(read(&clip), Err(Refusal::NotADocument));
        assert_eq!(read_clip(&write(&shapes)), Err(Refusal::NotADocument));
    }

    #[test]
    fn the_first_version_stays_readable() {
        let text = r#"{"format":"facade-drawing","version":1,"shapes":[
            {"kind":"rectangle","class":"window","left":40,"top":60,"right":72,"bottom":120},
            {"kind":"polygon","class":"facade","points":[[20,80],[128,10],[236,80]]},
            {"kind":"stroke","class":"cornice","width_px":4,"points":[[10.5,20],[240,22]]},
            {"kind":"patch","class":"deco","runs":[[5,1,9]]},
            {"kind":"map","runs":[[2,65536]]}]}"#;
        let document = read(text).unwrap();
        assert_eq!((document.shapes().len(), document.paint()), (5, None));
    }

    #[test]
    fn each_fault_is_refused_for_its_reason() {
        let with = |shape: &str| {
            read(&format!(
                r#"{{"format":"facade-drawing","version":1,"shapes":[{shape}]}}"#
            ))
        };
        assert_eq!(read("{}"), Err(Refusal::NotADocument));
        assert_eq!(read("no JSON"), Err(Refusal::NotADocument));
        assert_eq!(
            read(r#"{"format":"other","version":1}"#),
            Err(Refusal::NotADocument)
        );
        assert_eq!(
            read(r#"{"format":"facade-drawing","version":2,"news":[]}"#),
            Err(Refusal::NewerVersion { found: 2 })
        );
        for damaged in [
            r#"{"kind":"circle","class":"door"}"#,
            r#"{"kind":"polygon","class":"roof","points":[[1,2],[3,4],[5,6]]}"#,
            r#"{"class":"door","left":1,"top":1,"right":9,"bottom":9}"#,
            r#"{"kind":"rectangle","class":"door","left":1,"top":1,"right":9}"#,
            r#"{"kind":"rectangle","class":"door","left":1,"top":1,"right":9,"bottom":9,"runs":[]}"#,
            r#"{"kind":"polygon","class":"door","points":[[1,2],[3,4],[5,6]],"width_px":2}"#,
            r#"{"kind":"patch","class":"deco","runs":[[5,1]]}"#,
            r#"{"kind":"map","class":"deco","runs":[[2,65536]]}"#,
            r#"{"kind":"map","runs":[[2,65536,1]]}"#,
            r#"{"kind":"map","runs":[[258,65536]]}"#,
            r#"{"kind":"map","runs":[[2,-1],[2,65536]]}"#,
            r#"{"kind":"map","runs":[[2,65535]]}"#,
            r#"{"kind":"map","runs":[[2,65536],[2,1]]}"#,
            r#"{"kind":"map","runs":[[2,18446744073709551615]]}"#,
            r#"{"kind":"rectangle","class":"door","left":1,"top":1,"right":9,"bottom":1e9}"#,
        ] {
            assert_eq!(with(damaged), Err(Refusal::DamagedDocument), "{damaged}");
        }
        let map = r#"{"kind":"map","runs":[[2,65536]]}"#;
        let maps = |count: usize| with(&vec![map; count].join(","));
        assert!(maps(limits::MAPS_MAX).is_ok());
        let too_large = Refusal::BeyondLimits(DocumentError::TooLarge);
        assert_eq!(maps(limits::MAPS_MAX + 1), Err(too_large));
        let far = r#"{"kind":"rectangle","class":"door","left":1,"top":1,"right":9999,"bottom":9}"#;
        let reason = DocumentError::BadShape { index: 0 };
        assert_eq!(with(far), Err(Refusal::BeyondLimits(reason)));
    }
}
