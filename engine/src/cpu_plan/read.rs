//! From the Burn module to the plan: the only part of the plan that knows Burn.

use burn::module::Param;
use burn::nn::InstanceNorm;
use burn::tensor::Tensor;
use facade_model::input::InputKind;
use facade_model::unet::UNet;

use super::head_layer::HeadBlock;
use super::norm_or_bias::NormOrBias;
use super::shard::Shard;
use super::{Block, CpuPlan, KERNEL};

impl CpuPlan {
    /// The plan of `shard` of a generator that sees `input`. Takes the generator, so that its weights are moved block by block and never in memory three times
    /// over.
    ///
    /// # Panics
    /// Panics if the generator is not folded (see [`UNet::folded`]) or sees something else.
    pub fn of(unet: UNet, input: &InputKind, shard: Shard) -> Self {
        let (hidden, scale) = (unet.head_channels(), unet.scale());
        let head = unet.head.map(|head| HeadBlock {
            weight: values(head.conv.weight),
            bias: values(head.conv.bias.expect("a head has a bias")),
            hidden,
            scale,
        });
        let encoder = unet.encoder.into_iter().map(|block| {
            let [outputs, inputs, ..] = block.conv.weight.dims();
            Block {
                weight: values(block.conv.weight),
                inputs,
                outputs,
                norm_or_bias: norm_or_bias(block.norm, block.conv.bias),
            }
        });
        let decoder = unet.decoder.into_iter().map(|block| {
            let [inputs, outputs, kernel, ..] = block.conv.weight.dims();
            assert_eq!(kernel, KERNEL, "a folded generator");
            Block {
                weight: values(block.conv.weight),
                inputs,
                outputs,
                norm_or_bias: norm_or_bias(block.norm, block.conv.bias),
            }
        });
        Self::new(encoder.collect(), decoder.collect(), head, input, shard)
    }
}

fn norm_or_bias(norm: Option<InstanceNorm>, bias: Option<Param<Tensor<1>>>) -> NormOrBias {
    match norm {
        Some(norm) => {
            let affine = |parameter: Option<Param<Tensor<1>>>| {
                values(parameter.expect("every norm here is affine"))
            };
            NormOrBias::Norm {
                gamma: affine(norm.gamma),
                beta: affine(norm.beta),
                epsilon: norm.epsilon as f32,
            }
        }
        None => NormOrBias::Bias(values(bias.expect("a bias where no norm follows"))),
    }
}

/// Not copied where nobody else holds them.
fn values<const D: usize>(parameter: Param<Tensor<D>>) -> Vec<f32> {
    let data = parameter.into_value().into_data();
    data.try_into_vec().expect("weights are f32")
}
