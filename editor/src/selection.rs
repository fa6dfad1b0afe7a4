//! What is selected, and how it is chosen without dragging.
//!
//! Selecting is no step of history; undo and redo bring back what was selected at each step.

use super::gesture::Gesture;
use super::pixel_rect::PixelRect;
use super::shape::{Point, Shape};
use super::snap::Guide;
use super::{Editor, Grid, Tool, picking};

impl Editor {
    /// Indices of the selected shapes, bottom first.
    pub fn selection(&self) -> &[usize] {
        &self.selection
    }

    /// The selected shapes as the gesture in progress shows them, bottom first.
    pub fn selected_shapes(&self) -> impl Iterator<Item = &Shape> {
        let document = match &self.gesture {
            Some(Gesture::Transform(transform)) => transform.preview(),
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
    pub fn select_none(&mut self) -> bool {
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
        let order = picking::reading_order(&self.document);
        if order.is_empty() {
            return false;
        }
        let current = self
            .selection
            .last()
            .and_then(|last| order.iter().position(|index| index == last));
        let next = match (current, forward) {
            (Some(place), true) => (place + 1) % order.len(),
            (Some(place), false) => (place + order.len() - 1) % order.len(),
            (None, true) => 0,
            (None, false) => order.len() - 1,
        };
        self.set_tool(Tool::Select);
        self.select(vec![order[next]]);
        true
    }

    pub(super) fn select(&mut self, selection: Vec<usize>) {
        if self.selection != selection {
            self.nudged = false;
            self.selection = selection;
        }
    }
}
