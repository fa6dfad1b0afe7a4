//! Empty wedges that straightened photos have at their edges, filled with what lies beside them.
//!
//! A photo of a house taken from the street is stretched until the house stands upright, and where nothing was
//! photographed the stretched picture is black, an even dark grey or, of every seventh photo of the facades set, mid-grey. No
//! house has such corners, but a generator learns them like anything else and paints some where nobody drew any. Each
//! wedge becomes the mean colour of the strip around it, sky beside sky, wall beside wall, so that the classes' colours
//! are those of the house. A flat area is no photo either: a training step leaves the wedges out
//! (`step::discriminator::Judged`).

use std::ops::RangeInclusive;

use image::{Rgb, RgbImage};

/// What nothing was photographed in: the channels' range, for JPEG does not keep them at 0 or 128 (130 and 129 are most
/// frequent), and the share of the picture that a wedge has at least. Smaller black spots are windows and shadows,
/// smaller grey ones walls and roads.
const EMPTY: [(RangeInclusive<u8>, f64); 2] = [(0..=10, 0.001), (124..=136, 0.01)];
/// A black that was brightened afterwards, as of every fifteenth photo: no channel is above this, each within so much of where
/// the wedge begins, and the share. Shadows are not as even.
const BRIGHTENED: (u8, u8, f64) = (40, 3, 0.003);
/// How far the filter of the stretching, and JPEG's blocks, have smeared a wedge's edge.
const SMEARED_PX: usize = 3;
/// Width of the strip around a wedge whose colour it gets.
const BESIDE_PX: usize = 8;

/// What a pixel belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Region {
    Photo,
    /// Empty and connected with the picture's edge, or to be filled with it.
    Wedge,
}

/// Fills the wedges, and nothing else.
///
/// Returns where they are: the indices of their pixels, row by row, in no order.
pub fn fill(photo: &mut RgbImage) -> Vec<usize> {
    let (width, height) = (photo.width() as usize, photo.height() as usize);
    let mut places = vec![Region::Photo; width * height];
    let mut filled = Vec::new();
    let known =
        EMPTY.map(|(values, least)| (Some([values.clone(), values.clone(), values]), least));
    for (values, least) in known.into_iter().chain([(None, BRIGHTENED.2)]) {
        for start in border(width, height) {
            let Some(values) = values.clone().or_else(|| around(photo, start)) else {
                continue;
            };
            if places[start] != Region::Photo || !lies_in(photo, start, &values) {
                continue;
            }
            let mut wedge = connected(photo, &mut places, start, &values);
            if (wedge.len() as f64) < least * (width * height) as f64 {
                continue;
            }
            let rim = grown(&wedge, SMEARED_PX, width, height, &mut places);
            wedge.extend(rim);
            let beside = strip(&wedge, width, height, &places);
            if let Some(color) = mean(photo, &beside) {
                for &pixel in &wedge {
                    photo.put_pixel((pixel % width) as u32, (pixel / width) as u32, color);
                }
                filled.extend(wedge);
            }
        }
    }
    filled
}

/// What is as dark as a brightened wedge and even around this pixel; none where it is lighter.
fn around(photo: &RgbImage, pixel: usize) -> Option<[RangeInclusive<u8>; 3]> {
    let (darkest, near, _) = BRIGHTENED;
    let color: &[u8; 3] = photo.as_raw()[3 * pixel..].first_chunk()?;
    let is_dark = color.iter().all(|&value| value <= darkest);
    is_dark.then(|| color.map(|value| value.saturating_sub(near)..=value + near))
}

fn border(width: usize, height: usize) -> impl Iterator<Item = usize> {
    let last = width * height.saturating_sub(1);
    let rows = (0..width).flat_map(move |x| [x, last + x]);
    let columns = (0..height).flat_map(move |y| [y * width, y * width + width.saturating_sub(1)]);
    rows.chain(columns)
        .filter(move |&pixel| pixel < width * height)
}

fn lies_in(photo: &RgbImage, pixel: usize, values: &[RangeInclusive<u8>; 3]) -> bool {
    let color = photo.as_raw()[3 * pixel..][..3].iter();
    color
        .zip(values)
        .all(|(value, values)| values.contains(value))
}

/// All pixels of these values that are connected with `start`, which become a wedge.
fn connected(
    photo: &RgbImage,
    places: &mut [Region],
    start: usize,
    values: &[RangeInclusive<u8>; 3],
) -> Vec<usize> {
    let (width, height) = (photo.width() as usize, photo.height() as usize);
    places[start] = Region::Wedge;
    let mut found = vec![start];
    let mut next = 0;
    while let Some(&pixel) = found.get(next) {
        next += 1;
        for neighbour in neighbours(pixel, width, height) {
            if places[neighbour] == Region::Photo && lies_in(photo, neighbour, values) {
                places[neighbour] = Region::Wedge;
                found.push(neighbour);
            }
        }
    }
    found
}

/// The pixels within `steps` of a wedge, which become part of it.
fn grown(
    wedge: &[usize],
    steps: usize,
    width: usize,
    height: usize,
    places: &mut [Region],
) -> Vec<usize> {
    let mut rim = Vec::new();
    let mut edge = wedge.to_vec();
    for _ in 0..steps {
        let mut further = Vec::new();
        for &pixel in &edge {
            for neighbour in neighbours(pixel, width, height) {
                if places[neighbour] == Region::Photo {
                    places[neighbour] = Region::Wedge;
                    further.push(neighbour);
                }
            }
        }
        rim.extend(&further);
        edge = further;
    }
    rim
}

/// The pixels of the photo beside a wedge.
fn strip(wedge: &[usize], width: usize, height: usize, places: &[Region]) -> Vec<usize> {
    grown(wedge, BESIDE_PX, width, height, &mut places.to_vec())
}

fn neighbours(pixel: usize, width: usize, height: usize) -> impl Iterator<Item = usize> {
    let (x, y) = (pixel % width, pixel / width);
    let left = (x > 0).then(|| pixel - 1);
    let right = (x + 1 < width).then(|| pixel + 1);
    let above = (y > 0).then(|| pixel - width);
    let below = (y + 1 < height).then(|| pixel + width);
    [left, right, above, below].into_iter().flatten()
}

fn mean(photo: &RgbImage, pixels: &[usize]) -> Option<Rgb<u8>> {
    let count = pixels.len() as u64;
    let sum = |channel: usize| -> u64 {
        let values = pixels
            .iter()
            .map(|pixel| photo.as_raw()[3 * pixel + channel]);
        values.map(u64::from).sum()
    };
    (count > 0).then(|| Rgb(std::array::from_fn(|channel| (sum(channel) / count) as u8)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SKY: Rgb<u8> = Rgb([200, 210, 220]);
    const WALL: Rgb<u8> = Rgb([150, 120, 90]);
    const NIGHT: Rgb<u8> = Rgb([3, 0, 4]);

    /// A wall under the sky, black corners above and below at the left, and a black window.
    fn house() -> RgbImage {
        RgbImage::from_fn(100, 100, |x, y| match (x, y) {
            (x, y) if x + y < 30 => NIGHT,
            (x, y) if x + 99 - y < 20 => NIGHT,
            (60..80, 60..80) => NIGHT,
            (_, 0..50) => SKY,
            _ => WALL,
        })
    }

    #[test]
    fn wedges_get_the_colour_beside_them_and_windows_stay() {
        let mut photo = house();
        let filled = fill(&mut photo);
        assert!(filled.contains(&0) && filled.contains(&9900));
        assert!(!filled.contains(&7070) && !filled.contains(&9090));
        assert_eq!(*photo.get_pixel(0, 0), SKY);
        assert_eq!(*photo.get_pixel(0, 99), WALL);
        assert_eq!(*photo.get_pixel(70, 70), NIGHT);
        assert_eq!(*photo.get_pixel(90, 90), WALL);
    }

    #[test]
    fn brightened_wedges_go_and_shadows_stay() {
        let dark = |x: u32, y: u32| (x * 7 + y * 13) as u8 % 30;
        let photo = RgbImage::from_fn(100, 100, |x, y| match (x, y) {
            (x, y) if x + y > 170 => Rgb([20, 21, 20]),
            (0..20, 60..100) => Rgb([dark(x, y) + 5; 3]),
            _ => WALL,
        });
        let mut changed = photo.clone();
        let filled = fill(&mut changed);
        assert!(filled.contains(&9999));
        assert_eq!(*changed.get_pixel(99, 99), WALL);
        let in_shadow = filled.iter().any(|pixel| pixel % 100 < 20);
        assert!(!in_shadow, "a shadow is uneven");
    }

    #[test]
    fn grey_wedges_go_too_and_grey_walls_within_stay() {
        const GREY: Rgb<u8> = Rgb([130, 129, 128]);
        let mut photo = RgbImage::from_fn(100, 100, |x, y| match (x, y) {
            (x, y) if x + y < 30 => GREY,
            (40..60, 40..60) => GREY,
            // A stone at the edge, too small for a wedge.
            (99, 60..65) => GREY,
            _ => SKY,
        });
        fill(&mut photo);
        assert_eq!(*photo.get_pixel(0, 0), SKY);
        assert_eq!(*photo.get_pixel(50, 50), GREY);
        assert_eq!(*photo.get_pixel(99, 62), GREY);
    }

    #[test]
    fn photos_without_wedges_and_black_ones_stay_as_they_are() {
        let mut night = RgbImage::from_pixel(20, 20, NIGHT);
        assert!(fill(&mut night).is_empty());
        assert!(
            night.pixels().all(|pixel| *pixel == NIGHT),
            "nothing lies beside it"
        );
        let mut spot = RgbImage::from_pixel(200, 200, SKY);
        spot.put_pixel(0, 7, NIGHT);
        let before = spot.clone();
        fill(&mut spot);
        assert_eq!(spot, before);
    }
}
