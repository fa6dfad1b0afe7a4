use super::*;

fn press(id: i32, kind: PointerKind, now_ms: f64) -> Press {
    Press {
        id,
        kind,
        middle: false,
        at: (10.0 * f64::from(id), 0.0),
        now_ms,
    }
}

fn finger(id: i32, now_ms: f64) -> Press {
    press(id, PointerKind::Touch, now_ms)
}

#[test]
fn one_finger_draws() {
    let mut router = PointerRouter::new();
    assert_eq!(router.press(finger(1, 0.0), None), Route::Draw);
    assert_eq!(router.moved(1, (50.0, 50.0)), Move::Draw);
    assert!(!router.gone(1));
}

#[test]
fn a_second_finger_soon_after_drops_the_stroke_and_both_pinch() {
    let mut router = PointerRouter::new();
    router.press(finger(1, 0.0), None);
    router.moved(1, (90.0, 0.0));
    assert_eq!(router.press(finger(2, 100.0), Some(1)), Route::TakeAndDrop);
    let pinch = router.moved(2, (40.0, 0.0));
    let expected = Move::Pinch {
        from: [(90.0, 0.0), (20.0, 0.0)],
        to: [(90.0, 0.0), (40.0, 0.0)],
    };
    assert_eq!(pinch, expected);
}

#[test]
fn a_finger_that_waits_in_its_place_pinches_however_late_the_other_comes() {
    let mut router = PointerRouter::new();
    router.press(finger(1, 0.0), None);
    router.moved(1, (13.0, 2.0));
    assert_eq!(
        router.press(finger(2, 3_000.0), Some(1)),
        Route::TakeAndDrop
    );
}

#[test]
fn a_second_finger_does_not_disturb_a_stroke_well_under_way() {
    let mut router = PointerRouter::new();
    router.press(finger(1, 0.0), None);
    router.moved(1, (90.0, 0.0));
    router.moved(1, (12.0, 0.0));
    assert_eq!(router.press(finger(2, 400.0), Some(1)), Route::Take);
    assert_eq!(router.moved(1, (95.0, 0.0)), Move::Draw);
    assert_eq!(router.moved(2, (95.0, 0.0)), Move::Nothing);
    assert!(router.gone(2));
    assert_eq!(router.moved(1, (99.0, 0.0)), Move::Draw);
    assert!(!router.gone(1), "its end is the stroke's end");
}

#[test]
fn the_finger_left_over_from_a_pinch_draws_nothing_until_it_is_lifted() {
    let mut router = PointerRouter::new();
    router.press(finger(1, 0.0), None);
    router.press(finger(2, 10.0), Some(1));
    assert!(router.gone(1));
    assert_eq!(router.moved(2, (70.0, 70.0)), Move::Nothing);
    assert_eq!(router.press(finger(3, 600.0), None), Route::Take);
    assert!(router.gone(2) && router.gone(3));
    assert_eq!(router.press(finger(4, 900.0), None), Route::Draw);
}

#[test]
fn after_a_pen_fingers_draw_nothing_but_two_still_pinch() {
    let mut router = PointerRouter::new();
    assert_eq!(
        router.press(press(1, PointerKind::Pen, 0.0), None),
        Route::Draw
    );
    assert_eq!(router.press(finger(2, 10.0), None), Route::Take);
    assert_eq!(router.press(finger(3, 20.0), None), Route::Take);
    assert_eq!(
        router.moved(3, (99.0, 99.0)),
        Move::Nothing,
        "the pen is down"
    );
    assert!(!router.gone(1), "the pen's stroke ends as strokes do");
    assert!(router.gone(2) && router.gone(3));
    assert_eq!(router.press(finger(4, 900.0), None), Route::Take);
    assert_eq!(router.moved(4, (99.0, 99.0)), Move::Nothing);
    assert_eq!(router.press(finger(5, 950.0), None), Route::Take);
    assert!(matches!(router.moved(5, (1.0, 1.0)), Move::Pinch { .. }));
}

#[test]
fn fingers_draw_again_once_the_pen_is_put_away() {
    let mut router = PointerRouter::new();
    router.press(press(1, PointerKind::Pen, 0.0), None);
    router.put_pen_away();
    assert!(router.pen_known(), "it is down");
    router.gone(1);
    assert_eq!(router.press(finger(2, 400.0), None), Route::Take);
    router.put_pen_away();
    assert_eq!(
        router.moved(2, (70.0, 0.0)),
        Move::Nothing,
        "it landed as a palm"
    );
    assert!(router.gone(2));
    assert_eq!(router.press(finger(3, 500.0), None), Route::Draw);
    assert!(!router.gone(3));

    router.press(press(4, PointerKind::Pen, 1_000.0), None);
    router.gone(4);
    router.pen_seen(3_000.0);
    assert_eq!(router.press(finger(5, 7_900.0), None), Route::Take);
    router.gone(5);
    assert_eq!(router.press(finger(6, 8_100.0), None), Route::Draw);
}

#[test]
fn a_palm_that_comes_before_the_pen_loses_its_stroke() {
    let mut router = PointerRouter::new();
    router.press(finger(1, 0.0), None);
    let pen = press(2, PointerKind::Pen, 50.0);
    assert_eq!(router.press(pen, Some(1)), Route::DrawInstead);
    assert_eq!(router.moved(1, (50.0, 0.0)), Move::Nothing);
    assert_eq!(router.moved(2, (50.0, 0.0)), Move::Draw);
    assert!(!router.gone(2));
    assert!(router.gone(1));
}

#[test]
fn middle_button_and_space_move_the_drawing() {
    let mut router = PointerRouter::new();
    let middle = Press {
        middle: true,
        ..press(1, PointerKind::Mouse, 0.0)
    };
    assert_eq!(router.press(middle, None), Route::Take);
    let pan = Move::Pan {
        from: (10.0, 0.0),
        to: (30.0, 5.0),
    };
    assert_eq!(router.moved(1, (30.0, 5.0)), pan);
    assert!(router.gone(1));
    router.space_down();
    assert_eq!(
        router.press(press(1, PointerKind::Mouse, 9.0), None),
        Route::Take
    );
    assert!(router.gone(1));
    assert!(router.space_up(), "Space moved something");
    assert_eq!(
        router.press(press(1, PointerKind::Mouse, 9.0), None),
        Route::Draw
    );
}

#[test]
fn space_alone_is_left_to_whoever_else_wants_it() {
    let mut router = PointerRouter::new();
    router.space_down();
    assert!(!router.space_up());
}
