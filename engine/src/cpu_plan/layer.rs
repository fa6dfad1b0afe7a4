//! The two kinds of layers, from planes to the accumulators that the next step normalises.
//!
//! Both have 4×4 kernels, stride 2 and padding 1, and are made of 2×2 convolutions with stride 1, but for large layers
//! that enlarge by nearest neighbours ([`super::nearest`]).

use super::geometry::{Geometry, KernelIndex, SLACK};
use super::nearest::Nearest;
use super::shard::ShardRange;
use super::two_by_two::TwoByTwo;
use super::workspace::Workspace;
use super::{KERNEL, TAPS};

/// Convolution: halves the picture.
///
/// Its input is split into four planes a channel, of the odd and even rows and columns of the padded
/// picture. Each meets a quarter of the weights.
pub struct Down {
    convolution: TwoByTwo,
    accumulators_len: usize,
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

    /// Which values of a channel never hold a pixel.
    fn padding(&self) -> Vec<bool> {
        let mut channel = vec![0.0; self.channel()];
        for y in 0..2 * (self.row - 1) {
            self.write(&mut channel, y, std::iter::repeat_n([1.0; 2], self.row - 1));
        }
        channel.into_iter().map(|value| value == 0.0).collect()
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
    /// `weight` is `[out, in, 4, 4]`, `side` that of the input; `range` is what is wanted of the
    /// output.
    pub fn new(weight: &[f32], inputs: usize, side: usize, range: &ShardRange) -> Self {
        let planes = SplitPlanes::of(side);
        let geometry = Geometry {
            channels: inputs,
            channel: planes.channel(),
            planes: (0..4).map(|plane| plane * planes.plane).collect(),
            row: planes.row,
            side: side / 2,
            rows: range.rows.clone(),
            padding: planes.padding(),
        };
        let (kernels, _) = weight.as_chunks::<TAPS>();
        let first = range.channels.start;
        let kernel = |index: KernelIndex| {
            let taps = &kernels[(first + index.output) * inputs + index.channel];
            let (odd_row, odd_column) = (index.plane / 2, index.plane % 2);
            let tap = |y: usize, x: usize| taps[(2 * y + odd_row) * KERNEL + 2 * x + odd_column];
            [[tap(0, 0), tap(0, 1)], [tap(1, 0), tap(1, 1)]]
        };
        Self {
            accumulators_len: range.values(side / 2),
            convolution: TwoByTwo::new(geometry, range.channels.len(), kernel),
        }
    }

    /// `[in]` split planes → the shard's range of `[out, side/2, side/2]`.
    pub fn accumulate(
        &self,
        planes: &[f32],
        accumulators: &mut Vec<f32>,
        workspace: &mut Workspace,
    ) {
        accumulators.resize(self.accumulators_len, 0.0);
        if self.accumulators_len > 0 {
            self.convolution.run(planes, accumulators, workspace);
        }
    }
}

/// Transposed convolution: doubles the picture.
///
/// An output pixel sees 2×2 input pixels through a quarter of the weights; which quarter depends on
/// whether its row and column are odd.
pub struct Up {
    form: Form,
    /// Values of one quarter's accumulators.
    quarter_len: usize,
}

/// How an [`Up`] is computed.
#[expect(clippy::large_enum_variant, reason = "a network has a few of them")]
enum Form {
    /// For even and odd rows, and in these for even and odd columns.
    Quarters([TwoByTwo; 4]),
    Nearest(Nearest),
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

    /// Where a value lies in a channel, the border counted.
    pub fn place(&self, y: usize, x: usize) -> usize {
        y * self.row + x
    }

    /// Which values of a channel never hold a pixel.
    fn padding(&self) -> Vec<bool> {
        let mut channel = vec![0.0; self.channel()];
        for y in 0..self.row - 2 {
            self.row_mut(&mut channel, y).fill(1.0);
        }
        channel.into_iter().map(|value| value == 0.0).collect()
    }

    /// Row `y` of a channel.
    pub fn row_mut<'a>(&self, channel: &'a mut [f32], y: usize) -> &'a mut [f32] {
        let start = self.place(y + 1, 1);
        &mut channel[start..start + self.row - 2]
    }
}

impl Up {
    /// `weight` is `[in, out, 4, 4]`, `side` that of the input; `range` is what is wanted of the
    /// output.
    pub fn new(weight: &[f32], outputs: usize, side: usize, range: &ShardRange) -> Self {
        let planes = PaddedPlanes::of(side);
        let (kernels, _) = weight.as_chunks::<TAPS>();
        let rows = range.rows.start / 2..range.rows.end / 2;
        let first = range.channels.start;
        let quarter_len = range.channels.len() * rows.len() * side;
        let channels = range.channels.clone();
        if let Some(nearest) = Nearest::new(weight, outputs, channels, side, rows.clone()) {
            return Self {
                form: Form::Nearest(nearest),
                quarter_len,
            };
        }
        let quarters = [(0, 0), (0, 1), (1, 0), (1, 1)].map(|(odd_row, odd_column)| {
            let geometry = Geometry {
                channels: kernels.len() / outputs,
                channel: planes.channel(),
                planes: vec![planes.place(odd_row, odd_column)],
                row: planes.row,
                side,
                rows: rows.clone(),
                padding: planes.padding(),
            };
            TwoByTwo::new(geometry, range.channels.len(), |index| {
                let taps = &kernels[index.channel * outputs + first + index.output];
                let tap = |y: usize, x: usize| {
                    taps[(3 - odd_row - 2 * y) * KERNEL + 3 - odd_column - 2 * x]
                };
                [[tap(0, 0), tap(0, 1)], [tap(1, 0), tap(1, 1)]]
            })
        });
        Self {
            form: Form::Quarters(quarters),
            quarter_len,
        }
    }

    /// `[in]` padded planes → the shard's range of `[out, 2·side, 2·side]`, in quarters: even rows
    /// before odd ones, and in these even columns before odd ones.
    pub fn accumulate(
        &self,
        planes: &[f32],
        accumulators: &mut Vec<f32>,
        workspace: &mut Workspace,
    ) {
        accumulators.resize(4 * self.quarter_len, 0.0);
        if self.quarter_len > 0 {
            match &self.form {
                Form::Quarters(quarters) => {
                    let accumulators = accumulators.chunks_exact_mut(self.quarter_len);
                    for (accumulators, convolution) in accumulators.zip(quarters) {
                        convolution.run(planes, accumulators, workspace);
                    }
                }
                Form::Nearest(nearest) => nearest.run(planes, accumulators, workspace),
            }
        }
    }
}
