//! What can be drawn: subjects of which more is known than a model says of itself.
//!
//! A model brings ids, names and colours of its label classes, and with those alone anything can be drawn. Of a
//! [`KnownSubject`] there are also words in two languages, colours that look like the thing, made-up drawings, samples to
//! begin with, parts that belong together, files of other programs. It is recognised by its list of classes. Each has a
//! folder of its own and a line in [`ALL`]; README.md beside this file says how to make the next.
//!
//! Tables and plain functions, at the bottom of all other crates: knows no document, no network, no browser.

mod area;
pub mod facades;
pub mod number;

pub use area::{Area, LabelledBox, stacked};

/// Side of a drawing in pixels.
pub const IMAGE_SIZE: usize = 256;

/// sRGB.
pub type Color = [u8; 3];

/// All that are known.
pub static ALL: &[&KnownSubject] = &[&facades::FACADES];

/// The one of these subjects with exactly these classes, by id, name and colour, in their order.
pub fn among<'a>(
    subjects: &[&'static KnownSubject],
    classes: impl Iterator<Item = (u8, &'a str, Color)> + Clone,
) -> Option<&'static KnownSubject> {
    let mut subjects = subjects.iter().copied();
    subjects.find(|subject| subject.is_of(classes.clone()))
}

/// One label class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LabelClass {
    /// Its value in label maps.
    pub id: u8,
    /// As the data set calls it.
    pub name: &'static str,
    /// Its colour in the label maps that models are trained on.
    pub color: Color,
}

/// A text in the languages of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    pub english: &'static str,
    /// Simplified Chinese.
    pub chinese: &'static str,
}

impl Words {
    pub const fn new(english: &'static str, chinese: &'static str) -> Self {
        Self { english, chinese }
    }
}

/// What visitors read of a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClassWords {
    /// On its button.
    pub label: Words,
    /// What it is, in a line.
    pub tooltip: Words,
}

/// A drawing to begin with.
#[derive(Debug, Clone, Copy)]
pub struct Sample {
    /// As in the page's `data-sample`.
    pub id: &'static str,
    pub name: Words,
    /// The fragment of its share link, from `d=` on: open one in the page, change it, share it, and put the new fragment
    /// there.
    pub fragment: &'static str,
}

/// Which parts belong to which: a whole is selected together with its own.
#[derive(Debug, Clone, Copy)]
pub struct PartSets {
    /// The class of what has parts.
    pub whole: u8,
    /// Whether a shape of this class, with these bounds, is a part of the whole with those.
    pub is_part: fn(class: u8, part: Area, whole: Area) -> bool,
}

/// Why a text is no annotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnnotationFault {
    /// No box is in it.
    Empty,
    /// A box lacks its class or its place, or they cannot be read.
    Damaged,
    /// A box has a class that the subject has not.
    UnknownClass { name: String },
}

/// Labelled boxes from a text.
pub type ReadAnnotation = fn(&str) -> Result<Vec<LabelledBox>, AnnotationFault>;

/// A subject as its folder describes it. Lists of one item a class are in the order of the classes.
#[derive(Debug)]
pub struct KnownSubject {
    /// That of its folder; visitors do not see it.
    pub name: &'static str,
    /// 2 to 256, in the order in which models know them. Their names are the page's `data-class`.
    pub classes: &'static [LabelClass],
    /// One a class.
    pub class_words: &'static [ClassWords],
    /// Words in place of the page's own, which speak of facades: by the key of a text, by the name of an action, with a
    /// dot for its tooltip.
    pub page_words: &'static [(&'static str, Words)],
    /// The class that a bare drawing is full of, and that the eraser brings back.
    pub ground: u8,
    /// The class to begin drawing with.
    pub pen: u8,
    /// The class of what is not the thing itself: it lies below made-up and annotated boxes, and is what transparent
    /// pixels of an opened label map become.
    pub background: u8,
    /// One a class: colours in which the drawing looks like the thing.
    pub natural_colors: Option<&'static [Color]>,
    /// One a class: colours of label maps from elsewhere, which are read as well.
    pub other_colors: Option<&'static [Color]>,
    /// Classes that dice may paint as in another palette than the rest.
    pub accents: &'static [u8],
    /// The classes whose colours stand for a palette where there is no room for all; five at most.
    pub strip: &'static [u8],
    /// All class ids, in the order in which boxes are painted, bottom first.
    pub painting_order: &'static [u8],
    /// Makes a drawing up: boxes within the drawing, the same for a seed for ever, on every machine. In any order; of one
    /// class the later lie over the earlier.
    pub procedural: Option<fn(seed: u64) -> Vec<LabelledBox>>,
    pub samples: &'static [Sample],
    pub sets: Option<PartSets>,
    /// Reads what another program has written of labelled boxes, in any order, each within the drawing and of one pixel at
    /// least.
    pub annotations: Option<ReadAnnotation>,
}

impl KnownSubject {
    /// Whether these, by id, name and colour, are its classes.
    pub fn is_of<'a>(&self, classes: impl Iterator<Item = (u8, &'a str, Color)>) -> bool {
        let own = self.classes.iter();
        own.map(|class| (class.id, class.name, class.color))
            .eq(classes)
    }
}
