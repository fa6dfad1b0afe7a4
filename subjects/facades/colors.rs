//! The colours of facades besides those that models are trained on: natural ones, and those of CMP's own files.

use super::classes::CLASS_COUNT;
use crate::Color;

/// Parts that meet in real facades differ by at least 1.6 to 1 in luminance, as a test says, so that they can be told
/// apart without seeing hues.
pub const NATURAL: [Color; CLASS_COUNT] = [
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

/// Of the PNG files that the CMP Facade Database itself comes in.
pub const CMP: [Color; CLASS_COUNT] = [
    [0, 0, 170],
    [0, 0, 255],
    [0, 85, 255],
    [0, 170, 255],
    [0, 255, 255],
    [85, 255, 170],
    [170, 255, 85],
    [255, 255, 0],
    [255, 170, 0],
    [255, 85, 0],
    [255, 0, 0],
    [170, 0, 0],
];

#[cfg(test)]
mod tests {
    use super::super::classes::{BACKGROUND, FACADE, by_name};
    use super::*;

    fn natural(id: u8) -> Color {
        NATURAL[usize::from(id) - 1]
    }

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
            luminance(natural(class.id)) + 0.05
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
        let [red, _, blue] = natural(BACKGROUND);
        assert!(blue > red);
        let [red, green, blue] = natural(FACADE);
        assert!(red > green && green > blue);
        for (index, one) in NATURAL.iter().enumerate() {
            for two in &NATURAL[..index] {
                let apart: u32 = (0..3).map(|at| u32::from(one[at].abs_diff(two[at]))).sum();
                assert!(apart > 40, "{one:?} and {two:?}");
            }
        }
    }
}
