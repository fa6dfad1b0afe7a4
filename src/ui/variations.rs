//! Other versions of the picture, from models that were trained with dropout.
//!
//! The usual version drops nothing and is the same for everybody; another one follows from its
//! number and from how much is dropped. Choosing one asks for a new picture of the same drawing, and
//! so counts as a change of it. Knows no engine.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement};

use super::app::App;
use super::dom;
use super::texts::looking as texts;
use facade_protocol::Variation;

/// Which version is wanted. Pure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wanted {
    /// 0 is the usual version.
    number: u32,
    strength: f32,
    changes: u32,
}

impl Wanted {
    /// The usual version.
    pub const USUAL: Self = Self {
        number: 0,
        strength: 1.0,
        changes: 0,
    };

    /// What the engine is asked for.
    pub fn variation(&self) -> Option<Variation> {
        (self.number > 0).then_some(Variation {
            seed: self.number,
            strength: self.strength,
        })
    }

    /// How often the picture of an unchanged drawing was asked for anew.
    pub fn changes(&self) -> u32 {
        self.changes
    }

    fn number(&mut self, number: u32) {
        self.changes += u32::from(number != self.number);
        self.number = number;
    }

    fn strength(&mut self, strength: f32) {
        // Of the usual version it is no part.
        self.changes += u32::from(self.number > 0 && strength != self.strength);
        self.strength = strength;
    }
}

/// The version that is wanted, and its controls.
pub struct Variations {
    wanted: Wanted,
    buttons: Vec<HtmlElement>,
    row: HtmlElement,
    strength: HtmlInputElement,
    strength_value: Element,
}

impl Variations {
    /// Takes hold of the elements, hidden until a model has variations.
    pub fn new() -> Self {
        let buttons = ["vary", "usual-version"].map(|action| {
            let buttons = dom::all(&format!("button[data-action={action}]"));
            buttons.into_iter().map(JsCast::unchecked_into)
        });
        Self {
            wanted: Wanted::USUAL,
            buttons: buttons.into_iter().flatten().collect(),
            row: dom::by_id("variation-row"),
            strength: dom::by_id("variation-strength"),
            strength_value: dom::by_id("variation-strength-value"),
        }
    }

    /// The version that is wanted.
    pub fn wanted(&self) -> Wanted {
        self.wanted
    }

    /// The slider, for its listener.
    pub fn strength(&self) -> &HtmlInputElement {
        &self.strength
    }

    /// Takes the strength over from the slider.
    pub fn set_strength(&mut self) {
        let per_cent = self.strength.value_as_number();
        self.wanted.strength(per_cent as f32 / 100.0);
        let text = format!("{per_cent} %");
        self.strength_value.set_text_content(Some(&text));
        dom::set_attribute(&self.strength, "aria-valuetext", &text);
    }

    /// Shows the controls where the model has variations.
    pub fn show(&self, offered: bool) {
        let hide = |element: &HtmlElement, hidden: bool| {
            if element.hidden() != hidden {
                element.set_hidden(hidden);
            }
        };
        for button in &self.buttons {
            hide(button, !offered);
        }
        hide(&self.row, !offered || self.wanted.number == 0);
    }
}

impl Default for Variations {
    fn default() -> Self {
        Self::new()
    }
}

impl App {
    pub(super) fn vary(&mut self, offered: bool) {
        let next = self.variations.wanted.number + 1;
        self.choose_version(offered, next);
    }

    pub(super) fn usual_version(&mut self, offered: bool) {
        self.choose_version(offered, 0);
    }

    fn choose_version(&mut self, offered: bool, number: u32) {
        if !offered {
            self.status.announce(&texts::ONE_VERSION_ONLY);
            return;
        }
        self.variations.wanted.number(number);
        self.status.announce(&match number {
            0 => texts::USUAL_VERSION,
            _ => texts::ANOTHER_VERSION,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_version_asks_for_nothing_and_its_strength_changes_nothing() {
        let mut wanted = Wanted::USUAL;
        wanted.number(0);
        wanted.strength(0.5);
        assert_eq!(wanted.variation(), None);
        assert_eq!(wanted.changes(), 0);
    }

    #[test]
    fn every_choice_of_another_version_asks_for_a_picture() {
        let mut wanted = Wanted::USUAL;
        wanted.number(1);
        wanted.strength(0.5);
        wanted.strength(0.5);
        assert_eq!(wanted.changes(), 2);
        let expected = Variation {
            seed: 1,
            strength: 0.5,
        };
        assert_eq!(wanted.variation(), Some(expected));
        wanted.number(0);
        assert_eq!(wanted.variation(), None);
        assert_eq!(wanted.changes(), 3);
    }
}
