//! The drawing as a document: shapes in order, later ones over earlier ones, on a bare wall, and its paint.
//!
//! A document changes only through [`Document::apply`], which answers with the inverse change;
//! history is made of those. It knows no pixels: [`super::rasterise`] makes them.

use super::limits::{self, DocumentError};
use super::paint::Scheme;
use super::pixel_rect::PixelRect;
use super::shape::Shape;

/// The shapes of a drawing, bottom first, and the colours of its parts where somebody has chosen them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Document {
    shapes: Vec<Shape>,
    paint: Option<Scheme>,
}

/// One change of a document. Indices count from the bottom and ascend within a change.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Put shapes in, so that each has this index afterwards.
    Insert(Vec<(usize, Shape)>),
    /// Take the shapes with these indices away.
    Remove(Vec<usize>),
    /// Put other shapes in the place of those with these indices.
    Replace(Vec<(usize, Shape)>),
    /// Put the shapes in another order: each place takes the shape with the index given for it.
    Reorder(Vec<usize>),
    /// Put another document in the place of all there is.
    ReplaceAll(Document),
    /// Paint the parts in other colours, or leave that to the model.
    Paint(Option<Scheme>),
}

impl Change {
    /// About how much memory it takes.
    pub fn bytes(&self) -> usize {
        let pairs = |pairs: &[(usize, Shape)]| pairs.iter().map(|(_, shape)| shape.bytes()).sum();
        size_of::<Self>()
            + match self {
                Self::Insert(shapes) | Self::Replace(shapes) => pairs(shapes),
                Self::Remove(indices) | Self::Reorder(indices) => size_of_val(indices.as_slice()),
                Self::ReplaceAll(document) => document.shapes.iter().map(Shape::bytes).sum(),
                Self::Paint(_) => 0,
            }
    }
}

impl Document {
    /// A document of these shapes, bottom first.
    ///
    /// # Errors
    /// If they are beyond the [`limits`].
    pub fn from_shapes(shapes: Vec<Shape>) -> Result<Self, DocumentError> {
        limits::check(&shapes)?;
        let paint = None;
        Ok(Self { shapes, paint })
    }

    /// The same shapes in other colours.
    pub fn with_paint(self, paint: Option<Scheme>) -> Self {
        Self { paint, ..self }
    }

    /// Other shapes, made of its own ones, in the same colours.
    pub(super) fn with_shapes(&self, shapes: Vec<Shape>) -> Self {
        let paint = self.paint;
        Self { shapes, paint }
    }

    /// The colours of the parts; none where nobody has chosen any.
    pub fn paint(&self) -> Option<Scheme> {
        self.paint
    }

    /// The shapes alone, bottom first.
    pub fn into_shapes(self) -> Vec<Shape> {
        self.shapes
    }

    /// The shapes, bottom first.
    pub fn shapes(&self) -> &[Shape] {
        &self.shapes
    }

    /// The change that puts a shape on top of all others.
    pub fn insert_on_top(&self, shape: Shape) -> Change {
        Change::Insert(vec![(self.shapes.len(), shape)])
    }

    /// Carries a change out. Returns the change that takes it back, and the rectangle outside
    /// which no pixel can differ.
    ///
    /// # Panics
    /// If an index does not exist, or an order is none.
    pub fn apply(&mut self, change: Change) -> (Change, PixelRect) {
        let mut touched = PixelRect::EMPTY;
        let mut touch = |shape: &Shape| touched = touched.union(shape.bounds());
        let inverse = match change {
            Change::Insert(shapes) => {
                let indices = shapes.iter().map(|(index, _)| *index).collect();
                for (index, shape) in shapes {
                    touch(&shape);
                    self.shapes.insert(index, shape);
                }
                Change::Remove(indices)
            }
            Change::Remove(indices) => {
                let mut taken: Vec<_> = indices
                    .into_iter()
                    .rev()
                    .map(|index| (index, self.shapes.remove(index)))
                    .inspect(|(_, shape)| touch(shape))
                    .collect();
                taken.reverse();
                Change::Insert(taken)
            }
            Change::Replace(mut shapes) => {
                for (index, shape) in &mut shapes {
                    touch(shape);
                    std::mem::swap(&mut self.shapes[*index], shape);
                    touch(shape);
                }
                Change::Replace(shapes)
            }
            Change::Reorder(order) => {
                assert_eq!(order.len(), self.shapes.len(), "an order of all shapes");
                let mut places = vec![usize::MAX; order.len()];
                let mut shapes: Vec<_> = std::mem::take(&mut self.shapes)
                    .into_iter()
                    .map(Some)
                    .collect();
                for (place, &index) in order.iter().enumerate() {
                    let shape = shapes[index]
                        .take()
                        .expect("an order names each shape once");
                    if place != index {
                        touch(&shape);
                    }
                    places[index] = place;
                    self.shapes.push(shape);
                }
                Change::Reorder(places)
            }
            Change::ReplaceAll(document) => {
                touched = PixelRect::CANVAS;
                Change::ReplaceAll(std::mem::replace(self, document))
            }
            Change::Paint(paint) => Change::Paint(std::mem::replace(&mut self.paint, paint)),
        };
        (inverse, touched)
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
            paint: None,
        };
        for change in [
            Change::Insert(vec![(1, rectangle(9)), (3, rectangle(8))]),
            before.insert_on_top(rectangle(9)),
            Change::Remove(vec![0, 2]),
            Change::Replace(vec![(0, rectangle(7)), (2, rectangle(6))]),
            Change::Reorder(vec![2, 0, 1]),
            Change::ReplaceAll(Document::default()),
            Change::Paint(Some(Scheme([[1, 2, 3]; 12]))),
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
