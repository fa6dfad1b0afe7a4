//! A corner of a polygon led to another place.

use super::super::document::{Change, Document};
use super::super::limits::{COORDINATE_MAX, COORDINATE_MIN};
use super::super::pixel_rect::PixelRect;
use super::super::shape::{Point, Shape};
use super::super::snap::Snapper;
use super::{Scene, in_steps};

/// A corner in the hand.
#[derive(Debug)]
pub struct Corner {
    index: usize,
    /// The polygon to begin with; a new corner is in it already.
    polygon: Shape,
    corner: usize,
    is_new: bool,
    pressed_at: Point,
    snapper: Snapper,
    slack_px: f32,
    has_begun: bool,
    preview: Document,
    shown: PixelRect,
}

impl Corner {
    /// Takes hold of a corner of `polygon`, which is to take the place of the shape at `index`; nothing moves yet.
    #[expect(clippy::too_many_arguments, reason = "what a gesture begins with")]
    pub fn begin(
        document: &Document,
        index: usize,
        polygon: Shape,
        corner: usize,
        is_new: bool,
        at: Point,
        snapper: Snapper,
        slack_px: f32,
    ) -> Self {
        Self {
            index,
            shown: polygon.bounds(),
            polygon,
            corner,
            is_new,
            pressed_at: at,
            snapper,
            slack_px,
            has_begun: false,
            preview: document.clone(),
        }
    }

    /// Follows the pointer: whole pixels, those of its neighbours' edges, or with Shift in steps of 45° from the corner
    /// before. Returns whether any pixel changed.
    pub fn drag(&mut self, to: Point, mut scene: Scene<'_>) -> bool {
        scene.guides.clear();
        let (dx, dy) = (to.x - self.pressed_at.x, to.y - self.pressed_at.y);
        self.has_begun |= dx.hypot(dy) >= self.slack_px;
        let Shape::Polygon { class, points } = &self.polygon else {
            return false;
        };
        if !self.has_begun {
            return false;
        }
        let mut points = points.clone();
        let start = points[self.corner];
        let hold = |value: f32| value.clamp(COORDINATE_MIN as f32, COORDINATE_MAX as f32);
        let mut at = Point {
            x: hold(start.x + dx),
            y: hold(start.y + dy),
        };
        if scene.modifiers.shift {
            let before = points[(self.corner + points.len() - 1) % points.len()];
            at = in_steps(before, at);
        }
        points[self.corner] = scene.corner_at(at, &self.snapper);
        let polygon = Shape::Polygon {
            class: *class,
            points,
        };
        let (_, part) = self
            .preview
            .apply(Change::Replace(vec![(self.index, polygon)]));
        self.shown = self.shown.union(part);
        scene.live.show_document(&self.preview, part)
    }

    /// The change that the gesture makes; none if everything is where it was.
    pub fn into_change(self, document: &Document) -> Option<Change> {
        let led = self.preview.shapes()[self.index].clone();
        let is_other = self.has_begun && document.shapes()[self.index] != led;
        is_other.then(|| Change::Replace(vec![(self.index, led)]))
    }

    /// Whether the gesture puts the corner in.
    pub fn is_new(&self) -> bool {
        self.is_new
    }

    /// What history calls it.
    pub fn what(&self) -> &'static str {
        match self.is_new {
            true => "add corner",
            false => "move corner",
        }
    }

    /// The drawing as it would be.
    pub fn preview(&self) -> &Document {
        &self.preview
    }

    /// What it has painted lies within this.
    pub fn shown(&self) -> PixelRect {
        self.shown
    }
}
