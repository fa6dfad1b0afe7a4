//! The inner loops: a few rows of weights times a panel of inputs.
//!
//! Four rows times eight columns are eight registers of accumulators, half of what common
//! processors offer to WebAssembly, and everything read is consecutive.

use super::lanes::F32x4;

/// Rows that are summed together.
pub const ROWS: usize = 4;
/// Columns that are summed together.
pub const COLUMNS: usize = 8;

/// A row of the packed right-hand panel: inputs of eight columns at one step of the sum.
pub type PanelRow = [[f32; 4]; COLUMNS / 4];

/// Accumulators of four rows and eight columns.
pub type Tile = [PanelRow; ROWS];

/// The matrix product of both panels, step by step.
// A function of its own: within a larger one, WebAssembly compilers run out of registers for it.
#[inline(never)]
pub fn multiply(rows: &[[f32; ROWS]], columns: &[PanelRow], tile: &mut Tile) {
    let mut accumulators = [[F32x4::ZERO; COLUMNS / 4]; ROWS];
    for (rows, columns) in rows.iter().zip(columns) {
        let columns = columns.each_ref().map(F32x4::load);
        for (accumulators, row) in accumulators.iter_mut().zip(rows) {
            let row = F32x4::splat(row);
            for (sum, column) in accumulators.iter_mut().zip(columns) {
                *sum = *sum + row.times(column);
            }
        }
    }
    for (row, accumulators) in tile.iter_mut().zip(accumulators) {
        for (values, sum) in row.iter_mut().zip(accumulators) {
            sum.store(values);
        }
    }
}

/// [`multiply`] for a few columns: four rows side by side, a column at a time.
#[inline(always)]
pub fn multiply_few<const COUNT: usize>(
    mut accumulators: [F32x4; COUNT],
    rows: &[[f32; ROWS]],
    columns: &[[f32; COUNT]],
) -> [F32x4; COUNT] {
    for (rows, columns) in rows.iter().zip(columns) {
        let rows = F32x4::load(rows);
        for (sum, column) in accumulators.iter_mut().zip(columns) {
            *sum = *sum + rows.times(F32x4::splat(column));
        }
    }
    accumulators
}
