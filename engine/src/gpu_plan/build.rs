//! From a [`UNet`] to buffers and dispatches: every layer's sizes, weights, and where its output
//! goes.

use burn::module::Param;
use burn::nn::InstanceNorm;
use burn::tensor::Tensor;
use facade_model::IMAGE_SIZE;
use facade_model::block::Head;
use facade_model::unet::{OUTPUT_CHANNELS, UNet};
use wgpu::{Buffer, BufferUsages};

use super::convolution::{Convolution, Direction, TAPS, place_in_kernel};
use super::dispatches::{Dispatch, Maker};
use super::gpu::{Gpu, Precision};
use super::pack::{GROUP, Packed, pack};
use super::planes::Planes;
use super::shader::{self, HEAD_TILE, PICTURE_ROWS, RELU, Target, WORKGROUP, leaky_relu};
use super::tables::{FirstTable, HEAD_TAPS, HeadTable};
use crate::label_weights::LabelWeights;

/// Bytes of the picture, four a pixel.
const PICTURE_BYTES: usize = 4 * IMAGE_SIZE * IMAGE_SIZE;

/// All that a translation needs of the device.
pub struct Resources {
    pub dispatches: Vec<Dispatch>,
    /// One byte a pixel.
    pub labels: Buffer,
    /// What classes add to the layers that see the drawing.
    pub first_table: FirstTable,
    pub head_table: Option<HeadTable>,
    /// What dropout multiplies by, `[C, H, W]`, from the innermost block.
    pub masks: Vec<Buffer>,
    /// RGBA.
    pub picture: Buffer,
    /// A copy of the picture that can be read.
    pub readable: Buffer,
    /// Bytes of all buffers.
    pub bytes: u64,
}

/// Makes everything for a folded generator of one-hot labels, with paint or without.
pub fn build(unet: &UNet, gpu: &Gpu) -> Resources {
    let mut maker = Maker::new(gpu);
    let precision = gpu.precision();
    let levels: Vec<Level> = (0..unet.encoder.len())
        .map(|level| Level::new(unet, level, precision, &mut maker))
        .collect();
    let convolutions = levels.iter().flat_map(Level::convolutions);
    let longest = convolutions
        .map(|convolution| convolution.accumulators_len())
        .max();
    let accumulators = maker.storage(4 * longest.expect("a network has layers"));
    let labels = maker.buffer(
        IMAGE_SIZE * IMAGE_SIZE,
        BufferUsages::STORAGE | BufferUsages::COPY_DST,
    );
    let picture = maker.buffer(
        PICTURE_BYTES,
        BufferUsages::STORAGE | BufferUsages::COPY_SRC,
    );
    let readable = maker.buffer(
        PICTURE_BYTES,
        BufferUsages::MAP_READ | BufferUsages::COPY_DST,
    );
    let masks: Vec<Buffer> = unet
        .dropout_shapes()
        .iter()
        .map(|shape| maker.constant(&neutral_mask(shape.iter().product())))
        .collect();

    let mut layers = Layers {
        unet,
        levels: &levels,
        precision,
        accumulators: &accumulators,
        maker: &mut maker,
        dispatches: Vec::new(),
    };
    let first_table = layers.labels(&labels);
    for level in 1..levels.len() {
        layers.down(level);
    }
    for (block, level) in (1..levels.len()).rev().enumerate() {
        let above = &levels[level - 1];
        let above = (above.up.input, &above.up_input);
        layers.up(block, level, masks.get(block), above);
    }
    let head_table = match &unet.head {
        Some(head) => Some(layers.head(head, &labels, &picture)),
        None => {
            layers.picture(&picture);
            None
        }
    };
    let dispatches = layers.dispatches;
    Resources {
        dispatches,
        labels,
        first_table,
        head_table,
        masks,
        picture,
        readable,
        bytes: maker.bytes(),
    }
}

/// The mask of `len` values that changes nothing.
pub fn neutral_mask(len: usize) -> Vec<u8> {
    bytes_of(&vec![1.0; len])
}

/// As they lie in a buffer.
pub fn bytes_of(values: &[f32]) -> Vec<u8> {
    values
        .iter()
        .flat_map(|value| value.to_le_bytes())
        .collect()
}

/// The inputs of an encoder level and of the decoder block that returns to it.
struct Level {
    /// None for the outermost level, which sees class ids.
    down: Option<(Convolution, Buffer)>,
    up: Convolution,
    up_input: Buffer,
    /// Channels of the encoder level's output.
    channels: usize,
}

impl Level {
    fn new(unet: &UNet, level: usize, precision: Precision, maker: &mut Maker) -> Self {
        let side = IMAGE_SIZE >> level;
        let [channels, inputs, ..] = unet.encoder[level].conv.weight.dims();
        let value_bytes = value_bytes(precision);
        let down = (level > 0).then(|| {
            let input = Planes::of_down(side, inputs);
            let convolution = Convolution::new(Direction::Down, input, channels);
            (convolution, maker.storage(value_bytes * input.len()))
        });
        let block = unet.decoder.len() - 1 - level;
        let [inputs, outputs, ..] = unet.decoder[block].conv.weight.dims();
        let input = Planes::of_up(side / 2, inputs);
        Self {
            down,
            up: Convolution::new(Direction::Up, input, outputs),
            up_input: maker.storage(value_bytes * input.len()),
            channels,
        }
    }

    fn convolutions(&self) -> impl Iterator<Item = &Convolution> {
        self.down
            .iter()
            .map(|(convolution, _)| convolution)
            .chain([&self.up])
    }

    /// Where the encoder's output waits for the decoder: behind what comes from below.
    fn skip(&self) -> Target<'static> {
        Target {
            name: "skip",
            planes: self.up.input,
            first: self.up.input.channels - self.channels,
            activation: RELU.to_owned(),
        }
    }
}

/// Adds the dispatches of one layer after the other.
struct Layers<'a, 'g> {
    unet: &'a UNet,
    levels: &'a [Level],
    precision: Precision,
    accumulators: &'a Buffer,
    maker: &'a mut Maker<'g>,
    dispatches: Vec<Dispatch>,
}

impl Layers<'_, '_> {
    /// The outermost encoder level.
    fn labels(&mut self, labels: &Buffer) -> FirstTable {
        let block = &self.unet.encoder[0];
        let [outputs, inputs, ..] = block.conv.weight.dims();
        let weights = LabelWeights::new(values(&block.conv.weight), inputs, TAPS);
        let bias = values(block.conv.bias.as_ref().expect("no norm follows"));
        let first = FirstTable::new(weights, bias, self.maker);
        let (below, below_input) = self.levels[1]
            .down
            .as_ref()
            .expect("only the first has none");
        let this = &self.levels[0];
        let text = shader::labels(self.precision, outputs, below.input, this.skip());
        let buffers = [
            labels,
            &first.table,
            &first.channels,
            below_input,
            &this.up_input,
        ];
        let places = (IMAGE_SIZE / 2).pow(2);
        let workgroups = [places / WORKGROUP, outputs.div_ceil(GROUP)];
        self.dispatches
            .push(self.maker.dispatch(text, &buffers, workgroups));
        first
    }

    /// Another encoder level.
    fn down(&mut self, level: usize) {
        let block = &self.unet.encoder[level];
        let this = &self.levels[level];
        let (convolution, input) = this.down.as_ref().expect("only the first has none");
        let weight = values(&block.conv.weight);
        let inputs = convolution.input.channels;
        let packed = self.convolution(convolution, input, |(channel, y, x), output| {
            weight[(output * inputs + channel) * TAPS + place_in_kernel(y, x)]
        });
        let channels = self.channels(&packed, &block.norm, &block.conv.bias);
        let mut targets = vec![this.skip()];
        let mut buffers = vec![self.accumulators, &channels, &this.up_input];
        let below = self
            .levels
            .get(level + 1)
            .and_then(|below| below.down.as_ref());
        if let Some((below, below_input)) = below {
            targets.push(Target {
                name: "below",
                planes: below.input,
                first: 0,
                activation: leaky_relu(),
            });
            buffers.push(below_input);
        }
        let epsilon = epsilon(&block.norm);
        let text = shader::epilogue(self.precision, convolution, epsilon, None, &targets);
        self.dispatches.push(
            self.maker
                .dispatch(text, &buffers, [convolution.outputs, 1]),
        );
    }

    /// A decoder block that a norm follows; `above` is the input of the next one, or of the head.
    fn up(
        &mut self,
        block: usize,
        level: usize,
        mask: Option<&Buffer>,
        (planes, above): (Planes, &Buffer),
    ) {
        let block = &self.unet.decoder[block];
        let this = &self.levels[level];
        let weight = values(&block.conv.weight);
        let outputs = this.up.outputs;
        let packed = self.convolution(&this.up, &this.up_input, |(channel, y, x), output| {
            weight[(channel * outputs + output) * TAPS + place_in_kernel(y, x)]
        });
        let channels = self.channels(&packed, &block.norm, &block.conv.bias);
        let target = Target {
            name: "above",
            planes,
            first: 0,
            activation: RELU.to_owned(),
        };
        let mask_len = mask.map(|_| outputs * this.up.output_side().pow(2));
        let epsilon = epsilon(&block.norm);
        let text = shader::epilogue(self.precision, &this.up, epsilon, mask_len, &[target]);
        let buffers: Vec<&Buffer> = [self.accumulators, &channels, above]
            .into_iter()
            .chain(mask)
            .collect();
        self.dispatches
            .push(self.maker.dispatch(text, &buffers, [outputs, 1]));
    }

    /// The outermost decoder block of a generator with a head, and the head.
    fn head(&mut self, head: &Head, labels: &Buffer, picture: &Buffer) -> HeadTable {
        let block = self.unet.decoder.len() - 1;
        let hidden = self.levels[0].up.outputs;
        let planes = Planes::of_up(IMAGE_SIZE, hidden);
        let bytes = value_bytes(self.precision) * planes.len();
        let input = self.maker.storage(bytes);
        self.up(block, 0, None, (planes, &input));

        let [_, channels, ..] = head.conv.weight.dims();
        let inputs = channels - hidden;
        let weight = values(&head.conv.weight);
        let kernels = weight.chunks_exact(channels * HEAD_TAPS);
        let of_input = kernels
            .clone()
            .flat_map(|kernels| &kernels[..inputs * HEAD_TAPS]);
        let weights = LabelWeights::new(of_input.copied().collect(), inputs, HEAD_TAPS);
        let bias = values(head.conv.bias.as_ref().expect("a head has a bias"));
        let table = HeadTable::new(weights, bias, self.maker);

        let mut of_hidden = vec![[0.0; OUTPUT_CHANNELS + 1]; hidden * HEAD_TAPS];
        for (output, kernels) in kernels.enumerate() {
            let weights = &kernels[inputs * HEAD_TAPS..];
            for (row, weight) in of_hidden.iter_mut().zip(weights) {
                row[output] = *weight;
            }
        }
        let of_hidden = self.maker.constant(&bytes_of(of_hidden.as_flattened()));
        let text = shader::head(self.precision, planes);
        let buffers = [labels, &table.table, &input, &of_hidden, picture];
        let [height, width] = HEAD_TILE;
        let invocations = IMAGE_SIZE * IMAGE_SIZE / (height * width);
        self.dispatches.push(
            self.maker
                .dispatch(text, &buffers, [invocations / WORKGROUP, 1]),
        );
        table
    }

    /// The outermost decoder block of a generator without one.
    fn picture(&mut self, picture: &Buffer) {
        let block = self.unet.decoder.last().expect("a network has layers");
        let Level { up, up_input, .. } = &self.levels[0];
        let weight = values(&block.conv.weight);
        // The shader goes through channels first, and in each through phases.
        let rows = up.weight_rows();
        let per_phase = up.depth() * up.taps();
        let packed = pack(
            Precision::Single,
            rows,
            OUTPUT_CHANNELS,
            4,
            |row, output| {
                let (channel, phase, tap) = (row / TAPS, row / 4 % 4, row % 4);
                let (_, y, x) = up.tap(phase * per_phase + channel * up.taps() + tap);
                weight[(channel * OUTPUT_CHANNELS + output) * TAPS + place_in_kernel(y, x)]
            },
        );
        let channels = self.channels(&packed, &block.norm, &block.conv.bias);
        let weights = self.maker.constant(&packed.bytes);
        let text = shader::picture(self.precision, up.input);
        let buffers = [up_input, &weights, &channels, picture];
        let invocations = up.side * up.side / PICTURE_ROWS;
        self.dispatches.push(
            self.maker
                .dispatch(text, &buffers, [invocations / WORKGROUP, 1]),
        );
    }

    /// Adds the dispatch of a convolution whose weights are given by input channel, row and column
    /// in the kernel, and output.
    fn convolution(
        &mut self,
        convolution: &Convolution,
        input: &Buffer,
        weight: impl Fn((usize, usize, usize), usize) -> f32,
    ) -> Packed {
        let rows = convolution.weight_rows();
        let packed = pack(
            self.precision,
            rows,
            convolution.outputs,
            GROUP,
            |row, output| weight(convolution.tap(row), output),
        );
        let weights = self.maker.constant(&packed.bytes);
        let text = shader::convolution(self.precision, convolution);
        let workgroups = [convolution.invocations().div_ceil(WORKGROUP), 1];
        let dispatch = self
            .maker
            .dispatch(text, &[input, &weights, self.accumulators], workgroups);
        self.dispatches.push(dispatch);
        packed
    }

    /// For each output channel the scale of its accumulators, gain, and offset.
    fn channels(
        &mut self,
        packed: &Packed,
        norm: &Option<InstanceNorm>,
        bias: &Option<Param<Tensor<1>>>,
    ) -> Buffer {
        let parameter = |parameter: &Option<Param<Tensor<1>>>| {
            values(
                parameter
                    .as_ref()
                    .expect("a bias, or a norm that is affine"),
            )
        };
        let (gains, offsets) = match norm {
            Some(norm) => (parameter(&norm.gamma), parameter(&norm.beta)),
            None => (vec![1.0; packed.scales.len()], parameter(bias)),
        };
        let channels = packed.scales.iter().zip(gains).zip(offsets);
        let rows: Vec<f32> = channels
            .flat_map(|((&scale, gain), offset)| [scale, gain, offset, 0.0])
            .collect();
        self.maker.constant(&bytes_of(&rows))
    }
}

fn value_bytes(precision: Precision) -> usize {
    match precision {
        Precision::Single => 4,
        Precision::Half => 2,
    }
}

fn epsilon(norm: &Option<InstanceNorm>) -> Option<f32> {
    norm.as_ref().map(|norm| norm.epsilon as f32)
}

fn values<const D: usize>(parameter: &Param<Tensor<D>>) -> Vec<f32> {
    let data = parameter.val().into_data();
    data.try_into_vec().expect("weights are f32")
}
