//! Light colour jitter, so that the segmenter reads shapes and contrasts, not one camera's colours.

use oorandom::Rand32;

/// Contrast varies by this share, and each channel's contrast by half of it.
const CONTRAST: f32 = 0.25;
/// Brightness varies by this many of 255 steps, and each channel's by half of it.
const BRIGHTNESS: f32 = 25.0;
/// What contrast turns about.
const MIDDLE: f32 = 127.5;

/// A random straight line from value to value for each channel, all pixels alike.
///
/// `photo` is interleaved RGB.
pub fn recolour(photo: &mut [u8], random: &mut Rand32) {
    let contrast = 1.0 + CONTRAST * signed(random);
    let brightness = BRIGHTNESS * signed(random);
    let tables: [[u8; 256]; 3] = std::array::from_fn(|_| {
        let gain = contrast * (1.0 + CONTRAST / 2.0 * signed(random));
        let offset = brightness + BRIGHTNESS / 2.0 * signed(random);
        // `as u8` saturates.
        std::array::from_fn(|value| {
            ((value as f32 - MIDDLE) * gain + MIDDLE + offset).round() as u8
        })
    });
    for pixel in photo.chunks_exact_mut(3) {
        for (value, table) in pixel.iter_mut().zip(&tables) {
            *value = table[usize::from(*value)];
        }
    }
}

/// A number in −1..1.
fn signed(random: &mut Rand32) -> f32 {
    2.0 * random.rand_float() - 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_vary_within_their_bounds_and_keep_their_order() {
        let ramp: Vec<u8> = (0..=255).flat_map(|value| [value; 3]).collect();
        let mut random = Rand32::new(3);
        let mut seen = Vec::new();
        for _ in 0..50 {
            let mut photo = ramp.clone();
            recolour(&mut photo, &mut random);
            for channel in 0..3 {
                let values: Vec<u8> = photo.iter().skip(channel).step_by(3).copied().collect();
                assert!(values.is_sorted(), "darker stays darker");
                // At the middle only brightness acts, and rounding.
                assert!(values[127].abs_diff(127) <= 39, "{}", values[127]);
            }
            seen.push(photo);
        }
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 50);
    }
}
