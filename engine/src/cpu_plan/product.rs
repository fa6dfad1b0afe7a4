//! The inner loops: a few rows of weights times a panel of inputs.
//!
//! Four rows times eight columns are eight registers of sums, half of what common processors offer to
//! WebAssembly, and everything read is consecutive.

use super::lanes::Four;

/// Rows that are summed together.
pub const ROWS: usize = 4;
/// Columns that are summed together.
pub const COLUMNS: usize = 8;

/// Inputs of eight columns at one step of the sum.
pub type Step = [[f32; 4]; COLUMNS / 4];

/// Sums of four rows and eight columns.
pub type Tile = [Step; ROWS];

/// Sums of the products of both panels, step by step.
// A function of its own: within a larger one, WebAssembly compilers run out of registers for it.
#[inline(never)]
pub fn multiply(rows: &[[f32; ROWS]], columns: &[Step], tile: &mut Tile) {
    let mut sums = [[Four::ZERO; COLUMNS / 4]; ROWS];
    for (rows, columns) in rows.iter().zip(columns) {
        let columns = columns.each_ref().map(Four::load);
        for (sums, row) in sums.iter_mut().zip(rows) {
            let row = Four::splat(row);
            for (sum, column) in sums.iter_mut().zip(columns) {
                *sum = *sum + row.times(column);
            }
        }
    }
    for (row, sums) in tile.iter_mut().zip(sums) {
        for (values, sum) in row.iter_mut().zip(sums) {
            sum.store(values);
        }
    }
}

/// [`multiply`] for a few columns: four rows side by side, a column at a time.
#[inline(always)]
pub fn multiply_few<const COUNT: usize>(
    mut sums: [Four; COUNT],
    rows: &[[f32; ROWS]],
    columns: &[[f32; COUNT]],
) -> [Four; COUNT] {
    for (rows, columns) in rows.iter().zip(columns) {
        let rows = Four::load(rows);
        for (sum, column) in sums.iter_mut().zip(columns) {
            *sum = *sum + rows.times(Four::splat(column));
        }
    }
    sums
}
