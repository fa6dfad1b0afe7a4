//! The colours of a verdict: orange for generated, blue for real, and the less of either the less the critic
//! is sure.
//!
//! Vermilion and blue of Okabe and Ito ("Color Universal Design", 2008), which every common kind of colour
//! blindness tells apart; what is undecided lets the picture through. Pure.

/// Vermilion, sRGB.
const GENERATED: [u8; 3] = [213, 94, 0];
/// Blue, sRGB.
const REAL: [u8; 3] = [0, 114, 178];
/// Where the critic is certain, the picture still shows through.
const MOST_OPAQUE: f32 = 0.72;
/// Colours of the CSS gradient, the ends included.
const STOPS: u8 = 11;

/// Log odds at which the scale ends, ± : one in four hundred.
const END: f32 = 6.0;

/// Where on the scale from 0 (generated) to 1 (real) a probability of being real stands: in its log odds, since
/// critics are mostly sure, and the difference between one in a hundred and one in ten shall be seen.
pub fn position(probability: f32) -> f32 {
    let log_odds = (probability / (1.0 - probability)).ln();
    0.5 + 0.5 * (log_odds / END).clamp(-1.0, 1.0)
}

/// RGBA, not premultiplied, of a probability of being real, 0..1.
pub fn color(probability: f32) -> [u8; 4] {
    color_at(position(probability))
}

fn color_at(position: f32) -> [u8; 4] {
    let side = 2.0 * position - 1.0;
    let [r, g, b] = if side < 0.0 { GENERATED } else { REAL };
    let alpha = (255.0 * MOST_OPAQUE * side.abs()).round();
    // `as` saturates, and makes 0 of what is no number.
    [r, g, b, alpha as u8]
}

/// The scale as a CSS gradient to the right.
pub fn gradient() -> String {
    let stops = (0..STOPS).map(|stop| {
        let [r, g, b, alpha] = color_at(f32::from(stop) / f32::from(STOPS - 1));
        format!("rgb({r} {g} {b} / {}%)", u32::from(alpha) * 100 / 255)
    });
    let stops: Vec<String> = stops.collect();
    format!("linear-gradient(to right, {})", stops.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certainty_is_opaque_and_doubt_is_clear() {
        assert_eq!(color(0.5)[3], 0);
        let alphas = [0.0, 0.2, 0.4].map(|p| color(p)[3]);
        assert!(alphas[0] > alphas[1] && alphas[1] > alphas[2], "{alphas:?}");
        assert_eq!(color(0.0)[3], color(1.0)[3]);
        assert!(f32::from(color(1.0)[3]) <= 255.0 * MOST_OPAQUE + 0.5);
    }

    #[test]
    fn a_scale_of_odds_tells_the_sure_from_the_surer() {
        let places = [0.0, 0.01, 0.1, 0.5, 0.9, 1.0].map(position);
        assert!(places.is_sorted(), "{places:?}");
        assert_eq!([places[0], places[3], places[5]], [0.0, 0.5, 1.0]);
        assert!(places[2] - places[1] > 0.15, "{places:?}");
        assert!((places[2] + places[4] - 1.0).abs() < 1e-5);
    }

    #[test]
    fn the_sides_have_their_own_hue() {
        assert_eq!(color(0.1)[..3], GENERATED);
        assert_eq!(color(0.9)[..3], REAL);
        assert!(gradient().contains("213 94 0") && gradient().contains("0 114 178"));
    }
}
