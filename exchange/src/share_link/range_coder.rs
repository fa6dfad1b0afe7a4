//! A binary range coder with adaptive models, as in LZMA: a decision that a model foresees costs a
//! small part of a bit.
//!
//! [`Coder::bit`] has the same form for writing and reading, so whatever is built on it is written
//! once for both directions and cannot disagree with itself.

/// How likely a decision is to be `false`, learnt from those before it. Zeros stand for a model that
/// has learnt nothing, so that tables of them are made by clearing memory.
#[derive(Debug, Clone, Copy, Default)]
pub struct Bit {
    /// The chance above one half, in 32,768ths; stays clear of both ends.
    above_half: i16,
    /// Decisions seen, as far as the rate of learning depends on them. As wide as the chance: a gap beside
    /// it could not be cleared with the rest.
    seen: u16,
}

const CHANCE_BITS: u32 = 15;
const HALF: u16 = 1 << (CHANCE_BITS - 1);
const SLOWEST_RATE: u16 = 5;

impl Bit {
    /// In 32,768ths.
    fn chance_of_false(self) -> u16 {
        HALF.wrapping_add_signed(self.above_half)
    }

    fn learn(&mut self, bit: bool) {
        // The first decisions say the most: half, then a quarter … of the way towards them.
        let rate = self.seen + 1;
        let chance = self.chance_of_false();
        let learnt = if bit {
            chance - (chance >> rate)
        } else {
            chance + (((1 << CHANCE_BITS) - chance) >> rate)
        };
        let held = learnt.clamp(24, (1 << CHANCE_BITS) - 24);
        self.above_half = held.wrapping_sub(HALF).cast_signed();
        self.seen = rate.min(SLOWEST_RATE - 1);
    }
}

/// One direction of the coder.
pub trait Coder {
    /// Codes one decision with a model: writes `bit` and returns it, or reads it and ignores the
    /// argument.
    fn bit(&mut self, model: &mut Bit, bit: bool) -> bool;
}

/// Where the range is divided for a decision.
fn division(range: u32, model: &Bit) -> u32 {
    (range >> CHANCE_BITS) * u32::from(model.chance_of_false())
}

const RENORMALISE_BELOW: u32 = 1 << 24;

/// Writes.
#[derive(Debug)]
pub struct Writer {
    low: u64,
    range: u32,
    /// The last byte, held back because a carry may still reach it, and how many 0xFF follow it.
    held: Option<u8>,
    held_ones: usize,
    bytes: Vec<u8>,
}

impl Writer {
    /// Nothing written yet.
    pub fn new() -> Self {
        Self {
            low: 0,
            range: u32::MAX,
            held: None,
            held_ones: 0,
            bytes: Vec::new(),
        }
    }

    /// The bytes. Zeros at the end are left out; the reader supplies them.
    pub fn finish(mut self) -> Vec<u8> {
        for _ in 0..5 {
            self.shift();
        }
        while self.bytes.last() == Some(&0) {
            self.bytes.pop();
        }
        self.bytes
    }

    fn shift(&mut self) {
        let carry = (self.low >> 32) as u8;
        let top = (self.low >> 24) as u8;
        if carry == 1 || top != 0xFF {
            if let Some(held) = self.held {
                self.bytes.push(held.wrapping_add(carry));
            }
            let ones = 0xFF_u8.wrapping_add(carry);
            self.bytes.extend(std::iter::repeat_n(ones, self.held_ones));
            self.held_ones = 0;
            self.held = Some(top);
        } else {
            self.held_ones += 1;
        }
        self.low = (self.low & 0x00FF_FFFF) << 8;
    }
}

impl Coder for Writer {
    fn bit(&mut self, model: &mut Bit, bit: bool) -> bool {
        let division = division(self.range, model);
        if bit {
            self.low += u64::from(division);
            self.range -= division;
        } else {
            self.range = division;
        }
        model.learn(bit);
        while self.range < RENORMALISE_BELOW {
            self.range <<= 8;
            self.shift();
        }
        bit
    }
}

/// Reads. Any bytes whatever decode to something; what, is for the caller to doubt.
#[derive(Debug)]
pub struct Reader<'a> {
    code: u32,
    range: u32,
    rest: std::slice::Iter<'a, u8>,
}

impl<'a> Reader<'a> {
    /// Begins with the first byte.
    pub fn new(bytes: &'a [u8]) -> Self {
        let mut reader = Self {
            code: 0,
            range: u32::MAX,
            rest: bytes.iter(),
        };
        for _ in 0..4 {
            reader.shift();
        }
        reader
    }

    fn shift(&mut self) {
        let byte = self.rest.next().copied().unwrap_or(0);
        self.code = self.code << 8 | u32::from(byte);
    }
}

impl Coder for Reader<'_> {
    fn bit(&mut self, model: &mut Bit, _: bool) -> bool {
        let division = division(self.range, model);
        let bit = self.code >= division;
        if bit {
            self.code -= division;
            self.range -= division;
        } else {
            self.range = division;
        }
        model.learn(bit);
        while self.range < RENORMALISE_BELOW {
            self.range <<= 8;
            self.shift();
        }
        bit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decisions_come_back_and_foreseen_ones_cost_little() {
        for seed in 0..200 {
            let mut random = oorandom::Rand32::new(seed);
            let share = random.rand_float() * random.rand_float();
            let bits: Vec<bool> = (0..20_000).map(|_| random.rand_float() < share).collect();
            let mut writer = Writer::new();
            let mut models = [Bit::default(); 3];
            for (index, &bit) in bits.iter().enumerate() {
                writer.bit(&mut models[index % 3], bit);
            }
            let bytes = writer.finish();
            let mut reader = Reader::new(&bytes);
            let mut models = [Bit::default(); 3];
            for (index, &bit) in bits.iter().enumerate() {
                assert_eq!(
                    reader.bit(&mut models[index % 3], false),
                    bit,
                    "seed {seed}"
                );
            }
            let share = f64::from(share).clamp(1e-4, 0.5);
            let entropy = -(share * share.log2() + (1.0 - share) * (1.0 - share).log2());
            let limit = 20_000.0 / 8.0 * (1.08 * entropy + 0.01) + 16.0;
            assert!(
                (bytes.len() as f64) < limit,
                "seed {seed}: {} bytes, {limit:.0} expected",
                bytes.len()
            );
        }
    }
}
