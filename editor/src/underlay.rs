//! A photo to trace over: which one, where its corners lie on the drawing, how strongly it shines through.
//!
//! It belongs to the document and to its history, and to nothing that is made of the drawing: labels, links, files and
//! pictures know nothing of it. Knows the photo by its number alone; the browser keeps its pixels.

use super::document::Change;
use super::shape::Point;
use super::{Editor, SIDE_PX};

/// Photos have numbers from 1 up to this, exact as 32-bit floating point.
pub const PHOTO_MAX: u32 = 1 << 24;
/// Corners lie within so many sides of the drawing around it.
const FARTHEST_SIDES: f32 = 32.0;

/// A photo under the drawing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Underlay {
    /// Its number.
    pub photo: u32,
    /// Where its corners lie, in drawing pixels: top left, top right, bottom right, bottom left.
    pub corners: [Point; 4],
    /// How strongly it shines through, 0 to 1.
    pub opacity: f32,
    pub is_hidden: bool,
}

impl Underlay {
    /// How many numbers say all of it.
    pub const NUMBERS: usize = 11;

    /// As numbers: the photo's, x and y of each corner, opacity, 1 if it is hidden.
    pub fn numbers(&self) -> [f32; Self::NUMBERS] {
        let [a, b, c, d] = self.corners;
        let hidden = f32::from(u8::from(self.is_hidden));
        #[rustfmt::skip]
        let numbers = [self.photo as f32, a.x, a.y, b.x, b.y, c.x, c.y, d.x, d.y, self.opacity, hidden];
        numbers
    }

    /// What [`Self::numbers`] has given; `None` for any other numbers.
    pub fn from_numbers(numbers: &[f32]) -> Option<Self> {
        let &[photo, ax, ay, bx, by, cx, cy, dx, dy, opacity, hidden] = numbers else {
            return None;
        };
        let farthest = FARTHEST_SIDES * SIDE_PX as f32;
        let corners = [(ax, ay), (bx, by), (cx, cy), (dx, dy)].map(|(x, y)| Point { x, y });
        let is_near = |point: &Point| point.x.abs() <= farthest && point.y.abs() <= farthest;
        let is_valid = (1.0..=PHOTO_MAX as f32).contains(&photo)
            && photo.fract() == 0.0
            && corners.iter().all(is_near)
            && (0.0..=1.0).contains(&opacity)
            && (hidden == 0.0 || hidden == 1.0);
        is_valid.then_some(Self {
            photo: photo as u32,
            corners,
            opacity,
            is_hidden: hidden == 1.0,
        })
    }
}

impl Editor {
    /// Lays a photo under the drawing, moves it, or takes it away, as one step that history calls `what`. Returns
    /// whether anything changed; refuses in the middle of a stroke.
    pub fn set_underlay(&mut self, underlay: Option<Underlay>, what: &'static str) -> bool {
        self.settle_paint();
        self.end_lingering();
        if self.is_drawing() || underlay == self.document.underlay() {
            return false;
        }
        let selection = self.selection.clone();
        self.make(what, Change::Underlay(underlay), selection);
        true
    }

    /// Begins a drawing on a bare wall over a photo, in the colours that the parts have, as one step. Returns whether
    /// it did; refuses in the middle of a stroke.
    pub fn begin_over(&mut self, underlay: Underlay, what: &'static str) -> bool {
        self.settle_paint();
        let bare = self.document.with_shapes(Vec::new());
        let begun = self.open(bare.with_underlay(Some(underlay)), what);
        // The photo is somebody's own already.
        self.underlay_changes += u32::from(begun);
        begun
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;

    fn underlay(photo: u32) -> Underlay {
        let corners = [(1.5, -2.0), (250.0, 3.0), (255.0, 260.0), (0.0, 256.0)];
        Underlay {
            photo,
            corners: corners.map(|(x, y)| Point { x, y }),
            opacity: 0.5,
            is_hidden: false,
        }
    }

    #[test]
    fn numbers_say_all_of_it_and_others_are_refused() {
        for (photo, is_hidden) in [(1, false), (PHOTO_MAX - 1, true)] {
            let whole = Underlay {
                is_hidden,
                ..underlay(photo)
            };
            assert_eq!(Underlay::from_numbers(&whole.numbers()), Some(whole));
        }
        let numbers = underlay(7).numbers();
        assert_eq!(Underlay::from_numbers(&numbers[1..]), None);
        for (at, strange) in [
            (0, 0.0),
            (0, 1.5),
            (0, 3e7),
            (1, f32::NAN),
            (8, 1e6),
            (9, -0.1),
            (9, 1.1),
            (10, 0.5),
        ] {
            let mut damaged = numbers;
            damaged[at] = strange;
            assert_eq!(
                Underlay::from_numbers(&damaged),
                None,
                "{strange} as number {at}"
            );
        }
    }

    #[test]
    fn each_change_of_it_is_a_step_that_the_picture_never_hears_of() {
        let mut editor = Editor::new();
        editor.press(10.0, 10.0);
        editor.drag(40.0, 50.0);
        assert!(
            !editor.set_underlay(Some(underlay(1)), "photo"),
            "in mid-stroke"
        );
        editor.release(40.0, 50.0);
        let (revision, labels) = (editor.revision(), editor.labels().to_vec());
        let changes = editor.changes();
        assert!(editor.set_underlay(Some(underlay(1)), "photo"));
        assert!(!editor.set_underlay(Some(underlay(1)), "photo"));
        assert!(editor.set_underlay(Some(underlay(2)), "move photo"));
        assert!(editor.set_underlay(None, "remove photo"));
        assert_eq!(editor.undo_what(), Some("remove photo"));
        for photo in [Some(2), Some(1), None] {
            assert!(editor.undo());
            let under = editor.document().underlay();
            assert_eq!(under.map(|under| under.photo), photo);
        }
        assert!(editor.redo());
        assert_eq!(editor.document().underlay(), Some(underlay(1)));
        assert_eq!(
            (editor.revision(), editor.labels()),
            (revision, &labels[..])
        );
        assert_eq!(editor.changes(), changes + 7, "but what is kept is another");
    }

    #[test]
    fn it_stays_under_a_bare_wall_and_goes_with_its_drawing() {
        let mut editor = Editor::from_labels(vec![3; crate::PIXEL_COUNT]).unwrap();
        editor.set_underlay(Some(underlay(1)), "photo");
        assert!(editor.clear());
        assert_eq!(editor.document().underlay(), Some(underlay(1)));
        assert!(editor.open(Document::default(), "open"));
        assert_eq!(editor.document().underlay(), None);
        assert!(editor.undo());
        assert_eq!(editor.document().underlay(), Some(underlay(1)));
    }

    #[test]
    fn a_drawing_begun_over_a_photo_is_bare_and_one_step_that_counts_as_work() {
        let mut editor = Editor::from_labels(vec![3; crate::PIXEL_COUNT]).unwrap();
        let before = editor.document().clone();
        assert!(!editor.is_worked_on());
        assert!(editor.begin_over(underlay(1), "photo"));
        assert!(editor.document().shapes().is_empty() && editor.is_worked_on());
        assert_eq!(editor.replacements(), 2);
        assert!(editor.undo());
        assert_eq!(editor.document(), &before);
    }
}
