//! Lines, polygons and the eyedropper.

use super::*;

#[test]
fn a_line_has_two_ends_and_shift_holds_it_to_steps_of_45_degrees() {
    let mut editor = house();
    editor.set_tool(Tool::Line);
    with(&mut editor, true, false);
    editor.press(10.0, 10.0);
    editor.drag(90.0, 60.0);
    editor.release(110.0, 14.0);
    let Some(Shape::Stroke { points, .. }) = editor.document().shapes().last() else {
        panic!("a line is a stroke");
    };
    assert_eq!(points.len(), 2);
    assert!((points[1].y - 10.0).abs() < 1e-3 && (points[1].x - 110.0).abs() < 1e-3);
    assert_eq!(editor.undo_what(), Some("line"));
    assert_sound(&editor);
}

#[test]
fn the_eyedropper_takes_a_class_and_gives_the_tool_back() {
    let mut editor = house();
    editor.set_tool(Tool::Brush);
    editor.set_tool(Tool::Eyedropper);
    editor.press(5.0, 5.0);
    assert_eq!(editor.class(), BACKGROUND);
    editor.drag(60.0, 58.0);
    assert_eq!(editor.class(), CORNICE);
    editor.release(900.0, 900.0);
    assert_eq!((editor.class(), editor.tool()), (BACKGROUND, Tool::Brush));
    assert!(!editor.can_undo());
    editor.set_tool(Tool::Eyedropper);
    editor.press(60.0, 80.0);
    editor.cancel();
    assert_eq!(editor.class(), BACKGROUND);
}

#[test]
fn a_polygon_is_clicked_together_closed_on_its_first_corner_and_one_step() {
    let mut editor = house();
    editor.set_tool(Tool::Polygon);
    editor.set_class(SHOP);
    for (x, y) in [(40.0, 200.0), (80.0, 200.0), (90.0, 150.0), (80.0, 240.0)] {
        click(&mut editor, x, y);
        assert!(editor.is_drawing() && !editor.can_undo());
    }
    assert!(editor.take_corner_back());
    editor.hover(60.0, 240.0);
    assert_eq!(editor.labels()[210 * 256 + 60], SHOP);
    click(&mut editor, 60.0, 240.0);
    click(&mut editor, 41.0, 201.0);
    assert!(!editor.is_drawing());
    let Some(Shape::Polygon { points, .. }) = editor.document().shapes().last() else {
        panic!("no polygon");
    };
    assert_eq!(points.len(), 4);
    assert_eq!(editor.undo_what(), Some("polygon"));
    assert_sound(&editor);
    assert!(editor.undo() && !editor.can_undo());
}

#[test]
fn a_polygon_closes_by_a_double_click_or_another_tool_and_two_corners_leave_nothing() {
    let mut editor = house();
    editor.set_tool(Tool::Polygon);
    editor.set_class(SHOP);
    for (x, y) in [(40.0, 200.0), (80.0, 200.0), (90.0, 150.0), (90.0, 150.0)] {
        click(&mut editor, x, y);
    }
    assert!(!editor.is_drawing() && editor.can_undo());
    for (x, y) in [(140.0, 200.0), (180.0, 200.0)] {
        click(&mut editor, x, y);
    }
    editor.set_tool(Tool::Brush);
    assert!(!editor.is_drawing());
    assert_eq!(steps(&mut editor), 1);
    editor.set_tool(Tool::Polygon);
    click(&mut editor, 140.0, 200.0);
    assert!(editor.take_corner_back() && !editor.is_drawing());
    assert_sound(&editor);
}
