//! Changing the size of photos and label maps.

use image::imageops::FilterType;
use image::{ImageBuffer, Rgb, RgbImage};

/// Class ids row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelMap {
    pub width_px: u32,
    pub height_px: u32,
    pub ids: Vec<u8>,
}

/// Resizes a photo with a Catmull-Rom filter (bicubic, as the published preprocessing does).
pub fn photo(photo: RgbImage, side_px: u32) -> RgbImage {
    if photo.dimensions() == (side_px, side_px) {
        return photo;
    }
    let resized: ImageBuffer<Rgb<u8>, Vec<u8>> =
        image::imageops::resize(&photo, side_px, side_px, FilterType::CatmullRom);
    resized
}

/// Resizes a label map by nearest neighbour: anything else would invent classes at the borders.
pub fn labels(map: &LabelMap, side_px: u32) -> LabelMap {
    // The centre of each target pixel, looked up in the source.
    let source = |target: u32, length: u32| {
        let centre = (u64::from(target) * 2 + 1) * u64::from(length) / (2 * u64::from(side_px));
        centre as usize
    };
    let width = map.width_px as usize;
    let mut ids = Vec::with_capacity((side_px * side_px) as usize);
    for y in 0..side_px {
        let row = source(y, map.height_px) * width;
        ids.extend((0..side_px).map(|x| map.ids[row + source(x, map.width_px)]));
    }
    LabelMap {
        width_px: side_px,
        height_px: side_px,
        ids,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_neighbour_keeps_ids_and_the_identity_size() {
        let map = LabelMap {
            width_px: 2,
            height_px: 2,
            ids: vec![1, 12, 3, 7],
        };
        assert_eq!(labels(&map, 2), map);
        assert_eq!(
            labels(&map, 4).ids,
            [1, 1, 12, 12, 1, 1, 12, 12, 3, 3, 7, 7, 3, 3, 7, 7]
        );
        assert!(labels(&map, 3).ids.iter().all(|id| map.ids.contains(id)));
    }
}
