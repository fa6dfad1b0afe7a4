//! How good a generator is, without any downloaded network.
//!
//! Two kinds of figures: how close each picture comes to the photo of its own label map ([`pixel`],
//! [`ssim`], [`label_score`]), and how much all pictures together look like photos
//! ([`wasserstein`], [`kid`], [`checkerboard`]). All random choices have fixed seeds, so the same
//! generator and pairs give the same figures.

pub mod checkerboard;
pub mod kid;
pub mod label_score;
pub mod measure;
pub mod picture;
pub mod pixel;
pub mod pyramid;
pub mod report;
pub mod ssim;
pub mod wasserstein;
