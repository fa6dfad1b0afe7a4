//! Convolution with padding 1.

use rayon::prelude::*;

use super::packed::Packed;
use super::planes::Planes;
use super::shared::Shared;
use super::unit::{BLOCK, Bf16Unit, Operand, Sum, TILE, TILE_BYTES, TILE_ROW_BYTES, TileProduct};
use super::{CHUNK_POSITIONS, KERNEL, Pictures};
use crate::cpu_kernels::elementwise::zeros;

/// Convolves `[N, in, H, W]` with `[outputs, in, 4, 4]` at stride 1 or 2; returns `[N, outputs, H', W']`.
pub fn convolve(
    unit: Bf16Unit,
    input: &[f32],
    sizes: Pictures,
    weight: &[f32],
    outputs: usize,
    stride: usize,
) -> Vec<f32> {
    let (planes, packed, taps_a_row) = match stride {
        1 => (
            Planes::channel_pairs(unit, input, sizes, 1, 1),
            Packed::dense(unit, weight, outputs, sizes.channels),
            KERNEL,
        ),
        _ => (
            Planes::column_pairs(unit, input, sizes),
            Packed::strided(unit, weight, outputs, sizes.channels),
            2,
        ),
    };
    let taps = (0..packed.steps / packed.groups)
        .map(|tap| tap / taps_a_row * planes.pitch + tap % taps_a_row);
    let steps = steps(taps, packed.groups, &planes);

    let [rows, columns] = sizes.convolved(KERNEL, stride).sides();
    let mut output = zeros(sizes.pictures * outputs * rows * columns);
    let shared = Shared::new(&mut output);
    work_items(sizes.pictures, outputs, rows, planes.pitch)
        .into_par_iter()
        .for_each_init(Vec::new, |sums, item| {
            // SAFETY: the steps are those of these planes and of one phase of these tiles.
            let sums = unsafe { item.sums(unit, &steps, &packed, 0, &planes, sums) };
            for (index, sums) in sums
                .values
                .chunks(sums.length)
                .take(item.outputs)
                .enumerate()
            {
                let plane = item.picture * outputs + item.first_output + index;
                for (y, row) in sums.chunks(planes.pitch).take(item.rows).enumerate() {
                    let start = (plane * rows + item.first_row + y) * columns;
                    // SAFETY: every row of the output belongs to one item.
                    unsafe { shared.slice(start, columns) }.copy_from_slice(&row[..columns]);
                }
            }
        });
    output
}

/// The steps of a sum over taps, given as positions, and over groups of planes.
pub fn steps(
    taps: impl Iterator<Item = usize>,
    groups: usize,
    planes: &Planes<u32>,
) -> Vec<TileProduct> {
    taps.flat_map(|position| (0..groups).map(move |group| (position, group)))
        .enumerate()
        .map(|(index, (position, group))| TileProduct {
            left: index * TILE_BYTES,
            right: group * TILE * planes.plane_bytes() + position * size_of::<u32>(),
        })
        .collect()
}

/// Some rows of up to 32 outputs of one picture.
#[derive(Debug, Clone, Copy)]
pub struct WorkItem {
    pub picture: usize,
    pub first_output: usize,
    pub outputs: usize,
    pub first_row: usize,
    pub rows: usize,
}

/// What an item computed: `length` positions of each of its outputs, row after row at the planes'
/// pitch.
#[derive(Debug)]
pub struct ItemOutput<'a> {
    pub values: &'a [f32],
    pub length: usize,
}

/// Cuts an output into work items.
pub fn work_items(pictures: usize, outputs: usize, rows: usize, pitch: usize) -> Vec<WorkItem> {
    let chunk = (CHUNK_POSITIONS / pitch).clamp(1, rows);
    let mut work_items = Vec::new();
    for picture in 0..pictures {
        for first_row in (0..rows).step_by(chunk) {
            for first_output in (0..outputs).step_by(BLOCK) {
                work_items.push(WorkItem {
                    picture,
                    first_output,
                    outputs: BLOCK.min(outputs - first_output),
                    first_row,
                    rows: chunk.min(rows - first_row),
                });
            }
        }
    }
    work_items
}

impl WorkItem {
    /// Runs the steps over the item's positions, with the left tiles of its outputs.
    ///
    /// # Safety
    /// The steps must be what [`steps`] gives for these planes and one phase of `packed`, and the
    /// item one of [`work_items`] for the planes' pictures, rows and pitch and the outputs of
    /// `packed`.
    pub unsafe fn sums<'a>(
        &self,
        unit: Bf16Unit,
        steps: &[TileProduct],
        packed: &Packed,
        phase: usize,
        planes: &Planes<u32>,
        values: &'a mut Vec<f32>,
    ) -> ItemOutput<'a> {
        let left = packed.block(self.first_output, phase);
        let positions = (self.rows * planes.pitch).next_multiple_of(BLOCK);
        // One line more, so that the rows of a tile do not compete for one place in the cache.
        let length = positions + TILE;
        values.resize(BLOCK * length, 0.0);
        let first = self.first_row * planes.pitch;
        for position in (0..positions).step_by(BLOCK) {
            let right = Operand {
                base: planes
                    .of(self.picture)
                    .wrapping_add((first + position) * size_of::<u32>()),
                row_bytes: planes.plane_bytes(),
                second: TILE_ROW_BYTES,
            };
            let sum = Sum {
                start: values[position..].as_mut_ptr(),
                row_bytes: length * size_of::<f32>(),
                lower: self.outputs > TILE,
            };
            // SAFETY: `Packed` holds whole blocks. `Planes` has whole tiles of planes and room behind
            // each for a block and a tap more than its rows; `values` has room for all positions.
            unsafe { unit.add_up(steps, left, right, sum) };
        }
        ItemOutput { values, length }
    }
}
