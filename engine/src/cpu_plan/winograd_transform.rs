//! Winograd's transforms F(m, 2): m outputs of a kernel with two taps from m + 1 products.
//!
//! A kernel (g₀, g₁) and inputs d₀ … d_m, whose outputs are yᵢ = dᵢ·g₀ + dᵢ₊₁·g₁, are polynomials in
//! disguise: the products are values of one at m points and at infinity, and any points will do
//! (Winograd, "Arithmetic Complexity of Computations", 1980; in two dimensions, along rows and then
//! along columns, Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", CVPR 2016,
//! section 4). Two outputs cost 3 products for 4 multiplications, four cost 5 for 8; squared, for
//! pictures, 9 for 16 and 25 for 64.

use std::array::from_fn;

use super::lanes::{F32x4, unzip_lanes, zip_lanes};

/// `TILE` outputs from `POINTS` = `TILE` + 1 products, for four tiles in a row at once.
pub trait WinogradTransform<const TILE: usize, const POINTS: usize> {
    /// The transform of a kernel.
    fn kernel(taps: [f32; 2]) -> [f32; POINTS];

    /// The transform of inputs.
    fn input(values: [F32x4; POINTS]) -> [F32x4; POINTS];

    /// The inverse transform: outputs from the products.
    fn output(products: [F32x4; POINTS]) -> [F32x4; TILE];

    /// What four neighbouring tiles see of a row: the first value of each tile, the second, …
    /// `row` begins with the first tile and has one value beyond the last.
    fn load(row: &[f32]) -> [F32x4; POINTS];

    /// The transform of the inputs of four tiles, whose window begins with `window` and has rows of
    /// `row` values: rows of points.
    // A function of its own: within a larger one, WebAssembly compilers run out of registers for it.
    #[inline(never)]
    fn transform(window: &[f32], row: usize) -> [[F32x4; POINTS]; POINTS] {
        let rows: [_; POINTS] = from_fn(|y| Self::input(Self::load(&window[y * row..])));
        let columns: [_; POINTS] = from_fn(|x| Self::input(from_fn(|y| rows[y][x])));
        from_fn(|y| from_fn(|x| columns[x][y]))
    }

    /// The transform of a kernel: rows of points.
    fn transform_kernel(kernel: [[f32; 2]; 2]) -> [[f32; POINTS]; POINTS] {
        let rows = kernel.map(Self::kernel);
        let columns: [_; POINTS] = from_fn(|x| Self::kernel(rows.map(|row| row[x])));
        from_fn(|y| from_fn(|x| columns[x][y]))
    }

    /// The reverse of [`WinogradTransform::load`] for outputs.
    fn store(outputs: [F32x4; TILE], row: &mut [f32]);
}

/// F(2, 2), at points 0 and 1: only sums, no precision is lost to speak of.
///
/// ```text
/// m₀ = (d₀ − d₁)·g₀      m₁ = d₁·(g₀ + g₁)      m₂ = (d₁ − d₂)·g₁
/// y₀ = m₀ + m₁           y₁ = m₁ − m₂
/// ```
pub struct TwoOutputs;

impl WinogradTransform<2, 3> for TwoOutputs {
    fn kernel([g0, g1]: [f32; 2]) -> [f32; 3] {
        [g0, g0 + g1, g1]
    }

    #[inline(always)]
    fn input([d0, d1, d2]: [F32x4; 3]) -> [F32x4; 3] {
        [d0 - d1, d1, d1 - d2]
    }

    #[inline(always)]
    fn output([m0, m1, m2]: [F32x4; 3]) -> [F32x4; 2] {
        [m0 + m1, m1 - m2]
    }

    #[inline(always)]
    fn load(row: &[f32]) -> [F32x4; 3] {
        let row: &[f32; 9] = row.first_chunk().expect("two values a tile and one more");
        let (fours, last) = row.as_chunks();
        let [first, second] = F32x4::unzip([F32x4::load(&fours[0]), F32x4::load(&fours[1])]);
        [first, second, first.shifted(F32x4::splat(&last[0]))]
    }

    #[inline(always)]
    fn store(outputs: [F32x4; 2], row: &mut [f32]) {
        let row: &mut [f32; 8] = row.first_chunk_mut().expect("two values a tile");
        let (fours, _) = row.as_chunks_mut();
        for (four, values) in fours.iter_mut().zip(F32x4::zip(outputs)) {
            values.store(four);
        }
    }
}

/// F(4, 2), at points 0, 1, −1 and 2.
///
/// ```text
/// m₀ = (2d₀ − d₁ − 2d₂ + d₃)·g₀/2          m₃ = (d₃ − d₁)·(g₀ + 2g₁)/6
/// m₁ = (2d₁ + d₂ − d₃)·(g₀ + g₁)/2         m₄ = (2d₁ − d₂ − 2d₃ + d₄)·g₁
/// m₂ = (3d₂ − 2d₁ − d₃)·(g₀ − g₁)/6
///
/// y₀ = m₀ + m₁ + m₂ + m₃                   y₂ = m₁ + m₂ + 4m₃
/// y₁ = m₁ − m₂ + 2m₃                       y₃ = m₁ − m₂ + 8m₃ + m₄
/// ```
pub struct FourOutputs;

impl WinogradTransform<4, 5> for FourOutputs {
    fn kernel([g0, g1]: [f32; 2]) -> [f32; 5] {
        [
            g0 / 2.0,
            (g0 + g1) / 2.0,
            (g0 - g1) / 6.0,
            (g0 + 2.0 * g1) / 6.0,
            g1,
        ]
    }

    #[inline(always)]
    fn input([d0, d1, d2, d3, d4]: [F32x4; 5]) -> [F32x4; 5] {
        let outer = d3 - d1;
        let inner = d2 - d3;
        let step = d2 - d1;
        let (even, odd) = (d0 - d2, d4 - d2);
        [
            even + even + outer,
            d1 + d1 + inner,
            step + step + inner,
            outer,
            odd - outer - outer,
        ]
    }

    #[inline(always)]
    fn output([m0, m1, m2, m3, m4]: [F32x4; 5]) -> [F32x4; 4] {
        let (sum, difference) = (m1 + m2, m1 - m2);
        [
            m0 + sum + m3,
            difference + (m3 + m3),
            sum + m3.scaled(4.0),
            difference + m3.scaled(8.0) + m4,
        ]
    }

    #[inline(always)]
    fn load(row: &[f32]) -> [F32x4; 5] {
        let row: &[f32; 17] = row.first_chunk().expect("four values a tile and one more");
        let (fours, last) = row.as_chunks();
        let [d0, d1, d2, d3] =
            unzip_lanes([&fours[0], &fours[1], &fours[2], &fours[3]].map(F32x4::load));
        [d0, d1, d2, d3, d0.shifted(F32x4::splat(&last[0]))]
    }

    #[inline(always)]
    fn store(outputs: [F32x4; 4], row: &mut [f32]) {
        let row: &mut [f32; 16] = row.first_chunk_mut().expect("four values a tile");
        let (fours, _) = row.as_chunks_mut();
        for (four, values) in fours.iter_mut().zip(zip_lanes(outputs)) {
            values.store(four);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sixteen different numbers of the size of activations, four at a time.
    fn row<const COUNT: usize>(seed: usize) -> [f32; COUNT] {
        std::array::from_fn(|n| ((n * 7 + seed * 5) % 11) as f32 / 4.0 - 1.0)
    }

    fn check<S: WinogradTransform<TILE, POINTS>, const TILE: usize, const POINTS: usize>() {
        let values: [f32; 17] = row(1);
        let taps = [0.7, -0.3];
        let kernel = S::kernel(taps);
        let points = S::input(S::load(&values));
        let mut index = 0;
        let products = points.map(|point| {
            index += 1;
            point.scaled(kernel[index - 1])
        });
        let mut outputs = [0.0; 16];
        S::store(S::output(products), &mut outputs);
        for (n, output) in outputs[..4 * TILE].iter().enumerate() {
            let expected = values[n] * taps[0] + values[n + 1] * taps[1];
            let difference = (output - expected).abs();
            assert!(difference < 1e-6, "output {n}: {output} for {expected}");
        }
    }

    #[test]
    fn two_outputs_are_those_of_the_plain_convolution() {
        check::<TwoOutputs, 2, 3>();
    }

    #[test]
    fn four_outputs_are_those_of_the_plain_convolution() {
        check::<FourOutputs, 4, 5>();
    }
}
