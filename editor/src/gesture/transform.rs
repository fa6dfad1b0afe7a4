//! The selected shapes moved or resized together, or copies of them.
//!
//! What the drawing would become is kept as a document of its own and repainted where it differs,
//! so the order of the shapes stays true under the pointer.

use super::super::document::{Change, Document};
use super::super::grouping;
use super::super::handles::{self, Handle};
use super::super::limits::SHAPES_MAX;
use super::super::picking;
use super::super::pixel_rect::PixelRect;
use super::super::shape::{Point, Shape};
use super::super::snap::Snapper;
use super::super::transform::Fit;
use super::Scene;

/// Edges are held within this, so that what is dragged far away can be found again.
const FAR_LOW: i32 = -200;
const FAR_HIGH: i32 = 456;

/// A move or a resize.
#[derive(Debug)]
pub struct Transform {
    /// Which handle leads it; none for a move.
    handle: Option<Handle>,
    pressed_at: Point,
    originals: Vec<(usize, Shape)>,
    /// What was selected before, where copies are moved.
    copied_from: Option<Vec<usize>>,
    bounds: PixelRect,
    fit: Fit,
    preview: Document,
    snapper: Snapper,
    /// How far the pointer must go before anything moves: fingers tremble.
    slack_px: f32,
    has_begun: bool,
}

impl Transform {
    /// Takes hold of the movable shapes among `selection`; nothing moves yet.
    pub fn begin(
        document: &Document,
        selection: &[usize],
        handle: Option<Handle>,
        at: Point,
        snapper: Snapper,
        slack_px: f32,
    ) -> Self {
        let originals: Vec<_> = selection
            .iter()
            .map(|&index| (index, document.shapes()[index].clone()))
            .filter(|(_, shape)| shape.is_movable())
            .collect();
        let indices: Vec<usize> = originals.iter().map(|(index, _)| *index).collect();
        let bounds = picking::bounds_of(document, &indices);
        Self {
            handle,
            pressed_at: at,
            originals,
            copied_from: None,
            bounds,
            fit: Fit {
                area: bounds,
                flip_x: false,
                flip_y: false,
            },
            preview: document.clone(),
            snapper,
            slack_px,
            has_begun: false,
        }
    }

    /// Takes hold of copies of the movable shapes among `selection`, just above the topmost of them. Also which indices
    /// they have, for as long as the gesture lasts and from then on.
    pub fn begin_copying(
        document: &Document,
        selection: &[usize],
        at: Point,
        snapper: Snapper,
        slack_px: f32,
    ) -> Option<(Self, Vec<usize>)> {
        let shapes = document.shapes();
        let movable = selection
            .iter()
            .copied()
            .filter(|&index| shapes[index].is_movable());
        let movable: Vec<usize> = movable.collect();
        let top = movable.last()? + 1;
        if shapes.len() + movable.len() > SHAPES_MAX {
            return None;
        }
        let groups = document.groups_of(&movable);
        let (groups, _) = grouping::copied(&groups, document.free_group());
        let copies = (top..).zip(&movable).zip(groups);
        let copies = copies.map(|((place, &index), group)| (place, shapes[index].clone(), group));
        let mut with_copies = document.clone();
        with_copies.apply(Change::Insert(copies.collect()));
        let places: Vec<usize> = (top..).take(movable.len()).collect();
        let mut this = Self::begin(&with_copies, &places, None, at, snapper, slack_px);
        this.copied_from = Some(selection.to_vec());
        Some((this, places))
    }

    /// What was selected before the gesture took hold of copies.
    pub fn copied_from(&self) -> Option<&[usize]> {
        self.copied_from.as_deref()
    }

    /// Follows the pointer. Returns whether any pixel changed.
    pub fn drag(&mut self, to: Point, scene: Scene<'_>) -> bool {
        scene.guides.clear();
        let (dx, dy) = (to.x - self.pressed_at.x, to.y - self.pressed_at.y);
        self.has_begun |= dx.hypot(dy) >= self.slack_px;
        if !self.has_begun || self.originals.is_empty() {
            return false;
        }
        let (right, down) = (dx.round() as i32, dy.round() as i32);
        let fit = match self.handle {
            None => self.moved(right, down, &scene.modifiers, scene.guides),
            Some(handle) => self.resized(handle, right, down, &scene.modifiers, scene.guides),
        };
        if fit == self.fit {
            return false;
        }
        self.fit = fit;
        let (_, part) = self.preview.apply(self.change());
        scene.live.show_document(&self.preview, part)
    }

    /// The change that the gesture makes; none if everything is where it was.
    pub fn into_change(self) -> Option<Change> {
        let is_change = self.fit.area != self.bounds || self.fit.flip_x || self.fit.flip_y;
        if !is_change {
            return None;
        }
        let change = self.change();
        match (&self.copied_from, change) {
            (Some(_), Change::Replace(shapes)) => {
                let copies = shapes.into_iter();
                let copies = copies.map(|(index, shape)| (index, shape, self.preview.group(index)));
                Some(Change::Insert(copies.collect()))
            }
            (_, change) => Some(change),
        }
    }

    /// Whether the pointer went far enough to move anything.
    pub fn has_begun(&self) -> bool {
        self.has_begun
    }

    /// What history calls it.
    pub fn what(&self) -> &'static str {
        match self.handle {
            _ if self.copied_from.is_some() => "duplicate",
            None => "move",
            Some(_) => "resize",
        }
    }

    /// The drawing as it would be.
    pub fn preview(&self) -> &Document {
        &self.preview
    }

    /// What it has painted lies within this.
    pub fn shown(&self) -> PixelRect {
        let indices: Vec<usize> = self.originals.iter().map(|(index, _)| *index).collect();
        picking::bounds_of(&self.preview, &indices).union(self.bounds)
    }

    fn change(&self) -> Change {
        let shapes = self.originals.iter().map(|(index, shape)| {
            let shape = match self.handle {
                None => shape.moved(
                    self.fit.area.left - self.bounds.left,
                    self.fit.area.top - self.bounds.top,
                ),
                Some(_) => shape.fitted(handles::carried(shape.bounds(), self.bounds, self.fit)),
            };
            (*index, shape)
        });
        Change::Replace(shapes.collect())
    }

    fn moved(
        &self,
        right: i32,
        down: i32,
        modifiers: &super::Modifiers,
        guides: &mut Vec<super::super::snap::Guide>,
    ) -> Fit {
        let (mut right, mut down) = match modifiers.shift {
            true if right.abs() >= down.abs() => (right, 0),
            true => (0, down),
            false => (right, down),
        };
        (right, down) = held(self.bounds, right, down);
        // Whoever copies has Alt held, which otherwise suspends it.
        if modifiers.snapping || self.copied_from.is_some() {
            let (more_right, more_down, found) = self.snapper.meet(self.bounds.moved(right, down));
            let met = held(self.bounds, right + more_right, down + more_down);
            if met == (right + more_right, down + more_down) {
                *guides = found;
            }
            (right, down) = met;
        }
        Fit {
            area: self.bounds.moved(right, down),
            ..self.fit
        }
    }

    fn resized(
        &self,
        handle: Handle,
        right: i32,
        down: i32,
        modifiers: &super::Modifiers,
        guides: &mut Vec<super::super::snap::Guide>,
    ) -> Fit {
        let place = handle.place(self.bounds);
        let far = |value: i32| value.clamp(FAR_LOW, FAR_HIGH);
        let (mut x, mut y) = (far(place.x as i32 + right), far(place.y as i32 + down));
        if modifiers.shift && handle.x != 0 && handle.y != 0 {
            (x, y) = in_proportion(self.bounds, handle, x, y);
        } else if modifiers.snapping {
            (x, y) = (self.snapper.edge(x, false), self.snapper.edge(y, true));
        }
        let fit = handles::led(self.bounds, handle, x, y);
        if modifiers.snapping && !modifiers.shift {
            let side = |side: i32, flip: bool| if flip { -side } else { side };
            let (across, down) = (side(handle.x, fit.flip_x), side(handle.y, fit.flip_y));
            *guides = self.snapper.edge_guides(fit.area, across, down);
        }
        fit
    }
}

/// As much of a move as keeps the bounds in touch with the drawing and within reach.
pub fn held(bounds: PixelRect, right: i32, down: i32) -> (i32, i32) {
    let hold = |by: i32, low: i32, high: i32, side: i32| {
        let least = (FAR_LOW - low).max(1 - high).min(0);
        let most = (FAR_HIGH - high).min(side - 1 - low).max(0);
        by.clamp(least, most)
    };
    (
        hold(right, bounds.left, bounds.right, PixelRect::CANVAS.right),
        hold(down, bounds.top, bounds.bottom, PixelRect::CANVAS.bottom),
    )
}

/// The corner nearest to (`x`, `y`) that keeps width to height as it was.
fn in_proportion(bounds: PixelRect, handle: Handle, x: i32, y: i32) -> (i32, i32) {
    let opposite = Handle {
        x: -handle.x,
        y: -handle.y,
    }
    .place(bounds);
    let (width, height) = (bounds.width().max(1) as f32, bounds.height().max(1) as f32);
    let (dx, dy) = (x as f32 - opposite.x, y as f32 - opposite.y);
    let scale = (dx.abs() / width).max(dy.abs() / height);
    (
        (opposite.x + (width * scale).copysign(dx)).round() as i32,
        (opposite.y + (height * scale).copysign(dy)).round() as i32,
    )
}
