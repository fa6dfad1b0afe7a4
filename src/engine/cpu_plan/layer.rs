//! The two kinds of layers, from planes to the sums that the next step normalises.
//!
//! Both have 4×4 kernels, stride 2 and padding 1.

use super::product::{Rows, Windows, product};

/// Side of a kernel.
const KERNEL: usize = 4;
const TAPS: usize = KERNEL * KERNEL;

/// Convolution: halves the picture.
///
/// Its input is split into four planes a channel, of the odd and even rows and columns of the padded
/// picture. In these the stride is 1, and what a pixel sees are neighbours in memory.
pub struct Down {
    rows: Rows,
    windows: Windows,
}

/// Where a picture of `side`² lies in the planes that [`Down`] reads.
pub struct SplitPlanes {
    /// Values of one row of a plane.
    pub row: usize,
    /// Values of one of the four planes.
    pub phase: usize,
}

impl SplitPlanes {
    pub fn of(side: usize) -> Self {
        let row = side / 2 + 1;
        Self {
            row,
            phase: row * row,
        }
    }

    /// Values of one channel.
    pub fn channel(&self) -> usize {
        4 * self.phase
    }

    /// Writes row `y` of a channel.
    pub fn write(&self, channel: &mut [f32], y: usize, values: impl Iterator<Item = [f32; 2]>) {
        // The padding makes even rows and columns odd ones.
        let start = (y + 1) % 2 * 2 * self.phase + y.div_ceil(2) * self.row;
        let (even, odd) = channel[start..].split_at_mut(self.phase);
        for ((first, second), pair) in odd.iter_mut().zip(&mut even[1..]).zip(values) {
            [*first, *second] = pair;
        }
    }
}

impl Down {
    /// `weight` is `[out, in, 4, 4]`, `side` that of the input.
    pub fn new(weight: &[f32], [outputs, inputs]: [usize; 2], side: usize) -> Self {
        let depth = inputs * TAPS;
        let planes = SplitPlanes::of(side);
        let pixels = side / 2;
        let distance = |tap: usize| {
            let (y, x) = (tap / KERNEL, tap % KERNEL);
            (y % 2 * 2 + x % 2) * planes.phase + y / 2 * planes.row + x / 2
        };
        Self {
            rows: Rows::pack(outputs, depth, |row, column| weight[row * depth + column]),
            windows: Windows {
                places: (0..pixels * pixels)
                    .map(|pixel| pixel / pixels * planes.row + pixel % pixels)
                    .collect(),
                distances: (0..TAPS).map(distance).collect(),
                plane: planes.channel(),
            },
        }
    }

    /// `[in]` split planes → `[out, side/2, side/2]`.
    pub fn sums(&self, planes: &[f32], sums: &mut Vec<f32>) {
        product(&self.rows, &self.windows, planes, sums);
    }
}

/// Transposed convolution: doubles the picture.
///
/// An output pixel sees 2×2 input pixels through a quarter of the weights. Which quarter depends on
/// whether its row and column are odd, so a window of 2×2 inputs serves four pixels.
pub struct Up {
    rows: Rows,
    windows: Windows,
    side: usize,
}

/// Where a picture of `side`² lies in the planes that [`Up`] reads: with a border of zeros.
pub struct PaddedPlanes {
    /// Values of one row.
    pub row: usize,
}

impl PaddedPlanes {
    pub fn of(side: usize) -> Self {
        Self { row: side + 2 }
    }

    /// Values of one channel.
    pub fn channel(&self) -> usize {
        self.row * self.row
    }

    /// Row `y` of a channel.
    pub fn row_mut<'a>(&self, channel: &'a mut [f32], y: usize) -> &'a mut [f32] {
        let start = (y + 1) * self.row + 1;
        &mut channel[start..start + self.row - 2]
    }
}

impl Up {
    /// `weight` is `[in, out, 4, 4]`, `side` that of the input.
    pub fn new(weight: &[f32], [inputs, outputs]: [usize; 2], side: usize) -> Self {
        let planes = PaddedPlanes::of(side);
        let windows = side + 1;
        let rows = Rows::pack(4 * outputs, 4 * inputs, |row, column| {
            let (odd, output) = (row / outputs, row % outputs);
            let (input, place) = (column / 4, column % 4);
            let tap = |odd: usize, place: usize| 3 - odd - 2 * place;
            let (y, x) = (tap(odd / 2, place / 2), tap(odd % 2, place % 2));
            weight[(input * outputs + output) * TAPS + y * KERNEL + x]
        });
        Self {
            rows,
            windows: Windows {
                places: (0..windows * windows)
                    .map(|window| window / windows * planes.row + window % windows)
                    .collect(),
                distances: (0..4)
                    .map(|place| place / 2 * planes.row + place % 2)
                    .collect(),
                plane: planes.channel(),
            },
            side,
        }
    }

    pub fn outputs(&self) -> usize {
        self.rows.count() / 4
    }

    /// `[in]` padded planes → sums for [`Up::row`].
    pub fn sums(&self, planes: &[f32], sums: &mut Vec<f32>) {
        product(&self.rows, &self.windows, planes, sums);
    }

    /// Row `y` of an output as its even and its odd pixels.
    pub fn row<'a>(&self, sums: &'a [f32], output: usize, y: usize) -> [&'a [f32]; 2] {
        let windows = self.side + 1;
        [0, 1].map(|odd_column| {
            let odd_row = y % 2;
            let row = (odd_row * 2 + odd_column) * self.outputs() + output;
            let start = (row * windows + y / 2 + odd_row) * windows + odd_column;
            &sums[start..start + self.side]
        })
    }
}
