//! Random operations: what they leave behind, how far back it goes, and what a move costs.

use facade_subjects::facades::classes::FACADE;

use crate::rasterise::rasterise;
use crate::{Editor, PIXEL_COUNT, Tool};

const DRAWING: [Tool; 5] = [
    Tool::Rectangle,
    Tool::Line,
    Tool::Brush,
    Tool::Fill,
    Tool::Eraser,
];

enum Operation {
    Undo,
    Redo,
    Draw,
}

fn random_operation(editor: &mut Editor, random: &mut oorandom::Rand32) -> Operation {
    // Most gestures are small, as a person's are; some sweep across the drawing and beyond it.
    let centre = (random.rand_float() * 256.0, random.rand_float() * 256.0);
    let reach = match random.rand_range(0..6) {
        0 => 320.0,
        _ => 50.0,
    };
    let place = |random: &mut oorandom::Rand32| {
        let mut offset = || (random.rand_float() - 0.5) * reach;
        (centre.0 + offset(), centre.1 + offset())
    };
    match random.rand_range(0..200) {
        0 => {
            editor.clear();
        }
        1..4 => {
            let class = 1 + random.rand_range(0..12) as u8;
            let mut map = vec![class; PIXEL_COUNT];
            let split = random.rand_range(0..PIXEL_COUNT as u32) as usize;
            map[..split].fill(FACADE);
            editor.replace(map, "random").unwrap();
        }
        4..40 => {
            editor.undo();
            return Operation::Undo;
        }
        40..60 => {
            editor.redo();
            return Operation::Redo;
        }
        other => {
            editor.set_tool(DRAWING[other as usize % 5]);
            editor.set_class(1 + random.rand_range(0..12) as u8);
            editor.set_brush_px(1.0 + random.rand_float() * 30.0);
            let (x, y) = place(random);
            editor.press(x, y);
            for _ in 0..random.rand_range(0..4) {
                let (x, y) = place(random);
                editor.drag(x, y);
            }
            let (x, y) = place(random);
            match other {
                60..70 => editor.cancel(),
                _ => editor.release(x, y),
            }
        }
    }
    Operation::Draw
}

/// Twenty runs of a thousand operations: short enough to keep every state for comparison.
#[test]
fn undo_to_the_start_and_redo_to_the_end_reproduce_every_pixel() {
    let mut steps = 0;
    for seed in 0..20 {
        let mut random = oorandom::Rand32::new(seed);
        let mut editor = Editor::new();
        // `states[i]` is the drawing after i steps; `at` is where the editor stands.
        let mut states = vec![editor.labels().to_vec()];
        let mut at = 0;
        for operation in 0..1000 {
            let place = format!("seed {seed}, operation {operation}");
            let revision = editor.revision();
            let document = editor.document().clone();
            match random_operation(&mut editor, &mut random) {
                Operation::Undo => at = at.max(1) - 1,
                Operation::Redo => at = (at + 1).min(states.len() - 1),
                Operation::Draw if *editor.document() != document => {
                    let is_seen = editor.labels() != states[at];
                    states.truncate(at + 1);
                    states.push(editor.labels().to_vec());
                    at += 1;
                    assert_eq!(editor.revision() > revision, is_seen, "{place}");
                }
                Operation::Draw => {}
            }
            assert!(editor.labels() == states[at], "{place}");
            assert_eq!(editor.can_undo(), at > 0, "{place}");
            assert_eq!(editor.can_redo(), at + 1 < states.len(), "{place}");
            if operation % 50 == 0 {
                let pure = rasterise(editor.document());
                assert!(pure.labels() == editor.labels(), "{place}");
            }
        }
        steps += states.len() - 1;
        while editor.undo() {
            at -= 1;
            assert!(editor.labels() == states[at], "seed {seed}, step {at}");
        }
        assert_eq!(at, 0);
        assert!(editor.document().shapes().is_empty());
        for (step, state) in states.iter().enumerate().skip(1) {
            assert!(editor.redo());
            assert!(editor.labels() == state, "seed {seed}, step {step}");
        }
        assert!(!editor.redo());
    }
    println!("20 seeds of 1,000 operations left {steps} steps");
    assert!(steps > 2000, "only {steps} steps: the run tests too little");
}

/// The page calls the editor on every pointer event, between two frames.
#[test]
#[ignore = "a measurement, for a machine that does nothing else"]
fn a_move_costs_well_below_a_millisecond_in_a_full_drawing() {
    let mut random = oorandom::Rand32::new(3);
    let mut editor = Editor::new();
    for _ in 0..2000 {
        random_operation(&mut editor, &mut random);
    }
    for tool in [Tool::Rectangle, Tool::Brush] {
        editor.set_tool(tool);
        editor.set_brush_px(24.0);
        editor.press(1.0, 1.0);
        let mut times_us: Vec<u128> = (0..500)
            .map(|_| {
                let (x, y) = (random.rand_float() * 256.0, random.rand_float() * 256.0);
                let start = std::time::Instant::now();
                editor.drag(x, y);
                start.elapsed().as_micros()
            })
            .collect();
        editor.cancel();
        times_us.sort_unstable();
        println!("{tool:?}: median {} us a move", times_us[250]);
        assert!(times_us[250] < 1000, "{tool:?}: {} us", times_us[250]);
    }
}
