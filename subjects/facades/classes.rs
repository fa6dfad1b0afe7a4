//! The twelve label classes of the CMP Facade Database.
//!
//! Ids, names and order are those of the database (R. Tyleček and R. Šára, "Spatial Pattern
//! Templates for Recognition of Objects with Regular Structure", GCPR 2013). Of the two palettes in
//! circulation the colours here are those of the pix2pix `facades` JPEGs, their modal ones.

use crate::{Color, LabelClass};

/// Number of classes; ids run from 1 to this.
pub const CLASS_COUNT: usize = 12;

pub const BACKGROUND: u8 = 1;
pub const FACADE: u8 = 2;
pub const WINDOW: u8 = 3;
pub const DOOR: u8 = 4;
pub const CORNICE: u8 = 5;
pub const SILL: u8 = 6;
pub const BALCONY: u8 = 7;
pub const BLIND: u8 = 8;
pub const DECO: u8 = 9;
pub const MOLDING: u8 = 10;
pub const PILLAR: u8 = 11;
pub const SHOP: u8 = 12;

const fn class(id: u8, name: &'static str, color: Color) -> LabelClass {
    LabelClass { id, name, color }
}

/// All classes in the order of their ids.
pub const CLASSES: [LabelClass; CLASS_COUNT] = [
    class(BACKGROUND, "background", [0x00, 0x00, 0xDE]),
    class(FACADE, "facade", [0x00, 0x30, 0xFF]),
    class(WINDOW, "window", [0x00, 0x80, 0xFF]),
    class(DOOR, "door", [0x00, 0xD0, 0xFF]),
    class(CORNICE, "cornice", [0x20, 0xFF, 0xE0]),
    class(SILL, "sill", [0x70, 0xFF, 0x8F]),
    class(BALCONY, "balcony", [0xC0, 0xFF, 0x3F]),
    class(BLIND, "blind", [0xFF, 0xF0, 0x00]),
    class(DECO, "deco", [0xFF, 0xA0, 0x00]),
    class(MOLDING, "molding", [0xFF, 0x50, 0x00]),
    class(PILLAR, "pillar", [0xFF, 0x00, 0x00]),
    class(SHOP, "shop", [0xAE, 0x00, 0x00]),
];

/// Class ids from the bottom of a picture to its top, as the database paints its boxes.
pub const PAINT_ORDER: [u8; CLASS_COUNT] = [
    BACKGROUND, FACADE, SILL, BALCONY, DOOR, BLIND, MOLDING, DECO, SHOP, WINDOW, CORNICE, PILLAR,
];

/// The class with this id, or `None` outside 1..=12.
pub fn by_id(id: u8) -> Option<&'static LabelClass> {
    CLASSES.get(usize::from(id).checked_sub(1)?)
}

/// The class of this name, or `None`.
pub fn by_name(name: &str) -> Option<&'static LabelClass> {
    CLASSES.iter().find(|class| class.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_count_from_one_in_order() {
        for (index, class) in CLASSES.iter().enumerate() {
            assert_eq!(usize::from(class.id), index + 1);
            assert_eq!(by_id(class.id), Some(class));
            assert_eq!(by_name(class.name), Some(class));
        }
        assert_eq!(by_id(0), None);
        assert_eq!(by_id(13), None);
        assert_eq!(by_name("roof"), None);
    }
}
