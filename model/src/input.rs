//! What a generator wants to see: said once, from training to bundle to page.

use facade_subjects::facades::classes::CLASSES;
use serde::{Deserialize, Serialize};

use crate::pixels::{ClassPlanes, luma, scaled};

/// The kind of a generator's input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum InputKind {
    /// One plane of 0 and 1 a class, in the order of the list.
    OneHotLabels { classes: Vec<NamedClass> },
    /// The same planes, and three more: red, green and blue of each pixel's class in this picture, in
    /// −1..1 (see [`crate::paint`]).
    PaintedLabels { classes: Vec<NamedClass> },
    /// Red, green and blue in −1..1.
    Rgb,
    /// Luma in −1..1, see [`luma`].
    Grey,
}

/// A label class of a model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedClass {
    /// Value of the class in label maps.
    pub id: u8,
    pub name: String,
    /// sRGB.
    pub color: [u8; 3],
}

/// Why a list of classes is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaletteError {
    #[error("a palette needs 2 to 256 classes, this one has {0}")]
    Count(usize),
    #[error("the classes {first} and {second} have the same {what}")]
    Twice {
        what: &'static str,
        first: String,
        second: String,
    },
}

/// Most inks of a model: more colours are no drawing that a person could take up again.
pub const MOST_INKS: usize = 12;

/// Why a list of inks is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InkError {
    #[error("only models of colours are drawn for in inks")]
    Unasked,
    #[error("drawings have 2 to {MOST_INKS} inks, these are {0}")]
    Count(usize),
    #[error("#{:02x}{:02x}{:02x} is there twice", .0[0], .0[1], .0[2])]
    Twice([u8; 3]),
}

impl InputKind {
    /// The twelve classes of [`facade_subjects::facades`], as one-hot planes.
    pub fn facades() -> Self {
        let classes = CLASSES.iter().map(|class| NamedClass {
            id: class.id,
            name: class.name.to_owned(),
            color: class.color,
        });
        Self::OneHotLabels {
            classes: classes.collect(),
        }
    }

    /// The twelve classes of [`facade_subjects::facades`], and their paint.
    pub fn painted_facades() -> Self {
        match Self::facades() {
            Self::OneHotLabels { classes } => Self::PaintedLabels { classes },
            other => other,
        }
    }

    /// The label classes, where that is what a generator of this kind sees.
    pub fn classes(&self) -> Option<&[NamedClass]> {
        match self {
            Self::OneHotLabels { classes } | Self::PaintedLabels { classes } => Some(classes),
            Self::Rgb | Self::Grey => None,
        }
    }

    /// Which plane each class id is, where there are classes.
    pub fn planes(&self) -> Option<ClassPlanes> {
        let ids = |classes: &[NamedClass]| ClassPlanes::of(classes.iter().map(|class| class.id));
        self.classes().map(ids)
    }

    /// Whether a generator of this kind is told the colours of the classes.
    pub fn is_painted(&self) -> bool {
        matches!(self, Self::PaintedLabels { .. })
    }

    /// Input channels of the generator.
    pub fn channels(&self) -> usize {
        match self {
            Self::OneHotLabels { classes } => classes.len(),
            Self::PaintedLabels { classes } => classes.len() + 3,
            Self::Rgb => 3,
            Self::Grey => 1,
        }
    }

    /// What a pixel of the given sRGB colour is to a generator of this kind, one value a channel;
    /// `None` for label classes, whose meaning is not in their colour.
    pub fn channels_of(&self, color: [u8; 3]) -> Option<Vec<f32>> {
        match self {
            Self::OneHotLabels { .. } | Self::PaintedLabels { .. } => None,
            Self::Rgb => Some(color.map(scaled).to_vec()),
            Self::Grey => Some(vec![scaled(luma(color))]),
        }
    }
}

/// Makes sure that ids, names and colours tell the classes apart.
///
/// # Errors
/// Fewer than 2 or more than 256 classes, or two that share an id, a name or a colour.
pub fn check_palette(classes: &[NamedClass]) -> Result<(), PaletteError> {
    if !(2..=256).contains(&classes.len()) {
        return Err(PaletteError::Count(classes.len()));
    }
    for (index, second) in classes.iter().enumerate() {
        for first in &classes[..index] {
            let what = match () {
                () if first.id == second.id => "id",
                () if first.name == second.name => "name",
                () if first.color == second.color => "colour",
                () => continue,
            };
            return Err(PaletteError::Twice {
                what,
                first: first.name.clone(),
                second: second.name.clone(),
            });
        }
    }
    Ok(())
}

/// Makes sure that inks are a model's of this kind, and differ; none are always allowed.
///
/// # Errors
/// Inks for a model that sees no colours, one alone or more than [`MOST_INKS`], and two of one colour.
pub fn check_inks(kind: &InputKind, inks: &[[u8; 3]]) -> Result<(), InkError> {
    if inks.is_empty() {
        return Ok(());
    }
    if *kind != InputKind::Rgb {
        return Err(InkError::Unasked);
    }
    if !(2..=MOST_INKS).contains(&inks.len()) {
        return Err(InkError::Count(inks.len()));
    }
    let again = (1..inks.len()).find(|&second| inks[..second].contains(&inks[second]));
    again.map_or(Ok(()), |second| Err(InkError::Twice(inks[second])))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(id: u8, name: &str, color: [u8; 3]) -> NamedClass {
        NamedClass {
            id,
            name: name.to_owned(),
            color,
        }
    }

    #[test]
    fn the_facade_classes_are_a_palette_of_twelve() {
        let kind = InputKind::facades();
        assert_eq!(kind.channels(), 12);
        let InputKind::OneHotLabels { classes } = kind else {
            panic!("labels");
        };
        assert_eq!(check_palette(&classes), Ok(()));
    }

    #[test]
    fn classes_that_cannot_be_told_apart_are_refused_by_name() {
        let road = class(0, "road", [1, 2, 3]);
        let refusal = |second: NamedClass| {
            let error = check_palette(&[road.clone(), second]).unwrap_err();
            error.to_string()
        };
        assert!(refusal(class(0, "car", [9; 3])).contains("the same id"));
        assert!(refusal(class(1, "road", [9; 3])).contains("the same name"));
        assert!(refusal(class(1, "car", [1, 2, 3])).contains("road and car"));
        assert_eq!(check_palette(&[road]), Err(PaletteError::Count(1)));
    }

    #[test]
    fn inks_are_few_and_different_colours_of_a_model_of_colours() {
        let [white, black] = [[255; 3], [0; 3]];
        assert_eq!(check_inks(&InputKind::Rgb, &[white, black]), Ok(()));
        assert_eq!(check_inks(&InputKind::Grey, &[]), Ok(()));
        let unasked = Err(InkError::Unasked);
        assert_eq!(check_inks(&InputKind::Grey, &[white, black]), unasked);
        let alone = check_inks(&InputKind::Rgb, &[white]);
        assert_eq!(alone, Err(InkError::Count(1)));
        let many: Vec<_> = (0..13).map(|ink| [ink; 3]).collect();
        assert_eq!(check_inks(&InputKind::Rgb, &many), Err(InkError::Count(13)));
        let twice = check_inks(&InputKind::Rgb, &[white, black, white]).unwrap_err();
        assert_eq!(twice.to_string(), "#ffffff is there twice");
    }

    #[test]
    fn colours_are_scaled_as_pictures_are() {
        assert_eq!(
            InputKind::Rgb.channels_of([0, 255, 51]).unwrap(),
            [-1.0, 1.0, -0.6]
        );
        assert_eq!(InputKind::Grey.channels_of([255; 3]).unwrap(), [1.0]);
        assert_eq!(InputKind::facades().channels_of([0; 3]), None);
    }
}
