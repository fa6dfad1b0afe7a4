//! The paired images: finding them, reading them, varying them.

pub mod augment;
pub mod batch;
pub mod colour;
pub mod exercise;
pub mod label_map;
pub mod loader;
pub mod pair;
pub mod palette;
pub mod palettes;
pub mod picture;
pub mod recolour;
pub mod resize;
pub mod task;
