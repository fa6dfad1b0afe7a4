//! Orthogonal matrices, on the host.
//!
//! By Cholesky's decomposition instead of Burn's Householder reflections, which hold a square matrix of
//! the longer side: at ngf 64 that is 268 MB, rebuilt a thousand times. With A = L·Q, where L·Lᵀ is
//! the Cholesky decomposition of A·Aᵀ and has a positive diagonal, Q of a matrix of normal numbers is
//! distributed as evenly as that of the QR decomposition (Mezzadri, Notices of the AMS 54, 2007).

use crate::cpu_kernels::product::{Matrix, add_product};

/// A second pass repairs what rounding left of the first (Yamamoto et al., "Roundoff error analysis of
/// the CholeskyQR2 algorithm", ETNA 44, 2015).
const PASSES: usize = 2;

/// A weight of normal numbers as `gain` times an orthogonal matrix: the first dimension, of `rows`,
/// against all others together, as PyTorch reads it.
pub fn weight(values: Vec<f32>, rows: usize, gain: f64) -> Vec<f32> {
    let columns = values.len() / rows;
    let (short, long) = (rows.min(columns), rows.max(columns));
    let orthogonal = orthogonalise(values, short, long);
    // Of more rows than columns it is the columns that can be orthogonal.
    let place = |row: usize, column: usize| {
        if rows <= columns {
            row * columns + column
        } else {
            column * rows + row
        }
    };
    let entries = (0..rows * columns).map(|index| place(index / columns, index % columns));
    entries
        .map(|place| orthogonal[place] * gain as f32)
        .collect()
}

/// Makes the rows of a `rows` × `columns` matrix orthogonal and of length 1, as long as there are not
/// more of them than columns.
///
/// # Panics
/// Panics if there are more rows than columns, or if they depend on each other.
fn orthogonalise(mut matrix: Vec<f32>, rows: usize, columns: usize) -> Vec<f32> {
    assert!(rows <= columns, "{rows} rows of {columns} values");
    for _ in 0..PASSES {
        let mut gram = vec![0.0; rows * rows];
        let dense = Matrix::dense(&matrix, rows, columns);
        add_product(&mut gram, dense, dense.transposed());
        let inverse = inverse_of_cholesky(&gram, rows);
        let mut next = vec![0.0; rows * columns];
        let inverse = Matrix::dense(&inverse, rows, rows);
        add_product(&mut next, inverse, Matrix::dense(&matrix, rows, columns));
        matrix = next;
    }
    matrix
}

/// L⁻¹ of a symmetric, positive definite matrix L·Lᵀ.
fn inverse_of_cholesky(gram: &[f32], size: usize) -> Vec<f32> {
    let mut lower = vec![0.0_f64; size * size];
    for row in 0..size {
        for column in 0..=row {
            let (a, b) = (&lower[row * size..], &lower[column * size..]);
            let known: f64 = a[..column]
                .iter()
                .zip(&b[..column])
                .map(|(x, y)| x * y)
                .sum();
            let rest = f64::from(gram[row * size + column]) - known;
            lower[row * size + column] = if row == column {
                assert!(rest > 0.0, "rows that depend on each other");
                rest.sqrt()
            } else {
                rest / lower[column * size + column]
            };
        }
    }
    // Row by row: a row of L times the inverse is a row of the identity.
    let mut inverse = vec![0.0_f64; size * size];
    for row in 0..size {
        let (above, this) = inverse.split_at_mut(row * size);
        let this = &mut this[..size];
        for (factor, above) in lower[row * size..].iter().zip(above.chunks_exact(size)) {
            for (value, above) in this.iter_mut().zip(above) {
                *value -= factor * above;
            }
        }
        this[row] += 1.0;
        let diagonal = lower[row * size + row];
        this.iter_mut().for_each(|value| *value /= diagonal);
    }
    inverse.into_iter().map(|value| value as f32).collect()
}

#[cfg(test)]
mod tests {
    use oorandom::Rand32;

    use super::*;

    #[test]
    fn rows_of_any_shape_become_orthogonal() {
        let mut random = Rand32::new(3);
        for (rows, columns) in [(1, 1), (16, 16), (48, 128), (200, 1600)] {
            let numbers = (0..rows * columns).map(|_| random.rand_float() - 0.5);
            let matrix = orthogonalise(numbers.collect(), rows, columns);
            let mut worst = 0.0_f32;
            for (i, a) in matrix.chunks_exact(columns).enumerate() {
                for (j, b) in matrix.chunks_exact(columns).enumerate() {
                    let product: f32 = a.iter().zip(b).map(|(x, y)| x * y).sum();
                    worst = worst.max((product - f32::from(u8::from(i == j))).abs());
                }
            }
            println!("{rows}×{columns}: {worst:.1e}");
            assert!(worst < 1e-5);
        }
    }
}
