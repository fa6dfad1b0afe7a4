//! The convolutions of [`super`] with factors rounded to bfloat16 and sums in f32, as in what is called mixed
//! precision elsewhere, on what newer x86 processors have for it ([`unit`]).
//!
//! It multiplies tiles of 16×32 by 32×16 values and reads its tiles row by row at any distance
//! from each other. So no convolution is spread out as a matrix first: with the picture padded and
//! row following row without a gap, a tap of the kernel is the same picture from a later position
//! on. The few positions that lie in the padding are computed too and dropped.
//!
//! A right tile holds pairs of factors side by side. Strided convolutions pair neighbouring columns,
//! which is how they lie in memory ([`planes::Planes::column_pairs`]); the others pair channels.
//!
//! Knows nothing of gradients and of tensors. No result depends on the number of threads.

mod down;
mod packed;
mod planes;
mod rounding;
mod shared;
mod unit;
mod up;
mod weight_gradient;

pub use down::convolve;
pub use unit::Bf16Unit;
pub use up::convolve_transposed;
pub use weight_gradient::weight_gradient;

use super::pictures::{KERNEL, PADDING, Pictures};

/// Weights of one kernel.
const TAPS: usize = KERNEL * KERNEL;
/// Output positions that a task computes before it writes them where they belong.
const CHUNK_POSITIONS: usize = 512;
