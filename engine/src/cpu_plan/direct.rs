//! A 2×2 convolution as a matrix product whose right side is gathered as it is needed.
//!
//! Column n of the right side holds what pixel n sees. For the innermost layers, with at most 16
//! pixels, where the weights are most of what is read; so those that meet nothing but padding are left out.

use super::geometry::{Geometry, KernelIndex};
use super::lanes::F32x4;
use super::microkernel::{COLUMNS, ROWS, Tile, multiply, multiply_few};
use super::workspace::Workspace;

pub struct Direct {
    /// `[outputs / 4, steps]`, and four outputs side by side.
    weights: Vec<[f32; ROWS]>,
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
        kernel: impl Fn(KernelIndex) -> [[f32; 2]; 2],
    ) -> Self {
        let &Geometry {
            channels,
            channel,
            row,
            side,
            ..
        } = geometry;
        assert_eq!(
            geometry.rows,
            0..side,
            "small pictures are not shared by rows"
        );
        let places: Vec<usize> = (0..side * side)
            .map(|pixel| pixel / side * row + pixel % side)
            .collect();
        let taps: Vec<[usize; 3]> = (0..geometry.planes.len())
            .flat_map(|plane| [[plane, 0, 0], [plane, 0, 1], [plane, 1, 0], [plane, 1, 1]])
            .filter(|&[plane, y, x]| {
                let distance = geometry.planes[plane] + y * row + x;
                places
                    .iter()
                    .any(|place| !geometry.padding[place + distance])
            })
            .collect();
        let depth = channels * taps.len();
        let mut weights = vec![[0.0; ROWS]; outputs.div_ceil(ROWS) * depth];
        // Four outputs together: neighbours in a decoder's kernels, which lie far apart from channel to channel.
        for (panel, steps) in weights.chunks_exact_mut(depth).enumerate() {
            let rows = ROWS.min(outputs - panel * ROWS);
            for (channel, steps) in steps.chunks_exact_mut(taps.len()).enumerate() {
                for row in 0..rows {
                    for (step, &[plane, y, x]) in steps.iter_mut().zip(&taps) {
                        let index = KernelIndex {
                            output: panel * ROWS + row,
                            channel,
                            plane,
                        };
                        step[row] = kernel(index)[y][x];
                    }
                }
            }
        }
        Self {
            weights,
            outputs,
            distances: taps
                .into_iter()
                .map(|[plane, y, x]| geometry.planes[plane] + y * row + x)
                .collect(),
            places,
            channels,
            channel,
        }
    }

    pub fn run(&self, input: &[f32], accumulators: &mut [f32], workspace: &mut Workspace) {
        match self.places.len() {
            1 => self.few::<1>(input, accumulators),
            4 => self.few::<4>(input, accumulators),
            _ => self.many(input, accumulators, workspace),
        }
    }

    fn few<const COUNT: usize>(&self, input: &[f32], accumulators: &mut [f32]) {
        let places: &[usize; COUNT] = self.places[..].try_into().expect("so many pixels");
        let columns: Vec<[f32; COUNT]> = input
            .chunks_exact(self.channel)
            .take(self.channels)
            .flat_map(|channel| {
                let see = |distance| places.map(|place| channel[place + distance]);
                self.distances.iter().map(move |&distance| see(distance))
            })
            .collect();
        let outputs = accumulators[..self.outputs * COUNT].chunks_mut(ROWS * COUNT);
        for (outputs, rows) in outputs.zip(self.weights.chunks_exact(columns.len())) {
            let tile = multiply_few([F32x4::ZERO; COUNT], rows, &columns);
            for (column, accumulators) in tile.into_iter().enumerate() {
                let mut rows = [0.0; ROWS];
                accumulators.store(&mut rows);
                for (output, sum) in outputs.chunks_exact_mut(COUNT).zip(rows) {
                    output[column] = sum;
                }
            }
        }
    }

    fn many(&self, input: &[f32], accumulators: &mut [f32], workspace: &mut Workspace) {
        let pixels = self.places.len();
        let depth = self.channels * self.distances.len();
        let mut tile = Tile::default();
        let panels = &mut workspace.panels;
        panels.clear();
        for places in self.places.as_chunks::<COLUMNS>().0 {
            for channel in input.chunks_exact(self.channel).take(self.channels) {
                for distance in &self.distances {
                    let half =
                        |first| std::array::from_fn(|n| channel[places[first + n] + distance]);
                    panels.push([half(0), half(4)]);
                }
            }
        }
        let outputs = accumulators[..self.outputs * pixels].chunks_mut(ROWS * pixels);
        for (outputs, rows) in outputs.zip(self.weights.chunks_exact(depth)) {
            for (first, panel) in panels.chunks_exact(depth).enumerate() {
                multiply(rows, panel, &mut tile);
                for (output, accumulators) in outputs.chunks_exact_mut(pixels).zip(&tile) {
                    output[first * COLUMNS..][..COLUMNS]
                        .copy_from_slice(accumulators.as_flattened());
                }
            }
        }
    }
}
