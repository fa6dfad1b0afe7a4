//! The shortcuts dialog as text: groups of rows, each what is done and how.
//!
//! Buttons' keys come from the editor's action tables; what pointers and the keyboard's pen do is
//! described here.

use super::Text;
use super::actions;
use facade_editor::action::{self, Entry};
use facade_editor::subject;

/// A heading with its rows.
pub struct Group {
    /// Names the rows.
    pub heading: Text,
    /// In the order to show.
    pub rows: Vec<Row>,
}

/// One thing that can be done.
pub struct Row {
    /// What is done.
    pub what: Text,
    /// The ways to do it, any of which will do.
    pub ways: Vec<Text>,
}

/// Everything that the dialog shows; of the buttons' keys those of which `offered` says that they do something here.
pub fn groups(on_mac: bool, offered: impl Fn(&Entry) -> bool) -> Vec<Group> {
    let table = |heading, entries: &[Entry]| Group {
        heading,
        rows: keyed_rows(entries.iter().filter(|entry| offered(entry)), on_mac),
    };
    vec![
        table(Text::fixed("Tools", "工具"), action::TOOLS),
        table(Text::fixed("Parts", "构件"), subject::current().entries()),
        table(Text::fixed("Actions", "操作"), action::ACTIONS),
        Group {
            heading: Text::fixed("Drawing by keyboard", "用键盘作画"),
            rows: KEYBOARD.iter().map(described).collect(),
        },
        Group {
            heading: Text::fixed("Mouse, fingers and pen", "鼠标、手指和笔"),
            rows: POINTERS
                .iter()
                .map(|row| match on_mac {
                    true => on_a_mac(described(row)),
                    false => described(row),
                })
                .collect(),
        },
    ]
}

/// The entries that have keys.
fn keyed_rows<'a>(entries: impl Iterator<Item = &'a Entry>, on_mac: bool) -> Vec<Row> {
    let with_keys = entries.filter(|entry| !entry.shortcuts.is_empty());
    with_keys
        .map(|entry| {
            let mut ways: Vec<Text> = Vec::new();
            for &shortcut in entry.shortcuts {
                let way = actions::key(shortcut, on_mac);
                if !ways.contains(&way) {
                    ways.push(way);
                }
            }
            Row {
                what: actions::label(entry),
                ways,
            }
        })
        .collect()
}

/// English and Chinese of what is done, then of how.
type Described = (
    (&'static str, &'static str),
    &'static [(&'static str, &'static str)],
);

fn described((what, ways): &Described) -> Row {
    let text = |&(english, chinese): &(&'static str, &'static str)| Text::fixed(english, chinese);
    Row {
        what: text(what),
        ways: ways.iter().map(text).collect(),
    }
}

fn on_a_mac(mut row: Row) -> Row {
    for way in &mut row.ways {
        *way = Text::of(
            way.english.replace("Ctrl", "⌘"),
            way.chinese.replace("Ctrl", "⌘"),
        );
    }
    row
}

const KEYBOARD: &[Described] = &[
    (("Move the cursor", "移动光标"), &[("Arrow keys", "方向键")]),
    (
        ("Move it in long steps", "大步移动"),
        &[("Shift + arrow keys", "Shift + 方向键")],
    ),
    (
        ("Move it by single pixels", "逐像素移动"),
        &[("Alt + arrow keys", "Alt + 方向键")],
    ),
    (
        ("Begin a stroke, end it", "落笔、收笔"),
        &[("Space", "空格"), ("Enter", "回车")],
    ),
    (("Drop the stroke", "放弃这一笔"), &[("Esc", "Esc")]),
    (
        (
            "Select the next or previous shape",
            "选中下一个、上一个图形",
        ),
        &[(".", "."), (",", ",")],
    ),
    (
        ("Move what is selected", "移动选中的图形"),
        &[("Arrow keys", "方向键")],
    ),
    (
        ("Close a polygon, place a grid", "闭合多边形、放下阵列"),
        &[("Enter", "回车")],
    ),
    (
        ("Next button of a bar", "在工具栏内移动"),
        &[("Arrow keys", "方向键")],
    ),
    (("Next bar or control", "到下一组控件"), &[("Tab", "Tab")]),
];

const POINTERS: &[Described] = &[
    (
        ("Draw", "作画"),
        &[("Drag with mouse, finger or pen", "用鼠标、手指或笔拖动")],
    ),
    (
        (
            "Squares, steps of 45°, kept proportions",
            "正方形、45° 角、保持比例",
        ),
        &[("Shift + drag", "Shift + 拖动")],
    ),
    (
        ("Without snapping to neighbours", "不吸附到邻近图形"),
        &[("Alt + drag", "Alt + 拖动")],
    ),
    (
        ("Drag a copy off", "拖出一份副本"),
        &[("Alt + drag a shape", "Alt + 拖动图形")],
    ),
    (
        (
            "One shape of a group, corners of a polygon",
            "组内的图形、多边形的顶点",
        ),
        &[("Click it again", "再点一次")],
    ),
    (
        ("More to do with a shape", "图形的更多操作"),
        &[("Right click", "右键"), ("Menu key", "菜单键")],
    ),
    (
        ("What a button does", "按钮的说明"),
        &[("Rest a finger on it", "用手指按住")],
    ),
    (
        ("Select more than one shape", "选中多个图形"),
        &[
            ("Shift + click", "Shift + 点击"),
            ("Drag around them", "拖出选框"),
        ],
    ),
    (
        ("Enlarge the drawing", "缩放画面"),
        &[("Ctrl + wheel", "Ctrl + 滚轮"), ("Pinch", "双指捏合")],
    ),
    (
        ("Move the enlarged drawing", "移动放大后的画面"),
        &[
            ("Space + drag", "空格 + 拖动"),
            ("Middle button", "鼠标中键"),
            ("Two fingers", "双指拖动"),
        ],
    ),
    (
        ("Rest your hand", "手掌放在屏幕上"),
        &[(
            "Beside a pen, fingers only move the drawing; tap a tool to draw with them again",
            "用笔时手指只移动画面，不会误画；用手指点一下工具就能再画",
        )],
    ),
    (
        ("Erase with a pen", "用笔擦除"),
        &[("Its other end", "把笔倒过来")],
    ),
];

#[cfg(test)]
mod tests {
    use super::super::Language::{Chinese, English};
    use super::*;

    #[test]
    fn every_key_of_the_tables_is_told() {
        let told: Vec<String> = groups(false, |_| true)
            .iter()
            .flat_map(|group| &group.rows)
            .flat_map(|row| &row.ways)
            .map(|way| way.get(English).to_owned())
            .collect();
        for entry in action::entries() {
            for shortcut in entry.shortcuts {
                let key = actions::key(*shortcut, false);
                assert!(
                    told.contains(&key.get(English).to_owned()),
                    "{}",
                    entry.name
                );
            }
        }
    }

    #[test]
    fn keys_of_what_is_not_offered_are_not_told() {
        let told = groups(false, |entry| entry.name != "vary");
        let rows = told.iter().flat_map(|group| &group.rows);
        let vary = action::by_name(action::ACTIONS, "vary").unwrap();
        let label = actions::label(vary);
        assert_eq!(rows.filter(|row| row.what == label).count(), 0);
    }

    #[test]
    fn no_row_is_without_words_or_a_way() {
        for group in groups(true, |_| true) {
            assert!(!group.rows.is_empty(), "{}", group.heading.english);
            for row in &group.rows {
                for text in row.ways.iter().chain([&row.what]) {
                    assert!(!text.get(English).is_empty() && !text.get(Chinese).is_empty());
                    assert!(!text.get(English).contains("Ctrl"), "a Mac has ⌘");
                }
                assert!(!row.ways.is_empty(), "{}", row.what.english);
            }
        }
    }
}
