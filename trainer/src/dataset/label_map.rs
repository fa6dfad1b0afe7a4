//! Label maps from image files.
//!
//! Exact maps are 8-bit PNG files, indexed or grey, whose values are the class ids. Anything else
//! is read as colours, each snapped to the class with the nearest one: that is all a JPEG can give,
//! because its blended colours belong to no class.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use facade_model::input::NamedClass;
use image::{GrayImage, Luma, RgbImage};

use super::pair::has_extension;
use super::{palette, picture};

/// Reads a file that must hold ids of these classes.
///
/// # Errors
/// A file that cannot be read, is not an 8-bit indexed or grey PNG, or holds an id of no class.
pub fn read_class_ids(path: &Path, classes: &[NamedClass]) -> Result<GrayImage> {
    let map = read_indices(path)?.with_context(|| {
        format!(
            "{}: a label map must be an 8-bit indexed or grey PNG",
            path.display()
        )
    })?;
    if let Some(id) = foreign_id(&map, classes) {
        let ids: Vec<u8> = classes.iter().map(|class| class.id).collect();
        bail!(
            "{}: {id} is the id of no class; there are {ids:?}",
            path.display()
        );
    }
    Ok(map)
}

/// Reads class ids where the file holds them, else snaps its colours.
///
/// # Errors
/// A file that cannot be read as an image.
pub fn read(path: &Path, classes: &[NamedClass]) -> Result<GrayImage> {
    if has_extension(path, "png")
        && let Some(map) = read_indices(path)?
        && foreign_id(&map, classes).is_none()
    {
        return Ok(map);
    }
    Ok(from_colours(&picture::read(path)?, classes))
}

/// Snaps every colour to the class with the nearest one.
pub fn from_colours(image: &RgbImage, classes: &[NamedClass]) -> GrayImage {
    GrayImage::from_fn(image.width(), image.height(), |x, y| {
        Luma([palette::nearest(classes, image.get_pixel(x, y).0)])
    })
}

fn foreign_id(map: &GrayImage, classes: &[NamedClass]) -> Option<u8> {
    let mut known = [false; 256];
    for class in classes {
        known[usize::from(class.id)] = true;
    }
    map.iter().copied().find(|&id| !known[usize::from(id)])
}

/// The raw values of an 8-bit indexed or grey PNG; `None` for any other PNG.
fn read_indices(path: &Path) -> Result<Option<GrayImage>> {
    let unreadable = || format!("cannot read {}", path.display());
    let file = File::open(path).with_context(unreadable)?;
    let mut decoder = png::Decoder::new(BufReader::new(file));
    decoder.set_transformations(png::Transformations::IDENTITY);
    let mut reader = decoder.read_info().with_context(unreadable)?;
    let (color, depth) = reader.output_color_type();
    let indexed = matches!(color, png::ColorType::Indexed | png::ColorType::Grayscale);
    if !indexed || depth != png::BitDepth::Eight {
        return Ok(None);
    }
    let size = reader.output_buffer_size().with_context(unreadable)?;
    let mut ids = vec![0; size];
    let frame = reader.next_frame(&mut ids).with_context(unreadable)?;
    ensure!(
        frame.line_size == frame.width as usize,
        "{}: rows are padded",
        path.display()
    );
    ids.truncate(frame.buffer_size());
    let map = GrayImage::from_raw(frame.width, frame.height, ids);
    Ok(Some(map.expect("one byte for each pixel")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use facade_model::classes::CLASSES;
    use facade_model::input::InputKind;
    use tempfile::TempDir;

    fn classes() -> Vec<NamedClass> {
        match InputKind::facades() {
            InputKind::OneHotLabels { classes } => classes,
            other => panic!("{other:?}"),
        }
    }

    /// Writes the values as an 8-bit PNG, indexed with an arbitrary palette or grey.
    fn write_png(path: &Path, color: png::ColorType, width: u32, values: &[u8]) {
        let file = File::create(path).unwrap();
        let height = values.len() as u32 / width;
        let mut encoder = png::Encoder::new(file, width, height);
        encoder.set_color(color);
        encoder.set_depth(png::BitDepth::Eight);
        if color == png::ColorType::Indexed {
            encoder.set_palette([7; 3 * 256].as_slice());
        }
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(values).unwrap();
    }

    #[test]
    fn class_ids_are_read_from_indexed_and_grey_files_whatever_their_palette() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("map.png");
        for color in [png::ColorType::Indexed, png::ColorType::Grayscale] {
            write_png(&path, color, 3, &[1, 2, 12, 4, 5, 6]);
            let map = read_class_ids(&path, &classes()).unwrap();
            assert_eq!(map.dimensions(), (3, 2));
            assert_eq!(map.as_raw()[..], [1, 2, 12, 4, 5, 6]);
            assert_eq!(read(&path, &classes()).unwrap(), map);
        }
    }

    #[test]
    fn an_id_of_no_class_is_named_in_the_error() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("map.png");
        write_png(&path, png::ColorType::Grayscale, 2, &[1, 13]);
        let error = read_class_ids(&path, &classes()).unwrap_err().to_string();
        assert!(error.contains("map.png") && error.contains("13"), "{error}");
    }

    #[test]
    fn colours_snap_to_classes_through_jpeg() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("map.jpg");
        let image = RgbImage::from_fn(12 * 32, 32, |x, _| {
            image::Rgb(CLASSES[x as usize / 32].color)
        });
        image.save(&path).unwrap();
        let map = read(&path, &classes()).unwrap();
        for (class, id) in (1..=12).zip(map.iter().skip(16).step_by(32)) {
            assert_eq!(*id, class);
        }
    }

    #[test]
    fn a_broken_file_is_named_in_the_error() {
        let folder = TempDir::new().unwrap();
        for name in ["broken.png", "broken.jpg"] {
            let path = folder.path().join(name);
            std::fs::write(&path, b"no image").unwrap();
            let error = format!("{:#}", read(&path, &classes()).unwrap_err());
            assert!(error.contains(name), "{error}");
        }
    }
}
