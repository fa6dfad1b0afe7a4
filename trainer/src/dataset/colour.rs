//! Slight changes of a photo's light, small enough that a wall stays a wall and a window a window.
//!
//! Brightness, contrast and saturation by random factors, as is usual (for example torchvision's
//! `ColorJitter`), but no change of hue: a blue brick is no brick.

use facade_model::pixels::luma;
use oorandom::Rand32;

/// Largest change of each factor from 1.
const BRIGHTNESS: f32 = 0.1;
const CONTRAST: f32 = 0.1;
const SATURATION: f32 = 0.2;
/// What contrast turns about.
const MIDDLE: f32 = 127.5;

/// Changes all pixels of interleaved RGB alike.
pub fn vary(photo: &mut [u8], random: &mut Rand32) {
    let mut around_one = |range: f32| 1.0 + range * (2.0 * random.rand_float() - 1.0);
    let brightness = around_one(BRIGHTNESS);
    let contrast = around_one(CONTRAST);
    let saturation = around_one(SATURATION);
    let (pixels, _) = photo.as_chunks_mut::<3>();
    for pixel in pixels {
        let grey = f32::from(luma(*pixel));
        *pixel = pixel.map(|value| {
            let saturated = grey + (f32::from(value) - grey) * saturation;
            let lit = (saturated * brightness - MIDDLE) * contrast + MIDDLE;
            // `as u8` saturates.
            lit.round() as u8
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn light_varies_within_its_bounds_and_grey_stays_grey() {
        let ramp: Vec<u8> = (0..=255).flat_map(|value| [value; 3]).collect();
        let mut random = Rand32::new(3);
        let mut seen = Vec::new();
        for _ in 0..50 {
            let mut photo = ramp.clone();
            vary(&mut photo, &mut random);
            let (pixels, _) = photo.as_chunks::<3>();
            assert!(pixels.iter().all(|[r, g, b]| r == g && g == b), "no tint");
            assert!(pixels.is_sorted(), "darker stays darker");
            let largest = pixels
                .iter()
                .zip(0..=255_u8)
                .map(|(pixel, was)| pixel[0].abs_diff(was));
            // A tenth of 255 by brightness, a tenth of half the range by contrast.
            assert!(largest.max().unwrap() <= 40);
            seen.push(photo);
        }
        seen.sort_unstable();
        seen.dedup();
        assert!(seen.len() > 45, "{}", seen.len());
    }

    #[test]
    fn colours_move_towards_grey_or_away_from_it_but_not_around_it() {
        let mut random = Rand32::new(4);
        for _ in 0..50 {
            let mut photo = vec![180, 120, 60];
            vary(&mut photo, &mut random);
            let [r, g, b] = photo[..] else { panic!() };
            assert!(r > g && g > b, "{photo:?}");
            // The middle stays in the middle of the other two, by rounding.
            assert!((i32::from(r) + i32::from(b) - 2 * i32::from(g)).abs() <= 2);
        }
    }
}
