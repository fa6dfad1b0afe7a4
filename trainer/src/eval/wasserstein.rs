//! Sliced Wasserstein distance between local patches of two sets of pictures.
//!
//! Source: Karras, Aila, Laine, Lehtinen, "Progressive Growing of GANs for Improved Quality,
//! Stability, and Variation", ICLR 2018, section 5: from every level of a picture's Laplacian
//! pyramid 128 patches of 7×7 pixels at random places; the distance of two sets is the mean, over 512
//! random directions, of the one-dimensional Wasserstein distance of the patches' projections. A small
//! distance at a level says that detail of this size looks alike, and that there is as much of it.
//!
//! The last is a change: Karras et al. normalise each channel of a set by its own mean and standard
//! deviation, after which a level with a quarter of the energy passes as equal. Here both sets are
//! normalised by those of the photos, so that what is blurred lies far away.

use oorandom::Rand64;
use rayon::prelude::*;

use super::picture::{Picture, Plane};
use super::pyramid::laplacian_pyramid;
use crate::cpu_kernels::product::{Matrix, add_product};
use crate::normal::normal;

/// Side of a patch in pixels.
const PATCH: usize = 7;
/// Values of a patch: three channels.
const DIMENSIONS: usize = 3 * PATCH * PATCH;
/// Patches of one picture and level, where the set is small enough.
const PATCHES_PER_PICTURE: usize = 128;
/// Patches of a set and level, beyond which a larger set takes fewer from each picture, one at
/// least: 48 MB for a pyramid of five levels.
const PATCHES_PER_SET: usize = 16_384;
/// Directions of the published distance.
pub const DIRECTIONS: usize = 512;
/// Directions that are projected on at once, to bound memory.
const BATCH: usize = 32;

/// Patches of a set of pictures, level by level, in the order of the pictures.
pub struct PatchSet {
    random: Rand64,
    per_picture: usize,
    pictures: usize,
    levels: Vec<Level>,
}

/// One octave of a [`PatchSet`].
struct Level {
    /// Shorter side of the level in pixels.
    side: usize,
    /// Patches of [`DIMENSIONS`] values each, channel after channel.
    patches: Vec<f32>,
}

/// The distance of two sets at one level.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LevelDistance {
    /// Shorter side of the level in pixels.
    pub side: usize,
    pub distance: f64,
}

impl PatchSet {
    /// An empty set for about this many pictures; `seed` decides the places of the patches.
    pub fn new(pictures: usize, seed: u128) -> Self {
        Self {
            random: Rand64::new(seed),
            per_picture: (PATCHES_PER_SET / pictures.max(1)).clamp(1, PATCHES_PER_PICTURE),
            pictures: 0,
            levels: Vec::new(),
        }
    }

    /// Takes patches from a picture.
    ///
    /// # Panics
    /// Panics if the picture is of another size than those before it, or smaller than a patch.
    pub fn add(&mut self, picture: &Picture) {
        let pyramids = picture.channels().map(laplacian_pyramid);
        if self.pictures == 0 {
            let sides = pyramids[0]
                .iter()
                .map(|plane| plane.width.min(plane.height));
            self.levels = sides
                .map(|side| Level {
                    side,
                    patches: Vec::new(),
                })
                .collect();
        }
        assert_eq!(
            pyramids[0].len(),
            self.levels.len(),
            "levels of the pyramid"
        );
        for (index, level) in self.levels.iter_mut().enumerate() {
            let planes: [&Plane; 3] = std::array::from_fn(|channel| &pyramids[channel][index]);
            let (width, height) = (planes[0].width, planes[0].height);
            assert_eq!(width.min(height), level.side, "size of the level");
            for _ in 0..self.per_picture {
                let mut place =
                    |length: usize| self.random.rand_range(0..(length - PATCH + 1) as u64) as usize;
                let (left, top) = (place(width), place(height));
                for plane in planes {
                    for row in plane.values.chunks_exact(width).skip(top).take(PATCH) {
                        level.patches.extend(&row[left..left + PATCH]);
                    }
                }
            }
        }
        self.pictures += 1;
    }

    /// Every second picture's patches: the even ones and the odd ones, as many of each.
    pub fn halves(&self) -> [Self; 2] {
        let half = self.pictures / 2;
        [0, 1].map(|parity| Self {
            random: self.random,
            per_picture: self.per_picture,
            pictures: half,
            levels: self
                .levels
                .iter()
                .map(|level| Level {
                    side: level.side,
                    patches: level
                        .patches
                        .chunks_exact(self.per_picture * DIMENSIONS)
                        .skip(parity)
                        .step_by(2)
                        .take(half)
                        .flatten()
                        .copied()
                        .collect(),
                })
                .collect(),
        })
    }

    /// Mean and standard deviation of the set, by which it and others can be normalised.
    pub fn scale(&self) -> Scale {
        let levels = self.levels.iter();
        Scale(levels.map(|level| channels(&level.patches)).collect())
    }

    /// The distance at every level, finest first, of both sets as the photos' `scale` has it, over so many
    /// `directions`, a multiple of 32; `seed` decides which.
    ///
    /// # Panics
    /// Panics if the sets differ in the number of patches, the scale in that of the levels, or `directions` is
    /// not such a multiple.
    pub fn distances(
        &self,
        other: &Self,
        scale: &Scale,
        directions: usize,
        seed: u128,
    ) -> Vec<LevelDistance> {
        assert_eq!(self.levels.len(), scale.0.len(), "levels of the scale");
        let pairs = self.levels.iter().zip(&other.levels).zip(&scale.0);
        pairs
            .map(|((level, other), channels)| LevelDistance {
                side: level.side,
                distance: sliced_wasserstein(
                    &normalised(&level.patches, channels),
                    &normalised(&other.patches, channels),
                    DIMENSIONS,
                    directions,
                    &mut Rand64::new(seed),
                ),
            })
            .collect()
    }
}

/// What a set's patches are measured in.
#[derive(Debug, Clone, PartialEq)]
pub struct Scale(Vec<[Channel; 3]>);

/// Of all values of one channel at one level.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Channel {
    mean: f64,
    deviation: f64,
}

/// Values in one channel of a patch.
const CHANNEL: usize = PATCH * PATCH;

fn channels(patches: &[f32]) -> [Channel; 3] {
    std::array::from_fn(|channel| {
        let (mut sum, mut squares, mut count) = (0.0, 0.0, 0.0);
        let chunks = patches.chunks_exact(CHANNEL).skip(channel).step_by(3);
        for value in chunks.flatten() {
            sum += f64::from(*value);
            squares += f64::from(*value).powi(2);
            count += 1.0;
        }
        let mean = sum / count;
        Channel {
            mean,
            deviation: (squares / count - mean * mean).max(0.0).sqrt(),
        }
    })
}

/// Less the mean, divided by the deviation. A channel in which photos have no contrast at all stays
/// undivided, which keeps it finite.
fn normalised(patches: &[f32], channels: &[Channel; 3]) -> Vec<f32> {
    let mut result = patches.to_vec();
    for (chunk, channel) in result
        .chunks_exact_mut(CHANNEL)
        .zip(channels.iter().cycle())
    {
        let scale = match channel.deviation {
            0.0 => 1.0,
            deviation => 1.0 / deviation,
        };
        for value in chunk {
            *value = ((f64::from(*value) - channel.mean) * scale) as f32;
        }
    }
    result
}

/// Sliced Wasserstein-1 distance of two clouds of as many points, over so many random `directions`, a multiple
/// of 32.
///
/// Each slice holds `dimensions` values a point, point after point.
///
/// # Panics
/// Panics if the clouds differ in size or hold no whole points, or at another number of directions.
pub fn sliced_wasserstein(
    points: &[f32],
    others: &[f32],
    dimensions: usize,
    directions: usize,
    random: &mut Rand64,
) -> f64 {
    assert!(
        directions > 0 && directions.is_multiple_of(BATCH),
        "whole batches"
    );
    assert_eq!(points.len(), others.len(), "points of the two clouds");
    assert_eq!(points.len() % dimensions, 0, "whole points");
    let count = points.len() / dimensions;
    if count == 0 {
        return 0.0;
    }
    let mut sum = 0.0;
    for _ in 0..directions / BATCH {
        let towards: Vec<f32> = (0..BATCH)
            .flat_map(|_| direction(dimensions, random))
            .collect();
        let (mut these, mut those) = (
            projections(points, &towards, dimensions),
            projections(others, &towards, dimensions),
        );
        // Sorted, the i-th smallest of one is matched with the i-th smallest of the other: the best
        // transport in one dimension. Summed in order, so that threads cannot change the result.
        let slices: Vec<f64> = these
            .par_chunks_exact_mut(count)
            .zip(those.par_chunks_exact_mut(count))
            .map(|(these, those)| {
                these.sort_unstable_by(f32::total_cmp);
                those.sort_unstable_by(f32::total_cmp);
                let pairs = these.iter().zip(those.iter());
                pairs.map(|(a, b)| f64::from((a - b).abs())).sum::<f64>() / count as f64
            })
            .collect();
        sum += slices.iter().sum::<f64>();
    }
    sum / directions as f64
}

/// All points projected on each direction, one direction after the other.
fn projections(points: &[f32], directions: &[f32], dimensions: usize) -> Vec<f32> {
    let count = points.len() / dimensions;
    let rows = directions.len() / dimensions;
    let mut projected = vec![0.0; rows * count];
    let directions = Matrix::dense(directions, rows, dimensions);
    let points = Matrix::dense(points, count, dimensions).transposed();
    add_product(&mut projected, directions, points);
    projected
}

/// A direction, all equally likely: normal numbers, scaled to length 1.
fn direction(dimensions: usize, random: &mut Rand64) -> Vec<f32> {
    let normal: Vec<f64> = (0..dimensions).map(|_| normal(random)).collect();
    let length = normal.iter().map(|value| value * value).sum::<f64>().sqrt();
    normal.iter().map(|value| (value / length) as f32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::picture::noise;

    const SEED: u128 = 11;

    fn cloud(count: usize, dimensions: usize, seed: u128, shift: f32) -> Vec<f32> {
        let mut random = Rand64::new(seed);
        let values = (0..count * dimensions).map(|_| random.rand_float() as f32 + shift);
        values.collect()
    }

    #[test]
    fn a_moved_cloud_is_as_far_as_its_shift_projects_on_a_random_direction() {
        // E|θ₁| over the unit sphere of d dimensions is Γ(d/2) / (√π Γ((d+1)/2)): ½ for d = 3.
        let cloud_at = |shift| cloud(500, 3, 1, shift);
        let distance = |shift: f32| {
            let random = &mut Rand64::new(SEED);
            sliced_wasserstein(&cloud_at(0.0), &cloud_at(shift), 3, DIRECTIONS, random)
        };
        assert_eq!(distance(0.0), 0.0);
        for shift in [0.5_f32, 2.0] {
            // All three axes move, so the length of the shift is √3 times as long.
            let expected = 0.5 * 3.0_f64.sqrt() * f64::from(shift);
            let found = distance(shift);
            println!("shift {shift}: {found:.4}, expected {expected:.4}");
            assert!((found / expected - 1.0).abs() < 0.08);
        }
    }

    #[test]
    fn in_one_dimension_it_is_the_area_between_the_sorted_values() {
        let distance = sliced_wasserstein(
            &[3.0, 1.0, 2.0],
            &[5.0, 1.0, 9.0],
            1,
            DIRECTIONS,
            &mut Rand64::new(SEED),
        );
        assert!(
            (distance - (0.0 + 3.0 + 6.0) / 3.0).abs() < 1e-6,
            "{distance}"
        );
    }

    #[test]
    fn two_draws_of_one_distribution_are_closer_than_two_distributions() {
        let (one, other) = (cloud(2000, 5, 1, 0.0), cloud(2000, 5, 2, 0.0));
        let wider: Vec<f32> = other.iter().map(|value| value * 1.5).collect();
        let distance =
            |b: &[f32]| sliced_wasserstein(&one, b, 5, DIRECTIONS, &mut Rand64::new(SEED));
        assert!(distance(&other) < 0.02, "{}", distance(&other));
        assert!(distance(&wider) > 5.0 * distance(&other));
    }

    #[test]
    fn patches_in_their_own_scale_carry_mean_zero_and_deviation_one_in_each_channel() {
        let patches: Vec<f32> = cloud(40, DIMENSIONS, 4, 3.0);
        let own = channels(&patches);
        for channel in channels(&normalised(&patches, &own)) {
            assert!(channel.mean.abs() < 1e-5 && (channel.deviation - 1.0).abs() < 1e-5);
        }
        // In the scale of another set, a quarter as wide and elsewhere, they are as they are.
        let smaller: Vec<f32> = patches.iter().map(|value| value / 4.0).collect();
        for channel in channels(&normalised(&smaller, &own)) {
            assert!((channel.deviation - 0.25).abs() < 1e-5, "{channel:?}");
        }
        let flat = vec![0.5; DIMENSIONS];
        let of_flat = channels(&flat);
        assert!(normalised(&flat, &of_flat).iter().all(|v| *v == 0.0));
    }

    const SIDE: usize = 64;

    /// As many pictures of noise, each changed.
    fn set(seeds: std::ops::Range<u64>, change: impl Fn(Picture) -> Picture) -> PatchSet {
        let mut set = PatchSet::new(20, u128::from(seeds.start));
        for seed in seeds {
            set.add(&change(noise(SIDE, seed)));
        }
        set
    }

    /// Every value multiplied.
    fn dimmed(picture: &Picture, by: f32) -> Picture {
        let values = picture.values().iter().map(|value| value * by);
        Picture::new(SIDE, SIDE, values.collect())
    }

    #[test]
    fn a_blurred_set_is_farther_than_another_draw_of_the_sharp_one() {
        // Each row a running mean of eight pixels.
        let blurred = |picture: Picture| {
            let mut values = Vec::new();
            for row in picture.values().chunks_exact(SIDE) {
                let mean = |x: usize| (0..8).map(|step| row[(x + step) % SIDE]).sum::<f32>() / 8.0;
                values.extend((0..SIDE).map(mean));
            }
            Picture::new(SIDE, SIDE, values)
        };
        let photos = set(0..20, |picture| picture);
        let like = set(100..120, |picture| picture);
        let blurred = set(100..120, blurred);
        let scale = photos.scale();
        let near = like.distances(&photos, &scale, DIRECTIONS, SEED);
        let far = blurred.distances(&photos, &scale, DIRECTIONS, SEED);
        println!("{near:?}\n{far:?}");
        assert_eq!(
            near.iter().map(|d| d.side).collect::<Vec<_>>(),
            [64, 32, 16]
        );
        assert!(far[0].distance > 10.0 * near[0].distance);
        let again = like.distances(&photos, &scale, DIRECTIONS, SEED);
        assert_eq!(near, again, "the same figures twice");
        let [even, odd] = photos.halves();
        assert_eq!(even.levels[0].patches.len(), 10 * 128 * DIMENSIONS);
        assert_ne!(even.levels[0].patches, odd.levels[0].patches);
    }

    #[test]
    fn a_set_with_less_of_the_same_is_far_only_in_the_scale_of_the_photos() {
        let photos = set(0..20, |picture| picture);
        let weak = set(100..120, |picture| dimmed(&picture, 0.5));
        // Half the deviation: each projection is half as wide, and the mean distance of a normal
        // variable from its half is half of E|N(0, 1)|, √(2/π).
        let expected = 0.5 * (2.0 / std::f64::consts::PI).sqrt();
        let found = weak.distances(&photos, &photos.scale(), DIRECTIONS, SEED)[0].distance;
        println!("{found:.4}, expected {expected:.4}");
        assert!((found / expected - 1.0).abs() < 0.05);
        // In a scale of its own nobody could tell.
        let own = |set: &PatchSet| normalised(&set.levels[0].patches, &set.scale().0[0]);
        let mut random = Rand64::new(SEED);
        let blind = sliced_wasserstein(
            &own(&weak),
            &own(&photos),
            DIMENSIONS,
            DIRECTIONS,
            &mut random,
        );
        assert!(found > 10.0 * blind, "{blind}");
    }
}
