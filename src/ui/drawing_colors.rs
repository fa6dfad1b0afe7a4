//! In which colours the drawing shows its parts: natural ones, or those of the data set's label maps.
//!
//! A choice of the person's, kept from visit to visit. Files always have the data set's colours, and no colour ever
//! becomes a class again: the drawing is made of class ids.

use std::cell::Cell;

use facade_editor::subject;

use super::remembered::{self, Choice};
use super::texts::{Text, sentences};
use super::{dom, language};

thread_local! {
    static CURRENT: Cell<DrawingColors> = const { Cell::new(DrawingColors::Natural) };
}

/// Which colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DrawingColors {
    /// A wall like a wall, a sky like the sky.
    Natural,
    /// As in the label maps that the models are trained on.
    DataSet,
}

impl DrawingColors {
    /// The name in the browser's storage.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Natural => "natural",
            Self::DataSet => "data-set",
        }
    }
}

/// The colours now.
pub fn current() -> DrawingColors {
    CURRENT.get()
}

/// Takes up the choice of an earlier visit.
pub fn begin() {
    let kept = remembered::recall(Choice::DrawingColors);
    if kept.as_deref() == Some(DrawingColors::DataSet.id()) {
        CURRENT.set(DrawingColors::DataSet);
    }
    show();
}

/// Goes on to the other colours and keeps the choice.
pub fn switch() {
    let colors = match current() {
        DrawingColors::Natural => DrawingColors::DataSet,
        DrawingColors::DataSet => DrawingColors::Natural,
    };
    CURRENT.set(colors);
    remembered::keep(Choice::DrawingColors, colors.id());
    show();
}

/// Brings the words on the button up to date, after a switch of the language too.
pub fn show() {
    // At an event there is no such choice.
    for words in dom::all("#drawing-colours-now") {
        language::write(&words, &name());
    }
}

/// The colours' name for people.
pub fn name() -> Text {
    match current() {
        DrawingColors::Natural => sentences::COLOURS_NATURAL,
        DrawingColors::DataSet => sentences::COLOURS_OF_DATA_SET,
    }
}

/// The colour of a class of whatever is drawn; not every subject has natural ones.
pub fn of(id: u8) -> [u8; 3] {
    let subject = subject::current();
    let own = subject.by_id(id).map_or([0; 3], |class| class.color);
    match current() {
        DrawingColors::Natural => subject.natural_color(id).unwrap_or(own),
        DrawingColors::DataSet => own,
    }
}

/// Opaque RGBA of a drawing's class ids into `rgba`, which is as long.
pub fn paint(labels: &[u8], rgba: &mut [u8]) {
    let colors: Vec<_> = (0..=u8::MAX).map(of).collect();
    for (pixel, &id) in rgba.chunks_exact_mut(4).zip(labels) {
        pixel[..3].copy_from_slice(&colors[usize::from(id)]);
        pixel[3] = 255;
    }
}

#[cfg(test)]
mod tests {
    use facade_subjects::facades::classes::CLASSES;
    use facade_subjects::facades::colors::NATURAL;

    use super::*;

    #[test]
    fn natural_colours_are_the_subject_s_and_the_data_set_s_stay_its_own() {
        for (class, natural) in CLASSES.iter().zip(NATURAL) {
            assert_eq!(of(class.id), natural);
        }
        CURRENT.set(DrawingColors::DataSet);
        for class in &CLASSES {
            assert_eq!(of(class.id), class.color);
        }
        assert_eq!(of(13), [0; 3]);
    }
}
