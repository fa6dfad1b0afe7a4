//! Matrix products, as a safe call.

use gemm::Parallelism;

/// A matrix in a slice: element (row, column) lies at `row * row_stride + column * column_stride`.
#[derive(Clone, Copy)]
pub struct Matrix<'a> {
    pub values: &'a [f32],
    pub rows: usize,
    pub columns: usize,
    pub row_stride: usize,
    pub column_stride: usize,
}

impl<'a> Matrix<'a> {
    /// Row by row without gaps.
    pub fn dense(values: &'a [f32], rows: usize, columns: usize) -> Self {
        Self {
            values,
            rows,
            columns,
            row_stride: columns,
            column_stride: 1,
        }
    }

    /// The same values read the other way.
    pub fn transposed(self) -> Self {
        Self {
            rows: self.columns,
            columns: self.rows,
            row_stride: self.column_stride,
            column_stride: self.row_stride,
            ..self
        }
    }

    fn check(&self) {
        let last = (self.rows - 1) * self.row_stride + (self.columns - 1) * self.column_stride;
        assert!(last < self.values.len(), "a matrix larger than its slice");
    }
}

/// `sum += left · right`, where `sum` is dense.
///
/// # Panics
/// Panics if the sizes do not match or a matrix reaches beyond its slice.
pub fn add_product(sum: &mut [f32], left: Matrix, right: Matrix) {
    assert_eq!(left.columns, right.rows, "inner sizes");
    assert_eq!(sum.len(), left.rows * right.columns, "size of the sum");
    if sum.is_empty() || left.columns == 0 {
        return;
    }
    left.check();
    right.check();
    // SAFETY: `check` and the assertions above keep every access of an m×n, m×k and k×n matrix with
    // these strides inside its slice, and `sum` is borrowed exclusively.
    unsafe {
        gemm::gemm(
            left.rows,
            right.columns,
            left.columns,
            sum.as_mut_ptr(),
            1,
            right.columns as isize,
            true,
            left.values.as_ptr(),
            left.column_stride as isize,
            left.row_stride as isize,
            right.values.as_ptr(),
            right.column_stride as isize,
            right.row_stride as isize,
            1.0,
            1.0,
            false,
            false,
            false,
            Parallelism::None,
        );
    }
}
