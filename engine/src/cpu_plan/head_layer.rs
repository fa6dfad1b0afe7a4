//! The last convolution of a generator with a head, straight from the drawing and planes to the picture.
//!
//! What class ids add to a pixel is nine rows of a table, as in [`super::label_layer`], and the same again
//! where the window is the neighbour's; what the decoder's few planes add, and those of a drawing in colours, is
//! multiplied directly, as in [`super::picture_layer`].

use std::ops::Range;

use facade_model::IMAGE_SIZE;
use facade_model::input::InputKind;
use facade_model::paint::Paint;
use facade_model::unet::OUTPUT_CHANNELS;

use super::drawing::Drawing;
use super::layer::PaddedPlanes;
use super::tanh::tanh;
use super::thin::{PIXELS, Tile, add};
use crate::label_weights::{LabelWeights, classes_of};

/// Side of the kernel.
const SIDE: usize = 3;
/// Weights between one input and one output channel.
const TAPS: usize = SIDE * SIDE;

/// The head's weights as the module has them.
pub struct HeadBlock {
    /// `[3·scale², inputs + hidden, 3, 3]`
    pub weight: Vec<f32>,
    pub bias: Vec<f32>,
    /// Channels of what the decoder hands over.
    pub hidden: usize,
    /// Pixels of the picture along one of the drawing.
    pub scale: usize,
}

/// A [`Phase`] for each pixel that a place of the drawing becomes, row by row.
pub struct HeadLayer {
    scale: usize,
    phases: Vec<Phase>,
}

/// What makes every `scale`th pixel of every `scale`th row.
struct Phase {
    weights: LabelWeights,
    /// What each class adds at each tap, `[taps, entries]`.
    table: Vec<[f32; OUTPUT_CHANNELS]>,
    /// Classes and, at 0, what lies beyond the edge; none where the generator sees colours or greys.
    entries: usize,
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

/// What a layer reads: the drawing, and padded planes of what the decoder hands over.
struct Seen<'a> {
    drawing: &'a Drawing,
    planes: &'a [f32],
}

impl HeadLayer {
    pub fn new(block: HeadBlock, input: &InputKind) -> Self {
        let phases = block.scale * block.scale;
        let channel = (input.channels() + block.hidden) * TAPS;
        let of_phase = |phase: usize| {
            // Of each colour's channels the one that makes this pixel.
            let kernels = block.weight.chunks_exact(channel);
            let weight: Vec<f32> = kernels
                .skip(phase)
                .step_by(phases)
                .flatten()
                .copied()
                .collect();
            let bias = block.bias.iter().skip(phase).step_by(phases);
            let bias: Vec<f32> = bias.copied().collect();
            Phase::new(&weight, bias, block.hidden, input)
        };
        Self {
            scale: block.scale,
            phases: (0..phases).map(of_phase).collect(),
        }
    }

    /// Pixels of the picture along one of the drawing.
    pub fn scale(&self) -> usize {
        self.scale
    }

    /// Sees classes in other colours.
    pub fn paint(&mut self, paint: &Paint) {
        for phase in &mut self.phases {
            phase.paint(paint);
        }
    }

    /// `[hidden]` padded planes and the drawing → what `rows` of the drawing become in `[3, 256·scale, 256·scale]`, in
    /// −1..1.
    pub fn picture(
        &mut self,
        drawing: &Drawing,
        planes: &[f32],
        rows: Range<usize>,
        picture: &mut [f32],
    ) {
        let (scale, side) = (self.scale, self.scale * IMAGE_SIZE);
        let seen = Seen { drawing, planes };
        for (phase, layer) in self.phases.iter_mut().enumerate() {
            let (down, across) = (phase / scale, phase % scale);
            layer.rows(&seen, rows.clone(), &mut |[output, y, x], values| {
                let start = (output * side + scale * y + down) * side + scale * x + across;
                let pixels = picture[start..].iter_mut().step_by(scale);
                for (pixel, value) in pixels.zip(values) {
                    *pixel = tanh(*value);
                }
            });
        }
    }
}

impl Phase {
    /// `weight` is `[3, inputs + hidden, 3, 3]`.
    fn new(weight: &[f32], bias: Vec<f32>, hidden: usize, input: &InputKind) -> Self {
        let (inputs, classes) = (input.channels(), classes_of(input));
        let (kernels, _) = weight.as_chunks::<TAPS>();
        let outputs = kernels.chunks_exact(inputs + hidden);
        let of_input = outputs.clone().flat_map(|kernels| &kernels[..inputs]);
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
        let (entries, colors) = match classes {
            0 => (0, inputs),
            _ => (1 + classes, 0),
        };
        let mut layer = Self {
            weights: LabelWeights::new(weights, input, TAPS),
            table: vec![[0.0; OUTPUT_CHANNELS]; TAPS * entries],
            entries,
            bias: bias.try_into().expect("red, green, blue"),
            colors: std::array::from_fn(|tap| of_channels(0..colors, tap)),
            hidden: std::array::from_fn(|tap| of_channels(inputs..inputs + hidden, tap)),
            row: [[0.0; IMAGE_SIZE]; OUTPUT_CHANNELS],
        };
        layer.fill();
        layer
    }

    fn paint(&mut self, paint: &Paint) {
        if self.weights.set(paint) {
            self.fill();
        }
    }

    fn fill(&mut self) {
        for (place, outputs) in self.table.iter_mut().enumerate() {
            let (tap, entry) = (place / self.entries, place % self.entries);
            // What lies beyond the edge adds nothing.
            let Some(class) = entry.checked_sub(1) else {
                continue;
            };
            for (output, value) in outputs.iter_mut().enumerate() {
                *value = self.weights.of(output, class, tap);
            }
        }
    }

    /// Hands `write` the values of some pixels in a row, before their activation, and where they begin: channel, row and
    /// column of the drawing.
    fn rows(&mut self, seen: &Seen, rows: Range<usize>, write: &mut dyn FnMut([usize; 3], &[f32])) {
        let &Seen { drawing, planes } = seen;
        let padded = PaddedPlanes::of(IMAGE_SIZE);
        let colors = match drawing {
            Drawing::Ids(_) => None,
            Drawing::Colors(planes) => Some(&planes.padded),
        };
        for (row, bias) in self.row.iter_mut().zip(self.bias) {
            row.fill(bias);
        }
        for y in rows {
            if let Drawing::Ids(labels) = drawing {
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
                    write([output, y, x], values.as_flattened());
                }
            }
        }
    }

    /// Makes the row of the picture that sees these rows of the drawing.
    fn see(&mut self, labels: [&[u16]; SIDE]) {
        let (mut seen, mut pixel) = ([[u16::MAX; SIDE]; SIDE], [0.0; OUTPUT_CHANNELS]);
        for x in 0..IMAGE_SIZE {
            let window = labels.map(|row| *row[x..].first_chunk().expect("padding"));
            if window != seen {
                (seen, pixel) = (window, self.bias);
                let mut of_tap = 0;
                for &entry in window.as_flattened() {
                    let weights = &self.table[of_tap + usize::from(entry)];
                    for (sum, weight) in pixel.iter_mut().zip(weights) {
                        *sum += weight;
                    }
                    of_tap += self.entries;
                }
            }
            for (row, sum) in self.row.iter_mut().zip(pixel) {
                row[x] = sum;
            }
        }
    }
}
