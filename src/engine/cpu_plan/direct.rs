//! A 2×2 convolution as a matrix product whose right side is gathered as it is needed.
//!
//! Column n of the right side holds what pixel n sees. For small pictures, whose rows are shorter
//! than a panel is wide.

use super::product::{COLUMNS, ROWS, RowPanel, multiply, row_panels};
use super::two_by_two::{Geometry, Place};

pub struct Direct {
    weights: Vec<RowPanel>,
    outputs: usize,
    /// Where each pixel's window begins in a channel.
    places: Vec<usize>,
    /// How far from there lies each value that it sees.
    distances: Vec<usize>,
    channels: usize,
    channel: usize,
}

impl Direct {
    pub fn new(
        geometry: &Geometry,
        outputs: usize,
        kernel: impl Fn(Place) -> [[f32; 2]; 2],
    ) -> Self {
        let &Geometry {
            channels,
            channel,
            row,
            side,
            ..
        } = geometry;
        let window = [0, 1, row, row + 1];
        let distances: Vec<usize> = geometry
            .planes
            .iter()
            .flat_map(|plane| window.map(|distance| plane + distance))
            .collect();
        let weight = |output: usize, step: usize| {
            let (channel, tap) = (step / distances.len(), step % distances.len());
            let place = Place {
                output,
                channel,
                plane: tap / 4,
            };
            kernel(place)[tap % 4 / 2][tap % 2]
        };
        Self {
            weights: row_panels(outputs, channels * distances.len(), weight),
            outputs,
            places: (0..side * side)
                .map(|pixel| pixel / side * row + pixel % side)
                .collect(),
            distances,
            channels,
            channel,
        }
    }

    pub fn run(&self, input: &[f32], sums: &mut [f32]) {
        let pixels = self.places.len();
        let mut panel = Vec::with_capacity(self.channels * self.distances.len());
        for first in (0..pixels).step_by(COLUMNS) {
            self.fill(first, input, &mut panel);
            let width = COLUMNS.min(pixels - first);
            let outputs = sums[..self.outputs * pixels].chunks_mut(ROWS * pixels);
            for (outputs, weights) in outputs.zip(&self.weights) {
                let tile = multiply(weights, &panel);
                for (output, tile) in outputs.chunks_exact_mut(pixels).zip(&tile) {
                    output[first..first + width].copy_from_slice(&tile[..width]);
                }
            }
        }
    }

    /// What the pixels from `first` on see; those beyond the last one repeat it.
    fn fill(&self, first: usize, input: &[f32], panel: &mut Vec<[f32; COLUMNS]>) {
        panel.clear();
        let last = self.places.len() - 1;
        let places: [usize; COLUMNS] = std::array::from_fn(|n| self.places[last.min(first + n)]);
        let neighbours = places[COLUMNS - 1] == places[0] + COLUMNS - 1;
        for channel in input.chunks_exact(self.channel).take(self.channels) {
            for distance in &self.distances {
                panel.push(if neighbours {
                    let values = channel[places[0] + distance..].first_chunk();
                    *values.expect("a window inside its plane")
                } else {
                    places.map(|place| channel[place + distance])
                });
            }
        }
    }
}
