//! Pictures enlarged: Lanczos with three lobes, row by row, so that a page can breathe between the rows.
//!
//! Windowed sinc keeps edges that a browser's own smoothing softens. Source: C. E. Duchon, "Lanczos Filtering in One and
//! Two Dimensions", Journal of Applied Meteorology 18, 1979.

const LOBES: f32 = 3.0;
/// Source pixels that a pixel is made of, along each axis.
const TAPS: usize = 6;

/// A square picture and the size it shall have.
pub struct Enlarger {
    /// RGBA, opaque.
    source: Vec<u8>,
    side_px: usize,
    target_px: usize,
}

impl Enlarger {
    /// `rgba`: a square picture of `side_px`, made `target_px` wide and high.
    ///
    /// # Panics
    /// If the pixels are not as many as that, or `target_px` is smaller than `side_px`.
    pub fn new(rgba: Vec<u8>, side_px: usize, target_px: usize) -> Self {
        assert_eq!(rgba.len(), 4 * side_px * side_px, "a square picture");
        assert!(target_px >= side_px, "larger, not smaller");
        Self {
            source: rgba,
            side_px,
            target_px,
        }
    }

    /// The opaque RGBA pixels of the rows `from..to`.
    pub fn rows(&self, from: usize, to: usize) -> Vec<u8> {
        let across: Vec<_> = (0..self.target_px).map(|x| self.taps(x)).collect();
        let mut rgba = Vec::with_capacity(4 * self.target_px * (to - from));
        let mut row = vec![[0.0_f32; 3]; self.side_px];
        for y in from..to {
            let down = self.taps(y);
            for (x, sum) in row.iter_mut().enumerate() {
                *sum = [0.0; 3];
                for (source_y, weight) in down {
                    let at = 4 * (source_y * self.side_px + x);
                    add(sum, &self.source[at..at + 3], weight, f32::from);
                }
            }
            for taps in &across {
                let mut sum = [0.5; 3];
                for &(x, weight) in taps {
                    add(&mut sum, &row[x], weight, |value| value);
                }
                // Conversion holds to 0..=255.
                rgba.extend(sum.map(|value| value as u8));
                rgba.push(255);
            }
        }
        rgba
    }

    /// The source pixels behind a pixel of the target, and their weights, which sum up to 1. Beyond the edge it goes on as
    /// at the edge.
    fn taps(&self, at: usize) -> [(usize, f32); TAPS] {
        let place = (at as f32 + 0.5) * self.side_px as f32 / self.target_px as f32 - 0.5;
        let first = place.floor() - (LOBES - 1.0);
        let taps = std::array::from_fn(|tap| {
            let source = first + tap as f32;
            let held = (source.max(0.0) as usize).min(self.side_px - 1);
            (held, lanczos(place - source))
        });
        let sum: f32 = taps.iter().map(|(_, weight)| weight).sum();
        taps.map(|(source, weight)| (source, weight / sum))
    }
}

fn add<T: Copy>(sum: &mut [f32; 3], values: &[T], weight: f32, number: impl Fn(T) -> f32) {
    for (sum, &value) in sum.iter_mut().zip(values) {
        *sum += weight * number(value);
    }
}

fn lanczos(distance: f32) -> f32 {
    let turn = std::f32::consts::PI * distance;
    if turn.abs() < 1e-4 {
        return 1.0;
    }
    if distance.abs() >= LOBES {
        return 0.0;
    }
    LOBES * turn.sin() * (turn / LOBES).sin() / (turn * turn)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pixel(rgba: &[u8], width: usize, x: usize, y: usize) -> [u8; 4] {
        let at = 4 * (y * width + x);
        rgba[at..at + 4].try_into().unwrap()
    }

    #[test]
    fn one_colour_stays_one_colour_to_the_edges() {
        let source: Vec<u8> = [37, 120, 255, 255].repeat(64);
        let large = Enlarger::new(source, 8, 21).rows(0, 21);
        assert_eq!(large, [37, 120, 255, 255].repeat(21 * 21));
    }

    #[test]
    fn at_its_own_size_a_picture_is_the_same() {
        let source: Vec<u8> = (0..256_u32)
            .flat_map(|i| [i as u8, (i * 7) as u8, (i * 31) as u8, 255])
            .collect();
        assert_eq!(Enlarger::new(source.clone(), 16, 16).rows(0, 16), source);
    }

    #[test]
    fn rows_made_in_pieces_are_those_made_at_once_and_a_ramp_stays_in_the_middle() {
        let source: Vec<u8> = (0..32 * 32)
            .flat_map(|i| [(i % 32) as u8 * 8, 0, 0, 255])
            .collect();
        let enlarger = Enlarger::new(source, 32, 128);
        let whole = enlarger.rows(0, 128);
        let pieces = [enlarger.rows(0, 50), enlarger.rows(50, 128)].concat();
        assert_eq!(whole, pieces);
        for x in 16..112 {
            let wanted = 8.0 * ((x as f32 + 0.5) / 4.0 - 0.5);
            let [red, ..] = pixel(&whole, 128, x, 64);
            assert!(
                (f32::from(red) - wanted).abs() < 1.5,
                "{x}: {red} for {wanted}"
            );
        }
    }

    #[test]
    fn an_edge_is_steeper_than_by_straight_interpolation() {
        let source: Vec<u8> = (0..16 * 16)
            .flat_map(|i| [if i % 16 < 8 { 50 } else { 200 }, 0, 0, 255])
            .collect();
        let large = Enlarger::new(source, 16, 128).rows(60, 61);
        let red = |x: usize| i32::from(large[4 * x]);
        // The border lies between 63 and 64; straight interpolation rises by 150 / 8 a pixel.
        assert!(red(66) - red(61) > 100, "{} to {}", red(61), red(66));
    }
}
