//! What a page offers and says of a subject that is known, and of one that is not.

#[path = "../../../subjects/tests/known/shelves.rs"]
mod shelves;

use facade_subjects::{ALL, KnownSubject, LabelClass};

use super::*;
use crate::ui::drawing_colors;
use crate::ui::texts::{Text, actions, sentences, steps};
use facade_editor::action;
use facade_editor::paint::hex;
use shelves::{BOARD, SHELVES};

/// A test runs in a thread of its own, and the subject is a thread's.
fn draw_shelves(known: &[&'static KnownSubject]) {
    let class = |class: &LabelClass| Class {
        id: class.id,
        name: class.name.to_owned(),
        color: class.color,
    };
    let list = SHELVES.classes.iter().map(class).collect();
    subject::begin(Subject::among(known, Feed::Labels, list).unwrap());
}

fn lacking() -> Vec<&'static str> {
    let lacking = ACTIONS.iter().filter(|entry| lacks(entry.command));
    lacking.map(|entry| entry.name).collect()
}

#[test]
fn a_page_offers_what_is_known_of_its_subject() {
    assert_eq!(lacking(), Vec::<&str>::new());
    draw_shelves(&[ALL[0], &SHELVES]);
    assert_eq!(lacking(), ["street"]);
    draw_shelves(ALL);
    let mut lacking = lacking();
    lacking.sort_unstable();
    assert_eq!(lacking, ["drawing-colours", "random", "sample", "street"]);
}

#[test]
fn a_known_subject_speaks_for_itself_in_both_languages() {
    draw_shelves(&[&SHELVES]);
    // As the script says it of any list of classes.
    others::begin("clear.\nStart over from an empty drawing\n回到空白，从头画起\nboard.\nno\n不");
    let named = |name| action::by_name(ACTIONS, name).unwrap();
    let random = named("random");
    assert_eq!(
        actions::label(random),
        Text::fixed("Random shelf", "随机书架")
    );
    let clear = actions::explanation(named("clear"));
    assert_eq!(
        clear,
        Text::fixed("Start over from an empty drawing", "回到空白，从头画起")
    );
    assert_eq!(actions::class(BOARD), Text::fixed("Board", "隔板"));
    let board = action::by_name(subject::current().entries(), "board").unwrap();
    let explained = Text::fixed("A board to put things on", "放东西的隔板");
    assert_eq!(actions::explanation(board), explained);
    let sample = subject::current().samples()[0].name;
    assert_eq!(Text::from(sample), Text::fixed("Two books", "两本书"));
    assert_eq!(
        steps::named("random facade"),
        Text::fixed("random shelf", "随机书架")
    );
    let drawn = others::or("random drawn", sentences::RANDOM_DRAWN);
    assert_eq!(
        drawn,
        Text::fixed("A new shelf is drawn.", "已画好一个新书架。")
    );
}

#[test]
fn its_drawing_has_its_natural_colours_and_a_place_of_its_own_in_the_store() {
    draw_shelves(&[&SHELVES]);
    assert_eq!(hex(drawing_colors::of(BOARD)), "#a07850");
    let key = own_key("drawing");
    assert_eq!(shelf_key(&key), Some("drawing"));
    assert_ne!(key, "drawing");
    let other = std::thread::spawn(move || shelf_key(&key).is_none());
    assert!(other.join().unwrap(), "a facade's page reads it");
}
