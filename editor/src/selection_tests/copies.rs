//! Copies in a grid, and beyond the wall's middle.

use super::*;

#[test]
fn a_window_becomes_five_by_three_with_equal_gaps_in_one_step() {
    let mut editor = house();
    click(&mut editor, 60.0, 80.0);
    assert!(editor.begin_repeat());
    assert!(!editor.undo() && !editor.delete() && !editor.begin_repeat());
    // 20 wide, 10 apart wished for: five need 140 px, three of 30 need 90 + 2 × 15.
    editor.press(90.0, 90.0);
    editor.drag(194.0, 185.0);
    editor.release(194.0, 185.0);
    let grid = editor.grid().unwrap();
    assert_eq!((grid.columns, grid.rows), (5, 3));
    assert_eq!((grid.gap_x, grid.gap_y), (11, 17));
    assert!(editor.end_lingering());
    assert_eq!(editor.document().shapes().len(), 5 + 14);
    assert_eq!(editor.selection().len(), 15);
    assert_eq!(editor.undo_what(), Some("repeat"));
    assert_sound(&editor);
    assert!(editor.undo() && !editor.can_undo());
    assert_eq!(editor.document().shapes().len(), 5);
}

#[test]
fn a_class_chosen_right_after_placing_copies_is_for_what_comes_next() {
    let mut editor = house();
    click(&mut editor, 60.0, 80.0);
    assert!(editor.begin_repeat());
    editor.press(90.0, 90.0);
    editor.release(194.0, 185.0);
    assert!(editor.end_lingering());
    let before = editor.document().clone();
    assert!(!editor.choose_class(SHOP));
    assert_eq!(editor.document(), &before);
    assert!(editor.selection().is_empty());
    // Selected by hand they change.
    click(&mut editor, 60.0, 80.0);
    assert!(editor.choose_class(SHOP));
    assert_ne!(editor.document(), &before);
}

#[test]
fn a_grid_obeys_keys_goes_leftward_and_vanishes_when_dropped() {
    let mut editor = house();
    click(&mut editor, 110.0, 75.0);
    let labels = editor.labels().to_vec();
    assert!(editor.begin_repeat());
    let first = editor.grid().unwrap();
    assert_eq!((first.columns, first.rows, first.gap_x), (3, 1, 10));
    editor.count_grid(-3, 2);
    let grid = editor.grid().unwrap();
    assert_eq!((grid.columns, grid.rows), (2, 3));
    assert!(grid.area.left < 100, "to the left of the original");
    editor.space_grid(3, -15);
    let grid = editor.grid().unwrap();
    assert_eq!((grid.gap_x, grid.gap_y), (13, 0));
    assert_eq!(grid.area.left, 100 - 33);
    editor.space_grid(-999, -999);
    assert_eq!(editor.grid().unwrap().gap_x, 0);
    editor.count_grid(-999, 999);
    assert_eq!(editor.grid().unwrap().columns, 6);
    editor.cancel();
    assert!(editor.labels() == labels && !editor.can_undo());
    assert_eq!(editor.selection(), [3]);
}

#[test]
fn mirrored_copies_stand_at_the_same_distance_beyond_the_walls_middle() {
    let mut editor = house();
    click(&mut editor, 60.0, 80.0);
    assert!(editor.mirror());
    assert_eq!(editor.selection(), [3]);
    assert_eq!(
        area(&editor, 3),
        rect(190, 60, 20, 30),
        "the wall spans 30 to 230"
    );
    assert!(editor.undo());
    editor.select_none();
    let before = editor.document().clone();
    assert!(editor.mirror());
    assert_eq!(area(&editor, 3), rect(140, 60, 20, 30));
    assert!(editor.mirror());
    assert_eq!(area(&editor, 3), area(&house(), 3));
    assert!(editor.undo() && editor.undo());
    assert_eq!(*editor.document(), before);
    assert_sound(&editor);
}
