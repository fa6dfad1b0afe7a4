//! One training run: its folder, what is written into it, and the loop over the epochs.
//!
//! ```text
//! RUN/losses.jsonl              one line an epoch
//! RUN/pictures/epoch-0001.png   label, generated and real pictures of a few validation pairs
//! RUN/checkpoints/epoch-0001/   everything needed to go on exactly
//! ```

pub mod checkpoint;
pub mod config;
pub mod gallery;
pub mod journal;
pub mod train;
pub mod validation;
