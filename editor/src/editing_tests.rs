//! Copying, grouping, aligning and corners: gestures replayed on a whole editor.

use facade_subjects::facades::classes::{CORNICE, DOOR, FACADE, SILL, WINDOW};

use super::rasterise::rasterise;
use super::selection_tests::{click, drag, rect, rectangle};
use super::*;
use pixel_rect::PixelRect;

fn at(x: f32, y: f32) -> Point {
    Point { x, y }
}

/// A wall, three windows at odd places, a cornice over the first, and a gable.
fn house() -> Editor {
    let mut editor = Editor::from_shapes(vec![
        rectangle(FACADE, rect(0, 0, 256, 256)),
        rectangle(WINDOW, rect(50, 60, 20, 30)),
        rectangle(WINDOW, rect(90, 63, 20, 30)),
        rectangle(WINDOW, rect(160, 58, 30, 30)),
        rectangle(CORNICE, rect(48, 56, 24, 4)),
        Shape::Polygon {
            class: DOOR,
            points: vec![
                at(100.0, 200.0),
                at(140.0, 160.0),
                at(180.0, 200.0),
                at(180.0, 230.0),
            ],
        },
    ])
    .unwrap();
    editor.set_tool(Tool::Select);
    editor.set_scale(2.0);
    editor
}

fn hold(editor: &mut Editor, shift: bool, copying: bool) {
    editor.set_modifiers(Modifiers {
        shift,
        snapping: false,
        copying,
    });
}

/// Selects shapes by their indices.
fn choose(editor: &mut Editor, indices: &[usize]) {
    editor.select(indices.to_vec());
}

fn area(editor: &Editor, index: usize) -> PixelRect {
    editor.document().shapes()[index].bounds()
}

fn corners(editor: &Editor, index: usize) -> Vec<(f32, f32)> {
    match &editor.document().shapes()[index] {
        Shape::Polygon { points, .. } => points.iter().map(|point| (point.x, point.y)).collect(),
        other => panic!("{other:?}"),
    }
}

/// The last operation was one step: undo gives the document of before, redo the one of after.
fn assert_one_step(editor: &mut Editor, before: &Document) {
    let after = editor.document().clone();
    assert_ne!(&after, before);
    assert!(rasterise(&after).labels() == editor.labels());
    assert!(editor.undo());
    assert_eq!(editor.document(), before);
    assert!(editor.redo());
    assert_eq!(editor.document(), &after);
}

#[test]
fn what_is_copied_is_pasted_a_step_aside_again_and_again_and_over_another_drawing_in_its_place() {
    let mut editor = house();
    choose(&mut editor, &[1, 4]);
    editor.group();
    let clip = editor.copied().unwrap();
    assert_eq!((clip.shapes().len(), clip.groups()), (2, vec![vec![0, 1]]));
    let before = editor.document().clone();
    assert!(editor.paste(&clip));
    assert_eq!(editor.selection(), [6, 7]);
    assert_eq!(area(&editor, 6), rect(58, 68, 20, 30));
    assert_eq!(editor.document().groups(), [vec![1, 4], vec![6, 7]]);
    assert_one_step(&mut editor, &before);
    editor.paste(&clip);
    assert_eq!(area(&editor, 8), rect(66, 76, 20, 30));
    // Again and again, to the corner and back from it.
    for _ in 0..100 {
        assert!(editor.paste(&clip));
    }
    let mut other = Editor::new();
    assert!(other.paste(&clip));
    assert_eq!(area(&other, 0), rect(50, 60, 20, 30));
    assert_eq!(
        (other.tool(), other.selection()),
        (Tool::Select, &[0, 1][..])
    );
}

#[test]
fn cutting_takes_away_in_one_step_and_nothing_is_copied_of_nothing() {
    let mut editor = house();
    assert!(editor.copied().is_none() && editor.cut().is_none());
    choose(&mut editor, &[2]);
    let before = editor.document().clone();
    let clip = editor.cut().unwrap();
    assert_eq!(clip.shapes(), [rectangle(WINDOW, rect(90, 63, 20, 30))]);
    assert_eq!(editor.document().shapes().len(), 5);
    assert_one_step(&mut editor, &before);
    editor.paste(&clip);
    assert_eq!(area(&editor, 5), rect(90, 63, 20, 30), "its place is free");
}

#[test]
fn a_copy_is_dragged_off_with_alt_and_dropped_where_it_was_there_is_none() {
    let mut editor = house();
    let before = editor.document().clone();
    hold(&mut editor, false, true);
    drag(&mut editor, (60.0, 75.0), (60.0, 128.0));
    assert_eq!(editor.document().shapes().len(), 7);
    assert_eq!(area(&editor, 1), rect(50, 60, 20, 30));
    assert_eq!(
        (editor.selection(), area(&editor, 2)),
        (&[2][..], rect(50, 113, 20, 30))
    );
    assert_one_step(&mut editor, &before);
    editor.undo();
    choose(&mut editor, &[1]);
    editor.press(60.0, 75.0);
    editor.drag(90.0, 90.0);
    assert_ne!(editor.labels(), rasterise(&before).labels());
    editor.drag(60.0, 75.0);
    editor.release(60.0, 75.0);
    assert_eq!((editor.document(), editor.selection()), (&before, &[1][..]));
    assert!(editor.labels() == rasterise(&before).labels());
    editor.press(60.0, 75.0);
    editor.drag(90.0, 90.0);
    editor.cancel();
    assert_eq!((editor.document(), editor.selection()), (&before, &[1][..]));
    assert!(editor.labels() == rasterise(&before).labels());
}

#[test]
fn a_group_is_selected_moved_and_copied_as_one_and_a_second_click_means_the_shape() {
    let mut editor = house();
    assert!(!editor.group(), "nothing is selected");
    choose(&mut editor, &[1, 4]);
    let before = editor.document().clone();
    assert!(editor.group() && !editor.can_group() && editor.can_ungroup());
    assert_one_step(&mut editor, &before);
    editor.select_none();
    hold(&mut editor, false, false);
    drag(&mut editor, (60.0, 75.0), (70.0, 75.0));
    assert_eq!((area(&editor, 1).left, area(&editor, 4).left), (60, 58));
    editor.select_none();
    click(&mut editor, 70.0, 75.0);
    assert_eq!(editor.selection(), [1, 4]);
    click(&mut editor, 70.0, 75.0);
    assert_eq!(editor.selection(), [1], "the second click");
    click(&mut editor, 70.0, 58.0);
    assert_eq!(editor.selection(), [4], "still inside");
    click(&mut editor, 100.0, 75.0);
    click(&mut editor, 70.0, 75.0);
    assert_eq!(editor.selection(), [1, 4], "from outside");
    editor.duplicate();
    assert_eq!(editor.document().groups(), [vec![1, 4], vec![5, 6]]);
    choose(&mut editor, &[2]);
    hold(&mut editor, true, false);
    click(&mut editor, 62.0, 85.0);
    assert_eq!(editor.selection(), [1, 2, 4], "Shift adds all of it");
    assert!(editor.ungroup());
    assert_eq!(editor.document().groups(), [vec![5, 6]]);
}

#[test]
fn a_group_of_different_parts_stays_what_it_is_when_a_part_is_chosen() {
    let mut editor = house();
    choose(&mut editor, &[1, 4]);
    editor.group();
    assert!(!editor.choose_class(DOOR));
    assert_eq!((editor.class(), editor.selection().len()), (DOOR, 0));
    choose(&mut editor, &[1]);
    assert!(editor.choose_class(DOOR));
}

#[test]
fn a_grid_of_a_group_is_groups() {
    let mut editor = house();
    choose(&mut editor, &[1, 4]);
    editor.group();
    editor.begin_repeat();
    editor.end_lingering();
    let groups = editor.document().groups();
    assert!(
        groups.len() >= 3 && groups.iter().all(|group| group.len() == 2),
        "{groups:?}"
    );
}

#[test]
fn shapes_are_put_in_line_and_at_even_distances_in_one_step_each() {
    let mut editor = house();
    let all = [1, 2, 3];
    choose(&mut editor, &all);
    let before = editor.document().clone();
    for (align, wanted) in [
        (Align::Top, [(50, 58), (90, 58), (160, 58)]),
        (Align::Bottom, [(50, 63), (90, 63), (160, 63)]),
        (Align::Middle, [(50, 60), (90, 60), (160, 60)]),
        (Align::Left, [(50, 60), (50, 63), (50, 58)]),
        (Align::Right, [(170, 60), (170, 63), (160, 58)]),
        (Align::Centre, [(110, 60), (110, 63), (105, 58)]),
    ] {
        assert!(editor.align(align), "{align:?}");
        let places = all.map(|index| (area(&editor, index).left, area(&editor, index).top));
        assert_eq!(places, wanted, "{align:?}");
        assert_one_step(&mut editor, &before);
        assert!(!editor.align(align), "{align:?} again");
        editor.undo();
    }
    assert!(editor.distribute(Spread::Across));
    let gaps = [
        area(&editor, 2).left - area(&editor, 1).right,
        area(&editor, 3).left - area(&editor, 2).right,
    ];
    assert_eq!(gaps, [35, 35]);
    assert_one_step(&mut editor, &before);
    choose(&mut editor, &[1, 2]);
    assert!(!editor.distribute(Spread::Down), "two have one gap");
    choose(&mut editor, &[1, 4]);
    editor.group();
    assert!(
        editor.align(Align::Centre),
        "one group: the drawing's middle"
    );
    let both = area(&editor, 1).union(area(&editor, 4));
    assert_eq!(both.left + both.right, 256);
    assert_eq!(area(&editor, 1).left - area(&editor, 4).left, 2);
}

#[test]
fn a_click_on_a_selected_polygon_shows_its_corners_and_they_are_led_added_and_taken_away() {
    let mut editor = house();
    hold(&mut editor, false, false);
    click(&mut editor, 150.0, 200.0);
    assert!(editor.corners().is_none() && editor.has_handles());
    click(&mut editor, 150.0, 200.0);
    assert_eq!(
        editor
            .corners()
            .map(|(points, chosen)| (points.len(), chosen)),
        Some((4, None))
    );
    assert!(!editor.has_handles());
    let before = editor.document().clone();
    assert_eq!(
        editor.hit_target(140.0, 160.0),
        HitTarget::Corner(CornerHandle::Corner(1))
    );
    drag(&mut editor, (140.4, 160.3), (150.0, 120.2));
    assert_eq!(corners(&editor, 5)[1], (150.0, 120.0));
    assert_one_step(&mut editor, &before);

    let before = editor.document().clone();
    assert_eq!(
        editor.hit_target(180.0, 215.0),
        HitTarget::Corner(CornerHandle::Middle(2))
    );
    drag(&mut editor, (180.0, 215.0), (200.0, 215.0));
    assert_eq!(corners(&editor, 5)[3], (200.0, 215.0));
    assert_eq!(corners(&editor, 5).len(), 5);
    assert_one_step(&mut editor, &before);

    let before = editor.document().clone();
    assert_eq!(editor.delete_corner(), Some(true), "the new one is chosen");
    assert_eq!(corners(&editor, 5).len(), 4);
    assert_one_step(&mut editor, &before);
    assert_eq!(editor.delete_corner(), None, "none is chosen");
    assert!(editor.select_next(true) && editor.nudge(3, 0, false));
    assert_eq!(corners(&editor, 5)[0], (103.0, 200.0));
    assert_eq!(editor.delete_corner(), Some(true));
    editor.select_next(true);
    assert_eq!(editor.delete_corner(), Some(false), "three are needed");
    assert!(editor.select_none() && editor.corners().is_none());
    assert_eq!(editor.selection(), [5], "the corners went first");
}

#[test]
fn a_press_on_a_corner_without_a_move_changes_nothing() {
    let mut editor = house();
    choose(&mut editor, &[5]);
    assert!(editor.toggle_corners());
    for (x, y) in [(140.0, 160.0), (180.0, 215.0)] {
        click(&mut editor, x, y);
        assert!(!editor.can_undo() && editor.revision() == 1);
    }
    editor.press(140.0, 160.0);
    editor.drag(100.0, 100.0);
    editor.cancel();
    assert!(!editor.can_undo());
    assert!(rasterise(editor.document()).labels() == editor.labels());
}

#[test]
fn what_is_drawn_to_a_window_is_one_set_with_it_in_the_same_step() {
    let mut editor = house();
    let put = |editor: &mut Editor, class: u8, from: (f32, f32), to: (f32, f32)| {
        editor.set_tool(Tool::Rectangle);
        editor.set_class(class);
        editor.press(from.0, from.1);
        editor.release(to.0, to.1);
        editor.set_tool(Tool::Select);
        editor.document().groups()
    };
    assert_eq!(
        put(&mut editor, SILL, (88.5, 93.5), (111.5, 96.5)),
        [vec![2, 6]]
    );
    assert_eq!(
        put(&mut editor, CORNICE, (88.5, 59.5), (111.5, 62.5)),
        [vec![2, 6, 7]]
    );
    assert_eq!(
        put(&mut editor, SILL, (20.5, 120.5), (40.5, 123.5)),
        [vec![2, 6, 7]],
        "at no window"
    );
    // A window under a cornice that was there before.
    assert_eq!(
        put(&mut editor, CORNICE, (20.5, 20.5), (40.5, 23.5)).len(),
        1
    );
    let before = editor.document().clone();
    assert_eq!(
        put(&mut editor, WINDOW, (22.5, 24.5), (38.5, 48.5)),
        [vec![2, 6, 7], vec![9, 10]]
    );
    editor.undo();
    assert_eq!(editor.document(), &before, "one step");
    editor.redo();
    click(&mut editor, 30.0, 40.0);
    assert_eq!(editor.selection(), [9, 10]);
    // Windows that somebody has made a group of stay that group.
    choose(&mut editor, &[1, 3]);
    editor.group();
    editor.set_tool(Tool::Rectangle);
    editor.set_class(SILL);
    editor.press(158.5, 88.5);
    editor.release(191.5, 91.5);
    assert_eq!(editor.document().groups().len(), 3);
    assert_eq!(editor.document().group(11), 0);
}
