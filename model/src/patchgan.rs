//! The discriminator: PatchGAN, which judges overlapping patches instead of the whole picture.
//!
//! Source: Isola et al., CVPR 2017, section 6.1.2. The receptive field follows from the number of
//! strided layers: 1 → 16, 2 → 34, 3 → 70 (published), 4 → 142, 5 → 286 pixels.

use burn::module::Module;
use burn::tensor::{Device, Tensor};

use crate::IMAGE_SIZE;
use crate::block::{DownBlock, Drawn, KERNEL, Loaded, Origin};
use crate::kernels::{BackendKernels, Kernels};
use crate::unet::{LEAK, OUTPUT_CHANNELS};

/// Widest layer in units of `ndf`.
const WIDEST: usize = 8;

/// Describes a [`PatchGan`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PatchGanConfig {
    /// Channels of the condition (the generator's input).
    pub input_channels: usize,
    /// Channels after the first layer; 64 as published.
    pub ndf: usize,
    /// Number of layers with stride 2; 3 as published (70×70 patches).
    pub strided_layers: usize,
    /// Logits for each patch: 1 as published, one more than there are classes where patches are to be
    /// named.
    pub outputs: usize,
}

/// Which pixels each of the discriminator's figures is about: a square grid of overlapping square
/// patches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patches {
    /// Patches in a row, and rows.
    pub side: usize,
    /// From one patch to the next, pixels.
    pub step_px: usize,
    /// Side of a patch, pixels.
    pub field_px: usize,
    /// Where the first patch begins, pixels from the picture's edge; it lies beyond that edge, because
    /// every layer pads its input.
    pub first_px: isize,
}

impl Patches {
    /// What each output of a discriminator sees, norms aside, through which all outputs see a
    /// little of everything.
    ///
    /// Layer by layer from the output back: a kernel's first tap lies `stride · position − 1` before.
    fn of(strided_layers: usize) -> Self {
        let strides = [1, 1]
            .into_iter()
            .chain(std::iter::repeat_n(2, strided_layers));
        let start = Self {
            side: (IMAGE_SIZE >> strided_layers).saturating_sub(2),
            step_px: 1,
            field_px: 1,
            first_px: 0,
        };
        strides.fold(start, |patches, stride| Self {
            step_px: patches.step_px * stride,
            field_px: (patches.field_px - 1) * stride + KERNEL,
            first_px: patches.first_px * stride as isize - 1,
            ..patches
        })
    }

    /// Where the centre of the patch at `index` in its row lies, in pixels from the centre of the
    /// picture's first: half-way between two pixels, as sides are even.
    pub fn centre_px(&self, index: usize) -> f64 {
        let first = (self.first_px + (index * self.step_px) as isize) as f64;
        first + (self.field_px - 1) as f64 / 2.0
    }
}

impl PatchGanConfig {
    /// Initialises the network: weights N(0, 0.02), biases 0.
    pub fn init(&self, device: &Device) -> PatchGan {
        self.with::<Drawn>(device)
    }

    /// The network before its weights are loaded.
    pub fn blank(&self, device: &Device) -> PatchGan {
        self.with::<Loaded>(device)
    }

    /// What each output sees.
    pub fn patches(&self) -> Patches {
        Patches::of(self.strided_layers)
    }

    fn with<O: Origin>(&self, device: &Device) -> PatchGan {
        let width = |layer: usize| self.ndf * (1_usize << layer).min(WIDEST);
        let mut layers = vec![DownBlock::new::<O>(
            [self.input_channels + OUTPUT_CHANNELS, self.ndf],
            2,
            false,
            device,
        )];
        for layer in 1..=self.strided_layers {
            let stride = if layer < self.strided_layers { 2 } else { 1 };
            let channels = [width(layer - 1), width(layer)];
            layers.push(DownBlock::new::<O>(channels, stride, true, device));
        }
        layers.push(DownBlock::new::<O>(
            [width(self.strided_layers), self.outputs],
            1,
            false,
            device,
        ));
        PatchGan { layers }
    }
}

/// The discriminator.
#[derive(Module, Debug)]
pub struct PatchGan {
    /// From the pair to the logits of its patches.
    pub layers: Vec<DownBlock>,
}

impl PatchGan {
    /// The logits for each patch; where there is one, positive means "looks real".
    ///
    /// # Shapes
    /// - condition `[N, input_channels, 256, 256]`
    /// - picture `[N, 3, 256, 256]` in −1..1
    /// - output `[N, outputs, 30, 30]` with three strided layers
    pub fn forward(&self, condition: Tensor<4>, picture: Tensor<4>) -> Tensor<4> {
        self.forward_with(condition, picture, &BackendKernels)
    }

    /// [`PatchGan::forward`] with convolutions of the caller's choice.
    pub fn forward_with(
        &self,
        condition: Tensor<4>,
        picture: Tensor<4>,
        kernels: &dyn Kernels,
    ) -> Tensor<4> {
        self.forward_seen(condition, picture, kernels, &mut |_| {})
    }

    /// [`PatchGan::forward_with`], and the activations of all layers but the last, `[N, C, side, side]`.
    pub fn forward_with_activations(
        &self,
        condition: Tensor<4>,
        picture: Tensor<4>,
        kernels: &dyn Kernels,
    ) -> (Tensor<4>, Vec<Tensor<4>>) {
        let mut activations = Vec::with_capacity(self.layers.len());
        let logits = self.forward_seen(condition, picture, kernels, &mut |x| {
            activations.push(x.clone());
        });
        (logits, activations)
    }

    /// `seen` is shown what each layer but the first is given.
    fn forward_seen(
        &self,
        condition: Tensor<4>,
        picture: Tensor<4>,
        kernels: &dyn Kernels,
        seen: &mut dyn FnMut(&Tensor<4>),
    ) -> Tensor<4> {
        let mut x = Tensor::cat(vec![condition, picture], 1);
        for (index, layer) in self.layers.iter().enumerate() {
            if index > 0 {
                x = kernels.leaky_relu(x, LEAK);
                seen(&x);
            }
            x = layer.forward(x, kernels);
        }
        x
    }

    /// What each output sees of pictures of the usual size.
    pub fn patches(&self) -> Patches {
        // All layers but the last two halve the side.
        Patches::of(self.layers.len() - 2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patches_have_the_published_sizes_and_lie_symmetrically() {
        for (strided_layers, field_px) in [(1, 16), (2, 34), (3, 70), (4, 142), (5, 286)] {
            let config = PatchGanConfig {
                input_channels: 12,
                ndf: 1,
                strided_layers,
                outputs: 1,
            };
            let patches = config.patches();
            assert_eq!(patches.field_px, field_px);
            let last_px = patches.first_px + ((patches.side - 1) * patches.step_px) as isize;
            let beyond = last_px + field_px as isize - IMAGE_SIZE as isize;
            assert_eq!(beyond, -patches.first_px, "{strided_layers} strided layers");
        }
    }
}
