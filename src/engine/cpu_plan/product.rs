//! The inner loop: a few rows of weights times a panel of inputs.
//!
//! Four rows times eight columns are eight registers of sums, half of what common processors offer to
//! WebAssembly, and everything read is consecutive.

/// Rows that are summed together.
pub const ROWS: usize = 4;
/// Columns that are summed together.
pub const COLUMNS: usize = 8;

/// For each step of the sum, the values of four rows.
pub type RowPanel = Vec<[f32; ROWS]>;

/// Weights, rearranged once: panels of [`ROWS`] rows of `depth` values each, the last one filled up
/// with zeros. `value(row, step)` gives them.
pub fn row_panels(rows: usize, depth: usize, value: impl Fn(usize, usize) -> f32) -> Vec<RowPanel> {
    let panel = |first: usize| {
        let value = |row: usize, step: usize| if row < rows { value(row, step) } else { 0.0 };
        (0..depth)
            .map(|step| std::array::from_fn(|row| value(first + row, step)))
            .collect()
    };
    (0..rows).step_by(ROWS).map(panel).collect()
}

/// Sums of the products of both panels, step by step.
#[inline]
pub fn multiply(rows: &[[f32; ROWS]], columns: &[[f32; COLUMNS]]) -> [[f32; COLUMNS]; ROWS] {
    let mut sums = [[0.0; COLUMNS]; ROWS];
    for (rows, columns) in rows.iter().zip(columns) {
        for (sums, row) in sums.iter_mut().zip(rows) {
            for (sum, column) in sums.iter_mut().zip(columns) {
                *sum += row * column;
            }
        }
    }
    sums
}
