//! What pixels add to the layers that see the drawing: tables on the device. Those for classes follow the paint, those
//! for colours are weights.

use facade_model::paint::Paint;
use facade_model::unet::OUTPUT_CHANNELS;
use wgpu::{Buffer, Queue};

use super::build::bytes_of;
use super::convolution::TAPS;
use super::dispatches::Maker;
use super::end_shader::Form;
use super::gpu::Precision;
use super::pack::{GROUP, Packed, pack};
use crate::label_weights::LabelWeights;

/// Weights between one input channel of a head and one output channel.
pub const HEAD_TAPS: usize = 9;

/// What an entry of a table adds to an output at a tap.
fn entry(weights: &LabelWeights, form: Form, output: usize, entry: usize, tap: usize) -> f32 {
    match (form, entry) {
        (Form::Planes(_), plane) => weights.at(output, plane, tap),
        // Beyond the edge.
        (Form::Classes(_), 0) => 0.0,
        (Form::Classes(_), class) => weights.of(output, class - 1, tap),
    }
}

/// That of the first layer.
pub struct FirstTable {
    form: Form,
    weights: LabelWeights,
    bias: Vec<f32>,
    /// `[taps, entries, outputs]`, packed.
    pub table: Buffer,
    /// For each output the scale of its accumulators, nothing, and bias.
    pub channels: Buffer,
}

impl FirstTable {
    /// `weights` have one output for each `bias`.
    pub fn new(form: Form, weights: LabelWeights, bias: Vec<f32>, maker: &mut Maker) -> Self {
        let packed = Self::pack(form, &weights, bias.len());
        Self {
            form,
            table: maker.constant(&packed.bytes),
            channels: maker.constant(&Self::channels(&packed, &bias)),
            weights,
            bias,
        }
    }

    pub fn paint(&mut self, paint: &Paint, queue: &Queue) {
        if self.weights.set(paint) {
            let packed = Self::pack(self.form, &self.weights, self.bias.len());
            queue.write_buffer(&self.table, 0, &packed.bytes);
            queue.write_buffer(&self.channels, 0, &Self::channels(&packed, &self.bias));
        }
    }

    fn pack(form: Form, weights: &LabelWeights, outputs: usize) -> Packed {
        let entries = form.entries();
        let rows = TAPS * entries;
        pack(Precision::Single, rows, outputs, GROUP, |row, output| {
            entry(weights, form, output, row % entries, row / entries)
        })
    }

    fn channels(packed: &Packed, bias: &[f32]) -> Vec<u8> {
        let channels = packed.scales.iter().zip(bias);
        let rows: Vec<f32> = channels
            .flat_map(|(&scale, &bias)| [scale, 1.0, bias, 0.0])
            .collect();
        bytes_of(&rows)
    }
}

/// That of the head.
pub struct HeadTable {
    form: Form,
    weights: LabelWeights,
    bias: Vec<f32>,
    /// `[taps, entries]` of three values and a gap, then the bias, likewise.
    pub table: Buffer,
}

impl HeadTable {
    pub fn new(form: Form, weights: LabelWeights, bias: Vec<f32>, maker: &mut Maker) -> Self {
        let table = maker.constant(&Self::bytes(form, &weights, &bias));
        Self {
            form,
            weights,
            bias,
            table,
        }
    }

    pub fn paint(&mut self, paint: &Paint, queue: &Queue) {
        if self.weights.set(paint) {
            let bytes = Self::bytes(self.form, &self.weights, &self.bias);
            queue.write_buffer(&self.table, 0, &bytes);
        }
    }

    fn bytes(form: Form, weights: &LabelWeights, bias: &[f32]) -> Vec<u8> {
        let entries = form.entries();
        let mut rows = vec![[0.0; OUTPUT_CHANNELS + 1]; HEAD_TAPS * entries + 1];
        for (place, row) in rows.iter_mut().enumerate() {
            for (output, (value, bias)) in row.iter_mut().zip(bias).enumerate() {
                *value = match place / entries {
                    HEAD_TAPS => *bias,
                    tap => entry(weights, form, output, place % entries, tap),
                };
            }
        }
        bytes_of(rows.as_flattened())
    }
}
