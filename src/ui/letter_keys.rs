//! `#letter-keys`: whether letters, digits and signs are shortcuts without Ctrl. Some people turn them off: speech input
//! types what it hears, and a hand that trembles hits what it does not mean (WCAG 2.1.4).
//!
//! Kept from visit to visit. Knows no key.

use web_sys::{Element, HtmlInputElement};

use super::dom;
use super::remembered::{self, Choice};

/// The switch.
pub struct LetterKeys {
    switch: HtmlInputElement,
    root: Element,
}

impl LetterKeys {
    /// As it was left on an earlier visit; on at the first.
    pub fn new() -> Self {
        let keys = Self {
            switch: dom::by_id("letter-keys"),
            root: dom::root(),
        };
        keys.switch
            .set_checked(remembered::recall(Choice::LetterKeys).as_deref() != Some("off"));
        keys.show();
        keys
    }

    /// The element, for its listener.
    pub fn switch(&self) -> &HtmlInputElement {
        &self.switch
    }

    /// Whether they are.
    pub fn are_on(&self) -> bool {
        self.switch.checked()
    }

    /// The switch was moved.
    pub fn switched(&self) {
        remembered::keep(Choice::LetterKeys, if self.are_on() { "on" } else { "off" });
        self.show();
    }

    /// Keys that do nothing are not shown beside what they did.
    fn show(&self) {
        self.root
            .toggle_attribute_with_force("data-letters-off", !self.are_on())
            .expect("the attribute's name is valid");
    }
}

impl Default for LetterKeys {
    fn default() -> Self {
        Self::new()
    }
}
