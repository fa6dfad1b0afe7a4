//! The first convolution, straight from class ids.
//!
//! Of a plane for each class all but one are zero at every pixel. So a pixel's sum over planes and taps is
//! a sum over taps alone, of the weights of the class found there: sixteen rows of a table. Paint only
//! makes another table.

use std::ops::Range;

use facade_model::IMAGE_SIZE;
use facade_model::input::InputKind;
use facade_model::paint::Paint;

use super::label_map::PaddedLabelMap;
use super::{KERNEL, TAPS};
use crate::label_weights::{LabelWeights, classes_of};

/// Outputs that are summed together.
const OUTPUTS: usize = 16;
/// Side of the output.
const SIDE: usize = IMAGE_SIZE / 2;

/// Convolution of label maps with 4×4 kernels, stride 2 and padding 1.
pub struct LabelLayer {
    weights: LabelWeights,
    /// For [`OUTPUTS`] outputs at a time `[taps, entries, OUTPUTS]`.
    tables: Vec<Vec<[f32; OUTPUTS]>>,
    /// Classes and, at 0, what lies beyond the edge.
    entries: usize,
    outputs: usize,
}

impl LabelLayer {
    /// `weight` is `[outputs, inputs, 4, 4]`.
    pub fn new(weight: Vec<f32>, input: &InputKind, outputs: usize) -> Self {
        let entries = 1 + classes_of(input);
        let mut layer = Self {
            weights: LabelWeights::new(weight, input, TAPS),
            tables: vec![vec![[0.0; OUTPUTS]; TAPS * entries]; outputs.div_ceil(OUTPUTS)],
            entries,
            outputs,
        };
        layer.fill();
        layer
    }

    /// Sees classes in other colours.
    pub fn paint(&mut self, paint: &Paint) {
        if self.weights.set(paint) {
            self.fill();
        }
    }

    fn fill(&mut self) {
        for output in 0..self.outputs {
            let table = &mut self.tables[output / OUTPUTS];
            for (tap, entries) in table.chunks_exact_mut(self.entries).enumerate() {
                for (class, outputs) in entries[1..].iter_mut().enumerate() {
                    outputs[output % OUTPUTS] = self.weights.of(output, class, tap);
                }
            }
        }
    }

    /// `rows` of `[outputs, 128, 128]`.
    pub fn accumulate(
        &self,
        labels: &PaddedLabelMap,
        rows: Range<usize>,
        accumulators: &mut Vec<f32>,
    ) {
        let plane = rows.len() * SIDE;
        accumulators.resize(self.outputs * plane, 0.0);
        for (table, accumulators) in self
            .tables
            .iter()
            .zip(accumulators.chunks_mut(OUTPUTS * plane))
        {
            for (row, y) in rows.clone().enumerate() {
                let labels = labels.rows::<KERNEL>(2 * y);
                let (mut seen, mut pixel) = ([[u16::MAX; KERNEL]; KERNEL], [0.0; OUTPUTS]);
                for x in 0..SIDE {
                    // Most of a drawing is even: most pixels see what their neighbour saw.
                    let window = labels.map(|row| *row[2 * x..].first_chunk().expect("padding"));
                    if window != seen {
                        (seen, pixel) = (window, [0.0; OUTPUTS]);
                        let mut of_tap = 0;
                        for &entry in window.as_flattened() {
                            let weights = &table[of_tap + usize::from(entry)];
                            for (sum, weight) in pixel.iter_mut().zip(weights) {
                                *sum += weight;
                            }
                            of_tap += self.entries;
                        }
                    }
                    for (accumulators, sum) in accumulators.chunks_exact_mut(plane).zip(pixel) {
                        accumulators[row * SIDE + x] = sum;
                    }
                }
            }
        }
    }
}
