//! In which colours the drawing shows its parts: natural ones, or those of the data set's label maps.
//!
//! A choice of the person's, kept from visit to visit. Files always have the data set's colours, and no colour ever
//! becomes a class again: the drawing is made of class ids.

use std::cell::Cell;

use facade_editor::subject;
use facade_model::classes::{CLASS_COUNT, CLASSES};

use super::remembered::{self, Choice};
use super::texts::{Text, sentences};
use super::{dom, language};

thread_local! {
    static CURRENT: Cell<DrawingColors> = const { Cell::new(DrawingColors::Natural) };
}

/// sRGB by class. Parts that meet in real facades differ by at least 1.6 to 1 in luminance, as a test says, so that
/// they can be told apart without seeing hues.
const NATURAL: [[u8; 3]; CLASS_COUNT] = [
    [0xA3, 0xCE, 0xEA],
    [0xB8, 0x97, 0x7A],
    [0x1F, 0x3A, 0x4D],
    [0x4A, 0x2A, 0x1C],
    [0x7B, 0x76, 0x7F],
    [0xE0, 0xC4, 0x94],
    [0x4E, 0x80, 0x84],
    [0x2C, 0x61, 0x40],
    [0x6E, 0x52, 0x18],
    [0xFE, 0xFC, 0xF6],
    [0x7A, 0x4A, 0x3A],
    [0x9A, 0x33, 0x28],
];

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

    /// The colour of a class.
    ///
    /// # Panics
    /// If `id` is none of 1 to 12.
    pub const fn of(self, id: u8) -> [u8; 3] {
        let index = id as usize - 1;
        match self {
            Self::Natural => NATURAL[index],
            Self::DataSet => CLASSES[index].color,
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

/// The colour of a class of whatever is drawn; only facades have natural ones.
pub fn of(id: u8) -> [u8; 3] {
    let subject = subject::current();
    match subject.by_id(id) {
        Some(_) if subject.is_facades() => current().of(id),
        class => class.map_or([0; 3], |class| class.color),
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
    use facade_model::classes::{self, by_name};

    use super::*;

    /// Parts that share at least 0.2 % of all borders between parts in the CMP data base's label maps.
    const NEIGHBOURS: &[(&str, &[&str])] = &[
        (
            "facade",
            &[
                "background",
                "window",
                "door",
                "cornice",
                "sill",
                "balcony",
                "blind",
                "deco",
                "molding",
                "pillar",
                "shop",
            ],
        ),
        (
            "window",
            &[
                "background",
                "cornice",
                "sill",
                "balcony",
                "blind",
                "deco",
                "molding",
                "pillar",
            ],
        ),
        (
            "molding",
            &[
                "background",
                "cornice",
                "sill",
                "balcony",
                "blind",
                "deco",
                "pillar",
            ],
        ),
        ("cornice", &["background", "sill", "pillar"]),
        ("balcony", &["blind", "pillar"]),
        ("background", &["shop", "door", "pillar"]),
        ("sill", &["blind"]),
        ("door", &["shop"]),
    ];

    /// Relative luminance, 0 to 1, as WCAG 2 defines it.
    fn luminance(color: [u8; 3]) -> f64 {
        let linear = color.map(|value| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }

    #[test]
    fn parts_that_meet_in_facades_differ_by_1_6_to_1() {
        let of = |name| {
            let class = by_name(name).unwrap_or_else(|| panic!("no {name}"));
            luminance(DrawingColors::Natural.of(class.id)) + 0.05
        };
        for (part, others) in NEIGHBOURS {
            for other in *others {
                let (one, two) = (of(part), of(other));
                let contrast = one.max(two) / one.min(two);
                assert!(contrast >= 1.6, "{part} and {other}: {contrast:.3} to 1");
            }
        }
    }

    #[test]
    fn the_sky_is_blue_the_wall_is_warm_and_no_two_parts_look_alike() {
        let [red, _, blue] = DrawingColors::Natural.of(classes::BACKGROUND);
        assert!(blue > red);
        let [red, green, blue] = DrawingColors::Natural.of(classes::FACADE);
        assert!(red > green && green > blue);
        for (index, one) in NATURAL.iter().enumerate() {
            for two in &NATURAL[..index] {
                let apart: u32 = (0..3).map(|at| u32::from(one[at].abs_diff(two[at]))).sum();
                assert!(apart > 40, "{one:?} and {two:?}");
            }
        }
    }

    #[test]
    fn the_data_set_s_colours_stay_its_own() {
        for class in &CLASSES {
            assert_eq!(DrawingColors::DataSet.of(class.id), class.color);
        }
    }
}
