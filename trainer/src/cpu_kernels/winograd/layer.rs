//! Which values of a picture, of the output and of the kernel meet in each kind of convolution.
//!
//! A grid of places is what the stages know. A view of a picture gives the place (y, x) the value at
//! `step · (y, x) + offset`; what lies outside the picture is zero. In a convolution of stride 2, with
//! k = 2j + a, output y is the sum over both a of kernels of two taps j on the input's rows
//! `2(y + j) + a − 1`: four views are summed. In the transposed one, output 2y + a is the sum of two taps j
//! on rows y + j + a − 1, where k = 3 − a − 2j: each of four views has an output of its own.

use super::transforms::TILE;
use crate::cpu_kernels::pictures::Pictures;

/// One convolution.
#[derive(Debug, Clone)]
pub struct Layer {
    pub input: Pictures,
    pub output: Pictures,
    /// Rows and columns of the grid.
    pub grid: [usize; 2],
    /// From place to place in the input.
    pub step_in: usize,
    /// From place to place in the output.
    pub step_out: usize,
    /// Offset of each view of the input.
    pub views: Vec<[isize; 2]>,
    /// Whether each view has an output of its own, whose offset in the output is the view's number in binary;
    /// otherwise all are summed.
    pub apart: bool,
    pub kernels: KernelsOf,
}

/// How a layer reads its weights.
#[derive(Debug, Clone)]
pub struct KernelsOf {
    /// Values from one output's weights to the next.
    pub output_step: usize,
    /// Values from one input channel's weights to the next.
    pub channel_step: usize,
    /// Weights between one output and one channel.
    pub weights: usize,
    /// Taps a side.
    pub side: usize,
    /// For each view, which weight each tap is, row by row.
    pub taps: Vec<Vec<usize>>,
}

/// Tiles that are worth bringing the kernels to the points for.
const FEWEST_TILES: usize = 5;

const PADDING: isize = crate::cpu_kernels::pictures::PADDING as isize;

const PHASES: [[usize; 2]; 4] = [[0, 0], [0, 1], [1, 0], [1, 1]];

impl Layer {
    /// Convolution with stride 1 or 2, weights `[outputs, in, side, side]` of 3 or 4 a side; with stride 2, of 4.
    pub fn down(input: Pictures, outputs: usize, side: usize, stride: usize) -> Self {
        let output = input.convolved(side, stride).with_channels(outputs);
        let by_output = [input.channels, 1];
        match stride {
            1 => Self::one(input, output, -PADDING, by_output, side, false),
            _ => Self {
                input,
                output,
                grid: [output.height, output.width],
                step_in: 2,
                step_out: 1,
                views: PHASES
                    .map(|phase| phase.map(|a| a as isize - PADDING))
                    .to_vec(),
                apart: false,
                kernels: KernelsOf::new(by_output, side, PHASES, |[a, b], j, i| {
                    [2 * j + a, 2 * i + b]
                }),
            },
        }
    }

    /// The transposed one, weights `[in, outputs, side, side]`.
    pub fn up(input: Pictures, outputs: usize, side: usize, stride: usize) -> Self {
        let output = input.transposed(side, stride).with_channels(outputs);
        let by_input = [1, outputs];
        match stride {
            1 => Self::one(
                input,
                output,
                PADDING + 1 - side as isize,
                by_input,
                side,
                true,
            ),
            _ => Self {
                input,
                output,
                grid: [input.height, input.width],
                step_in: 1,
                step_out: 2,
                views: PHASES
                    .map(|phase| phase.map(|a| a as isize - PADDING))
                    .to_vec(),
                apart: true,
                kernels: KernelsOf::new(by_input, side, PHASES, |[a, b], j, i| {
                    [3 - a - 2 * j, 3 - b - 2 * i]
                }),
            },
        }
    }

    fn one(
        input: Pictures,
        output: Pictures,
        offset: isize,
        weights: [usize; 2],
        side: usize,
        turned: bool,
    ) -> Self {
        let tap = |tap: usize| if turned { side - 1 - tap } else { tap };
        Self {
            input,
            output,
            grid: [output.height, output.width],
            step_in: 1,
            step_out: 1,
            views: vec![[offset; 2]],
            apart: false,
            kernels: KernelsOf::new(weights, side, [[0, 0]], |_, j, i| [tap(j), tap(i)]),
        }
    }

    /// Whether there are enough tiles for this to be faster than multiplying weights with what they see.
    pub fn is_large(&self) -> bool {
        let [rows, columns] = self.grid.map(|size| size.div_ceil(TILE));
        self.input.pictures * rows * columns >= FEWEST_TILES
    }

    /// How many outputs of its own each place has.
    pub fn groups(&self) -> usize {
        if self.apart { self.views.len() } else { 1 }
    }

    /// By how many places views differ.
    pub fn spread(&self) -> usize {
        usize::from(self.views.len() > 1)
    }

    /// Views that are summed.
    pub fn summed(&self) -> usize {
        self.views.len() / self.groups()
    }
}

impl KernelsOf {
    /// `steps` are those between outputs and between channels, in kernels; `weight` gives row and column of the
    /// weight that is tap (j, i) of a view.
    fn new<const VIEWS: usize>(
        steps: [usize; 2],
        side: usize,
        views: [[usize; 2]; VIEWS],
        weight: impl Fn([usize; 2], usize, usize) -> [usize; 2],
    ) -> Self {
        let weights = side * side;
        let taps = if VIEWS == 1 { side } else { side / 2 };
        let of_view = |view| {
            let taps = (0..taps * taps).map(|tap| {
                let [y, x] = weight(view, tap / taps, tap % taps);
                y * side + x
            });
            taps.collect()
        };
        Self {
            output_step: steps[0] * weights,
            channel_step: steps[1] * weights,
            weights,
            side: taps,
            taps: views.map(of_view).to_vec(),
        }
    }
}
