//! Paint in the document and its history, and where it comes from.

use facade_model::paint::Seen;
use facade_subjects::facades::classes::{CLASS_COUNT, CLASSES, DOOR, FACADE, WINDOW};

use super::*;
use crate::document::Document;
use crate::procedural_shapes;
use crate::shape::Shape;

/// Palettes that no house has, but each another.
fn palettes() -> Vec<Scheme> {
    (0..24_u8)
        .map(|palette| {
            let color = |class| [10 * palette, 20 * class, 255 - 10 * palette];
            Scheme((0..CLASS_COUNT as u8).map(color).collect())
        })
        .collect()
}

fn plain(value: u8) -> Scheme {
    Scheme([[value; 3]; CLASS_COUNT].into())
}

fn painted(editor: &Editor) -> Option<Color> {
    editor.paint().map(|paint| paint.of(FACADE))
}

#[test]
fn what_is_tried_shows_at_once_and_is_one_step_in_the_end() {
    let mut editor = Editor::new();
    for value in 1..=50 {
        let before = editor.revision();
        assert!(editor.try_paint(plain(value)));
        assert_ne!(editor.revision(), before, "another picture is due");
        assert_eq!(painted(&editor), Some([value; 3]));
        assert_eq!(editor.document().paint(), None);
    }
    let before = editor.revision();
    assert!(editor.settle_paint());
    assert_eq!(editor.revision(), before, "nothing new is on show");
    assert_eq!(editor.history.steps(), 1);
    assert_eq!(editor.undo_what(), Some("colour"));
    assert!(editor.undo());
    assert_ne!(editor.revision(), before);
    assert_eq!(editor.paint(), None);
    assert!(editor.redo());
    assert_eq!(painted(&editor), Some([50; 3]));
}

#[test]
fn a_colour_that_comes_back_to_where_it_was_is_no_step() {
    let mut editor = Editor::new();
    editor.set_paint(Some(plain(9)), "palette");
    editor.try_paint(plain(10));
    editor.try_paint(plain(9));
    assert!(!editor.settle_paint());
    assert_eq!(editor.history.steps(), 1);
}

#[test]
fn whatever_comes_after_a_tried_colour_is_a_step_after_it() {
    let mut editor = Editor::new();
    editor.try_paint(plain(1));
    editor.press(10.0, 10.0);
    editor.release(40.0, 40.0);
    assert_eq!(editor.undo_what(), Some("rectangle"));
    editor.undo();
    assert_eq!(editor.undo_what(), Some("colour"));
    editor.undo();
    assert_eq!((editor.can_undo(), editor.paint()), (false, None));
    editor.try_paint(plain(2));
    assert!(editor.can_undo(), "what is tried can be taken back");
    assert!(editor.undo());
    assert_eq!(editor.paint(), None);
}

#[test]
fn paint_and_shapes_go_back_and_forth_together() {
    let mut editor = Editor::from_shapes(procedural_shapes::shapes(3).unwrap()).unwrap();
    let mut states = vec![(editor.document().clone(), editor.labels().to_vec())];
    let note = |editor: &Editor, states: &mut Vec<_>| {
        states.push((editor.document().clone(), editor.labels().to_vec()));
    };
    assert!(editor.set_paint(Some(plain(4)), "palette"));
    note(&editor, &mut states);
    let other = Document::from_shapes(procedural_shapes::shapes(5).unwrap()).unwrap();
    assert!(editor.open(other.with_paint(Some(plain(5))), "link"));
    note(&editor, &mut states);
    assert!(editor.clear());
    assert_eq!(
        painted(&editor),
        Some([5; 3]),
        "a bare wall keeps its colour"
    );
    note(&editor, &mut states);
    assert!(editor.set_paint(None, "usual colours"));
    note(&editor, &mut states);
    assert!(!editor.set_paint(None, "usual colours"));
    for state in states.iter().rev().skip(1) {
        assert!(editor.undo());
        assert_eq!((editor.document(), editor.labels()), (&state.0, &*state.1));
    }
    for state in &states[1..] {
        assert!(editor.redo());
        assert_eq!((editor.document(), editor.labels()), (&state.0, &*state.1));
    }
}

#[test]
fn a_drawing_that_differs_in_its_paint_alone_is_another_one() {
    let mut editor = Editor::from_shapes(procedural_shapes::shapes(3).unwrap()).unwrap();
    let same = editor.document().clone();
    let before = editor.revision();
    assert!(!editor.open(same.clone(), "link"));
    assert!(editor.open(same.with_paint(Some(plain(7))), "link"));
    assert_ne!(editor.revision(), before);
    assert!(editor.undo());
    assert_eq!(editor.paint(), None);
}

#[test]
fn in_the_middle_of_a_stroke_nothing_is_painted() {
    let mut editor = Editor::new();
    editor.press(10.0, 10.0);
    assert!(!editor.try_paint(plain(1)));
    assert!(!editor.set_paint(Some(plain(1)), "dice"));
    editor.release(40.0, 40.0);
    assert_eq!(editor.paint(), None);
    assert!(matches!(
        editor.document().shapes(),
        [Shape::Rectangle { .. }]
    ));
}

#[test]
fn colours_are_written_as_in_style_sheets() {
    assert_eq!(hex([0, 171, 255]), "#00abff");
    assert_eq!(from_hex("#00ABff"), Some([0, 171, 255]));
    for odd in ["00abff", "#abc", "#00abfg", "#+0abff", "#00abffff", ""] {
        assert_eq!(from_hex(odd), None, "{odd}");
    }
}

#[test]
fn dice_follow_their_seed_stay_near_houses_and_leave_locked_parts_alone() {
    let palettes = palettes();
    let now = plain(77);
    let thrown = |seed| dice::throw(&palettes, seed, now.clone(), |class| class == DOOR);
    let mut all = std::collections::HashSet::new();
    for seed in 0..200 {
        let scheme = thrown(seed);
        assert_eq!(scheme, thrown(seed), "seed {seed}");
        assert_eq!(scheme.of(DOOR), [77; 3], "seed {seed}");
        let wall = scheme.of(FACADE);
        let nearest = palettes
            .iter()
            .map(|palette| distance(palette.of(FACADE), wall));
        let nearest = nearest.fold(f32::INFINITY, f32::min);
        assert!(
            nearest < 220.0,
            "seed {seed}: {wall:?} is {nearest} from any house's wall"
        );
        all.insert(scheme);
    }
    assert!(all.len() > 195, "{} different houses of 200", all.len());
    assert_eq!(dice::throw(&[], 1, now.clone(), |_| false), now);
}

#[test]
fn a_photo_gives_the_colours_it_shows_and_the_nearest_house_the_others() {
    let palettes = palettes();
    let sight = |color, pixels| Some(Seen { color, pixels });
    let mut seen = vec![None; CLASS_COUNT];
    seen[usize::from(FACADE) - 1] = sight([121, 20, 134], 9_000);
    seen[usize::from(WINDOW) - 1] = sight([0, 0, 0], 3);
    let scheme = photo::taken(&seen, &palettes, plain(1)).unwrap();
    assert_eq!(scheme.of(FACADE), [121, 20, 134]);
    for class in CLASSES.iter().filter(|class| class.id != FACADE) {
        assert_eq!(
            scheme.of(class.id),
            palettes[12].of(class.id),
            "{}",
            class.name
        );
    }
    let alone = photo::taken(&seen, &[], plain(1)).unwrap();
    assert_eq!(alone, plain(1).with(FACADE, [121, 20, 134]));
    assert_eq!(
        photo::taken(&[None; CLASS_COUNT], &palettes, plain(1)),
        None
    );
}

#[test]
fn tints_are_houses_colours_unlike_each_other() {
    let palettes = palettes();
    let tints = tints::of_class(&palettes, WINDOW, 12);
    assert_eq!(tints.len(), 12);
    for (at, &tint) in tints.iter().enumerate() {
        assert!(palettes.iter().any(|palette| palette.of(WINDOW) == tint));
        for &other in &tints[..at] {
            assert!(distance(tint, other) > 16.0, "{tint:?} and {other:?}");
        }
    }
    assert_eq!(tints::of_class(&vec![plain(3); 5], WINDOW, 12), [[3; 3]]);
    assert!(tints::of_class(&[], WINDOW, 12).is_empty());
}
