//! Convolutions, transposed or not.

use std::marker::PhantomData;
use std::ops::Range;

use super::kernels::Kernels;
use super::layer::Layer;
use super::pictures::{AtPoints, CHANNELS, Enter, Leave, TileRow};
use super::transforms::{Matrix, OfInputs, OfKernel, OfTile, TILE};
use crate::cpu_kernels::lanes::Processor;
use crate::cpu_kernels::memory::{Room, Start, each, filled, pitch};
use crate::cpu_kernels::panel_product::{PANEL, PanelProduct};

/// Matrices of a block that stay in the cache of a core.
const BLOCK_BYTES: usize = 384 * 1024;
/// Tiles of a block: with fewer, the kernels are read too often; with more, there are too few blocks.
const TILES: [usize; 2] = [64, 128];
/// With so few tiles, writing the kernels at all points and reading them again would cost more than what
/// is done with them: they are made a few at a time, where they are used.
pub const FEW_TILES: usize = 32;
/// Kernels that are made at a time, which stay in the cache of a core.
const KERNEL_BYTES: usize = 200 * 1024;
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
    let rows = tile_rows(layer);
    let channels = layer.input.channels.next_multiple_of(CHANNELS);
    let depth = layer.summed() * channels;
    let outputs = layer.output.channels.next_multiple_of(PANEL);
    let tile_bytes = P * P * layer.groups() * (depth + outputs) * size_of::<f32>();
    let tiles = (BLOCK_BYTES / tile_bytes).clamp(TILES[0], TILES[1]);
    let of_row = layer.grid[1].div_ceil(TILE);
    let few = rows.len() * of_row <= FEW_TILES;
    let blocks: Vec<&[[usize; 2]]> = rows.chunks((tiles / of_row).max(1)).collect();
    let many = blocks.len() >= MANY_BLOCKS;
    let panels = outputs / PANEL;
    let kernels = |panels, channels, shared| {
        Kernels::new::<R, P>(processor, layer, weight, panels, channels, shared)
    };
    let run = Run {
        processor,
        layer,
        input,
        depth,
        outputs,
        of_row,
    };
    // SAFETY: together, the blocks' rows are the output.
    unsafe {
        filled(layer.output.values(), |output| {
            let output = Start::of(output);
            if few {
                let channel_bytes = layer.views.len() * P * P * PANEL * size_of::<f32>();
                let step = (KERNEL_BYTES / channel_bytes / CHANNELS * CHANNELS).max(CHANNELS);
                run.block::<P>(&rows, true, output, |inputs, outputs, tiles| {
                    each(true, panels, |panel| {
                        for first in (0..channels).step_by(step) {
                            let part = first..channels.min(first + step);
                            let kernels = kernels(panel..panel + 1, part.clone(), false);
                            for point in 0..layer.groups() * P * P {
                                let part = ProductRange {
                                    columns: panel * PANEL..(panel + 1) * PANEL,
                                    depth: first * layer.summed()..part.end * layer.summed(),
                                };
                                run.product(inputs, outputs, tiles, &kernels, point, part);
                            }
                        }
                    });
                });
                return;
            }
            let kernels = kernels(0..panels, 0..channels, true);
            each(many, blocks.len(), |index| {
                run.block::<P>(blocks[index], !many, output, |inputs, outputs, tiles| {
                    each(!many, layer.groups() * P * P, |point| {
                        let whole = ProductRange {
                            columns: 0..run.outputs,
                            depth: 0..depth,
                        };
                        run.product(inputs, outputs, tiles, &kernels, point, whole);
                    });
                });
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
    /// Values that are multiplied and summed for each output.
    depth: usize,
    /// Outputs of a group, in whole panels.
    outputs: usize,
    /// Tiles of a row.
    of_row: usize,
}

/// A part of the outputs, and of what is summed for them.
struct ProductRange {
    columns: Range<usize>,
    depth: Range<usize>,
}

impl Run<'_> {
    /// Some rows of tiles; `shared` says whether other cores help. `multiply` is given the matrices of inputs and
    /// of outputs, and the number of tiles.
    fn block<const P: usize>(
        &self,
        rows: &[[usize; 2]],
        shared: bool,
        output: Start,
        multiply: impl FnOnce(AtPoints, AtPoints, usize),
    ) where
        OfTile: Matrix<TILE, P>,
    {
        let (layer, groups) = (self.layer, self.layer.groups());
        let tiles = rows.len() * self.of_row;
        let tile_row = |index: usize| TileRow {
            picture: rows[index][0],
            row: rows[index][1],
            tiles: self.of_row,
            first: index * self.of_row,
        };
        let at_points = |room: &mut Room, tile: usize, point: usize| AtPoints {
            start: room.start(),
            group: P * P * point,
            point,
            tile,
        };
        let [input_tile, output_tile] = [self.depth, self.outputs].map(pitch);
        let [input_point, output_point] = [input_tile, output_tile].map(|tile| pitch(tiles * tile));
        let mut inputs = Room::new(groups * P * P * input_point);
        let mut outputs = Room::new(groups * P * P * output_point);
        let inputs = at_points(&mut inputs, input_tile, input_point);
        let outputs = at_points(&mut outputs, output_tile, output_point);

        let parts = layer.input.channels.div_ceil(CHANNELS);
        each(shared, rows.len() * parts, |index| {
            self.processor.run(Enter::<P, P, _> {
                values: self.input,
                sizes: layer.input,
                views: &layer.views,
                summed: layer.summed(),
                spread: layer.spread(),
                step: layer.step_in,
                tiles: tile_row(index / parts),
                channel: index % parts * CHANNELS,
                points: inputs,
                matrix: PhantomData::<OfInputs>,
            });
        });
        multiply(inputs, outputs, tiles);
        let parts = layer.output.channels.div_ceil(CHANNELS);
        each(shared, rows.len() * parts, |index| {
            self.processor.run(Leave::<P> {
                points: outputs,
                groups,
                tiles: tile_row(index / parts),
                channel: index % parts * CHANNELS,
                sizes: layer.output,
                step: layer.step_out,
                output,
            });
        });
    }

    /// The products at one point; `kernels` are those of the part.
    ///
    /// # Safety
    /// The matrices have this point, and nobody else works on this part of it.
    unsafe fn product(
        &self,
        inputs: AtPoints,
        outputs: AtPoints,
        tiles: usize,
        kernels: &Kernels,
        point: usize,
        part: ProductRange,
    ) {
        // SAFETY: the matrices have these sizes.
        unsafe {
            let product = PanelProduct {
                rows: tiles,
                columns: part.columns.len(),
                depth: part.depth.len(),
                left: inputs.start.at(point * inputs.point + part.depth.start),
                left_row: inputs.tile,
                left_step: 1,
                right: kernels.at(point),
                right_step: PANEL,
                right_panel: kernels.panel,
                sum: outputs.start.at(point * outputs.point + part.columns.start),
                sum_row: outputs.tile,
                add: part.depth.start > 0,
            };
            product.run(self.processor);
        }
    }
}
