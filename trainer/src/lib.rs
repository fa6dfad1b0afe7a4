//! Training pix2pix natively: pairs in, a checkpoint every epoch, a model bundle out.
//!
//! The crate knows nothing of the page; what both share lives in `facade-model`.

pub mod cli;
pub mod cpu_convolution;
pub mod dataset;
pub mod device;
pub mod export;
pub mod losses;
pub mod run;
pub mod schedule;
pub mod step;
pub mod translate;
