//! Every text that a person sees or hears, in English and Chinese.
//!
//! A [`Text`] is made in both languages at once, so one that lacks a language does not compile,
//! and whatever keeps a text (a notice, the status) can show it in the other language the moment
//! a person switches. Which language is wanted is asked only where text enters the document
//! ([`language`](super::language)). Pure: knows no DOM.
//!
//! How to add a text
//! - **in index.html**: write the English there, mark the element with `data-text="key"`
//!   (its content), `data-text-label="key"` (its `aria-label`) or `data-text-title="key"` (its
//!   tooltip), and add the key to [`page::PAGE`]. Elements that the program makes may carry the
//!   same marks: [`language::mark`](super::language::mark) sets one and fills it in. A test
//!   compares file and table.
//! - **of a button in the editor's action table**: English in `editor::action`, Chinese under the
//!   entry's name in [`actions`]. A test finds the missing ones.
//! - **of a part or a sample of what is drawn**: in the subject's folder, `subjects/facades` say.
//! - **a sentence** (announcement, notice): a constant or, with values, a function giving [`Text`]
//!   in [`sentences`] or in a file of its own beside it.
//! - **the name of a step in history** (`undo_what`): [`steps`].

pub mod actions;
pub mod critic;
pub mod engines;
pub mod files;
pub mod help;
pub mod looking;
pub mod models;
pub mod others;
pub mod page;
pub mod paint;
pub mod photo;
pub mod recent;
pub mod refining;
pub mod selecting;
pub mod sentences;
pub mod steps;
pub mod street;

#[cfg(test)]
mod index_tests;

use std::borrow::Cow;

use facade_subjects::Words;

/// A language of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// British spelling where it differs.
    English,
    /// Simplified Chinese.
    Chinese,
}

impl Language {
    /// The name in addresses and in the browser's storage.
    pub const fn id(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh",
        }
    }

    /// The language called `id`, if there is one.
    pub fn from_id(id: &str) -> Option<Self> {
        [Self::English, Self::Chinese]
            .into_iter()
            .find(|language| language.id() == id)
    }

    /// The value of `<html lang>`: it also chooses among the shapes that Chinese and Japanese
    /// typefaces give the same character.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-Hans",
        }
    }

    /// The language for someone whose browser asks for this one (`navigator.language`).
    pub fn for_browser(tag: &str) -> Self {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        if primary.eq_ignore_ascii_case("zh") {
            Self::Chinese
        } else {
            Self::English
        }
    }

    /// The one that the switch leads to.
    pub const fn other(self) -> Self {
        match self {
            Self::English => Self::Chinese,
            Self::Chinese => Self::English,
        }
    }
}

/// The page's language: what the address asks for, else what was chosen on an earlier visit, else
/// the browser's.
pub fn choose(asked: Option<&str>, remembered: Option<&str>, browser: &str) -> Language {
    asked
        .and_then(Language::from_id)
        .or_else(|| remembered.and_then(Language::from_id))
        .unwrap_or_else(|| Language::for_browser(browser))
}

/// One text in every language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    english: Cow<'static, str>,
    chinese: Cow<'static, str>,
}

impl Text {
    /// A text without values.
    pub const fn fixed(english: &'static str, chinese: &'static str) -> Self {
        Self {
            english: Cow::Borrowed(english),
            chinese: Cow::Borrowed(chinese),
        }
    }

    /// A text made of values.
    pub fn of(english: String, chinese: String) -> Self {
        Self {
            english: english.into(),
            chinese: chinese.into(),
        }
    }

    /// No text.
    pub const fn empty() -> Self {
        Self::fixed("", "")
    }

    /// In one language.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::English => &self.english,
            Language::Chinese => &self.chinese,
        }
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.english.is_empty()
    }

    /// This and the next, in a line of short facts.
    pub fn beside(&self, next: &Self) -> Self {
        if self.is_empty() {
            return next.clone();
        }
        if next.is_empty() {
            return self.clone();
        }
        let join = |one: &str, two: &str| format!("{one} · {two}");
        Self::of(
            join(&self.english, &next.english),
            join(&self.chinese, &next.chinese),
        )
    }

    /// This sentence and the next. Chinese sentences stand without a space between them.
    pub fn then(&self, next: &Self) -> Self {
        if self.is_empty() {
            return next.clone();
        }
        if next.is_empty() {
            return self.clone();
        }
        Self::of(
            format!("{} {}", self.english, next.english),
            format!("{}{}", self.chinese, next.chinese),
        )
    }
}

impl From<Words> for Text {
    fn from(words: Words) -> Self {
        Self::fixed(words.english, words.chinese)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_goes_before_memory_and_memory_before_the_browser() {
        use Language::{Chinese, English};
        assert_eq!(choose(Some("zh"), Some("en"), "en-GB"), Chinese);
        assert_eq!(choose(Some("fr"), Some("zh"), "en-GB"), Chinese);
        assert_eq!(choose(None, Some("en"), "zh-CN"), English);
        assert_eq!(choose(None, Some("rubbish"), "zh-TW"), Chinese);
        assert_eq!(choose(None, None, "de"), English);
        assert_eq!(choose(None, None, ""), English);
    }

    #[test]
    fn only_chinese_browsers_are_given_chinese() {
        for tag in ["zh", "zh-CN", "zh-Hant-TW", "ZH-HK", "zh_CN"] {
            assert_eq!(Language::for_browser(tag), Language::Chinese, "{tag}");
        }
        assert_eq!(Language::for_browser("zha"), Language::English);
    }

    #[test]
    fn sentences_are_joined_with_a_space_in_english_only() {
        let one = Text::fixed("One.", "一。");
        let two = Text::fixed("Two.", "二。");
        assert_eq!(one.then(&two), Text::fixed("One. Two.", "一。二。"));
        assert_eq!(one.then(&Text::empty()), one);
        assert_eq!(Text::empty().then(&two), two);
    }
}
