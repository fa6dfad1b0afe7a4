//! Undo and redo: inverse changes, one entry a gesture.
//!
//! The redo side stays until a real change is recorded. History knows neither pixels nor
//! gestures; [`super::Editor`] refuses undo and redo while one is in progress.

use super::document::{Change, Document};
use super::pixel_rect::PixelRect;

/// One step back (or forward again).
#[derive(Debug)]
struct Entry {
    /// What the person did, in a word or two for a tooltip: "rectangle", "clear".
    what: &'static str,
    inverse: Change,
}

/// The steps that can be taken back, and those that can be taken again.
#[derive(Debug, Default)]
pub struct History {
    past: Vec<Entry>,
    future: Vec<Entry>,
}

impl History {
    /// Enters a change that was just carried out; what had been undone is no longer to be had.
    pub fn record(&mut self, what: &'static str, inverse: Change) {
        self.past.push(Entry { what, inverse });
        self.future.clear();
    }

    /// What undo would take back.
    pub fn undo_what(&self) -> Option<&'static str> {
        self.past.last().map(|entry| entry.what)
    }

    /// What redo would bring again.
    pub fn redo_what(&self) -> Option<&'static str> {
        self.future.last().map(|entry| entry.what)
    }

    /// Takes the last step back. Returns the rectangle outside which no pixel can differ, or
    /// `None` if there was no step.
    pub fn undo(&mut self, document: &mut Document) -> Option<PixelRect> {
        step(&mut self.past, &mut self.future, document)
    }

    /// Takes the last undone step again; returns as [`Self::undo`] does.
    pub fn redo(&mut self, document: &mut Document) -> Option<PixelRect> {
        step(&mut self.future, &mut self.past, document)
    }
}

fn step(from: &mut Vec<Entry>, to: &mut Vec<Entry>, document: &mut Document) -> Option<PixelRect> {
    let Entry { what, inverse } = from.pop()?;
    let (inverse, touched) = document.apply(inverse);
    to.push(Entry { what, inverse });
    Some(touched)
}

#[cfg(test)]
mod tests {
    use super::super::shape::{Point, Shape};
    use super::*;

    fn draw(history: &mut History, document: &mut Document, what: &'static str, x: f32) {
        let point = Point { x, y: 1.0 };
        let change = document.insert_on_top(Shape::rectangle(3, point, point));
        let (inverse, _) = document.apply(change);
        history.record(what, inverse);
    }

    #[test]
    fn steps_come_back_in_reverse_and_again_in_order() {
        let (mut history, mut document) = (History::default(), Document::default());
        draw(&mut history, &mut document, "first", 1.0);
        draw(&mut history, &mut document, "second", 2.0);
        let full = document.clone();
        assert_eq!(history.undo_what(), Some("second"));
        assert!(history.undo(&mut document).is_some());
        assert_eq!(history.undo_what(), Some("first"));
        assert_eq!(history.redo_what(), Some("second"));
        assert!(history.undo(&mut document).is_some());
        assert_eq!(history.undo(&mut document), None);
        assert_eq!(document, Document::default());
        assert!(history.redo(&mut document).is_some());
        assert!(history.redo(&mut document).is_some());
        assert_eq!(history.redo(&mut document), None);
        assert_eq!(document, full);
    }

    #[test]
    fn a_new_step_ends_what_could_be_redone() {
        let (mut history, mut document) = (History::default(), Document::default());
        draw(&mut history, &mut document, "first", 1.0);
        history.undo(&mut document);
        draw(&mut history, &mut document, "other", 2.0);
        assert_eq!(history.redo_what(), None);
        assert_eq!(history.undo_what(), Some("other"));
    }
}
