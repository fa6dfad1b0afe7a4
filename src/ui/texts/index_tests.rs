//! index.html against the tables: every word in it is marked, and says in English what its mark
//! says.

use super::Language::{Chinese, English};
use super::{actions, page};
use facade_editor::{action, subject};

const INDEX: &str = include_str!("../../../index.html");

/// Elements without an end tag.
const VOID: [&str; 6] = ["br", "img", "input", "link", "meta", "rect"];

/// An element that is open.
struct Element<'a> {
    name: &'a str,
    /// Its start tag between the angle brackets.
    tag: &'a str,
}

impl Element<'_> {
    fn attribute(&self, name: &str) -> Option<&str> {
        let (_, rest) = self.tag.split_once(&format!(" {name}=\""))?;
        Some(rest.split_once('"')?.0)
    }
}

/// Calls `visit` for each start tag (`None`) and each text in the body, with the elements around
/// it from the outermost to the innermost.
fn walk(mut visit: impl FnMut(&[Element<'_>], Option<&str>)) {
    let mut open: Vec<Element<'_>> = Vec::new();
    let (_, body) = INDEX.split_once("<body").expect("a body");
    for piece in body.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').expect("no bare angle bracket");
        if let Some(name) = tag.strip_prefix('/') {
            if name == "body" {
                return;
            }
            let ended = open.pop().expect("an end tag has its start tag");
            assert_eq!(ended.name, name, "tags are nested");
        } else if !tag.starts_with('!') {
            let name = tag.split_whitespace().next().expect("a name");
            open.push(Element { name, tag });
            visit(&open, None);
            if tag.ends_with('/') || VOID.contains(&name) {
                open.pop();
            }
        }
        if !text.trim().is_empty() {
            visit(&open, Some(text.trim()));
        }
    }
}

fn english(key: &str) -> String {
    let text = page::by_key(key).unwrap_or_else(|| panic!("no text has the key {key}"));
    text.get(English).to_owned()
}

/// Whether the program writes the label of the button around it here.
fn is_name(element: &Element<'_>) -> bool {
    let classes = element.attribute("class").unwrap_or_default();
    classes.split_whitespace().any(|class| class == "name")
}

/// What the button around this element is called in the action tables.
fn label_of_button(around: &[Element<'_>]) -> Option<String> {
    let button = around.iter().rfind(|element| element.name == "button")?;
    let tables = [
        ("data-action", action::ACTIONS),
        ("data-tool", action::TOOLS),
        ("data-class", subject::current().entries()),
        ("data-command", action::ACTIONS),
    ];
    let entry = tables.iter().find_map(|(attribute, table)| {
        let name = button.attribute(attribute)?;
        action::by_name(table, name)
    })?;
    Some(actions::label(entry).get(English).to_owned())
}

#[test]
fn every_text_of_the_page_is_marked_and_is_the_tables_english() {
    let mut seen = 0;
    walk(|around, text| {
        let (Some(text), Some(element)) = (text, around.last()) else {
            return;
        };
        // Without the program nothing is filled in: those texts are in both languages.
        let is_static = around.iter().any(|element| element.name == "noscript");
        // Keys are labelled alike everywhere.
        let is_value = !text.contains(char::is_alphabetic);
        if is_static || is_value || element.name == "kbd" {
            return;
        }
        // Shows a value with its unit; the program writes it at once.
        if element.attribute("id") == Some("brush-width-value") {
            return;
        }
        seen += 1;
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some(key) = element.attribute("data-text") {
            assert_eq!(english(key), text, "data-text={key}");
        } else if is_name(element) {
            assert_eq!(label_of_button(around).as_deref(), Some(text.as_str()));
        } else {
            panic!("“{text}” carries no data-text");
        }
    });
    assert!(seen > 15, "only {seen} texts found");
}

#[test]
fn every_label_and_tooltip_of_the_page_is_marked_and_is_the_tables_english() {
    let marks = [
        ("aria-label", "data-text-label"),
        ("title", "data-text-title"),
        ("placeholder", "data-text-placeholder"),
        ("alt", "data-text-alt"),
    ];
    walk(|around, text| {
        let (None, Some(element)) = (text, around.last()) else {
            return;
        };
        for (attribute, mark) in marks {
            // An empty `alt` says that the picture says nothing.
            let written = element.attribute(attribute).filter(|it| !it.is_empty());
            let wanted = element.attribute(mark).map(english);
            assert_eq!(
                written,
                wanted.as_deref(),
                "{attribute} of <{}>",
                element.tag
            );
        }
    });
}

#[test]
fn the_title_is_the_tables_english() {
    let title = format!("<title>{}</title>", page::TITLE.get(English));
    assert!(INDEX.contains(&title));
}

#[test]
fn keys_stand_once_and_have_words_in_both_languages() {
    for (index, (key, text)) in page::PAGE.iter().enumerate() {
        let first = page::PAGE.iter().position(|(other, _)| other == key);
        assert_eq!(first, Some(index), "{key} stands twice");
        for language in [English, Chinese] {
            assert!(!text.get(language).trim().is_empty(), "{key}");
        }
    }
}
