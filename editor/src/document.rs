//! The drawing as a document: shapes in order, later ones over earlier ones, on a bare wall, its paint, and the photo under it.
//!
//! A document changes only through [`Document::apply`], which answers with the inverse change;
//! history is made of those. It knows no pixels: [`super::rasterise`] makes them.

use super::limits::{self, DocumentError};
use super::paint::Scheme;
use super::pixel_rect::PixelRect;
use super::shape::Shape;
use super::underlay::Underlay;

/// What the shapes of a group have in common.
pub type Group = u32;
/// The number of shapes that belong to no group.
pub const UNGROUPED: Group = 0;

/// The shapes of a drawing, bottom first, and the colours of its parts where somebody has chosen them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Document {
    shapes: Vec<Shape>,
    /// The group of each shape.
    groups: Vec<Group>,
    paint: Option<Scheme>,
    /// The numbers of the drawings that it grew from, which other people have passed on, newest first: "4821-17".
    grew_from: String,
    underlay: Option<Underlay>,
}

/// One change of a document. Indices count from the bottom and ascend within a change.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Put shapes in, so that each has this index afterwards.
    Insert(Vec<(usize, Shape, Group)>),
    /// Take the shapes with these indices away.
    Remove(Vec<usize>),
    /// Put other shapes in the place of those with these indices.
    Replace(Vec<(usize, Shape)>),
    /// Put the shapes in another order: each place takes the shape with the index given for it.
    Reorder(Vec<usize>),
    /// Let shapes belong to other groups, or to none.
    Regroup(Vec<(usize, Group)>),
    /// One change and then another.
    Both(Box<[Change; 2]>),
    /// Put another document in the place of all there is.
    ReplaceAll(Document),
    /// Paint the parts in other colours, or leave that to the model.
    Paint(Option<Scheme>),
    /// Lay another photo under the drawing, or elsewhere, or none.
    Underlay(Option<Underlay>),
}

impl Change {
    /// About how much memory it takes.
    pub fn bytes(&self) -> usize {
        size_of::<Self>()
            + match self {
                Self::Insert(shapes) => shapes.iter().map(|(_, shape, _)| shape.bytes()).sum(),
                Self::Replace(shapes) => shapes.iter().map(|(_, shape)| shape.bytes()).sum(),
                Self::Regroup(groups) => size_of_val(groups.as_slice()),
                Self::Remove(indices) | Self::Reorder(indices) => size_of_val(indices.as_slice()),
                Self::ReplaceAll(document) => document.shapes.iter().map(Shape::bytes).sum(),
                Self::Both(both) => both.iter().map(Self::bytes).sum(),
                Self::Paint(_) | Self::Underlay(_) => 0,
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
        Ok(Self::default().with_shapes(shapes))
    }

    /// Shapes that are within the limits, each with its group.
    pub(super) fn from_parts(shapes: Vec<Shape>, groups: Vec<Group>) -> Self {
        assert_eq!(shapes.len(), groups.len(), "a group for each shape");
        Self {
            shapes,
            groups,
            ..Self::default()
        }
    }

    /// The same shapes in these groups, each a list of shapes. Indices that do not exist are left out, and of a shape in
    /// two groups the last one counts.
    pub fn with_groups(mut self, groups: &[Vec<usize>]) -> Self {
        for (group, members) in (UNGROUPED + 1..).zip(groups) {
            for &index in members {
                if let Some(place) = self.groups.get_mut(index) {
                    *place = group;
                }
            }
        }
        self
    }

    /// The groups of two shapes and more, each a list of shapes, in the order of their first ones.
    pub fn groups(&self) -> Vec<Vec<usize>> {
        let mut numbers = self.groups.clone();
        let mut groups = Vec::new();
        for first in 0..numbers.len() {
            let group = std::mem::replace(&mut numbers[first], UNGROUPED);
            if group == UNGROUPED {
                continue;
            }
            let mut members = vec![first];
            for (index, number) in numbers.iter_mut().enumerate().skip(first) {
                if *number == group {
                    *number = UNGROUPED;
                    members.push(index);
                }
            }
            if members.len() > 1 {
                groups.push(members);
            }
        }
        groups
    }

    /// The group of a shape, or [`UNGROUPED`].
    pub fn group(&self, index: usize) -> Group {
        self.groups[index]
    }

    /// The groups of some shapes, each as [`Self::group`] gives it.
    pub(super) fn groups_of(&self, indices: &[usize]) -> Vec<Group> {
        indices.iter().map(|&index| self.group(index)).collect()
    }

    /// A number that no group has, nor any greater one.
    pub fn free_group(&self) -> Group {
        self.groups.iter().max().map_or(1, |most| most + 1)
    }

    /// The same shapes in other colours.
    pub fn with_paint(self, paint: Option<Scheme>) -> Self {
        Self { paint, ..self }
    }

    /// The same drawing, grown from these; see [`Self::grew_from`].
    pub fn grown_from(self, grew_from: String) -> Self {
        Self { grew_from, ..self }
    }

    /// The numbers of the drawings that it grew from, newest first ("4821-17"); none for one that was begun here.
    pub fn grew_from(&self) -> &str {
        &self.grew_from
    }

    /// Other shapes, made of its own ones, in the same colours and over the same photo.
    pub(super) fn with_shapes(&self, shapes: Vec<Shape>) -> Self {
        Self {
            groups: vec![UNGROUPED; shapes.len()],
            shapes,
            paint: self.paint.clone(),
            grew_from: String::new(),
            underlay: self.underlay,
        }
    }

    /// The colours of the parts; none where nobody has chosen any.
    pub fn paint(&self) -> Option<&Scheme> {
        self.paint.as_ref()
    }

    /// The photo under the drawing.
    pub fn underlay(&self) -> Option<Underlay> {
        self.underlay
    }

    /// The same drawing over another photo, or none.
    pub fn with_underlay(self, underlay: Option<Underlay>) -> Self {
        Self { underlay, ..self }
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
        Change::Insert(vec![(self.shapes.len(), shape, UNGROUPED)])
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
                let indices = shapes.iter().map(|(index, ..)| *index).collect();
                for (index, shape, group) in shapes {
                    touch(&shape);
                    self.shapes.insert(index, shape);
                    self.groups.insert(index, group);
                }
                Change::Remove(indices)
            }
            Change::Remove(indices) => {
                let mut taken: Vec<_> = indices
                    .into_iter()
                    .rev()
                    .map(|index| (index, self.shapes.remove(index), self.groups.remove(index)))
                    .inspect(|(_, shape, _)| touch(shape))
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
                self.groups = order.iter().map(|&index| self.groups[index]).collect();
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
            Change::Regroup(mut groups) => {
                for (index, group) in &mut groups {
                    std::mem::swap(&mut self.groups[*index], group);
                }
                Change::Regroup(groups)
            }
            Change::Both(both) => {
                let [(one, touched_first), (other, touched_then)] = both.map(|it| self.apply(it));
                touched = touched_first.union(touched_then);
                Change::Both(Box::new([other, one]))
            }
            Change::ReplaceAll(document) => {
                touched = PixelRect::CANVAS;
                Change::ReplaceAll(std::mem::replace(self, document))
            }
            Change::Paint(paint) => Change::Paint(std::mem::replace(&mut self.paint, paint)),
            Change::Underlay(underlay) => {
                Change::Underlay(std::mem::replace(&mut self.underlay, underlay))
            }
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
        let shapes = vec![rectangle(1), rectangle(2), rectangle(3)];
        let before = Document::from_parts(shapes, vec![0, 7, 7]);
        for change in [
            Change::Insert(vec![(1, rectangle(9), 4), (3, rectangle(8), 0)]),
            Change::Regroup(vec![(0, 3), (2, 0)]),
            Change::Both(Box::new([
                Change::Remove(vec![1]),
                Change::Regroup(vec![(1, 3)]),
            ])),
            before.insert_on_top(rectangle(9)),
            Change::Remove(vec![0, 2]),
            Change::Replace(vec![(0, rectangle(7)), (2, rectangle(6))]),
            Change::Reorder(vec![2, 0, 1]),
            Change::ReplaceAll(Document::default()),
            Change::Paint(Some(Scheme([[1, 2, 3]; 12].into()))),
            Change::Underlay(Underlay::from_numbers(&[1.0; 11])),
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

    #[test]
    fn groups_are_lists_of_two_and_more_and_come_back_from_them() {
        let shapes: Vec<_> = (0..6).map(rectangle).collect();
        let document = Document::from_parts(shapes.clone(), vec![9, 4, 0, 9, 5, 4]);
        assert_eq!(document.groups(), [vec![0, 3], vec![1, 5]]);
        let back = Document::from_shapes(shapes)
            .unwrap()
            .with_groups(&document.groups());
        assert_eq!(back.groups(), document.groups());
        assert_eq!((back.group(2), back.group(4), back.free_group()), (0, 0, 3));
        let bare = Document::default().with_groups(&[vec![0, 99]]);
        assert_eq!(bare, Document::default());
    }
}
