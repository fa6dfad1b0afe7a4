//! The layers at the ends of the network: those that see the drawing, and those that make the picture.

use facade_model::IMAGE_SIZE;
use facade_model::input::InputKind;
use facade_model::paint::Paint;
use facade_model::pixels::{ClassPlanes, luma};
use facade_model::unet::OUTPUT_CHANNELS;
use wgpu::{Buffer, BufferUsages, Queue};

use super::build::{Layers, Level, bytes_of, value_bytes, values};
use super::convolution::{TAPS, place_in_kernel};
use super::dispatches::Dispatch;
use super::end_shader::{self, Form, HEAD_TILE, PICTURE_ROWS, Phase};
use super::gpu::Precision;
use super::pack::{GROUP, pack};
use super::planes::Planes;
use super::shader::WORKGROUP;
use super::tables::{FirstTable, HEAD_TAPS, HeadTable};
use crate::label_weights::LabelWeights;

/// What sees the drawing.
pub struct Seeing {
    form: Form,
    /// Which class an id is, where the generator sees classes.
    planes: Option<ClassPlanes>,
    drawing: Buffer,
    first_table: FirstTable,
    pub first: Dispatch,
    /// None where there is no head, else one for each phase.
    heads: Vec<(HeadTable, Dispatch)>,
}

/// What the decoder hands to a head.
pub struct Hidden {
    planes: Planes,
    input: Buffer,
}

impl Seeing {
    /// The last dispatches, which make the picture, where there is a head.
    pub fn heads(&self) -> impl Iterator<Item = &Dispatch> {
        self.heads.iter().map(|(_, dispatch)| dispatch)
    }

    /// Sees classes in other colours.
    pub fn paint(&mut self, paint: &Paint, queue: &Queue) {
        self.first_table.paint(paint, queue);
        for (table, _) in &mut self.heads {
            table.paint(paint, queue);
        }
    }

    /// Takes another drawing: 65,536 class ids, or 196,608 bytes of red, green and blue in turn.
    pub fn set(&self, drawing: &[u8], queue: &Queue) {
        let bytes: Vec<u8> = match &self.planes {
            Some(planes) => {
                let plane_of = |&id: &u8| planes.plane(id).unwrap_or_default();
                drawing.iter().map(plane_of).collect()
            }
            None => {
                let pixels = drawing.as_chunks::<3>().0.iter();
                let words_of = |&[red, green, blue]: &[u8; 3]| match self.form {
                    Form::Planes(1) => [luma([red, green, blue]), 0, 0, 0],
                    _ => [red, green, blue, 0],
                };
                pixels.flat_map(words_of).collect()
            }
        };
        assert_eq!(bytes.len(), self.form.bytes(), "one drawing");
        queue.write_buffer(&self.drawing, 0, &bytes);
    }
}

impl Layers<'_, '_> {
    /// The outermost encoder level and the head, if there is one.
    pub(super) fn seeing(
        &mut self,
        input: &InputKind,
        hidden: Option<&Hidden>,
        picture: &Buffer,
    ) -> Seeing {
        let usage = BufferUsages::STORAGE | BufferUsages::COPY_DST;
        let form = Form::of(input);
        let drawing = self.maker.buffer(form.bytes(), usage);
        let (first_table, first) = self.first(input, &drawing);
        let heads = hidden.map(|hidden| {
            let scale = self.unet.scale();
            let phases = (0..scale * scale).map(|index| Phase { scale, index });
            let heads = phases.map(|phase| self.head(input, &drawing, hidden, phase, picture));
            heads.collect()
        });
        Seeing {
            form,
            planes: input.planes(),
            drawing,
            first_table,
            first,
            heads: heads.unwrap_or_default(),
        }
    }

    /// The outermost encoder level.
    fn first(&mut self, input: &InputKind, drawing: &Buffer) -> (FirstTable, Dispatch) {
        let form = Form::of(input);
        let block = &self.unet.encoder[0];
        let [outputs, ..] = block.conv.weight.dims();
        let weights = LabelWeights::new(values(&block.conv.weight), input, TAPS);
        let bias = values(block.conv.bias.as_ref().expect("no norm follows"));
        let first = FirstTable::new(form, weights, bias, self.maker);
        let (below, below_input) = self.levels[1]
            .down
            .as_ref()
            .expect("only the first has none");
        let this = &self.levels[0];
        let text = end_shader::first(self.precision, form, outputs, below.input, this.skip());
        let buffers = [
            drawing,
            &first.table,
            &first.channels,
            below_input,
            &this.up_input,
        ];
        let places = (IMAGE_SIZE / 2).pow(2);
        let workgroups = [places / WORKGROUP, outputs.div_ceil(GROUP)];
        let dispatch = self.maker.dispatch(text, &buffers, workgroups);
        (first, dispatch)
    }

    /// The outermost decoder block of a generator with a head.
    pub(super) fn hidden(&mut self) -> Hidden {
        let block = self.unet.decoder.len() - 1;
        let planes = Planes::of_up(IMAGE_SIZE, self.levels[0].up.outputs);
        let bytes = value_bytes(self.precision) * planes.len();
        let input = self.maker.storage(bytes);
        self.up(block, 0, None, (planes, &input));
        Hidden { planes, input }
    }

    fn head(
        &mut self,
        input: &InputKind,
        drawing: &Buffer,
        hidden: &Hidden,
        phase: Phase,
        picture: &Buffer,
    ) -> (HeadTable, Dispatch) {
        let form = Form::of(input);
        let head = self.unet.head.as_ref().expect("a generator with a head");
        let inputs = input.channels();
        let channels = inputs + hidden.planes.channels;
        let weight = values(&head.conv.weight);
        let phases = phase.scale * phase.scale;
        // Of each colour's channels the one that makes this pixel.
        let kernels = weight.chunks_exact(channels * HEAD_TAPS);
        let kernels = kernels.skip(phase.index).step_by(phases);
        let of_input = kernels
            .clone()
            .flat_map(|kernels| &kernels[..inputs * HEAD_TAPS]);
        let weights = LabelWeights::new(of_input.copied().collect(), input, HEAD_TAPS);
        let bias = values(head.conv.bias.as_ref().expect("a head has a bias"));
        let bias = bias.into_iter().skip(phase.index).step_by(phases).collect();
        let table = HeadTable::new(form, weights, bias, self.maker);

        let mut of_hidden = vec![[0.0; OUTPUT_CHANNELS + 1]; hidden.planes.channels * HEAD_TAPS];
        for (output, kernels) in kernels.enumerate() {
            let weights = &kernels[inputs * HEAD_TAPS..];
            for (row, weight) in of_hidden.iter_mut().zip(weights) {
                row[output] = *weight;
            }
        }
        let of_hidden = self.maker.constant(&bytes_of(of_hidden.as_flattened()));
        let text = end_shader::head(self.precision, form, hidden.planes, phase);
        let buffers = [drawing, &table.table, &hidden.input, &of_hidden, picture];
        let [height, width] = HEAD_TILE;
        let invocations = IMAGE_SIZE * IMAGE_SIZE / (height * width);
        let workgroups = [invocations / WORKGROUP, 1];
        let dispatch = self.maker.dispatch(text, &buffers, workgroups);
        (table, dispatch)
    }

    /// The outermost decoder block of a generator without one.
    pub(super) fn picture(&mut self, picture: &Buffer) {
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
        let text = end_shader::picture(self.precision, up.input);
        let buffers = [up_input, &weights, &channels, picture];
        let invocations = up.side * up.side / PICTURE_ROWS;
        self.dispatches.push(
            self.maker
                .dispatch(text, &buffers, [invocations / WORKGROUP, 1]),
        );
    }
}
