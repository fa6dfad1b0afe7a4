use std::fs::{self, File};
use std::path::Path;

use facade_subjects::facades::classes::CLASSES;
use facade_subjects::facades::colors::CMP;
use image::{ImageBuffer, Luma, LumaA, Rgb, RgbImage, RgbaImage};
use tempfile::TempDir;

use super::*;

const IDS: [u8; 8] = [1, 2, 12, 4, 5, 6, 11, 3];

fn classes() -> Vec<NamedClass> {
    match InputKind::facades() {
        InputKind::OneHotLabels { classes } => classes,
        other => panic!("{other:?}"),
    }
}

fn read_with(path: &Path, classes: &[NamedClass], ignored: &[u16]) -> Result<Reading> {
    read(path, Legend { classes, ignored })
}

/// The ids of a file that is read by value.
#[track_caller]
fn ids(path: &Path) -> Vec<u8> {
    let reading = read_with(path, &classes(), &[]).unwrap();
    assert_eq!(reading.fit, None, "by value");
    reading.map.into_raw()
}

fn error(path: &Path) -> String {
    format!("{:#}", read_with(path, &classes(), &[]).unwrap_err())
}

/// Writes values as a PNG of this depth, 4 pixels wide.
fn write_png(path: &Path, color: png::ColorType, depth: png::BitDepth, values: &[u8]) {
    write_indexed(path, color, depth, values, &[7; 48]);
}

fn write_indexed(
    path: &Path,
    color: png::ColorType,
    depth: png::BitDepth,
    values: &[u8],
    palette: &[u8],
) {
    let bits = depth as usize;
    let mut bytes = Vec::new();
    for row in values.chunks(4) {
        match bits {
            16 => bytes.extend(row.iter().flat_map(|&value| u16::from(value).to_be_bytes())),
            _ => {
                for group in row.chunks(8 / bits) {
                    let packed = group.iter().enumerate().fold(0, |packed, (index, value)| {
                        packed | value << (8 - bits * (index + 1))
                    });
                    bytes.push(packed);
                }
            }
        }
    }
    let height = values.len() as u32 / 4;
    let mut encoder = png::Encoder::new(File::create(path).unwrap(), 4, height);
    encoder.set_color(color);
    encoder.set_depth(depth);
    if color == png::ColorType::Indexed {
        encoder.set_palette(palette[..palette.len().min(3 << bits.min(8))].to_vec());
    }
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&bytes).unwrap();
}

#[test]
fn ids_are_read_in_every_depth_whatever_the_palette() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("map.png");
    use png::BitDepth::{Eight, Four, One, Sixteen, Two};
    use png::ColorType::{Grayscale, Indexed};
    for (color, depth) in [
        (Grayscale, Sixteen),
        (Grayscale, Eight),
        (Grayscale, Four),
        (Indexed, Eight),
        (Indexed, Four),
    ] {
        write_png(&path, color, depth, &IDS);
        assert_eq!(ids(&path), IDS, "{color:?} {depth:?}");
    }
    let few = [1, 2, 3, 1, 1, 3, 2, 2];
    let one = [1; 8];
    for color in [Grayscale, Indexed] {
        write_png(&path, color, Two, &few);
        assert_eq!(ids(&path), few, "{color:?}");
        write_png(&path, color, One, &one);
        assert_eq!(ids(&path), one, "{color:?}");
    }
}

#[test]
fn ids_are_read_from_other_formats_and_from_three_equal_channels() {
    let folder = TempDir::new().unwrap();
    let map = GrayImage::from_raw(4, 2, IDS.to_vec()).unwrap();
    let three = RgbImage::from_fn(4, 2, |x, y| Rgb([map.get_pixel(x, y).0[0]; 3]));
    let deep = ImageBuffer::<Luma<u16>, _>::from_fn(4, 2, |x, y| {
        Luma([u16::from(map.get_pixel(x, y).0[0])])
    });
    for name in ["map.bmp", "map.tif", "map.png"] {
        let path = folder.path().join(name);
        map.save(&path).unwrap();
        assert_eq!(ids(&path), IDS, "{name}");
        three.save(&path).unwrap();
        assert_eq!(ids(&path), IDS, "three channels in {name}");
    }
    let path = folder.path().join("map.webp");
    three.save(&path).unwrap();
    assert_eq!(ids(&path), IDS);
    let path = folder.path().join("deep.tiff");
    deep.save(&path).unwrap();
    assert_eq!(ids(&path), IDS);
    // The ending does not matter.
    let path = folder.path().join("map.jpg");
    map.save_with_format(&path, image::ImageFormat::Png)
        .unwrap();
    assert_eq!(ids(&path), IDS);
}

#[test]
fn a_palette_of_the_classes_colours_counts_more_than_its_order() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("map.png");
    // As programs leave it that make files smaller: window, wall and sky in the order of their use.
    let palette = [3, 2, 1].map(|id: usize| CLASSES[id - 1].color).concat();
    let values = [1, 2, 2, 1, 2, 1, 2, 1];
    write_indexed(
        &path,
        png::ColorType::Indexed,
        png::BitDepth::Two,
        &values,
        &palette,
    );
    let reading = read_with(&path, &classes(), &[]).unwrap();
    assert_eq!(reading.map.into_raw(), values.map(|value| 3 - value));
    // In the database's own colours index and colour say the same.
    let own: Vec<u8> = [[0; 3]].into_iter().chain(CMP).flatten().collect();
    write_indexed(
        &path,
        png::ColorType::Indexed,
        png::BitDepth::Four,
        &IDS,
        &own,
    );
    assert_eq!(ids(&path), IDS);
}

#[test]
fn ids_of_no_class_are_refused_or_ignored() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("map.png");
    write_png(
        &path,
        png::ColorType::Grayscale,
        png::BitDepth::Eight,
        &[1, 255, 255, 2, 1, 1, 2, 2],
    );
    let message = error(&path);
    for part in [
        "map.png",
        "255 is the id of no class",
        "25.0 %",
        "--ignore-id 255",
        "--classes",
    ] {
        assert!(message.contains(part), "{message}");
    }
    let filled = read_with(&path, &classes(), &[255]).unwrap();
    assert_eq!(filled.map.into_raw(), [1, 1, 2, 2, 1, 1, 2, 2]);

    let path = folder.path().join("deep.png");
    let deep = ImageBuffer::<Luma<u16>, _>::from_raw(2, 1, vec![3, 65_535]).unwrap();
    deep.save(&path).unwrap();
    assert!(error(&path).contains("65535 is the id of no class"));
    let filled = read_with(&path, &classes(), &[65_535]).unwrap();
    assert_eq!(filled.map.into_raw(), [3, 3]);

    let path = folder.path().join("nothing.png");
    GrayImage::from_pixel(4, 4, Luma([255]))
        .save(&path)
        .unwrap();
    let message = format!("{:#}", read_with(&path, &classes(), &[255]).unwrap_err());
    assert!(message.contains("every pixel is ignored"), "{message}");
}

#[test]
fn what_is_transparent_is_background_whatever_lies_under_it() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("map.png");
    let [window, hidden] = [CLASSES[2].color, [9, 200, 31]];
    let mut maps = Vec::new();
    for under in [[0; 3], [255; 3], hidden] {
        RgbaImage::from_fn(4, 2, |x, _| {
            let ([red, green, blue], alpha) = if x < 2 { (window, 255) } else { (under, 0) };
            Rgba([red, green, blue, alpha])
        })
        .save(&path)
        .unwrap();
        maps.push(read_with(&path, &classes(), &[]).unwrap().map.into_raw());
    }
    assert!(
        maps.iter().all(|map| map == &[3, 3, 1, 1, 3, 3, 1, 1]),
        "{maps:?}"
    );

    // Grey with alpha, and an index that is declared transparent.
    ImageBuffer::<LumaA<u8>, _>::from_raw(2, 1, vec![5, 255, 77, 0])
        .unwrap()
        .save(&path)
        .unwrap();
    assert_eq!(ids(&path), [5, 1]);
    let mut encoder = png::Encoder::new(File::create(&path).unwrap(), 2, 1);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_palette([40; 30].to_vec());
    encoder.set_trns([0, 255, 255].to_vec());
    encoder
        .write_header()
        .unwrap()
        .write_image_data(&[0, 2])
        .unwrap();
    assert_eq!(ids(&path), [1, 2]);

    // Other lists of classes need not have a background.
    let two =
        [(1, "road", [1, 2, 3]), (2, "car", [200, 2, 3])].map(|(id, name, color)| NamedClass {
            id,
            name: name.to_owned(),
            color,
        });
    RgbaImage::from_pixel(2, 2, Rgba([1, 2, 3, 0]))
        .save(&path)
        .unwrap();
    let message = format!("{:#}", read_with(&path, &two, &[]).unwrap_err());
    assert!(
        message.contains("no class is called background"),
        "{message}"
    );
}

#[test]
fn colours_snap_to_classes_through_jpeg_in_either_set_of_colours() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("map.jpg");
    for color in [|id: usize| CLASSES[id].color, |id: usize| CMP[id]] {
        RgbImage::from_fn(12 * 32, 32, |x, _| Rgb(color(x as usize / 32)))
            .save(&path)
            .unwrap();
        let reading = read_with(&path, &classes(), &[]).unwrap();
        assert!(reading.fit.unwrap().is_label_map(), "{:?}", reading.fit);
        for (class, id) in (1..=12).zip(reading.map.iter().skip(16).step_by(32)) {
            assert_eq!(*id, class);
        }
    }
}

#[test]
fn a_photo_is_no_exact_label_map() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("photo.png");
    RgbImage::from_fn(32, 32, |x, y| Rgb([150 + x as u8, 120 + y as u8, 90]))
        .save(&path)
        .unwrap();
    let legend = Legend {
        classes: &classes(),
        ignored: &[],
    };
    let message = read_exact(&path, legend).unwrap_err().to_string();
    assert!(
        message.contains("photo.png") && message.contains("like no class"),
        "{message}"
    );
    assert!(read(&path, legend).unwrap().fit.unwrap().is_no_label_map());
}

#[test]
fn a_broken_file_is_named_in_the_error() {
    let folder = TempDir::new().unwrap();
    for name in ["broken.png", "broken.jpg"] {
        let path = folder.path().join(name);
        fs::write(&path, b"no image").unwrap();
        assert!(error(&path).contains(name));
    }
}
