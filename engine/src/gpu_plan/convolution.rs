//! One convolution as its shader sees it: how many planes are summed up, by how many invocations, and
//! the order of the weights.

use super::pack::GROUP;
use super::planes::{Arrangement, Planes};

/// Invocations that are enough to keep a graphics adapter busy. A layer of few pixels and channels gets
/// them by splitting its sums (split-K).
const ENOUGH: usize = 8_192;
/// Fewest planes that are worth an invocation.
const SMALLEST_SPLIT: usize = 16;
/// Side of a kernel.
const KERNEL: usize = 4;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Convolution, halves the picture.
    Down,
    /// Transposed convolution, doubles it.
    Up,
}

/// 4×4 convolution with stride 2 and padding 1, or its transpose.
#[derive(Debug, Clone, Copy)]
pub struct Convolution {
    pub direction: Direction,
    pub input: Planes,
    pub outputs: usize,
    /// Side of the output, or of a quarter of it in [`Direction::Up`].
    pub side: usize,
    /// Height and width of the pixels that one invocation has.
    pub tile: [usize; 2],
    /// Partial sums that are made side by side and added up later.
    pub splits: usize,
}

impl Convolution {
    pub fn new(direction: Direction, input: Planes, outputs: usize) -> Self {
        let side = match direction {
            Direction::Down => input.side / 2,
            Direction::Up => input.side,
        };
        let mut layer = Self {
            direction,
            input,
            outputs,
            side,
            tile: [side.min(4), side.min(2)],
            splits: 1,
        };
        while layer.invocations() < ENOUGH && layer.planes_per_split() >= 2 * SMALLEST_SPLIT {
            layer.splits *= 2;
        }
        layer
    }

    /// Side of the output.
    pub fn output_side(&self) -> usize {
        match self.direction {
            Direction::Down => self.side,
            Direction::Up => 2 * self.side,
        }
    }

    /// Quarters of the output, each with weights of its own: even and odd rows and columns.
    pub fn phases(&self) -> usize {
        match self.direction {
            Direction::Down => 1,
            Direction::Up => 4,
        }
    }

    /// Weights that meet one plane of the input for one output: 2×2, or one where all planes are single
    /// values.
    pub fn taps(&self) -> usize {
        match self.input.arrangement {
            Arrangement::Dense => 1,
            Arrangement::Split | Arrangement::Padded => 4,
        }
    }

    /// Rows and columns that a tile reads beside its own.
    pub fn halo(&self) -> usize {
        usize::from(self.taps() > 1)
    }

    /// Planes to be summed up.
    pub fn depth(&self) -> usize {
        self.input.count()
    }

    /// Planes that one invocation sums up.
    pub fn planes_per_split(&self) -> usize {
        self.depth().div_ceil(self.splits)
    }

    pub fn groups(&self) -> usize {
        self.outputs.div_ceil(GROUP)
    }

    pub fn tiles(&self) -> usize {
        self.side * self.side / (self.tile[0] * self.tile[1])
    }

    pub fn invocations(&self) -> usize {
        self.tiles() * self.groups() * self.phases() * self.splits
    }

    /// Values of `[splits, phases, outputs, side, side]`, outputs filled up to whole groups.
    pub fn accumulators_len(&self) -> usize {
        self.splits * self.phases() * self.groups() * GROUP * self.side * self.side
    }

    /// Rows of weights, `[phases, planes, taps]`, each with one weight for each output.
    pub fn weight_rows(&self) -> usize {
        self.phases() * self.depth() * self.taps()
    }

    /// Channel of the input, row and column in the 4×4 kernel that a row of weights stands for.
    pub fn tap(&self, weight_row: usize) -> (usize, usize, usize) {
        let (tap, plane) = (
            weight_row % self.taps(),
            weight_row / self.taps() % self.depth(),
        );
        let phase = weight_row / self.taps() / self.depth();
        let halves = |index: usize| (index / 2, index % 2);
        let (down, right) = halves(tap);
        match (self.direction, self.input.arrangement) {
            // One output pixel, which sees the middle of its kernel.
            (Direction::Down, Arrangement::Dense) => {
                let (y, x) = halves(plane % 4);
                (plane / 4, y + 1, x + 1)
            }
            (Direction::Down, _) => {
                let (odd_row, odd_column) = halves(plane % 4);
                (plane / 4, 2 * down + odd_row, 2 * right + odd_column)
            }
            // One input pixel, which every output sees through the middle of the kernel.
            (Direction::Up, Arrangement::Dense) => {
                let (odd_row, odd_column) = halves(phase);
                (plane, odd_row + 1, odd_column + 1)
            }
            (Direction::Up, _) => {
                let (odd_row, odd_column) = halves(phase);
                let last = KERNEL - 1;
                (
                    plane,
                    last - odd_row - 2 * down,
                    last - odd_column - 2 * right,
                )
            }
        }
    }
}

/// Place of a row and column in a kernel that is stored row by row.
pub fn place_in_kernel(y: usize, x: usize) -> usize {
    y * KERNEL + x
}

/// Weights between one input and one output channel.
pub const TAPS: usize = KERNEL * KERNEL;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_layers_are_split_until_there_is_enough_to_do_side_by_side_and_large_ones_are_not() {
        let small = Convolution::new(Direction::Down, Planes::of_down(8, 512), 512);
        assert!(small.splits > 1);
        assert!(small.planes_per_split() >= SMALLEST_SPLIT);
        let large = Convolution::new(Direction::Down, Planes::of_down(128, 64), 128);
        assert_eq!(large.splits, 1);
    }

    /// Over its phases, planes and taps a layer must see each weight as often as the arithmetic says.
    #[test]
    fn every_weight_is_met_exactly_once_but_for_those_that_only_see_padding() {
        for (direction, input) in [
            (Direction::Down, Planes::of_down(16, 3)),
            (Direction::Up, Planes::of_up(8, 3)),
            (Direction::Down, Planes::of_down(2, 3)),
            (Direction::Up, Planes::of_up(1, 3)),
        ] {
            let layer = Convolution::new(direction, input, 5);
            let mut met: Vec<_> = (0..layer.weight_rows()).map(|row| layer.tap(row)).collect();
            met.sort_unstable();
            let reach = match input.arrangement {
                Arrangement::Dense => 1..3,
                _ => 0..4,
            };
            let mut expected = Vec::new();
            for channel in 0..3 {
                for y in reach.clone() {
                    expected.extend(reach.clone().map(|x| (channel, y, x)));
                }
            }
            assert_eq!(met, expected, "{direction:?} {input:?}");
        }
    }
}
