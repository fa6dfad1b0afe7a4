//! Errors pixel by pixel.

use super::picture::Picture;

/// Span of the values, −1 to 1.
const PEAK: f64 = 2.0;

/// Mean absolute difference of all values, in units of −1..1 as in the generator's loss: 0 to 2.
///
/// # Panics
/// Panics if the sizes differ.
pub fn l1(generated: &Picture, real: &Picture) -> f64 {
    mean(generated, real, f64::abs)
}

/// Peak signal-to-noise ratio in decibels, over all channels together; infinite for equal pictures.
///
/// # Panics
/// Panics if the sizes differ.
pub fn psnr_db(generated: &Picture, real: &Picture) -> f64 {
    let squared = mean(generated, real, |difference| difference * difference);
    10.0 * (PEAK * PEAK / squared).log10()
}

fn mean(generated: &Picture, real: &Picture, of: impl Fn(f64) -> f64) -> f64 {
    assert_eq!(generated.size(), real.size(), "sizes of the pictures");
    let pairs = generated.values().iter().zip(real.values());
    let sum: f64 = pairs
        .map(|(&generated, &real)| of(f64::from(generated) - f64::from(real)))
        .sum();
    sum / real.values().len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_offset_has_the_l1_and_psnr_of_its_size() {
        let dark = Picture::new(4, 4, vec![-0.5; 48]);
        let mut values = vec![-0.5; 48];
        values[..24].fill(-0.3);
        let lighter = Picture::new(4, 4, values);
        // Half of the values are 0.2 off: mean 0.1, mean square 0.02, peak² 4.
        assert!((l1(&lighter, &dark) - 0.1).abs() < 1e-6);
        let expected = 10.0 * 200.0_f64.log10();
        assert!((psnr_db(&lighter, &dark) - expected).abs() < 1e-5);
        assert_eq!(psnr_db(&dark, &lighter), psnr_db(&lighter, &dark));
    }

    #[test]
    fn equal_pictures_differ_by_nothing() {
        let picture = Picture::new(2, 1, vec![0.1, -0.2, 0.3, 0.4, -1.0, 1.0]);
        assert_eq!(l1(&picture, &picture), 0.0);
        assert_eq!(psnr_db(&picture, &picture), f64::INFINITY);
    }
}
