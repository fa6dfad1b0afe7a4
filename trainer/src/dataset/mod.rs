//! The paired images: finding them, reading them, varying them.

pub mod ahead;
pub mod arrangement;
pub mod augment;
pub mod batch;
pub mod check;
pub mod colour;
pub mod companions;
pub mod example;
mod fill;
pub mod inks;
pub mod label_map;
pub mod layout;
pub mod listing;
pub mod loader;
pub mod matching;
pub mod pair;
pub mod palette;
pub mod palettes;
pub mod passed_over;
pub mod reader;
pub mod recolour;
pub mod resize;
pub mod task;
pub mod wedges;
