//! The actions' entries: names, labels, tooltips and keys, by what they concern.
//!
//! Labels are English here; other languages are the page's business.

mod drawing;
mod looking;
mod page;
mod shapes;
mod taking_away;

use super::Entry;

/// In the order of their buttons.
const GROUPS: [&[Entry]; 5] = [
    drawing::DRAWING,
    shapes::SHAPES,
    taking_away::TAKING_AWAY,
    looking::LOOKING,
    page::PAGE,
];

/// The actions, in the order of their buttons.
pub const ACTIONS: &[Entry] = &joined::<{ count() }>();

const fn count() -> usize {
    let (mut count, mut group) = (0, 0);
    while group < GROUPS.len() {
        count += GROUPS[group].len();
        group += 1;
    }
    count
}

/// All groups as one table, made by the compiler: whoever looks for an entry needs to know of no groups.
const fn joined<const COUNT: usize>() -> [Entry; COUNT] {
    let mut entries = [GROUPS[0][0]; COUNT];
    let (mut at, mut group) = (0, 0);
    while group < GROUPS.len() {
        let mut index = 0;
        while index < GROUPS[group].len() {
            entries[at] = GROUPS[group][index];
            at += 1;
            index += 1;
        }
        group += 1;
    }
    entries
}
