//! Undo and redo: inverse changes, one entry a gesture, as many as a cap on memory allows.
//!
//! The redo side stays until a real change is recorded. With each step goes the selection before
//! and after it. History knows neither pixels nor gestures; [`super::Editor`] refuses undo and redo
//! while one is in progress.

use std::collections::VecDeque;

use super::document::{Change, Document};
use super::pixel_rect::PixelRect;

/// Beyond this much memory, in bytes, the oldest steps are forgotten; the newest never is. A plain
/// rectangle takes about 200 bytes, so this is some hundred thousand steps.
pub const CAP_BYTES: usize = 64 << 20;

/// One step back (or forward again).
#[derive(Debug)]
struct Entry {
    /// What the person did, in a word or two for a tooltip: "rectangle", "clear".
    what: &'static str,
    inverse: Change,
    /// What was selected on this side of the step, and what on the other.
    selected_here: Vec<usize>,
    selected_there: Vec<usize>,
    bytes: usize,
}

/// What a step changed.
#[derive(Debug, PartialEq)]
pub struct Travelled {
    /// The rectangle outside which no pixel can differ.
    pub touched: PixelRect,
    /// The shapes that were selected at that point.
    pub selection: Vec<usize>,
    /// Whether all shapes there are were put in the place of all there were.
    pub replaced_all: bool,
}

/// The steps that can be taken back, and those that can be taken again.
#[derive(Debug)]
pub struct History {
    past: VecDeque<Entry>,
    future: VecDeque<Entry>,
    bytes: usize,
    cap_bytes: usize,
}

impl Default for History {
    fn default() -> Self {
        Self::with_cap(CAP_BYTES)
    }
}

impl History {
    /// No steps yet, and room for about so many bytes of them.
    pub fn with_cap(cap_bytes: usize) -> Self {
        Self {
            past: VecDeque::new(),
            future: VecDeque::new(),
            bytes: 0,
            cap_bytes,
        }
    }

    /// Enters a change that was just carried out; what had been undone is no longer to be had.
    pub fn record(
        &mut self,
        what: &'static str,
        inverse: Change,
        selected_before: Vec<usize>,
        selected_after: Vec<usize>,
    ) {
        self.bytes -= self.future.iter().map(|entry| entry.bytes).sum::<usize>();
        self.future.clear();
        let entry = Entry::new(what, inverse, selected_after, selected_before);
        self.bytes += entry.bytes;
        self.past.push_back(entry);
        while self.bytes > self.cap_bytes && self.past.len() > 1 {
            self.bytes -= self.past.pop_front().map_or(0, |entry| entry.bytes);
        }
    }

    /// How many steps can be taken back.
    #[cfg(test)]
    pub(super) fn steps(&self) -> usize {
        self.past.len()
    }

    /// How many steps can be taken again.
    #[cfg(test)]
    pub(super) fn undone(&self) -> usize {
        self.future.len()
    }

    /// What undo would take back.
    pub fn undo_what(&self) -> Option<&'static str> {
        self.past.back().map(|entry| entry.what)
    }

    /// The newest step, and what was selected after it.
    pub fn newest(&self) -> Option<(&'static str, &[usize])> {
        let entry = self.past.back()?;
        Some((entry.what, &entry.selected_here))
    }

    /// What redo would bring again.
    pub fn redo_what(&self) -> Option<&'static str> {
        self.future.back().map(|entry| entry.what)
    }

    /// Takes the last step back; `None` if there was none.
    pub fn undo(&mut self, document: &mut Document) -> Option<Travelled> {
        step(&mut self.past, &mut self.future, &mut self.bytes, document)
    }

    /// Takes the last undone step again; `None` if there was none.
    pub fn redo(&mut self, document: &mut Document) -> Option<Travelled> {
        step(&mut self.future, &mut self.past, &mut self.bytes, document)
    }
}

impl Entry {
    fn new(what: &'static str, inverse: Change, here: Vec<usize>, there: Vec<usize>) -> Self {
        let selected = size_of_val(here.as_slice()) + size_of_val(there.as_slice());
        Self {
            what,
            bytes: size_of::<Self>() + inverse.bytes() + selected,
            inverse,
            selected_here: here,
            selected_there: there,
        }
    }
}

fn step(
    from: &mut VecDeque<Entry>,
    to: &mut VecDeque<Entry>,
    bytes: &mut usize,
    document: &mut Document,
) -> Option<Travelled> {
    let entry = from.pop_back()?;
    let replaced_all = matches!(entry.inverse, Change::ReplaceAll(_));
    let (inverse, touched) = document.apply(entry.inverse);
    let selection = entry.selected_there.clone();
    let back = Entry::new(
        entry.what,
        inverse,
        entry.selected_there,
        entry.selected_here,
    );
    *bytes = *bytes + back.bytes - entry.bytes;
    to.push_back(back);
    Some(Travelled {
        touched,
        selection,
        replaced_all,
    })
}

#[cfg(test)]
mod tests {
    use super::super::shape::{Point, Shape};
    use super::*;

    fn draw(history: &mut History, document: &mut Document, what: &'static str, x: f32) {
        let point = Point { x, y: 1.0 };
        let change = document.insert_on_top(Shape::rectangle(3, point, point));
        let (inverse, _) = document.apply(change);
        history.record(what, inverse, vec![], vec![document.shapes().len() - 1]);
    }

    #[test]
    fn steps_come_back_in_reverse_and_again_in_order_with_their_selections() {
        let (mut history, mut document) = (History::default(), Document::default());
        draw(&mut history, &mut document, "first", 1.0);
        draw(&mut history, &mut document, "second", 2.0);
        let full = document.clone();
        assert_eq!(history.undo_what(), Some("second"));
        assert!(history.undo(&mut document).unwrap().selection.is_empty());
        assert_eq!(history.undo_what(), Some("first"));
        assert_eq!(history.redo_what(), Some("second"));
        assert!(history.undo(&mut document).is_some());
        assert_eq!(history.undo(&mut document), None);
        assert_eq!(document, Document::default());
        assert_eq!(history.redo(&mut document).unwrap().selection, [0]);
        assert_eq!(history.redo(&mut document).unwrap().selection, [1]);
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

    #[test]
    fn beyond_the_cap_the_oldest_steps_are_forgotten_and_the_newest_kept() {
        let (mut history, mut document) = (History::with_cap(10_000), Document::default());
        for _ in 0..1_000 {
            draw(&mut history, &mut document, "step", 3.0);
        }
        let mut steps = 0;
        while history.undo(&mut document).is_some() {
            steps += 1;
        }
        assert!((10..200).contains(&steps), "{steps} steps in 10,000 bytes");
        let (mut history, mut document) = (History::with_cap(1), Document::default());
        draw(&mut history, &mut document, "large", 3.0);
        assert!(history.undo(&mut document).is_some());
    }
}
