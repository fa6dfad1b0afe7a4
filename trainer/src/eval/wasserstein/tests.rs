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
    let distance = |b: &[f32]| sliced_wasserstein(&one, b, 5, DIRECTIONS, &mut Rand64::new(SEED));
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
