//! Drawing one shape: rectangle, stroke, line or fill, as it would be left if the gesture ended.

use super::super::live::LiveRaster;
use super::super::pixel_rect::PixelRect;
use super::super::shape::{Point, Shape};
use super::super::snap::Snapper;
use super::super::subject;
use super::super::tool::Tool;
use super::{Scene, in_steps};

/// A shape in the making.
#[derive(Debug)]
pub struct Draw {
    tool: Tool,
    pressed_at: Point,
    shape: Shape,
    snapper: Snapper,
    anchors: (Anchor, Anchor),
}

impl Draw {
    /// Starts a shape and shows it. Also tells whether any pixel changed.
    ///
    /// # Panics
    /// If the tool draws no shape.
    pub fn begin(
        tool: Tool,
        class: u8,
        brush_px: f32,
        at: Point,
        snapper: Snapper,
        scene: Scene<'_>,
    ) -> (Self, bool) {
        let stroke = |class| Shape::Stroke {
            class,
            width_px: brush_px,
            points: vec![at],
        };
        let shape = match tool {
            Tool::Rectangle => Shape::rectangle(class, at, at),
            Tool::Brush | Tool::Line => stroke(class),
            Tool::Eraser => stroke(subject::current().ground()),
            Tool::Fill => Shape::Patch {
                class,
                spans: scene
                    .live
                    .committed()
                    .region_at(at.x.floor() as i32, at.y.floor() as i32),
            },
            Tool::Select | Tool::Polygon | Tool::Eyedropper => unreachable!("{tool:?} draws"),
        };
        let anchor = |value: f32, upright| {
            let edge = value.round() as i32;
            let met = snapper.edge(edge, upright);
            let is_near = (met as f32 - value).abs() <= snapper.reach_px();
            match scene.modifiers.snapping && is_near && snapper.has_edge(met, upright) {
                true => Anchor::at_edge(met),
                false => Anchor::at_pixel(value),
            }
        };
        let anchors = (anchor(at.x, false), anchor(at.y, true));
        let mut draw = Self {
            tool,
            pressed_at: at,
            shape,
            snapper,
            anchors,
        };
        let changed = match tool {
            Tool::Rectangle => {
                draw.shape = draw.rectangle(class, at, false);
                scene.live.show_also(&draw.shape)
            }
            _ => scene.live.show_also(&draw.shape),
        };
        (draw, changed)
    }

    /// Follows the pointer. Returns whether any pixel changed.
    pub fn drag(&mut self, to: Point, scene: Scene<'_>) -> bool {
        let modifiers = scene.modifiers;
        match &mut self.shape {
            Shape::Rectangle { class, .. } => {
                let class = *class;
                let next = if modifiers.shift {
                    let square = square(self.pressed_at, to);
                    Shape::rectangle(class, self.pressed_at, square)
                } else {
                    self.rectangle(class, to, modifiers.snapping)
                };
                if modifiers.snapping && !modifiers.shift {
                    *scene.guides = self.snapper.edge_guides(next.bounds(), 2, 2);
                }
                self.show(next, scene.live)
            }
            Shape::Stroke {
                class,
                width_px,
                points,
            } if self.tool == Tool::Line => {
                let end = match modifiers.shift {
                    true => in_steps(self.pressed_at, to),
                    false => to,
                };
                let next = Shape::Stroke {
                    class: *class,
                    width_px: *width_px,
                    points: vec![points[0], end],
                };
                self.show(next, scene.live)
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
                scene.live.show_also(&Shape::Stroke {
                    class: *class,
                    width_px: *width_px,
                    points: vec![from, to],
                })
            }
            // A fill is poured where it was pressed.
            _ => false,
        }
    }

    fn show(&mut self, next: Shape, live: &mut LiveRaster) -> bool {
        if next == self.shape {
            return false;
        }
        let part = self.shape.bounds().union(next.bounds());
        self.shape = next;
        live.show(&self.shape, part)
    }

    fn rectangle(&self, class: u8, to: Point, snapping: bool) -> Shape {
        let led = |edge: i32, upright| match snapping {
            true => self.snapper.edge(edge, upright),
            false => edge,
        };
        let (left, right) = self.anchors.0.to(to.x, |edge| led(edge, false));
        let (top, bottom) = self.anchors.1.to(to.y, |edge| led(edge, true));
        Shape::Rectangle {
            class,
            area: PixelRect {
                left,
                top,
                right,
                bottom,
            },
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

/// The corner of the square that a corner at `to` means.
fn square(from: Point, to: Point) -> Point {
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let side = dx.abs().max(dy.abs());
    Point {
        x: from.x + side.copysign(dx),
        y: from.y + side.copysign(dy),
    }
}

/// Where one side of a rectangle was begun: within a pixel, which then belongs to it whichever way
/// it is dragged, or on an edge that it has snapped to.
#[derive(Debug, Clone, Copy)]
struct Anchor {
    /// The low edge of what is dragged towards greater coordinates.
    low: i32,
    /// The high edge of what is dragged towards smaller ones.
    high: i32,
}

impl Anchor {
    fn at_pixel(value: f32) -> Self {
        let low = value.floor() as i32;
        Self { low, high: low + 1 }
    }

    fn at_edge(edge: i32) -> Self {
        Self {
            low: edge,
            high: edge,
        }
    }

    /// Both edges when the pointer is at `value`; `led` may move the one that follows it.
    fn to(self, value: f32, led: impl Fn(i32) -> i32) -> (i32, i32) {
        let pixel = value.floor() as i32;
        if pixel >= self.low {
            (self.low, led(pixel + 1).max(self.low + 1))
        } else {
            (led(pixel).min(self.high - 1), self.high)
        }
    }
}
