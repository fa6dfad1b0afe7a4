//! A polygon in the making: a click sets a corner, one on the first corner closes it.
//!
//! Corners lie on pixel corners, so that polygons side by side can share an edge exactly.

use super::super::live::LiveRaster;
use super::super::pixel_rect::PixelRect;
use super::super::shape::{Point, Shape};
use super::super::snap::Snapper;
use super::{Scene, in_steps};

/// The corners so far.
#[derive(Debug)]
pub struct Outline {
    class: u8,
    corners: Vec<Point>,
    /// Where the next corner would be.
    pen: Option<Point>,
    snapper: Snapper,
    shown: PixelRect,
}

/// Most corners of a polygon that is drawn by hand.
const CORNERS_MAX: usize = 500;

impl Outline {
    /// Starts with the first corner.
    pub fn begin(class: u8, at: Point, snapper: Snapper, mut scene: Scene<'_>) -> Self {
        let mut outline = Self {
            class,
            corners: Vec::new(),
            pen: None,
            snapper,
            shown: PixelRect::EMPTY,
        };
        let corner = outline.met(at, &mut scene);
        outline.corners.push(corner);
        outline
    }

    /// Sets the next corner. Returns whether the outline is closed by it, and whether any pixel
    /// changed; a corner on the one before it closes too, as a double click gives.
    pub fn press(&mut self, at: Point, reach_px: f32, mut scene: Scene<'_>) -> (bool, bool) {
        let is_near = |corner: &Point| (corner.x - at.x).hypot(corner.y - at.y) <= reach_px;
        let on_first = self.corners.first().is_some_and(is_near);
        let on_last = self.corners.last().is_some_and(|corner| {
            (corner.x - at.x).hypot(corner.y - at.y) <= (reach_px / 2.0).max(0.75)
        });
        if self.corners.len() >= 3 && (on_first || on_last) {
            self.pen = None;
            return (true, self.show(scene.live));
        }
        let corner = self.met(at, &mut scene);
        if self.corners.last() != Some(&corner) && self.corners.len() < CORNERS_MAX {
            self.corners.push(corner);
        }
        self.pen = None;
        (false, self.show(scene.live))
    }

    /// Leads the corner just set, while the pointer is down. Returns whether any pixel changed.
    pub fn drag(&mut self, to: Point, mut scene: Scene<'_>) -> bool {
        let Some(last) = self.corners.pop() else {
            return false;
        };
        let corner = self.met(to, &mut scene);
        // Two corners in one place would make the next click look like a double one.
        let corner = if self.corners.last() == Some(&corner) {
            last
        } else {
            corner
        };
        self.corners.push(corner);
        self.show(scene.live)
    }

    /// Shows what a corner at `at` would make of it. Returns whether any pixel changed.
    pub fn hover(&mut self, at: Point, mut scene: Scene<'_>) -> bool {
        self.pen = Some(self.met(at, &mut scene));
        self.show(scene.live)
    }

    /// Takes the last corner away. Returns whether one is left, and whether any pixel changed.
    pub fn take_back(&mut self, live: &mut LiveRaster) -> (bool, bool) {
        self.corners.pop();
        self.pen = None;
        (!self.corners.is_empty(), self.show(live))
    }

    /// The corners set so far, the first one first.
    pub fn corners(&self) -> &[Point] {
        &self.corners
    }

    /// Where the next corner would be.
    pub fn pen(&self) -> Option<Point> {
        self.pen
    }

    /// What it has painted so far lies within this.
    pub fn shown(&self) -> PixelRect {
        self.shown
    }

    /// The polygon, if there are corners enough.
    pub fn into_shape(self) -> Option<Shape> {
        (self.corners.len() >= 3).then_some(Shape::Polygon {
            class: self.class,
            points: self.corners,
        })
    }

    fn show(&mut self, live: &mut LiveRaster) -> bool {
        let shape = Shape::Polygon {
            class: self.class,
            points: self.corners.iter().copied().chain(self.pen).collect(),
        };
        let part = self.shown.union(shape.bounds());
        self.shown = shape.bounds();
        live.show(&shape, part)
    }

    fn met(&self, at: Point, scene: &mut Scene<'_>) -> Point {
        let at = match (scene.modifiers.shift, self.corners.last()) {
            (true, Some(&last)) => in_steps(last, at),
            _ => at,
        };
        scene.corner_at(at, &self.snapper)
    }
}
