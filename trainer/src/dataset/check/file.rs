//! A file's head and end, without reading what lies between: enough for its size and for whether it was
//! cut off, and fast on a hundred thousand files.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use anyhow::Result;
use image::ImageFormat;
use image::metadata::Orientation;

use crate::dataset::reader::format::{self, Content, HEAD_BYTES};
use crate::dataset::reader::{PictureFile, lies_on_its_side};

/// What a file's head and end say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileHead {
    /// Length of the file.
    pub bytes: u64,
    /// Width and height of the upright picture.
    pub dimensions: (u32, u32),
}

/// The last chunk of a PNG: no data, and its checksum.
const PNG_END: [u8; 12] = *b"\0\0\0\0IEND\xAE\x42\x60\x82";
const JPEG_END: [u8; 2] = [0xFF, 0xD9];

/// Looks at a file.
///
/// # Errors
/// One that cannot be read, is no picture, has a damaged head or is cut off.
pub fn look(path: &Path) -> Result<FileHead> {
    let mut file = File::open(path)?;
    let bytes = file.metadata()?.len();
    let mut head = Vec::with_capacity(HEAD_BYTES);
    file.by_ref()
        .take(HEAD_BYTES as u64)
        .read_to_end(&mut head)?;
    let quick = match format::of(&head) {
        Content::Picture(ImageFormat::Jpeg) if ends_with(&mut file, &JPEG_END)? => {
            jpeg_dimensions(BufReader::new(file))
        }
        Content::Picture(ImageFormat::Png) if ends_with(&mut file, &PNG_END)? => {
            png_dimensions(BufReader::new(file))
        }
        _ => None,
    };
    let dimensions = match quick {
        Some(dimensions) => dimensions,
        // Whatever is unusual is read whole.
        None => PictureFile::open(path)?.dimensions()?,
    };
    Ok(FileHead { bytes, dimensions })
}

fn ends_with(file: &mut File, end: &[u8]) -> Result<bool> {
    let length = end.len() as u64;
    if file.metadata()?.len() < length {
        return Ok(false);
    }
    file.seek(SeekFrom::End(-(length as i64)))?;
    let mut last = vec![0; end.len()];
    file.read_exact(&mut last)?;
    file.rewind()?;
    Ok(last == end)
}

/// The size in the frame header (ITU-T T.81, annex B.2.2), by the orientation before it.
fn jpeg_dimensions(mut file: impl Read + Seek) -> Option<(u32, u32)> {
    file.seek(SeekFrom::Start(2)).ok()?;
    let mut orientation = Orientation::NoTransforms;
    loop {
        let mut segment = [0; 4];
        file.read_exact(&mut segment).ok()?;
        let [0xFF, marker, high, low] = segment else {
            return None;
        };
        let length = u16::from_be_bytes([high, low]).checked_sub(2)?;
        match marker {
            // Start of frame, whatever the coding; between them DHT, JPG and DAC.
            0xC0..=0xCF if !matches!(marker, 0xC4 | 0xC8 | 0xCC) => {
                let mut frame = [0; 5];
                file.read_exact(&mut frame).ok()?;
                let [_, high, low, right, left] = frame;
                let height = u32::from(u16::from_be_bytes([high, low]));
                let width = u32::from(u16::from_be_bytes([right, left]));
                return match width > 0 && height > 0 {
                    true if lies_on_its_side(orientation) => Some((height, width)),
                    true => Some((width, height)),
                    false => None,
                };
            }
            0xE1 => {
                let mut data = vec![0; usize::from(length)];
                file.read_exact(&mut data).ok()?;
                if let Some(exif) = data.strip_prefix(b"Exif\0\0") {
                    orientation = Orientation::from_exif_chunk(exif).unwrap_or(orientation);
                }
            }
            0xC4 | 0xC8 | 0xCC | 0xDB | 0xDD | 0xE0..=0xEF | 0xFE => {
                file.seek_relative(i64::from(length)).ok()?;
            }
            _ => return None,
        }
    }
}

/// The size in the first chunk; none where an orientation may follow before the pixels.
fn png_dimensions(mut file: impl Read + Seek) -> Option<(u32, u32)> {
    file.seek(SeekFrom::Start(8)).ok()?;
    let mut dimensions = None;
    loop {
        let mut chunk = [0; 8];
        file.read_exact(&mut chunk).ok()?;
        let (length, kind) = chunk.split_first_chunk::<4>()?;
        let length = i64::from(u32::from_be_bytes(*length));
        match kind {
            b"IHDR" => {
                let mut size = [0; 8];
                file.read_exact(&mut size).ok()?;
                let (width, height) = size.split_first_chunk::<4>()?;
                let width = u32::from_be_bytes(*width);
                let height = u32::from_be_bytes(height.try_into().ok()?);
                dimensions = Some((width, height)).filter(|_| width > 0 && height > 0);
                // The rest of the chunk and its checksum.
                file.seek_relative(length - 8 + 4).ok()?;
            }
            b"IDAT" => return dimensions,
            b"eXIf" => return None,
            _ => file.seek_relative(length + 4).ok()?,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use image::{ExtendedColorType, ImageEncoder, Rgb, RgbImage};
    use tempfile::TempDir;

    use super::*;

    #[test]
    fn head_and_end_say_what_reading_says() {
        let folder = TempDir::new().unwrap();
        let image = RgbImage::from_fn(40, 30, |x, y| Rgb([x as u8 * 6, y as u8 * 8, 7]));
        let mut exif = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01".to_vec();
        exif.extend([0, 6, 0, 0, 0, 0, 0, 0]);
        for name in ["a.jpg", "a.png", "a.webp", "a.bmp", "a.tif"] {
            let path = folder.path().join(name);
            image.save(&path).unwrap();
            let bytes = fs::read(&path).unwrap();
            let seen = look(&path).unwrap();
            assert_eq!(seen.dimensions, (40, 30), "{name}");
            assert_eq!(seen.bytes, bytes.len() as u64);
            fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
            if !matches!(name, "a.bmp" | "a.tif") {
                assert!(
                    look(&path).unwrap_err().to_string().contains("cannot read"),
                    "{name}"
                );
            }
        }
        for name in ["b.jpg", "b.png"] {
            let path = folder.path().join(name);
            let mut bytes = Vec::new();
            match name {
                "b.jpg" => {
                    let mut encoder = image::codecs::jpeg::JpegEncoder::new(&mut bytes);
                    encoder.set_exif_metadata(exif.clone()).unwrap();
                    encoder
                        .write_image(&image, 40, 30, ExtendedColorType::Rgb8)
                        .unwrap();
                }
                _ => {
                    let mut encoder = image::codecs::png::PngEncoder::new(&mut bytes);
                    encoder.set_exif_metadata(exif.clone()).unwrap();
                    encoder
                        .write_image(&image, 40, 30, ExtendedColorType::Rgb8)
                        .unwrap();
                }
            }
            fs::write(&path, &bytes).unwrap();
            assert_eq!(look(&path).unwrap().dimensions, (30, 40), "{name}");
        }
    }

    #[test]
    fn a_preview_at_the_end_of_what_is_left_is_no_end() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("a.jpg");
        // Cut off inside the segment that holds the preview, right after it.
        let mut bytes = b"\xFF\xD8\xFF\xE1\x10\0Exif\0\0".to_vec();
        bytes.extend(JPEG_END);
        fs::write(&path, bytes).unwrap();
        assert!(look(&path).is_err());
    }
}
