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
mod tests;
