//! Both convolutions as differentiable operations of burn-autodiff.
//!
//! The gradient of a convolution is made of its own kind: with respect to the input it is the
//! transposed convolution of the output's gradient, with respect to the weight one product; and the
//! other way round for the transposed convolution.

use burn::backend::autodiff::NodeId;
use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::NoCheckpointing;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind, binary};
use burn::backend::flex::FlexTensor;
use burn::backend::ops::ModuleOps;
use burn::backend::tensor::FloatTensor;
use burn::backend::{Autodiff, Flex};
use burn::tensor::TensorData;
use burn::tensor::ops::ConvTransposeOptions;

use super::columns::{Geometry, convolve, weight_gradient};

type Tracked = FloatTensor<Autodiff<Flex>>;

#[derive(Debug)]
struct Down;

#[derive(Debug)]
struct Up;

/// Convolution with padding 1; `[N, in, H, W]` and `[out, in, 4, 4]`.
pub fn down(input: Tracked, weight: Tracked, stride: usize) -> Tracked {
    let prepared = Down
        .prepare::<NoCheckpointing>([input.node(), weight.node()])
        .compute_bound()
        .stateful();
    match prepared {
        OpsKind::Tracked(mut prepared) => {
            let state = (
                prepared.checkpoint(&input),
                prepared.checkpoint(&weight),
                stride,
            );
            let output = plain_down(&input.into_primitive(), &weight.into_primitive(), stride);
            prepared.finish(state, output)
        }
        OpsKind::UnTracked(prepared) => prepared.finish(plain_down(
            &input.into_primitive(),
            &weight.into_primitive(),
            stride,
        )),
    }
}

/// Transposed convolution with stride 2 and padding 1; `[N, in, H, W]` and `[in, out, 4, 4]`.
pub fn up(input: Tracked, weight: Tracked) -> Tracked {
    let prepared = Up
        .prepare::<NoCheckpointing>([input.node(), weight.node()])
        .compute_bound()
        .stateful();
    match prepared {
        OpsKind::Tracked(mut prepared) => {
            let state = (prepared.checkpoint(&input), prepared.checkpoint(&weight));
            let output = plain_up(input.into_primitive(), weight.into_primitive(), 2);
            prepared.finish(state, output)
        }
        OpsKind::UnTracked(prepared) => {
            prepared.finish(plain_up(input.into_primitive(), weight.into_primitive(), 2))
        }
    }
}

impl Backward<Flex, 2> for Down {
    type State = (NodeId, NodeId, usize);

    fn backward(
        self,
        ops: Ops<Self::State, 2>,
        gradients: &mut Gradients,
        checkpointer: &mut Checkpointer,
    ) {
        let (input, weight, stride) = ops.state;
        let input: FlexTensor = checkpointer.retrieve_node_output(input);
        let weight: FlexTensor = checkpointer.retrieve_node_output(weight);
        binary::<Flex, _, _>(
            ops.parents,
            ops.node,
            gradients,
            |gradient| plain_up(gradient, weight, stride),
            |gradient| plain_weight_gradient(&input, &gradient, stride),
        );
    }
}

impl Backward<Flex, 2> for Up {
    type State = (NodeId, NodeId);

    fn backward(
        self,
        ops: Ops<Self::State, 2>,
        gradients: &mut Gradients,
        checkpointer: &mut Checkpointer,
    ) {
        let (input, weight) = ops.state;
        let input: FlexTensor = checkpointer.retrieve_node_output(input);
        let weight: FlexTensor = checkpointer.retrieve_node_output(weight);
        binary::<Flex, _, _>(
            ops.parents,
            ops.node,
            gradients,
            |gradient| plain_down(&gradient, &weight, 2),
            |gradient| plain_weight_gradient(&gradient, &input, 2),
        );
    }
}

fn plain_up(input: FlexTensor, weight: FlexTensor, stride: usize) -> FlexTensor {
    let options = ConvTransposeOptions::new([stride, stride], [1, 1], [0, 0], [1, 1], 1);
    Flex::conv_transpose2d(input, weight, None, options)
}

fn plain_down(input: &FlexTensor, weight: &FlexTensor, stride: usize) -> FlexTensor {
    let (input, weight) = (input.to_contiguous(), weight.to_contiguous());
    let [count, channels, height, width] = dims(&input);
    let outputs = dims(&weight)[0];
    let geometry = Geometry::new(channels, height, width, stride);
    let values = convolve(&geometry, input.storage(), weight.storage(), outputs);
    tensor(
        values,
        [count, outputs, geometry.rows_out, geometry.columns_out],
    )
}

/// Gradient `[out, in, 4, 4]` of a convolution's weight from its input `[N, in, H, W]` and the
/// gradient of its output `[N, out, …]`.
fn plain_weight_gradient(input: &FlexTensor, gradient: &FlexTensor, stride: usize) -> FlexTensor {
    let (input, gradient) = (input.to_contiguous(), gradient.to_contiguous());
    let [_, channels, height, width] = dims(&input);
    let outputs = dims(&gradient)[1];
    let geometry = Geometry::new(channels, height, width, stride);
    let values = weight_gradient(&geometry, input.storage(), gradient.storage(), outputs);
    tensor(values, [outputs, channels, 4, 4])
}

fn dims(tensor: &FlexTensor) -> [usize; 4] {
    tensor.layout().shape().dims()
}

fn tensor(values: Vec<f32>, shape: [usize; 4]) -> FlexTensor {
    FlexTensor::from_data(TensorData::new(values, shape))
}
