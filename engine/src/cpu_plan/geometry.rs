//! Where a 2×2 convolution of several planes finds its inputs, and which of its kernels is meant: what every way
//! of running it must know.

use std::ops::Range;

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
    /// Rows of the output that are wanted.
    pub rows: Range<usize>,
    /// Which values of a channel are padding.
    pub padding: Vec<bool>,
}

/// Which of a layer's kernels is meant.
#[derive(Debug, Clone, Copy)]
pub struct KernelIndex {
    pub output: usize,
    pub channel: usize,
    /// Index into [`Geometry::planes`].
    pub plane: usize,
}
