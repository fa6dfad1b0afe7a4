//! What is selected, and how it is chosen without dragging.
//!
//! Selecting is no step of history; undo and redo bring back what was selected at each step.

use super::gesture::Gesture;
use super::pixel_rect::PixelRect;
use super::shape::{Point, Shape};
use super::snap::Guide;
use super::{Editor, Grid, Tool, grouping, picking};
use facade_model::sort;

impl Editor {
    /// Indices of the selected shapes, bottom first.
    pub fn selection(&self) -> &[usize] {
        &self.selection
    }

    /// The selected shapes as the gesture in progress shows them, bottom first.
    pub fn selected_shapes(&self) -> impl Iterator<Item = &Shape> {
        let document = match &self.gesture {
            Some(Gesture::Transform(transform)) => transform.preview(),
            Some(Gesture::Corner(corner)) => corner.preview(),
            _ => &self.document,
        };
        self.selection
            .iter()
            .map(|&index| &document.shapes()[index])
    }

    /// The class that all selected shapes have; `None` where none is selected, or they differ, or one is a map.
    pub fn selected_class(&self) -> Option<u8> {
        let mut classes = self.selected_shapes().map(Shape::class);
        let first = classes.next()??;
        classes.all(|class| class == Some(first)).then_some(first)
    }

    /// The bounds of all selected shapes together; `None` where none is selected.
    pub fn selection_bounds(&self) -> Option<PixelRect> {
        self.selected_shapes()
            .map(Shape::bounds)
            .reduce(PixelRect::union)
    }

    /// Whether the selection can be moved and resized now: something in it is no map.
    pub fn has_handles(&self) -> bool {
        self.selected_shapes().any(Shape::is_movable)
            && matches!(self.gesture, None | Some(Gesture::Transform(_)))
            && self.corners().is_none()
    }

    /// What the gesture in progress has snapped to.
    pub fn guides(&self) -> &[Guide] {
        &self.guides
    }

    /// The marquee being dragged.
    pub fn marquee(&self) -> Option<PixelRect> {
        match &self.gesture {
            Some(Gesture::Marquee(marquee)) => Some(marquee.area()),
            _ => None,
        }
    }

    /// The corners of the polygon in the making, the pen's place last.
    pub fn outline(&self) -> Option<(&[Point], Option<Point>)> {
        match &self.gesture {
            Some(Gesture::Outline(outline)) => Some((outline.corners(), outline.pen())),
            _ => None,
        }
    }

    /// The grid in the making.
    pub fn grid(&self) -> Option<Grid> {
        match &self.gesture {
            Some(Gesture::Repeat(repeat)) => Some(repeat.grid()),
            _ => None,
        }
    }

    /// Selects the shape or the group at a place, unless it is selected already, and chooses the select tool. Returns
    /// whether there is one; refuses in mid-gesture.
    pub fn select_at(&mut self, x: f32, y: f32) -> bool {
        let hit = super::point(x, y).and_then(|at| picking::topmost_at(&self.document, at));
        let Some(hit) = hit.filter(|_| !self.is_drawing()) else {
            return false;
        };
        self.set_tool(Tool::Select);
        if !self.selection.contains(&hit) {
            self.select(grouping::unit(&self.document, hit));
        }
        true
    }

    /// Selects every shape but ground, and chooses the select tool. Returns whether there are
    /// any; refuses in mid-gesture.
    pub fn select_all(&mut self) -> bool {
        if self.is_drawing() {
            return false;
        }
        let shapes = self.document.shapes();
        let all: Vec<usize> = (0..shapes.len())
            .filter(|&index| !picking::is_ground(&shapes[index]))
            .collect();
        if all.is_empty() {
            return false;
        }
        self.set_tool(Tool::Select);
        self.select(all);
        true
    }

    /// Drops the selection. Returns whether there was one.
    ///
    /// Of a polygon whose corners are shown, those go first.
    pub fn select_none(&mut self) -> bool {
        if self.corners().is_some() {
            self.cornering = None;
            return true;
        }
        let was_empty = self.selection.is_empty();
        self.select(Vec::new());
        !was_empty
    }

    /// Selects the next shape in the order of reading, or the previous one; ground comes last.
    /// Chooses the select tool. Returns whether there is any; refuses in mid-gesture.
    pub fn select_next(&mut self, forward: bool) -> bool {
        if self.is_drawing() {
            return false;
        }
        if self.choose_next_corner(forward) {
            return true;
        }
        let order = picking::reading_order(&self.document);
        let order = grouping::units(&self.document, &order);
        if order.is_empty() {
            return false;
        }
        let current = self
            .selection
            .last()
            .and_then(|last| order.iter().position(|unit| unit.contains(last)));
        let next = match (current, forward) {
            (Some(place), true) => (place + 1) % order.len(),
            (Some(place), false) => (place + order.len() - 1) % order.len(),
            (None, true) => 0,
            (None, false) => order.len() - 1,
        };
        self.set_tool(Tool::Select);
        let mut unit = order[next].clone();
        sort::by_key(&mut unit, |index| *index);
        self.select(unit);
        true
    }

    pub(super) fn select(&mut self, selection: Vec<usize>) {
        if self.selection != selection {
            self.nudged = false;
            self.cornering = None;
            self.selection = selection;
        }
    }
}
