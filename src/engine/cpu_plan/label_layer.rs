//! The first convolution, straight from class ids.
//!
//! Of twelve one-hot planes eleven are zero at every pixel. So a pixel's sum over planes and taps is
//! a sum over taps alone, of the weights of the class found there: sixteen rows of a table.

use std::ops::Range;

use facade_model::IMAGE_SIZE;
use facade_model::classes::CLASS_COUNT;

use super::{KERNEL, TAPS};

/// Outputs that are summed together.
const OUTPUTS: usize = 16;
/// Side of the map with its padding, whose class is 0.
const PADDED: usize = IMAGE_SIZE + 2;
/// Side of the output.
const SIDE: usize = IMAGE_SIZE / 2;

/// Convolution of one-hot labels with 4×4 kernels, stride 2 and padding 1.
pub struct LabelLayer {
    /// For [`OUTPUTS`] outputs at a time `[taps, 1 + classes, OUTPUTS]`.
    tables: Vec<[[[f32; OUTPUTS]; 1 + CLASS_COUNT]; TAPS]>,
    outputs: usize,
    labels: Vec<u8>,
}

impl LabelLayer {
    /// `weight` is `[outputs, 12, 4, 4]`.
    pub fn new(weight: &[f32], outputs: usize) -> Self {
        let mut tables = vec![[[[0.0; OUTPUTS]; 1 + CLASS_COUNT]; TAPS]; outputs.div_ceil(OUTPUTS)];
        for (place, &weight) in weight.iter().enumerate() {
            let (tap, class) = (place % TAPS, place / TAPS % CLASS_COUNT);
            let output = place / TAPS / CLASS_COUNT;
            tables[output / OUTPUTS][tap][1 + class][output % OUTPUTS] = weight;
        }
        Self {
            tables,
            outputs,
            labels: vec![0; PADDED * PADDED],
        }
    }

    /// 65,536 class ids from 1 to 12 → `rows` of `[outputs, 128, 128]`.
    pub fn sums(&mut self, labels: &[u8], rows: Range<usize>, sums: &mut Vec<f32>) {
        let padded = self.labels.chunks_exact_mut(PADDED).skip(1);
        for (padded, row) in padded.zip(labels.chunks_exact(IMAGE_SIZE)) {
            padded[1..=IMAGE_SIZE].copy_from_slice(row);
        }
        let plane = rows.len() * SIDE;
        sums.resize(self.outputs * plane, 0.0);
        for (table, sums) in self.tables.iter().zip(sums.chunks_mut(OUTPUTS * plane)) {
            for (row, y) in rows.clone().enumerate() {
                let labels: [&[u8]; KERNEL] = std::array::from_fn(|dy| {
                    let start = (2 * y + dy) * PADDED;
                    &self.labels[start..start + PADDED]
                });
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
                    for (sums, sum) in sums.chunks_exact_mut(plane).zip(pixel) {
                        sums[row * SIDE + x] = sum;
                    }
                }
            }
        }
    }
}
