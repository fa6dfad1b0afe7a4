//! Light, dark, or as the system: the choice, kept from visit to visit.
//!
//! Sets `data-theme` on the root element, which the style sheets obey; without it they follow the
//! system. Knows no colours but those of the browser's own bar.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlMetaElement};

use super::remembered::{self, Choice};
use super::texts::{Text, sentences};
use super::{dom, language};

/// Which colours the page is shown in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Appearance {
    /// As the system is set.
    Automatic,
    /// Dark ink on paper.
    Light,
    /// Light ink on black.
    Dark,
}

impl Appearance {
    const ALL: [Self; 3] = [Self::Automatic, Self::Light, Self::Dark];

    /// The name in the browser's storage and, but for the automatic one, in `data-theme`.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Automatic => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The appearance called `id`, if there is one.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.id() == id)
    }

    /// The one that the next press of the button gives.
    pub const fn next(self) -> Self {
        match self {
            Self::Automatic => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::Automatic,
        }
    }

    /// Its name for people.
    pub const fn name(self) -> Text {
        match self {
            Self::Automatic => sentences::APPEARANCE_AUTOMATIC,
            Self::Light => sentences::APPEARANCE_LIGHT,
            Self::Dark => sentences::APPEARANCE_DARK,
        }
    }
}

/// The root's attribute and the words on the button.
pub struct AppearanceView {
    root: Element,
    words: Element,
    now: Appearance,
}

impl AppearanceView {
    /// Shows the page as chosen on an earlier visit.
    pub fn new() -> Self {
        let kept = remembered::recall(Choice::Appearance);
        let view = Self {
            root: dom::root(),
            words: dom::by_id("appearance-now"),
            now: kept
                .and_then(|id| Appearance::from_id(&id))
                .unwrap_or(Appearance::Automatic),
        };
        view.show();
        view
    }

    /// Goes on to the next appearance and keeps it; gives back its name.
    pub fn switch(&mut self) -> Text {
        self.now = self.now.next();
        remembered::keep(Choice::Appearance, self.now.id());
        self.show();
        self.now.name()
    }

    /// Brings attribute and words up to date, after a switch of the language too.
    pub fn show(&self) {
        match self.now {
            Appearance::Automatic => self.root.remove_attribute("data-theme"),
            chosen => self.root.set_attribute("data-theme", chosen.id()),
        }
        .expect("the attribute's name is valid");
        language::write(&self.words, &self.now.name());
        tint_the_browser(self.now);
    }
}

impl Default for AppearanceView {
    fn default() -> Self {
        Self::new()
    }
}

/// Lets the browser's own bar follow: index.html has a `theme-color` for either setting of the
/// system, and the one that is wanted is made to apply always.
fn tint_the_browser(appearance: Appearance) {
    for element in dom::all("meta[name=theme-color]") {
        let meta: HtmlMetaElement = element.unchecked_into();
        let own = meta.get_attribute("data-scheme").unwrap_or_default();
        let media = match appearance {
            Appearance::Automatic => format!("(prefers-color-scheme: {own})"),
            chosen if chosen.id() == own => "all".to_owned(),
            _ => "not all".to_owned(),
        };
        dom::set_attribute(&meta, "media", &media);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_presses_lead_back_to_the_system_s_setting() {
        let mut now = Appearance::Automatic;
        let mut seen = Vec::new();
        for _ in 0..3 {
            now = now.next();
            seen.push(now);
        }
        assert_eq!(
            seen,
            [Appearance::Light, Appearance::Dark, Appearance::Automatic]
        );
    }

    #[test]
    fn every_appearance_is_found_by_the_id_it_is_kept_under() {
        for appearance in Appearance::ALL {
            assert_eq!(Appearance::from_id(appearance.id()), Some(appearance));
        }
        assert_eq!(Appearance::from_id("sepia"), None);
    }
}
