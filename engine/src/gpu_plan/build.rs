//! From a [`UNet`] to buffers and dispatches: every layer's sizes, weights, and where its output
//! goes. The layers that see the drawing or make the picture are in [`super::ends`].

use burn::module::Param;
use burn::nn::InstanceNorm;
use burn::tensor::Tensor;
use facade_model::IMAGE_SIZE;
use facade_model::input::InputKind;
use facade_model::unet::UNet;
use wgpu::{Buffer, BufferUsages};

use super::convolution::{Convolution, Direction, TAPS, place_in_kernel};
use super::dispatches::{Dispatch, Maker};
use super::ends::Seeing;
use super::gpu::{Gpu, Precision};
use super::pack::{GROUP, Packed, pack};
use super::planes::Planes;
use super::shader::{self, RELU, Target, WORKGROUP, leaky_relu};

/// All that a translation needs of the device.
pub struct Resources {
    /// What sees the drawing, and with a head makes the picture.
    pub seeing: Seeing,
    /// What comes between; the picture too, where there is no head.
    pub between: Vec<Dispatch>,
    /// What dropout multiplies by, `[C, H, W]`, from the innermost block.
    pub masks: Vec<Buffer>,
    /// RGBA.
    pub picture: Buffer,
    /// A copy of the picture that can be read.
    pub readable: Buffer,
    /// Bytes of all buffers.
    pub bytes: u64,
}

/// Makes everything for a folded generator that sees `input`.
pub fn build(unet: &UNet, input: &InputKind, gpu: &Gpu) -> Resources {
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
    let picture_bytes = 4 * unet.picture_side().pow(2);
    let picture = maker.buffer(
        picture_bytes,
        BufferUsages::STORAGE | BufferUsages::COPY_SRC,
    );
    let readable = maker.buffer(
        picture_bytes,
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
    for level in 1..levels.len() {
        layers.down(level);
    }
    for (block, level) in (1..levels.len()).rev().enumerate() {
        let above = &levels[level - 1];
        let above = (above.up.input, &above.up_input);
        layers.up(block, level, masks.get(block), above);
    }
    let hidden = unet.head.as_ref().map(|_| layers.hidden());
    if hidden.is_none() {
        layers.picture(&picture);
    }
    let seeing = layers.seeing(input, hidden.as_ref(), &picture);
    let between = layers.dispatches;
    Resources {
        seeing,
        between,
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
pub(super) struct Level {
    /// None for the outermost level, which sees the drawing.
    pub(super) down: Option<(Convolution, Buffer)>,
    pub(super) up: Convolution,
    pub(super) up_input: Buffer,
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
    pub(super) fn skip(&self) -> Target<'static> {
        Target {
            name: "skip",
            planes: self.up.input,
            first: self.up.input.channels - self.channels,
            activation: RELU.to_owned(),
        }
    }
}

/// Adds the dispatches of one layer after the other.
pub(super) struct Layers<'a, 'g> {
    pub(super) unet: &'a UNet,
    pub(super) levels: &'a [Level],
    pub(super) precision: Precision,
    accumulators: &'a Buffer,
    pub(super) maker: &'a mut Maker<'g>,
    pub(super) dispatches: Vec<Dispatch>,
}

impl Layers<'_, '_> {
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
    pub(super) fn up(
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
    pub(super) fn channels(
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

pub(super) fn value_bytes(precision: Precision) -> usize {
    match precision {
        Precision::Single => 4,
        Precision::Half => 2,
    }
}

fn epsilon(norm: &Option<InstanceNorm>) -> Option<f32> {
    norm.as_ref().map(|norm| norm.epsilon as f32)
}

pub(super) fn values<const D: usize>(parameter: &Param<Tensor<D>>) -> Vec<f32> {
    let data = parameter.val().into_data();
    data.try_into_vec().expect("weights are f32")
}
