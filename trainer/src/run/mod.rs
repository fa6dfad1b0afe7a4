//! One training run: its folder, what is written into it, and the loop over the epochs.
//!
//! ```text
//! RUN/losses.jsonl              one line an epoch
//! RUN/report.html               curves, pictures, configuration; one file, to be opened in a browser
//! RUN/pictures/epoch-0001.png   input, generated and real pictures of a few validation pairs
//! RUN/checkpoints/epoch-0001/   everything needed to go on exactly
//! ```

pub mod checkpoint;
pub mod checkpoint_id;
pub mod checkpoints;
mod checksums;
pub mod config;
pub mod data;
pub mod epoch;
mod fingerprint;
pub mod gallery;
pub mod journal;
mod lock;
mod moments;
mod norm_moments;
pub mod report;
pub mod selection;
pub mod state;
pub mod stop;
pub mod train;
pub mod validation;
pub mod warm_start;
pub mod warm_start_source;
