//! What classes add to the layers that see the drawing: tables on the device, which follow the paint.

use facade_model::classes::CLASS_COUNT;
use facade_model::paint::Paint;
use facade_model::unet::OUTPUT_CHANNELS;
use wgpu::{Buffer, Queue};

use super::build::bytes_of;
use super::convolution::TAPS;
use super::dispatches::Maker;
use super::gpu::Precision;
use super::pack::{GROUP, Packed, pack};
use crate::label_weights::LabelWeights;

/// Classes and, at 0, what lies beyond the edge.
pub const ENTRIES: usize = 1 + CLASS_COUNT;
/// Weights between one input channel of a head and one output channel.
pub const HEAD_TAPS: usize = 9;

/// That of the first layer.
pub struct FirstTable {
    weights: LabelWeights,
    bias: Vec<f32>,
    /// `[taps, entries, outputs]`, packed.
    pub table: Buffer,
    /// For each output the scale of its accumulators, nothing, and bias.
    pub channels: Buffer,
}

impl FirstTable {
    /// `weights` have one output for each `bias`.
    pub fn new(weights: LabelWeights, bias: Vec<f32>, maker: &mut Maker) -> Self {
        let packed = Self::pack(&weights, bias.len());
        Self {
            table: maker.constant(&packed.bytes),
            channels: maker.constant(&Self::channels(&packed, &bias)),
            weights,
            bias,
        }
    }

    pub fn paint(&mut self, paint: &Paint, queue: &Queue) {
        if self.weights.set(paint) {
            let packed = Self::pack(&self.weights, self.bias.len());
            queue.write_buffer(&self.table, 0, &packed.bytes);
            queue.write_buffer(&self.channels, 0, &Self::channels(&packed, &self.bias));
        }
    }

    fn pack(weights: &LabelWeights, outputs: usize) -> Packed {
        let rows = TAPS * ENTRIES;
        pack(
            Precision::Single,
            rows,
            outputs,
            GROUP,
            |row, output| match row % ENTRIES {
                0 => 0.0,
                entry => weights.of(output, entry - 1, row / ENTRIES),
            },
        )
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
    weights: LabelWeights,
    bias: Vec<f32>,
    /// `[taps, entries]` of three values and a gap, then the bias, likewise.
    pub table: Buffer,
}

impl HeadTable {
    pub fn new(weights: LabelWeights, bias: Vec<f32>, maker: &mut Maker) -> Self {
        let table = maker.constant(&Self::bytes(&weights, &bias));
        Self {
            weights,
            bias,
            table,
        }
    }

    pub fn paint(&mut self, paint: &Paint, queue: &Queue) {
        if self.weights.set(paint) {
            queue.write_buffer(&self.table, 0, &Self::bytes(&self.weights, &self.bias));
        }
    }

    fn bytes(weights: &LabelWeights, bias: &[f32]) -> Vec<u8> {
        let mut rows = vec![[0.0; OUTPUT_CHANNELS + 1]; HEAD_TAPS * ENTRIES + 1];
        for (place, row) in rows.iter_mut().enumerate() {
            for (output, (value, bias)) in row.iter_mut().zip(bias).enumerate() {
                *value = match (place / ENTRIES, place % ENTRIES) {
                    (HEAD_TAPS, _) => *bias,
                    // Beyond the edge.
                    (_, 0) => 0.0,
                    (tap, entry) => weights.of(output, entry - 1, tap),
                };
            }
        }
        bytes_of(rows.as_flattened())
    }
}
