//! Convolution with 2×2 kernels and stride 1: what every layer comes down to once the odd and even
//! rows and columns of the finer side are kept apart.
//!
//! The larger the picture, the larger the tiles of its Winograd transform: fewer multiplications,
//! but more weights, each of which must meet enough tiles to be worth reading.

use super::direct::Direct;
use super::geometry::{Geometry, KernelIndex};
use super::winograd::Winograd;
use super::winograd_transform::{FourOutputs, TwoOutputs};
use super::workspace::Workspace;

/// Smallest side of a picture in tiles of 4×4.
const SMALLEST_IN_FOURS: usize = 16;
/// Smallest side of a picture in tiles of 2×2.
const SMALLEST_IN_TWOS: usize = 8;

pub enum TwoByTwo {
    Direct(Direct),
    Twos(Winograd<TwoOutputs, 2, 3>),
    Fours(Winograd<FourOutputs, 4, 5>),
}

impl TwoByTwo {
    /// `kernel` gives the weights of an index, row by row.
    pub fn new(
        geometry: Geometry,
        outputs: usize,
        kernel: impl Fn(KernelIndex) -> [[f32; 2]; 2],
    ) -> Self {
        match geometry.side {
            SMALLEST_IN_FOURS.. => Self::Fours(Winograd::new(geometry, outputs, kernel)),
            SMALLEST_IN_TWOS.. => Self::Twos(Winograd::new(geometry, outputs, kernel)),
            _ => Self::Direct(Direct::new(&geometry, outputs, kernel)),
        }
    }

    /// `[channels]` of planes, with [`SLACK`](super::geometry::SLACK) behind them → `[outputs, rows, side]`, written over
    /// `accumulators`.
    pub fn run(&self, input: &[f32], accumulators: &mut [f32], workspace: &mut Workspace) {
        match self {
            Self::Direct(direct) => direct.run(input, accumulators, workspace),
            Self::Twos(winograd) => winograd.run(input, accumulators, workspace),
            Self::Fours(winograd) => winograd.run(input, accumulators, workspace),
        }
    }
}
