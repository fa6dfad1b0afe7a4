//! Names of inks, and what is said where something else than facades is drawn.

use super::Text;
use facade_editor::subject::Class;

/// A model is for another subject, and the browser keeps nothing that would let the page begin anew with it.
pub const OTHER_SUBJECT: Text = Text::fixed(
    "This model draws something else; the page can begin anew with it where the browser lets it keep data.",
    "这个模型画的是别的内容；浏览器允许本页保存数据时，才能用它重新开始。",
);

/// Colours that have names, the commonest first.
static NAMED: [([u8; 3], Text); 12] = [
    ([0, 0, 0], Text::fixed("Black", "黑")),
    ([255, 255, 255], Text::fixed("White", "白")),
    ([128, 128, 128], Text::fixed("Grey", "灰")),
    ([214, 40, 40], Text::fixed("Red", "红")),
    ([245, 130, 32], Text::fixed("Orange", "橙")),
    ([250, 210, 50], Text::fixed("Yellow", "黄")),
    ([60, 160, 70], Text::fixed("Green", "绿")),
    ([60, 190, 190], Text::fixed("Turquoise", "青")),
    ([50, 90, 200], Text::fixed("Blue", "蓝")),
    ([130, 60, 170], Text::fixed("Violet", "紫")),
    ([240, 130, 170], Text::fixed("Pink", "粉")),
    ([125, 80, 45], Text::fixed("Brown", "棕")),
];
static PHOTO: Text = Text::fixed("Photo", "照片");

/// The name of an ink in both languages; a number tells those alike.
pub fn name(of: &'static str) -> Text {
    let (word, number) = of.split_once(' ').unwrap_or((of, ""));
    let mut known = NAMED.iter().map(|(_, name)| name).chain([&PHOTO]);
    match known.find(|name| name.english == word) {
        Some(name) if number.is_empty() => name.clone(),
        Some(name) => Text::of(of.to_owned(), format!("{}{number}", name.chinese)),
        None => Text::fixed(of, of),
    }
}

/// Inks with the names of the colours that they are nearest to; the first is the paper.
pub fn named(colors: &[[u8; 3]]) -> Vec<Class> {
    let mut inks: Vec<Class> = Vec::new();
    for (&color, id) in colors.iter().zip(0..=u8::MAX) {
        let unlike = |(named, _): &&([u8; 3], Text)| -> u32 {
            let apart = named.iter().zip(color).map(|(one, other)| one.abs_diff(other));
            apart.map(|apart| u32::from(apart).pow(2)).sum()
        };
        let nearest = NAMED.iter().min_by_key(unlike);
        let word = nearest.map_or("", |(_, name)| &name.english);
        let alike = |ink: &&Class| ink.name.split(' ').next() == Some(word);
        let name = match inks.iter().filter(alike).count() {
            0 => word.to_owned(),
            others => format!("{word} {}", others + 1),
        };
        inks.push(Class { id, name, color });
    }
    inks
}

/// With the photograph itself as many as keys choose.
const ON_PHOTOGRAPHS: usize = 11;

/// What can be drawn on a photograph: nothing, where it shows, and inks.
pub fn over_photographs() -> Vec<Class> {
    let inks = NAMED.iter().take(ON_PHOTOGRAPHS).enumerate();
    let inks = inks.map(|(index, (color, name))| Class {
        id: index as u8 + 1,
        name: name.english.to_string(),
        color: *color,
    });
    // No ink has just this colour.
    let photo = Class {
        id: 0,
        name: PHOTO.english.to_string(),
        color: [127; 3],
    };
    std::iter::once(photo).chain(inks).collect()
}

/// What stands in the page in place of words about houses; by the keys of [`page`](super::page).
pub const PAGE: &[(&str, Text)] = &[
    ("name", Text::fixed("Studio", "画室")),
    (
        "tagline",
        Text::fixed("Draw, and watch the picture follow.", "边画边看照片变化。"),
    ),
    ("part-of-building", Text::fixed("What to draw", "要画的内容")),
    ("paints", Text::fixed("Colours of the parts", "各部分的颜色")),
    ("paint-panel", Text::fixed("Colours", "颜色")),
    ("paint-tints", Text::fixed("Colours from photos", "照片里的颜色")),
    (
        "palettes-words",
        Text::fixed(
            "This drawing in the colours of real photos.",
            "这幅图画配上真实照片的颜色。",
        ),
    ),
];

/// And in place of words about parts where inks are drawn with.
pub const INKS: &[(&str, Text)] = &[
    ("parts", Text::fixed("Inks", "颜色")),
    ("part", Text::fixed("Ink", "颜色")),
    ("part-of-building", Text::fixed("Ink", "颜色")),
    ("first-step", Text::fixed("Choose an ink", "选一种颜色")),
];

/// Labels and tooltips of actions in place of those about houses: name, label, tooltip.
pub const ACTIONS: &[(&str, Text, Text)] = &[
    (
        "clear",
        Text::fixed("Clear", "清空"),
        Text::fixed("Start over from an empty drawing", "回到空白，从头画起"),
    ),
    (
        "save-film",
        Text::fixed("Film", "短片"),
        Text::fixed("Save a short film of the drawing growing", "保存一段图画逐步完成的短片"),
    ),
    (
        "eraser",
        Text::fixed("Eraser", "橡皮"),
        Text::fixed("Bring the empty ground back", "擦回空白"),
    ),
    (
        "dice",
        Text::fixed("New colours", "换颜色"),
        Text::fixed("Give the parts other colours", "给各部分换一套颜色"),
    ),
    (
        "palettes",
        Text::fixed("Palettes", "配色"),
        Text::fixed("Choose among the colours of real photos", "从真实照片的颜色里挑选"),
    ),
];

/// Where a model is fed photographs, the photo is not one to trace.
pub static PHOTOGRAPH: (&str, Text, Text) = (
    "photo",
    Text::fixed("Open a photograph", "打开照片"),
    Text::fixed(
        "Choose a photo, take one, or drop or paste one; it stays in this browser",
        "选择或拍摄照片，也可以拖入或粘贴；照片只留在这个浏览器里",
    ),
);

/// In the field above a palette of many.
pub const SEARCH: Text = Text::fixed("Find a part", "查找");

/// After `clear`.
pub const CLEARED: Text = Text::fixed("The drawing is empty.", "图画已清空。");
/// After `dice`.
pub const THROWN: Text = Text::fixed("The parts have other colours.", "各部分换了颜色。");

#[cfg(test)]
mod tests {
    use super::*;
    use facade_editor::subject::{Feed, Subject};

    #[test]
    fn inks_are_called_after_the_nearest_colour_and_told_apart_by_numbers() {
        let inks = named(&[[254; 3], [3, 2, 0], [9, 9, 30], [220, 30, 30]]);
        let names: Vec<_> = inks.iter().map(|ink| &*ink.name).collect();
        assert_eq!(names, ["White", "Black", "Black 2", "Red"]);
        assert!(Subject::new(Feed::Inks, inks).is_some());
        assert_eq!(name("Black 2"), Text::fixed("Black 2", "黑2"));
        assert_eq!(name("Photo"), PHOTO);
    }

    #[test]
    fn a_photograph_can_be_drawn_on_in_a_dozen_inks() {
        let subject = Subject::new(Feed::Photographs, over_photographs()).unwrap();
        assert_eq!((subject.classes().len(), subject.ground(), subject.pen()), (12, 0, 1));
    }
}
