//! Reading picture files, whole or not at all.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use image::RgbImage;

/// First bytes of a JPEG file.
const JPEG: [u8; 2] = [0xFF, 0xD8];
const START_OF_SCAN: [u8; 2] = [0xFF, 0xDA];
const END_OF_IMAGE: [u8; 2] = [0xFF, 0xD9];

/// Reads a JPEG or PNG file in eight bits a channel. The bytes decide which it is, not the name.
///
/// # Errors
/// A file that cannot be read, is no such picture, or ends before the picture does.
pub fn read(path: &Path) -> Result<RgbImage> {
    let unreadable = || format!("cannot read {}", path.display());
    let bytes = fs::read(path).with_context(unreadable)?;
    // The decoder fills what is missing of a JPEG with grey, which a network would learn from.
    ensure!(
        !bytes.starts_with(&JPEG) || is_complete(&bytes),
        "{} is cut off: the end of the JPEG image is missing",
        path.display()
    );
    let image = image::load_from_memory(&bytes).with_context(unreadable)?;
    Ok(image.to_rgb8())
}

/// Whether the end is there after the last scan; an earlier one may be that of a preview.
fn is_complete(jpeg: &[u8]) -> bool {
    let markers = || jpeg.windows(2);
    let scan = markers().rposition(|bytes| bytes == START_OF_SCAN);
    scan.is_some_and(|scan| jpeg[scan..].windows(2).any(|bytes| bytes == END_OF_IMAGE))
}

#[cfg(test)]
mod tests {
    use image::Rgb;
    use tempfile::TempDir;

    use super::*;

    #[test]
    fn a_jpeg_that_is_cut_off_is_refused_wherever_it_ends() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("photo.jpg");
        let photo = RgbImage::from_fn(64, 64, |x, y| Rgb([x as u8 * 3, y as u8, (x * y) as u8]));
        photo.save(&path).unwrap();
        assert_eq!(read(&path).unwrap().dimensions(), (64, 64));

        let whole = fs::read(&path).unwrap();
        for length in [3, whole.len() / 2, whole.len() - 2] {
            fs::write(&path, &whole[..length]).unwrap();
            let error = read(&path).unwrap_err().to_string();
            assert!(error.contains("photo.jpg is cut off"), "{error}");
        }
    }

    #[test]
    fn sixteen_bits_become_eight() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("deep.png");
        image::ImageBuffer::<Rgb<u16>, _>::from_pixel(2, 1, Rgb([0xFFFF, 0x8080, 0]))
            .save(&path)
            .unwrap();
        assert_eq!(read(&path).unwrap().as_raw()[..3], [255, 128, 0]);
    }
}
