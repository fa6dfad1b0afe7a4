//! Changing the size of photos and label maps.
//!
//! One rule for all sizes and shapes: a picture is stretched to the square that the networks see, as
//! the published preprocessing does.

use image::imageops::FilterType;
use image::{GrayImage, RgbImage};

/// Resizes a photo with a Catmull-Rom filter (bicubic, as the published preprocessing does).
pub fn photo(photo: RgbImage, side_px: u32) -> RgbImage {
    if photo.dimensions() == (side_px, side_px) {
        return photo;
    }
    image::imageops::resize(&photo, side_px, side_px, FilterType::CatmullRom)
}

/// Resizes a label map by nearest neighbour: anything else would invent classes at the borders.
pub fn labels(map: &GrayImage, side_px: u32) -> GrayImage {
    // The centre of each target pixel, looked up in the source.
    let source = |target: u32, length: u32| {
        let centre = (u64::from(target) * 2 + 1) * u64::from(length) / (2 * u64::from(side_px));
        centre as u32
    };
    GrayImage::from_fn(side_px, side_px, |x, y| {
        *map.get_pixel(source(x, map.width()), source(y, map.height()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_neighbour_keeps_ids_and_the_identity_size() {
        let map = GrayImage::from_raw(2, 2, vec![1, 12, 3, 7]).unwrap();
        assert_eq!(labels(&map, 2), map);
        assert_eq!(
            labels(&map, 4).into_raw(),
            [1, 1, 12, 12, 1, 1, 12, 12, 3, 3, 7, 7, 3, 3, 7, 7]
        );
        let enlarged = labels(&map, 3).into_raw();
        assert!(enlarged.iter().all(|id| map.as_raw().contains(id)));
    }
}
