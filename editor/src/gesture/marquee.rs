//! A box dragged over bare ground: what it holds is selected.

use super::super::document::Document;
use super::super::picking;
use super::super::pixel_rect::PixelRect;
use super::super::shape::{Point, Shape};
use facade_model::sort;

/// The box so far.
#[derive(Debug)]
pub struct Marquee {
    pressed_at: Point,
    to: Point,
    /// What stays selected whatever the box holds.
    kept: Vec<usize>,
    /// What was selected before, should the gesture be dropped.
    before: Vec<usize>,
}

impl Marquee {
    pub fn begin(at: Point, kept: Vec<usize>, before: Vec<usize>) -> Self {
        Self {
            pressed_at: at,
            to: at,
            kept,
            before,
        }
    }

    /// Follows the pointer; returns what is selected now.
    pub fn drag(&mut self, to: Point, document: &Document) -> Vec<usize> {
        self.to = to;
        let mut selected = picking::within(document, self.area());
        selected.extend(&self.kept);
        sort::by_key(&mut selected, |index| *index);
        selected.dedup();
        selected
    }

    /// The box, to the nearest pixels.
    pub fn area(&self) -> PixelRect {
        Shape::rectangle(1, self.pressed_at, self.to).bounds()
    }

    pub fn into_before(self) -> Vec<usize> {
        self.before
    }
}
