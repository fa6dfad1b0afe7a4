//! The label map as an indexed PNG: the index is the class id, the palette has the classes' colours.
//!
//! Such a file is what the trainer takes as exact labels, and any viewer shows it. Rows are
//! filtered by "up" and compressed by runs with the fixed codes of deflate; that suits label maps
//! (a few kilobytes instead of 64) and is a fraction of a general compressor.
//! Sources: PNG specification (W3C), RFC 1950 and RFC 1951.

use facade_editor::{SIDE_PX, subject};

const SIGNATURE: [u8; 8] = [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n'];
const INDEXED: u8 = 3;
const FILTER_UP: u8 = 2;
const LONGEST_RUN: usize = 258;

/// The file of 65,536 class ids.
pub fn encode(labels: &[u8]) -> Vec<u8> {
    let side = (SIDE_PX as u32).to_be_bytes();
    let mut header = [side, side].concat();
    header.extend([8, INDEXED, 0, 0, 0]);
    // Some indices are those of no class: of facades it is 0.
    let classes = subject::current().classes();
    let last = classes.iter().map(|class| class.id).max().unwrap_or(0);
    let mut palette = vec![[0; 3]; usize::from(last) + 1];
    for class in classes {
        palette[usize::from(class.id)] = class.color;
    }
    let mut file = SIGNATURE.to_vec();
    for (kind, data) in [
        (b"IHDR", header),
        (b"PLTE", palette.concat()),
        (b"IDAT", compress(&filter(labels))),
        (b"IEND", Vec::new()),
    ] {
        file.extend((data.len() as u32).to_be_bytes());
        let checked_from = file.len();
        file.extend(kind);
        file.extend(data);
        file.extend(crc32(&file[checked_from..]).to_be_bytes());
    }
    file
}

/// Each row as its difference to the one above, after a byte that says so.
fn filter(labels: &[u8]) -> Vec<u8> {
    let mut filtered = Vec::with_capacity(labels.len() + SIDE_PX);
    for (y, row) in labels.chunks(SIDE_PX).enumerate() {
        filtered.push(FILTER_UP);
        for (x, &label) in row.iter().enumerate() {
            let above = if y > 0 {
                labels[(y - 1) * SIDE_PX + x]
            } else {
                0
            };
            filtered.push(label.wrapping_sub(above));
        }
    }
    filtered
}

/// A zlib stream of one block: bytes, and repetitions of the byte before.
fn compress(data: &[u8]) -> Vec<u8> {
    let mut bits = BitWriter {
        bytes: vec![0x78, 0x01],
        used: 0,
    };
    bits.put(0b1, 1); // the last block
    bits.put(0b01, 2); // fixed codes
    let mut index = 0;
    while index < data.len() {
        bits.literal_or_length(u16::from(data[index]));
        let longest = (data.len() - index - 1).min(LONGEST_RUN);
        let run = data[index + 1..][..longest]
            .iter()
            .take_while(|&&byte| byte == data[index])
            .count();
        index += 1;
        if run >= 3 {
            bits.length(run);
            bits.put(0, 5); // at distance 1
            index += run;
        }
    }
    bits.literal_or_length(256);
    let mut bytes = bits.bytes;
    bytes.extend(adler32(data).to_be_bytes());
    bytes
}

/// Bits from the lowest of each byte.
struct BitWriter {
    bytes: Vec<u8>,
    /// Bits used of the last byte; 0 if it is full.
    used: u32,
}

impl BitWriter {
    fn put(&mut self, bits: u32, count: u32) {
        for shift in 0..count {
            if self.used == 0 {
                self.bytes.push(0);
            }
            let last = self.bytes.len() - 1;
            self.bytes[last] |= ((bits >> shift & 1) as u8) << self.used;
            self.used = (self.used + 1) % 8;
        }
    }

    /// A symbol of the fixed code, which goes from its highest bit.
    fn literal_or_length(&mut self, symbol: u16) {
        let symbol = u32::from(symbol);
        let (code, count) = match symbol {
            0..=143 => (0x30 + symbol, 8),
            144..=255 => (0x190 + symbol - 144, 9),
            256..=279 => (symbol - 256, 7),
            _ => (0xC0 + symbol - 280, 8),
        };
        self.put(code.reverse_bits() >> (32 - count), count);
    }

    /// A length of 3 to 258.
    fn length(&mut self, length: usize) {
        if length == LONGEST_RUN {
            self.literal_or_length(285);
            return;
        }
        let offset = length as u32 - 3;
        // Eight symbols without extra bits, then four with each number of them.
        let extra = offset.max(4).ilog2() - 2;
        let symbol = 257 + 4 * extra + (offset >> extra);
        self.literal_or_length(symbol as u16);
        self.put(offset & ((1 << extra) - 1), extra);
    }
}

fn adler32(data: &[u8]) -> u32 {
    let (mut a, mut b) = (1_u32, 0_u32);
    for &byte in data {
        a = (a + u32::from(byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    b << 16 | a
}

fn crc32(data: &[u8]) -> u32 {
    !data.iter().fold(u32::MAX, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| {
            crc >> 1 ^ if crc & 1 == 1 { 0xEDB8_8320 } else { 0 }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use facade_editor::PIXEL_COUNT;
    use facade_subjects::facades::classes::CLASSES;
    use facade_subjects::facades::procedural;

    fn decode(file: &[u8]) -> (Vec<u8>, Vec<u8>) {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(file));
        decoder.set_transformations(png::Transformations::IDENTITY);
        let mut reader = decoder.read_info().unwrap();
        let palette = reader.info().palette.as_ref().unwrap().to_vec();
        assert_eq!(
            reader.output_color_type(),
            (png::ColorType::Indexed, png::BitDepth::Eight)
        );
        let mut ids = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut ids).unwrap();
        (ids, palette)
    }

    #[test]
    fn an_independent_decoder_finds_the_class_ids_and_their_colours() {
        let mut random = oorandom::Rand32::new(8);
        let noise = (0..PIXEL_COUNT).map(|_| 1 + random.rand_range(0..12) as u8);
        let maps = (0..40).map(procedural::facade).chain([noise.collect()]);
        for (case, labels) in maps.enumerate() {
            let file = encode(&labels);
            let (ids, palette) = decode(&file);
            assert!(ids == labels, "case {case}");
            for class in &CLASSES {
                assert_eq!(palette[3 * usize::from(class.id)..][..3], class.color);
            }
        }
    }

    #[test]
    fn runs_of_every_length_come_back() {
        for length in (1..600).chain([PIXEL_COUNT / 2]) {
            let mut labels = vec![2; PIXEL_COUNT];
            labels[300..300 + length].fill(9);
            assert!(decode(&encode(&labels)).0 == labels, "length {length}");
        }
    }

    #[test]
    fn a_facade_s_file_is_small() {
        let sizes: Vec<usize> = (0..40)
            .map(|seed| encode(&procedural::facade(seed)).len())
            .collect();
        let most = sizes.iter().max().unwrap();
        println!("most {most} bytes");
        assert!(*most < 8_000, "{sizes:?}");
    }
}
