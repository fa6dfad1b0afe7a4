//! Gradients of weights.

use std::marker::PhantomData;
use std::ops::Range;

use super::convolve::{FEW_TILES, tile_rows};
use super::kernels::Unpack;
use super::layer::Layer;
use super::pictures::{AtPoints, CHANNELS, Enter, TileRow};
use super::transforms::{Matrix, OfInputs, OfKernel, OfTile, TILE};
use crate::cpu_kernels::lanes::Processor;
use crate::cpu_kernels::memory::{Room, Start, each, filled, pitch};
use crate::cpu_kernels::panel_product::{PANEL, PanelProduct};

/// Memory for the matrices of the tiles that are summed together.
const BLOCK_BYTES: usize = 2 << 20;
/// Channels, of all views, whose sums stay in the cache of a core together with those of 16 outputs: whole eights
/// of all views.
const PART_CHANNELS: usize = 64;
/// Fewest tiles of a block: each block reads and writes the sums of all.
const FEWEST_TILES: usize = 128;

/// Gradient of the weights of a convolution that is not transposed, from its input `[N, in, H, W]` and the
/// gradient `[N, outputs, H', W']` of its output.
pub fn weight_gradient<const R: usize, const P: usize>(
    processor: Processor,
    layer: &Layer,
    input: &[f32],
    gradient: &[f32],
) -> Vec<f32>
where
    OfKernel: Matrix<R, P>,
    OfTile: Matrix<P, TILE>,
{
    assert_eq!(input.len(), layer.input.values(), "size of the input");
    assert_eq!(
        gradient.len(),
        layer.output.values(),
        "size of the gradient"
    );
    let channels = layer.views.len() * layer.input.channels.next_multiple_of(CHANNELS);
    let outputs = layer.output.channels.next_multiple_of(PANEL);
    let of_row = layer.grid[1].div_ceil(TILE);
    let [input_tile, output_tile] = [channels, outputs].map(pitch);
    let row_bytes = P * P * (input_tile + output_tile) * of_row * size_of::<f32>();
    let rows = tile_rows(layer);
    let at_once = (BLOCK_BYTES / row_bytes)
        .max(FEWEST_TILES.div_ceil(of_row))
        .min(rows.len());

    let [input_point, output_point] =
        [input_tile, output_tile].map(|tile| pitch(at_once * of_row * tile));
    let mut inputs = Room::new(P * P * input_point);
    let mut gradients = Room::new(P * P * output_point);
    let run = Run {
        processor,
        layer,
        input,
        gradient,
        of_row,
        inputs: AtPoints {
            start: inputs.start(),
            group: 0,
            point: input_point,
            tile: input_tile,
        },
        gradients: AtPoints {
            start: gradients.start(),
            group: 0,
            point: output_point,
            tile: output_tile,
        },
    };
    let count = layer.output.channels * layer.input.channels * layer.kernels.weights;
    // SAFETY: together, the tasks' channels and outputs are all there are.
    unsafe {
        filled(count, |weight| {
            let weight = Start::of(weight);
            if rows.len() * of_row <= FEW_TILES {
                run.enter::<P>(&rows);
                let parts = channels.div_ceil(PART_CHANNELS);
                each(true, outputs / PANEL * parts, |index| {
                    let first = index % parts * PART_CHANNELS;
                    let columns = index / parts * PANEL..(index / parts + 1) * PANEL;
                    let part = first..channels.min(first + PART_CHANNELS);
                    let sums = Accumulators::new::<P>(part, columns);
                    for point in 0..P * P {
                        run.multiply(&sums, point, rows.len(), false);
                    }
                    run.leave::<R, P>(&sums, false, weight);
                });
                return;
            }
            let sums = Accumulators::new::<P>(0..channels, 0..outputs);
            for (block, rows) in rows.chunks(at_once).enumerate() {
                run.enter::<P>(rows);
                each(true, P * P, |point| {
                    run.multiply(&sums, point, rows.len(), block > 0)
                });
            }
            run.leave::<R, P>(&sums, true, weight);
        })
    }
}

struct Run<'a> {
    processor: Processor,
    layer: &'a Layer,
    input: &'a [f32],
    gradient: &'a [f32],
    /// Tiles of a row.
    of_row: usize,
    /// The inputs at the points, `[tiles, channels]`.
    inputs: AtPoints,
    /// The outputs' gradients at the points, `[tiles, outputs]`.
    gradients: AtPoints,
}

/// Sums over tiles, for each point `[channels, outputs]`, of some of the rows and columns.
struct Accumulators {
    start: Start,
    /// What `start` points to.
    _room: Room,
    /// Channels, of all views.
    rows: Range<usize>,
    columns: Range<usize>,
    /// Values from one row to the next.
    row: usize,
    /// Values from one point to the next.
    point: usize,
}

impl Accumulators {
    fn new<const P: usize>(rows: Range<usize>, columns: Range<usize>) -> Self {
        let row = pitch(columns.len());
        let point = pitch(rows.len() * row);
        let mut room = Room::new(P * P * point);
        Self {
            start: room.start(),
            _room: room,
            rows,
            columns,
            row,
            point,
        }
    }
}

impl Run<'_> {
    /// Rows of tiles enter, from the first place of the matrices on.
    fn enter<const P: usize>(&self, rows: &[[usize; 2]])
    where
        OfTile: Matrix<P, TILE>,
    {
        let layer = self.layer;
        let input_parts = layer.input.channels.div_ceil(CHANNELS);
        let parts = input_parts + layer.output.channels.next_multiple_of(PANEL) / CHANNELS;
        each(true, rows.len() * parts, |index| {
            let row = index / parts;
            let tiles = TileRow {
                picture: rows[row][0],
                row: rows[row][1],
                tiles: self.of_row,
                first: row * self.of_row,
            };
            match index % parts {
                part if part < input_parts => self.processor.run(Enter::<P, P, _> {
                    values: self.input,
                    sizes: layer.input,
                    views: &layer.views,
                    summed: layer.views.len(),
                    spread: layer.spread(),
                    step: layer.step_in,
                    tiles,
                    channel: part * CHANNELS,
                    points: self.inputs,
                    matrix: PhantomData::<OfInputs>,
                }),
                part => self.processor.run(Enter::<TILE, P, _> {
                    values: self.gradient,
                    sizes: layer.output,
                    views: &[[0, 0]],
                    summed: 1,
                    spread: 0,
                    step: 1,
                    tiles,
                    channel: (part - input_parts) * CHANNELS,
                    points: self.gradients,
                    matrix: PhantomData::<OfTile>,
                }),
            }
        });
    }

    /// The sums at one point over so many rows of tiles; `add` says whether to what they are, or anew.
    fn multiply(&self, sums: &Accumulators, point: usize, rows: usize, add: bool) {
        // SAFETY: the matrices have these sizes, and only one call at a time is about these sums.
        unsafe {
            let left = point * self.inputs.point + sums.rows.start;
            let right = point * self.gradients.point + sums.columns.start;
            let product = PanelProduct {
                rows: sums.rows.len(),
                columns: sums.columns.len(),
                depth: rows * self.of_row,
                left: self.inputs.start.at(left),
                left_row: 1,
                left_step: self.inputs.tile,
                right: self.gradients.start.at(right),
                right_step: self.gradients.tile,
                right_panel: PANEL,
                sum: sums.start.at(point * sums.point),
                sum_row: sums.row,
                add,
            };
            product.run(self.processor);
        }
    }

    /// Writes the weights of the sums' channels and outputs.
    fn leave<const R: usize, const P: usize>(
        &self,
        sums: &Accumulators,
        shared: bool,
        weight: Start,
    ) where
        OfKernel: Matrix<R, P>,
    {
        let views = self.layer.views.len();
        let last = self.layer.output.channels.min(sums.columns.end);
        let parts = (last - sums.columns.start).div_ceil(CHANNELS);
        let channels = [sums.rows.start, sums.rows.end].map(|row| row / views);
        each(shared, parts, |index| {
            self.processor.run(Unpack::<R, P> {
                layer: self.layer,
                first_output: sums.columns.start + index * CHANNELS,
                channels: channels[0]..channels[1].min(self.layer.input.channels),
                // SAFETY: the sums have these columns.
                points: unsafe { sums.start.from(index * CHANNELS) },
                point: sums.point,
                channel: sums.row,
                weight,
            });
        });
    }
}
