//! The generator: U-Net-256 of pix2pix, in any width and for any number of input channels.
//!
//! Source: Isola, Zhu, Zhou, Efros, "Image-to-Image Translation with Conditional Adversarial
//! Networks", CVPR 2017, section 6.1.1, with deliberate differences: affine instance norm in
//! place of batch norm (the same thing at batch size 1, without a second mode), no norm at the 1×1
//! bottleneck, where normalising one value over itself would leave only the constant beta, and
//! dropout only where the caller brings its masks (see [`crate::dropout`]): drawn anew for every
//! picture they would make it flicker from stroke to stroke. The norms may be folded into the convolutions
//! ([`crate::norm_fold`]). On request a [`Head`] finishes the picture at its
//! full resolution, or at twice that.

use std::collections::BTreeMap;

use burn::module::Module;
use burn::tensor::{Device, Tensor};
use serde::{Deserialize, Serialize};

use crate::IMAGE_SIZE;
use crate::block::{
    DownBlock, Drawn, HEAD_KERNEL, Head, KERNEL, Loaded, Origin, UpBlock, pixel_shuffle,
};
use crate::dropout::{self, DropoutMasks};
use crate::head_fold::UNFOLDED;
use crate::kernels::{BackendKernels, Kernels};

/// Levels of the published U-Net: 256 pixels down to one.
pub const PUBLISHED_DEPTH: usize = 8;
/// Width of the widest levels in units of `ngf`; above them it halves with each.
const WIDEST: usize = 8;
/// Slope of the leaky ReLU for negative values, in encoder and discriminator.
pub const LEAK: f64 = 0.2;
/// Red, green, blue.
pub const OUTPUT_CHANNELS: usize = 3;

/// What a decoder block's weights stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Upsampling {
    /// A 4×4 transposed convolution, as published; what ships.
    Transposed,
    /// Nearest-neighbour ×2 and a 3×3 convolution, for training; see [`crate::fold`].
    Resize,
    /// Linear ×2 and a 2×2 convolution, for training, but [`Upsampling::Resize`] in the outermost
    /// block. Nearest neighbours leave stairs, which the blocks above sharpen into a plaid.
    Smooth,
}

impl Upsampling {
    /// Side of the kernels of the block that leads to `level`, counted from the picture down.
    fn kernel(self, level: usize) -> usize {
        match (self, level) {
            (Self::Transposed, _) => 4,
            (Self::Resize, _) | (Self::Smooth, 0) => 3,
            (Self::Smooth, _) => 2,
        }
    }
}

/// Describes a [`UNet`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UNetConfig {
    /// Channels of the input: 12 for one-hot labels, 3 for RGB.
    pub input_channels: usize,
    /// Channels after the first level; 64 as published.
    pub ngf: usize,
    /// Levels, each of which halves the picture; [`PUBLISHED_DEPTH`] as published, at most that.
    pub depth: usize,
    /// Form of the decoder's weights.
    pub upsampling: Upsampling,
    /// Channels that the decoder hands to a [`Head`]; 0 as published, where it ends in the picture itself.
    pub head: usize,
    /// Pixels of the picture along one of the input: 1, or more with a head.
    pub scale: usize,
    /// Whether instance norms follow the inner convolutions, as published; without them those have biases, see
    /// [`crate::norm_fold`].
    pub norms: bool,
}

impl UNetConfig {
    /// Output channels of an encoder level; the decoder mirrors them.
    fn width(&self, level: usize) -> usize {
        self.ngf * (1 << level).min(WIDEST)
    }

    /// Channels `[in, out]` of the decoder block that leads to `level`, counted from the picture down.
    fn decoder_channels(&self, level: usize) -> [usize; 2] {
        let below = self.width(level);
        // All but the innermost block see the skip connection beside what comes from below.
        let input = if level + 1 == self.depth {
            below
        } else {
            2 * below
        };
        let output = match level {
            0 if self.head > 0 => self.head,
            0 => OUTPUT_CHANNELS,
            _ => self.width(level - 1),
        };
        [input, output]
    }

    /// Whether a norm follows the encoder's convolution of a level: of none that sees the drawing, or leads to 1×1.
    fn is_normed(&self, level: usize) -> bool {
        self.norms && level > 0 && level + 1 < self.depth
    }

    /// Whether a norm follows the decoder block that leads to `level`: of none that makes the picture.
    fn is_normed_above(&self, level: usize) -> bool {
        self.norms && (level > 0 || self.head > 0)
    }

    /// Shapes `[in, out, side, side]` of the decoder's kernels, from the innermost.
    pub fn decoder_kernels(&self) -> Vec<[usize; 4]> {
        let kernels = (0..self.depth).rev().map(|level| {
            let [input, output] = self.decoder_channels(level);
            let side = self.upsampling.kernel(level);
            [input, output, side, side]
        });
        kernels.collect()
    }

    /// Shape `[out, in, side, side]` of a head's kernel, which is still to be folded where the decoder's are.
    pub fn head_kernel(&self) -> [usize; 4] {
        let inputs = self.input_channels + self.head;
        let [outputs, side] = match (self.scale, self.upsampling) {
            (1, _) => [OUTPUT_CHANNELS, HEAD_KERNEL],
            (scale, Upsampling::Transposed) => [OUTPUT_CHANNELS * scale * scale, HEAD_KERNEL],
            (_, Upsampling::Resize | Upsampling::Smooth) => [OUTPUT_CHANNELS, UNFOLDED],
        };
        [outputs, inputs, side, side]
    }

    /// The shape of every weight by its name, as [`crate::weights::named_weights`] gives them, without a device.
    pub fn weight_shapes(&self) -> BTreeMap<String, Vec<usize>> {
        let mut shapes = BTreeMap::new();
        let mut layer = |path: String, kernel: [usize; 4], outputs: usize, with_norm: bool| {
            shapes.insert(format!("{path}.conv.weight"), kernel.to_vec());
            let after: &[&str] = match with_norm {
                true => &["norm.gamma", "norm.beta"],
                false => &["conv.bias"],
            };
            for name in after {
                shapes.insert(format!("{path}.{name}"), vec![outputs]);
            }
        };
        for level in 0..self.depth {
            let outputs = self.width(level);
            let inputs = match level {
                0 => self.input_channels,
                _ => self.width(level - 1),
            };
            let kernel = [outputs, inputs, KERNEL, KERNEL];
            let with_norm = self.is_normed(level);
            layer(format!("encoder.{level}"), kernel, outputs, with_norm);
        }
        for (index, kernel) in self.decoder_kernels().into_iter().enumerate() {
            let with_norm = self.is_normed_above(self.depth - 1 - index);
            layer(format!("decoder.{index}"), kernel, kernel[1], with_norm);
        }
        if self.head > 0 {
            let kernel = self.head_kernel();
            layer("head".to_owned(), kernel, kernel[0], false);
        }
        shapes
    }

    /// Initialises the network: weights N(0, 0.02), biases 0.
    ///
    /// # Panics
    /// Panics at a depth that is not in 2..=8, a width of 0, or another scale than 1 without a head.
    pub fn init(&self, device: &Device) -> UNet {
        self.with::<Drawn>(device)
    }

    /// The network without weights of its own, for those of a file.
    ///
    /// # Panics
    /// As [`UNetConfig::init`].
    pub fn blank(&self, device: &Device) -> UNet {
        self.with::<Loaded>(device)
    }

    fn with<O: Origin>(&self, device: &Device) -> UNet {
        let levels = self.depth;
        assert!(
            (2..=PUBLISHED_DEPTH).contains(&levels) && self.ngf > 0,
            "no U-Net has {levels} levels and ngf {}",
            self.ngf
        );
        assert!(
            self.scale == 1 || (self.scale > 1 && self.head > 0),
            "no head makes a picture of scale {}",
            self.scale
        );
        let width = |level: usize| self.width(level);
        let encoder = (0..levels)
            .map(|level| {
                let input = match level {
                    0 => self.input_channels,
                    _ => width(level - 1),
                };
                let with_norm = self.is_normed(level);
                DownBlock::new::<O>([input, width(level)], 2, with_norm, device)
            })
            .collect();
        let decoder = self
            .decoder_kernels()
            .into_iter()
            .zip((0..levels).rev())
            .map(|([input, output, side, _], level)| {
                let with_norm = self.is_normed_above(level);
                UpBlock::new::<O>([input, output], side, with_norm, device)
            })
            .collect();
        let head = (self.head > 0).then(|| Head::new::<O>(self.head_kernel(), device));
        UNet {
            encoder,
            decoder,
            head,
        }
    }
}

/// The generator.
#[derive(Module, Debug)]
pub struct UNet {
    /// From the picture down to 1×1.
    pub encoder: Vec<DownBlock>,
    /// From 1×1 up to the picture, or to what the head finishes.
    pub decoder: Vec<UpBlock>,
    /// Finishes the picture, where there is one.
    pub head: Option<Head>,
}

impl UNet {
    /// Translates.
    ///
    /// # Shapes
    /// - input `[N, input_channels, 256, 256]`
    /// - output `[N, 3, 256·scale, 256·scale]` in −1..1
    pub fn forward(&self, input: Tensor<4>) -> Tensor<4> {
        self.forward_with(input, &BackendKernels, None)
    }

    /// [`UNet::forward`] with convolutions of the caller's choice, and with dropout where there are
    /// masks (see [`UNet::dropout_shapes`]).
    pub fn forward_with(
        &self,
        input: Tensor<4>,
        kernels: &dyn Kernels,
        dropout: Option<&DropoutMasks>,
    ) -> Tensor<4> {
        self.forward_seen(input, kernels, dropout, &mut |_| {})
    }

    /// [`UNet::forward_with`], and what the decoder blocks hand over before skip connections join:
    /// `[N, C, side, side]` from the innermost, without the picture.
    pub fn forward_with_features(
        &self,
        input: Tensor<4>,
        kernels: &dyn Kernels,
        dropout: Option<&DropoutMasks>,
    ) -> (Tensor<4>, Vec<Tensor<4>>) {
        let mut features = Vec::with_capacity(self.decoder.len());
        let picture = self.forward_seen(input, kernels, dropout, &mut |x| {
            features.push(x.clone());
        });
        // The last block's output is the picture before its tanh, or what the head finishes.
        features.pop();
        (picture, features)
    }

    /// `seen` is shown every decoder block's output.
    fn forward_seen(
        &self,
        input: Tensor<4>,
        kernels: &dyn Kernels,
        dropout: Option<&DropoutMasks>,
        seen: &mut dyn FnMut(&Tensor<4>),
    ) -> Tensor<4> {
        let mut skips = Vec::with_capacity(self.encoder.len());
        let mut x = input.clone();
        for (level, block) in self.encoder.iter().enumerate() {
            if level > 0 {
                skips.push(x.clone());
                x = kernels.leaky_relu(x, LEAK);
            }
            x = block.forward(x, kernels);
        }
        for (index, block) in self.decoder.iter().enumerate() {
            if index > 0 {
                // One skip was pushed for each level but the last, so none is missing here.
                let skip = skips
                    .pop()
                    .expect("a skip connection for each decoder block");
                x = Tensor::cat(vec![x, skip], 1);
            }
            x = block.forward(kernels.leaky_relu(x, 0.0), kernels);
            if let Some(mask) = dropout.and_then(|masks| masks.of_block(index)) {
                x = x * mask;
            }
            seen(&x);
        }
        if let Some(head) = &self.head {
            x = head.forward(input, kernels.leaky_relu(x, 0.0), kernels);
        }
        pixel_shuffle(x.tanh(), self.scale())
    }

    /// Shapes `[C, H, W]` of what dropout acts upon: the outputs of the innermost decoder
    /// blocks, never the picture itself.
    pub fn dropout_shapes(&self) -> Vec<[usize; 3]> {
        let smallest = IMAGE_SIZE >> self.encoder.len();
        let blocks = self.decoder[..self.decoder.len() - 1]
            .iter()
            .take(dropout::BLOCKS)
            .enumerate();
        blocks
            .map(|(index, block)| {
                let side = smallest << (index + 1);
                [block.conv.weight.dims()[1], side, side]
            })
            .collect()
    }

    /// Whether instance norms follow the inner convolutions.
    pub fn has_norms(&self) -> bool {
        let inner = &self.decoder[..self.decoder.len() - 1];
        inner.iter().any(|block| block.norm.is_some())
    }

    /// Channels that the decoder hands to the head, 0 without one.
    pub fn head_channels(&self) -> usize {
        match (&self.head, self.decoder.last()) {
            (Some(_), Some(block)) => block.conv.weight.dims()[1],
            _ => 0,
        }
    }

    /// Pixels of the picture along one of the input.
    pub fn scale(&self) -> usize {
        let head = self.head.as_ref();
        head.map_or(1, |head| head.scale(OUTPUT_CHANNELS))
    }

    /// Side of the picture in pixels, of an input of [`IMAGE_SIZE`].
    pub fn picture_side(&self) -> usize {
        self.scale() * IMAGE_SIZE
    }

    /// What the decoder's weights stand for, by their kernels.
    pub fn upsampling(&self) -> Upsampling {
        match self.decoder[0].conv.weight.dims()[2] {
            2 => Upsampling::Smooth,
            3 => Upsampling::Resize,
            _ => Upsampling::Transposed,
        }
    }

    /// The same function with 4×4 transposed convolutions throughout, and a head of 3×3.
    pub fn folded(mut self) -> Self {
        self.head = self.head.map(Head::folded);
        for block in &mut self.decoder {
            block.conv = block.conv.clone().folded();
        }
        self
    }
}
