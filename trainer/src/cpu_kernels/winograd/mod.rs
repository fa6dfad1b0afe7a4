//! Convolutions and their gradients from 25 multiplications for 64, 36 for 144, or 49 for 256.
//!
//! Every convolution here is one or four convolutions of stride 1 with kernels of 2, 3 or 4 taps a side,
//! of a picture or of every second row and column of it ([`layer`]). Each of them is cut into tiles of
//! 4×4 outputs, and runs through three stages:
//!
//! ```text
//! pictures ──enter──▶ at each point a matrix [tiles, channels]
//!                     × at each point a matrix [channels, outputs] ◀──kernels── weights
//!                     = at each point a matrix [tiles, outputs] ──leave──▶ pictures
//! ```
//!
//! "Points" are those of [`transforms`], which has the arithmetic. The gradient of a weight runs
//! the same way round: the gradient of the outputs enters too, the products sum over tiles, and
//! kernels leave.
//!
//! All matrices have channels as neighbours, so that eight channels go through each stage together
//! whatever the size of the picture, and products read them where they lie. Work is cut into blocks of
//! tile rows, whose matrices stay in the cache. Neither cutting nor sharing out changes how any value is
//! summed: no result depends on the number of threads.

mod convolve;
mod kernels;
mod layer;
mod pictures;
mod transforms;
mod weight_gradient;

pub use layer::Layer;

use super::lanes::Processor;

/// Convolves pictures `[N, in, H, W]`, transposed or not; returns `[N, outputs, H', W']`.
pub fn convolve(layer: &Layer, input: &[f32], weight: &[f32]) -> Vec<f32> {
    let processor = Processor::detect();
    // Within the pool from the beginning, not handed over to it at every stage.
    rayon::scope(|_| match layer.kernels.side {
        2 => convolve::convolve::<2, 5>(processor, layer, input, weight),
        3 => convolve::convolve::<3, 6>(processor, layer, input, weight),
        _ => convolve::convolve::<4, 7>(processor, layer, input, weight),
    })
}

/// Gradient `[outputs, in, …]` of the weights of a convolution that is not transposed, from its input
/// `[N, in, H, W]` and the gradient `[N, outputs, H', W']` of its output.
pub fn weight_gradient(layer: &Layer, input: &[f32], gradient: &[f32]) -> Vec<f32> {
    let processor = Processor::detect();
    rayon::scope(|_| match layer.kernels.side {
        2 => weight_gradient::weight_gradient::<2, 5>(processor, layer, input, gradient),
        3 => weight_gradient::weight_gradient::<3, 6>(processor, layer, input, gradient),
        _ => weight_gradient::weight_gradient::<4, 7>(processor, layer, input, gradient),
    })
}
