//! TIFF files of indices, which the decoder does not take: told that its values are greys, it reads one all the same
//! (TIFF 6.0, section 5). Other than eight bits an index are left to it to refuse.

/// Where a file of either byte order keeps what.
struct Tiff<'a> {
    bytes: &'a [u8],
    is_little: bool,
}

const BITS_PER_SAMPLE: u16 = 258;
const PHOTOMETRIC: u16 = 262;
const COLOR_MAP: u16 = 320;
/// Values of the photometric interpretation.
const BLACK_IS_ZERO: u16 = 1;
const PALETTE: u16 = 3;
/// Bytes of an entry of a directory, and where in it its count and its value, or that value's place, are.
const ENTRY_BYTES: usize = 12;
const COUNT: usize = 4;
const VALUE: usize = 8;
const COLORS: usize = 256;

impl Tiff<'_> {
    fn short(&self, at: usize) -> Option<u16> {
        let bytes = *self.bytes.get(at..)?.first_chunk()?;
        Some(match self.is_little {
            true => u16::from_le_bytes(bytes),
            false => u16::from_be_bytes(bytes),
        })
    }

    fn long(&self, at: usize) -> Option<usize> {
        let bytes = *self.bytes.get(at..)?.first_chunk()?;
        Some(match self.is_little {
            true => u32::from_le_bytes(bytes) as usize,
            false => u32::from_be_bytes(bytes) as usize,
        })
    }

    /// Where the first picture's entry of a tag is.
    fn entry(&self, tag: u16) -> Option<usize> {
        let directory = self.long(4)?;
        let count = usize::from(self.short(directory)?);
        let mut entries = (0..count).map(|index| directory + 2 + index * ENTRY_BYTES);
        entries.find(|&entry| self.short(entry) == Some(tag))
    }

    /// Reds, then greens, then blues, in 16 bits each, of which some writers use the lower eight.
    fn palette(&self) -> Option<Vec<[u8; 3]>> {
        let entry = self.entry(COLOR_MAP)?;
        if self.long(entry + COUNT)? != 3 * COLORS {
            return None;
        }
        let start = self.long(entry + VALUE)?;
        let values: Option<Vec<u16>> = (0..3 * COLORS)
            .map(|index| self.short(start.checked_add(2 * index)?))
            .collect();
        let values = values?;
        let shift = if values.iter().all(|value| *value < 256) {
            0
        } else {
            8
        };
        let channel = |index: usize| (values[index] >> shift) as u8;
        let colors =
            (0..COLORS).map(|color| [0, 1, 2].map(|primary| channel(primary * COLORS + color)));
        Some(colors.collect())
    }
}

/// Turns a file of indices into one of greys; its palette, or nothing of any other file.
pub fn as_greys(bytes: &mut [u8]) -> Option<Vec<[u8; 3]>> {
    let is_little = bytes.starts_with(b"II");
    let tiff = Tiff { bytes, is_little };
    let photometric = tiff.entry(PHOTOMETRIC)? + VALUE;
    let bits = tiff.entry(BITS_PER_SAMPLE)? + VALUE;
    if tiff.short(photometric)? != PALETTE || tiff.short(bits)? != 8 {
        return None;
    }
    let palette = tiff.palette()?;
    let grey = match is_little {
        true => BLACK_IS_ZERO.to_le_bytes(),
        false => BLACK_IS_ZERO.to_be_bytes(),
    };
    bytes[photometric..photometric + 2].copy_from_slice(&grey);
    Some(palette)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::reader::PictureFile;

    /// A file of 3×2 indices in either byte order, whose colours have this many bits.
    fn tiff(is_little: bool, color_bits: u32) -> Vec<u8> {
        let short = |value: u16| match is_little {
            true => value.to_le_bytes(),
            false => value.to_be_bytes(),
        };
        let long = |value: u32| match is_little {
            true => value.to_le_bytes(),
            false => value.to_be_bytes(),
        };
        let entries: [(u16, u32, u32); 9] = [
            (256, 1, 3),
            (257, 1, 2),
            (258, 1, 8),
            (259, 1, 1),
            (262, 1, 3),
            (273, 1, 8),
            (278, 1, 2),
            (279, 1, 6),
            // After the pixels and the directory.
            (320, 768, 16 + 2 + 9 * 12 + 4),
        ];
        let mut bytes = if is_little { *b"II*\0" } else { *b"MM\0*" }.to_vec();
        bytes.extend(long(16));
        bytes.extend([7, 7, 7, 0, 255, 7, 0, 0]);
        bytes.extend(short(entries.len() as u16));
        for (tag, count, value) in entries {
            let is_place = tag == 320 || tag == 273;
            bytes.extend(short(tag));
            bytes.extend(short(if is_place { 4 } else { 3 }));
            bytes.extend(long(count));
            match is_place {
                true => bytes.extend(long(value)),
                false => bytes.extend([short(value as u16), [0; 2]].concat()),
            }
        }
        // The palette's values are short, wherever they are.
        let color_map = bytes.len() - 12 + 2;
        bytes.splice(color_map..color_map + 2, short(3));
        bytes.extend(long(0));
        for primary in 0..3_u16 {
            let values = (0..256_u16).map(|index| (index * (primary + 1)) % 256);
            bytes.extend(values.flat_map(|value| short(value << (color_bits - 8))));
        }
        bytes
    }

    #[test]
    fn indices_are_values_and_have_their_colours() {
        for is_little in [false, true] {
            for color_bits in [8, 16] {
                let file = PictureFile::from_bytes(tiff(is_little, color_bits)).unwrap();
                let values = file.values().unwrap().unwrap();
                assert_eq!(values.map.as_raw()[..], [7, 7, 7, 0, 255, 7]);
                assert_eq!(values.palette.unwrap()[7], [7, 14, 21]);
                let photo = file.photo().unwrap();
                let pixels = photo.as_raw().as_chunks::<3>().0;
                assert_eq!(pixels[2..5], [[7, 14, 21], [0; 3], [255, 254, 253]]);
            }
        }
    }

    #[test]
    fn damage_does_no_harm() {
        let whole = tiff(true, 16);
        for length in 0..whole.len() {
            as_greys(&mut whole[..length].to_vec());
        }
        for at in 0..whole.len().min(140) {
            let mut changed = whole.clone();
            changed[at] = 255;
            as_greys(&mut changed);
        }
        // Another number of bits is refused in words that say what to do.
        let mut deep = whole;
        let entry = deep
            .windows(2)
            .position(|pair| pair == 258_u16.to_le_bytes())
            .unwrap();
        deep[entry + VALUE] = 4;
        let file = PictureFile::from_bytes(deep).unwrap();
        let error = file.photo().unwrap_err().to_string();
        assert!(error.contains("save it as PNG"), "{error}");
    }
}
