//! Gestures replayed on a whole editor, as the page would send them.

mod random;

use facade_subjects::facades::classes::{BACKGROUND, DOOR, FACADE, SHOP, WINDOW};

use super::*;

fn label(editor: &Editor, x: usize, y: usize) -> u8 {
    editor.labels()[y * SIDE_PX + x]
}

fn count(editor: &Editor, class: u8) -> usize {
    editor.labels().iter().filter(|&&id| id == class).count()
}

fn drag(editor: &mut Editor, tool: Tool, class: u8, path: &[(f32, f32)]) {
    editor.set_tool(tool);
    editor.set_class(class);
    editor.press(path[0].0, path[0].1);
    for &(x, y) in path {
        editor.drag(x, y);
    }
    let &(x, y) = path.last().unwrap();
    editor.release(x, y);
}

fn rectangle(editor: &mut Editor, class: u8, from: (f32, f32), to: (f32, f32)) {
    drag(editor, Tool::Rectangle, class, &[from, to]);
}

#[test]
fn a_new_editor_is_a_bare_wall_with_nothing_to_undo() {
    let mut editor = Editor::new();
    assert_eq!(count(&editor, FACADE), PIXEL_COUNT);
    assert_eq!(editor.revision(), 0);
    assert!(!editor.can_undo() && !editor.can_redo());
    assert!(!editor.undo() && !editor.redo());
    assert!(!editor.clear());
    assert_eq!(editor.revision(), 0);
}

#[test]
fn an_editor_begun_with_labels_shows_them_and_has_nothing_to_undo() {
    let mut labels = vec![FACADE; PIXEL_COUNT];
    labels[7] = DOOR;
    let mut editor = Editor::from_labels(labels.clone()).unwrap();
    assert_eq!(editor.labels(), labels);
    assert!(!editor.can_undo() && !editor.undo());
    assert!(editor.clear() && editor.undo());
    assert_eq!(editor.labels(), labels);
    assert!(Editor::from_labels(vec![0; PIXEL_COUNT]).is_err());
}

#[test]
fn a_rectangle_shows_while_it_is_dragged_and_follows_back() {
    let mut editor = Editor::new();
    editor.press(100.0, 100.0);
    assert_eq!(count(&editor, WINDOW), 1);
    editor.drag(109.9, 104.0);
    assert_eq!(count(&editor, WINDOW), 10 * 5);
    editor.drag(90.0, 99.5);
    assert_eq!(count(&editor, WINDOW), 11 * 2);
    assert_eq!(label(&editor, 105, 102), FACADE);
    editor.release(90.0, 99.5);
    assert_eq!(count(&editor, WINDOW), 11 * 2);
    assert_eq!(editor.document().shapes().len(), 1);
}

#[test]
fn a_rectangle_dragged_beyond_the_edge_is_clipped() {
    let mut editor = Editor::new();
    let path = [(250.0, 3.0), (1e9, -1e9)];
    drag(&mut editor, Tool::Rectangle, DOOR, &path);
    assert_eq!(count(&editor, DOOR), 6 * 4);
    rectangle(&mut editor, DOOR, (256.0, 300.0), (300.0, 256.0));
    assert_eq!(count(&editor, DOOR), 6 * 4);
    assert_eq!(editor.undo_what(), Some("rectangle"));
    assert!(
        editor.undo() && !editor.can_undo(),
        "the outside one left no step"
    );
}

#[test]
fn a_fast_stroke_has_no_gaps() {
    let mut random = oorandom::Rand32::new(5);
    for width_px in [1.0, 1.5, 2.0, 5.0] {
        let mut editor = Editor::new();
        editor.set_brush_px(width_px);
        let path: Vec<(f32, f32)> = (0..6)
            .map(|_| (random.rand_float() * 256.0, random.rand_float() * 256.0))
            .collect();
        drag(&mut editor, Tool::Brush, SHOP, &path);
        let total = count(&editor, SHOP);
        // Walk the eight neighbours from the first pixel: one piece reaches every painted pixel.
        let start = (path[0].0 as usize, path[0].1 as usize);
        let mut reached = vec![false; PIXEL_COUNT];
        let mut open = vec![start];
        while let Some((x, y)) = open.pop() {
            if label(&editor, x, y) != SHOP || reached[y * SIDE_PX + x] {
                continue;
            }
            reached[y * SIDE_PX + x] = true;
            for near_y in y.saturating_sub(1)..=(y + 1).min(SIDE_PX - 1) {
                for near_x in x.saturating_sub(1)..=(x + 1).min(SIDE_PX - 1) {
                    open.push((near_x, near_y));
                }
            }
        }
        let joined = reached.iter().filter(|&&is_reached| is_reached).count();
        assert!(joined > 200, "width {width_px}: {joined} pixels");
        assert_eq!(joined, total, "width {width_px}");
    }
}

#[test]
fn the_brush_is_as_wide_as_it_says() {
    let mut editor = Editor::new();
    editor.set_brush_px(9.0);
    drag(
        &mut editor,
        Tool::Brush,
        DOOR,
        &[(20.0, 100.5), (200.0, 100.5)],
    );
    let column = (0..SIDE_PX).filter(|&y| label(&editor, 110, y) == DOOR);
    assert_eq!(column.collect::<Vec<_>>(), (96..105).collect::<Vec<_>>());
    editor.set_brush_px(1e6);
    assert_eq!(editor.brush_px(), BRUSH_MAX_PX);
    editor.set_brush_px(0.0);
    assert_eq!(editor.brush_px(), BRUSH_MIN_PX);
}

#[test]
fn the_eraser_brings_the_bare_wall_back_whatever_class_is_chosen() {
    let mut editor = Editor::new();
    rectangle(&mut editor, SHOP, (0.0, 0.0), (255.0, 255.0));
    editor.set_brush_px(10.0);
    drag(
        &mut editor,
        Tool::Eraser,
        WINDOW,
        &[(0.0, 50.0), (255.0, 50.0)],
    );
    assert_eq!(label(&editor, 128, 50), FACADE);
    assert_eq!(label(&editor, 128, 60), SHOP);
    assert_eq!(editor.class(), WINDOW);
    assert_eq!(editor.undo_what(), Some("eraser"));
}

#[test]
fn fill_pours_into_one_region_and_stops_at_corners() {
    let mut editor = Editor::new();
    // Two boxes that touch at a corner only.
    rectangle(&mut editor, WINDOW, (10.0, 10.0), (19.0, 19.0));
    rectangle(&mut editor, WINDOW, (20.0, 20.0), (29.0, 29.0));
    drag(&mut editor, Tool::Fill, DOOR, &[(15.0, 15.0), (25.0, 25.0)]);
    assert_eq!(count(&editor, DOOR), 100);
    assert_eq!(count(&editor, WINDOW), 100);
    drag(&mut editor, Tool::Fill, BACKGROUND, &[(200.0, 200.0)]);
    assert_eq!(count(&editor, FACADE), 0);
    assert_eq!(count(&editor, BACKGROUND), PIXEL_COUNT - 200);
}

#[test]
fn what_changes_nothing_leaves_revision_history_and_redo_alone() {
    let mut editor = Editor::new();
    rectangle(&mut editor, DOOR, (10.0, 10.0), (60.0, 60.0));
    rectangle(&mut editor, SHOP, (80.0, 10.0), (90.0, 60.0));
    assert!(editor.undo());
    let revision = editor.revision();
    let same = editor.labels().to_vec();

    rectangle(&mut editor, DOOR, (20.0, 20.0), (30.0, 30.0));
    drag(&mut editor, Tool::Fill, DOOR, &[(20.0, 20.0)]);
    drag(
        &mut editor,
        Tool::Eraser,
        DOOR,
        &[(200.0, 200.0), (220.0, 230.0)],
    );
    drag(&mut editor, Tool::Brush, FACADE, &[(200.0, 200.0)]);
    editor.drag(3.0, 3.0);
    editor.release(3.0, 3.0);
    editor.cancel();
    assert_eq!(editor.replace(same, "open"), Ok(false));
    assert_eq!(editor.revision(), revision);
    assert_eq!(editor.redo_what(), Some("rectangle"));
    assert!(editor.redo());
    assert_eq!(count(&editor, SHOP), 11 * 51);
}

#[test]
fn moves_within_one_pixel_do_not_raise_the_revision() {
    let mut editor = Editor::new();
    editor.press(50.1, 50.1);
    editor.drag(70.2, 70.2);
    let revision = editor.revision();
    editor.drag(70.8, 70.9);
    editor.drag(70.2, 70.2);
    editor.release(70.0, 70.0);
    assert_eq!(editor.revision(), revision);
}

#[test]
fn undo_redo_clear_and_replace_are_refused_in_mid_gesture() {
    let mut editor = Editor::new();
    rectangle(&mut editor, DOOR, (10.0, 10.0), (60.0, 60.0));
    rectangle(&mut editor, SHOP, (80.0, 10.0), (90.0, 60.0));
    editor.undo();
    editor.press(100.0, 100.0);
    editor.drag(120.0, 120.0);
    let labels = editor.labels().to_vec();
    assert!(!editor.can_undo() && !editor.can_redo());
    assert!(!editor.undo() && !editor.redo() && !editor.clear());
    assert_eq!(editor.replace(vec![SHOP; PIXEL_COUNT], "random"), Ok(false));
    assert_eq!(editor.labels(), labels);
    editor.cancel();
    assert!(editor.can_undo() && editor.can_redo());
}

#[test]
fn a_cancelled_gesture_leaves_no_trace() {
    for tool in Tool::ALL {
        let mut editor = Editor::new();
        rectangle(&mut editor, DOOR, (10.0, 10.0), (60.0, 60.0));
        editor.undo();
        editor.set_tool(tool);
        editor.set_class(SHOP);
        editor.press(30.0, 30.0);
        editor.drag(90.0, 40.0);
        editor.drag(70.0, 80.0);
        let revision = editor.revision();
        let left_a_mark = count(&editor, SHOP) > 0;
        editor.cancel();
        assert_eq!(count(&editor, FACADE), PIXEL_COUNT, "{tool:?}");
        assert_eq!(editor.revision() > revision, left_a_mark, "{tool:?}");
        assert!(editor.can_redo() && !editor.can_undo(), "{tool:?}");
    }
}

#[test]
fn a_press_whose_release_was_lost_is_kept_as_a_step() {
    let mut editor = Editor::new();
    editor.press(10.0, 10.0);
    editor.drag(19.0, 19.0);
    editor.press(100.0, 100.0);
    editor.release(109.0, 109.0);
    assert_eq!(count(&editor, WINDOW), 200);
    assert!(editor.undo());
    assert_eq!(count(&editor, WINDOW), 100);
}

#[test]
fn tool_class_and_width_changed_in_mid_gesture_serve_the_next_one() {
    let mut editor = Editor::new();
    editor.set_tool(Tool::Brush);
    editor.set_brush_px(3.0);
    editor.press(10.5, 10.5);
    editor.set_tool(Tool::Rectangle);
    editor.set_class(SHOP);
    editor.set_brush_px(40.0);
    editor.release(60.5, 10.5);
    assert_eq!(count(&editor, SHOP), 0);
    let column = (0..SIDE_PX).filter(|&y| label(&editor, 30, y) == WINDOW);
    assert_eq!(column.count(), 3);
    assert_eq!(editor.undo_what(), Some("brush"));
}

#[test]
fn places_that_are_no_numbers_are_passed_over() {
    let mut editor = Editor::new();
    editor.press(f32::NAN, 3.0);
    assert!(!editor.is_drawing());
    editor.press(10.0, 10.0);
    editor.drag(14.0, f32::NAN);
    editor.release(f32::NAN, f32::NAN);
    assert_eq!(count(&editor, WINDOW), 1);
    assert!(!editor.is_drawing());
}

#[test]
fn clear_and_replace_are_one_step_each() {
    let mut editor = Editor::new();
    rectangle(&mut editor, DOOR, (10.0, 10.0), (60.0, 60.0));
    let drawn = editor.labels().to_vec();
    let mut map = vec![FACADE; PIXEL_COUNT];
    map[77] = SHOP;
    assert_eq!(editor.replace(map.clone(), "random"), Ok(true));
    assert_eq!(editor.labels(), map);
    assert!(editor.clear());
    assert_eq!(count(&editor, FACADE), PIXEL_COUNT);
    assert_eq!(editor.undo_what(), Some("clear"));
    assert!(editor.undo());
    assert_eq!(editor.labels(), map);
    assert_eq!(editor.undo_what(), Some("random"));
    assert!(editor.undo());
    assert_eq!(editor.labels(), drawn);
    assert!(editor.replace(vec![FACADE; 3], "open").is_err());
    assert_eq!(editor.labels(), drawn);
    assert!(editor.can_redo());
}
