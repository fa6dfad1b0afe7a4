//! The generator as the CPU runs it: the same function as [`UNet::forward`] on one label map, from
//! weights that were rearranged once and planes that each layer finds ready.
//!
//! ```text
//! class ids ─▶ label_layer ─▶ store ─▶ layer::Down ─▶ store ─▶ … ─▶ 1×1
//!                               │ skip connection                    │
//! picture ◀─ tanh ◀─ layer::Up ◀┴── layer::Up ◀── … ◀────────────────┘
//! ```
//!
//! Against [`UNet::forward`] on burn-flex it saves the twelve mostly empty planes of the input,
//! every copy between layers (norm, activation and skip connection are part of writing the next
//! layer's input), rearranging 3.4 million weights for every picture, and 7 of 16 multiplications in
//! the larger layers. It knows no browser and no threads. Burn stays the definition: [`CpuPlan::of`] reads a [`UNet`], and tests compare the two.

mod direct;
mod finish;
mod label_layer;
mod lanes;
mod layer;
mod product;
mod store;
mod tanh;
mod two_by_two;
mod winograd;

#[cfg(test)]
mod tests;

use burn::module::Param;
use burn::nn::InstanceNorm;
use burn::tensor::Tensor;
use facade_model::IMAGE_SIZE;
use facade_model::classes::CLASS_COUNT;
use facade_model::unet::UNet;

use self::finish::Finish;
use self::label_layer::LabelLayer;
use self::layer::{Down, PaddedPlanes, SplitPlanes, Up};

/// Side of every kernel.
const KERNEL: usize = 4;
/// Weights between one input and one output channel.
const TAPS: usize = KERNEL * KERNEL;

/// One generator, ready to translate one label map at a time.
pub struct CpuPlan {
    encoder: Vec<Level<Encode>>,
    /// From the picture down, unlike the order in which it runs.
    decoder: Vec<Level<Up>>,
    sums: Vec<f32>,
    picture: Vec<f32>,
}

enum Encode {
    Labels(LabelLayer),
    Planes(Down),
}

struct Level<Convolution> {
    convolution: Convolution,
    finish: Finish,
    channels: usize,
    /// Side of the output.
    side: usize,
    /// The input, but for class ids. Its padding is zero from the start and never written.
    input: Vec<f32>,
}

impl CpuPlan {
    /// Rearranges the weights of a generator of one-hot labels.
    ///
    /// # Panics
    /// Panics if the generator is not folded (see [`UNet::folded`]) or its input is not one-hot.
    pub fn of(unet: &UNet) -> Self {
        let encoder = unet.encoder.iter().enumerate().map(|(level, block)| {
            let side = IMAGE_SIZE >> level;
            let [outputs, inputs, ..] = block.conv.weight.dims();
            let weight = values(&block.conv.weight);
            let (convolution, input) = match level {
                0 => {
                    assert_eq!(inputs, CLASS_COUNT, "a generator of one-hot labels");
                    let layer = LabelLayer::new(&weight, outputs);
                    (Encode::Labels(layer), Vec::new())
                }
                _ => {
                    let down = Down::new(&weight, [outputs, inputs], side);
                    let planes = SplitPlanes::of(side).channels(inputs);
                    (Encode::Planes(down), planes)
                }
            };
            Level {
                convolution,
                finish: finish(&block.norm, &block.conv.bias),
                channels: outputs,
                side: side / 2,
                input,
            }
        });
        let decoder = unet.decoder.iter().rev().enumerate().map(|(level, block)| {
            let side = IMAGE_SIZE >> (level + 1);
            let [inputs, outputs, kernel, ..] = block.conv.weight.dims();
            assert_eq!(kernel, KERNEL, "a folded generator");
            let weight = values(&block.conv.weight);
            Level {
                convolution: Up::new(&weight, [inputs, outputs], side),
                finish: finish(&block.norm, &block.conv.bias),
                channels: outputs,
                side: 2 * side,
                input: PaddedPlanes::of(side).channels(inputs),
            }
        });
        Self {
            encoder: encoder.collect(),
            decoder: decoder.collect(),
            sums: Vec::new(),
            picture: Vec::new(),
        }
    }

    /// Translates 65,536 class ids from 1 to 12 into `[3, 256, 256]`, in −1..1.
    ///
    /// `masks` are those of dropout (see [`facade_model::dropout`]), one for the output of each of
    /// the innermost decoder blocks; none for the usual picture.
    ///
    /// # Panics
    /// Panics at another number of ids, an id above 12, or a mask of another size.
    pub fn run(&mut self, labels: &[u8], masks: &[Vec<f32>]) -> &[f32] {
        assert_eq!(labels.len(), IMAGE_SIZE * IMAGE_SIZE, "one label map");
        for level in 0..self.encoder.len() {
            let (done, below) = self.encoder.split_at_mut(level + 1);
            let this = &mut done[level];
            match &mut this.convolution {
                Encode::Labels(layer) => layer.sums(labels, &mut self.sums),
                Encode::Planes(down) => down.sums(&this.input, &mut self.sums),
            }
            let next = below.first_mut().map(|below| &mut below.input[..]);
            store::encoded(this, &self.sums, next, &mut self.decoder[level].input);
        }
        for (block, level) in (0..self.decoder.len()).rev().enumerate() {
            let (above, this) = self.decoder.split_at_mut(level);
            let this = &this[0];
            this.convolution.sums(&this.input, &mut self.sums);
            match above.last_mut() {
                Some(above) => {
                    let mask = masks.get(block).map(Vec::as_slice);
                    store::decoded(this, &self.sums, mask, &mut above.input);
                }
                None => store::picture(this, &self.sums, &mut self.picture),
            }
        }
        &self.picture
    }
}

fn finish(norm: &Option<InstanceNorm>, bias: &Option<Param<Tensor<1>>>) -> Finish {
    match norm {
        Some(norm) => {
            let affine = |parameter: &Option<Param<Tensor<1>>>| {
                values(parameter.as_ref().expect("every norm here is affine"))
            };
            Finish::Norm {
                gamma: affine(&norm.gamma),
                beta: affine(&norm.beta),
                epsilon: norm.epsilon as f32,
            }
        }
        None => Finish::Bias(values(bias.as_ref().expect("a bias where no norm follows"))),
    }
}

fn values<const D: usize>(parameter: &Param<Tensor<D>>) -> Vec<f32> {
    let data = parameter.val().into_data();
    data.try_into_vec().expect("weights are f32")
}
