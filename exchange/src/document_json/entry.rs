//! One shape of a document, as it is written and read.

use serde::{Deserialize, Serialize};

use facade_editor::pixel_rect::PixelRect;
use facade_editor::shape::{Point, Shape, Span};
use facade_editor::{LabelMap, PIXEL_COUNT, subject};

/// A shape with whatever its kind has. One flat record, because an enum of records is read in two
/// passes, by four times the code.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    pub kind: Kind,
    #[serde(skip_serializing_if = "Option::is_none")]
    class: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    left: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    right: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bottom: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    width_px: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    points: Option<Vec<[f32; 2]>>,
    /// Row, start and end of a patch; class id and length of a map.
    #[serde(skip_serializing_if = "Option::is_none")]
    runs: Option<Vec<Vec<i32>>>,
}

/// As a document names it.
#[derive(Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    #[default]
    Rectangle,
    Polygon,
    Stroke,
    Patch,
    Map,
}

/// A shape as it is written.
pub fn entry(shape: &Shape) -> Entry {
    let name = shape.class().and_then(|id| subject::current().by_id(id));
    let entry = Entry {
        class: name.map(|class| class.name.to_owned()),
        ..Entry::default()
    };
    let pairs = |points: &[Point]| Some(points.iter().map(|point| [point.x, point.y]).collect());
    match shape {
        Shape::Rectangle { area, .. } => Entry {
            left: Some(area.left),
            top: Some(area.top),
            right: Some(area.right),
            bottom: Some(area.bottom),
            ..entry
        },
        Shape::Polygon { points, .. } => Entry {
            kind: Kind::Polygon,
            points: pairs(points),
            ..entry
        },
        Shape::Stroke {
            width_px, points, ..
        } => Entry {
            kind: Kind::Stroke,
            width_px: Some(*width_px),
            points: pairs(points),
            ..entry
        },
        Shape::Patch { spans, .. } => {
            let run = |span: &Span| vec![span.y, span.start, span.end];
            Entry {
                kind: Kind::Patch,
                runs: Some(spans.iter().map(run).collect()),
                ..entry
            }
        }
        Shape::Map(map) => {
            let run = |run: &[u8]| vec![i32::from(run[0]), run.len() as i32];
            Entry {
                kind: Kind::Map,
                runs: Some(map.labels().chunk_by(|a, b| a == b).map(run).collect()),
                ..entry
            }
        }
    }
}

/// The shape of an entry, not yet held to the limits; `None` if no class or map is like that, or if it
/// lacks what its kind has or has what its kind lacks.
pub fn shape(mut entry: Entry) -> Option<Shape> {
    let shape = match entry.kind {
        Kind::Rectangle => Shape::Rectangle {
            class: class(&mut entry)?,
            area: PixelRect {
                left: entry.left.take()?,
                top: entry.top.take()?,
                right: entry.right.take()?,
                bottom: entry.bottom.take()?,
            },
        },
        Kind::Polygon => Shape::Polygon {
            class: class(&mut entry)?,
            points: points(&mut entry)?,
        },
        Kind::Stroke => Shape::Stroke {
            class: class(&mut entry)?,
            width_px: entry.width_px.take()?,
            points: points(&mut entry)?,
        },
        Kind::Patch => {
            let span = |run: Vec<i32>| {
                let [y, start, end] = run[..].try_into().ok()?;
                Some(Span { y, start, end })
            };
            let runs = entry.runs.take()?;
            Shape::Patch {
                class: class(&mut entry)?,
                spans: runs.into_iter().map(span).collect::<Option<_>>()?,
            }
        }
        Kind::Map => {
            let mut labels = Vec::new();
            for run in entry.runs.take()? {
                let [id, length] = run[..].try_into().ok()?;
                let length = usize::try_from(length).ok()?;
                if length > PIXEL_COUNT - labels.len() {
                    return None;
                }
                labels.resize(labels.len() + length, u8::try_from(id).ok()?);
            }
            Shape::Map(LabelMap::new(labels).ok()?)
        }
    };
    let is_spent = matches!(
        entry,
        Entry {
            class: None,
            left: None,
            top: None,
            right: None,
            bottom: None,
            width_px: None,
            points: None,
            runs: None,
            ..
        }
    );
    is_spent.then_some(shape)
}

fn class(entry: &mut Entry) -> Option<u8> {
    Some(subject::current().by_name(&entry.class.take()?)?.id)
}

fn points(entry: &mut Entry) -> Option<Vec<Point>> {
    let pairs = entry.points.take()?;
    Some(pairs.into_iter().map(|[x, y]| Point { x, y }).collect())
}
