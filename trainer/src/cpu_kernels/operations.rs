//! The kernels as differentiable operations of burn-autodiff.
//!
//! The gradient of a convolution is made of its own kind: with respect to the input it is the
//! transposed convolution of the output's gradient, with respect to the weight one product; and the
//! other way round for the transposed convolution.

use burn::backend::autodiff::NodeId;
use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::NoCheckpointing;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind, binary, unary};
use burn::backend::flex::FlexTensor;
use burn::backend::tensor::FloatTensor;
use burn::backend::{Autodiff, Flex};

use super::arithmetic::Arithmetic;
use super::convolution::{self, dims, tensor, values};
use super::elementwise;
use super::norm::{self, Moments};
use super::pictures::KERNEL;

type Tracked = FloatTensor<Autodiff<Flex>>;

#[derive(Debug)]
struct Down(Arithmetic);

#[derive(Debug)]
struct Up(Arithmetic);

#[derive(Debug)]
struct Bias;

#[derive(Debug)]
struct Norm;

#[derive(Debug)]
struct LeakyRelu;

/// Convolution with padding 1; `[N, in, H, W]` and `[out, in, 4, 4]`, or `[out, in, 3, 3]` with stride 1.
pub fn down(arithmetic: Arithmetic, input: Tracked, weight: Tracked, stride: usize) -> Tracked {
    let prepared = Down(arithmetic)
        .prepare::<NoCheckpointing>([input.node(), weight.node()])
        .compute_bound()
        .stateful();
    let run = |input: Tracked, weight: Tracked| {
        let (input, weight) = (input.into_primitive(), weight.into_primitive());
        convolution::down(arithmetic, &input, &weight, stride)
    };
    match prepared {
        OpsKind::Tracked(mut prepared) => {
            let state = (
                prepared.checkpoint(&input),
                prepared.checkpoint(&weight),
                stride,
            );
            prepared.finish(state, run(input, weight))
        }
        OpsKind::UnTracked(prepared) => prepared.finish(run(input, weight)),
    }
}

/// Transposed convolution with stride 2 and padding 1; `[N, in, H, W]` and `[in, out, 4, 4]`.
pub fn up(arithmetic: Arithmetic, input: Tracked, weight: Tracked) -> Tracked {
    let prepared = Up(arithmetic)
        .prepare::<NoCheckpointing>([input.node(), weight.node()])
        .compute_bound()
        .stateful();
    let run = |input: Tracked, weight: Tracked| {
        let (input, weight) = (input.into_primitive(), weight.into_primitive());
        convolution::up(arithmetic, &input, &weight, 2)
    };
    match prepared {
        OpsKind::Tracked(mut prepared) => {
            let state = (prepared.checkpoint(&input), prepared.checkpoint(&weight));
            prepared.finish(state, run(input, weight))
        }
        OpsKind::UnTracked(prepared) => prepared.finish(run(input, weight)),
    }
}

/// Adds `[C]` to `[N, C, H, W]`.
pub fn biased(input: Tracked, bias: Tracked) -> Tracked {
    let prepared = Bias
        .prepare::<NoCheckpointing>([input.node(), bias.node()])
        .compute_bound()
        .stateful();
    let (mut output, bias) = (
        input.into_primitive().to_contiguous(),
        bias.into_primitive(),
    );
    let bias = bias.to_contiguous();
    let size = dims(&output)[2..].iter().product();
    elementwise::add_to_planes(output.storage_mut(), size, values(&bias));
    match prepared {
        OpsKind::Tracked(prepared) => prepared.finish((), output),
        OpsKind::UnTracked(prepared) => prepared.finish(output),
    }
}

/// Instance norm of `[N, C, H, W]` with gain and offset `[C]`.
pub fn instance_norm(input: Tracked, gain: Tracked, offset: Tracked, epsilon: f32) -> Tracked {
    let prepared = Norm
        .prepare::<NoCheckpointing>([input.node(), gain.node(), offset.node()])
        .compute_bound()
        .stateful();
    let run = |input: &FlexTensor, gain: &FlexTensor, offset: &FlexTensor| {
        let (input, gain, offset) = (
            input.to_contiguous(),
            gain.to_contiguous(),
            offset.to_contiguous(),
        );
        let shape = dims(&input);
        let (output, moments) = norm::normalise(
            values(&input),
            shape[2] * shape[3],
            values(&gain),
            values(&offset),
            epsilon,
        );
        (tensor(output, shape), moments)
    };
    match prepared {
        OpsKind::Tracked(mut prepared) => {
            let nodes = [prepared.checkpoint(&input), prepared.checkpoint(&gain)];
            let offset = offset.into_primitive();
            let (output, moments) = run(&input.into_primitive(), &gain.into_primitive(), &offset);
            prepared.finish((nodes, moments), output)
        }
        OpsKind::UnTracked(prepared) => {
            let offset = offset.into_primitive();
            let (output, _) = run(&input.into_primitive(), &gain.into_primitive(), &offset);
            prepared.finish(output)
        }
    }
}

/// Negative values times `slope`.
pub fn leaky_relu(input: Tracked, slope: f32) -> Tracked {
    let prepared = LeakyRelu
        .prepare::<NoCheckpointing>([input.node()])
        .compute_bound()
        .stateful();
    let run = |input: &FlexTensor| {
        let input = input.to_contiguous();
        tensor(elementwise::leaky_relu(values(&input), slope), dims(&input))
    };
    match prepared {
        OpsKind::Tracked(mut prepared) => {
            let state = (prepared.checkpoint(&input), slope);
            prepared.finish(state, run(&input.into_primitive()))
        }
        OpsKind::UnTracked(prepared) => prepared.finish(run(&input.into_primitive())),
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
        let Self(arithmetic) = self;
        let (input, weight, stride) = ops.state;
        let input: FlexTensor = checkpointer.retrieve_node_output(input);
        let weight: FlexTensor = checkpointer.retrieve_node_output(weight);
        binary::<Flex, _, _>(
            ops.parents,
            ops.node,
            gradients,
            |gradient| convolution::up(arithmetic, &gradient, &weight, stride),
            |gradient| {
                let side = dims(&weight)[2];
                convolution::weight_gradient(arithmetic, &input, &gradient, side, stride)
            },
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
        let Self(arithmetic) = self;
        let (input, weight) = ops.state;
        let input: FlexTensor = checkpointer.retrieve_node_output(input);
        let weight: FlexTensor = checkpointer.retrieve_node_output(weight);
        binary::<Flex, _, _>(
            ops.parents,
            ops.node,
            gradients,
            |gradient| convolution::down(arithmetic, &gradient, &weight, 2),
            |gradient| convolution::weight_gradient(arithmetic, &gradient, &input, KERNEL, 2),
        );
    }
}

impl Backward<Flex, 2> for Bias {
    type State = ();

    fn backward(
        self,
        ops: Ops<Self::State, 2>,
        gradients: &mut Gradients,
        _checkpointer: &mut Checkpointer,
    ) {
        binary::<Flex, _, _>(
            ops.parents,
            ops.node,
            gradients,
            |gradient| gradient,
            |gradient| {
                let gradient = gradient.to_contiguous();
                let [_, channels, height, width] = dims(&gradient);
                let sums = norm::plane_sums(values(&gradient), height * width, channels);
                tensor(sums, [channels])
            },
        );
    }
}

impl Backward<Flex, 3> for Norm {
    type State = ([NodeId; 2], Vec<Moments>);

    fn backward(
        self,
        ops: Ops<Self::State, 3>,
        gradients: &mut Gradients,
        checkpointer: &mut Checkpointer,
    ) {
        let ([input, gain], moments) = ops.state;
        let input: FlexTensor = checkpointer.retrieve_node_output(input);
        let gain: FlexTensor = checkpointer.retrieve_node_output(gain);
        let gradient = gradients.consume::<Flex>(&ops.node).to_contiguous();
        let (input, gain) = (input.to_contiguous(), gain.to_contiguous());
        let shape = dims(&input);
        let found = norm::gradients(
            values(&input),
            shape[2] * shape[3],
            values(&gain),
            &moments,
            values(&gradient),
        );
        let channels = [shape[1]];
        let [of_input, of_gain, of_offset] = ops.parents;
        if let Some(node) = of_input {
            gradients.register::<Flex>(node.id, tensor(found.input, shape));
        }
        if let Some(node) = of_gain {
            gradients.register::<Flex>(node.id, tensor(found.gain, channels));
        }
        if let Some(node) = of_offset {
            gradients.register::<Flex>(node.id, tensor(found.offset, channels));
        }
    }
}

impl Backward<Flex, 1> for LeakyRelu {
    type State = (NodeId, f32);

    fn backward(
        self,
        ops: Ops<Self::State, 1>,
        gradients: &mut Gradients,
        checkpointer: &mut Checkpointer,
    ) {
        let (input, slope) = ops.state;
        let input: FlexTensor = checkpointer.retrieve_node_output(input);
        unary::<Flex, _>(ops.parents, ops.node, gradients, |gradient| {
            let (input, gradient) = (input.to_contiguous(), gradient.to_contiguous());
            let found = elementwise::leaky_relu_gradient(values(&input), values(&gradient), slope);
            tensor(found, dims(&input))
        });
    }
}
