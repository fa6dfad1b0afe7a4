//! Changes by chance, the same ones for the same name and number.

use oorandom::Rand64;

/// Most changes of one input.
const CHANGES_MOST: u64 = 5;
/// Most bytes that are copied, moved or cut at once, but for the rest of a file.
const PIECE_MOST: u64 = 96;
/// Headers stand at the beginning, tables of contents at the end: half of the changes go there.
const EDGE_BYTES: u64 = 1_500;
/// Numbers that programs stumble over, for places where text has one.
const NUMBERS: [&str; 18] = [
    "0",
    "-1",
    "1",
    "2",
    "7",
    "255",
    "256",
    "65535",
    "65536",
    "2147483647",
    "2147483648",
    "4294967295",
    "4294967296",
    "9223372036854775807",
    "18446744073709551615",
    "1e38",
    "0.5",
    "1e-400",
];
/// The same for bytes.
const VALUES: [u64; 12] = [
    0,
    1,
    2,
    0x7F,
    0x80,
    0xFF,
    0x7FFF,
    0xFFFF,
    0x7FFF_FFFF,
    0xFFFF_FFFF,
    0x7FFF_FFFF_FFFF_FFFF,
    u64::MAX,
];

/// Chance of one input.
pub struct Mutator(Rand64);

impl Mutator {
    pub fn new(name: &str, number: usize) -> Self {
        // FNV-1a, so that targets have chances of their own.
        let seed = name.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3)
        });
        Self(Rand64::new(u128::from(seed) << 64 | number as u128))
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.0.rand_range(0..limit.max(1))
    }

    fn one_of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len() as u64) as usize]
    }

    /// One of the seeds, changed once or more.
    pub fn mutated(&mut self, seeds: &[Vec<u8>]) -> Vec<u8> {
        let index = self.below(seeds.len() as u64) as usize;
        let mut bytes = seeds[index].clone();
        for _ in 0..=self.below(CHANGES_MOST) {
            let other = &seeds[self.below(seeds.len() as u64) as usize];
            self.change(&mut bytes, other);
        }
        bytes
    }

    fn change(&mut self, bytes: &mut Vec<u8>, other: &[u8]) {
        match self.below(12) {
            0 | 1 => self.flip(bytes),
            2 | 3 => self.value(bytes),
            4..=6 => self.number(bytes),
            7 => {
                let at = self.place(bytes);
                bytes.truncate(at);
            }
            8 => {
                let (at, end) = self.piece(bytes);
                bytes.drain(at..end);
            }
            9 => {
                let (at, end) = self.piece(bytes);
                let piece = bytes[at..end].to_vec();
                for _ in 0..=self.below(8) {
                    bytes.splice(at..at, piece.iter().copied());
                }
            }
            10 => {
                let (from, to) = self.piece(other);
                let (at, end) = self.piece(bytes);
                bytes.splice(at..end, other[from..to].iter().copied());
            }
            _ => {
                let (at, end) = self.piece(bytes);
                let piece: Vec<u8> = bytes.drain(at..end).collect();
                let at = self.place(bytes);
                bytes.splice(at..at, piece);
            }
        }
    }

    /// Somewhere in the bytes, or at their end.
    fn place(&mut self, bytes: &[u8]) -> usize {
        let length = bytes.len() as u64;
        let edge = EDGE_BYTES.min(length);
        let place = match self.below(4) {
            0 => self.below(edge + 1),
            1 => length - self.below(edge + 1),
            _ => self.below(length + 1),
        };
        place as usize
    }

    fn piece(&mut self, bytes: &[u8]) -> (usize, usize) {
        let at = self.place(bytes);
        let length = 1 + self.below(PIECE_MOST) as usize;
        (at, (at + length).min(bytes.len()))
    }

    fn flip(&mut self, bytes: &mut [u8]) {
        let at = self.place(bytes);
        let bit = self.below(8);
        if let Some(byte) = bytes.get_mut(at) {
            *byte ^= 1 << bit;
        }
    }

    /// A value of 1, 2, 4 or 8 bytes, in either order.
    fn value(&mut self, bytes: &mut [u8]) {
        let width = self.one_of(&[1, 2, 4, 8]);
        let value = match self.below(3) {
            0 => self.below(300),
            _ => self.one_of(&VALUES),
        };
        let mut value = value.to_le_bytes()[..width].to_vec();
        if self.below(2) == 0 {
            value.reverse();
        }
        let at = self.place(bytes).min(bytes.len().saturating_sub(width));
        for (byte, value) in bytes.iter_mut().skip(at).zip(value) {
            *byte = value;
        }
    }

    /// Another number in place of the first one behind a place, or a value where there is none.
    fn number(&mut self, bytes: &mut Vec<u8>) {
        let from = self.place(bytes);
        let is_digit = |byte: &u8| byte.is_ascii_digit();
        let Some(at) = bytes[from..].iter().position(is_digit) else {
            return self.value(bytes);
        };
        let at = from + at;
        let digits = bytes[at..].iter().take_while(|byte| is_digit(byte)).count();
        let number = self.one_of(&NUMBERS);
        bytes.splice(at..at + digits, number.bytes());
    }
}
