//! From a [`UNet`] to buffers and steps: every layer's sizes, weights, and where its output goes.

use burn::module::Param;
use burn::nn::InstanceNorm;
use burn::tensor::Tensor;
use facade_model::IMAGE_SIZE;
use facade_model::classes::CLASS_COUNT;
use facade_model::unet::{OUTPUT_CHANNELS, UNet};
use wgpu::{Buffer, BufferUsages};

use super::gpu::{Gpu, Precision};
use super::pack::{GROUP, Packed, pack};
use super::planes::Planes;
use super::product::{Direction, Product, TAPS, place_in_kernel};
use super::shader::{self, PICTURE_ROWS, RELU, Target, WORKGROUP, leaky_relu};
use super::steps::{Maker, Step};

/// Bytes of the picture, four a pixel.
const PICTURE_BYTES: usize = 4 * IMAGE_SIZE * IMAGE_SIZE;

/// All that a translation needs of the device.
pub struct Parts {
    pub steps: Vec<Step>,
    /// One byte a pixel.
    pub labels: Buffer,
    /// What dropout multiplies by, `[C, H, W]`, from the innermost block.
    pub masks: Vec<Buffer>,
    /// RGBA.
    pub picture: Buffer,
    /// A copy of the picture that can be read.
    pub readable: Buffer,
    /// Bytes of all buffers.
    pub bytes: u64,
}

/// Makes everything for a folded generator of one-hot labels.
pub fn build(unet: &UNet, gpu: &Gpu) -> Parts {
    let mut maker = Maker::new(gpu);
    let precision = gpu.precision();
    let levels: Vec<Level> = (0..unet.encoder.len())
        .map(|level| Level::new(unet, level, precision, &mut maker))
        .collect();
    let sums = levels.iter().flat_map(Level::products);
    let longest = sums.map(|product| product.sums_len()).max();
    let sums = maker.storage(4 * longest.expect("a network has layers"));
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
        sums: &sums,
        maker: &mut maker,
        steps: Vec::new(),
    };
    layers.labels(&labels);
    for level in 1..levels.len() {
        layers.down(level);
    }
    for (block, level) in (1..levels.len()).rev().enumerate() {
        layers.up(block, level, masks.get(block));
    }
    layers.picture(&picture);
    let steps = layers.steps;
    Parts {
        steps,
        labels,
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
    down: Option<(Product, Buffer)>,
    up: Product,
    up_input: Buffer,
    /// Channels of the encoder level's output.
    channels: usize,
}

impl Level {
    fn new(unet: &UNet, level: usize, precision: Precision, maker: &mut Maker) -> Self {
        let side = IMAGE_SIZE >> level;
        let [channels, inputs, ..] = unet.encoder[level].conv.weight.dims();
        let value_bytes = match precision {
            Precision::Single => 4,
            Precision::Half => 2,
        };
        let down = (level > 0).then(|| {
            let input = Planes::of_down(side, inputs);
            let product = Product::new(Direction::Down, input, channels);
            (product, maker.storage(value_bytes * input.len()))
        });
        let block = unet.decoder.len() - 1 - level;
        let [inputs, outputs, ..] = unet.decoder[block].conv.weight.dims();
        let input = Planes::of_up(side / 2, inputs);
        Self {
            down,
            up: Product::new(Direction::Up, input, outputs),
            up_input: maker.storage(value_bytes * input.len()),
            channels,
        }
    }

    fn products(&self) -> impl Iterator<Item = &Product> {
        self.down
            .iter()
            .map(|(product, _)| product)
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

/// Adds the steps of one layer after the other.
struct Layers<'a, 'g> {
    unet: &'a UNet,
    levels: &'a [Level],
    precision: Precision,
    sums: &'a Buffer,
    maker: &'a mut Maker<'g>,
    steps: Vec<Step>,
}

impl Layers<'_, '_> {
    /// The outermost encoder level.
    fn labels(&mut self, labels: &Buffer) {
        let block = &self.unet.encoder[0];
        let [outputs, inputs, ..] = block.conv.weight.dims();
        assert_eq!(inputs, CLASS_COUNT, "a generator of one-hot labels");
        let weight = values(&block.conv.weight);
        let classes = 1 + CLASS_COUNT;
        let table = pack(
            Precision::Single,
            TAPS * classes,
            outputs,
            GROUP,
            |row, output| {
                match (row / classes, row % classes) {
                    // Beyond the edge.
                    (_, 0) => 0.0,
                    (tap, class) => weight[(output * inputs + class - 1) * TAPS + tap],
                }
            },
        );
        let channels = self.channels(&table, &block.norm, &block.conv.bias);
        let table = self.maker.constant(&table.bytes);
        let (below, below_input) = self.levels[1]
            .down
            .as_ref()
            .expect("only the first has none");
        let this = &self.levels[0];
        let text = shader::labels(self.precision, outputs, below.input, this.skip());
        let buffers = [labels, &table, &channels, below_input, &this.up_input];
        let places = (IMAGE_SIZE / 2).pow(2);
        let workgroups = [places / WORKGROUP, outputs.div_ceil(GROUP)];
        self.steps.push(self.maker.step(text, &buffers, workgroups));
    }

    /// Another encoder level.
    fn down(&mut self, level: usize) {
        let block = &self.unet.encoder[level];
        let this = &self.levels[level];
        let (product, input) = this.down.as_ref().expect("only the first has none");
        let weight = values(&block.conv.weight);
        let inputs = product.input.channels;
        let packed = self.product(product, input, |(channel, y, x), output| {
            weight[(output * inputs + channel) * TAPS + place_in_kernel(y, x)]
        });
        let channels = self.channels(&packed, &block.norm, &block.conv.bias);
        let mut targets = vec![this.skip()];
        let mut buffers = vec![self.sums, &channels, &this.up_input];
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
        let text = shader::finish(self.precision, product, epsilon, None, &targets);
        self.steps
            .push(self.maker.step(text, &buffers, [product.outputs, 1]));
    }

    /// A decoder block but the outermost one.
    fn up(&mut self, block: usize, level: usize, mask: Option<&Buffer>) {
        let block = &self.unet.decoder[block];
        let this = &self.levels[level];
        let above = &self.levels[level - 1];
        let weight = values(&block.conv.weight);
        let outputs = this.up.outputs;
        let packed = self.product(&this.up, &this.up_input, |(channel, y, x), output| {
            weight[(channel * outputs + output) * TAPS + place_in_kernel(y, x)]
        });
        let channels = self.channels(&packed, &block.norm, &block.conv.bias);
        let target = Target {
            name: "above",
            planes: above.up.input,
            first: 0,
            activation: RELU.to_owned(),
        };
        let mask_len = mask.map(|_| outputs * this.up.output_side().pow(2));
        let epsilon = epsilon(&block.norm);
        let text = shader::finish(self.precision, &this.up, epsilon, mask_len, &[target]);
        let buffers: Vec<&Buffer> = [self.sums, &channels, &above.up_input]
            .into_iter()
            .chain(mask)
            .collect();
        self.steps
            .push(self.maker.step(text, &buffers, [outputs, 1]));
    }

    /// The outermost decoder block.
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
        self.steps.push(
            self.maker
                .step(text, &buffers, [invocations / WORKGROUP, 1]),
        );
    }

    /// Adds the sums of a convolution whose weights are given by input channel, row and column in the
    /// kernel, and output.
    fn product(
        &mut self,
        product: &Product,
        input: &Buffer,
        weight: impl Fn((usize, usize, usize), usize) -> f32,
    ) -> Packed {
        let rows = product.weight_rows();
        let packed = pack(
            self.precision,
            rows,
            product.outputs,
            GROUP,
            |row, output| weight(product.tap(row), output),
        );
        let weights = self.maker.constant(&packed.bytes);
        let text = shader::product(self.precision, product);
        let workgroups = [product.invocations().div_ceil(WORKGROUP), 1];
        let step = self
            .maker
            .step(text, &[input, &weights, self.sums], workgroups);
        self.steps.push(step);
        packed
    }

    /// For each output channel the scale of its sums, gain, and offset.
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

fn epsilon(norm: &Option<InstanceNorm>) -> Option<f32> {
    norm.as_ref().map(|norm| norm.epsilon as f32)
}

fn values<const D: usize>(parameter: &Param<Tensor<D>>) -> Vec<f32> {
    let data = parameter.val().into_data();
    data.try_into_vec().expect("weights are f32")
}
