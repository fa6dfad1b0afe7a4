//! A gesture in progress: what lies between pressing and letting go, as the shape it would leave.
//!
//! Class and brush width are those of the moment of pressing. A gesture paints into the live
//! raster only; whether it enters the document is decided at its end.

use super::live::LiveRaster;
use super::shape::{Point, Shape};
use super::tool::Tool;
use facade_model::classes::FACADE;

/// One gesture and the shape it would leave if it ended now.
#[derive(Debug)]
pub struct Gesture {
    tool: Tool,
    pressed_at: Point,
    shape: Shape,
}

impl Gesture {
    /// Starts a gesture and shows it. Also tells whether any pixel changed.
    pub fn begin(
        tool: Tool,
        class: u8,
        brush_px: f32,
        at: Point,
        live: &mut LiveRaster,
    ) -> (Self, bool) {
        let stroke = |class| Shape::Stroke {
            class,
            width_px: brush_px,
            points: vec![at],
        };
        let shape = match tool {
            Tool::Rectangle => Shape::rectangle(class, at, at),
            Tool::Brush => stroke(class),
            Tool::Eraser => stroke(FACADE),
            Tool::Fill => Shape::Patch {
                class,
                spans: live
                    .committed()
                    .region_at(at.x.floor() as i32, at.y.floor() as i32),
            },
        };
        let changed = live.show_also(&shape);
        let gesture = Self {
            tool,
            pressed_at: at,
            shape,
        };
        (gesture, changed)
    }

    /// Follows the pointer. Returns whether any pixel changed.
    pub fn drag(&mut self, to: Point, live: &mut LiveRaster) -> bool {
        match &mut self.shape {
            Shape::Rectangle { class, .. } => {
                let next = Shape::rectangle(*class, self.pressed_at, to);
                if next == self.shape {
                    return false;
                }
                let part = self.shape.bounds().union(next.bounds());
                self.shape = next;
                live.show(&self.shape, part)
            }
            Shape::Stroke {
                class,
                width_px,
                points,
            } => {
                let from = points[points.len() - 1];
                if from == to {
                    return false;
                }
                points.push(to);
                // A stroke only ever grows, so its newest piece is all there is to paint.
                live.show_also(&Shape::Stroke {
                    class: *class,
                    width_px: *width_px,
                    points: vec![from, to],
                })
            }
            // A fill is poured where it was pressed.
            Shape::Patch { .. } | Shape::Polygon { .. } | Shape::Map(_) => false,
        }
    }

    /// The tool it was begun with.
    pub fn tool(&self) -> Tool {
        self.tool
    }

    /// The shape it would leave if it ended now.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// The shape it leaves.
    pub fn into_shape(self) -> Shape {
        self.shape
    }
}
