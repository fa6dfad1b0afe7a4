//! Convolutions, transposed or not.

use std::marker::PhantomData;

use super::kernels::Kernels;
use super::layer::Layer;
use super::memory::{Room, Start, each, filled, pitch};
use super::pictures::{AtPoints, CHANNELS, Enter, Leave, TileRow};
use super::scheme::{Matrix, OfInputs, OfKernel, OfTile, TILE};
use crate::cpu_kernels::lanes::Processor;
use crate::cpu_kernels::panel_product::{PANEL, Product};

/// Matrices of a block that stay in the cache of a core.
const BLOCK_BYTES: usize = 384 * 1024;
/// Tiles of a block: with fewer, the kernels are read too often; with more, there are too few blocks.
const TILES: [usize; 2] = [32, 128];
/// So many blocks keep every core busy; fewer are each shared out.
const MANY_BLOCKS: usize = 8;

/// Convolves pictures `[N, in, H, W]` with kernels of `R` taps a side, after the layer was taken apart;
/// returns `[N, outputs, H', W']`.
pub fn convolve<const R: usize, const P: usize>(
    processor: Processor,
    layer: &Layer,
    input: &[f32],
    weight: &[f32],
) -> Vec<f32>
where
    OfKernel: Matrix<P, R>,
    OfTile: Matrix<TILE, P>,
{
    assert_eq!(input.len(), layer.input.values(), "size of the input");
    let channels = layer.input.channels.next_multiple_of(CHANNELS);
    let run = Run {
        processor,
        layer,
        input,
        kernels: Kernels::new::<R, P>(processor, layer, weight),
        depth: layer.summed() * channels,
        outputs: layer.output.channels.next_multiple_of(PANEL),
    };
    let rows = tile_rows(layer);
    let tile_bytes = P * P * (run.depth + layer.groups() * run.outputs) * size_of::<f32>();
    let tiles = (BLOCK_BYTES / tile_bytes).clamp(TILES[0], TILES[1]);
    let of_row = layer.grid[1].div_ceil(TILE);
    let blocks: Vec<&[[usize; 2]]> = rows.chunks((tiles / of_row).max(1)).collect();
    let many = blocks.len() >= MANY_BLOCKS;
    // SAFETY: together, the blocks' rows are the output.
    unsafe {
        filled(layer.output.values(), |output| {
            each(many, blocks.len(), |index| {
                run.block::<P>(blocks[index], of_row, !many, output)
            });
        })
    }
}

/// Picture and number of each row of tiles.
pub fn tile_rows(layer: &Layer) -> Vec<[usize; 2]> {
    let rows = layer.grid[0].div_ceil(TILE);
    (0..layer.input.pictures * rows)
        .map(|index| [index / rows, index % rows])
        .collect()
}

struct Run<'a> {
    processor: Processor,
    layer: &'a Layer,
    input: &'a [f32],
    kernels: Kernels,
    /// Values that are multiplied and summed for each output.
    depth: usize,
    /// Outputs of a group, in whole panels.
    outputs: usize,
}

impl Run<'_> {
    /// Some rows of tiles; `shared` says whether other cores help.
    fn block<const P: usize>(&self, rows: &[[usize; 2]], of_row: usize, shared: bool, output: Start)
    where
        OfTile: Matrix<TILE, P>,
    {
        let (layer, groups) = (self.layer, self.layer.groups());
        let tiles = rows.len() * of_row;
        let tile_row = |index: usize| TileRow {
            picture: rows[index][0],
            row: rows[index][1],
            tiles: of_row,
            first: index * of_row,
        };
        let [input_tile, output_tile] = [self.depth, self.outputs].map(pitch);
        let [input_point, output_point] = [input_tile, output_tile].map(|tile| pitch(tiles * tile));
        let mut inputs = Room::new(P * P * input_point);
        let mut outputs = Room::new(groups * P * P * output_point);
        let inputs = AtPoints {
            start: inputs.start(),
            point: input_point,
            tile: input_tile,
        };
        let outputs: Vec<AtPoints> = (0..groups)
            .map(|group| AtPoints {
                // SAFETY: there is room for all groups.
                start: unsafe { outputs.start().from(group * P * P * output_point) },
                point: output_point,
                tile: output_tile,
            })
            .collect();

        for (group, outputs) in outputs.iter().enumerate() {
            let parts = layer.input.channels.div_ceil(CHANNELS);
            each(shared, rows.len() * parts, |index| {
                self.processor.run(Enter::<P, P, _> {
                    values: self.input,
                    sizes: layer.input,
                    views: &layer.views[group * layer.summed()..][..layer.summed()],
                    step: layer.step_in,
                    tiles: tile_row(index / parts),
                    channel: index % parts * CHANNELS,
                    points: inputs,
                    matrix: PhantomData::<OfInputs>,
                });
            });
            each(shared, P * P, |point| {
                // SAFETY: the matrices have these sizes, and each point has a sum of its own.
                unsafe {
                    let product = Product {
                        rows: tiles,
                        columns: self.outputs,
                        depth: self.depth,
                        left: inputs.start.at(point * inputs.point),
                        left_row: inputs.tile,
                        left_step: 1,
                        right: self.kernels.at(group * P * P + point),
                        right_step: PANEL,
                        right_panel: self.kernels.panel,
                        sum: outputs.start.at(point * outputs.point),
                        sum_row: outputs.tile,
                        add: false,
                    };
                    product.run(self.processor);
                }
            });
        }
        let parts = layer.output.channels.div_ceil(CHANNELS);
        each(shared, rows.len() * parts, |index| {
            self.processor.run(Leave::<P> {
                points: &outputs,
                tiles: tile_row(index / parts),
                channel: index % parts * CHANNELS,
                sizes: layer.output,
                step: layer.step_out,
                output,
            });
        });
    }
}
