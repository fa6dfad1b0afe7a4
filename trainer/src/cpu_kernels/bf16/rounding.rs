//! Rounding to bfloat16, the upper half of an f32.

/// The nearest bfloat16, ties to even; what is not a number stays so.
#[inline(always)]
pub fn round(value: f32) -> u16 {
    let bits = value.to_bits();
    if value.is_nan() {
        return (bits >> 16) as u16 | 0x40;
    }
    ((bits + 0x7fff + ((bits >> 16) & 1)) >> 16) as u16
}

/// Two of them as the processor takes them, the first in the lower half.
#[inline(always)]
pub fn pair(first: f32, second: f32) -> u32 {
    u32::from(round(first)) | u32::from(round(second)) << 16
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rounded(value: f32) -> f32 {
        f32::from_bits(u32::from(round(value)) << 16)
    }

    #[test]
    fn rounds_to_the_nearest_and_ties_to_even() {
        let step = 1.0 / 128.0;
        assert_eq!(rounded(1.0), 1.0);
        assert_eq!(rounded(1.0 + 0.4 * step), 1.0);
        assert_eq!(rounded(1.0 + 0.5 * step), 1.0);
        assert_eq!(rounded(1.0 + 0.6 * step), 1.0 + step);
        assert_eq!(rounded(1.0 + 1.5 * step), 1.0 + 2.0 * step);
        assert_eq!(rounded(-3.0 - 0.1 * step), -3.0);
    }

    #[test]
    fn what_is_not_a_finite_number_stays_so() {
        assert!(rounded(f32::NAN).is_nan());
        assert!(rounded(f32::from_bits(0x7fff_ffff)).is_nan());
        assert!(rounded(f32::from_bits(0x7f80_0001)).is_nan());
        assert_eq!(rounded(f32::INFINITY), f32::INFINITY);
        assert_eq!(rounded(f32::MAX), f32::INFINITY);
    }

    #[test]
    fn a_pair_begins_in_the_lower_half() {
        assert_eq!(pair(1.0, -2.0), 0xc000_3f80);
    }
}
