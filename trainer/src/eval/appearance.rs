//! How a set of pictures looks as a whole, whatever each of them shows, and how like photos that is.

use super::checkerboard::{CheckerboardEnergy, checkerboard_energy};
use super::colour::Colours;
use super::picture::Picture;
use super::spectrum::{BANDS, BandPower, band_power};
use super::wasserstein::{DIRECTIONS, LevelDistance, PatchSet};

/// Seeds of the patches of generated pictures, of those of photos, and of the directions.
const SEEDS: [u128; 3] = [1, 2, 3];

/// What is gathered of a set of pictures, picture by picture.
pub struct Appearance {
    pictures: usize,
    patches: PatchSet,
    checkerboard: CheckerboardEnergy,
    bands: BandPower,
    colours: Colours,
}

/// Generated pictures beside photos. Figures that are ratios are 1 where both are alike, and none where
/// photos have nothing of the kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Likeness {
    /// Distance of the patches, finest level first.
    pub wasserstein: Vec<LevelDistance>,
    /// Power in each of [`BANDS`], relative to photos.
    pub bands: [Option<f64>; BANDS.len()],
    /// Spread of the pictures' mean tints, relative to photos.
    pub colour_spread: Option<f64>,
    /// Deviation of lightness within a picture, relative to photos.
    pub contrast: Option<f64>,
    pub generated_checkerboard: CheckerboardEnergy,
    pub real_checkerboard: CheckerboardEnergy,
}

impl Appearance {
    /// For about this many generated pictures.
    pub fn of_generated(pictures: usize) -> Self {
        Self::new(pictures, SEEDS[0])
    }

    /// For about this many photos.
    pub fn of_photos(pictures: usize) -> Self {
        Self::new(pictures, SEEDS[1])
    }

    fn new(pictures: usize, seed: u128) -> Self {
        Self {
            pictures: 0,
            patches: PatchSet::new(pictures, seed),
            checkerboard: CheckerboardEnergy::default(),
            bands: BandPower::default(),
            colours: Colours::default(),
        }
    }

    /// Takes a picture into account.
    ///
    /// # Panics
    /// Panics if the picture is of another size than those before it, or its sides are no powers of two of
    /// 32 pixels and more.
    pub fn add(&mut self, picture: &Picture) {
        let luma = picture.luma();
        let (patches, colours) = (&mut self.patches, &mut self.colours);
        let (_, (power, checkerboard)) = rayon::join(
            || patches.add(picture),
            || {
                colours.add(picture);
                (band_power(&luma), checkerboard_energy(&luma))
            },
        );
        self.checkerboard.add(checkerboard);
        for (sum, power) in self.bands.iter_mut().zip(power) {
            *sum += power;
        }
        self.pictures += 1;
    }

    /// The distance of one half of the photos from the other; empty for fewer than two.
    pub fn distance_of_halves(&self) -> Vec<LevelDistance> {
        if self.pictures < 2 {
            return Vec::new();
        }
        let [even, odd] = self.patches.halves();
        even.distances(&odd, &self.patches.scale(), DIRECTIONS, SEEDS[2])
    }

    /// How like `photos` these pictures look; their patches' distance is taken over so many `directions`, a
    /// multiple of 32.
    ///
    /// # Panics
    /// Panics unless there are as many photos as pictures, or at another number of directions.
    pub fn likeness(&self, photos: &Self, directions: usize) -> Likeness {
        let ratio = |generated: f64, real: f64| (real > 0.0).then(|| generated / real);
        let of_both = |figure: fn(&Colours) -> Option<f64>| {
            ratio(figure(&self.colours)?, figure(&photos.colours)?)
        };
        let scale = photos.patches.scale();
        let mean_checkerboard = |of: &Self| of.checkerboard.scaled(1.0 / of.pictures as f64);
        Likeness {
            wasserstein: self
                .patches
                .distances(&photos.patches, &scale, directions, SEEDS[2]),
            bands: std::array::from_fn(|band| ratio(self.bands[band], photos.bands[band])),
            colour_spread: of_both(Colours::spread),
            contrast: of_both(Colours::contrast),
            generated_checkerboard: mean_checkerboard(self),
            real_checkerboard: mean_checkerboard(photos),
        }
    }
}

impl Likeness {
    /// Mean distance over the levels.
    pub fn mean_wasserstein(&self) -> f64 {
        let sum: f64 = self.wasserstein.iter().map(|level| level.distance).sum();
        sum / self.wasserstein.len() as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::picture::noise;

    const SIDE: usize = 64;

    fn photos() -> Vec<Picture> {
        (0..8).map(|seed| noise(SIDE, seed)).collect()
    }

    /// The photos, each changed, beside the photos.
    fn likeness(change: impl Fn(usize, &Picture) -> Picture) -> Likeness {
        let mut sets = [Appearance::of_generated(8), Appearance::of_photos(8)];
        for (index, photo) in photos().iter().enumerate() {
            sets[0].add(&change(index, photo));
            sets[1].add(photo);
        }
        sets[0].likeness(&sets[1], DIRECTIONS)
    }

    /// All values through a straight line.
    fn line(picture: &Picture, gain: f32, offset: [f32; 3]) -> Picture {
        let channels = picture.values().chunks_exact(SIDE * SIDE).zip(offset);
        let values =
            channels.flat_map(|(values, offset)| values.iter().map(move |v| gain * v + offset));
        Picture::new(SIDE, SIDE, values.collect())
    }

    #[track_caller]
    fn close(found: Option<f64>, expected: f64, by: f64) {
        let found = found.expect("photos have it");
        assert!((found - expected).abs() < by, "{found}, not {expected}");
    }

    #[test]
    fn photos_are_like_themselves() {
        let same = likeness(|_, photo| photo.clone());
        for ratio in same
            .bands
            .into_iter()
            .chain([same.colour_spread, same.contrast])
        {
            close(ratio, 1.0, 1e-9);
        }
        assert_eq!(same.generated_checkerboard, same.real_checkerboard);
        // The patches lie elsewhere, so the distance is that of two draws.
        assert!(same.wasserstein.iter().all(|level| level.distance < 0.1));
    }

    #[test]
    fn half_the_amplitude_is_a_quarter_of_the_energy_in_all_bands() {
        let half = likeness(|_, photo| line(photo, 0.5, [0.0; 3]));
        for ratio in half.bands {
            close(ratio, 0.25, 1e-6);
        }
        let contrast = half.contrast.expect("photos have some");
        assert!((0.4..0.6).contains(&contrast), "{contrast}");
    }

    #[test]
    fn what_makes_pictures_unlike_each_other_in_colour_is_no_detail() {
        // Every second one is bluish, the others reddish.
        let tinted = likeness(|index, photo| {
            let side = if index % 2 == 0 { 0.4 } else { -0.4 };
            line(photo, 0.5, [side, 0.0, -side])
        });
        let plain = likeness(|_, photo| line(photo, 0.5, [0.0; 3]));
        // Noise as such has hardly a tint.
        assert!(tinted.colour_spread > plain.colour_spread.map(|spread| 20.0 * spread));
        for (tinted, plain) in tinted.bands.iter().zip(plain.bands) {
            close(*tinted, plain.expect("photos have some"), 1e-6);
        }
    }

    #[test]
    fn there_is_no_ratio_to_what_photos_have_not() {
        let flat = Picture::new(SIDE, SIDE, vec![0.0; 3 * SIDE * SIDE]);
        let mut sets = [Appearance::of_generated(1), Appearance::of_photos(1)];
        for set in &mut sets {
            set.add(&flat);
        }
        let likeness = sets[0].likeness(&sets[1], DIRECTIONS);
        assert_eq!((likeness.colour_spread, likeness.contrast), (None, None));
        assert!(sets[1].distance_of_halves().is_empty());
    }
}
