//! Structural similarity.
//!
//! Source: Wang, Bovik, Sheikh, Simoncelli, "Image Quality Assessment: From Error Visibility to
//! Structural Similarity", IEEE Transactions on Image Processing 13(4), 2004, equation 13, with
//! the values of section III-C: an 11×11 Gaussian window of σ 1.5 pixels that sums to one,
//! K₁ 0.01 and K₂ 0.03. On luma, and as in the authors' program only where the window lies wholly
//! inside the picture.

use super::picture::{Picture, Plane};

pub(crate) const WINDOW: usize = 11;
const SIGMA: f64 = 1.5;
/// Luma spans 0..1, so L is 1.
pub(crate) const C1: f64 = 0.01 * 0.01;
pub(crate) const C2: f64 = 0.03 * 0.03;

/// Mean structural similarity of the two lumas: 1 for equal pictures, about 0 for unrelated ones.
///
/// # Panics
/// Panics if the sizes differ or a side is shorter than 11 pixels.
pub fn ssim(generated: &Picture, real: &Picture) -> f64 {
    assert_eq!(generated.size(), real.size(), "sizes of the pictures");
    let (x, y) = (generated.luma(), real.luma());
    let products = |a: &Plane, b: &Plane| -> Vec<f64> {
        let pairs = a.values.iter().zip(&b.values);
        pairs.map(|(&a, &b)| f64::from(a) * f64::from(b)).collect()
    };
    let plain = |plane: &Plane| plane.values.iter().copied().map(f64::from).collect();
    let smooth = |values: Vec<f64>| windowed(&values, x.width, x.height);
    let (mean_x, mean_y) = (smooth(plain(&x)), smooth(plain(&y)));
    let (xx, yy, xy) = (
        smooth(products(&x, &x)),
        smooth(products(&y, &y)),
        smooth(products(&x, &y)),
    );
    let places = mean_x.len();
    let sum: f64 = (0..places)
        .map(|at| {
            let (mx, my) = (mean_x[at], mean_y[at]);
            let variances = xx[at] - mx * mx + yy[at] - my * my;
            let covariance = xy[at] - mx * my;
            (2.0 * mx * my + C1) * (2.0 * covariance + C2)
                / ((mx * mx + my * my + C1) * (variances + C2))
        })
        .sum();
    sum / places as f64
}

/// The window along one axis; its product with itself is the window.
pub(crate) fn gaussian() -> [f64; WINDOW] {
    let middle = (WINDOW / 2) as f64;
    let raw: [f64; WINDOW] =
        std::array::from_fn(|at| (-(at as f64 - middle).powi(2) / (2.0 * SIGMA * SIGMA)).exp());
    let total: f64 = raw.iter().sum();
    raw.map(|value| value / total)
}

/// Weighted means under every window that lies inside.
fn windowed(values: &[f64], width: usize, height: usize) -> Vec<f64> {
    assert!(width.min(height) >= WINDOW, "room for one window");
    let weights = gaussian();
    let columns = width - WINDOW + 1;
    let mut rows = Vec::with_capacity(columns * height);
    for row in values.chunks_exact(width) {
        rows.extend(
            row.windows(WINDOW)
                .map(|window| -> f64 { window.iter().zip(&weights).map(|(v, w)| v * w).sum() }),
        );
    }
    let mut means = Vec::with_capacity(columns * (height - WINDOW + 1));
    for top in 0..=height - WINDOW {
        for column in 0..columns {
            let below = weights.iter().enumerate();
            means.push(
                below
                    .map(|(y, w)| w * rows[(top + y) * columns + column])
                    .sum(),
            );
        }
    }
    means
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::picture::noise;

    fn flat(value: f32) -> Picture {
        Picture::new(16, 16, vec![value; 3 * 256])
    }

    #[test]
    fn equal_pictures_score_one() {
        let picture = noise(24, 1);
        assert!((ssim(&picture, &picture) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn flat_pictures_score_by_their_brightness_alone() {
        // Lumas 0.25 and 0.75: variances and covariance vanish.
        let expected = (2.0 * 0.25 * 0.75 + C1) / (0.25 * 0.25 + 0.75 * 0.75 + C1);
        let found = ssim(&flat(-0.5), &flat(0.5));
        assert!((found - expected).abs() < 1e-6, "{found} {expected}");
    }

    #[test]
    fn unrelated_noise_scores_near_zero_and_an_inverted_picture_below() {
        let (one, other) = (noise(64, 1), noise(64, 2));
        let unrelated = ssim(&one, &other);
        let inverted = Picture::new(64, 64, one.values().iter().map(|v| -v).collect());
        let opposed = ssim(&one, &inverted);
        println!("unrelated {unrelated:.3}, inverted {opposed:.3}");
        assert!(unrelated.abs() < 0.1 && opposed < -0.5);
    }

    #[test]
    fn it_equals_the_formula_written_out_for_one_window() {
        // One 11×11 picture has one window; here as a double sum over a two-dimensional Gaussian.
        let (x, y) = (noise(WINDOW, 3), noise(WINDOW, 4));
        let (lx, ly) = (x.luma().values, y.luma().values);
        let weight = |at: usize| {
            let (dx, dy) = ((at % 11) as f64 - 5.0, (at / 11) as f64 - 5.0);
            (-(dx * dx + dy * dy) / 4.5).exp()
        };
        let total: f64 = (0..121).map(weight).sum();
        let mean = |f: &dyn Fn(usize) -> f64| -> f64 {
            (0..121).map(|at| weight(at) * f(at)).sum::<f64>() / total
        };
        let (mx, my) = (mean(&|at| f64::from(lx[at])), mean(&|at| f64::from(ly[at])));
        let vx = mean(&|at| (f64::from(lx[at]) - mx).powi(2));
        let vy = mean(&|at| (f64::from(ly[at]) - my).powi(2));
        let cov = mean(&|at| (f64::from(lx[at]) - mx) * (f64::from(ly[at]) - my));
        let expected = (2.0 * mx * my + 1e-4) * (2.0 * cov + 9e-4)
            / ((mx * mx + my * my + 1e-4) * (vx + vy + 9e-4));
        assert!((ssim(&x, &y) - expected).abs() < 1e-10);
    }
}
