//! The last convolution of a generator with a head, straight from the drawing and planes to the picture.
//!
//! What class ids add to a pixel is nine rows of a table, as in [`super::label_layer`], and the same again
//! where the window is the neighbour's; what the decoder's few planes add, and those of a drawing in colours, is
//! multiplied directly, as in [`super::picture_layer`].

use std::ops::Range;

use facade_model::IMAGE_SIZE;
use facade_model::paint::Paint;
use facade_model::unet::OUTPUT_CHANNELS;

use super::drawing::{Drawing, Shown};
use super::label_map::ENTRIES;
use super::layer::PaddedPlanes;
use super::tanh::tanh;
use super::thin::{PIXELS, Tile, add};
use crate::label_weights::{LabelWeights, sees_colors};

/// Side of the kernel.
const SIDE: usize = 3;
/// Weights between one input and one output channel.
const TAPS: usize = SIDE * SIDE;

/// The head's weights as the module has them.
pub struct HeadBlock {
    /// `[3, inputs + hidden, 3, 3]`
    pub weight: Vec<f32>,
    pub bias: Vec<f32>,
    /// Channels of the generator's input.
    pub inputs: usize,
    /// Channels of what the decoder hands over.
    pub hidden: usize,
}

pub struct HeadLayer {
    weights: LabelWeights,
    /// What each class adds at each tap.
    table: [[[f32; OUTPUT_CHANNELS]; ENTRIES]; TAPS],
    bias: [f32; OUTPUT_CHANNELS],
    /// For each tap the weights that it meets in each channel of a drawing in colours; none where the generator sees
    /// classes.
    colors: [Vec<[f32; OUTPUT_CHANNELS]>; TAPS],
    /// For each tap the weights that it meets in each channel of what the decoder hands over.
    hidden: [Vec<[f32; OUTPUT_CHANNELS]>; TAPS],
    row: Row,
}

/// What the drawing adds to a row of the picture, bias included.
type Row = [[f32; IMAGE_SIZE]; OUTPUT_CHANNELS];

impl HeadLayer {
    pub fn new(block: HeadBlock) -> Self {
        let (kernels, _) = block.weight.as_chunks::<TAPS>();
        let outputs = kernels.chunks_exact(block.inputs + block.hidden);
        let of_input = outputs.clone().flat_map(|kernels| &kernels[..block.inputs]);
        let weights = of_input.flatten().copied().collect();
        let of_channels = |channels: Range<usize>, tap: usize| {
            let weights = channels.map(|channel| {
                let mut weights = [0.0; OUTPUT_CHANNELS];
                for (weight, kernels) in weights.iter_mut().zip(outputs.clone()) {
                    *weight = kernels[channel][tap];
                }
                weights
            });
            weights.collect()
        };
        let colors = if sees_colors(block.inputs) {
            block.inputs
        } else {
            0
        };
        let mut layer = Self {
            weights: LabelWeights::new(weights, block.inputs, TAPS),
            table: [[[0.0; OUTPUT_CHANNELS]; ENTRIES]; TAPS],
            bias: block.bias.try_into().expect("red, green, blue"),
            colors: std::array::from_fn(|tap| of_channels(0..colors, tap)),
            hidden: std::array::from_fn(|tap| {
                of_channels(block.inputs..block.inputs + block.hidden, tap)
            }),
            row: [[0.0; IMAGE_SIZE]; OUTPUT_CHANNELS],
        };
        layer.fill();
        layer
    }

    /// Sees classes in other colours.
    pub fn paint(&mut self, paint: &Paint) {
        if self.weights.set(paint) {
            self.fill();
        }
    }

    fn fill(&mut self) {
        for (tap, entries) in self.table.iter_mut().enumerate() {
            for (class, outputs) in entries[1..].iter_mut().enumerate() {
                for (output, value) in outputs.iter_mut().enumerate() {
                    *value = self.weights.of(output, class, tap);
                }
            }
        }
    }

    /// `[hidden]` padded planes and the drawing → `rows` of `[3, 256, 256]`, in −1..1.
    pub fn picture(
        &mut self,
        drawing: &Drawing,
        planes: &[f32],
        rows: Range<usize>,
        picture: &mut [f32],
    ) {
        let padded = PaddedPlanes::of(IMAGE_SIZE);
        let colors = match drawing.shown() {
            Shown::Ids(_) => None,
            Shown::Colors(planes) => Some(&planes.padded),
        };
        for (row, bias) in self.row.iter_mut().zip(self.bias) {
            row.fill(bias);
        }
        for y in rows {
            if let Shown::Ids(labels) = drawing.shown() {
                self.see(labels.rows(y));
            }
            for x in (0..IMAGE_SIZE).step_by(PIXELS) {
                let mut tile = Tile::default();
                for (values, row) in tile.iter_mut().zip(&self.row) {
                    values
                        .as_flattened_mut()
                        .copy_from_slice(&row[x..][..PIXELS]);
                }
                for tap in 0..TAPS {
                    let start = padded.place(y + tap / SIDE, x + tap % SIDE);
                    if let Some(colors) = colors {
                        let weights = &self.colors[tap];
                        add(&mut tile, weights, &colors[start..], padded.channel());
                    }
                    let weights = &self.hidden[tap];
                    add(&mut tile, weights, &planes[start..], padded.channel());
                }
                for (output, values) in tile.iter().enumerate() {
                    let start = (output * IMAGE_SIZE + y) * IMAGE_SIZE + x;
                    let pixels = &mut picture[start..][..PIXELS];
                    for (pixel, value) in pixels.iter_mut().zip(values.as_flattened()) {
                        *pixel = tanh(*value);
                    }
                }
            }
        }
    }

    /// Makes the row of the picture that sees these rows of the drawing.
    fn see(&mut self, labels: [&[u8]; SIDE]) {
        let (mut seen, mut pixel) = ([[u8::MAX; SIDE]; SIDE], [0.0; OUTPUT_CHANNELS]);
        for x in 0..IMAGE_SIZE {
            let window = labels.map(|row| *row[x..].first_chunk().expect("padding"));
            if window != seen {
                (seen, pixel) = (window, self.bias);
                for (&class, classes) in window.as_flattened().iter().zip(&self.table) {
                    let weights = &classes[usize::from(class)];
                    for (sum, weight) in pixel.iter_mut().zip(weights) {
                        *sum += weight;
                    }
                }
            }
            for (row, sum) in self.row.iter_mut().zip(pixel) {
                row[x] = sum;
            }
        }
    }
}
