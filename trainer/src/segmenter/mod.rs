//! A small network that labels photos: the measuring instrument behind the label score and KID.
//!
//! It learns from the training photos alone and is never shown a generated picture, so that a
//! generator is measured by what a reader of real photos sees in it.

pub mod confusion;
pub mod file;
pub mod network;
pub mod recolour;
pub mod train;
