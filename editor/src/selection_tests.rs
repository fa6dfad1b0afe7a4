//! Selecting, moving, resizing: gestures replayed on a whole editor.

mod copies;
mod making;

use facade_subjects::facades::classes::{BACKGROUND, CORNICE, DOOR, FACADE, SHOP, WINDOW};

use super::rasterise::rasterise;
use super::*;
use pixel_rect::PixelRect;

pub(super) fn rect(left: i32, top: i32, width: i32, height: i32) -> PixelRect {
    PixelRect {
        left,
        top,
        right: left + width,
        bottom: top + height,
    }
}

pub(super) fn rectangle(class: u8, area: PixelRect) -> Shape {
    Shape::Rectangle { class, area }
}

/// Sky, a wall, two windows with a cornice over the first.
fn house() -> Editor {
    let mut editor = Editor::from_shapes(vec![
        rectangle(BACKGROUND, PixelRect::CANVAS),
        rectangle(FACADE, rect(30, 20, 200, 230)),
        rectangle(WINDOW, rect(50, 60, 20, 30)),
        rectangle(WINDOW, rect(100, 60, 20, 30)),
        rectangle(CORNICE, rect(48, 56, 24, 6)),
    ])
    .unwrap();
    editor.set_tool(Tool::Select);
    editor.set_scale(2.0);
    editor
}

pub(super) fn drag(editor: &mut Editor, from: (f32, f32), to: (f32, f32)) {
    editor.press(from.0, from.1);
    editor.drag((from.0 + to.0) / 2.0, (from.1 + to.1) / 2.0);
    editor.release(to.0, to.1);
}

pub(super) fn click(editor: &mut Editor, x: f32, y: f32) {
    editor.press(x, y);
    editor.release(x, y);
}

fn with(editor: &mut Editor, shift: bool, snapping: bool) {
    editor.set_modifiers(Modifiers {
        shift,
        snapping,
        ..Modifiers::default()
    });
}

fn area(editor: &Editor, index: usize) -> PixelRect {
    editor.document().shapes()[index].bounds()
}

fn steps(editor: &mut Editor) -> usize {
    let mut steps = 0;
    while editor.undo() {
        steps += 1;
    }
    for _ in 0..steps {
        assert!(editor.redo());
    }
    steps
}

/// What every operation must leave behind: the raster of the document on show.
fn assert_sound(editor: &Editor) {
    assert!(rasterise(editor.document()).labels() == editor.labels());
    assert_eq!(limits::check(editor.document().shapes()), Ok(()));
}

#[test]
fn a_click_selects_the_topmost_shape_and_a_click_on_the_sky_nothing() {
    let mut editor = house();
    click(&mut editor, 60.0, 58.0);
    assert_eq!(editor.selection(), [4]);
    click(&mut editor, 60.0, 80.0);
    assert_eq!(editor.selection(), [2]);
    click(&mut editor, 150.0, 150.0);
    assert_eq!(editor.selection(), [1], "the wall");
    click(&mut editor, 5.0, 5.0);
    assert!(editor.selection().is_empty());
    assert!(!editor.can_undo() && editor.revision() == 1);
    let mut bare = Editor::from_shapes(vec![rectangle(SHOP, PixelRect::CANVAS)]).unwrap();
    bare.set_tool(Tool::Select);
    click(&mut bare, 5.0, 5.0);
    assert_eq!(bare.selection(), [0], "there is nothing else");
}

#[test]
fn shift_toggles_and_a_marquee_takes_what_it_holds_whole() {
    let mut editor = house();
    click(&mut editor, 60.0, 80.0);
    with(&mut editor, true, false);
    click(&mut editor, 110.0, 70.0);
    assert_eq!(editor.selection(), [2, 3]);
    click(&mut editor, 60.0, 80.0);
    assert_eq!(editor.selection(), [3]);
    with(&mut editor, false, false);
    editor.press(40.0, 50.0);
    editor.drag(90.0, 100.0);
    assert_eq!(editor.marquee(), Some(rect(40, 50, 51, 51)));
    assert_eq!(editor.selection(), [2, 4]);
    editor.drag(110.0, 100.0);
    assert_eq!(editor.selection(), [2, 4], "the other window reaches out");
    editor.cancel();
    assert_eq!(editor.selection(), [3]);
    drag(&mut editor, (130.0, 100.0), (20.0, 10.0));
    assert_eq!(editor.selection(), [2, 3, 4], "from the wall, and leftward");
    assert!(!editor.can_undo());
}

#[test]
fn dragging_moves_the_selection_as_one_step_and_keeps_the_order() {
    let mut editor = house();
    editor.press(60.0, 80.0);
    editor.drag(60.5, 80.5);
    assert_eq!(area(&editor, 2), rect(50, 60, 20, 30), "a trembling hand");
    editor.drag(70.0, 100.0);
    assert_eq!(editor.selection_bounds(), Some(rect(60, 80, 20, 30)));
    assert_eq!(editor.labels()[105 * 256 + 70], WINDOW);
    assert_eq!(
        area(&editor, 2),
        rect(50, 60, 20, 30),
        "not yet in the document"
    );
    assert!(!editor.can_undo());
    editor.release(70.0, 100.0);
    assert_eq!(area(&editor, 2), rect(60, 80, 20, 30));
    assert_sound(&editor);
    assert_eq!(editor.undo_what(), Some("move"));
    assert!(editor.undo() && !editor.can_undo());
    assert_eq!(area(&editor, 2), rect(50, 60, 20, 30));
    assert_eq!(editor.selection(), [2]);
    assert_sound(&editor);
}

#[test]
fn the_wall_moves_only_once_it_is_selected() {
    let mut editor = house();
    drag(&mut editor, (150.0, 150.0), (160.0, 160.0));
    assert!(!editor.can_undo());
    click(&mut editor, 150.0, 150.0);
    drag(&mut editor, (150.0, 150.0), (160.0, 160.0));
    assert_eq!(area(&editor, 1), rect(40, 30, 200, 230));
    assert_sound(&editor);
}

#[test]
fn a_moved_shape_never_leaves_the_drawing() {
    let mut editor = house();
    drag(&mut editor, (60.0, 80.0), (900.0, -900.0));
    assert_eq!(area(&editor, 2), rect(255, -29, 20, 30));
    assert_sound(&editor);
}

#[test]
fn handles_resize_flip_and_leave_a_pixel_and_a_cancelled_resize_leaves_no_trace() {
    let mut editor = house();
    click(&mut editor, 110.0, 70.0);
    assert!(matches!(
        editor.hit_target(120.0, 90.0),
        HitTarget::Resize(handles::Handle { x: 1, y: 1 })
    ));
    assert_eq!(editor.hit_target(110.0, 75.0), HitTarget::Move);
    drag(&mut editor, (120.0, 90.0), (140.0, 120.0));
    assert_eq!(area(&editor, 3), rect(100, 60, 40, 60));
    drag(&mut editor, (140.0, 120.0), (90.0, 60.0));
    assert_eq!(area(&editor, 3), rect(90, 60, 10, 1));
    assert_eq!(editor.undo_what(), Some("resize"));
    let labels = editor.labels().to_vec();
    editor.press(90.0, 61.0);
    editor.drag(20.0, 200.0);
    assert!(editor.labels() != labels);
    editor.cancel();
    assert!(editor.labels() == labels);
    assert_eq!(steps(&mut editor), 2);
    assert_sound(&editor);
}

#[test]
fn shift_keeps_proportions_and_holds_moves_to_one_direction() {
    let mut editor = house();
    click(&mut editor, 110.0, 70.0);
    with(&mut editor, true, true);
    drag(&mut editor, (120.0, 90.0), (140.0, 92.0));
    assert_eq!(area(&editor, 3), rect(100, 60, 40, 60));
    with(&mut editor, false, false);
    editor.press(120.0, 75.0);
    editor.drag(150.0, 83.0);
    with(&mut editor, true, false);
    assert_eq!(
        editor.selection_bounds(),
        Some(rect(130, 60, 40, 60)),
        "at once"
    );
    editor.release(150.0, 83.0);
    assert_eq!(area(&editor, 3), rect(130, 60, 40, 60));
}

#[test]
fn several_shapes_resize_together_without_coming_apart() {
    let mut editor = house();
    drag(&mut editor, (44.0, 50.0), (80.0, 100.0));
    assert_eq!(editor.selection(), [2, 4]);
    let bounds = editor.selection_bounds().unwrap();
    assert_eq!(bounds, rect(48, 56, 24, 34));
    drag(&mut editor, (72.0, 90.0), (96.0, 124.0));
    assert_eq!(area(&editor, 4), rect(48, 56, 48, 12));
    assert_eq!(area(&editor, 2), rect(52, 64, 40, 60));
    assert_sound(&editor);
}

#[test]
fn moves_snap_to_the_neighbour_unless_snapping_is_suspended() {
    let mut editor = house();
    with(&mut editor, false, true);
    editor.press(110.0, 75.0);
    editor.drag(110.0, 95.0);
    editor.drag(110.0, 74.0);
    assert_eq!(
        editor.selection_bounds(),
        Some(rect(100, 60, 20, 30)),
        "level with the other window"
    );
    assert!(!editor.guides().is_empty());
    with(&mut editor, false, false);
    assert_eq!(editor.selection_bounds(), Some(rect(100, 59, 20, 30)));
    assert!(editor.guides().is_empty());
    editor.release(110.0, 74.0);
    assert_eq!(area(&editor, 3), rect(100, 59, 20, 30));
}

#[test]
fn a_drawn_rectangle_snaps_to_edges_at_both_corners() {
    let mut editor = house();
    editor.set_tool(Tool::Rectangle);
    editor.set_class(DOOR);
    with(&mut editor, false, true);
    editor.press(150.0, 61.2);
    editor.drag(170.0, 88.0);
    assert!(!editor.guides().is_empty());
    editor.release(170.0, 88.0);
    let drawn = editor.document().shapes().last().unwrap().bounds();
    assert_eq!((drawn.top, drawn.bottom), (60, 90));
    assert!(editor.guides().is_empty());
    with(&mut editor, true, true);
    drag(&mut editor, (150.5, 150.5), (160.0, 180.0));
    let square = editor.document().shapes().last().unwrap().bounds();
    assert_eq!(square.width(), square.height());
}

#[test]
fn nudges_in_one_run_are_one_step() {
    let mut editor = house();
    click(&mut editor, 60.0, 80.0);
    assert!(editor.nudge(1, 0, false));
    assert!(editor.nudge(1, 0, true));
    assert!(editor.nudge(0, 8, true));
    assert_eq!(area(&editor, 2), rect(52, 68, 20, 30));
    assert_eq!(steps(&mut editor), 1);
    assert!(
        editor.nudge(1, 0, true),
        "after undo and redo a run begins anew"
    );
    assert_eq!(steps(&mut editor), 2);
    assert!(editor.undo() && editor.undo());
    assert_eq!(area(&editor, 2), rect(50, 60, 20, 30));
    assert!(editor.redo());
    assert_eq!(area(&editor, 2), rect(52, 68, 20, 30));
    assert_sound(&editor);
}

#[test]
fn duplicate_delete_class_and_order_are_a_step_each() {
    let mut editor = house();
    assert!(!editor.duplicate() && !editor.delete() && !editor.reorder(Place::Front));
    click(&mut editor, 60.0, 80.0);
    assert!(editor.duplicate());
    assert_eq!(editor.selection(), [3]);
    assert_eq!(area(&editor, 3), rect(58, 68, 20, 30));
    assert_eq!(editor.document().shapes()[5].class(), Some(CORNICE));
    assert!(editor.choose_class(DOOR));
    assert!(!editor.choose_class(DOOR));
    assert_eq!(editor.document().shapes()[3].class(), Some(DOOR));
    assert!(editor.reorder(Place::Front) && !editor.reorder(Place::Front));
    assert_eq!(editor.selection(), [5]);
    assert!(editor.reorder(Place::Back));
    assert_eq!(editor.selection(), [1], "above the sky, below the wall");
    assert!(editor.delete());
    assert_eq!(editor.document().shapes().len(), 5);
    assert_eq!(steps(&mut editor), 5);
    assert_sound(&editor);
}

#[test]
fn forward_and_backward_pass_the_next_shape_that_overlaps() {
    let mut editor = house();
    click(&mut editor, 60.0, 80.0);
    assert!(editor.reorder(Place::Forward));
    assert_eq!(
        editor.selection(),
        [4],
        "over the cornice, past the far window"
    );
    assert!(!editor.reorder(Place::Forward));
    assert!(editor.reorder(Place::Backward));
    assert_eq!(editor.document().shapes()[3].class(), Some(WINDOW));
    assert_sound(&editor);
}

#[test]
fn another_tool_drops_the_selection_and_undo_brings_it_back_only_to_the_select_tool() {
    let mut editor = house();
    click(&mut editor, 60.0, 80.0);
    editor.nudge(4, 0, false);
    editor.set_tool(Tool::Brush);
    assert!(editor.selection().is_empty());
    editor.undo();
    assert!(editor.selection().is_empty());
    editor.set_tool(Tool::Select);
    editor.redo();
    assert_eq!(editor.selection(), [2]);
}

#[test]
fn select_all_leaves_ground_out_and_the_keyboard_goes_through_all() {
    let mut editor = house();
    editor.set_tool(Tool::Brush);
    assert!(editor.select_all());
    assert_eq!(
        (editor.selection(), editor.tool()),
        (&[1, 2, 3, 4][..], Tool::Select)
    );
    assert!(editor.select_none());
    let mut seen: Vec<usize> = Vec::new();
    for _ in 0..5 {
        assert!(editor.select_next(true));
        seen.extend(editor.selection());
    }
    assert_eq!(seen, [1, 4, 2, 3, 0]);
    editor.select_next(false);
    assert_eq!(editor.selection(), [3]);
}
