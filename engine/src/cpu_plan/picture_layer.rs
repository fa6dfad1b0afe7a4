//! The last convolution, straight to the picture.
//!
//! With three outputs, transforming the inputs for Winograd would cost more than it saves; and with no norm
//! behind it, the picture can be finished as it is made. A transposed convolution like [`super::layer::Up`]:
//! an output pixel sees 2×2 input pixels through a quarter of the weights.

use std::ops::Range;

use facade_model::unet::OUTPUT_CHANNELS;

use super::layer::PaddedPlanes;
use super::tanh::tanh;
use super::thin::{PIXELS, Tile, add};
use super::{KERNEL, TAPS};

/// Rows and columns of a quarter's weights.
const WINDOW: [[usize; 2]; 4] = [[0, 0], [0, 1], [1, 0], [1, 1]];

/// For each of a window's values the weights that it meets in each channel.
type Quarter = [Vec<[f32; OUTPUT_CHANNELS]>; WINDOW.len()];

pub struct PictureLayer {
    /// For even and odd rows, and in these for even and odd columns.
    quarters: [[Quarter; 2]; 2],
    bias: Vec<f32>,
    /// Side of the input.
    side: usize,
}

impl PictureLayer {
    /// `weight` is `[inputs, 3, 4, 4]`, `side` that of the input.
    pub fn new(weight: &[f32], bias: Vec<f32>, side: usize) -> Self {
        assert!(side.is_multiple_of(PIXELS));
        let (kernels, _) = weight.as_chunks::<TAPS>();
        let (kernels, _) = kernels.as_chunks::<OUTPUT_CHANNELS>();
        let quarter = |odd_row: usize, odd_column: usize| -> Quarter {
            WINDOW.map(|[y, x]| {
                let tap = (3 - odd_row - 2 * y) * KERNEL + 3 - odd_column - 2 * x;
                kernels
                    .iter()
                    .map(|outputs| outputs.each_ref().map(|taps| taps[tap]))
                    .collect()
            })
        };
        Self {
            quarters: [0, 1].map(|row| [0, 1].map(|column| quarter(row, column))),
            bias,
            side,
        }
    }

    /// `[inputs]` padded planes → `rows` of `[3, 2·side, 2·side]`, in −1..1.
    pub fn picture(&self, planes: &[f32], rows: Range<usize>, picture: &mut [f32]) {
        let padded = PaddedPlanes::of(self.side);
        let width = 2 * self.side;
        for y in rows {
            for x in (0..self.side).step_by(PIXELS) {
                let tiles = [0, 1].map(|odd_column| {
                    let mut tile = Tile::default();
                    let taps = WINDOW.iter().zip(&self.quarters[y % 2][odd_column]);
                    for ([down, right], weights) in taps {
                        let start = padded.place(y / 2 + y % 2 + down, x + odd_column + right);
                        add(&mut tile, weights, &planes[start..], padded.channel());
                    }
                    tile
                });
                for (output, bias) in self.bias.iter().enumerate() {
                    let start = (output * width + y) * width + 2 * x;
                    let pixels = picture[start..][..2 * PIXELS].as_chunks_mut::<2>().0;
                    let [even, odd] = tiles.each_ref().map(|tile| tile[output].as_flattened());
                    for ((pair, even), odd) in pixels.iter_mut().zip(even).zip(odd) {
                        *pair = [tanh(even + bias), tanh(odd + bias)];
                    }
                }
            }
        }
    }
}
