//! Shapes on their way to the clipboard and from there.

use super::document::{Change, Document};
use super::gesture::held;
use super::limits::SHAPES_MAX;
use super::shape::Shape;
use super::{Editor, SIDE_PX, Tool, grouping, limits};

/// How far shapes are moved that would lie exactly over themselves,
const STEP_PX: i32 = 8;
/// and how often at most, either way: farther than any drawing is wide.
const STEPS_MAX: i32 = 2 * SIDE_PX as i32 / STEP_PX;

impl Editor {
    /// The selected shapes as a document of their own, with their groups; none where nothing can be copied. Maps are
    /// not.
    pub fn copied(&self) -> Option<Document> {
        let indices = self.movable();
        let (groups, _) = grouping::copied(&self.document.groups_of(&indices), 1);
        let shapes = indices
            .iter()
            .map(|&index| self.document.shapes()[index].clone());
        let copied = Document::from_parts(shapes.collect(), groups);
        (!indices.is_empty()).then_some(copied)
    }

    /// Takes the selected shapes away to the clipboard.
    pub fn cut(&mut self) -> Option<Document> {
        let copied = self.copied()?;
        let indices = self.movable();
        self.make("cut", Change::Remove(indices), Vec::new());
        Some(copied)
    }

    /// Puts shapes above all others, a step aside where the same ones lie there already, and selects them. Returns
    /// whether there was room; refuses in mid-gesture.
    pub fn paste(&mut self, pasted: &Document) -> bool {
        let shapes = pasted.shapes();
        let top = self.document.shapes().len();
        let fits = !shapes.is_empty() && top + shapes.len() <= SHAPES_MAX;
        if !fits || self.is_drawing() || shapes.iter().any(|shape| !shape.is_movable()) {
            return false;
        }
        let bounds = limits::bounds(shapes);
        let moved = |steps: i32| -> Vec<Shape> {
            let (right, down) = held(bounds, steps * STEP_PX, steps * STEP_PX);
            let shapes = shapes.iter();
            shapes.map(|shape| shape.moved(right, down)).collect()
        };
        let is_free = |placed: &Vec<Shape>| {
            let lies_there = |shape| self.document.shapes().contains(shape);
            limits::check(placed).is_ok() && !placed.iter().all(lies_there)
        };
        // As far as there is a way on, then back; over itself where all of that is taken.
        let ways = (0..=STEPS_MAX).chain((1..=STEPS_MAX).map(|steps| -steps));
        let placed = ways.map(moved).find(is_free);
        let placed = placed.unwrap_or_else(|| shapes.to_vec());
        let all: Vec<usize> = (0..shapes.len()).collect();
        let groups = pasted.groups_of(&all);
        let (groups, _) = grouping::copied(&groups, self.document.free_group());
        let indices: Vec<usize> = all.iter().map(|index| top + index).collect();
        let members = indices.iter().copied().zip(placed).zip(groups);
        let members = members
            .map(|((index, shape), group)| (index, shape, group))
            .collect();
        self.set_tool(Tool::Select);
        self.make("paste", Change::Insert(members), indices);
        true
    }
}
