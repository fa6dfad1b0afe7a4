//! Laplacian pyramids (Burt and Adelson, "The Laplacian Pyramid as a Compact Image Code", IEEE
//! Transactions on Communications 31(4), 1983), with mirrored borders.

use super::picture::Plane;

/// Binomial filter of five taps, which sums to one.
const TAPS: [f32; 5] = [1.0 / 16.0, 4.0 / 16.0, 6.0 / 16.0, 4.0 / 16.0, 1.0 / 16.0];
/// No level has a side shorter than this (Karras et al. 2018, section 5).
const SMALLEST_SIDE: usize = 16;

/// Splits a plane into what each octave adds, finest first; the last level is what remains,
/// blurred. Halving ends before a side becomes odd or shorter than 16.
pub fn laplacian_pyramid(plane: Plane) -> Vec<Plane> {
    let mut levels = Vec::new();
    let mut current = plane;
    while halves(current.width) && halves(current.height) {
        let smaller = halved(&current);
        let coarse = doubled(&smaller);
        for (value, coarse) in current.values.iter_mut().zip(&coarse.values) {
            *value -= coarse;
        }
        levels.push(current);
        current = smaller;
    }
    levels.push(current);
    levels
}

fn halves(side: usize) -> bool {
    side.is_multiple_of(2) && side / 2 >= SMALLEST_SIDE
}

/// Blurred, then every second pixel either way.
fn halved(plane: &Plane) -> Plane {
    let blurred = filtered(plane, 1.0);
    let (width, height) = (plane.width / 2, plane.height / 2);
    let pixels = (0..width * height).map(|at| {
        let (x, y) = (at % width, at / width);
        blurred.values[2 * y * plane.width + 2 * x]
    });
    Plane {
        width,
        height,
        values: pixels.collect(),
    }
}

/// Twice the size: the pixels with zeros between them, filtered.
fn doubled(plane: &Plane) -> Plane {
    let (width, height) = (2 * plane.width, 2 * plane.height);
    let mut sparse = Plane {
        width,
        height,
        values: vec![0.0; width * height],
    };
    for (y, row) in plane.values.chunks_exact(plane.width).enumerate() {
        for (x, &value) in row.iter().enumerate() {
            sparse.values[2 * y * width + 2 * x] = value;
        }
    }
    // Three of four pixels are zero: a gain of 2 an axis.
    filtered(&sparse, 2.0)
}

/// The binomial filter along both axes, each with this gain.
fn filtered(plane: &Plane, gain: f32) -> Plane {
    let (width, height) = (plane.width, plane.height);
    let taps = TAPS.map(|tap| tap * gain);
    let mut rows = vec![0.0; plane.values.len()];
    let mut padded = Vec::with_capacity(width + 4);
    for (sums, row) in rows
        .chunks_exact_mut(width)
        .zip(plane.values.chunks_exact(width))
    {
        padded.clear();
        padded.extend((0..width + 4).map(|x| row[mirrored(x, width)]));
        weigh(sums, taps, |tap| &padded[tap..tap + width]);
    }
    let mut values = vec![0.0; rows.len()];
    for (y, sums) in values.chunks_exact_mut(width).enumerate() {
        weigh(sums, taps, |tap| {
            let start = mirrored(y + tap, height) * width;
            &rows[start..start + width]
        });
    }
    Plane {
        width,
        height,
        values,
    }
}

/// Adds up a row of each tap, tap after tap, so that the pixels of a row go through the processor side by side.
fn weigh<'a>(sums: &mut [f32], taps: [f32; 5], row: impl Fn(usize) -> &'a [f32]) {
    for (tap, weight) in taps.into_iter().enumerate() {
        for (sum, value) in sums.iter_mut().zip(row(tap)) {
            *sum += weight * value;
        }
    }
}

/// Position `shifted - 2` along an axis, mirrored at the first and last pixel without repeating it.
fn mirrored(shifted: usize, length: usize) -> usize {
    let inside = shifted.abs_diff(2);
    if inside < length {
        inside
    } else {
        2 * (length - 1) - inside
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::picture::noise;

    #[test]
    fn a_flat_picture_leaves_nothing_but_the_last_level() {
        let flat = Plane {
            width: 64,
            height: 32,
            values: vec![0.5; 64 * 32],
        };
        let levels = laplacian_pyramid(flat);
        let sizes: Vec<_> = levels.iter().map(|p| (p.width, p.height)).collect();
        assert_eq!(sizes, [(64, 32), (32, 16)]);
        assert!(levels[0].values.iter().all(|value| value.abs() < 1e-6));
        assert!(
            levels[1]
                .values
                .iter()
                .all(|value| (value - 0.5).abs() < 1e-6)
        );
    }

    #[test]
    fn a_single_pixel_spreads_as_the_binomial_filter_says() {
        let mut values = vec![0.0; 32 * 32];
        values[16 * 32 + 16] = 1.0;
        let levels = laplacian_pyramid(Plane {
            width: 32,
            height: 32,
            values,
        });
        assert_eq!(levels.len(), 2);
        let half = |x: usize, y: usize| levels[1].values[y * 16 + x] * 256.0;
        assert!((half(8, 8) - 36.0).abs() < 1e-4);
        assert!((half(9, 8) - 6.0).abs() < 1e-4);
        assert!((half(7, 9) - 1.0).abs() < 1e-4);
        // Doubled again, the middle gets (6·6 + 1·1 + 1·1)/16 · 2/16 an axis: 38·2/256 squared.
        let middle = 1.0 - (76.0_f32 / 256.0).powi(2);
        assert!((levels[0].values[16 * 32 + 16] - middle).abs() < 1e-5);
    }

    #[test]
    fn doubling_and_adding_up_the_levels_restores_the_picture() {
        let picture = noise(64, 3).luma();
        let mut levels = laplacian_pyramid(picture.clone());
        let mut sum = levels.pop().unwrap();
        while let Some(level) = levels.pop() {
            sum = doubled(&sum);
            for (value, detail) in sum.values.iter_mut().zip(&level.values) {
                *value += detail;
            }
        }
        for (found, expected) in sum.values.iter().zip(&picture.values) {
            assert!((found - expected).abs() < 1e-5);
        }
    }
}
