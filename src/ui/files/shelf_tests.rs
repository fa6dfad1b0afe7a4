//! The shelf against everything that has cost people their drawings elsewhere.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::*;
use facade_editor::shape::{Point, Shape};

/// Keeps texts as browsers do, up to so many bytes.
struct Memory {
    texts: RefCell<BTreeMap<String, String>>,
    room: usize,
}

impl Memory {
    fn with_room(room: usize) -> Self {
        Self {
            texts: RefCell::default(),
            room,
        }
    }

    fn new() -> Self {
        Self::with_room(5_000_000)
    }

    fn drawings(&self) -> Vec<String> {
        list(self).into_iter().map(|kept| kept.text).collect()
    }
}

impl Store for Memory {
    fn get(&self, key: &str) -> Option<String> {
        self.texts.borrow().get(key).cloned()
    }

    fn set(&self, key: &str, text: &str) -> bool {
        let mut texts = self.texts.borrow_mut();
        let others = texts.iter().filter(|(other, _)| *other != key);
        let used: usize = others.map(|(key, text)| key.len() + text.len()).sum();
        let fits = used + key.len() + text.len() <= self.room;
        if fits {
            texts.insert(key.to_owned(), text.to_owned());
        }
        fits
    }

    fn remove(&self, key: &str) {
        self.texts.borrow_mut().remove(key);
    }

    fn keys(&self) -> Vec<String> {
        self.texts.borrow().keys().cloned().collect()
    }
}

/// The document of a drawing with one door, at so many pixels from the left.
fn door(x: i32) -> String {
    let at = |x, y| Point { x, y };
    let x = x as f32;
    let shapes = vec![Shape::rectangle(4, at(x, 10.0), at(x + 9.0, 40.0))];
    document_json::write(&Document::from_shapes(shapes).unwrap())
}

fn changed(text: &str) -> Drawing<'_> {
    Drawing {
        text,
        is_another: false,
        is_worked_on: true,
    }
}

fn another(text: &str) -> Drawing<'_> {
    Drawing {
        text,
        is_another: true,
        is_worked_on: false,
    }
}

fn opened(store: &Memory) -> Home {
    begin(store, None, 0.0).place
}

#[test]
fn a_first_visit_begins_without_a_drawing_and_writes_to_the_first_slot() {
    let store = Memory::new();
    let beginning = begin(&store, None, 0.0);
    assert!(beginning.document.is_none() && beginning.trouble.is_none());
    let mut place = beginning.place;
    assert_eq!(
        keep(&store, &mut place, &changed(&door(1)), 1.0),
        Outcome::Kept
    );
    assert_eq!(store.get(FIRST), Some(door(1)));
    assert_eq!(
        keep(&store, &mut place, &changed(&door(2)), 2.0),
        Outcome::Kept
    );
    assert_eq!(store.drawings(), [door(2)], "one drawing, one slot");
    assert!(begin(&store, None, 3.0).document.is_some());
}

#[test]
fn a_link_s_drawing_leaves_one_s_own_alone_and_does_not_come_up_at_the_next_visit() {
    let store = Memory::new();
    keep(&store, &mut opened(&store), &changed(&door(1)), 1.0);
    let mut place = Home::borrowed();
    keep(&store, &mut place, &changed(&door(2)), 2.0);
    keep(&store, &mut place, &changed(&door(3)), 3.0);
    assert_eq!(store.get(FIRST), Some(door(1)));
    assert_eq!(store.drawings(), [door(3), door(1)]);
    let next = begin(&store, None, 4.0);
    assert_eq!(next.place.key(), Some(FIRST));
    let reloaded = begin(&store, place.key(), 4.0);
    assert_eq!(
        reloaded.place.key(),
        place.key(),
        "but at a reload of its tab"
    );
    // Taken back, it is one's own again.
    keep(&store, &mut place, &another(&door(1)), 5.0);
    assert_eq!(place.key(), Some(FIRST));
    assert_eq!(store.drawings(), [door(1), door(3)]);
}

#[test]
fn of_two_tabs_on_one_drawing_the_second_to_write_goes_on_beside_the_first() {
    let store = Memory::new();
    keep(&store, &mut opened(&store), &changed(&door(1)), 1.0);
    let (mut one, mut two) = (opened(&store), opened(&store));
    keep(&store, &mut one, &changed(&door(2)), 2.0);
    assert!(two.is_changed_by(FIRST, &door(2)));
    assert!(!one.is_changed_by(FIRST, &door(2)));
    assert_eq!(
        keep(&store, &mut two, &changed(&door(3)), 3.0),
        Outcome::KeptBeside
    );
    assert_eq!(
        keep(&store, &mut two, &changed(&door(4)), 4.0),
        Outcome::Kept
    );
    assert_eq!(
        keep(&store, &mut one, &changed(&door(5)), 5.0),
        Outcome::Kept
    );
    assert_eq!(store.drawings(), [door(5), door(4)]);
    assert_eq!(begin(&store, two.key(), 6.0).place.key(), two.key());
}

#[test]
fn what_is_put_in_a_drawing_s_place_gets_a_slot_of_its_own_if_the_drawing_was_worked_on() {
    let store = Memory::new();
    let mut place = opened(&store);
    keep(&store, &mut place, &changed(&door(1)), 1.0);
    for (seed, now_ms) in [(10, 2.0), (11, 3.0), (12, 4.0)] {
        keep(&store, &mut place, &another(&door(seed)), now_ms);
    }
    assert_eq!(
        store.drawings(),
        [door(12), door(1)],
        "made-up ones make room for each other"
    );
    assert!(
        begin(&store, None, 5.0)
            .document
            .is_some_and(|document| document_json::write(&document) == door(12))
    );
    // Undone, the made-up one is gone and the own one is gone on with.
    keep(&store, &mut place, &another(&door(1)), 5.0);
    assert_eq!(store.drawings(), [door(1)]);
}

#[test]
fn what_cannot_be_read_is_told_and_never_written_over() {
    let newer = door(1).replace("\"version\":1", "\"version\":2");
    for (unreadable, trouble) in [
        (newer.as_str(), Refusal::NewerVersion { found: 2 }),
        ("{\"format\":\"facade-dr", Refusal::NotADocument),
        ("", Refusal::NotADocument),
    ] {
        let store = Memory::new();
        store.set(FIRST, unreadable);
        let beginning = begin(&store, None, 1.0);
        assert_eq!(beginning.trouble, Some(trouble));
        let mut place = beginning.place;
        keep(&store, &mut place, &changed(&door(2)), 2.0);
        keep(&store, &mut place, &changed(&door(3)), 3.0);
        assert_eq!(store.get(FIRST).as_deref(), Some(unreadable));
        assert_eq!(store.drawings(), [door(3), unreadable.to_owned()]);
        assert!(
            begin(&store, None, 4.0).document.is_some(),
            "the next visit has the own one"
        );
    }
}

#[test]
fn a_full_store_keeps_what_it_has_and_takes_more_once_there_is_room() {
    let store = Memory::with_room(2 * door(1).len() + 200);
    let mut place = opened(&store);
    keep(&store, &mut place, &changed(&door(1)), 1.0);
    store.set("of another program", &"x".repeat(door(1).len()));
    assert_eq!(
        keep(&store, &mut place, &another(&door(2)), 2.0),
        Outcome::NoRoom
    );
    assert_eq!(store.drawings(), [door(1)]);
    store.remove("of another program");
    assert_eq!(
        keep(&store, &mut place, &another(&door(2)), 3.0),
        Outcome::Kept
    );
    assert_eq!(store.drawings(), [door(2), door(1)]);
}

#[test]
fn the_oldest_goes_when_there_are_too_many_but_not_the_one_to_go_on_with() {
    let store = Memory::new();
    keep(&store, &mut opened(&store), &changed(&door(0)), 0.0);
    for x in 1..=KEPT_MAX as i32 + 5 {
        keep(
            &store,
            &mut Home::borrowed(),
            &changed(&door(x)),
            f64::from(x),
        );
    }
    let kept = store.drawings();
    assert_eq!(kept.len(), KEPT_MAX);
    assert!(kept.contains(&door(0)), "links do not push out one's own");
    assert!(!kept.contains(&door(1)) && kept.contains(&door(KEPT_MAX as i32 + 5)));
}

#[test]
fn a_deleted_drawing_can_be_brought_back_and_a_damaged_index_loses_none() {
    let store = Memory::new();
    keep(&store, &mut opened(&store), &changed(&door(1)), 1.0);
    keep(&store, &mut Home::borrowed(), &changed(&door(2)), 2.0);
    let kept = list(&store).swap_remove(0);
    store.remove(&kept.key);
    assert_eq!(store.drawings(), [door(1)]);
    assert!(bring_back(&store, &kept));
    assert_eq!(store.drawings(), [door(2), door(1)]);
    store.set(INDEX, "{\"last\":");
    assert_eq!(store.drawings().len(), 2);
    assert_eq!(begin(&store, None, 3.0).place.key(), Some(FIRST));
}

#[test]
fn a_tab_whose_drawing_was_deleted_elsewhere_keeps_it_anew() {
    let store = Memory::new();
    let mut place = opened(&store);
    keep(&store, &mut place, &changed(&door(1)), 1.0);
    store.remove(FIRST);
    assert_eq!(
        keep(&store, &mut place, &changed(&door(2)), 2.0),
        Outcome::Kept
    );
    assert_eq!(store.drawings(), [door(2)]);
}
