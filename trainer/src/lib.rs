//! Training pix2pix natively: pairs in, a checkpoint every epoch, a model bundle out.
//!
//! The crate knows nothing of the page; what both share lives in `facade-model`.

pub mod adam;
mod allocator;
pub mod average;
pub mod cli;
pub mod colour_space;
mod command_line;
pub mod cpu_kernels;
pub mod dataset;
pub mod device;
pub mod distillation;
pub mod eval;
pub mod export;
pub mod fetch;
pub mod initialisation;
pub mod losses;
mod normal;
pub mod paint_choice;
mod plain_weights;
pub mod run;
pub mod schedule;
pub mod segmenter;
pub mod step;
pub mod translate;
mod whole_file;
