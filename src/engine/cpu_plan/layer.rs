//! The two kinds of layers, from planes to the sums that the next step normalises.
//!
//! Both have 4×4 kernels, stride 2 and padding 1, and are made of 2×2 convolutions with stride 1.

use super::two_by_two::{Geometry, Place, SLACK, TwoByTwo};
use super::{KERNEL, TAPS};

/// Convolution: halves the picture.
///
/// Its input is split into four planes a channel, of the odd and even rows and columns of the padded
/// picture. Each meets a quarter of the weights.
pub struct Down {
    convolution: TwoByTwo,
    sums_len: usize,
}

/// Where a picture of `side`² lies in the planes that [`Down`] reads.
pub struct SplitPlanes {
    /// Values of one row of a plane.
    row: usize,
    /// Values of one of the four planes.
    plane: usize,
}

impl SplitPlanes {
    pub fn of(side: usize) -> Self {
        let row = side / 2 + 1;
        Self {
            row,
            plane: row * row,
        }
    }

    /// Values of one channel.
    pub fn channel(&self) -> usize {
        4 * self.plane
    }

    /// All channels, empty.
    pub fn channels(&self, count: usize) -> Vec<f32> {
        vec![0.0; count * self.channel() + SLACK]
    }

    /// Writes row `y` of a channel, given as pairs of pixels.
    pub fn write(&self, channel: &mut [f32], y: usize, values: impl Iterator<Item = [f32; 2]>) {
        // The padding makes even rows and columns odd ones.
        let start = (y + 1) % 2 * 2 * self.plane + y.div_ceil(2) * self.row;
        let (even, odd) = channel[start..].split_at_mut(self.plane);
        for ((first, second), pair) in odd.iter_mut().zip(&mut even[1..]).zip(values) {
            [*first, *second] = pair;
        }
    }
}

impl Down {
    /// `weight` is `[out, in, 4, 4]`, `side` that of the input.
    pub fn new(weight: &[f32], [outputs, inputs]: [usize; 2], side: usize) -> Self {
        let planes = SplitPlanes::of(side);
        let geometry = Geometry {
            channels: inputs,
            channel: planes.channel(),
            planes: (0..4).map(|plane| plane * planes.plane).collect(),
            row: planes.row,
            side: side / 2,
        };
        let (kernels, _) = weight.as_chunks::<TAPS>();
        let kernel = |place: Place| {
            let taps = &kernels[place.output * inputs + place.channel];
            let (odd_row, odd_column) = (place.plane / 2, place.plane % 2);
            let tap = |y: usize, x: usize| taps[(2 * y + odd_row) * KERNEL + 2 * x + odd_column];
            [[tap(0, 0), tap(0, 1)], [tap(1, 0), tap(1, 1)]]
        };
        Self {
            sums_len: outputs * geometry.side.pow(2),
            convolution: TwoByTwo::new(geometry, outputs, kernel),
        }
    }

    /// `[in]` split planes → `[out, side/2, side/2]`.
    pub fn sums(&self, planes: &[f32], sums: &mut Vec<f32>) {
        sums.resize(self.sums_len, 0.0);
        self.convolution.run(planes, sums);
    }
}

/// Transposed convolution: doubles the picture.
///
/// An output pixel sees 2×2 input pixels through a quarter of the weights; which quarter depends on
/// whether its row and column are odd.
pub struct Up {
    /// For even and odd rows, and in these for even and odd columns.
    quarters: [TwoByTwo; 4],
    outputs: usize,
    side: usize,
}

/// Where a picture of `side`² lies in the planes that [`Up`] reads: with a border of zeros.
pub struct PaddedPlanes {
    row: usize,
}

impl PaddedPlanes {
    pub fn of(side: usize) -> Self {
        Self { row: side + 2 }
    }

    /// Values of one channel.
    pub fn channel(&self) -> usize {
        self.row * self.row
    }

    /// All channels, empty.
    pub fn channels(&self, count: usize) -> Vec<f32> {
        vec![0.0; count * self.channel() + SLACK]
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
        let (kernels, _) = weight.as_chunks::<TAPS>();
        let quarters = [(0, 0), (0, 1), (1, 0), (1, 1)].map(|(odd_row, odd_column)| {
            let geometry = Geometry {
                channels: inputs,
                channel: planes.channel(),
                planes: vec![odd_row * planes.row + odd_column],
                row: planes.row,
                side,
            };
            TwoByTwo::new(geometry, outputs, |place| {
                let taps = &kernels[place.channel * outputs + place.output];
                let tap = |y: usize, x: usize| {
                    taps[(3 - odd_row - 2 * y) * KERNEL + 3 - odd_column - 2 * x]
                };
                [[tap(0, 0), tap(0, 1)], [tap(1, 0), tap(1, 1)]]
            })
        });
        Self {
            quarters,
            outputs,
            side,
        }
    }

    /// `[in]` padded planes → sums for [`Up::row`].
    pub fn sums(&self, planes: &[f32], sums: &mut Vec<f32>) {
        let quarter = self.outputs * self.side * self.side;
        sums.resize(4 * quarter, 0.0);
        for (convolution, sums) in self.quarters.iter().zip(sums.chunks_exact_mut(quarter)) {
            convolution.run(planes, sums);
        }
    }

    /// Row `y` of an output as its even and its odd pixels.
    pub fn row<'a>(&self, sums: &'a [f32], output: usize, y: usize) -> [&'a [f32]; 2] {
        [0, 1].map(|odd_column| {
            let plane = (y % 2 * 2 + odd_column) * self.outputs + output;
            let start = (plane * self.side + y / 2) * self.side;
            &sums[start..start + self.side]
        })
    }
}
