//! What is drawn: the label classes or the inks that the page's model was trained on.
//!
//! A page has one subject from its first moment to its last; a model of another one begins the page anew. So the subject
//! is not handed from function to function: [`begin`] says it once, before anything is drawn, and without that it is the
//! facades. What was drawn of one subject is never read as another: documents, links and kept drawings carry the
//! [digest](Subject::digest). What a page can do with a drawing besides follows from whether its classes are those of a
//! [`KnownSubject`].

use std::cell::Cell;
use std::sync::LazyLock;

use facade_subjects::facades::FACADES;
use facade_subjects::{ALL, ClassWords, Color, KnownSubject, LabelClass, Sample};

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
    known: Option<&'static KnownSubject>,
    classes: &'static [LabelClass],
    entries: Vec<Entry>,
    /// The place in the list of each id that a class has.
    places: [Option<u8>; 256],
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

static OF_FACADES: LazyLock<Subject> =
    LazyLock::new(|| Subject::of(Feed::Facades, FACADES.classes, Some(&FACADES)));

thread_local! {
    static CURRENT: Cell<Option<&'static Subject>> = const { Cell::new(None) };
}

/// What is drawn.
pub fn current() -> &'static Subject {
    CURRENT.get().unwrap_or(&OF_FACADES)
}

/// Draws this from now on. Drawings of before are not to be used any more.
pub fn begin(subject: Subject) {
    // One a page, for as long as the page lives.
    CURRENT.set(Some(Box::leak(Box::new(subject))));
}

impl Subject {
    /// A subject of these classes. Where they are no [known](ALL) subject's, the first of them is what a bare drawing is
    /// full of. None unless there are 2 to 256 of them, with ids, names and colours of their own.
    pub fn new(feed: Feed, list: Vec<Class>) -> Option<Self> {
        Self::among(ALL, feed, list)
    }

    /// As [`Self::new`] where these are all subjects that are known.
    pub fn among(known: &[&'static KnownSubject], feed: Feed, list: Vec<Class>) -> Option<Self> {
        let is_twice = |(index, class): (usize, &Class)| {
            list[..index].iter().any(|other| {
                other.id == class.id || other.name == class.name || other.color == class.color
            })
        };
        if !(2..=256).contains(&list.len()) || list.iter().enumerate().any(is_twice) {
            return None;
        }
        let classes = list
            .into_iter()
            .map(|Class { id, name, color }| LabelClass {
                id,
                name: name.leak(),
                color,
            });
        let classes: Vec<LabelClass> = classes.collect();
        let said = classes
            .iter()
            .map(|class| (class.id, class.name, class.color));
        let known = facade_subjects::among(known, said);
        Some(Self::of(feed, classes.leak(), known))
    }

    fn of(
        feed: Feed,
        classes: &'static [LabelClass],
        known: Option<&'static KnownSubject>,
    ) -> Self {
        let mut places = [None; 256];
        let mut entries = Vec::with_capacity(classes.len());
        for (place, class) in (0..=u8::MAX).zip(classes) {
            places[usize::from(class.id)] = Some(place);
            let place = usize::from(place);
            let words = known.map(|known| &known.class_words[place]);
            entries.push(Entry {
                command: Command::ChooseClass(class.id),
                // Names of unknown classes may hold anything.
                name: match known {
                    Some(_) => class.name,
                    None => format!("class-{}", class.id).leak(),
                },
                label: words.map_or(class.name, |words| words.label.english),
                tooltip: words.map_or(class.name, |words| words.tooltip.english),
                shortcuts: action::CLASS_KEYS.get(place).copied().unwrap_or(&[]),
            });
        }
        Self {
            feed,
            known,
            classes,
            entries,
            places,
            digest: digest(classes),
        }
    }

    /// How a drawing becomes the model's input.
    pub fn feed(&self) -> Feed {
        self.feed
    }

    /// What is known of it, where there is more than its classes.
    pub fn known(&self) -> Option<&'static KnownSubject> {
        self.known
    }

    /// Whether it is the facades, of which links, documents, the browser's store and messages say nothing, as before
    /// there was anything else. Whoever asks what a subject has asks [`Self::known`].
    pub fn is_facades(&self) -> bool {
        self.feed == Feed::Facades
    }

    /// The classes, in the model's order.
    pub fn classes(&self) -> &'static [LabelClass] {
        self.classes
    }

    /// What chooses each class, in the same order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
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
        self.known.map_or(self.classes[0].id, |known| known.ground)
    }

    /// The class to begin drawing with.
    pub fn pen(&self) -> u8 {
        self.known.map_or(self.classes[1].id, |known| known.pen)
    }

    /// The class of what shows nothing.
    pub fn background(&self) -> u8 {
        self.known
            .map_or(self.classes[0].id, |known| known.background)
    }

    /// What visitors read of the class of this id, where it is known.
    pub fn words(&self, id: u8) -> Option<&'static ClassWords> {
        self.known?.class_words.get(self.place(id)?)
    }

    /// Colours in which the class of this id looks like the thing, where they are known.
    pub fn natural_color(&self, id: u8) -> Option<Color> {
        self.known?.natural_colors?.get(self.place(id)?).copied()
    }

    /// Drawings to begin with.
    pub fn samples(&self) -> &'static [Sample] {
        self.known.map_or(&[], |known| known.samples)
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
    use facade_subjects::facades::classes;

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
            OF_FACADES.digest(),
        ] {
            assert_ne!(other, of_roads);
        }
    }
}
