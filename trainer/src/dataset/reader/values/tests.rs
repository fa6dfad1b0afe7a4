use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use image::codecs::jpeg::JpegEncoder;
use image::{GrayImage, Luma};

use super::*;

/// A grey TIFF file of 8×8 pixels whose only strip is this JPEG.
fn tiff_around(jpeg: &[u8]) -> Vec<u8> {
    let fields = [
        (256, 8),
        (257, 8),
        (258, 8),
        (259, 7),
        (262, 1),
        (273, 8 + 2 + 9 * 12 + 4),
        (277, 1),
        (278, 8),
        (279, jpeg.len() as u32),
    ];
    let mut bytes = b"II*\0\x08\0\0\0".to_vec();
    bytes.extend((fields.len() as u16).to_le_bytes());
    for (tag, value) in fields {
        // One number of 32 bits.
        bytes.extend([tag, 4].into_iter().flat_map(u16::to_le_bytes));
        bytes.extend([1, value].into_iter().flat_map(u32::to_le_bytes));
    }
    bytes.extend([0; 4]);
    bytes.extend(jpeg);
    bytes
}

#[test]
fn values_that_were_blended_to_save_bytes_are_none() {
    // 8×8 values, three columns of 3 and five of 9, by libwebp: lossy they come back as 5, 6, 7, 8 and 9.
    const LOSSY: &str = "UklGRiYAAABXRUJQVlA4IBoAAAAwAQCdASoIAAgAAoBCJaQAA3AA/vk9lxwAAA==";
    const LOSSY_WITH_EXIF: &str = "UklGRloAAABXRUJQVlA4WAoAAAAIAAAABwAABwAAVlA4IBoAAAAwAQCdASoIAAgAAoBCJaQAA3AA/vk9lxwAAEVYSUYaAAAATU0AKgAAAAgAAQESAAMAAAABAAEAAAAAAAA=";
    const LOSSLESS: &str =
        "UklGRi4AAABXRUJQVlA4TCIAAAAvB8ABAA+gIG0DFnVXQdoGLOqugrQNWNTd+Y8k/0PxI/of";
    let values = GrayImage::from_fn(8, 8, |x, _| Luma([if x < 3 { 3 } else { 9 }]));
    let mut jpeg = Vec::new();
    values
        .write_with_encoder(JpegEncoder::new_with_quality(&mut jpeg, 60))
        .unwrap();
    let webp = |text| BASE64_STANDARD.decode(text).unwrap();
    for (name, bytes) in [
        ("lossy WebP", webp(LOSSY)),
        ("lossy WebP with EXIF", webp(LOSSY_WITH_EXIF)),
        ("JPEG", jpeg.clone()),
        ("TIFF around a JPEG", tiff_around(&jpeg)),
    ] {
        let file = PictureFile::from_bytes(bytes).unwrap();
        assert_eq!(file.photo().unwrap().dimensions(), (8, 8), "{name}");
        assert_eq!(file.values().unwrap(), None, "{name}");
    }
    let lossless = PictureFile::from_bytes(webp(LOSSLESS)).unwrap();
    let map = lossless.values().unwrap().unwrap().map;
    assert!(
        map.iter()
            .zip(values.iter())
            .all(|(read, value)| *read == u16::from(*value))
    );
}

/// A BMP file of indices five pixels wide and two high; the lower row comes first, as the format has it.
fn bmp_of_indices(bits: u32, rows: [&[u8]; 2]) -> Vec<u8> {
    let colors = 1 << bits;
    let start = 54 + 4 * colors;
    let header = [
        start + 16,
        0,
        start,
        40,
        5,
        2,
        1 | bits << 16,
        0,
        0,
        0,
        0,
        colors,
        0,
    ];
    let numbers = header.into_iter().chain(0..colors);
    let mut bytes = b"BM".to_vec();
    bytes.extend(numbers.flat_map(u32::to_le_bytes));
    for row in rows {
        let padding = row.len().next_multiple_of(4) - row.len();
        bytes.extend(row.iter().copied().chain(std::iter::repeat_n(0, padding)));
    }
    bytes
}

#[test]
fn indices_of_a_bmp_file_are_values_at_every_depth() {
    for (bits, rows) in [
        (1, [&[0b1011_0000][..], &[0b0100_1000]]),
        (4, [&[0x10, 0x11, 0x00], &[0x01, 0x00, 0x10]]),
        (8, [&[1, 0, 1, 1, 0], &[0, 1, 0, 0, 1]]),
    ] {
        let file = PictureFile::from_bytes(bmp_of_indices(bits, rows)).unwrap();
        let map = file.values().unwrap().unwrap().map;
        assert_eq!(map.dimensions(), (5, 2), "{bits} bits");
        assert_eq!(
            map.as_raw()[..],
            [0, 1, 0, 0, 1, 1, 0, 1, 1, 0],
            "{bits} bits"
        );
    }
}
