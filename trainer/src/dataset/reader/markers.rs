//! Whether a file ends where its picture does, told by walking its markers, and whether it can hold as many pixels
//! as it says.
//!
//! Decoders fill what is missing of a JPEG with grey, which a network would learn from; and the last bytes
//! of a file prove nothing, because previews end like pictures.

use std::io::Cursor;

use image::ImageFormat;
use tiff::decoder::Decoder;
use tiff::tags::Tag;

const PNG_SIGNATURE_BYTES: usize = 8;

/// Whether the picture is all there. BMP and TIFF have no end to look for; their decoders miss what is
/// missing.
pub fn is_complete(bytes: &[u8], format: ImageFormat) -> bool {
    match format {
        ImageFormat::Jpeg => jpeg_end(bytes).is_some(),
        ImageFormat::Png => png_is_complete(bytes),
        ImageFormat::WebP => webp_is_complete(bytes),
        _ => true,
    }
}

/// Whether so many pixels fit into the file at all, told for the two formats that say what they need at the least. A
/// file of WebP, BMP or TIFF may be one colour in a few bytes, whatever its size.
pub fn can_hold(bytes: &[u8], format: ImageFormat, pixels: u64) -> bool {
    /// Deflate makes no more bytes of one (258 for two codes of one bit: RFC 1951, section 3.2.5).
    const DEFLATED_MOST: u64 = 1032;
    /// Each block of 64 values takes a bit at the least, and of 1,024 pixels there are nine blocks or more (ITU-T
    /// T.81, sections A.1.1 and A.2).
    const PIXELS_OF_JPEG: u64 = 1024;
    let length = bytes.len() as u64;
    match format {
        ImageFormat::Jpeg => pixels <= length.saturating_mul(PIXELS_OF_JPEG),
        ImageFormat::Png => {
            let bits = match bytes.get(24..26) {
                Some(&[depth, color]) => u64::from(depth) * png_channels(color),
                _ => return false,
            };
            pixels.saturating_mul(bits) / 8 <= length.saturating_mul(DEFLATED_MOST)
        }
        _ => true,
    }
}

/// Values a pixel by the colour type (PNG specification, section 11.2.1).
fn png_channels(color: u8) -> u64 {
    match color {
        2 => 3,
        4 => 2,
        6 => 4,
        _ => 1,
    }
}

/// Whether pixels were changed to make the file smaller: JPEG, WebP but its lossless kind, and JPEG within TIFF.
pub fn is_lossy(bytes: &[u8], format: ImageFormat) -> bool {
    match format {
        ImageFormat::Jpeg => true,
        ImageFormat::WebP => holds_lossy_chunk(bytes.get(WEBP_CHUNKS..).unwrap_or_default()),
        ImageFormat::Tiff => {
            let compression = Decoder::new(Cursor::new(bytes))
                .and_then(|mut decoder| decoder.find_tag_unsigned::<u16>(Tag::Compression));
            // A damaged head is the decoder's to refuse.
            matches!(compression, Ok(Some(OLD_JPEG | JPEG)))
        }
        _ => false,
    }
}

/// Values of the compression of a TIFF file (TIFF 6.0, section 22, and its technical note 2).
const OLD_JPEG: u16 = 6;
const JPEG: u16 = 7;
/// Where the chunks of a WebP file begin.
const WEBP_CHUNKS: usize = 12;

/// Whether one of the chunks is a lossy picture (RFC 9649, section 2.5); frames of an animation hold chunks of their
/// own.
fn holds_lossy_chunk(mut chunks: &[u8]) -> bool {
    const FRAME_HEAD_BYTES: usize = 16;
    while let Some((name, after)) = chunks.split_first_chunk::<4>()
        && let Some((length, data)) = after.split_first_chunk::<4>()
    {
        let length = u32::from_le_bytes(*length) as usize;
        let held = &data[..length.min(data.len())];
        match name {
            b"VP8 " => return true,
            b"ANMF" if holds_lossy_chunk(held.get(FRAME_HEAD_BYTES..).unwrap_or_default()) => {
                return true;
            }
            _ => {}
        }
        // Chunks begin at even places.
        let skip = length.saturating_add(length % 2).min(data.len());
        chunks = &data[skip..];
    }
    false
}

/// Where the first picture of a JPEG file ends: segments are skipped by their length, so that markers of
/// a preview inside do not count, and the data of a scan runs to the next marker (ITU-T T.81, annex B).
pub fn jpeg_end(bytes: &[u8]) -> Option<usize> {
    const START_OF_SCAN: u8 = 0xDA;
    const END_OF_IMAGE: u8 = 0xD9;
    let mut at = 2;
    let mut scans = 0;
    loop {
        // Any number of fill bytes may stand before a marker.
        let marker = loop {
            match bytes.get(at..at + 2)? {
                [0xFF, 0xFF] => at += 1,
                [0xFF, marker] => break *marker,
                // Some writers leave a byte or two between segments.
                _ => at += 1,
            }
        };
        at += 2;
        match marker {
            END_OF_IMAGE => return (scans > 0).then_some(at),
            // Without a length: TEM, RSTn, and a stuffed byte.
            0x00 | 0x01 | 0xD0..=0xD7 => continue,
            // Another picture begins before this one has ended.
            0xD8 => return None,
            _ => {}
        }
        let length = bytes.get(at..at + 2)?;
        at += usize::from(u16::from_be_bytes([length[0], length[1]]));
        if marker == START_OF_SCAN {
            scans += 1;
            at = scan_end(bytes, at)?;
        }
    }
}

/// The first marker after the data of a scan.
fn scan_end(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += bytes.get(at..)?.iter().position(|&byte| byte == 0xFF)?;
        match bytes.get(at + 1)? {
            0x00 | 0xD0..=0xD7 => at += 2,
            0xFF => at += 1,
            _ => return Some(at),
        }
    }
}

/// Whether chunk follows chunk up to the last one, IEND (PNG specification, section 5.3).
fn png_is_complete(bytes: &[u8]) -> bool {
    let mut rest = bytes.get(PNG_SIGNATURE_BYTES..).unwrap_or_default();
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let length = u32::from_be_bytes(*length) as usize;
        let Some((kind, after)) = after.split_first_chunk::<4>() else {
            return false;
        };
        // The checksum follows the data.
        let Some(after) = length.checked_add(4).and_then(|skip| after.get(skip..)) else {
            return false;
        };
        if kind == b"IEND" {
            return true;
        }
        rest = after;
    }
    false
}

/// Whether the file has the length that its RIFF header says.
fn webp_is_complete(bytes: &[u8]) -> bool {
    const HEADER_BYTES: u64 = 8;
    match bytes.get(4..8) {
        Some(&[a, b, c, d]) => {
            let length = u64::from(u32::from_le_bytes([a, b, c, d]));
            bytes.len() as u64 >= length + HEADER_BYTES
        }
        _ => false,
    }
}
