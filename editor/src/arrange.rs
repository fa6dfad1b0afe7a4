//! What is done to the selected shapes at once: deleted, copied, ordered, recoloured, nudged,
//! mirrored. Each is one step of history and refuses in mid-gesture.

use facade_model::sort;

use super::document::Change;
use super::gesture::held;
use super::limits::{self, SHAPES_MAX};
use super::pixel_rect::PixelRect;
use super::shape::Shape;
use super::{Editor, SIDE_PX, Tool, grouping, picking, subject};

/// A place in the order of the shapes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ZOrder {
    /// Above the next shape that overlaps.
    Forward,
    /// Below the next shape that overlaps.
    Backward,
    /// Above all others.
    Front,
    /// Below all others but the ground at the bottom.
    Back,
}

/// How far a duplicate lies from its original, to the right and down.
const DUPLICATE_STEP_PX: i32 = 8;

impl Editor {
    /// Takes the selected shapes away. Returns whether there were any.
    pub fn delete(&mut self) -> bool {
        if self.is_drawing() || self.selection.is_empty() {
            return false;
        }
        let change = Change::Remove(self.selection.clone());
        self.make("delete", change, Vec::new());
        true
    }

    /// Puts copies of the selected shapes above them, a step to the right and down (to the left
    /// or up where there is no room), and selects them. Maps are not copied. Returns whether
    /// anything was.
    pub fn duplicate(&mut self) -> bool {
        let movable = self.movable();
        let Some(bounds) = self.selection_bounds() else {
            return false;
        };
        let step = |low: i32, high: i32| {
            let fits = high + DUPLICATE_STEP_PX <= SIDE_PX as i32 || low < DUPLICATE_STEP_PX;
            if fits {
                DUPLICATE_STEP_PX
            } else {
                -DUPLICATE_STEP_PX
            }
        };
        let (right, down) = held(
            bounds,
            step(bounds.left, bounds.right),
            step(bounds.top, bounds.bottom),
        );
        let copies = movable
            .iter()
            .map(|&index| (index, self.document.shapes()[index].moved(right, down)))
            .filter(|(_, copy)| is_within_limits(copy))
            .collect();
        self.put_above("duplicate", copies)
    }

    /// Mirrors about the facade's axis. With a selection: puts mirrored copies of the selected
    /// shapes on the other side and selects them, except where a shape is its own mirror image.
    /// Without one: mirrors the whole drawing. Returns whether anything changed.
    ///
    /// The axis is the middle of the largest shape of class facade, as far as it shows; without
    /// one, the middle of the drawing.
    pub fn mirror(&mut self) -> bool {
        if self.is_drawing() {
            return false;
        }
        let axis_twice = self.axis_twice();
        if !self.selection.is_empty() {
            let copies = self
                .movable()
                .iter()
                .map(|&index| {
                    let shape = &self.document.shapes()[index];
                    (index, shape.mirrored(axis_twice))
                })
                .filter(|(index, copy)| {
                    *copy != self.document.shapes()[*index]
                        && is_within_limits(copy)
                        && !copy.bounds().intersect(PixelRect::CANVAS).is_empty()
                })
                .collect();
            return self.put_above("mirror", copies);
        }
        let shapes: Vec<Shape> = self
            .document
            .shapes()
            .iter()
            .map(|shape| shape.mirrored(axis_twice))
            .filter(is_within_limits)
            .collect();
        if shapes == self.document.shapes() {
            return false;
        }
        // The same drawing, not another in its place; unless shapes had to be left out.
        let change = if shapes.len() == self.document.shapes().len() {
            Change::Replace(shapes.into_iter().enumerate().collect())
        } else {
            let grew_from = self.document.grew_from().to_owned();
            Change::ReplaceAll(self.document.with_shapes(shapes).grown_from(grew_from))
        };
        self.make("mirror", change, Vec::new());
        true
    }

    /// Moves the selected shapes in the order. Returns whether that changed it.
    pub fn reorder(&mut self, place: ZOrder) -> bool {
        if self.is_drawing() || self.selection.is_empty() {
            return false;
        }
        let order = self.order_for(place);
        if order.is_sorted() {
            return false;
        }
        let selection = (0..order.len())
            .filter(|&place| self.selection.binary_search(&order[place]).is_ok())
            .collect();
        let what = match place {
            ZOrder::Forward | ZOrder::Front => "bring forward",
            ZOrder::Backward | ZOrder::Back => "send backward",
        };
        self.make(what, Change::Reorder(order), selection);
        true
    }

    /// Chooses the class of the gestures to come, and gives it to the selected shapes. Returns
    /// whether any of those changed.
    ///
    /// # Panics
    /// If `class` is not one of the twelve.
    pub fn choose_class(&mut self, class: u8) -> bool {
        assert!(subject::current().has(class), "no class has this id");
        self.set_class(class);
        if self.is_drawing() {
            return false;
        }
        // A window with its sill and its cornice stays what it is.
        let is_of_several = self.is_one_group() && self.selected_class().is_none();
        if self.copies_were_just_placed() || (is_of_several && self.selection.len() > 1) {
            self.select_none();
            return false;
        }
        let changed: Vec<_> = self
            .movable()
            .into_iter()
            .filter(|&index| self.document.shapes()[index].class() != Some(class))
            .map(|index| (index, self.document.shapes()[index].with_class(class)))
            .collect();
        if changed.is_empty() {
            return false;
        }
        let selection = self.selection.clone();
        self.make("change class", Change::Replace(changed), selection);
        true
    }

    /// Moves the selected shapes by so many pixels to the right and down, as far as they stay in
    /// touch with the drawing. `goes_on`: whether it belongs to the nudge before it, if that was
    /// the last thing done; the two are then one step. Returns whether anything moved.
    pub fn nudge(&mut self, right: i32, down: i32, goes_on: bool) -> bool {
        if let Some(moved) = self.nudge_corner(right, down, goes_on) {
            return moved;
        }
        let movable = self.movable();
        if movable.is_empty() {
            return false;
        }
        let bounds = picking::bounds_of(&self.document, &movable);
        let (right, down) = held(bounds, right, down);
        if (right, down) == (0, 0) {
            return false;
        }
        let moved = movable
            .into_iter()
            .map(|index| (index, self.document.shapes()[index].moved(right, down)))
            .collect();
        let change = Change::Replace(moved);
        if goes_on && self.nudged {
            self.amend(change);
        } else {
            let selection = self.selection.clone();
            self.make("nudge", change, selection);
        }
        self.nudged = true;
        true
    }

    /// Whether what is selected came of repeating or mirroring, and nothing happened since: then a
    /// class is chosen for what will be drawn next, not for the copies.
    fn copies_were_just_placed(&self) -> bool {
        self.history.newest().is_some_and(|(what, selection)| {
            matches!(what, "repeat" | "mirror") && selection == self.selection
        })
    }

    /// The selected shapes that are no maps; none in mid-gesture.
    pub(super) fn movable(&self) -> Vec<usize> {
        if self.is_drawing() {
            return Vec::new();
        }
        let shapes = self.document.shapes();
        let selected = self.selection.iter().copied();
        selected
            .filter(|&index| shapes[index].is_movable())
            .collect()
    }

    /// Carries a change out as part of the newest step, which already holds where the shapes came from.
    pub(super) fn amend(&mut self, change: Change) {
        let (_, touched) = self.document.apply(change);
        let changed = self.live.follow(&self.document, touched);
        self.note(changed);
    }

    /// `copies`: with the indices of their originals.
    fn put_above(&mut self, what: &'static str, copies: Vec<(usize, Shape)>) -> bool {
        let has_room = self.document.shapes().len() + copies.len() <= SHAPES_MAX;
        let Some(&top) = self.selection.last() else {
            return false;
        };
        if copies.is_empty() || !has_room || self.is_drawing() {
            return false;
        }
        let indices: Vec<usize> = (top + 1..).take(copies.len()).collect();
        let (originals, copies): (Vec<_>, Vec<_>) = copies.into_iter().unzip();
        let groups = self.document.groups_of(&originals);
        let (groups, _) = grouping::copied(&groups, self.document.free_group());
        let shapes = indices.iter().copied().zip(copies).zip(groups);
        let shapes = shapes
            .map(|((index, shape), group)| (index, shape, group))
            .collect();
        self.set_tool(Tool::Select);
        self.make(what, Change::Insert(shapes), indices);
        true
    }

    fn axis_twice(&self) -> i32 {
        let walls = self
            .document
            .shapes()
            .iter()
            .filter(|shape| shape.class() == Some(subject::current().ground()))
            .map(|shape| shape.bounds().intersect(PixelRect::CANVAS));
        let wall = walls
            .filter(|bounds| !bounds.is_empty())
            .max_by_key(|bounds| bounds.area())
            .unwrap_or(PixelRect::CANVAS);
        wall.left + wall.right
    }

    /// The indices of all shapes in their new order.
    fn order_for(&self, place: ZOrder) -> Vec<usize> {
        let shapes = self.document.shapes();
        let mut order: Vec<usize> = (0..shapes.len()).collect();
        let is_selected = |index: &usize| self.selection.binary_search(index).is_ok();
        match place {
            ZOrder::Front => sort::by_key(&mut order, is_selected),
            ZOrder::Back => {
                let is_ground = |index: &usize| picking::is_ground(&shapes[*index]);
                let ground = order.iter().take_while(|&index| is_ground(index)).count();
                sort::by_key(&mut order[ground..], |index| !is_selected(index));
            }
            ZOrder::Forward => {
                for &index in self.selection.iter().rev() {
                    let at = order.iter().position(|&other| other == index).unwrap_or(0);
                    let passed = (at + 1..order.len()).find(|&place| {
                        !is_selected(&order[place]) && overlap(shapes, index, order[place])
                    });
                    if let Some(passed) = passed {
                        order[at..=passed].rotate_left(1);
                    }
                }
            }
            ZOrder::Backward => {
                for &index in &self.selection {
                    let at = order.iter().position(|&other| other == index).unwrap_or(0);
                    let passed = (0..at).rev().find(|&place| {
                        !is_selected(&order[place])
                            && !picking::is_ground(&shapes[order[place]])
                            && overlap(shapes, index, order[place])
                    });
                    if let Some(passed) = passed {
                        order[passed..=at].rotate_right(1);
                    }
                }
            }
        }
        order
    }
}

/// Whether a document may hold it: mirrored about an axis at the side, what lay far out of the
/// drawing comes to lie further still.
fn is_within_limits(shape: &Shape) -> bool {
    limits::check(std::slice::from_ref(shape)).is_ok()
}

fn overlap(shapes: &[Shape], one: usize, other: usize) -> bool {
    !shapes[one]
        .bounds()
        .intersect(shapes[other].bounds())
        .is_empty()
}
