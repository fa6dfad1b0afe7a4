//! A folder is enough: a subject that only tests know gets all that the facades have, and stays another subject.

#[path = "../../subjects/tests/known/shelves.rs"]
mod shelves;

use facade_subjects::{ALL, KnownSubject};

use crate::paint::{Scheme, dice};
use crate::pixel_rect::PixelRect;
use crate::shape::Shape;
use crate::subject::{self, Class, Feed, Subject};
use crate::{Editor, Tool, procedural_shapes, rasterise};
use shelves::{BOARD, BOOK, SHELVES, WALL};

fn classes() -> Vec<Class> {
    let class = |class: &facade_subjects::LabelClass| Class {
        id: class.id,
        name: class.name.to_owned(),
        color: class.color,
    };
    SHELVES.classes.iter().map(class).collect()
}

fn of(known: &[&'static KnownSubject]) -> Subject {
    Subject::among(known, Feed::Labels, classes()).unwrap()
}

/// A test runs in a thread of its own, and the subject is a thread's.
fn draw_shelves() {
    subject::begin(of(&[ALL[0], &SHELVES]));
}

#[test]
fn a_list_of_classes_is_enough_to_be_known_by() {
    let (known, unknown) = (of(&[ALL[0], &SHELVES]), of(ALL));
    assert_eq!(known.known().unwrap().name, "shelves");
    assert!(unknown.known().is_none());
    assert!(!known.is_facades());
    // What is known of it changes nothing of what documents and links say.
    assert_eq!(known.digest(), unknown.digest());
    assert_ne!(known.digest(), subject::current().digest());
    assert_eq!((known.ground(), known.pen()), (WALL, BOOK));
    assert_eq!((unknown.ground(), unknown.pen()), (WALL, BOARD));
    let entries = |subject: &Subject| -> Vec<_> {
        let entries = subject.entries().iter();
        let entry =
            |entry: &crate::action::Entry| (entry.name, entry.label, entry.shortcuts[0].key);
        entries.map(entry).collect()
    };
    assert_eq!(entries(&known)[1], ("board", "Board", "2"));
    assert_eq!(entries(&unknown)[1], ("class-4", "board", "2"));
    assert_eq!(known.words(BOARD).unwrap().tooltip.chinese, "放东西的隔板");
    assert_eq!(known.samples().len(), 1);
    assert_eq!(known.natural_color(BOOK), Some([120, 20, 20]));
    assert_eq!(unknown.natural_color(BOOK), None);
}

#[test]
fn its_made_up_drawings_are_stacked_in_its_order_and_grouped_by_its_rule() {
    draw_shelves();
    let document = procedural_shapes::document(5).unwrap();
    let classes: Vec<_> = document.shapes().iter().filter_map(Shape::class).collect();
    assert_eq!(classes, [WALL, BOARD, BOOK, BOOK, BOOK]);
    assert_eq!(document.groups(), [[1, 2, 3, 4]]);
    assert_ne!(procedural_shapes::document(6).unwrap(), document);
    for seed in 0..100 {
        let document = procedural_shapes::document(seed).unwrap();
        let raster = rasterise::rasterise(&document);
        assert!(raster.labels().contains(&BOOK), "seed {seed}");
    }
}

#[test]
fn where_nothing_is_known_nothing_is_made_up_and_nothing_belongs_together() {
    subject::begin(of(ALL));
    assert_eq!(procedural_shapes::document(5), None);
    assert_eq!(on_a_board().document().groups(), Vec::<Vec<usize>>::new());
}

#[test]
fn what_is_drawn_to_a_whole_is_one_set_with_it() {
    draw_shelves();
    let mut editor = on_a_board();
    assert_eq!(editor.document().groups(), [[0, 1]]);
    assert!(editor.undo());
    assert_eq!(editor.document().groups(), Vec::<Vec<usize>>::new());
}

/// A board, and a book that is drawn on it.
fn on_a_board() -> Editor {
    let area = PixelRect {
        left: 20,
        top: 100,
        right: 220,
        bottom: 110,
    };
    let board = Shape::Rectangle { class: BOARD, area };
    let mut editor = Editor::from_shapes(vec![board]).unwrap();
    editor.set_tool(Tool::Rectangle);
    editor.set_class(BOOK);
    editor.press(40.0, 60.0);
    editor.release(60.0, 100.0);
    assert_eq!(editor.document().shapes().len(), 2);
    editor
}

#[test]
fn dice_take_its_accents_from_another_palette_and_nothing_else() {
    draw_shelves();
    let plain = |value: u8| Scheme::from_slice(&[[value; 3]; 4]).unwrap();
    let palettes = [plain(60), plain(180)];
    let mut mixed = 0;
    for seed in 0..200 {
        let scheme = dice::throw(&palettes, seed, plain(0), |_| false);
        let is_bright = |class| scheme.of(class)[1] > 120;
        assert_eq!(is_bright(WALL), is_bright(BOARD), "seed {seed}");
        mixed += usize::from(is_bright(WALL) != is_bright(BOOK));
    }
    assert!((20..80).contains(&mixed), "{mixed} of 200");
}
