//! The matrices of the short convolutions, and how pictures' parts go through them.
//!
//! Four outputs of a kernel with R taps see P = R + 3 inputs. As polynomials, kernel and outputs'
//! gradient have R and four coefficients, and their product has P: so many values decide it, at P − 1
//! points and at infinity. With `E` the values of a polynomial of four coefficients at the points, `K` those
//! of one of R coefficients, divided by what interpolation divides by, and `W` the polynomials that
//! are zero at all other points (Winograd, "Arithmetic Complexity of Computations", 1980; Lavin and
//! Gray, "Fast Algorithms for Convolutional Neural Networks", CVPR 2016, section 4):
//!
//! ```text
//! outputs           = Eᵀ (K·kernel ⊙ W·inputs)
//! kernel's gradient = Kᵀ (E·outputs' gradient ⊙ W·inputs)
//! ```
//!
//! and for pictures each matrix is applied along the rows and along the columns. Small points, half of
//! them reciprocals of the others, keep the error of a sum over 64 channels at 1.5 to 3.5 millionths
//! of the largest value.

use crate::cpu_kernels::lanes::Lanes;

/// Side of a tile of outputs.
pub const TILE: usize = 4;

/// The points but infinity, for kernels of two, three and four taps.
const fn points(count: usize) -> &'static [f64] {
    match count {
        5 => &[0.0, 1.0, -1.0, 2.0],
        6 => &[0.0, 1.0, -1.0, 0.5, -2.0],
        7 => &[0.0, 1.0, -1.0, 2.0, -2.0, 0.5],
        _ => panic!("kernels have two, three or four taps"),
    }
}

/// A matrix that is known when this is compiled, so that its zeros and ones cost nothing.
pub trait Matrix<const ROWS: usize, const COLUMNS: usize> {
    const VALUES: [[f32; COLUMNS]; ROWS];
}

/// W
pub struct OfInputs;
/// K, and transposed.
pub struct OfKernel;
/// E, and transposed.
pub struct OfTile;

impl<const P: usize> Matrix<P, P> for OfInputs {
    const VALUES: [[f32; P]; P] = inputs();
}

macro_rules! for_taps {
    ($($taps:literal: $points:literal),*) => {$(
        impl Matrix<$points, $taps> for OfKernel {
            const VALUES: [[f32; $taps]; $points] = kernel();
        }
        impl Matrix<$taps, $points> for OfKernel {
            const VALUES: [[f32; $points]; $taps] = transposed(kernel());
        }
        impl Matrix<$points, TILE> for OfTile {
            const VALUES: [[f32; TILE]; $points] = powers();
        }
        impl Matrix<TILE, $points> for OfTile {
            const VALUES: [[f32; $points]; TILE] = transposed(powers());
        }
    )*};
}

for_taps!(2: 5, 3: 6, 4: 7);

/// Powers of each point; of infinity, the highest counts alone.
const fn powers<const P: usize, const N: usize>() -> [[f32; N]; P] {
    let mut values = [[0.0; N]; P];
    let mut row = 0;
    while row < P - 1 {
        let mut power = 1.0;
        let mut column = 0;
        while column < N {
            values[row][column] = power as f32;
            power *= points(P)[row];
            column += 1;
        }
        row += 1;
    }
    values[P - 1][N - 1] = 1.0;
    values
}

/// Powers of each point over the product of its distances from the others.
const fn kernel<const P: usize, const R: usize>() -> [[f32; R]; P] {
    let mut values: [[f32; R]; P] = powers();
    let mut row = 0;
    while row < P - 1 {
        let mut distances = 1.0;
        let mut other = 0;
        while other < P - 1 {
            if other != row {
                distances *= points(P)[row] - points(P)[other];
            }
            other += 1;
        }
        let mut column = 0;
        while column < R {
            values[row][column] = (values[row][column] as f64 / distances) as f32;
            column += 1;
        }
        row += 1;
    }
    values
}

/// Coefficients of the polynomials that are zero at all points but one; for infinity, at all.
const fn inputs<const P: usize>() -> [[f32; P]; P] {
    let mut values = [[0.0; P]; P];
    let mut row = 0;
    while row < P {
        let mut coefficients = [0.0; P];
        coefficients[0] = 1.0;
        let mut point = 0;
        while point < P - 1 {
            if point != row {
                // Times (x − point), from the highest coefficient down.
                let mut power = P - 1;
                while power > 0 {
                    coefficients[power] =
                        coefficients[power - 1] - points(P)[point] * coefficients[power];
                    power -= 1;
                }
                coefficients[0] *= -points(P)[point];
            }
            point += 1;
        }
        let mut power = 0;
        while power < P {
            values[row][power] = coefficients[power] as f32;
            power += 1;
        }
        row += 1;
    }
    values
}

const fn transposed<const A: usize, const B: usize>(values: [[f32; B]; A]) -> [[f32; A]; B] {
    let mut result = [[0.0; A]; B];
    let mut a = 0;
    while a < A {
        let mut b = 0;
        while b < B {
            result[b][a] = values[a][b];
            b += 1;
        }
        a += 1;
    }
    result
}

/// The body once for each number below the limit, at most seven times, with the number as a constant: left to
/// itself the compiler makes loops, in which zeros and ones cost as much as other factors.
macro_rules! unrolled {
    ($number:ident < $limit:ident, $body:block) => {
        unrolled!($number < $limit, $body, 0 1 2 3 4 5 6)
    };
    ($number:ident < $limit:ident, $body:block, $($value:literal)*) => {$(
        if $value < $limit {
            const $number: usize = $value;
            $body
        }
    )*};
}

/// The matrix along one direction.
#[inline(always)]
fn along<M: Matrix<O, I>, L: Lanes, const O: usize, const I: usize>(values: [L; I]) -> [L; O] {
    let mut results = [L::splat(0.0); O];
    unrolled!(ROW < O, {
        let mut sum: Option<L> = None;
        unrolled!(COLUMN < I, {
            let (factor, value) = (M::VALUES[ROW][COLUMN], values[COLUMN]);
            sum = match sum {
                sum if factor == 0.0 => sum,
                None if factor == 1.0 => Some(value),
                None => Some(value.times(L::splat(factor))),
                Some(sum) if factor == 1.0 => Some(sum.plus(value)),
                Some(sum) if factor == -1.0 => Some(sum.minus(value)),
                Some(sum) => Some(sum.plus_product(L::splat(factor), value)),
            };
        });
        if let Some(sum) = sum {
            results[ROW] = sum;
        }
    });
    results
}

/// Where the lanes of a square of values lie.
#[derive(Clone, Copy)]
pub struct Square<T> {
    pub start: T,
    /// Values from one row to the next.
    pub row: usize,
    /// Values from one column to the next.
    pub column: usize,
}

impl<L: Lanes, const N: usize> From<&[[L; N]; N]> for Square<*const f32> {
    #[inline(always)]
    fn from(values: &[[L; N]; N]) -> Self {
        Self {
            start: values.as_ptr().cast(),
            row: N * L::WIDTH,
            column: L::WIDTH,
        }
    }
}

impl<L: Lanes, const N: usize> From<&mut [[L; N]; N]> for Square<*mut f32> {
    #[inline(always)]
    fn from(values: &mut [[L; N]; N]) -> Self {
        Self {
            start: values.as_mut_ptr().cast(),
            row: N * L::WIDTH,
            column: L::WIDTH,
        }
    }
}

/// The matrix along columns and along rows.
///
/// # Safety
/// `I` × `I` values can be read there, and `O` × `O` written.
#[inline(always)]
#[expect(
    clippy::needless_range_loop,
    reason = "the same place in arrays and in memory"
)]
pub unsafe fn both_ways<M: Matrix<O, I>, L: Lanes, const O: usize, const I: usize>(
    from: Square<*const f32>,
    to: Square<*mut f32>,
) {
    // Rows of `between` are columns of what is read.
    let mut between = [[L::splat(0.0); O]; I];
    for x in 0..I {
        let mut column = [L::splat(0.0); I];
        unrolled!(Y < I, {
            // SAFETY: the caller vouches for it.
            column[Y] = unsafe { L::load(from.start.add(Y * from.row + x * from.column)) };
        });
        between[x] = along::<M, L, O, I>(column);
    }
    for y in 0..O {
        let mut row = [L::splat(0.0); I];
        unrolled!(X < I, {
            row[X] = between[X][y];
        });
        let row = along::<M, L, O, I>(row);
        unrolled!(X < O, {
            // SAFETY: the caller vouches for it.
            unsafe { row[X].store(to.start.add(y * to.row + X * to.column)) };
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A transposed matrix is also the matrix of the reverse; what is left to show is the product.
    #[test]
    fn products_at_the_points_are_convolutions() {
        fn check<const R: usize, const P: usize>()
        where
            OfKernel: Matrix<P, R>,
            OfTile: Matrix<TILE, P>,
        {
            let inputs: [f64; P] = std::array::from_fn(|n| (n as f64 + 1.0).sin());
            let kernel: [f64; R] = std::array::from_fn(|n| (n as f64 + 7.0).cos());
            let dot = |row: &[f32], values: &[f64]| -> f64 {
                row.iter().zip(values).map(|(a, b)| f64::from(*a) * b).sum()
            };
            let products: [f64; P] = std::array::from_fn(|n| {
                dot(&<OfInputs as Matrix<P, P>>::VALUES[n], &inputs)
                    * dot(&<OfKernel as Matrix<P, R>>::VALUES[n], &kernel)
            });
            for y in 0..TILE {
                let found = dot(&<OfTile as Matrix<TILE, P>>::VALUES[y], &products);
                let expected: f64 = (0..R).map(|tap| kernel[tap] * inputs[y + tap]).sum();
                assert!((found - expected).abs() < 1e-5, "{found} is not {expected}");
            }
        }
        check::<2, 5>();
        check::<3, 6>();
        check::<4, 7>();
    }
}
