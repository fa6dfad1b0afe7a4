//! How much detail of each size there is: the energy in bands of spatial frequency.
//!
//! A blurred picture can be close to its photo in every pixel and has little energy at high
//! frequencies; a checkerboard or noise has too much. The bands are measured over the whole
//! picture, so they say how much detail there is, and nothing of where it is: that is what
//! [`super::wasserstein`] sees.

use std::f64::consts::TAU;

use super::picture::Plane;

/// The larger of a wave's two frequencies lies between these, in cycles a pixel. Below the first band lies
/// what a label map prescribes; ½ is the highest frequency that pixels can hold.
pub const BANDS: [[f64; 2]; 3] = [[0.125, 0.25], [0.25, 0.375], [0.375, 0.5]];

/// Mean power in each of [`BANDS`]: of white noise its variance, in every band.
pub type BandPower = [f64; BANDS.len()];

/// The power of one plane, seen through a Hann window as large as the plane: otherwise the step from each
/// border to the one opposite would be its strongest detail.
///
/// # Panics
/// Panics unless both sides are powers of two and at least 16 pixels.
pub fn band_power(plane: &Plane) -> BandPower {
    let (width, height) = (plane.width, plane.height);
    let sound = |side: usize| side.is_power_of_two() && side >= 16;
    assert!(sound(width) && sound(height), "sides that can be halved");
    let (across, down) = (Axis::new(width), Axis::new(height));
    let mut rows: Vec<Complex> = Vec::with_capacity(width * height);
    for (row, weight) in plane.values.chunks_exact(width).zip(&down.window) {
        let start = rows.len();
        let windowed = row.iter().zip(&across.window);
        rows.extend(windowed.map(|(&value, &w)| [f64::from(value) * w * weight, 0.0]));
        across.transform(&mut rows[start..]);
    }
    let mut power = BandPower::default();
    let mut counts = [0.0; BANDS.len()];
    let mut column: Vec<Complex> = vec![[0.0; 2]; height];
    for x in 0..=width / 2 {
        // The columns beyond mirror those between the first and the middle one, since pixels are real.
        let times = if x % (width / 2) == 0 { 1.0 } else { 2.0 };
        for (value, row) in column.iter_mut().zip(rows.chunks_exact(width)) {
            *value = row[x];
        }
        down.transform(&mut column);
        for (y, [real, imaginary]) in column.iter().enumerate() {
            let frequency = across.frequency(x).max(down.frequency(y));
            // ½ itself belongs to the last band.
            let band = BANDS.iter().rposition(|[low, _]| frequency >= *low);
            if let Some(band) = band {
                power[band] += times * (real * real + imaginary * imaginary);
                counts[band] += times;
            }
        }
    }
    // White noise of variance 1 has, at each frequency, the sum of the squared window.
    let noise = across.energy() * down.energy();
    std::array::from_fn(|band| power[band] / counts[band] / noise)
}

/// Real and imaginary part.
type Complex = [f64; 2];

/// The Fourier transform along one axis, for a number of pixels that is a power of two.
struct Axis {
    window: Vec<f64>,
    /// `e^(−2πi·k/n)` for k below n/2.
    roots: Vec<Complex>,
}

impl Axis {
    fn new(length: usize) -> Self {
        let turn = |steps: f64| TAU * steps / length as f64;
        let pixels = (0..length).map(|x| 0.5 - 0.5 * turn(x as f64 + 0.5).cos());
        let roots = (0..length / 2).map(|k| {
            let angle = turn(k as f64);
            [angle.cos(), -angle.sin()]
        });
        Self {
            window: pixels.collect(),
            roots: roots.collect(),
        }
    }

    fn energy(&self) -> f64 {
        self.window.iter().map(|weight| weight * weight).sum()
    }

    /// Of the k-th value of a transform, in cycles a pixel, 0..½.
    fn frequency(&self, k: usize) -> f64 {
        let length = self.window.len();
        k.min(length - k) as f64 / length as f64
    }

    /// In place (Cooley and Tukey, "An Algorithm for the Machine Calculation of Complex Fourier Series",
    /// Mathematics of Computation 19, 1965), halves within halves.
    fn transform(&self, values: &mut [Complex]) {
        let length = values.len();
        let unused = usize::BITS - length.trailing_zeros();
        for index in 0..length {
            let mirrored = index.reverse_bits() >> unused;
            if index < mirrored {
                values.swap(index, mirrored);
            }
        }
        let mut half = 1;
        while half < length {
            let step = length / (2 * half);
            for block in values.chunks_exact_mut(2 * half) {
                let (even, odd) = block.split_at_mut(half);
                let roots = self.roots.iter().step_by(step);
                for ((even, odd), root) in even.iter_mut().zip(odd).zip(roots) {
                    let turned = [
                        odd[0] * root[0] - odd[1] * root[1],
                        odd[0] * root[1] + odd[1] * root[0],
                    ];
                    *odd = [even[0] - turned[0], even[1] - turned[1]];
                    *even = [even[0] + turned[0], even[1] + turned[1]];
                }
            }
            half *= 2;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::PI;

    use super::*;
    use crate::eval::picture::noise;

    const SIDE: usize = 64;

    fn wave(across: f64, down: f64) -> Plane {
        let phase = |at: usize| across * (at % SIDE) as f64 + down * (at / SIDE) as f64;
        let values = (0..SIDE * SIDE).map(|at| (TAU * phase(at)).cos() as f32);
        Plane {
            width: SIDE,
            height: SIDE,
            values: values.collect(),
        }
    }

    #[test]
    fn a_wave_has_its_power_in_the_band_of_its_higher_frequency() {
        for (across, down, band) in [
            (0.1875, 0.03, 0),
            (0.05, 0.3125, 1),
            (-0.3125, 0.1, 1),
            (0.4375, 0.4375, 2),
            (0.5, 0.0, 2),
        ] {
            let power = band_power(&wave(across, down));
            let sum: f64 = power.iter().sum();
            println!("{across} {down}: {power:?}");
            assert!(power[band] > 0.999 * sum, "{power:?}");
        }
        // What is slower than all bands, and a flat picture, leave nothing there.
        for plane in [wave(0.0625, 0.03), wave(0.0, 0.0)] {
            assert!(band_power(&plane).iter().all(|power| *power < 1e-6));
        }
    }

    /// The mean over several pictures of noise, of luma after `change`.
    fn mean_power(change: impl Fn(Plane) -> Plane) -> BandPower {
        const PICTURES: u64 = 16;
        let mut mean = BandPower::default();
        for seed in 0..PICTURES {
            let power = band_power(&change(noise(SIDE, seed).luma()));
            for (mean, power) in mean.iter_mut().zip(power) {
                *mean += power / PICTURES as f64;
            }
        }
        mean
    }

    #[test]
    fn white_noise_has_its_variance_in_every_band() {
        // Three channels of variance ⅓, weighted as luma, and half of it.
        let variance = (0.299_f64.powi(2) + 0.587_f64.powi(2) + 0.114_f64.powi(2)) / 3.0 / 4.0;
        for power in mean_power(|plane| plane) {
            println!("{:.4}", power / variance);
            assert!((power / variance - 1.0).abs() < 0.04);
        }
    }

    #[test]
    fn a_known_blur_takes_from_each_band_what_its_response_says() {
        // (1, 2, 1)/4 along the rows passes cos²(πf) of a wave, its fourth power of the energy.
        let blurred = mean_power(|plane| {
            let mut blurred = plane.clone();
            for (row, from) in blurred
                .values
                .chunks_exact_mut(SIDE)
                .zip(plane.values.chunks_exact(SIDE))
            {
                for (x, value) in row.iter_mut().enumerate() {
                    let (before, after) = (from[(x + SIDE - 1) % SIDE], from[(x + 1) % SIDE]);
                    *value = (before + 2.0 * from[x] + after) / 4.0;
                }
            }
            blurred
        });
        let sharp = mean_power(|plane| plane);
        for (band, [low, high]) in BANDS.into_iter().enumerate() {
            let (mut expected, mut count) = (0.0, 0.0);
            for at in 0..SIDE * SIDE {
                let of = |k: usize| k.min(SIDE - k) as f64 / SIDE as f64;
                let (across, down) = (of(at % SIDE), of(at / SIDE));
                let frequency = across.max(down);
                if frequency >= low && (frequency < high || high == 0.5) {
                    expected += (PI * across).cos().powi(4);
                    count += 1.0;
                }
            }
            let (found, expected) = (blurred[band] / sharp[band], expected / count);
            println!("band {band}: {found:.4}, expected {expected:.4}");
            assert!((found / expected - 1.0).abs() < 0.03);
        }
    }
}
