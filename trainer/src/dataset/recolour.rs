//! Changes of a photo's colours, so that a generator that is told the paint learns to obey it rather than to guess
//! the colours that houses mostly have.
//!
//! All pixels change alike: what belongs together keeps doing so. Most photos change a little, each channel's gain
//! and the brightness by chance, as other light and other plaster would; some get another hue altogether, since
//! visitors paint houses that nobody has built.

use oorandom::{Rand32, Rand64};

use crate::normal::normal;

/// Share of the photos whose hue is turned by any angle.
const TURNED: f32 = 0.25;
/// Bounds of the saturation of turned photos, against their own. More makes stronger colours and, of the blotches
/// that JPEG leaves in a photo's colours, fringes that the generator learns to draw.
const SATURATION: [f32; 2] = [0.5, 1.4];
/// Largest change of the gain, either way: beyond it a photo is all black or white.
const GAIN: f32 = 2.0;
/// What is added to all channels at a deviation of one: a quarter of the range.
const OFFSET: f32 = 64.0;

/// Changes all pixels of interleaved sRGB alike. `strength` is the standard deviation of the logarithm of each
/// channel's gain, and of the common offset in quarters of the range.
pub fn recolour(photo: &mut [u8], strength: f64, random: &mut Rand32) {
    let mut normals = Rand64::new(random.rand_u32().into());
    let mut chance = || (strength * normal(&mut normals)) as f32;
    let gains: [f32; 3] = std::array::from_fn(|_| chance().exp().clamp(1.0 / GAIN, GAIN));
    let offset = chance() * OFFSET;
    let turn = (random.rand_float() < TURNED).then(|| {
        let angle = random.rand_float() * std::f32::consts::TAU;
        let [least, most] = SATURATION;
        turned(angle, least + (most - least) * random.rand_float())
    });
    let (pixels, _) = photo.as_chunks_mut::<3>();
    for pixel in pixels {
        let mut rgb = pixel.map(f32::from);
        if let Some(turn) = &turn {
            rgb = turn.map(|row| {
                row.iter()
                    .zip(rgb)
                    .map(|(share, value)| share * value)
                    .sum()
            });
        }
        for ((value, byte), gain) in rgb.into_iter().zip(pixel.iter_mut()).zip(gains) {
            // `as u8` saturates.
            *byte = (value * gain + offset).round() as u8;
        }
    }
}

/// The rotation of colours about grey by `angle`, and of what is left of grey the multiple `saturation`.
fn turned(angle: f32, saturation: f32) -> [[f32; 3]; 3] {
    // Rodrigues' formula about (1, 1, 1)/√3, less its share of the axis itself.
    let (sin, cos) = angle.sin_cos();
    let grey = 1.0 / 3.0;
    let along = |same: bool| if same { 1.0 - grey } else { -grey };
    let cross = |row: usize, column: usize| match (3 + column - row) % 3 {
        1 => -1.0 / 3.0_f32.sqrt(),
        2 => 1.0 / 3.0_f32.sqrt(),
        _ => 0.0,
    };
    std::array::from_fn(|row| {
        std::array::from_fn(|column| {
            grey + saturation * (cos * along(row == column) + sin * cross(row, column))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_keeps_grey_and_is_one_of_the_hue() {
        for angle in [0.0, 1.0, 4.0] {
            let matrix = turned(angle, 1.7);
            for row in matrix {
                assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-5, "{row:?}");
            }
        }
        // A third of a turn takes red to green.
        let third = turned(std::f32::consts::TAU / 3.0, 1.0);
        let red = third.map(|row| row[0]);
        assert!(
            (red[1] - 1.0).abs() < 1e-5 && red[0].abs() < 1e-5,
            "{red:?}"
        );
    }

    #[test]
    fn photos_change_alike_everywhere_and_differently_each_time() {
        let before: Vec<u8> = [90, 120, 60, 90, 120, 60].to_vec();
        let mut seen = Vec::new();
        for seed in 0..100 {
            let mut photo = before.clone();
            recolour(&mut photo, 0.1, &mut Rand32::new(seed));
            assert_eq!(photo[..3], photo[3..]);
            seen.push([photo[0], photo[1], photo[2]]);
        }
        let green = seen.iter().filter(|[r, g, b]| g > r && g > b).count();
        println!("{green} of 100 stay green");
        assert!(
            (60..=95).contains(&green),
            "most keep their hue, some do not"
        );
        seen.sort_unstable();
        seen.dedup();
        assert!(seen.len() > 90);
    }

    #[test]
    fn a_strength_of_zero_would_change_hues_alone() {
        let mut photo = vec![77; 3];
        for seed in 0..20 {
            recolour(&mut photo, 0.0, &mut Rand32::new(seed));
        }
        assert_eq!(photo, [77; 3], "grey has no hue to turn");
    }
}
