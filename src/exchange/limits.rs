//! What a drawing from outside may hold: far more than anybody draws, far less than harms.

use crate::editor::shape::{Point, Shape};
use facade_model::classes;

use super::Refusal;

/// Bytes of a file that is read at all.
pub const FILE_BYTES: usize = 32 << 20;
/// Bytes of a document or an annotation.
pub const TEXT_BYTES: usize = 8 << 20;
/// Pixels of a picture that is opened, and the longest of its sides.
pub const PICTURE_PIXELS: usize = 48_000_000;
/// See [`PICTURE_PIXELS`].
pub const PICTURE_SIDE_PX: usize = 16_384;
/// Shapes of a drawing.
pub const SHAPES: usize = 10_000;
/// Points of all strokes and polygons, and runs of all fills.
pub const POINTS: usize = 400_000;
/// Pixels of all maps and fills.
pub const PIXELS: usize = 64 * crate::editor::PIXEL_COUNT;
/// How far from the drawing's origin a coordinate may lie, pixels.
pub const REACH_PX: i32 = 4_096;
/// The widest stroke, pixels.
pub const WIDTH_PX: f32 = 1_024.0;

/// Whether these shapes may be opened, or written to be opened again.
///
/// # Errors
/// [`Refusal::TooLarge`] or [`Refusal::DamagedDocument`].
pub fn check(shapes: &[Shape]) -> Result<(), Refusal> {
    if shapes.len() > SHAPES {
        return Err(Refusal::TooLarge);
    }
    let mut points = 0;
    let mut maps = 0;
    for shape in shapes {
        let sound = match shape {
            Shape::Rectangle { class, area } => {
                is_class(*class)
                    && [area.left, area.top, area.right, area.bottom]
                        .iter()
                        .all(|&value| is_near(value))
            }
            Shape::Stroke {
                class,
                width_px,
                points: path,
            } => {
                points += path.len();
                is_class(*class)
                    && !path.is_empty()
                    && path.iter().copied().all(point_is_near)
                    && *width_px > 0.0
                    && *width_px <= WIDTH_PX
            }
            Shape::Patch { class, spans } => {
                points += spans.len();
                is_class(*class)
                    && spans.iter().all(|span| {
                        is_near(span.y)
                            && is_near(span.start)
                            && is_near(span.end)
                            && span.start <= span.end
                    })
            }
            Shape::Map(_) => {
                maps += 1;
                true
            }
        };
        if !sound {
            return Err(Refusal::DamagedDocument);
        }
    }
    if points > POINTS || maps * crate::editor::PIXEL_COUNT > PIXELS {
        return Err(Refusal::TooLarge);
    }
    Ok(())
}

/// Whether a coordinate lies within [`REACH_PX`].
pub fn is_near(value: i32) -> bool {
    (-REACH_PX..=REACH_PX).contains(&value)
}

/// Whether a place lies within [`REACH_PX`]; what is not a number does not.
pub fn point_is_near(point: Point) -> bool {
    let reach = -(REACH_PX as f32)..=REACH_PX as f32;
    reach.contains(&point.x) && reach.contains(&point.y)
}

fn is_class(id: u8) -> bool {
    classes::by_id(id).is_some()
}
