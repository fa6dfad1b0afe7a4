//! `#hint`: three steps for a first visit. Each goes by being done, and the last takes the hint along; so does closing it.
//! It does not come again.

use web_sys::{Element, Event, HtmlElement};

use super::dom;
use super::remembered::{self, Choice};

/// The step that is to be done next, as far as the drawing tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Todo {
    /// Nothing was drawn or changed.
    Draw,
    /// The picture of what was drawn is on its way, or the hand still moves.
    Watch,
    /// The picture is there.
    Done,
}

/// The hint; shown or gone.
pub struct Hint {
    element: HtmlElement,
    steps: Vec<Element>,
}

impl Hint {
    /// Shows it to those who have not seen it go.
    pub fn new() -> Self {
        let element: HtmlElement = dom::by_id("hint");
        element.set_hidden(remembered::recall(Choice::HintSeen).is_some());
        let dismissed = element.clone();
        dom::listen(&dom::by_id("hint-close"), "click", move |_: Event| {
            take_away(&dismissed);
            // The button that had the focus is gone with it.
            let _ = dom::by_id::<HtmlElement>("drawing").focus();
        });
        Self {
            element,
            steps: dom::all("#hint li"),
        }
    }

    /// The visitor has chosen a part.
    pub fn part_chosen(&self) {
        self.done(1);
    }

    /// What the visitor has come to.
    pub fn follow(&self, next: Todo) {
        match next {
            Todo::Draw => {}
            Todo::Watch => self.done(2),
            Todo::Done if self.element.hidden() => {}
            Todo::Done => take_away(&self.element),
        }
    }

    fn done(&self, count: usize) {
        for step in &self.steps[..count] {
            dom::set_attribute(step, "hidden", "");
        }
    }
}

impl Default for Hint {
    fn default() -> Self {
        Self::new()
    }
}

fn take_away(element: &HtmlElement) {
    element.set_hidden(true);
    remembered::keep(Choice::HintSeen, "yes");
}
