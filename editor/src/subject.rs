//! What is drawn: the label classes or the inks that the page's model was trained on.
//!
//! A page has one subject from its first moment to its last; a model of another one begins the page anew. So the subject
//! is not handed from function to function: [`begin`] says it once, before anything is drawn, and without that it is the
//! facades. What was drawn of one subject is never read as another: documents, links and kept drawings carry the
//! [digest](Subject::digest).

use std::cell::Cell;
use std::sync::LazyLock;

use facade_model::classes::{self, LabelClass};

use super::action::{self, Command, Entry};

/// How a drawing becomes the model's input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feed {
    /// As class ids, of the twelve classes of a facade.
    Facades,
    /// As class ids of other classes.
    Labels,
    /// In the colours of its classes, which are inks on paper.
    Inks,
    /// As a photograph, with inks over it.
    Photographs,
}

/// See the module head.
#[derive(Debug)]
pub struct Subject {
    feed: Feed,
    classes: &'static [LabelClass],
    entries: &'static [Entry],
    /// The place in the list of each id that a class has.
    places: [Option<u8>; 256],
    ground: u8,
    pen: u8,
    digest: u32,
}

/// A class as a model names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    /// Its value in label maps.
    pub id: u8,
    pub name: String,
    /// sRGB.
    pub color: [u8; 3],
}

static FACADES: LazyLock<Subject> = LazyLock::new(|| Subject {
    ground: classes::FACADE,
    pen: classes::WINDOW,
    ..Subject::of(Feed::Facades, &classes::CLASSES, action::FACADE_CLASSES)
});

thread_local! {
    static CURRENT: Cell<Option<&'static Subject>> = const { Cell::new(None) };
}

/// What is drawn.
pub fn current() -> &'static Subject {
    CURRENT.get().unwrap_or(&FACADES)
}

/// Draws this from now on. Drawings of before are not to be used any more.
pub fn begin(subject: Subject) {
    // One a page, for as long as the page lives.
    CURRENT.set(Some(Box::leak(Box::new(subject))));
}

impl Subject {
    /// A subject of other classes than the facades'. The first of them is what a bare drawing is full of. None unless
    /// there are 2 to 256 of them, with ids, names and colours of their own.
    pub fn new(feed: Feed, list: Vec<Class>) -> Option<Self> {
        let is_twice = |(index, class): (usize, &Class)| {
            list[..index].iter().any(|other| {
                other.id == class.id || other.name == class.name || other.color == class.color
            })
        };
        if !(2..=256).contains(&list.len()) || list.iter().enumerate().any(is_twice) {
            return None;
        }
        let mut classes = Vec::with_capacity(list.len());
        let mut entries = Vec::with_capacity(list.len());
        for (index, Class { id, name, color }) in list.into_iter().enumerate() {
            let name: &'static str = name.leak();
            classes.push(LabelClass {
                id,
                name,
                color,
                cmp_color: color,
            });
            let keyed = action::FACADE_CLASSES.get(index);
            entries.push(Entry {
                command: Command::ChooseClass(id),
                // Names of classes may hold anything.
                name: format!("class-{id}").leak(),
                label: name,
                tooltip: name,
                shortcuts: keyed.map_or(&[], |keyed| keyed.shortcuts),
            });
        }
        Some(Self::of(feed, classes.leak(), entries.leak()))
    }

    fn of(feed: Feed, classes: &'static [LabelClass], entries: &'static [Entry]) -> Self {
        let mut places = [None; 256];
        for (place, class) in (0..=u8::MAX).zip(classes) {
            places[usize::from(class.id)] = Some(place);
        }
        Self {
            feed,
            classes,
            entries,
            places,
            ground: classes[0].id,
            pen: classes[1].id,
            digest: digest(classes),
        }
    }

    /// How a drawing becomes the model's input.
    pub fn feed(&self) -> Feed {
        self.feed
    }

    /// Whether the classes are the twelve of a facade.
    pub fn is_facades(&self) -> bool {
        self.feed == Feed::Facades
    }

    /// The classes, in the model's order.
    pub fn classes(&self) -> &'static [LabelClass] {
        self.classes
    }

    /// What chooses each class, in the same order.
    pub fn entries(&self) -> &'static [Entry] {
        self.entries
    }

    /// Where in the list the class of this id is.
    pub fn place(&self, id: u8) -> Option<usize> {
        self.places[usize::from(id)].map(usize::from)
    }

    /// Whether a class has this id.
    pub fn has(&self, id: u8) -> bool {
        self.place(id).is_some()
    }

    /// The class of this id.
    pub fn by_id(&self, id: u8) -> Option<&'static LabelClass> {
        Some(&self.classes[self.place(id)?])
    }

    /// The class of this name.
    pub fn by_name(&self, name: &str) -> Option<&'static LabelClass> {
        self.classes.iter().find(|class| class.name == name)
    }

    /// The class that a bare drawing is full of, and that the eraser brings back.
    pub fn ground(&self) -> u8 {
        self.ground
    }

    /// The class to begin drawing with.
    pub fn pen(&self) -> u8 {
        self.pen
    }

    /// Tells lists of classes apart: ids, names and colours, in their order.
    pub fn digest(&self) -> u32 {
        self.digest
    }
}

fn digest(classes: &[LabelClass]) -> u32 {
    let mut said = Vec::new();
    for class in classes {
        said.push(class.id);
        said.extend(class.name.as_bytes());
        // No name has it, so that none can continue in the colour.
        said.push(0xff);
        said.extend(class.color);
    }
    fnv1a(&said)
}

/// 32-bit FNV-1a: tells texts apart, and is no protection against malice.
pub fn fnv1a(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, &byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(id: u8, name: &str, color: [u8; 3]) -> Class {
        Class {
            id,
            name: name.to_owned(),
            color,
        }
    }

    fn roads() -> Vec<Class> {
        vec![
            class(7, "road", [128, 64, 128]),
            class(0, "traffic light", [250, 170, 30]),
            class(255, "ego vehicle", [0; 3]),
        ]
    }

    #[test]
    fn without_a_word_the_facades_are_drawn() {
        let facades = current();
        assert!(facades.is_facades());
        assert_eq!(
            (facades.ground(), facades.pen()),
            (classes::FACADE, classes::WINDOW)
        );
        for class in &classes::CLASSES {
            assert_eq!(facades.by_id(class.id), Some(class));
            assert_eq!(facades.by_name(class.name), Some(class));
        }
        assert!(!facades.has(0) && !facades.has(13));
    }

    #[test]
    fn a_list_keeps_its_ids_and_order_and_its_first_dozen_have_the_keys() {
        let subject = Subject::new(Feed::Labels, roads()).unwrap();
        assert_eq!((subject.ground(), subject.pen()), (7, 0));
        assert_eq!((subject.place(255), subject.place(1)), (Some(2), None));
        assert_eq!(subject.by_name("traffic light").unwrap().id, 0);
        let keys = |subject: &Subject| -> Vec<_> {
            let entries = subject.entries().iter();
            entries
                .filter_map(|entry| Some(entry.shortcuts.first()?.key))
                .collect()
        };
        assert_eq!(keys(&subject), ["1", "2", "3"]);
        let many = (0..=255).map(|id| class(id, &id.to_string(), [id, 0, 0]));
        let many = Subject::new(Feed::Labels, many.collect()).unwrap();
        assert_eq!((many.classes().len(), keys(&many).len()), (256, 12));
        assert_eq!(many.place(255), Some(255));
    }

    #[test]
    fn lists_whose_classes_cannot_be_told_apart_are_none() {
        assert!(Subject::new(Feed::Labels, roads()[..1].to_vec()).is_none());
        for twin in [
            class(7, "car", [1; 3]),
            class(1, "road", [1; 3]),
            class(1, "car", [128, 64, 128]),
        ] {
            let mut list = roads();
            list.push(twin);
            assert!(Subject::new(Feed::Labels, list).is_none());
        }
    }

    #[test]
    fn another_id_name_colour_or_order_is_another_subject() {
        let digest = |list| Subject::new(Feed::Labels, list).unwrap().digest();
        let of_roads = digest(roads());
        assert_eq!(digest(roads()), of_roads);
        let changed = |change: fn(&mut Vec<Class>)| {
            let mut list = roads();
            change(&mut list);
            digest(list)
        };
        for other in [
            changed(|list| list[1].id = 9),
            changed(|list| list[1].name.push('s')),
            changed(|list| list[1].color[2] = 31),
            changed(|list| list.swap(0, 1)),
            FACADES.digest(),
        ] {
            assert_ne!(other, of_roads);
        }
    }
}
