//! The first convolution, straight from class ids.
//!
//! Of twelve one-hot planes eleven are zero at every pixel. So a pixel's sum over planes and taps is
//! a sum over taps alone, of the weights of the class found there: sixteen rows of a table. Paint only
//! makes another table.

use std::ops::Range;

use facade_model::IMAGE_SIZE;
use facade_model::classes::CLASS_COUNT;
use facade_model::paint::Paint;

use super::label_map::{ENTRIES, PaddedLabelMap};
use super::{KERNEL, TAPS};
use crate::label_weights::LabelWeights;

/// Outputs that are summed together.
const OUTPUTS: usize = 16;
/// Side of the output.
const SIDE: usize = IMAGE_SIZE / 2;

/// Convolution of label maps with 4×4 kernels, stride 2 and padding 1.
pub struct LabelLayer {
    weights: LabelWeights,
    /// For [`OUTPUTS`] outputs at a time `[taps, entries, OUTPUTS]`.
    tables: Vec<[[[f32; OUTPUTS]; ENTRIES]; TAPS]>,
    outputs: usize,
}

impl LabelLayer {
    /// `weight` is `[outputs, inputs, 4, 4]`.
    pub fn new(weight: Vec<f32>, inputs: usize, outputs: usize) -> Self {
        let mut layer = Self {
            weights: LabelWeights::new(weight, inputs, TAPS),
            tables: vec![[[[0.0; OUTPUTS]; ENTRIES]; TAPS]; outputs.div_ceil(OUTPUTS)],
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
            for (tap, entries) in table.iter_mut().enumerate() {
                for class in 0..CLASS_COUNT {
                    entries[1 + class][output % OUTPUTS] = self.weights.of(output, class, tap);
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
                let (mut seen, mut pixel) = ([[u8::MAX; KERNEL]; KERNEL], [0.0; OUTPUTS]);
                for x in 0..SIDE {
                    // Most of a drawing is even: most pixels see what their neighbour saw.
                    let window = labels.map(|row| *row[2 * x..].first_chunk().expect("padding"));
                    if window != seen {
                        (seen, pixel) = (window, [0.0; OUTPUTS]);
                        for (row, taps) in window.iter().zip(table.chunks_exact(KERNEL)) {
                            for (&class, classes) in row.iter().zip(taps) {
                                let weights = &classes[usize::from(class)];
                                for (sum, weight) in pixel.iter_mut().zip(weights) {
                                    *sum += weight;
                                }
                            }
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
