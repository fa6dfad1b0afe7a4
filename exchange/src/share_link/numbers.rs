//! Numbers out of decisions: small ones are short, and the models learn how small they usually are.

use super::range_coder::{Bit, Coder};

/// More bits than any number in a drawing has.
const LONGEST: usize = 21;

/// A choice of one of as many values as so many bits have.
#[derive(Debug, Clone)]
pub struct Choice(Vec<Bit>);

impl Choice {
    /// A choice between values of `bits` bits, at most 8.
    pub fn of(bits: u32) -> Self {
        Self(vec![Bit::default(); 1 << bits])
    }

    /// Codes a value.
    pub fn code(&mut self, coder: &mut impl Coder, value: u8) -> u8 {
        let mut node = 1;
        for shift in (0..self.0.len().ilog2()).rev() {
            let bit = coder.bit(&mut self.0[node], value >> shift & 1 == 1);
            node = node << 1 | usize::from(bit);
        }
        (node - self.0.len()) as u8
    }
}

/// A number from 0 to 2²¹ − 2, as an adaptive Elias gamma code of the next higher one.
#[derive(Debug, Clone, Default)]
pub struct Natural {
    longer: [Bit; LONGEST],
    second_bit: [Bit; LONGEST],
    rest: [Bit; LONGEST],
}

impl Natural {
    /// Codes a value; one that is too large is coded as another.
    pub fn code(&mut self, coder: &mut impl Coder, value: u32) -> u32 {
        let value = value.min((1 << LONGEST) - 2) + 1;
        let wanted = value.ilog2() as usize;
        let mut length = 0;
        while length + 1 < LONGEST && coder.bit(&mut self.longer[length], length < wanted) {
            length += 1;
        }
        let mut read = 1;
        for shift in (0..length).rev() {
            let model = if shift + 1 == length {
                &mut self.second_bit[length]
            } else {
                &mut self.rest[shift]
            };
            let bit = coder.bit(model, value >> shift & 1 == 1);
            read = read << 1 | u32::from(bit);
        }
        read - 1
    }
}

/// A difference: zero is the cheapest.
#[derive(Debug, Clone, Default)]
pub struct Difference {
    is_something: Bit,
    is_negative: Bit,
    size: Natural,
}

impl Difference {
    /// Codes a value between ±2²⁰.
    pub fn code(&mut self, coder: &mut impl Coder, value: i32) -> i32 {
        if !coder.bit(&mut self.is_something, value != 0) {
            return 0;
        }
        let is_negative = coder.bit(&mut self.is_negative, value < 0);
        let size = self.size.code(coder, value.unsigned_abs().wrapping_sub(1)) as i32 + 1;
        if is_negative { -size } else { size }
    }
}

#[cfg(test)]
mod tests {
    use super::super::range_coder::{Reader, Writer};
    use super::*;

    #[test]
    fn numbers_come_back_at_both_ends_of_their_ranges() {
        let numbers = [0, 1, 2, 3, 7, 8, 255, 65_536, (1 << 21) - 2];
        let differences = [0, 1, -1, 5, -300, 1 << 20, -(1 << 20)];
        let mut writer = Writer::new();
        let (mut natural, mut difference) = (Natural::default(), Difference::default());
        let mut choice = Choice::of(4);
        for value in numbers {
            natural.code(&mut writer, value);
        }
        for value in differences {
            difference.code(&mut writer, value);
        }
        for value in 0..16 {
            choice.code(&mut writer, value);
        }
        let bytes = writer.finish();
        let mut reader = Reader::new(&bytes);
        let (mut natural, mut difference) = (Natural::default(), Difference::default());
        let mut choice = Choice::of(4);
        assert_eq!(numbers.map(|_| natural.code(&mut reader, 0)), numbers);
        assert_eq!(
            differences.map(|_| difference.code(&mut reader, 0)),
            differences
        );
        assert!((0..16).all(|value| choice.code(&mut reader, 0) == value));
    }
}
