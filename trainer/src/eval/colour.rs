//! Colour and contrast of a set of pictures, as the eye weighs them.
//!
//! A generator that does not know a house's colour answers with the mean of all houses: its pictures then
//! have one tint, and between light and dark less than photos have. Measured is in L*a*b*.

use super::picture::Picture;
use crate::colour_space::lab_of_shares;

/// Mean tints and contrasts of a set of pictures.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Colours {
    /// Mean a* and b* of each picture.
    tints: Vec<[f64; 2]>,
    /// Sum of the standard deviations of L*.
    contrasts: f64,
}

impl Colours {
    /// Takes a picture into account.
    pub fn add(&mut self, picture: &Picture) {
        let [width, height] = picture.size();
        let pixels = width * height;
        let [red, green, blue] =
            std::array::from_fn(|channel| &picture.values()[channel * pixels..][..pixels]);
        let (mut sums, mut square) = ([0.0; 3], 0.0);
        for ((&red, &green), &blue) in red.iter().zip(green).zip(blue) {
            let shares = [red, green, blue].map(|value| (f64::from(value) + 1.0) / 2.0);
            let lab = lab_of_shares(shares);
            for (sum, value) in sums.iter_mut().zip(lab) {
                *sum += value;
            }
            square += lab[0] * lab[0];
        }
        let [lightness, a, b] = sums.map(|sum| sum / pixels as f64);
        self.tints.push([a, b]);
        let variance = square / pixels as f64 - lightness * lightness;
        self.contrasts += variance.max(0.0).sqrt();
    }

    /// How far the pictures' mean tints lie apart: the standard deviation of a* and b*, as the root of the
    /// sum of their squares; 0 where all pictures have the same tint. None for fewer than two pictures.
    pub fn spread(&self) -> Option<f64> {
        if self.tints.len() < 2 {
            return None;
        }
        let count = self.tints.len() as f64;
        let variance = |axis: usize| {
            let mean = self.tints.iter().map(|tint| tint[axis]).sum::<f64>() / count;
            let squares = self.tints.iter().map(|tint| (tint[axis] - mean).powi(2));
            squares.sum::<f64>() / count
        };
        Some((variance(0) + variance(1)).sqrt())
    }

    /// Mean over the pictures of the standard deviation of L* within each, 0..50. None without pictures.
    pub fn contrast(&self) -> Option<f64> {
        (!self.tints.is_empty()).then(|| self.contrasts / self.tints.len() as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIDE: usize = 16;

    fn flat(colour: [f32; 3]) -> Picture {
        let planes = colour.iter().flat_map(|value| [*value; SIDE * SIDE]);
        Picture::new(SIDE, SIDE, planes.collect())
    }

    fn of(pictures: &[Picture]) -> Colours {
        let mut colours = Colours::default();
        for picture in pictures {
            colours.add(picture);
        }
        colours
    }

    #[track_caller]
    fn close(found: f64, expected: f64, by: f64) {
        assert!((found - expected).abs() < by, "{found}, not {expected}");
    }

    #[test]
    fn identical_colours_have_no_spread_and_two_have_half_their_distance() {
        let beige = [0.4, 0.2, -0.1];
        assert_eq!(of(&[flat(beige), flat(beige)]).spread(), Some(0.0));
        // Light and dark of one grey are the same tint, up to rounding.
        close(
            of(&[flat([0.5; 3]), flat([-0.5; 3])]).spread().unwrap(),
            0.0,
            0.02,
        );
        let (red, blue) = ([1.0, -1.0, -1.0], [-1.0, -1.0, 1.0]);
        let apart = of(&[flat(red), flat(blue)]).spread().unwrap();
        let distance = (80.09_f64 - 79.19).hypot(67.20 + 107.86);
        close(apart, distance / 2.0, 0.02);
        assert_eq!(of(&[flat(red)]).spread(), None);
    }

    #[test]
    fn black_and_white_halves_have_all_the_contrast_there_is() {
        let mut values = vec![-1.0; 3 * SIDE * SIDE];
        for row in values.chunks_exact_mut(SIDE) {
            row[..SIDE / 2].fill(1.0);
        }
        let halves = Picture::new(SIDE, SIDE, values);
        close(
            of(std::slice::from_ref(&halves)).contrast().unwrap(),
            50.0,
            1e-3,
        );
        close(
            of(&[halves, flat([0.1; 3])]).contrast().unwrap(),
            25.0,
            1e-3,
        );
        assert_eq!(of(&[]).contrast(), None);
    }
}
