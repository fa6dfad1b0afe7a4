//! Convolution with 2×2 kernels and stride 1: what every layer comes down to once the odd and even
//! rows and columns of the finer side are kept apart.
//!
//! Large pictures go by way of Winograd, with 9 multiplications for 16. Small ones do not: there
//! the weights are most of what is read, and Winograd's are 9 for 4.

use super::direct::Direct;
use super::winograd::{self, Winograd};

/// Values that are read, though not used, behind the last input.
pub const SLACK: usize = 1;

/// Where inputs lie and outputs go.
#[derive(Debug, Clone)]
pub struct Geometry {
    pub channels: usize,
    /// Values from one input channel to the next.
    pub channel: usize,
    /// Where in a channel the planes begin that are summed.
    pub planes: Vec<usize>,
    /// Values of one row of a plane.
    pub row: usize,
    /// Side of the output.
    pub side: usize,
}

/// One kernel's place.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    pub output: usize,
    pub channel: usize,
    /// Index into [`Geometry::planes`].
    pub plane: usize,
}

pub enum TwoByTwo {
    Direct(Direct),
    Winograd(Winograd),
}

impl TwoByTwo {
    /// `kernel` gives the weights of a place, row by row.
    pub fn new(
        geometry: Geometry,
        outputs: usize,
        kernel: impl Fn(Place) -> [[f32; 2]; 2],
    ) -> Self {
        if !geometry.side.is_multiple_of(winograd::GROUP) {
            Self::Direct(Direct::new(&geometry, outputs, kernel))
        } else {
            Self::Winograd(Winograd::new(geometry, outputs, kernel))
        }
    }

    /// `[channels]` of planes, with [`SLACK`] behind them → `[outputs, side, side]`, written over
    /// `sums`.
    pub fn run(&self, input: &[f32], sums: &mut [f32]) {
        match self {
            Self::Direct(direct) => direct.run(input, sums),
            Self::Winograd(winograd) => winograd.run(input, sums),
        }
    }
}
