//! `#hint`: three steps for a first visit. It goes at the visitor's own first stroke or change, or when it is
//! dismissed, and does not come again.

use web_sys::{Event, HtmlElement};

use super::dom;
use super::remembered::{self, Choice};

/// The hint; shown or gone.
pub struct Hint {
    element: HtmlElement,
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
        Self { element }
    }

    /// The visitor has drawn or changed something.
    pub fn stroke_made(&self) {
        if !self.element.hidden() {
            take_away(&self.element);
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
