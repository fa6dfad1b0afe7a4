//! The critic: PatchGAN, which judges overlapping patches instead of the whole picture.
//!
//! Source: Isola et al., CVPR 2017, section 6.1.2. The receptive field follows from the number of
//! strided layers: 1 → 16, 2 → 34, 3 → 70 (published), 4 → 142, 5 → 286 pixels.

use burn::module::Module;
use burn::tensor::{Device, Tensor};

use crate::block::{DownBlock, Drawn};
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

impl PatchGanConfig {
    /// Initialises the network: weights N(0, 0.02), biases 0.
    pub fn init(&self, device: &Device) -> PatchGan {
        let width = |layer: usize| self.ndf * (1_usize << layer).min(WIDEST);
        let mut layers = vec![DownBlock::new::<Drawn>(
            [self.input_channels + OUTPUT_CHANNELS, self.ndf],
            2,
            false,
            device,
        )];
        for layer in 1..=self.strided_layers {
            let stride = if layer < self.strided_layers { 2 } else { 1 };
            let channels = [width(layer - 1), width(layer)];
            layers.push(DownBlock::new::<Drawn>(channels, stride, true, device));
        }
        layers.push(DownBlock::new::<Drawn>(
            [width(self.strided_layers), self.outputs],
            1,
            false,
            device,
        ));
        PatchGan { layers }
    }
}

/// The critic.
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

    /// Where the centre of a patch lies along one side of the picture, in pixels from the centre of the
    /// first; `index` is that of its logit along the side. Half-way between two pixels.
    ///
    /// A kernel of 4 with padding 1 has its centre half a pixel behind the first one it is moved to.
    pub fn patch_centre_px(&self, index: usize) -> f64 {
        let strided = self.layers.len() - 2;
        let before_strides = index as f64 + 2.0 * 0.5;
        (0..strided).fold(before_strides, |place, _| 2.0 * place + 0.5)
    }
}
