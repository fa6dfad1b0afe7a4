//! The paint of a drawing: what colour each part of the house has, where a person has chosen.
//!
//! It belongs to the document and to its history. While a hand moves a colour about, the colour is only tried: it shows
//! at once, and becomes one step of history when the hand rests. Knows no model; one that takes no paint passes it
//! over.

pub mod dice;
pub mod photo;
pub mod tints;

pub use facade_model::paint::{from_hex, hex};

use std::rc::Rc;

use super::Editor;
use super::document::Change;
use super::subject;

/// A colour, sRGB.
pub type Color = [u8; 3];

/// One colour for each class, in their order.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Scheme(pub Rc<[Color]>);

impl Scheme {
    /// The scheme of these colours; none unless there is one for each class.
    pub fn from_slice(colors: &[Color]) -> Option<Self> {
        let is_one_each = colors.len() == subject::current().classes().len();
        is_one_each.then(|| Self(colors.into()))
    }

    /// The colour of a class.
    ///
    /// # Panics
    /// If no class has this id.
    pub fn of(&self, class: u8) -> Color {
        self.0[place(class)]
    }

    /// The same, but with another colour for one class.
    ///
    /// # Panics
    /// If no class has this id.
    pub fn with(mut self, class: u8, color: Color) -> Self {
        Rc::make_mut(&mut self.0)[place(class)] = color;
        self
    }
}

fn place(class: u8) -> usize {
    let place = subject::current().place(class);
    place.expect("no class has this id")
}

/// What is left of the difference between two colours when a person looks: weighted, because eyes see differences of
/// green best. 0 to about 765.
fn distance(one: Color, other: Color) -> f32 {
    let [red, green, blue] = [0, 1, 2].map(|at| f32::from(one[at]) - f32::from(other[at]));
    (2.0 * red * red + 4.0 * green * green + 3.0 * blue * blue).sqrt()
}

impl Editor {
    /// The colours on show, one that is only tried included; none where nobody has chosen any.
    pub fn paint(&self) -> Option<Scheme> {
        self.tried.as_ref().or(self.document.paint()).cloned()
    }

    /// Whether a colour is tried that is no step of history yet.
    pub fn is_painting(&self) -> bool {
        self.tried.is_some()
    }

    /// Shows colours while a hand moves them about; [`Editor::settle_paint`] makes one step of all that was tried.
    /// Returns false, and does nothing, in the middle of a stroke.
    pub fn try_paint(&mut self, scheme: Scheme) -> bool {
        self.end_lingering();
        if self.is_drawing() {
            return false;
        }
        let before = self.paint();
        self.tried = Some(scheme);
        self.note(before != self.paint());
        true
    }

    /// What was tried becomes a step of history, unless it is what was there before. Returns whether it did.
    pub fn settle_paint(&mut self) -> bool {
        let tried = self.tried.take();
        if tried.is_none() || tried.as_ref() == self.document.paint() {
            return false;
        }
        let (inverse, _) = self.document.apply(Change::Paint(tried));
        let selection = self.selection.clone();
        self.history
            .record("colour", inverse, selection.clone(), selection);
        self.nudged = false;
        true
    }

    /// Paints the house, or leaves the paint to the model again, as one step that history calls `what`. Returns whether
    /// anything changed; refuses in the middle of a stroke.
    pub fn set_paint(&mut self, paint: Option<Scheme>, what: &'static str) -> bool {
        self.settle_paint();
        self.end_lingering();
        if self.is_drawing() || paint.as_ref() == self.document.paint() {
            return false;
        }
        let selection = self.selection.clone();
        self.make(what, Change::Paint(paint), selection);
        true
    }
}

#[cfg(test)]
mod tests;
