//! Facades: fronts of buildings, in the twelve classes of the CMP Facade Database.
//!
//! What the page was made for, and the folder to copy for the next subject.

pub mod classes;
mod cmp_xml;
pub mod colors;
pub mod procedural;
mod samples;
mod window_sets;
mod words;

use crate::KnownSubject;
use classes::{BACKGROUND, BALCONY, BLIND, DOOR, FACADE, MOLDING, SHOP, WINDOW};

/// See the module head.
pub static FACADES: KnownSubject = KnownSubject {
    name: "facades",
    classes: &classes::CLASSES,
    class_words: &words::CLASSES,
    page_words: &[],
    ground: FACADE,
    pen: WINDOW,
    background: BACKGROUND,
    natural_colors: Some(&colors::NATURAL),
    other_colors: Some(&colors::CMP),
    accents: &[WINDOW, DOOR, BALCONY, BLIND, SHOP],
    strip: &[FACADE, MOLDING, WINDOW, DOOR, BACKGROUND],
    painting_order: &classes::PAINT_ORDER,
    procedural: Some(procedural::boxes),
    samples: samples::SAMPLES,
    sets: Some(window_sets::SETS),
    annotations: Some(cmp_xml::read),
};
