//! A gesture in progress: what lies between pressing and letting go, or between a first corner
//! and the last.
//!
//! Class and brush width are those of the moment of pressing. A gesture paints into the live
//! raster only; whether it enters the document is decided at its end.

mod corner;
mod draw;
mod marquee;
mod outline;
mod repeat;
mod transform;

pub use corner::Corner;
pub use draw::Draw;
pub use marquee::Marquee;
pub use outline::Outline;
pub use repeat::{Grid, Repeat};
pub use transform::{Transform, held};

use super::document::Document;
use super::limits::{COORDINATE_MAX, COORDINATE_MIN};
use super::live::LiveRaster;
use super::pixel_rect::PixelRect;
use super::shape::Point;
use super::snap::{Guide, Snapper};

/// The keys held during a gesture.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Modifiers {
    /// Shift: squares, steps of 45°, kept proportions; with the select tool, more than one shape.
    pub shift: bool,
    /// Whether things snap to their neighbours; a page lets Alt suspend it.
    pub snapping: bool,
    /// Whether a press on something selected takes hold of a copy; a page lets Alt do that.
    pub copying: bool,
}

/// One gesture.
#[derive(Debug)]
pub enum Gesture {
    /// A shape to be put on top.
    Draw(Draw),
    /// The corners of a polygon so far; goes on between presses.
    Outline(Outline),
    /// Selected shapes moved or resized.
    Transform(Transform),
    /// A corner of a polygon led to another place.
    Corner(Corner),
    /// A box that selects what it holds.
    Marquee(Marquee),
    /// A class being looked for under the pointer; the one chosen before.
    Eyedropper { class_before: u8 },
    /// A grid of copies; goes on between presses.
    Repeat(Repeat),
}

/// What a gesture sees of the drawing while it is led.
pub struct Scene<'a> {
    pub document: &'a Document,
    pub live: &'a mut LiveRaster,
    pub guides: &'a mut Vec<Guide>,
    pub modifiers: Modifiers,
}

impl Scene<'_> {
    /// Where a polygon's corner that is led to `at` comes to lie: on whole pixels, and on its neighbours' edges unless
    /// Shift holds its direction. The guides are those of what it meets.
    fn corner_at(&mut self, at: Point, snapper: &Snapper) -> Point {
        let (mut x, mut y) = (at.x.round() as i32, at.y.round() as i32);
        self.guides.clear();
        if self.modifiers.snapping && !self.modifiers.shift {
            (x, y) = (snapper.edge(x, false), snapper.edge(y, true));
            let place = PixelRect {
                left: x,
                top: y,
                right: x,
                bottom: y,
            };
            *self.guides = snapper.edge_guides(place, -1, -1);
        }
        Point {
            x: x as f32,
            y: y as f32,
        }
    }
}

impl Gesture {
    /// Whether it stays in progress when the pointer is lifted.
    pub fn lingers(&self) -> bool {
        matches!(self, Self::Outline(_) | Self::Repeat(_))
    }
}

/// `to`, turned about `from` into the nearest direction of a multiple of 45°, and drawn in where it
/// would come to lie out of a document's reach.
fn in_steps(from: Point, to: Point) -> Point {
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let eighth = std::f32::consts::FRAC_PI_4;
    let angle = (dy.atan2(dx) / eighth).round() * eighth;
    let (unit_x, unit_y) = (angle.cos(), angle.sin());
    let reach = |from: f32, unit: f32| match unit {
        // The cosine of a right angle is not quite 0.
        _ if unit.abs() < 1e-3 => f32::INFINITY,
        _ if unit > 0.0 => (COORDINATE_MAX as f32 - from) / unit,
        _ => (COORDINATE_MIN as f32 - from) / unit,
    };
    let length = (dx * unit_x + dy * unit_y)
        .min(reach(from.x, unit_x))
        .min(reach(from.y, unit_y));
    Point {
        x: from.x + length * unit_x,
        y: from.y + length * unit_y,
    }
}
