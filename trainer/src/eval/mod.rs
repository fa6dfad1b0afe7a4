//! How good a generator is, without any downloaded network.
//!
//! Two kinds of figures: how close each picture comes to the photo of its own label map ([`pixel`],
//! [`ssim`], [`label_score`]), and how much all pictures together look like photos ([`appearance`]: its
//! parts are [`wasserstein`], [`spectrum`], [`colour`] and [`checkerboard`]; [`kid`]). The first kind
//! rewards what is blurred, the second is far from it. All random choices have fixed seeds, so the same
//! generator and pairs give the same figures.

pub mod appearance;
pub mod checkerboard;
pub mod colour;
pub mod kid;
pub mod label_score;
pub mod measure;
pub mod paint;
pub mod picture;
pub mod pixel;
pub mod pyramid;
pub mod report;
pub mod spectrum;
pub mod ssim;
pub mod wasserstein;
