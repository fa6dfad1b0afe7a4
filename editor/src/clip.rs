//! Shapes on their way to the clipboard and from there.

use super::document::{Change, Document};
use super::gesture::held;
use super::limits::SHAPES_MAX;
use super::shape::Shape;
use super::{Editor, Tool, grouping, limits};

/// How far shapes are moved that would lie exactly over themselves.
const STEP_PX: i32 = 8;

impl Editor {
    /// The selected shapes as a document of their own, with their groups; none where nothing can be copied. Maps are not.
    pub fn copied(&self) -> Option<Document> {
        let indices = self.movable();
        let (groups, _) = grouping::copied(&self.groups_of(&indices), 1);
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

    /// Puts shapes above all others, a step aside where the same ones lie there already, and selects them. Returns whether
    /// there was room; refuses in mid-gesture.
    pub fn paste(&mut self, pasted: &Document) -> bool {
        let shapes = pasted.shapes();
        let top = self.document.shapes().len();
        let fits = !shapes.is_empty() && top + shapes.len() <= SHAPES_MAX;
        if !fits || self.is_drawing() || shapes.iter().any(|shape| !shape.is_movable()) {
            return false;
        }
        let mut placed = shapes.to_vec();
        while placed
            .iter()
            .all(|shape| self.document.shapes().contains(shape))
        {
            let bounds = limits::bounds(&placed);
            let step = |back| held(bounds, STEP_PX * back, STEP_PX * back);
            // At the far corner there is no way on; back it goes.
            let (right, down) = match step(1) {
                (0, 0) => step(-1),
                found => found,
            };
            if (right, down) == (0, 0) {
                break;
            }
            let moved: Vec<Shape> = placed
                .iter()
                .map(|shape| shape.moved(right, down))
                .collect();
            if limits::check(&moved).is_err() {
                break;
            }
            placed = moved;
        }
        let all: Vec<usize> = (0..shapes.len()).collect();
        let own: Vec<_> = all.iter().map(|&index| pasted.group(index)).collect();
        let (groups, _) = grouping::copied(&own, self.document.free_group());
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
