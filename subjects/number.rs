//! Numbers in text files of others.

/// A decimal number, with space around it: `12`, `-0.5`, `1e-3`, `+.5`, `007`. None for anything
/// else, infinities and `NaN` included.
///
/// `str::parse` would bring ten kilobytes of tables, which do not compress, into the page. Read in
/// this way a number may be off by its last bit as `f64`, and what is nearer to zero than 1e-290
/// may be zero; as `f32` it is exact.
pub fn read(text: &str) -> Option<f64> {
    let (is_negative, number) = signed(text.trim());
    let (whole, rest) = digits(number);
    let (fraction, rest) = digits(rest.strip_prefix('.').unwrap_or(rest));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let mut power = exponent(rest)? - fraction.len() as i32;
    let mut significand = 0_u64;
    for part in [whole, fraction] {
        for digit in part.bytes() {
            // Digits beyond the nineteenth say nothing any more.
            if significand < u64::MAX / 100 {
                significand = 10 * significand + u64::from(digit - b'0');
            } else {
                power += 1;
            }
        }
    }
    // Powers up to 10²² are exact, so that such numbers are rounded once, at the end.
    let mut scale = 1.0;
    for _ in 0..power.unsigned_abs().min(400) {
        scale *= 10.0;
    }
    let value = significand as f64;
    let value = match power < 0 {
        true => value / scale,
        false if significand == 0 => value,
        false => value * scale,
    };
    value
        .is_finite()
        .then_some(if is_negative { -value } else { value })
}

/// What stands behind the digits: nothing, or `e` and a whole number.
fn exponent(text: &str) -> Option<i32> {
    if text.is_empty() {
        return Some(0);
    }
    let number = text.strip_prefix('e').or(text.strip_prefix('E'))?;
    let (is_negative, number) = signed(number);
    let (digits, rest) = digits(number);
    if digits.is_empty() || !rest.is_empty() {
        return None;
    }
    let add = |sum: i32, digit: u8| (10 * sum + i32::from(digit - b'0')).min(9_999);
    let value = digits.bytes().fold(0, add);
    Some(if is_negative { -value } else { value })
}

/// Whether a text begins with `-`, and what follows its sign.
fn signed(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(number) => (true, number),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

/// The digits that a text begins with, and what follows them.
fn digits(text: &str) -> (&str, &str) {
    let end = text.bytes().take_while(u8::is_ascii_digit).count();
    text.split_at(end)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn numbers_are_read_and_nothing_else_is() {
        for (text, value) in [
            ("12", 12.0),
            (" -0.5\n", -0.5),
            ("0.3330000", 0.333),
            ("1e-3", 0.001),
            ("1.5E+2", 150.0),
            ("+1", 1.0),
            (".5", 0.5),
            ("-.25", -0.25),
            ("5.", 5.0),
            ("007", 7.0),
            ("0", 0.0),
            ("0e999", 0.0),
            ("0.1", 0.1),
            ("12345678901234567890123e-3", 12345678901234567890.123),
            ("1e-999", 0.0),
        ] {
            assert_eq!(read(text), Some(value), "{text}");
        }
        for text in [
            "", ".", "-", "+-1", "1 2", "1.2.3", "1e", "1e+", "1e5.", "e5", "1,5", "12px", "NaN",
            "inf", "1e999", "\"1\"", "0x10",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn what_was_written_as_f32_comes_back_to_the_bit() {
        let mut bits = 1_u32;
        for _ in 0..10_000 {
            bits = bits.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let value = f32::from_bits(bits);
            if value.is_finite() {
                let back = read(&value.to_string()).expect("a number") as f32;
                assert_eq!(back.to_bits(), value.to_bits(), "{value}");
            }
        }
    }
}
