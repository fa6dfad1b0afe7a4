//! Energy at the frequencies of checkerboards.
//!
//! A decoder that doubles the picture with uneven overlap leaves a pattern that repeats every two
//! pixels, its second-last block one that repeats every four (Odena, Dumoulin, Olah,
//! "Deconvolution and Checkerboard Artifacts", Distill 2016). Such patterns have all their energy
//! at multiples of ½ or ¼ of the pixel frequency. A generator that blurs has less energy there than
//! photos have even where a pattern is plain to see; so what lies just beside these frequencies is
//! measured too: a pattern stands out against it, a blur lowers both.

use std::f64::consts::TAU;

use super::picture::Plane;

/// Side of the windows that are looked at: as large as the surfaces across which a pattern keeps
/// its phase, because only what keeps its phase through the window adds up.
const WINDOW: usize = 32;
/// Windows overlap by half.
const STEP: usize = WINDOW / 2;
/// Steps of frequency in a quarter of the pixel frequency.
const QUARTER: usize = WINDOW / 4;
/// How many steps beside a pattern's frequency is beside it: out of the Hann window's reach, which
/// is one step either way.
const BESIDE: usize = 3;

/// Mean power of a luma plane at the frequencies of checkerboards.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct CheckerboardEnergy {
    /// Of what repeats every 2 pixels.
    pub every_2: Line,
    /// Of what repeats every 4 pixels and not every 2.
    pub every_4: Line,
}

/// Power at some frequencies, summed, and beside them.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Line {
    pub at: f64,
    /// For each of the frequencies the mean of those beside it.
    pub beside: f64,
}

impl Line {
    /// How far the line stands out of its surroundings: about 1 in noise, less in photos, whose
    /// energy falls steeply with the frequency; none without any detail.
    pub fn peak(self) -> Option<f64> {
        (self.beside > 0.0).then(|| self.at / self.beside)
    }

    fn scaled(self, by: f64) -> Self {
        Self {
            at: self.at * by,
            beside: self.beside * by,
        }
    }

    fn add(&mut self, other: Self) {
        self.at += other.at;
        self.beside += other.beside;
    }
}

impl CheckerboardEnergy {
    /// Adds the energy of another picture.
    pub fn add(&mut self, other: Self) {
        self.every_2.add(other.every_2);
        self.every_4.add(other.every_4);
    }

    /// All figures multiplied.
    pub fn scaled(self, by: f64) -> Self {
        Self {
            every_2: self.every_2.scaled(by),
            every_4: self.every_4.scaled(by),
        }
    }
}

/// The energy of one luma plane, as the mean over all windows: a pattern of ±a that repeats every
/// two pixels contributes a².
///
/// # Panics
/// Panics if a side is shorter than 32 pixels.
pub fn checkerboard_energy(luma: &Plane) -> CheckerboardEnergy {
    assert!(luma.width.min(luma.height) >= WINDOW, "room for one window");
    let taps = taps();
    let mut energy = CheckerboardEnergy::default();
    let mut windows = 0;
    for top in (0..=luma.height - WINDOW).step_by(STEP) {
        for left in (0..=luma.width - WINDOW).step_by(STEP) {
            energy.add(window_energy(luma, left, top, &taps));
            windows += 1;
        }
    }
    energy.scaled(1.0 / f64::from(windows))
}

/// Real and imaginary part.
type Complex = [f64; 2];
/// One row a frequency, in steps of 1/32 of the pixel frequency.
type Taps = [[Complex; WINDOW]; WINDOW];

/// `e^(−2πi·f·x/32)` for each frequency f, weighted with a Hann window that sums to one. The window
/// keeps the energy of edges and gradients at their own, low frequencies.
fn taps() -> Taps {
    let turn = |steps: f64| TAU * steps / WINDOW as f64;
    let hann = |x: usize| (1.0 - turn(x as f64 + 0.5).cos()) / WINDOW as f64;
    std::array::from_fn(|frequency| {
        std::array::from_fn(|x| {
            let angle = turn((frequency * x % WINDOW) as f64);
            [hann(x) * angle.cos(), -hann(x) * angle.sin()]
        })
    })
}

fn window_energy(luma: &Plane, left: usize, top: usize, taps: &Taps) -> CheckerboardEnergy {
    // First along the rows, then down the columns, as the two-dimensional transform separates.
    let mut rows: Vec<Option<[Complex; WINDOW]>> = vec![None; WINDOW];
    for at in (0..WINDOW).step_by(QUARTER) {
        for frequency in [Some(at), below(at), above(at)].into_iter().flatten() {
            rows[frequency] = Some(across(luma, left, top, &taps[frequency]));
        }
    }
    let power = |x: usize, y: usize| {
        let row = rows[x].as_ref().expect("transformed above");
        let mut sum = [0.0; 2];
        for (value, tap) in row.iter().zip(&taps[y]) {
            sum[0] += value[0] * tap[0] - value[1] * tap[1];
            sum[1] += value[0] * tap[1] + value[1] * tap[0];
        }
        sum[0] * sum[0] + sum[1] * sum[1]
    };
    let mut energy = CheckerboardEnergy::default();
    for x in (0..WINDOW).step_by(QUARTER) {
        for y in (0..WINDOW).step_by(QUARTER) {
            if (x, y) == (0, 0) {
                continue;
            }
            // Stripes stay stripes beside their frequency: the axes, where buildings have most of
            // their energy, are compared with the axes.
            let beside: Vec<f64> = [below(x), above(x)]
                .into_iter()
                .flatten()
                .map(|x| power(x, y))
                .chain(
                    [below(y), above(y)]
                        .into_iter()
                        .flatten()
                        .map(|y| power(x, y)),
                )
                .collect();
            let line = Line {
                at: power(x, y),
                beside: beside.iter().sum::<f64>() / beside.len() as f64,
            };
            if (x % (2 * QUARTER), y % (2 * QUARTER)) == (0, 0) {
                energy.every_2.add(line);
            } else {
                energy.every_4.add(line);
            }
        }
    }
    energy
}

/// The frequency beside one, towards zero; none beside zero itself.
fn below(frequency: usize) -> Option<usize> {
    (frequency > 0).then(|| frequency - BESIDE)
}

/// The frequency beside one, away from zero; none beside zero itself.
fn above(frequency: usize) -> Option<usize> {
    (frequency > 0).then(|| frequency + BESIDE)
}

/// One frequency along each row of a window.
fn across(luma: &Plane, left: usize, top: usize, taps: &[Complex; WINDOW]) -> [Complex; WINDOW] {
    std::array::from_fn(|y| {
        let start = (top + y) * luma.width + left;
        let mut sum = [0.0; 2];
        for (&value, tap) in luma.values[start..start + WINDOW].iter().zip(taps) {
            sum[0] += f64::from(value) * tap[0];
            sum[1] += f64::from(value) * tap[1];
        }
        sum
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::picture::noise;

    const SIDE: usize = 64;

    fn plane(value: impl Fn(usize, usize) -> f64) -> Plane {
        let pixels = (0..SIDE * SIDE).map(|at| value(at % SIDE, at / SIDE) as f32);
        Plane {
            width: SIDE,
            height: SIDE,
            values: pixels.collect(),
        }
    }

    fn sign(even: bool) -> f64 {
        if even { 1.0 } else { -1.0 }
    }

    #[track_caller]
    fn check(luma: &Plane, every_2: f64, every_4: f64) {
        let found = checkerboard_energy(luma);
        assert!((found.every_2.at - every_2).abs() < 1e-8, "{found:?}");
        assert!((found.every_4.at - every_4).abs() < 1e-8, "{found:?}");
    }

    #[test]
    fn a_checkerboard_of_plus_and_minus_a_has_the_energy_a_squared() {
        const A: f64 = 0.125;
        // Checkerboard and stripes either way.
        check(
            &plane(|x, y| 0.5 + A * sign((x + y).is_multiple_of(2))),
            A * A,
            0.0,
        );
        check(
            &plane(|x, _| 0.5 + A * sign(x.is_multiple_of(2))),
            A * A,
            0.0,
        );
        check(
            &plane(|_, y| 0.5 + A * sign(y.is_multiple_of(2))),
            A * A,
            0.0,
        );
        // Two on, two off: all its energy, a², lies at a quarter and three quarters.
        check(&plane(|x, _| 0.5 + A * sign(x % 4 < 2)), 0.0, A * A);
        check(&plane(|_, y| 0.5 + A * sign(y % 4 < 2)), 0.0, A * A);
    }

    #[test]
    fn flat_and_sloping_pictures_have_next_to_no_such_energy() {
        check(&plane(|_, _| 0.7), 0.0, 0.0);
        // What leaks from a slope is less than a checkerboard of a thousandth of the range would
        // have.
        let slope = checkerboard_energy(&plane(|x, y| (x + 2 * y) as f64 / 256.0));
        assert!(
            slope.every_2.at < 1e-6 && slope.every_4.at < 1e-6,
            "{slope:?}"
        );
    }

    /// A picture with a checkerboard of ±a laid over it.
    fn with_checkerboard(picture: &Plane, a: f64) -> Plane {
        let mut laid = picture.clone();
        for (at, value) in laid.values.iter_mut().enumerate() {
            let steps = at % SIDE + at / SIDE;
            *value += (a * sign(steps.is_multiple_of(2))) as f32;
        }
        laid
    }

    #[test]
    fn a_checkerboard_laid_over_a_picture_adds_its_own_energy() {
        const A: f64 = 0.25;
        let picture = noise(SIDE, 7).luma();
        let before = checkerboard_energy(&picture);
        let after = checkerboard_energy(&with_checkerboard(&picture, A));
        // Up to the cross term 2·a·c with the picture's own coefficient c, whose mean is near 0.
        let rise = after.every_2.at - before.every_2.at;
        println!("rise {rise:.4} for a² {:.4}", A * A);
        assert!((rise - A * A).abs() < 0.1 * A * A);
        assert!((after.every_4.at - before.every_4.at).abs() < 1e-8);
        assert!((after.every_2.beside - before.every_2.beside).abs() < 1e-8);
    }

    #[test]
    fn a_checkerboard_stands_out_even_of_a_blurred_picture() {
        let sharp = noise(SIDE, 8).luma();
        let mut blurred = sharp.clone();
        for _ in 0..2 {
            let from = blurred.values.clone();
            for (at, value) in blurred.values.iter_mut().enumerate() {
                let next = |step: usize| from[(at + step) % from.len()];
                *value = (next(0) + next(1) + next(SIDE) + next(SIDE + 1)) / 4.0;
            }
        }
        let peak = |plane: &Plane| checkerboard_energy(plane).every_2.peak().unwrap();
        let laid = with_checkerboard(&blurred, 0.01);
        let (noise, found) = (peak(&sharp), peak(&laid));
        println!("noise {noise:.2}, blurred with a checkerboard {found:.2}");
        assert!((0.5..2.0).contains(&noise), "noise has no line");
        assert!(found > 3.0 * noise);
        let energy = |plane: &Plane| checkerboard_energy(plane).every_2.at;
        assert!(energy(&laid) < energy(&sharp), "energy alone would miss it");
    }

    #[test]
    fn without_detail_there_is_no_peak() {
        assert_eq!(Line::default().peak(), None);
    }
}
