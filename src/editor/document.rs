//! The drawing as a document: shapes in order, later ones over earlier ones, on a bare wall.
//!
//! A document changes only through [`Document::apply`], which answers with the inverse change;
//! history is made of those. It knows no pixels: [`super::rasterise`] makes them.

use super::limits::{self, DocumentError};
use super::pixel_rect::PixelRect;
use super::shape::Shape;

/// The shapes of a drawing, bottom first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Document {
    shapes: Vec<Shape>,
}

/// One change of a document.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Put a shape at this place in the order.
    Insert { index: usize, shape: Shape },
    /// Take the shape at this place away.
    Remove { index: usize },
    /// Put other shapes in the place of all there are.
    ReplaceAll { shapes: Vec<Shape> },
}

impl Document {
    /// A document of these shapes, bottom first.
    ///
    /// # Errors
    /// If they are beyond the [`limits`].
    pub fn from_shapes(shapes: Vec<Shape>) -> Result<Self, DocumentError> {
        limits::check(&shapes)?;
        Ok(Self { shapes })
    }

    /// The shapes, bottom first.
    pub fn shapes(&self) -> &[Shape] {
        &self.shapes
    }

    /// The change that puts a shape on top of all others.
    pub fn insert_on_top(&self, shape: Shape) -> Change {
        Change::Insert {
            index: self.shapes.len(),
            shape,
        }
    }

    /// Carries a change out. Returns the change that takes it back, and the rectangle outside
    /// which no pixel can differ.
    ///
    /// # Panics
    /// If a place in the order does not exist.
    pub fn apply(&mut self, change: Change) -> (Change, PixelRect) {
        match change {
            Change::Insert { index, shape } => {
                let touched = shape.bounds();
                self.shapes.insert(index, shape);
                (Change::Remove { index }, touched)
            }
            Change::Remove { index } => {
                let shape = self.shapes.remove(index);
                let touched = shape.bounds();
                (Change::Insert { index, shape }, touched)
            }
            Change::ReplaceAll { shapes } => {
                let shapes = std::mem::replace(&mut self.shapes, shapes);
                (Change::ReplaceAll { shapes }, PixelRect::CANVAS)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rectangle(left: i32) -> Shape {
        Shape::Rectangle {
            class: 3,
            area: PixelRect {
                left,
                top: 0,
                right: left + 5,
                bottom: 5,
            },
        }
    }

    #[test]
    fn the_inverse_of_every_change_brings_the_document_back() {
        let before = Document {
            shapes: vec![rectangle(1), rectangle(2), rectangle(3)],
        };
        for change in [
            Change::Insert {
                index: 1,
                shape: rectangle(9),
            },
            before.insert_on_top(rectangle(9)),
            Change::Remove { index: 0 },
            Change::ReplaceAll { shapes: vec![] },
        ] {
            let mut document = before.clone();
            let (inverse, _) = document.apply(change.clone());
            assert_ne!(document, before, "{change:?}");
            let after = document.clone();
            let (again, _) = document.apply(inverse);
            assert_eq!(document, before, "{change:?}");
            document.apply(again);
            assert_eq!(document, after, "{change:?}");
        }
    }

    #[test]
    fn a_change_touches_the_bounds_of_its_shape_only() {
        let mut document = Document::default();
        let (inverse, touched) = document.apply(document.insert_on_top(rectangle(7)));
        assert_eq!(touched, rectangle(7).bounds());
        assert_eq!(document.apply(inverse).1, rectangle(7).bounds());
    }
}
