//! Words where something else than facades is drawn: they come with the subject, in place of some of the page's own. Of a
//! known subject its folder says some, and they go before all others.

use std::cell::RefCell;

use facade_editor::subject;

use super::Text;

/// A model is for another subject, and the browser keeps nothing that would let the page begin anew with it.
pub const NOT_REMEMBERED: Text = Text::fixed(
    "This model draws something else, and this browser keeps nothing for the page to begin anew with it.",
    "这个模型画的是别的内容，而浏览器不保存数据，无法用它重新开始。",
);

thread_local! {
    static WORDS: RefCell<Vec<(String, Text)>> = const { RefCell::new(Vec::new()) };
}

/// Takes up words, three lines each: the key of a text or the name of an action, with a dot for its tooltip; English; Chinese.
/// Of two with one key the last counts.
pub fn begin(words: &str) {
    let lines: Vec<&str> = words.split('\n').collect();
    let (rows, _) = lines.as_chunks();
    let row = |[key, english, chinese]: &[&str; 3]| {
        let text = Text::of((*english).to_owned(), (*chinese).to_owned());
        ((*key).to_owned(), text)
    };
    WORDS.set(rows.iter().rev().map(row).collect());
}

/// The words with this key, or the page's own.
pub fn or(key: &str, own: Text) -> Text {
    let known = subject::current().known();
    let known = known.map_or(&[][..], |known| known.page_words);
    if let Some((_, words)) = known.iter().find(|(name, _)| *name == key) {
        return (*words).into();
    }
    WORDS.with_borrow(|words| {
        let found = words.iter().find(|(name, _)| name == key);
        found.map_or(own, |(_, text)| text.clone())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_subject_says_stands_in_place_of_the_page_s_own_and_the_last_word_counts() {
        let own = || Text::fixed("Wall", "墙面");
        assert_eq!(or("part", own()), own());
        begin("part\nPart\n部分\npart\nInk\n颜色");
        assert_eq!(or("part", own()), Text::fixed("Ink", "颜色"));
        assert_eq!(or("part.", own()), own());
    }
}
