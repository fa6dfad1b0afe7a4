//! The generator: U-Net-256 of pix2pix, in any width and for any number of input channels.
//!
//! Source: Isola, Zhu, Zhou, Efros, "Image-to-Image Translation with Conditional Adversarial
//! Networks", CVPR 2017, section 6.1.1, with three deliberate differences: affine instance norm in
//! place of batch norm (the same thing at batch size 1, without a second mode), no norm at the 1×1
//! bottleneck, where normalising one value over itself would leave only the constant beta, and no
//! dropout, whose noise at test time would make the picture flicker from stroke to stroke.

use burn::module::Module;
use burn::tensor::activation::{leaky_relu, relu};
use burn::tensor::{Device, Tensor};

use crate::block::{DownBlock, UpBlock};
use crate::convolution::{BackendConvolution, Convolution};

/// Output width of each encoder level in units of `ngf`; the decoder mirrors it.
const WIDTHS: [usize; 8] = [1, 2, 4, 8, 8, 8, 8, 8];
/// Slope of the leaky ReLU for negative values, in encoder and critic.
pub const LEAK: f64 = 0.2;
/// Red, green, blue.
pub const OUTPUT_CHANNELS: usize = 3;

/// What a decoder block's weights stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    /// Form of the decoder's weights.
    pub upsampling: Upsampling,
}

impl UNetConfig {
    /// Initialises the network: weights N(0, 0.02), biases 0.
    pub fn init(&self, device: &Device) -> UNet {
        let levels = WIDTHS.len();
        let width = |level: usize| WIDTHS[level] * self.ngf;
        let encoder = (0..levels)
            .map(|level| {
                let input = match level {
                    0 => self.input_channels,
                    _ => width(level - 1),
                };
                let with_norm = level > 0 && level + 1 < levels;
                DownBlock::new([input, width(level)], 2, with_norm, device)
            })
            .collect();
        let decoder = (0..levels)
            .rev()
            .map(|level| {
                let below = width(level);
                // All but the innermost block see the skip connection beside what comes from below.
                let input = if level + 1 == levels {
                    below
                } else {
                    2 * below
                };
                let (output, with_norm) = match level {
                    0 => (OUTPUT_CHANNELS, false),
                    _ => (width(level - 1), true),
                };
                let kernel = self.upsampling.kernel(level);
                UpBlock::new([input, output], kernel, with_norm, device)
            })
            .collect();
        UNet { encoder, decoder }
    }
}

/// The generator.
#[derive(Module, Debug)]
pub struct UNet {
    /// From the picture down to 1×1.
    pub encoder: Vec<DownBlock>,
    /// From 1×1 up to the picture.
    pub decoder: Vec<UpBlock>,
}

impl UNet {
    /// Translates.
    ///
    /// # Shapes
    /// - input `[N, input_channels, 256, 256]`
    /// - output `[N, 3, 256, 256]` in −1..1
    pub fn forward(&self, input: Tensor<4>) -> Tensor<4> {
        self.forward_with(input, &BackendConvolution)
    }

    /// [`UNet::forward`] with convolutions of the caller's choice.
    pub fn forward_with(&self, input: Tensor<4>, convolution: &dyn Convolution) -> Tensor<4> {
        let mut skips = Vec::with_capacity(self.encoder.len());
        let mut x = input;
        for (level, block) in self.encoder.iter().enumerate() {
            if level > 0 {
                skips.push(x.clone());
                x = leaky_relu(x, LEAK);
            }
            x = block.forward(x, convolution);
        }
        for (index, block) in self.decoder.iter().enumerate() {
            if index > 0 {
                // One skip was pushed for each level but the last, so none is missing here.
                let skip = skips
                    .pop()
                    .expect("a skip connection for each decoder block");
                x = Tensor::cat(vec![x, skip], 1);
            }
            x = block.forward(relu(x), convolution);
        }
        x.tanh()
    }

    /// The same function with 4×4 transposed convolutions throughout.
    pub fn folded(mut self) -> Self {
        for block in &mut self.decoder {
            block.conv = block.conv.clone().folded();
        }
        self
    }
}
