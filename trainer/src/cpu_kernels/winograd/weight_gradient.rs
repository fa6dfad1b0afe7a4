//! Gradients of weights.

use std::marker::PhantomData;

use super::convolve::tile_rows;
use super::kernels::Unpack;
use super::layer::Layer;
use super::memory::{Room, each, filled, pitch};
use super::pictures::{AtPoints, CHANNELS, Enter, TileRow};
use super::scheme::{Matrix, OfInputs, OfKernel, OfTile, TILE};
use crate::cpu_kernels::lanes::Processor;
use crate::cpu_kernels::panel_product::{PANEL, Product};

/// Memory for the matrices of the tiles that are summed together.
const BLOCK_BYTES: usize = 16 << 20;
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
    let sum_point = pitch(channels * output_tile);
    let mut inputs = Room::new(P * P * input_point);
    let mut outputs_room = Room::new(P * P * output_point);
    let mut sums = Room::new(P * P * sum_point);
    let inputs = AtPoints {
        start: inputs.start(),
        point: input_point,
        tile: input_tile,
    };
    let gradients = AtPoints {
        start: outputs_room.start(),
        point: output_point,
        tile: output_tile,
    };
    let sums = sums.start();
    for (block, rows) in rows.chunks(at_once).enumerate() {
        let tile_row = |index: usize| TileRow {
            picture: rows[index][0],
            row: rows[index][1],
            tiles: of_row,
            first: index * of_row,
        };
        let input_parts = layer.input.channels.div_ceil(CHANNELS);
        let parts = input_parts + outputs / CHANNELS;
        each(true, rows.len() * parts, |index| {
            let tiles = tile_row(index / parts);
            match index % parts {
                part if part < input_parts => processor.run(Enter::<P, P, _> {
                    values: input,
                    sizes: layer.input,
                    views: &layer.views,
                    step: layer.step_in,
                    tiles,
                    channel: part * CHANNELS,
                    points: inputs,
                    matrix: PhantomData::<OfInputs>,
                }),
                part => processor.run(Enter::<TILE, P, _> {
                    values: gradient,
                    sizes: layer.output,
                    views: &[[0, 0]],
                    step: 1,
                    tiles,
                    channel: (part - input_parts) * CHANNELS,
                    points: gradients,
                    matrix: PhantomData::<OfTile>,
                }),
            }
        });
        each(true, P * P, |point| {
            // SAFETY: the matrices have these sizes, and each point has a sum of its own.
            unsafe {
                let product = Product {
                    rows: channels,
                    columns: outputs,
                    depth: rows.len() * of_row,
                    left: inputs.start.at(point * inputs.point),
                    left_row: 1,
                    left_step: inputs.tile,
                    right: gradients.start.at(point * gradients.point),
                    right_step: gradients.tile,
                    right_panel: PANEL,
                    sum: sums.at(point * sum_point),
                    sum_row: output_tile,
                    add: block > 0,
                };
                product.run(processor);
            }
        });
    }
    let count = layer.output.channels * layer.input.channels * layer.kernels.weights;
    // SAFETY: together, the tasks' outputs are all outputs.
    unsafe {
        filled(count, |weight| {
            each(true, layer.output.channels.div_ceil(CHANNELS), |index| {
                processor.run(Unpack::<R, P> {
                    kernels: &layer.kernels,
                    outputs: layer.output.channels,
                    channels: layer.input.channels,
                    first_output: index * CHANNELS,
                    points: sums,
                    point: sum_point,
                    channel: output_tile,
                    weight,
                });
            });
        })
    }
}
