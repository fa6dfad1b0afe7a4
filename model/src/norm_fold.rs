//! A generator that goes on without its instance norms: each becomes part of the convolution before it.
//!
//! A norm divides a plane by what it measures in the very picture that it makes. A generator can therefore steer how bright a
//! whole plane becomes by one spot of enormous values, and learns to: it then stands in the same corner of every picture,
//! in another colour after every training (Karras et al., "Analyzing and Improving the Image Quality of StyleGAN", CVPR
//! 2020, section 2, who take statistics out of the network too). Measured once over many pictures and then kept, mean and
//! variance are constants, with which a norm is one factor and one offset a channel. Factors go into the kernels, offsets
//! are the convolution's bias, and nothing is left that a spot could steer.

use burn::module::Param;
use burn::nn::InstanceNorm;
use burn::tensor::Tensor;

use crate::unet::UNet;

/// What a norm's input is like over many pictures, by channel.
#[derive(Debug, Clone, PartialEq)]
pub struct ChannelMoments {
    pub mean: Vec<f32>,
    /// Mean squared distance from that mean, over all pictures together.
    pub variance: Vec<f32>,
}

/// The generator with a bias in place of every norm. `moments` are those of its norms, in the order in which a picture
/// passes them; at these it makes the same of a picture as before.
///
/// # Panics
/// Panics at another number of norms or of channels.
pub fn without_norms(mut generator: UNet, moments: &[ChannelMoments]) -> UNet {
    let mut moments = moments.iter();
    let mut next = || moments.next().expect("moments of every norm");
    for block in &mut generator.encoder {
        if let Some(norm) = block.norm.take() {
            let [outputs, ..] = block.conv.weight.dims();
            let (factors, offsets) = affine(&norm, next());
            scale(&mut block.conv.weight, factors.reshape([outputs, 1, 1, 1]));
            block.conv.bias = Some(Param::from_tensor(offsets));
        }
    }
    for block in &mut generator.decoder {
        if let Some(norm) = block.norm.take() {
            let [_, outputs, ..] = block.conv.weight.dims();
            let (factors, offsets) = affine(&norm, next());
            scale(&mut block.conv.weight, factors.reshape([1, outputs, 1, 1]));
            block.conv.bias = Some(Param::from_tensor(offsets));
        }
    }
    assert!(moments.next().is_none(), "moments of norms that there are");
    generator
}

/// Factors and offsets, both `[channels]`.
fn affine(norm: &InstanceNorm, moments: &ChannelMoments) -> (Tensor<1>, Tensor<1>) {
    let parameter = |parameter: &Option<Param<Tensor<1>>>| {
        parameter.as_ref().expect("every norm here is affine").val()
    };
    let (gamma, beta) = (parameter(&norm.gamma), parameter(&norm.beta));
    let device = gamma.device();
    let constant = |values: &[f32]| Tensor::<1>::from_floats(values, &device);
    let deviation = (constant(&moments.variance) + norm.epsilon).sqrt();
    let factors = gamma / deviation;
    let offsets = beta - constant(&moments.mean) * factors.clone();
    // Weights begin anew: no graph leads to them.
    (factors.detach(), offsets.detach())
}

fn scale(weight: &mut Param<Tensor<4>>, factors: Tensor<4>) {
    *weight = Param::from_tensor((weight.val() * factors).detach());
}
