//! From the U-Net module to the nodes of an ONNX graph; the order is that of `UNet::forward`.

use burn::nn::InstanceNorm;
use burn::tensor::TensorData;
use facade_import::onnx::messages::{
    Attribute, AttributeKind, Dimension, ElementKind, Extent, Graph, Node, Shape, Tensor,
    TensorType, Type, ValueInfo,
};
use facade_model::IMAGE_SIZE;
use facade_model::block::{DownBlock, UpBlock};
use facade_model::unet::{LEAK, OUTPUT_CHANNELS, UNet};
use facade_model::weights::named_weights;

const INPUT: &str = "labels";
const OUTPUT: &str = "picture";
/// Name of the free batch size.
const BATCH: &str = "N";
/// Of every transposed convolution; see `facade_model::convolution`.
const UP_STRIDE: i64 = 2;
/// Of every convolution, on all four sides.
const PADDING: i64 = 1;

/// The graph of a generator, its decoder folded to transposed convolutions. Weights keep the names
/// of the module path; a node's output is named after the block and its operator.
pub fn of(network: UNet, name: &str) -> Graph {
    let network = network.folded();
    let input_channels = network.encoder[0].conv.weight.dims()[1];
    let picture_side = network.picture_side();
    let mut nodes = Nodes::default();
    let last = nodes.unet(&network);
    match network.scale() {
        1 => nodes.add("Tanh", OUTPUT, &[&last], vec![]),
        scale => {
            let last = nodes.add("Tanh", "head.tanh", &[&last], vec![]);
            // As `facade_model::block::pixel_shuffle` has the channels.
            let attributes = vec![integer("blocksize", extent(scale)), text("mode", "CRD")];
            nodes.add("DepthToSpace", OUTPUT, &[&last], attributes)
        }
    };
    Graph {
        name: name.to_owned(),
        node: nodes.0,
        initializer: named_weights(&network).into_iter().map(weight).collect(),
        input: vec![images(INPUT, input_channels, IMAGE_SIZE)],
        output: vec![images(OUTPUT, OUTPUT_CHANNELS, picture_side)],
    }
}

#[derive(Default)]
struct Nodes(Vec<Node>);

impl Nodes {
    /// Everything but the last activation; returns the name of the last output.
    fn unet(&mut self, network: &UNet) -> String {
        let mut skips = Vec::with_capacity(network.encoder.len());
        let mut x = INPUT.to_owned();
        for (level, block) in network.encoder.iter().enumerate() {
            let path = format!("encoder.{level}");
            if level > 0 {
                skips.push(x.clone());
                let slope = vec![float("alpha", LEAK)];
                x = self.add("LeakyRelu", &format!("{path}.leaky_relu"), &[&x], slope);
            }
            x = self.down(&path, block, &x);
        }
        for (index, block) in network.decoder.iter().enumerate() {
            let path = format!("decoder.{index}");
            // As in the module: one skip for each decoder block but the innermost.
            if index > 0
                && let Some(skip) = skips.pop()
            {
                let channels = vec![integer("axis", 1)];
                x = self.add("Concat", &format!("{path}.concat"), &[&x, &skip], channels);
            }
            x = self.add("Relu", &format!("{path}.relu"), &[&x], vec![]);
            x = self.up(&path, block, &x);
        }
        if let Some(head) = &network.head {
            x = self.add("Relu", "head.relu", &[&x], vec![]);
            let channels = vec![integer("axis", 1)];
            x = self.add("Concat", "head.concat", &[INPUT, &x], channels);
            let [.., height, width] = head.conv.weight.dims();
            let attributes = geometry([height, width], head.conv.stride.map(extent));
            x = self.convolution("Conv", "head", &x, head.conv.bias.is_some(), attributes);
        }
        x
    }

    fn down(&mut self, path: &str, block: &DownBlock, input: &str) -> String {
        let [.., height, width] = block.conv.weight.dims();
        let attributes = geometry([height, width], block.conv.stride.map(extent));
        let has_bias = block.conv.bias.is_some();
        let x = self.convolution("Conv", path, input, has_bias, attributes);
        self.norm(path, &block.norm, x)
    }

    fn up(&mut self, path: &str, block: &UpBlock, input: &str) -> String {
        let [.., height, width] = block.conv.weight.dims();
        let attributes = geometry([height, width], [UP_STRIDE; 2]);
        let has_bias = block.conv.bias.is_some();
        let x = self.convolution("ConvTranspose", path, input, has_bias, attributes);
        self.norm(path, &block.norm, x)
    }

    fn convolution(
        &mut self,
        operator: &str,
        path: &str,
        input: &str,
        has_bias: bool,
        attributes: Vec<Attribute>,
    ) -> String {
        let (weight, bias) = (format!("{path}.conv.weight"), format!("{path}.conv.bias"));
        let mut inputs = vec![input, &weight];
        if has_bias {
            inputs.push(&bias);
        }
        self.add(operator, &format!("{path}.conv"), &inputs, attributes)
    }

    fn norm(&mut self, path: &str, norm: &Option<InstanceNorm>, input: String) -> String {
        let Some(norm) = norm else {
            return input;
        };
        let (gamma, beta) = (format!("{path}.norm.gamma"), format!("{path}.norm.beta"));
        self.add(
            "InstanceNormalization",
            &format!("{path}.norm"),
            &[&input, &gamma, &beta],
            vec![float("epsilon", norm.epsilon)],
        )
    }

    /// Adds a node and returns the name of its output, which is its own.
    fn add(
        &mut self,
        operator: &str,
        name: &str,
        inputs: &[&str],
        attribute: Vec<Attribute>,
    ) -> String {
        self.0.push(Node {
            input: inputs.iter().map(|&input| input.to_owned()).collect(),
            output: vec![name.to_owned()],
            name: name.to_owned(),
            op_type: operator.to_owned(),
            attribute,
        });
        name.to_owned()
    }
}

fn geometry(kernel: [usize; 2], strides: [i64; 2]) -> Vec<Attribute> {
    vec![
        integers("kernel_shape", &kernel.map(extent)),
        integers("strides", &strides),
        integers("pads", &[PADDING; 4]),
    ]
}

/// ONNX counts in signed numbers.
fn extent(length: usize) -> i64 {
    i64::try_from(length).expect("a tensor's extent is far below 2^63")
}

fn float(name: &str, value: f64) -> Attribute {
    Attribute {
        f: Some(value as f32),
        ..attribute(name, AttributeKind::Float)
    }
}

fn integer(name: &str, value: i64) -> Attribute {
    Attribute {
        i: Some(value),
        ..attribute(name, AttributeKind::Int)
    }
}

fn text(name: &str, value: &str) -> Attribute {
    Attribute {
        s: Some(value.to_owned()),
        ..attribute(name, AttributeKind::String)
    }
}

fn integers(name: &str, values: &[i64]) -> Attribute {
    Attribute {
        ints: values.to_vec(),
        ..attribute(name, AttributeKind::Ints)
    }
}

fn attribute(name: &str, kind: AttributeKind) -> Attribute {
    Attribute {
        name: name.to_owned(),
        kind: kind.into(),
        ..Attribute::default()
    }
}

fn weight((name, data): (String, TensorData)) -> Tensor {
    Tensor {
        dims: data.shape().iter().map(|&length| extent(length)).collect(),
        data_type: ElementKind::Float.into(),
        name,
        raw_data: data.iter::<f32>().flat_map(f32::to_le_bytes).collect(),
    }
}

/// A batch of images with a free number of them.
fn images(name: &str, channels: usize, side: usize) -> ValueInfo {
    let fixed = |length| Extent::Fixed(extent(length));
    let extents = [
        Extent::Free(BATCH.to_owned()),
        fixed(channels),
        fixed(side),
        fixed(side),
    ];
    let dim = extents.map(|extent| Dimension {
        extent: Some(extent),
    });
    let tensor_type = TensorType {
        elem_type: ElementKind::Float.into(),
        shape: Some(Shape { dim: dim.to_vec() }),
    };
    ValueInfo {
        name: name.to_owned(),
        r#type: Some(Type {
            tensor_type: Some(tensor_type),
        }),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use burn::tensor::Device;
    use facade_model::unet::{UNetConfig, Upsampling};

    use super::*;

    #[test]
    fn every_value_is_made_before_its_use_and_no_weight_is_left_over() {
        let forms = [
            (0, 1, true),
            (3, 1, true),
            (3, 2, true),
            (0, 1, false),
            (3, 2, false),
        ];
        for (head, scale, norms) in forms {
            assert_sound(&UNetConfig {
                input_channels: 5,
                ngf: 1,
                depth: 8,
                upsampling: Upsampling::Resize,
                head,
                scale,
                norms,
            });
        }
    }

    fn assert_sound(config: &UNetConfig) {
        let graph = of(config.init(&Device::flex()), "tiny");
        let weights: BTreeSet<&str> = graph.initializer.iter().map(|w| w.name.as_str()).collect();
        let mut made = weights.clone();
        made.insert(INPUT);
        let mut used = BTreeSet::new();
        for node in &graph.node {
            for input in node.input.iter().map(String::as_str) {
                assert!(made.contains(input), "{} reads {input}", node.name);
                used.insert(input);
            }
            for output in &node.output {
                assert!(made.insert(output), "{output} is made twice");
            }
        }
        let idle: Vec<&&str> = made.difference(&used).collect();
        assert_eq!(idle, [&OUTPUT]);

        // What each convolution reads: the channels of its input are those of its weight.
        let shape = |name: &str| {
            let weight = graph.initializer.iter().find(|w| w.name == name);
            weight.map(|w| w.dims.clone()).expect("a weight")
        };
        let mut channels: BTreeMap<&str, i64> = [(INPUT, 5)].into();
        for node in &graph.node {
            let of_input = |index: usize| channels[node.input[index].as_str()];
            let made = match node.op_type.as_str() {
                "Concat" => of_input(0) + of_input(1),
                "Conv" => {
                    let weight = shape(&node.input[1]);
                    assert_eq!(weight[1], of_input(0), "{}", node.name);
                    weight[0]
                }
                "ConvTranspose" => {
                    let weight = shape(&node.input[1]);
                    assert_eq!(weight[0], of_input(0), "{}", node.name);
                    weight[1]
                }
                "DepthToSpace" => of_input(0) / 4,
                _ => of_input(0),
            };
            channels.insert(&node.output[0], made);
        }
        assert_eq!(channels[OUTPUT], extent(OUTPUT_CHANNELS));
    }
}
