//! Drawings on their way in and out: files, links and the notation they are written in.
//!
//! Everything that comes from outside is distrusted here: sizes before contents, every number
//! against its range, and a refusal is one [`Refusal`] with its reason. What goes out comes back
//! the same.
//!
//! Works on shapes and pixels in memory. Knows no browser (which decodes PNG and JPEG files, and
//! asks where to save) and no engine.

pub mod annotation;
pub mod document_json;
pub mod enlarge;
pub mod label_image;
pub mod label_png;
pub mod own_svg;
pub mod photo_colors;
mod refusal;
pub mod samples;
pub mod share_link;
pub mod side_by_side;
pub mod svg;

#[cfg(test)]
mod known_subject_tests;
#[cfg(test)]
mod other_classes_tests;
#[cfg(test)]
mod random_shapes;

pub use refusal::Refusal;
