//! TIFF files that hold one value a pixel in 1, 2, 4 or 8 bits, grey or indexed (TIFF 6.0, sections 3 to 5): read here
//! by value, where the decoder of pictures refuses them or spreads their values.

use std::io::Cursor;

use anyhow::{Result, ensure};
use image::metadata::Orientation;
use image::{GrayImage, Rgb, RgbImage};
use tiff::decoder::{Decoder, DecodingResult, Limits};
use tiff::tags::Tag;
use tiff::{ColorType, TiffError};

use super::values::sample;

/// Values of the photometric interpretation.
const BLACK_IS_ZERO: u16 = 1;
const PALETTE: u16 = 3;

/// What the head of such a file says.
pub struct PlainTiff {
    pub width: u32,
    pub height: u32,
    pub orientation: Orientation,
    bits: u8,
    /// Colours by value, where the values are indices; 256 of them, whatever the bits.
    pub palette: Option<Vec<[u8; 3]>>,
}

impl PlainTiff {
    /// The head of a file of that kind; none of any other, or a damaged one, which the usual decoder refuses in its
    /// words. Indices are called greys from then on, because the decoder unpacks no others.
    pub fn of(bytes: &mut [u8]) -> Option<Self> {
        let mut decoder = Decoder::new(Cursor::new(&*bytes)).ok()?;
        let photometric = decoder.find_tag_unsigned::<u16>(Tag::PhotometricInterpretation);
        let is_indexed = photometric.ok()? == Some(PALETTE);
        if !is_indexed {
            // Greys in whole bytes are nobody's trouble.
            return match decoder.colortype().ok()? {
                ColorType::Gray(bits @ (1 | 2 | 4)) => Self::with(&mut decoder, bits, None),
                _ => None,
            };
        }
        let entry = photometric_entry(bytes)?;
        entry.write(bytes, BLACK_IS_ZERO)?;
        let head = Decoder::new(Cursor::new(&*bytes))
            .ok()
            .and_then(|mut decoder| {
                let ColorType::Gray(bits @ (1 | 2 | 4 | 8)) = decoder.colortype().ok()? else {
                    return None;
                };
                let palette = palette(&mut decoder, bits)?;
                Self::with(&mut decoder, bits, Some(palette))
            });
        if head.is_none() {
            entry.write(bytes, PALETTE)?;
        }
        head
    }

    fn with(
        decoder: &mut Decoder<Cursor<&[u8]>>,
        bits: u8,
        palette: Option<Vec<[u8; 3]>>,
    ) -> Option<Self> {
        let (width, height) = decoder.dimensions().ok()?;
        let orientation = decoder.find_tag_unsigned::<u8>(Tag::Orientation).ok()?;
        Some(Self {
            width,
            height,
            orientation: orientation
                .and_then(Orientation::from_exif)
                .unwrap_or(Orientation::NoTransforms),
            bits,
            palette,
        })
    }

    /// The values as they are stored, but that a grey file in which white is 0 counts from black like any other.
    ///
    /// # Errors
    /// A damaged file, or one that is packed in a way that is not read.
    pub fn values(&self, bytes: &[u8], most_bytes: u64) -> Result<GrayImage> {
        let most_bytes = usize::try_from(most_bytes).unwrap_or(usize::MAX);
        let mut limits = Limits::default();
        limits.decoding_buffer_size = most_bytes;
        limits.intermediate_buffer_size = most_bytes;
        let mut decoder = Decoder::new(Cursor::new(bytes))
            .map_err(plain)?
            .with_limits(limits);
        let DecodingResult::U8(packed) = decoder.read_image().map_err(plain)? else {
            anyhow::bail!("it is damaged: its values are no whole numbers");
        };
        let row_bytes = (self.width as usize * usize::from(self.bits)).div_ceil(8);
        let rows: Vec<&[u8]> = packed.chunks_exact(row_bytes.max(1)).collect();
        ensure!(
            rows.len() >= self.height as usize,
            "it is cut off: rows are missing"
        );
        Ok(GrayImage::from_fn(self.width, self.height, |x, y| {
            let value = sample(rows[y as usize], x as usize, usize::from(self.bits));
            image::Luma([value as u8])
        }))
    }

    /// Values as the colours that they stand for.
    pub fn colours(&self, values: &GrayImage) -> RgbImage {
        let most = (1_u16 << self.bits) - 1;
        let colour = |value: u8| match &self.palette {
            Some(palette) => palette[usize::from(value)],
            None => [(u16::from(value) * 255 / most) as u8; 3],
        };
        RgbImage::from_fn(values.width(), values.height(), |x, y| {
            Rgb(colour(values.get_pixel(x, y).0[0]))
        })
    }
}

/// Reds, then greens, then blues, in 16 bits each, of which some writers use the lower eight.
fn palette(decoder: &mut Decoder<Cursor<&[u8]>>, bits: u8) -> Option<Vec<[u8; 3]>> {
    let values = decoder.find_tag_unsigned_vec::<u16>(Tag::ColorMap).ok()??;
    let count = 1_usize << bits;
    if values.len() != 3 * count {
        return None;
    }
    let shift = if values.iter().all(|value| *value < 256) {
        0
    } else {
        8
    };
    let channel = |index: usize| (values[index] >> shift) as u8;
    let mut colours: Vec<[u8; 3]> = (0..count)
        .map(|colour| [0, 1, 2].map(|primary| channel(primary * count + colour)))
        .collect();
    colours.resize(256, [0; 3]);
    Some(colours)
}

/// Where the first picture's directory says what its values mean, and in which byte order.
struct Entry {
    at: usize,
    is_little: bool,
}

/// Finds that entry (TIFF 6.0, section 2 and tag 262).
fn photometric_entry(bytes: &[u8]) -> Option<Entry> {
    const ENTRY_BYTES: usize = 12;
    const VALUE: usize = 8;
    const PHOTOMETRIC: u16 = 262;
    let is_little = bytes.starts_with(b"II");
    let short = |at: usize| -> Option<u16> {
        let two = *bytes.get(at..)?.first_chunk()?;
        Some(match is_little {
            true => u16::from_le_bytes(two),
            false => u16::from_be_bytes(two),
        })
    };
    let four = *bytes.get(4..)?.first_chunk()?;
    let directory = match is_little {
        true => u32::from_le_bytes(four),
        false => u32::from_be_bytes(four),
    } as usize;
    let count = usize::from(short(directory)?);
    let mut entries = (0..count).map(|index| directory + 2 + index * ENTRY_BYTES);
    let entry = entries.find(|&entry| short(entry) == Some(PHOTOMETRIC))?;
    let at = entry + VALUE;
    Some(Entry { at, is_little })
}

impl Entry {
    fn write(&self, bytes: &mut [u8], value: u16) -> Option<()> {
        let value = match self.is_little {
            true => value.to_le_bytes(),
            false => value.to_be_bytes(),
        };
        bytes.get_mut(self.at..self.at + 2)?.copy_from_slice(&value);
        Some(())
    }
}

/// What the decoder refuses for what it is, in words that say what to do.
fn plain(error: TiffError) -> anyhow::Error {
    match error {
        TiffError::UnsupportedError(reason) => {
            anyhow::anyhow!("it is a TIFF of a kind that is not read; save it as PNG ({reason})")
        }
        other => other.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::{BLACK_IS_ZERO, PALETTE};
    use crate::dataset::reader::PictureFile;

    const WHITE_IS_ZERO: u16 = 0;
    const VALUES: [u8; 10] = [1, 0, 1, 1, 0, 0, 1, 1, 0, 1];

    /// A file of 5×2 values in either byte order; the colours of an indexed one have this many bits.
    fn file(is_little: bool, bits: u16, photometric: u16, color_bits: u32) -> Vec<u8> {
        let short = |value: u16| match is_little {
            true => value.to_le_bytes(),
            false => value.to_be_bytes(),
        };
        let long = |value: u32| match is_little {
            true => value.to_le_bytes(),
            false => value.to_be_bytes(),
        };
        // The highest value is all ones, so that inversion shows.
        let most = ((1_u16 << bits) - 1) as u8;
        let pixels = VALUES.chunks(5).flat_map(|row| {
            let groups = row.chunks(8 / usize::from(bits));
            groups.map(|group| {
                let packed = group
                    .iter()
                    .zip(1..)
                    .map(|(value, place)| u16::from(value * most) << (8 - bits * place));
                packed.sum::<u16>() as u8
            })
        });
        let pixels: Vec<u8> = pixels.collect();
        let start = 8 + pixels.len().next_multiple_of(2) as u32;
        let colors = 1_u32 << bits;
        let entries = [
            (256_u16, 3_u16, 1_u32, 5_u32),
            (257, 3, 1, 2),
            (258, 3, 1, u32::from(bits)),
            (259, 3, 1, 1),
            (262, 3, 1, u32::from(photometric)),
            (273, 4, 1, 8),
            (278, 3, 1, 2),
            (279, 4, 1, pixels.len() as u32),
            (320, 3, 3 * colors, start + 2 + 9 * 12 + 4),
        ];
        let mut bytes = if is_little { *b"II*\0" } else { *b"MM\0*" }.to_vec();
        bytes.extend(long(start));
        bytes.extend(&pixels);
        bytes.resize(start as usize, 0);
        bytes.extend(short(entries.len() as u16));
        for (tag, kind, count, value) in entries {
            bytes.extend([short(tag), short(kind)].concat());
            bytes.extend(long(count));
            match kind == 3 && count == 1 {
                true => bytes.extend([short(value as u16), [0; 2]].concat()),
                false => bytes.extend(long(value)),
            }
        }
        bytes.extend(long(0));
        for primary in 0..3_u16 {
            let values = (0..colors as u16).map(|index| 10 * (primary + 1) + index % 4);
            bytes.extend(values.flat_map(|value| short(value << (color_bits - 8))));
        }
        bytes
    }

    #[test]
    fn values_of_every_depth_are_read_as_they_are() {
        for bits in [1, 2, 4, 8] {
            let most = ((1_u32 << bits) - 1) as u16;
            let stored = VALUES.map(|value| u16::from(value) * most);
            for is_little in [false, true] {
                for color_bits in [8, 16] {
                    let whole = file(is_little, bits, PALETTE, color_bits);
                    let file = PictureFile::from_bytes(whole).unwrap();
                    assert_eq!(file.dimensions().unwrap(), (5, 2));
                    let values = file.values().unwrap().unwrap();
                    assert_eq!(values.map.as_raw()[..], stored, "indexed, {bits} bits");
                    let last = most as u8 % 4;
                    let colours = [[10 + last, 20 + last, 30 + last], [10, 20, 30]];
                    assert_eq!(values.palette.unwrap()[usize::from(most)], colours[0]);
                    let photo = file.photo().unwrap();
                    assert_eq!(photo.as_raw().as_chunks::<3>().0[..2], colours);
                }
                let grey = |photometric| {
                    let bytes = file(is_little, bits, photometric, 8);
                    let file = PictureFile::from_bytes(bytes).unwrap();
                    let photo = file.photo().unwrap();
                    let map = file.values().unwrap().unwrap().map;
                    (map.into_raw(), [photo[(0, 0)].0[0], photo[(1, 0)].0[0]])
                };
                assert_eq!(
                    grey(BLACK_IS_ZERO),
                    (stored.to_vec(), [255, 0]),
                    "grey, {bits} bits"
                );
                let inverse = stored.map(|value| most - value).to_vec();
                assert_eq!(
                    grey(WHITE_IS_ZERO),
                    (inverse, [0, 255]),
                    "white is 0, {bits} bits"
                );
            }
        }
    }

    #[test]
    fn damage_does_no_harm() {
        let whole = file(true, 4, PALETTE, 16);
        for length in 0..whole.len() {
            if let Ok(file) = PictureFile::from_bytes(whole[..length].to_vec()) {
                let _ = (file.values().is_ok(), file.photo().is_ok());
            }
        }
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] = 255;
            if let Ok(file) = PictureFile::from_bytes(changed) {
                let _ = (file.values().is_ok(), file.photo().is_ok());
            }
        }
    }

    #[test]
    fn what_is_not_read_says_what_to_do() {
        // 4 bits, said to be 3.
        let mut odd = file(true, 4, BLACK_IS_ZERO, 8);
        let entry = odd
            .windows(2)
            .position(|pair| pair == 258_u16.to_le_bytes());
        odd[entry.unwrap() + 8] = 3;
        let error = PictureFile::from_bytes(odd).unwrap().photo().unwrap_err();
        assert!(error.to_string().contains("save it as PNG"), "{error}");
    }
}
