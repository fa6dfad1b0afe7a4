//! Colours by how different they look: CIE 1976 L*a*b* of sRGB under its white, D65 (IEC 61966-2-1 and CIE 15).

/// White of sRGB in XYZ.
const WHITE: [f64; 3] = [0.950_47, 1.0, 1.088_83];
/// Rows make X, Y and Z of linear red, green and blue.
const TO_XYZ: [[f64; 3]; 3] = [
    [0.412_456_4, 0.357_576_1, 0.180_437_5],
    [0.212_672_9, 0.715_152_2, 0.072_175],
    [0.019_333_9, 0.119_192, 0.950_304_1],
];

/// L in 0..=100, a and b around 0; a difference of 1 can just be seen.
pub fn lab(color: [u8; 3]) -> [f64; 3] {
    lab_of_shares(color.map(|byte| f64::from(byte) / 255.0))
}

/// The same of red, green and blue in 0..=1.
pub fn lab_of_shares(color: [f64; 3]) -> [f64; 3] {
    let linear = color.map(|value| {
        if value <= 0.040_45 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    });
    let [x, y, z] = std::array::from_fn(|axis| {
        let row = TO_XYZ[axis].iter().zip(linear);
        root(row.map(|(share, value)| share * value).sum::<f64>() / WHITE[axis])
    });
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

/// The cube root, made straight near black.
fn root(share: f64) -> f64 {
    const EDGE: f64 = 6.0 / 29.0;
    if share > EDGE.powi(3) {
        share.cbrt()
    } else {
        share / (3.0 * EDGE * EDGE) + 4.0 / 29.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_colours_have_their_known_places() {
        let known = [
            ([255, 255, 255], [100.0, 0.0, 0.0]),
            ([0, 0, 0], [0.0, 0.0, 0.0]),
            ([255, 0, 0], [53.24, 80.09, 67.20]),
            ([0, 0, 255], [32.30, 79.19, -107.86]),
            ([119, 119, 119], [50.03, 0.0, 0.0]),
        ];
        for (color, expected) in known {
            let found = lab(color);
            for (found, expected) in found.into_iter().zip(expected) {
                assert!(
                    (found - expected).abs() < 0.05,
                    "{color:?}: {found} for {expected}"
                );
            }
        }
    }
}
