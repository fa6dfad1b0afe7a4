//! The generator as the CPU runs it: the same function as [`UNet::forward`] on one drawing, from
//! weights that were rearranged once and planes that each layer finds ready.
//!
//! ```text
//! class ids ─▶ label_layer ─▶ epilogue ─▶ layer::Down ─▶ epilogue ─▶ … ─▶ 1×1
//!                               │ skip connection                      │
//! picture ◀─ picture_layer ◀────┴── layer::Up ◀── … ◀──────────────────┘
//! ```
//!
//! A generator with a head has one more `layer::Up` in place of the picture layer and then `head_layer`, which reads
//! the class ids again. Paint is in the tables of the layers that read them: another paint, other tables. One that
//! sees colours or greys takes pictures (`drawing`), by a `layer::Down` in place of the label layer.
//!
//! Against [`UNet::forward`] on burn-flex it saves the mostly empty planes of the input, one for each class,
//! every copy between layers (norm, activation and skip connection are part of writing the next
//! layer's input), rearranging 3.4 million weights for every picture, and 39 of 64 multiplications
//! in the larger layers. Several plans can share the work of a picture (see [`shard`]), each on a
//! thread of its own. It knows no browser. Burn stays the definition: [`CpuPlan::of`] reads a
//! [`UNet`], and tests compare the two.
//!
//! [`UNet`]: facade_model::unet::UNet
//! [`UNet::forward`]: facade_model::unet::UNet::forward

mod accumulators;
mod direct;
mod drawing;
mod epilogue;
mod first_level;
mod geometry;
mod head_layer;
mod label_layer;
mod label_map;
mod lanes;
mod layer;
mod microkernel;
mod nearest;
mod norm_or_bias;
mod picture_layer;
mod read;
pub mod shard;
mod tanh;
mod thin;
mod two_by_two;
mod winograd;
mod winograd_transform;
mod workspace;
mod write_back;

#[cfg(test)]
mod any_classes_tests;
#[cfg(test)]
mod color_tests;
#[cfg(test)]
mod painted_tests;
#[cfg(test)]
mod tests;

use std::ops::Range;

use facade_model::IMAGE_SIZE;
use facade_model::input::InputKind;
use facade_model::paint::Paint;
use facade_model::unet::OUTPUT_CHANNELS;

use self::accumulators::Arrangement;
use self::drawing::Drawing;
use self::epilogue::Epilogue;
use self::first_level::FirstLevel;
use self::head_layer::{HeadBlock, HeadLayer};
use self::layer::{Down, PaddedPlanes, SplitPlanes, Up};
use self::norm_or_bias::NormOrBias;
use self::picture_layer::PictureLayer;
use self::shard::{AllGather, Alone, Shard};
use self::workspace::Workspace;
use self::write_back::{Decoded, Encoded};

/// Side of every kernel.
const KERNEL: usize = 4;
/// Weights between one input and one output channel.
const TAPS: usize = KERNEL * KERNEL;

/// One generator, or one shard of it, ready to translate one drawing at a time.
pub struct CpuPlan {
    shard: Shard,
    drawing: Drawing,
    first: FirstLevel,
    /// From the second level down.
    encoder: Vec<Level<Down>>,
    /// From the outermost level down, unlike the order in which it runs; without a head from the second one.
    decoder: Vec<Level<Up>>,
    last: Last,
    /// What the last layer reads. Its padding is zero from the start and never written.
    last_input: Vec<f32>,
    accumulators: Vec<f32>,
    picture: Vec<f32>,
    workspace: Workspace,
    buffer: Vec<f32>,
}

/// A block's weights as the module has them.
pub struct Block {
    /// Encoder `[outputs, inputs, 4, 4]`, decoder `[inputs, outputs, 4, 4]`.
    weight: Vec<f32>,
    inputs: usize,
    outputs: usize,
    norm_or_bias: NormOrBias,
}

/// What makes the picture.
#[expect(clippy::large_enum_variant, reason = "a network has one of them")]
enum Last {
    Picture(PictureLayer),
    Head(Box<HeadLayer>),
}

impl Last {
    /// Pixels of the picture along one of the drawing.
    fn scale(&self) -> usize {
        match self {
            Self::Picture(_) => 1,
            Self::Head(head) => head.scale(),
        }
    }
}

struct Level<Convolution> {
    convolution: Convolution,
    epilogue: Epilogue,
    channels: usize,
    /// Side of the output.
    side: usize,
    /// The input. Its padding is zero from the start and never written.
    input: Vec<f32>,
}

impl CpuPlan {
    /// Rearranges weights: `encoder` from the picture down, `decoder` from the bottleneck up.
    ///
    /// # Panics
    /// Panics at weights that make no U-Net that sees `input`; [`CpuPlan::of`] gives sound ones.
    pub fn new(
        encoder: Vec<Block>,
        decoder: Vec<Block>,
        head: Option<HeadBlock>,
        input: &InputKind,
        shard: Shard,
    ) -> Self {
        let mut encoder = encoder.into_iter();
        let first = encoder.next().expect("at least one level");
        assert_eq!(first.inputs, input.channels(), "planes of the input");
        let first = FirstLevel::new(first, input, shard);
        let drawing = first.drawing(input, head.is_some());
        let half = IMAGE_SIZE / 2;
        let encoder = encoder.enumerate().map(|(index, block)| {
            let side = half >> index;
            let output = [block.outputs, side / 2];
            let epilogue = Epilogue::new(Arrangement::Rows, output, shard, &block.norm_or_bias);
            let range = epilogue.layout(shard).range().clone();
            Level {
                convolution: Down::new(&block.weight, block.inputs, side, &range),
                epilogue,
                channels: block.outputs,
                side: side / 2,
                input: SplitPlanes::of(side).channels(block.inputs),
            }
        });
        let mut decoder = decoder.into_iter().rev();
        let (last, last_input, outermost) = match head {
            Some(head) => {
                let planes = PaddedPlanes::of(IMAGE_SIZE).channels(head.hidden);
                let layer = HeadLayer::new(head, input);
                (Last::Head(Box::new(layer)), planes, 0)
            }
            None => {
                let block = decoder.next().expect("as many as in the encoder");
                assert_eq!(block.outputs, OUTPUT_CHANNELS, "red, green, blue");
                let NormOrBias::Bias(bias) = block.norm_or_bias else {
                    panic!("no norm follows the last layer");
                };
                let layer = PictureLayer::new(&block.weight, bias, half);
                let planes = PaddedPlanes::of(half).channels(block.inputs);
                (Last::Picture(layer), planes, 1)
            }
        };
        let decoder = decoder.enumerate().map(|(index, block)| {
            let side = half >> (index + outermost);
            let output = [block.outputs, 2 * side];
            let epilogue = Epilogue::new(Arrangement::Quarters, output, shard, &block.norm_or_bias);
            let range = epilogue.layout(shard).range().clone();
            Level {
                convolution: Up::new(&block.weight, block.outputs, side, &range),
                epilogue,
                channels: block.outputs,
                side: 2 * side,
                input: PaddedPlanes::of(side).channels(block.inputs),
            }
        });
        let side = last.scale() * IMAGE_SIZE;
        Self {
            shard,
            drawing,
            first,
            encoder: encoder.collect(),
            decoder: decoder.collect(),
            last,
            last_input,
            accumulators: Vec::new(),
            picture: vec![0.0; OUTPUT_CHANNELS * side * side],
            workspace: Workspace::default(),
            buffer: Vec::new(),
        }
    }

    /// Most values that any shard publishes at once.
    pub fn most_published(&self) -> usize {
        let encoder = self.encoder.iter().map(|level| &level.epilogue);
        let decoder = self.decoder.iter().map(|level| &level.epilogue);
        let planes = encoder.chain(decoder).map(Epilogue::most_published);
        let shards = (0..self.shard.count).map(|index| self.shard.other(index));
        let values = OUTPUT_CHANNELS * self.last.scale().pow(2) * IMAGE_SIZE;
        let pictures = shards.map(|shard| values * picture_rows(shard).len());
        planes.chain(pictures).max().unwrap_or(0)
    }

    /// From now on classes have these colours, where the generator is told them; they are mid-grey until then.
    ///
    /// # Panics
    /// Panics unless there is a colour for each class.
    pub fn paint(&mut self, paint: &Paint) {
        self.first.paint(paint);
        if let Last::Head(head) = &mut self.last {
            head.paint(paint);
        }
    }

    /// Translates 65,536 ids of the generator's classes into `[3, S, S]`, S its pictures' side, in −1..1; or 196,608 bytes of red, green
    /// and blue in turn, where it sees colours or greys. An id that is no class adds nothing.
    ///
    /// `masks` are those of dropout (see [`facade_model::dropout`]), one for the output of each of
    /// the innermost decoder blocks; none for the usual picture.
    ///
    /// # Panics
    /// Panics at another number of bytes, a mask of another size, or on a plan that is not the whole.
    pub fn run(&mut self, drawing: &[u8], masks: &[Vec<f32>]) -> &[f32] {
        assert_eq!(self.shard.count, 1, "a whole plan");
        self.run_with(drawing, masks, &mut Alone)
    }

    /// [`CpuPlan::run`] with others, who run their shards of the same generator on the same input.
    /// The first shard's picture is complete; of the others' only their own rows mean anything.
    ///
    /// # Panics
    /// As [`CpuPlan::run`], but for the last reason.
    pub fn run_with(
        &mut self,
        drawing: &[u8],
        masks: &[Vec<f32>],
        all_gather: &mut dyn AllGather,
    ) -> &[f32] {
        for layer in 0..self.layers() {
            self.run_layer(layer, drawing, masks, all_gather);
        }
        &self.picture
    }

    /// How many layers [`CpuPlan::run_layer`] has to run for a picture.
    pub fn layers(&self) -> usize {
        1 + self.encoder.len() + self.decoder.len() + 1
    }

    /// The picture that the last layer has made.
    pub fn picture(&self) -> &[f32] {
        &self.picture
    }

    /// One layer of [`CpuPlan::run_with`]; they must be run in order, from 0, but a picture need not be finished before
    /// another is begun.
    ///
    /// # Panics
    /// As [`CpuPlan::run_with`].
    pub fn run_layer(
        &mut self,
        layer: usize,
        drawing: &[u8],
        masks: &[Vec<f32>],
        all_gather: &mut dyn AllGather,
    ) {
        let down = self.encoder.len();
        let both = down + self.decoder.len();
        match layer {
            0 => self.encode_drawing(drawing),
            _ if layer <= down => self.encode(layer - 1, all_gather),
            _ if layer <= both => self.decode(both - layer, masks, all_gather),
            _ => self.make_picture(all_gather),
        }
    }

    fn encode(&mut self, index: usize, all_gather: &mut dyn AllGather) {
        // Decoder levels above the first of these: the outermost, where it is one of them.
        let above = self.decoder.len() - self.encoder.len();
        let (done, below) = self.encoder.split_at_mut(index + 1);
        let level = &done[index];
        let next = below.first_mut().map(|below| &mut below.input[..]);
        let decoder = &mut self.decoder[index + above].input;
        let mut destination = Encoded::new([level.channels, level.side], next, decoder);
        level
            .convolution
            .accumulate(&level.input, &mut self.accumulators, &mut self.workspace);
        level.epilogue.run(
            &mut self.accumulators,
            &mut destination,
            all_gather,
            &mut self.buffer,
        );
    }

    fn decode(&mut self, index: usize, masks: &[Vec<f32>], all_gather: &mut dyn AllGather) {
        let block = self.decoder.len() - 1 - index;
        let (above, level) = self.decoder.split_at_mut(index);
        let level = &level[0];
        let above = match above.last_mut() {
            Some(above) => &mut above.input,
            None => &mut self.last_input,
        };
        let mask = masks.get(block).map(Vec::as_slice);
        let mut destination = Decoded::new([level.channels, level.side], mask, above);
        level
            .convolution
            .accumulate(&level.input, &mut self.accumulators, &mut self.workspace);
        level.epilogue.run(
            &mut self.accumulators,
            &mut destination,
            all_gather,
            &mut self.buffer,
        );
    }

    fn encode_drawing(&mut self, drawing: &[u8]) {
        self.drawing.set(drawing);
        let next = self.encoder.first_mut().map(|below| &mut below.input[..]);
        let skips = match &self.last {
            Last::Head(_) => &mut self.decoder[0].input,
            Last::Picture(_) => &mut self.last_input,
        };
        let mut destination = Encoded::new(self.first.output(), next, skips);
        self.first.run(
            &self.drawing,
            &mut self.accumulators,
            &mut self.workspace,
            &mut destination,
        );
    }

    /// The last level; its rows go to the first shard.
    fn make_picture(&mut self, all_gather: &mut dyn AllGather) {
        let scale = self.last.scale();
        let side = scale * IMAGE_SIZE;
        let planes = |rows: Range<usize>| {
            (0..OUTPUT_CHANNELS).map(move |plane| {
                let [start, end] =
                    [rows.start, rows.end].map(|y| (plane * side + scale * y) * side);
                start..end
            })
        };
        let own = picture_rows(self.shard);
        let (rows, picture) = (own.clone(), &mut self.picture);
        match &mut self.last {
            Last::Picture(layer) => layer.picture(&self.last_input, rows, picture),
            Last::Head(layer) => layer.picture(&self.drawing, &self.last_input, rows, picture),
        }
        if self.shard.count > 1 {
            self.buffer.clear();
            for plane in planes(own) {
                self.buffer.extend_from_slice(&self.picture[plane]);
            }
            all_gather.publish(&self.buffer);
        }
        if self.shard.index == 0 {
            for other in self.shard.others() {
                let mut start = 0;
                for plane in planes(picture_rows(other)) {
                    let values = &mut self.picture[plane];
                    all_gather.read(other.index, start, values);
                    start += values.len();
                }
            }
        }
    }
}

/// The rows of the drawing of which a shard makes the picture.
fn picture_rows(shard: Shard) -> Range<usize> {
    shard
        .range(OUTPUT_CHANNELS, IMAGE_SIZE, IMAGE_SIZE / 2)
        .rows
}
