//! A hundred thousand random operations, all there are, and back to the start and to the end again.

use std::cmp::Ordering;

use super::rasterise::rasterise;
use super::*;

/// Operations of the run.
const OPERATIONS: usize = 100_000;
/// Beyond this many shapes the run starts over from a few, so that it stays quick.
const SHAPES_MOST: usize = 90;

/// FNV-1a over words: enough to tell drawings apart, and quick.
fn digest(labels: &[u8]) -> u64 {
    labels
        .chunks_exact(8)
        .map(|word| u64::from_le_bytes(word.try_into().expect("eight bytes")))
        .fold(0xcbf2_9ce4_8422_2325, |hash, word| {
            (hash ^ word).wrapping_mul(0x0000_0100_0000_01b3)
        })
}

struct Player {
    random: oorandom::Rand32,
    editor: Editor,
}

impl Player {
    fn below(&mut self, end: u32) -> u32 {
        self.random.rand_range(0..end)
    }

    fn chance(&mut self, one_in: u32) -> bool {
        self.below(one_in) == 0
    }

    /// Mostly within the drawing, sometimes beyond it.
    fn place(&mut self) -> (f32, f32) {
        let reach = if self.chance(12) { 700.0 } else { 250.0 };
        let mut along = || 128.0 + (self.random.rand_float() - 0.5) * reach;
        (along(), along())
    }

    fn near(&mut self, (x, y): (f32, f32)) -> (f32, f32) {
        let mut along = || (self.random.rand_float() - 0.5) * 60.0;
        (x + along(), y + along())
    }

    fn class(&mut self) -> u8 {
        1 + self.below(12) as u8
    }

    fn gesture(&mut self, tool: Tool) {
        let class = self.class();
        let width_px = 1.0 + self.random.rand_float() * 20.0;
        let modifiers = Modifiers {
            shift: self.chance(4),
            snapping: !self.chance(3),
            copying: self.chance(4),
        };
        let scale = 0.8 + self.random.rand_float() * 4.0;
        self.editor.set_scale(scale);
        self.editor.set_modifiers(modifiers);
        self.editor.set_tool(tool);
        self.editor.set_class(class);
        self.editor.set_brush_px(width_px);
        let mut at = self.place();
        self.editor.press(at.0, at.1);
        for _ in 0..self.below(3) {
            at = self.near(at);
            self.editor.drag(at.0, at.1);
        }
        at = self.near(at);
        if self.chance(12) {
            self.editor.cancel();
        } else {
            self.editor.release(at.0, at.1);
        }
    }

    fn polygon(&mut self) {
        self.gesture(Tool::Polygon);
        for _ in 0..self.below(6) {
            let at = self.place();
            self.editor.hover(at.0, at.1);
            self.editor.press(at.0, at.1);
            self.editor.release(at.0, at.1);
            if self.chance(6) {
                self.editor.take_corner_back();
            }
        }
        match self.chance(5) {
            true => self.editor.cancel(),
            false => {
                self.editor.end_lingering();
            }
        }
    }

    fn repeat(&mut self) {
        self.editor.begin_repeat();
        let at = self.place();
        self.editor.drag(at.0, at.1);
        let (columns, rows) = (self.below(5) as i32 - 2, self.below(5) as i32 - 2);
        self.editor.count_grid(columns, rows);
        self.editor.space_grid(rows, columns);
        // A grid of hundreds would end the run's story too soon.
        let copies = self
            .editor
            .grid()
            .map_or(0, |grid| grid.columns * grid.rows);
        if copies > 12 || self.chance(4) {
            self.editor.cancel();
        } else {
            self.editor.end_lingering();
        }
    }

    fn edit(&mut self) {
        let editor = &mut self.editor;
        match self.random.rand_range(0..9) {
            0 => editor.group(),
            1 => editor.ungroup(),
            2 => editor.cut().is_some(),
            3 => {
                let clip = editor.copied();
                clip.is_some_and(|clip| editor.paste(&clip))
            }
            4 => editor.distribute(Spread::Across),
            5 => editor.distribute(Spread::Down),
            6 => editor.toggle_corners(),
            7 => editor.delete_corner().is_some(),
            _ => {
                let all = [
                    Align::Left,
                    Align::Centre,
                    Align::Right,
                    Align::Top,
                    Align::Middle,
                    Align::Bottom,
                ];
                let align = all[self.random.rand_range(0..6) as usize];
                self.editor.align(align)
            }
        };
    }

    fn start_over(&mut self) {
        let seed = u64::from(self.below(1_000));
        let shapes: Vec<_> = procedural_shapes::shapes(seed)
            .unwrap()
            .into_iter()
            .take(20)
            .collect();
        let opened = self.editor.open_document(shapes, "open");
        opened.expect("procedural facades keep within the limits");
    }

    fn operation(&mut self) {
        if self.editor.document().shapes().len() > SHAPES_MOST {
            self.start_over();
            return;
        }
        match self.below(112) {
            0..18 => {
                self.editor.undo();
            }
            18..28 => {
                self.editor.redo();
            }
            28..34 => self.gesture(Tool::Rectangle),
            34..37 => self.gesture(Tool::Line),
            37..40 => self.gesture(Tool::Brush),
            40..42 => self.gesture(Tool::Fill),
            42..44 => self.gesture(Tool::Eraser),
            44 => self.gesture(Tool::Eyedropper),
            45..49 => self.polygon(),
            49..66 => self.gesture(Tool::Select),
            66..70 => {
                let forward = self.chance(2);
                self.editor.select_next(forward);
            }
            70..78 => {
                let (right, down) = (self.below(17) as i32 - 8, self.below(17) as i32 - 8);
                let goes_on = !self.chance(3);
                self.editor.nudge(right, down, goes_on);
            }
            78..81 => {
                self.editor.duplicate();
            }
            81..84 => {
                self.editor.delete();
            }
            84..90 => {
                let place = [Place::Forward, Place::Backward, Place::Front, Place::Back]
                    [self.below(4) as usize];
                self.editor.reorder(place);
            }
            90..93 => {
                let class = self.class();
                self.editor.choose_class(class);
            }
            93..95 => self.repeat(),
            95..97 => {
                self.editor.mirror();
            }
            97 if self.chance(20) => {
                self.editor.clear();
            }
            97 if self.chance(20) => {
                let map = vec![self.class(); PIXEL_COUNT];
                self.editor.replace(map, "open").expect("a label map");
            }
            97 if self.chance(10) => self.start_over(),
            98..110 => self.edit(),
            110 => {
                self.editor.select_all();
            }
            _ => {
                self.editor.select_none();
            }
        }
    }
}

#[test]
fn a_hundred_thousand_operations_undo_to_the_start_and_redo_to_the_end_pixel_for_pixel() {
    let mut player = Player {
        random: oorandom::Rand32::new(2026),
        editor: Editor::from_shapes(procedural_shapes::shapes(7).unwrap())
            .expect("a procedural facade"),
    };
    player.editor.history = History::with_cap(usize::MAX);
    let start = player.editor.document().clone();
    // `states[i]` is the drawing after i steps; `at` is where the editor stands.
    let mut states = vec![digest(player.editor.labels())];
    let mut at = 0;
    for operation in 0..OPERATIONS {
        player.operation();
        let editor = &player.editor;
        assert!(!editor.is_drawing(), "operation {operation}");
        let now = digest(editor.labels());
        let steps = editor.history.steps();
        match steps.cmp(&at) {
            // Something is left to redo, so this was a redo.
            Ordering::Greater if editor.history.undone() > 0 => {
                at = steps;
                assert_eq!(now, states[at], "operation {operation}: redo");
            }
            Ordering::Greater => {
                // One operation may close a polygon and begin the next step.
                states.truncate(at + 1);
                states.resize(steps, states[at]);
                states.push(now);
                at = steps;
            }
            // Only nudges that go on change the step they belong to.
            Ordering::Equal => states[at] = now,
            Ordering::Less => {
                at = steps;
                assert_eq!(now, states[at], "operation {operation}: undo");
            }
        }
        if operation % 200 == 0 {
            let pure = rasterise(player.editor.document());
            assert!(
                pure.labels() == player.editor.labels(),
                "operation {operation}"
            );
            let shapes = player.editor.document().shapes();
            let checked = limits::check(shapes);
            if let Err(limits::DocumentError::BadShape { index }) = checked {
                panic!("operation {operation}: {:?}", shapes[index]);
            }
            assert_eq!(checked, Ok(()), "operation {operation}");
        }
    }
    println!("{OPERATIONS} operations left {at} steps");
    assert!(at > 5_000, "only {at} steps: the run tests too little");
    while player.editor.redo() {
        at += 1;
        assert_eq!(digest(player.editor.labels()), states[at], "step {at}");
    }
    let end = player.editor.document().clone();
    while player.editor.undo() {
        at -= 1;
        assert_eq!(
            digest(player.editor.labels()),
            states[at],
            "back to step {at}"
        );
    }
    assert_eq!((at, player.editor.document()), (0, &start));
    while player.editor.redo() {
        at += 1;
        assert_eq!(
            digest(player.editor.labels()),
            states[at],
            "again step {at}"
        );
    }
    assert_eq!(player.editor.document(), &end);
}

#[test]
#[ignore = "a measurement, for a machine that does nothing else"]
fn dragging_one_of_300_shapes_or_all_of_them_costs_well_below_a_frame() {
    let shapes = (0..300)
        .map(|index| Shape::Rectangle {
            class: 1 + (index % 12) as u8,
            area: pixel_rect::PixelRect {
                left: index % 20 * 12,
                top: index / 20 * 16,
                right: index % 20 * 12 + 9,
                bottom: index / 20 * 16 + 12,
            },
        })
        .collect();
    let mut editor = Editor::from_shapes(shapes).expect("within the limits");
    editor.set_modifiers(Modifiers {
        shift: false,
        snapping: true,
        ..Modifiers::default()
    });
    for all in [false, true] {
        editor.set_tool(Tool::Select);
        if all {
            editor.select_all();
        }
        editor.press(124.0, 132.0);
        let mut times_us: Vec<u128> = (0..300)
            .map(|step| {
                let angle = step as f32 / 9.0;
                let start = std::time::Instant::now();
                editor.drag(124.0 + 40.0 * angle.cos(), 132.0 + 40.0 * angle.sin());
                start.elapsed().as_micros()
            })
            .collect();
        editor.cancel();
        times_us.sort_unstable();
        let median_us = times_us[150];
        println!("all {all}: median {median_us} us a move");
        assert!(median_us < 8_000, "all {all}: {median_us} us");
    }
}
