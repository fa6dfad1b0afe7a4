use std::fs;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, GrayImage, ImageBuffer, ImageEncoder, Luma, Rgba};
use tempfile::TempDir;

use super::*;

/// Red, green, blue and grey quarters, upright 24×16.
const COLOURS: [[u8; 3]; 4] = [[200, 40, 40], [40, 200, 40], [40, 40, 200], [115, 115, 115]];

fn quarters() -> RgbImage {
    RgbImage::from_fn(24, 16, |x, y| Rgb(COLOURS[(x / 12 + 2 * (y / 8)) as usize]))
}

/// How a camera that is held so stores the picture: row and column to the upright x and y, by the words of
/// the standard (EXIF 2.32, tag 274): which edge of the scene is the first row, and which the first column.
fn stored(upright: &RgbImage, orientation: u8) -> RgbImage {
    let (width, height) = upright.dimensions();
    let turned = orientation >= 5;
    let (columns, rows) = if turned {
        (height, width)
    } else {
        (width, height)
    };
    RgbImage::from_fn(columns, rows, |column, row| {
        let (x, y) = match orientation {
            1 => (column, row),
            2 => (width - 1 - column, row),
            3 => (width - 1 - column, height - 1 - row),
            4 => (column, height - 1 - row),
            5 => (row, column),
            6 => (width - 1 - row, column),
            7 => (width - 1 - row, height - 1 - column),
            _ => (row, height - 1 - column),
        };
        // Orientation 6: the first row is the scene's right edge, the first column its upper one.
        *upright.get_pixel(x, y)
    })
}

/// An EXIF block with nothing but the orientation.
fn exif(orientation: u8) -> Vec<u8> {
    let mut exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
    exif
}

fn encode(image: &RgbImage, mut encoder: impl ImageEncoder, orientation: u8) {
    encoder.set_exif_metadata(exif(orientation)).unwrap();
    let (width, height) = image.dimensions();
    encoder
        .write_image(image, width, height, ExtendedColorType::Rgb8)
        .unwrap();
}

#[track_caller]
fn assert_quarters(image: &RgbImage, what: &str) {
    let (width, height) = image.dimensions();
    for (index, colour) in COLOURS.iter().enumerate() {
        let (x, y) = (index as u32 % 2, index as u32 / 2);
        let pixel = image.get_pixel((2 * x + 1) * width / 4, (2 * y + 1) * height / 4);
        let largest = pixel
            .0
            .iter()
            .zip(colour)
            .map(|(a, b)| a.abs_diff(*b))
            .max();
        assert!(
            largest.unwrap() < 12,
            "{what}: quarter {index} is {:?}",
            pixel.0
        );
    }
}

#[test]
fn pictures_come_upright_from_all_eight_orientations() {
    for orientation in 1..=8 {
        let image = stored(&quarters(), orientation);
        let (mut jpeg, mut png, mut webp) = (Vec::new(), Vec::new(), Vec::new());
        encode(
            &image,
            JpegEncoder::new_with_quality(&mut jpeg, 95),
            orientation,
        );
        encode(&image, PngEncoder::new(&mut png), orientation);
        encode(&image, WebPEncoder::new_lossless(&mut webp), orientation);
        for (name, bytes) in [("JPEG", jpeg), ("PNG", png), ("WebP", webp)] {
            let file = PictureFile::from_bytes(bytes).unwrap();
            let photo = file.photo().unwrap();
            assert_eq!(photo.dimensions(), (24, 16), "{name} {orientation}");
            assert_eq!(file.dimensions().unwrap(), (24, 16));
            assert_quarters(&photo, &format!("{name} {orientation}"));
        }
    }
}

#[test]
fn label_values_come_upright_too() {
    let ids = GrayImage::from_raw(2, 1, vec![3, 7]).unwrap();
    let mut png = Vec::new();
    let mut encoder = PngEncoder::new(&mut png);
    // Stored on its side: the first row is the right edge.
    encoder.set_exif_metadata(exif(6)).unwrap();
    encoder
        .write_image(&[7, 3], 1, 2, ExtendedColorType::L8)
        .unwrap();
    let values = PictureFile::from_bytes(png)
        .unwrap()
        .values()
        .unwrap()
        .unwrap();
    assert_eq!(values.map.dimensions(), (2, 1));
    assert!(
        values
            .map
            .iter()
            .zip(ids.iter())
            .all(|(value, id)| *value == u16::from(*id))
    );
}

#[test]
fn print_colours_are_read_as_screens_show_them() {
    // 16×16 quarters of the colours above as CMYK, the grey with black ink, and the same as YCCK.
    const CMYK: &str = "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwADAgIDAgIDAwMDBAMDBAUIBQUEBAUKBwcGCAwKDAwLCgsLDQ4SEA0OEQ4LCxAWEBETFBUVFQwPFxgWFBgSFBUU/8AAFAgAEAAQBEMRAE0RAFkRAEsRAP/EABcAAQEBAQAAAAAAAAAAAAAAAAkACAf/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oADgRDAE0AWQBLAAA/ANgMKMKFTCoatJBUNWj9n7dQFY//2Q==";
    const YCCK: &str = "/9j/7gAOQWRvYmUAZAAAAAAC/9sAQwADAgIDAgIDAwMDBAMDBAUIBQUEBAUKBwcGCAwKDAwLCgsLDQ4SEA0OEQ4LCxAWEBETFBUVFQwPFxgWFBgSFBUU/8AAFAgAEAAQBEMRAE0RAFkRAEsRAP/EABgAAAMBAQAAAAAAAAAAAAAAAAcICQAG/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAA4EQwBNAFkASwAAPwA0CQSpVMBBFWIY5aTpb2Q0Oq5xKx//2Q==";
    for (name, text) in [("CMYK", CMYK), ("YCCK", YCCK)] {
        let file = PictureFile::from_bytes(BASE64_STANDARD.decode(text).unwrap()).unwrap();
        assert_quarters(&file.photo().unwrap(), name);
    }
}

#[test]
fn formats_are_told_by_bytes_and_come_in_eight_bits() {
    let folder = TempDir::new().unwrap();
    for format in [
        ImageFormat::Jpeg,
        ImageFormat::Png,
        ImageFormat::WebP,
        ImageFormat::Bmp,
        ImageFormat::Tiff,
    ] {
        // A name that says something else.
        let path = folder.path().join("picture.gif");
        quarters().save_with_format(&path, format).unwrap();
        assert_quarters(&photo(&path).unwrap(), &format!("{format:?}"));
    }
    let path = folder.path().join("deep.png");
    ImageBuffer::<Rgb<u16>, _>::from_pixel(2, 1, Rgb([0xFFFF, 0x8080, 0]))
        .save(&path)
        .unwrap();
    assert_eq!(photo(&path).unwrap().as_raw()[..3], [255, 128, 0]);
    let path = folder.path().join("grey.png");
    ImageBuffer::<Luma<u16>, _>::from_pixel(2, 1, Luma([0x8080]))
        .save(&path)
        .unwrap();
    assert_eq!(photo(&path).unwrap().as_raw()[..3], [128; 3]);
}

#[test]
fn a_transparent_photo_lies_on_white() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("cut-out.png");
    RgbaImage::from_fn(3, 1, |x, _| Rgba([100, 0, 0, [255, 0, 128][x as usize]]))
        .save(&path)
        .unwrap();
    let photo = photo(&path).unwrap();
    assert_eq!(
        photo.as_raw()[..],
        [100, 0, 0, 255, 255, 255, 177, 127, 127]
    );
}

#[test]
fn what_is_cut_off_is_refused_wherever_it_ends() {
    let folder = TempDir::new().unwrap();
    let photo_of = RgbImage::from_fn(64, 64, |x, y| Rgb([x as u8 * 3, y as u8, (x * y) as u8]));
    for name in [
        "photo.jpg",
        "photo.png",
        "photo.webp",
        "photo.bmp",
        "photo.tif",
    ] {
        let path = folder.path().join(name);
        photo_of.save(&path).unwrap();
        let whole = fs::read(&path).unwrap();
        assert_eq!(photo(&path).unwrap().dimensions(), (64, 64));
        for length in [5, 30, whole.len() / 3, whole.len() / 2, whole.len() - 2] {
            fs::write(&path, &whole[..length]).unwrap();
            let error = format!("{:#}", photo(&path).unwrap_err());
            assert!(error.contains(name), "{error}");
        }
        // What follows the picture is none of its business, as after a padded download.
        let mut longer = whole.clone();
        longer.extend([0; 100]);
        fs::write(&path, longer).unwrap();
        assert_eq!(photo(&path).unwrap().dimensions(), (64, 64), "{name}");
    }
}

/// A JPEG with another one as a preview in its EXIF segment.
fn with_preview(jpeg: &[u8], preview: &[u8]) -> Vec<u8> {
    let mut data = b"Exif\0\0".to_vec();
    data.extend(exif(1));
    data.extend(preview);
    let length = (data.len() + 2) as u16;
    let mut bytes = jpeg[..2].to_vec();
    bytes.extend([0xFF, 0xE1]);
    bytes.extend(length.to_be_bytes());
    bytes.extend(data);
    bytes.extend(&jpeg[2..]);
    bytes
}

#[test]
fn previews_and_videos_are_not_taken_for_the_picture() {
    let jpeg = |image: &RgbImage| {
        let mut bytes = Vec::new();
        JpegEncoder::new(&mut bytes).encode_image(image).unwrap();
        bytes
    };
    let photo = jpeg(&quarters());
    let preview = jpeg(&RgbImage::from_pixel(8, 8, Rgb([1, 2, 3])));
    let whole = with_preview(&photo, &preview);
    let file = PictureFile::from_bytes(whole.clone()).unwrap();
    assert_quarters(&file.photo().unwrap(), "with a preview");

    // The preview's end is no end of the picture's.
    let preview_ends = 6 + 6 + 26 + preview.len();
    for length in [preview_ends, preview_ends + 40, whole.len() - 3] {
        let error = PictureFile::from_bytes(whole[..length].to_vec())
            .err()
            .unwrap();
        assert!(error.to_string().contains("cut off"), "{error}");
    }

    // A second picture behind the first, as phones with two lenses write it, and a video.
    for behind in [photo.clone(), b"\0\0\0\x18ftypmp42".to_vec()] {
        let mut bytes = whole.clone();
        bytes.extend(&behind);
        let file = PictureFile::from_bytes(bytes).unwrap();
        assert_quarters(&file.photo().unwrap(), "with something behind it");
    }
    // The first is cut off, the second is whole.
    let mut bytes = photo[..photo.len() - 30].to_vec();
    bytes.extend(&photo);
    assert!(PictureFile::from_bytes(bytes).is_err());
}

#[test]
fn what_is_no_picture_is_said_with_what_it_is() {
    for (bytes, what) in [
        (&b"<!DOCTYPE html><html>"[..], "a web page"),
        (
            b"version https://git-lfs.github.com/spec/v1\noid",
            "git lfs pull",
        ),
        (
            b"GIF89a\x01\0\x01\0",
            "GIF; JPEG, PNG, WebP, BMP and TIFF are read",
        ),
        (b"", "empty"),
        (b"no image", "no picture"),
    ] {
        let error = PictureFile::from_bytes(bytes.to_vec())
            .err()
            .unwrap()
            .to_string();
        assert!(error.contains(what), "{error}");
    }
    // A header that promises more pixels than anybody has.
    let mut png = Vec::new();
    PngEncoder::new(&mut png)
        .write_image(&[0], 1, 1, ExtendedColorType::L8)
        .unwrap();
    png[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
    let mut crc = flate2::Crc::new();
    crc.update(&png[12..29]);
    png[29..33].copy_from_slice(&crc.sum().to_be_bytes());
    let file = PictureFile::from_bytes(png).unwrap();
    for outcome in [
        file.photo().map(drop),
        file.values().map(drop),
        file.dimensions().map(drop),
    ] {
        let error = outcome.unwrap_err().to_string();
        assert!(error.contains("megapixels"), "{error}");
    }
}

/// Kilobytes that say they are gigabytes: refused before memory is taken for them.
#[test]
fn more_pixels_than_the_file_can_hold_are_refused_by_its_length() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("quarters.png");
    quarters().save(&path).unwrap();
    let mut bytes = fs::read(&path).unwrap();
    bytes[16..20].copy_from_slice(&12_000_u32.to_be_bytes());
    bytes[20..24].copy_from_slice(&12_000_u32.to_be_bytes());
    let mut sum = flate2::Crc::new();
    sum.update(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&sum.sum().to_be_bytes());
    let file = PictureFile::from_bytes(bytes).unwrap();
    let error = file.photo().unwrap_err().to_string();
    assert!(error.contains("too few for 12000×12000 pixels"), "{error}");
    assert!(file.values().is_err());

    // What deflate makes of a single colour is not refused.
    let sky = GrayImage::new(9_000, 9_000);
    sky.save(&path).unwrap();
    let length = fs::metadata(&path).unwrap().len();
    println!("81 megapixels in {length} bytes");
    assert!(PictureFile::open(&path).unwrap().values().is_ok());
}
