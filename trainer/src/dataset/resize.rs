//! Changing the size of photos and label maps.
//!
//! One rule for all sizes and shapes: a picture is stretched to the square that the networks see, as
//! the published preprocessing does. What training crops is resized straight from the file's pixels,
//! in one step: of a large photo nothing is lost to a size in between, and nothing is computed that the
//! crop leaves out.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::imageops::flip_horizontal_in_place;
use image::{GrayImage, RgbImage};

/// What is seen of a picture, in shares of its sides: the same part of a photo and of its map, whatever
/// their sizes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    /// From the left edge to what is seen, 0..1.
    pub left: f64,
    /// From the upper edge, likewise.
    pub top: f64,
    /// Width of what is seen as a share of the width, and height of the height; up to 1.
    pub share: f64,
    pub mirrored: bool,
}

impl View {
    pub const WHOLE: Self = Self {
        left: 0.0,
        top: 0.0,
        share: 1.0,
        mirrored: false,
    };
}

/// Resizes what is seen of a photo to a square, with a Catmull-Rom filter (bicubic, as the published
/// preprocessing does) that is as wide as the pixels of the target.
pub fn photo(photo: RgbImage, view: &View, side_px: u32) -> RgbImage {
    let (width, height) = photo.dimensions();
    let mut seen = if *view == View::WHOLE && (width, height) == (side_px, side_px) {
        photo
    } else {
        // One axis after the other, as the library does when it is asked for both, which it must not be: its second pass
        // then takes the first column that the first pixel weighs for the first that any does, and where that pixel's
        // outer weights are exactly zero, as at a scale of 1, it reads far outside the picture (fast_image_resize 6.1).
        let rows = resized(
            (&photo, [width, height]),
            [width, side_px],
            [0.0, view.top],
            [1.0, view.share.min(1.0 - view.top)],
        );
        let square = resized(
            (&rows, [width, side_px]),
            [side_px; 2],
            [view.left, 0.0],
            [view.share.min(1.0 - view.left), 1.0],
        );
        RgbImage::from_raw(side_px, side_px, square).expect("three bytes for each pixel")
    };
    if view.mirrored {
        flip_horizontal_in_place(&mut seen);
    }
    seen
}

/// A part of a picture, which begins at `start` and is so large, in shares of its sides, in so many pixels. One side is whole
/// and keeps its pixels.
fn resized(
    (rgb, [width, height]): (&[u8], [u32; 2]),
    target: [u32; 2],
    start: [f64; 2],
    share: [f64; 2],
) -> Vec<u8> {
    let source =
        ImageRef::new(width, height, rgb, PixelType::U8x3).expect("three bytes for each pixel");
    let mut resized = Image::new(target[0], target[1], PixelType::U8x3);
    let length = |share: f64, length: u32| share * f64::from(length);
    let options = ResizeOptions::new()
        .resize_alg(ResizeAlg::Convolution(FilterType::CatmullRom))
        // Rounding must not reach beyond the edge: callers see to it.
        .crop(
            length(start[0], width),
            length(start[1], height),
            length(share[0], width),
            length(share[1], height),
        );
    Resizer::new()
        .resize(&source, &mut resized, &options)
        .expect("a part of a picture that has pixels");
    resized.into_vec()
}

/// Resizes what is seen of a label map to a square, by nearest neighbour: anything else would invent
/// classes at the borders.
pub fn labels(map: &GrayImage, view: &View, side_px: u32) -> GrayImage {
    // The centre of each target pixel, looked up in the source.
    let sources = |start: f64, length: u32, mirrored: bool| -> Vec<u32> {
        let targets = (0..side_px).map(|target| match mirrored {
            true => side_px - 1 - target,
            false => target,
        });
        let centres = targets.map(|target| {
            let centre = start + (f64::from(target) + 0.5) * view.share / f64::from(side_px);
            (centre * f64::from(length)) as u32
        });
        centres.map(|source| source.min(length - 1)).collect()
    };
    let columns = sources(view.left, map.width(), view.mirrored);
    let rows = sources(view.top, map.height(), false);
    GrayImage::from_fn(side_px, side_px, |x, y| {
        *map.get_pixel(columns[x as usize], rows[y as usize])
    })
}

#[cfg(test)]
mod tests {
    use image::imageops::{self, FilterType};
    use image::{Luma, Rgb};

    use super::*;

    const CROP: View = View {
        left: 21.0 / 286.0,
        top: 7.0 / 286.0,
        share: 256.0 / 286.0,
        mirrored: false,
    };

    #[test]
    fn nearest_neighbour_keeps_ids_and_the_identity_size() {
        let map = GrayImage::from_raw(2, 2, vec![1, 12, 3, 7]).unwrap();
        assert_eq!(labels(&map, &View::WHOLE, 2), map);
        assert_eq!(
            labels(&map, &View::WHOLE, 4).into_raw(),
            [1, 1, 12, 12, 1, 1, 12, 12, 3, 3, 7, 7, 3, 3, 7, 7]
        );
        let mirrored = View {
            mirrored: true,
            ..View::WHOLE
        };
        assert_eq!(labels(&map, &mirrored, 2).into_raw(), [12, 1, 7, 3]);
        let enlarged = labels(&map, &View::WHOLE, 3).into_raw();
        assert!(enlarged.iter().all(|id| map.as_raw().contains(id)));
    }

    #[test]
    fn one_step_shows_what_resizing_and_then_cropping_shows() {
        let smooth = |x: u32, y: u32, channel: u32| {
            let wave = f64::from(x) / 23.0 + f64::from(y * (channel + 1)) / 41.0;
            (127.5 + 100.0 * wave.sin()) as u8
        };
        let photo_of = |width, height| {
            RgbImage::from_fn(
                width,
                height,
                |x, y| Rgb([0, 1, 2].map(|c| smooth(x, y, c))),
            )
        };
        for (width, height) in [(780, 828), (512, 512), (256, 256), (100, 37)] {
            let original = photo_of(width, height);
            let twice = imageops::resize(&original, 286, 286, FilterType::CatmullRom);
            let twice = imageops::crop_imm(&twice, 21, 7, 256, 256).to_image();
            let once = photo(original, &CROP, 256);
            let largest = once.iter().zip(twice.iter()).map(|(a, b)| a.abs_diff(*b));
            let largest = largest.max().unwrap();
            println!("{width}×{height}: {largest}");
            // At the crop's own edge the filter does not look beyond it.
            assert!(largest <= 4, "{width}×{height}: {largest}");
        }
    }

    /// Widths and crops at which some outer weights of the filter are exactly zero.
    #[test]
    fn an_even_photo_stays_even_wherever_it_is_cropped() {
        for width in [286, 468, 484, 572] {
            for left in 0..=30 {
                let view = View {
                    left: f64::from(left) / 286.0,
                    top: f64::from(30 - left) / 286.0,
                    ..CROP
                };
                let even = RgbImage::from_pixel(width, width, Rgb([7, 90, 200]));
                let seen = photo(even, &view, 512);
                let strange = seen.pixels().find(|pixel| pixel.0 != [7, 90, 200]);
                assert_eq!(strange, None, "{width} pixels wide, from {left}/286");
            }
        }
    }

    #[test]
    fn photo_and_map_of_other_sizes_show_the_same_part() {
        // A pillar between 0.4 and 0.6 of the width, in a photo three times as large as its map.
        let pillar = |x: u32, width: u32| (2 * width / 5..3 * width / 5).contains(&x);
        let map = GrayImage::from_fn(260, 150, |x, _| Luma([1 + u8::from(pillar(x, 260))]));
        let original = RgbImage::from_fn(780, 450, |x, _| Rgb([200 * u8::from(pillar(x, 780)); 3]));
        for mirrored in [false, true] {
            let view = View { mirrored, ..CROP };
            let map = labels(&map, &view, 256);
            let seen = photo(original.clone(), &view, 256);
            let agreeing = map
                .pixels()
                .zip(seen.pixels())
                .filter(|(id, colour)| (id.0[0] == 2) == (colour.0[0] > 100))
                .count();
            assert!(agreeing >= 254 * 256, "mirrored {mirrored}: {agreeing}");
        }
    }

    #[test]
    fn flat_colours_stay_what_they_are() {
        let flat = RgbImage::from_pixel(731, 97, Rgb([9, 128, 255]));
        assert!(
            photo(flat, &CROP, 256)
                .pixels()
                .all(|pixel| pixel.0 == [9, 128, 255])
        );
    }
}
