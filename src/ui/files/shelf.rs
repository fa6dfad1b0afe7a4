//! The drawings kept in this browser, and that none of them takes another's place.
//!
//! Each drawing has a slot of its own. A tab writes into its slot for as long as it works on that drawing; what was put
//! in the drawing's place (a file, a random facade) gets another slot, so the one before stays. Two tabs that hold the
//! same drawing find out when the second one writes: what lies in the slot is then not what it left there, and it goes
//! on in a slot of its own. What cannot be read, because it is damaged or from a newer version, is never written over.
//!
//! An index tells when each was changed and which a visit goes on with. Without it the drawings are still there, only in
//! another order. Pure: knows a [`Store`], not the browser's.

use facade_model::sort;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use facade_editor::document::Document;
use facade_exchange::{Refusal, document_json};

/// The slot of the first drawing, the only one there was in earlier versions. Others have a dot and a number behind it.
pub const FIRST: &str = "facade-studio.drawing";
const INDEX: &str = "facade-studio.recent";
/// So many drawings are kept; then the oldest goes.
pub const KEPT_MAX: usize = 24;

/// Texts by key, as browsers keep them.
pub trait Store {
    /// The text under this key.
    fn get(&self, key: &str) -> Option<String>;
    /// Keeps a text; false where there is no room or no leave.
    fn set(&self, key: &str, text: &str) -> bool;
    /// Forgets a text.
    fn remove(&self, key: &str);
    /// All keys, those of other programs too.
    fn keys(&self) -> Vec<String>;
}

#[derive(Default, Serialize, Deserialize)]
struct Index {
    /// The slot that a visit goes on with.
    #[serde(default)]
    last: Option<String>,
    /// When each was changed, in milliseconds of the clock.
    #[serde(default)]
    changed_ms: BTreeMap<String, f64>,
}

/// Where a tab keeps its drawing.
#[derive(Debug, Default, PartialEq)]
pub struct Home {
    /// The slot; none yet for a drawing that came with a link and was only looked at.
    key: Option<String>,
    /// What this tab last read or wrote there.
    seen: Option<String>,
    /// It came with a link: the next visit goes on with the person's own.
    is_borrowed: bool,
    /// What lies there is a person's work, and not only made up for them.
    is_worked_on: bool,
}

impl Home {
    /// Of a drawing that came with a link.
    pub fn borrowed() -> Self {
        Self {
            is_borrowed: true,
            ..Self::default()
        }
    }

    fn of(key: String, text: String) -> Self {
        Self {
            key: Some(key),
            seen: Some(text),
            is_borrowed: false,
            is_worked_on: true,
        }
    }

    /// The slot, if the drawing has one.
    pub fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    /// Whether `text` under `key` means that another tab has changed this tab's drawing.
    pub fn is_changed_by(&self, key: &str, text: &str) -> bool {
        self.key.as_deref() == Some(key) && self.seen.as_deref() != Some(text)
    }
}

/// What a tab begins with.
#[derive(Default)]
pub struct Beginning {
    /// Where it writes.
    pub place: Home,
    /// The drawing to go on with; none at a first visit, or if none can be read.
    pub document: Option<Document>,
    /// Why the drawing that was wanted is not the one.
    pub trouble: Option<Refusal>,
}

/// A drawing as a tab wants it kept.
pub struct Drawing<'a> {
    /// Its document.
    pub text: &'a str,
    /// It took the place of the one that this tab kept before.
    pub is_another: bool,
    /// Something was done to it since.
    pub is_worked_on: bool,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is kept.
    Kept,
    /// It is kept beside the one that another tab has written.
    KeptBeside,
    /// There is no room; what was kept before is still there.
    NoRoom,
}

/// A drawing on the shelf.
pub struct Kept {
    /// Its slot.
    pub key: String,
    /// Its document as it was written.
    pub text: String,
    /// When it was changed, in milliseconds of the clock.
    pub changed_ms: f64,
}

/// What a tab goes on with: its own drawing after a reload (`own`, the slot), else the one that was changed last, else
/// whichever can be read.
pub fn begin(store: &dyn Store, own: Option<&str>, now_ms: f64) -> Beginning {
    let mut index = read_index(store);
    let mut is_new = false;
    for key in slots(store) {
        is_new |= !index.changed_ms.contains_key(&key);
        index.changed_ms.entry(key).or_insert(now_ms);
    }
    if is_new {
        write_index(store, &index);
    }
    let wanted = [own, index.last.as_deref(), Some(FIRST)];
    let by_age = list(store).into_iter().map(|kept| kept.key);
    let mut trouble = None;
    for key in wanted
        .into_iter()
        .flatten()
        .map(str::to_owned)
        .chain(by_age)
    {
        let Some(text) = store.get(&key) else {
            continue;
        };
        match document_json::read(&text) {
            Ok(document) => {
                return Beginning {
                    place: Home::of(key, text),
                    document: Some(document),
                    trouble,
                };
            }
            Err(refusal) => trouble = trouble.or(Some(refusal)),
        }
    }
    let mut place = Home::default();
    if trouble.is_none() {
        place.key = Some(FIRST.to_owned());
    }
    Beginning {
        place,
        document: None,
        trouble,
    }
}

/// Keeps a tab's drawing in its place, or, where that would cost another drawing, in a new one.
pub fn keep(store: &dyn Store, place: &mut Home, drawing: &Drawing<'_>, now_ms: f64) -> Outcome {
    let held = place.key().and_then(|key| store.get(key));
    if held.as_deref() == Some(drawing.text) {
        place.seen = held;
        place.is_worked_on |= drawing.is_worked_on;
        return Outcome::Kept;
    }
    let is_elsewhere = drawing.is_another || place.key.is_none();
    if is_elsewhere && let Some(key) = slot_of(store, drawing.text) {
        // Undo, or a drawing opened a second time. What nobody has worked on need not stay behind.
        if let Some(left) = place.key()
            && !place.is_worked_on
            && held == place.seen
        {
            store.remove(left);
        }
        *place = Home::of(key, drawing.text.to_owned());
        note(store, place, now_ms);
        return Outcome::Kept;
    }
    let is_changed = held != place.seen;
    let stays = drawing.is_another && place.is_worked_on && held.is_some();
    let key = match place.key() {
        Some(key) if !is_changed && !stays => key.to_owned(),
        _ => free_slot(store, now_ms),
    };
    if !store.set(&key, drawing.text) {
        return Outcome::NoRoom;
    }
    let is_beside = is_changed && held.is_some() && !drawing.is_another;
    *place = Home {
        key: Some(key),
        seen: Some(drawing.text.to_owned()),
        is_borrowed: place.is_borrowed && !drawing.is_another,
        is_worked_on: drawing.is_worked_on,
    };
    note(store, place, now_ms);
    if is_beside {
        Outcome::KeptBeside
    } else {
        Outcome::Kept
    }
}

/// All drawings, the newest first.
pub fn list(store: &dyn Store) -> Vec<Kept> {
    let index = read_index(store);
    let mut all: Vec<Kept> = slots(store)
        .into_iter()
        .filter_map(|key| {
            Some(Kept {
                text: store.get(&key)?,
                changed_ms: index.changed_ms.get(&key).copied().unwrap_or_default(),
                key,
            })
        })
        .collect();
    sort::by(&mut all, |a, b| b.changed_ms.total_cmp(&a.changed_ms));
    all
}

/// The place of a drawing that a tab goes on with.
pub fn go_on(store: &dyn Store, key: &str, now_ms: f64) -> Option<(Home, String)> {
    let text = store.get(key)?;
    let place = Home::of(key.to_owned(), text.clone());
    note(store, &place, now_ms);
    Some((place, text))
}

/// Puts a drawing back that was just deleted. Returns whether there was room.
pub fn bring_back(store: &dyn Store, kept: &Kept) -> bool {
    let is_free = store.get(&kept.key).is_none();
    let key = if is_free {
        kept.key.clone()
    } else {
        free_slot(store, kept.changed_ms)
    };
    let fits = store.set(&key, &kept.text);
    if fits {
        let mut index = read_index(store);
        index.changed_ms.insert(key, kept.changed_ms);
        write_index(store, &index);
    }
    fits
}

fn slots(store: &dyn Store) -> Vec<String> {
    let is_slot = |key: &String| {
        key.strip_prefix(FIRST)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    store.keys().into_iter().filter(is_slot).collect()
}

fn slot_of(store: &dyn Store, text: &str) -> Option<String> {
    let mut slots = slots(store).into_iter();
    slots.find(|key| store.get(key).as_deref() == Some(text))
}

fn free_slot(store: &dyn Store, now_ms: f64) -> String {
    if store.get(FIRST).is_none() {
        return FIRST.to_owned();
    }
    (now_ms as u64..)
        .map(|number| format!("{FIRST}.{number}"))
        .find(|key| store.get(key).is_none())
        .expect("numbers do not end")
}

/// Writes down that a place was changed, and lets the oldest go where there are too many.
fn note(store: &dyn Store, place: &Home, now_ms: f64) {
    let Some(key) = place.key() else {
        return;
    };
    let mut index = read_index(store);
    index.changed_ms.insert(key.to_owned(), now_ms);
    if !place.is_borrowed {
        index.last = Some(key.to_owned());
    }
    let oldest_first = list(store).into_iter().rev();
    let surplus = slots(store).len().saturating_sub(KEPT_MAX);
    let spared = [Some(key.to_owned()), index.last.clone()];
    for old in oldest_first
        .filter(|kept| !spared.contains(&Some(kept.key.clone())))
        .take(surplus)
    {
        store.remove(&old.key);
    }
    let slots = slots(store);
    index.changed_ms.retain(|key, _| slots.contains(key));
    write_index(store, &index);
}

fn read_index(store: &dyn Store) -> Index {
    let text = store.get(INDEX);
    text.and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default()
}

fn write_index(store: &dyn Store, index: &Index) {
    let text = serde_json::to_string(index).expect("times are numbers");
    // Without room the order is that of before; the drawings are what matters.
    let _ = store.set(INDEX, &text);
}

#[cfg(test)]
#[path = "shelf_tests.rs"]
mod tests;
