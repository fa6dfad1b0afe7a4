//! Numbers in text files of others.

/// A decimal number, with space around it: `12`, `-0.5`, `1e-3`, `+.5`, `007`. None for anything
/// else, infinities and `NaN` included.
///
/// `str::parse` would bring ten kilobytes of tables, which do not compress, into the page. Read in
/// this way a number may be off by its last bit as `f64`; as `f32` it is exact.
pub fn read(text: &str) -> Option<f64> {
    let text = text.trim();
    let (sign, number) = match text.strip_prefix('-') {
        Some(number) => ("-", number),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, rest) = digits(number);
    let (fraction, exponent) = digits(rest.strip_prefix('.').unwrap_or(rest));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    // JSON has no number without a whole part, or with a zero before it.
    let whole = whole.trim_start_matches('0');
    let zero = if whole.is_empty() { "0" } else { "" };
    serde_json::from_str(&format!("{sign}{zero}{whole}.{fraction}0{exponent}")).ok()
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
        ] {
            assert_eq!(read(text), Some(value), "{text}");
        }
        for text in [
            "", ".", "-", "+-1", "1 2", "1.2.3", "1e", "e5", "1,5", "12px", "NaN", "inf", "1e999",
            "\"1\"", "0x10",
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
