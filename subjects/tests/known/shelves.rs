//! A subject that is known in tests alone: shelves with books and vases, all that a folder can say in one small file.
//!
//! Tests of other crates take it in by its path.

use facade_subjects::{
    AnnotationFault, Area, ClassWords, KnownSubject, LabelClass, LabelledBox, PartSets, Sample,
    Words, number,
};

pub const WALL: u8 = 0;
pub const BOARD: u8 = 4;
pub const BOOK: u8 = 9;
pub const VASE: u8 = 200;

pub static SHELVES: KnownSubject = KnownSubject {
    name: "shelves",
    classes: &[
        class(WALL, "wall", [250, 250, 240]),
        class(BOARD, "board", [140, 90, 40]),
        class(BOOK, "book", [200, 30, 30]),
        class(VASE, "vase", [30, 90, 200]),
    ],
    class_words: &[
        words("Wall", "墙", "The wall behind", "后面的墙"),
        words("Board", "隔板", "A board to put things on", "放东西的隔板"),
        words("Book", "书", "A book, upright", "一本立着的书"),
        words(
            "Vase",
            "花瓶",
            "A vase, with or without flowers",
            "花瓶，有花或没有花",
        ),
    ],
    page_words: &[
        ("random", Words::new("Random shelf", "随机书架")),
        (
            "random.",
            Words::new("Draw another made-up shelf", "换一个随机生成的书架"),
        ),
        (
            "random drawn",
            Words::new("A new shelf is drawn.", "已画好一个新书架。"),
        ),
        ("step random facade", Words::new("random shelf", "随机书架")),
        (
            "sample.",
            Words::new("Start from a drawn shelf", "从画好的书架开始"),
        ),
    ],
    ground: WALL,
    pen: BOOK,
    background: WALL,
    natural_colors: Some(&[[255; 3], [160, 120, 80], [120, 20, 20], [20, 60, 120]]),
    other_colors: Some(&[[0; 3], [85; 3], [170; 3], [255; 3]]),
    accents: &[BOOK],
    strip: &[BOARD, BOOK],
    painting_order: &[WALL, VASE, BOARD, BOOK],
    procedural: Some(boxes),
    samples: &[Sample {
        id: "two-books",
        name: Words::new("Two books", "两本书"),
        fragment: "d=4.eXDdCFznewDAAh_DLyX9YuQGKwdxmvL48ao88p5z4A",
    }],
    sets: Some(PartSets {
        whole: BOARD,
        is_part: stands_on,
    }),
    annotations: Some(read),
};

const fn class(id: u8, name: &'static str, color: [u8; 3]) -> LabelClass {
    LabelClass { id, name, color }
}

const fn words(
    label: &'static str,
    label_chinese: &'static str,
    tooltip: &'static str,
    tooltip_chinese: &'static str,
) -> ClassWords {
    ClassWords {
        label: Words::new(label, label_chinese),
        tooltip: Words::new(tooltip, tooltip_chinese),
    }
}

/// A board with three books; where and how high says the seed.
fn boxes(seed: u64) -> Vec<LabelledBox> {
    let (row, height) = ((seed % 9) as i32, (seed % 11) as i32);
    let top = 60 + 16 * row;
    let book = |at: i32| {
        let left = 30 + 40 * at;
        (
            BOOK,
            Area::new(left, top - 20 - height - at, left + 12, top),
        )
    };
    let board = (BOARD, Area::new(20, top, 236, top + 8));
    // Books first: they lie over the board by the painting order, not by this one.
    vec![book(0), book(1), book(2), board]
}

fn stands_on(class: u8, part: Area, board: Area) -> bool {
    let is_over = part.left >= board.left && part.right <= board.right;
    [BOOK, VASE].contains(&class) && is_over && (part.bottom - board.top).abs() <= 2
}

/// A book a line: `left top right bottom`.
fn read(text: &str) -> Result<Vec<LabelledBox>, AnnotationFault> {
    let lines = text.lines().map(|line| {
        let numbers: Option<Vec<f64>> = line.split(' ').map(number::read).collect();
        match numbers.as_deref() {
            Some(&[left, top, right, bottom]) => {
                let [left, top, right, bottom] = [left, top, right, bottom].map(|it| it as i32);
                Ok((BOOK, Area::new(left, top, right, bottom)))
            }
            _ => Err(AnnotationFault::Damaged),
        }
    });
    lines.collect()
}
