//! Label maps from image files.
//!
//! Exact maps are 8-bit PNG files, indexed or grey, whose values are the class ids. Anything else
//! is read as colours, each snapped to the class with the nearest one: that is all a JPEG can give,
//! because its blended colours belong to no class.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use facade_model::classes::{CLASS_COUNT, nearest_class};
use image::RgbImage;

use super::pair::has_extension;
use super::resize::LabelMap;

/// Reads a file that must hold class ids.
///
/// # Errors
/// A file that cannot be read, is not an 8-bit indexed or grey PNG, or holds an id outside 1..=12.
pub fn read_class_ids(path: &Path) -> Result<LabelMap> {
    let map = read_indices(path)?.with_context(|| {
        format!(
            "{}: a label map must be an 8-bit indexed or grey PNG",
            path.display()
        )
    })?;
    let unknown = map.ids.iter().find(|&&id| !is_class(id));
    if let Some(id) = unknown {
        anyhow::bail!(
            "{}: class id {id} is outside 1..={CLASS_COUNT}",
            path.display()
        );
    }
    Ok(map)
}

/// Reads class ids where the file holds them, else snaps its colours.
///
/// # Errors
/// A file that cannot be read as an image.
pub fn read(path: &Path) -> Result<LabelMap> {
    if has_extension(path, "png")
        && let Some(map) = read_indices(path)?
        && map.ids.iter().all(|&id| is_class(id))
    {
        return Ok(map);
    }
    let image = image::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(from_colours(&image.to_rgb8()))
}

/// Snaps every colour to the nearest class.
pub fn from_colours(image: &RgbImage) -> LabelMap {
    LabelMap {
        width_px: image.width(),
        height_px: image.height(),
        ids: image.pixels().map(|pixel| nearest_class(pixel.0)).collect(),
    }
}

fn is_class(id: u8) -> bool {
    (1..=CLASS_COUNT).contains(&usize::from(id))
}

/// The raw values of an 8-bit indexed or grey PNG; `None` for any other PNG.
fn read_indices(path: &Path) -> Result<Option<LabelMap>> {
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
    Ok(Some(LabelMap {
        width_px: frame.width,
        height_px: frame.height,
        ids,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use facade_model::classes::CLASSES;
    use tempfile::TempDir;

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
            let map = read_class_ids(&path).unwrap();
            assert_eq!((map.width_px, map.height_px), (3, 2));
            assert_eq!(map.ids, [1, 2, 12, 4, 5, 6]);
            assert_eq!(read(&path).unwrap(), map);
        }
    }

    #[test]
    fn an_id_of_no_class_is_named_in_the_error() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("map.png");
        write_png(&path, png::ColorType::Grayscale, 2, &[1, 13]);
        let error = read_class_ids(&path).unwrap_err().to_string();
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
        let map = read(&path).unwrap();
        for (class, id) in (1..=12).zip(map.ids.iter().skip(16).step_by(32)) {
            assert_eq!(*id, class);
        }
    }

    #[test]
    fn a_broken_file_is_named_in_the_error() {
        let folder = TempDir::new().unwrap();
        for name in ["broken.png", "broken.jpg"] {
            let path = folder.path().join(name);
            std::fs::write(&path, b"no image").unwrap();
            let error = format!("{:#}", read(&path).unwrap_err());
            assert!(error.contains(name), "{error}");
        }
    }
}
