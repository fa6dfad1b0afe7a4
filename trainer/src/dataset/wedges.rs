//! Empty wedges that straightened photos have at their edges, filled with the photo beside them, mirrored.
//!
//! A photo of a house taken from the street is stretched until the house stands upright, and where nothing was
//! photographed the stretched picture is black, an even dark grey or, of every seventh photo of the facades set, mid-grey. No
//! house has such corners, but a generator learns them like anything else and paints some where nobody drew any. A flat
//! colour is learned too, and corners that no loss looks at are where a generator leaves its spots, in every picture.
//! Mirrored at the wedge's edge, wall stays beside wall and sky beside sky, with the texture of both.

use std::ops::RangeInclusive;

use image::RgbImage;

/// What nothing was photographed in: the channels' range, for JPEG does not keep them at 0 or 128 (130 and 129 are most
/// frequent), and the share of the picture that a wedge has at least. Smaller black spots are windows and shadows,
/// smaller grey ones walls and roads.
const EMPTY: [(RangeInclusive<u8>, f64); 2] = [(0..=10, 0.001), (124..=136, 0.01)];
/// A black that was brightened afterwards, as of every fifteenth photo: no channel is above this, each within so much of where
/// the wedge begins, and the share. Shadows are not as even.
const BRIGHTENED: (u8, u8, f64) = (40, 3, 0.003);
/// How far the filter of the stretching, and JPEG's blocks, have smeared a wedge's edge.
const SMEARED_PX: usize = 3;
/// What a pixel belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Region {
    Photo,
    /// Empty and connected with the picture's edge, or smeared with it.
    Wedge,
    /// As empty, and too small for a wedge.
    Small,
}

/// Fills the wedges, and nothing else.
pub fn fill(photo: &mut RgbImage) {
    let (width, height) = (photo.width() as usize, photo.height() as usize);
    let places = regions(photo);
    let is_wedge = |x: usize, y: usize| places[y * width + x] == Region::Wedge;
    // Row by row, as walls, sky and street lie beside each other; then the rows that are wedge from edge to edge.
    let (whole, empty): (Vec<usize>, Vec<usize>) =
        (0..height).partition(|&y| (0..width).any(|x| !is_wedge(x, y)));
    for &y in &whole {
        for (x, source) in mirrored(width, |x| is_wedge(x, y)) {
            let color = *photo.get_pixel(source as u32, y as u32);
            photo.put_pixel(x as u32, y as u32, color);
        }
    }
    if whole.is_empty() {
        return;
    }
    for (y, source) in mirrored(height, |y| empty.binary_search(&y).is_ok()) {
        for x in 0..width as u32 {
            let color = *photo.get_pixel(x, source as u32);
            photo.put_pixel(x, y as u32, color);
        }
    }
}

/// For each place of a line that is to be filled, the one that it mirrors: at the nearer end of the gap, to and fro within
/// what lies beyond that end. Some place must be there.
fn mirrored(length: usize, is_gap: impl Fn(usize) -> bool) -> Vec<(usize, usize)> {
    let mut sources = Vec::new();
    let mut at = 0;
    let run = |from: usize, of: bool| {
        (from..length)
            .find(|&place| is_gap(place) != of)
            .unwrap_or(length)
    };
    let mut before = 0..0;
    while at < length {
        if !is_gap(at) {
            let end = run(at, false);
            before = at..end;
            at = end;
            continue;
        }
        let gap = at..run(at, true);
        let after = gap.end..run(gap.end, false);
        for place in gap.clone() {
            let (from_left, from_right) = (place - gap.start, gap.end - 1 - place);
            let left = !before.is_empty() && (after.is_empty() || from_left <= from_right);
            let source = match left {
                true => before.end - 1 - to_and_fro(from_left, before.len()),
                false => after.start + to_and_fro(from_right, after.len()),
            };
            sources.push((place, source));
        }
        at = gap.end;
    }
    sources
}

/// 0, 1, … `length` − 1, `length` − 1, … 1, 0, 0, 1, …
fn to_and_fro(step: usize, length: usize) -> usize {
    let step = step % (2 * length);
    step.min(2 * length - 1 - step)
}

/// What each pixel belongs to.
fn regions(photo: &RgbImage) -> Vec<Region> {
    let (width, height) = (photo.width() as usize, photo.height() as usize);
    let mut places = vec![Region::Photo; width * height];
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
            let wedge = connected(photo, &mut places, start, &values);
            if (wedge.len() as f64) < least * (width * height) as f64 {
                for pixel in wedge {
                    places[pixel] = Region::Small;
                }
                continue;
            }
            grow(&wedge, [width, height], &mut places);
        }
    }
    places
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

/// Makes the pixels around a wedge part of it.
fn grow(wedge: &[usize], [width, height]: [usize; 2], places: &mut [Region]) {
    let mut edge = wedge.to_vec();
    for _ in 0..SMEARED_PX {
        let mut further = Vec::new();
        for &pixel in &edge {
            for neighbour in neighbours(pixel, width, height) {
                if places[neighbour] != Region::Wedge {
                    places[neighbour] = Region::Wedge;
                    further.push(neighbour);
                }
            }
        }
        edge = further;
    }
}

fn neighbours(pixel: usize, width: usize, height: usize) -> impl Iterator<Item = usize> {
    let (x, y) = (pixel % width, pixel / width);
    let left = (x > 0).then(|| pixel - 1);
    let right = (x + 1 < width).then(|| pixel + 1);
    let above = (y > 0).then(|| pixel - width);
    let below = (y + 1 < height).then(|| pixel + width);
    [left, right, above, below].into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use image::Rgb;

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
    fn wedges_get_what_lies_beside_them_and_windows_stay() {
        let mut photo = house();
        fill(&mut photo);
        assert_eq!(*photo.get_pixel(0, 0), SKY);
        assert_eq!(*photo.get_pixel(0, 99), WALL);
        assert_eq!(*photo.get_pixel(70, 70), NIGHT);
        assert_eq!(*photo.get_pixel(90, 90), WALL);
    }

    #[test]
    fn a_wedge_mirrors_the_photo_at_its_edge_row_by_row() {
        let stripes = |x: u32, y: u32| Rgb([50 + (x % 7) as u8 * 20, 100 + y as u8, 60]);
        let mut photo = RgbImage::from_fn(100, 100, |x, y| match (x, y) {
            (0..20, _) | (_, 95..) => NIGHT,
            (x, y) => stripes(x, y),
        });
        fill(&mut photo);
        // The wedge reaches three pixels further than it is black, and its lower part mirrors rows.
        for (x, y, source) in [
            (22, 3, (23, 3)),
            (0, 50, (45, 50)),
            (60, 92, (60, 91)),
            (60, 99, (60, 84)),
            (1, 99, (44, 84)),
        ] {
            let (sx, sy) = source;
            assert_eq!(*photo.get_pixel(x, y), stripes(sx, sy), "{x} {y}");
        }
    }

    #[test]
    fn a_wide_gap_is_filled_to_and_fro() {
        let gap = |place: usize| matches!(place, 3..9);
        let expected = [(3, 2), (4, 1), (5, 0), (6, 9), (7, 9), (8, 9)];
        assert_eq!(mirrored(10, gap), expected);
        assert_eq!(mirrored(5, |place| place > 1), [(2, 1), (3, 0), (4, 0)]);
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
        fill(&mut changed);
        assert_eq!(*changed.get_pixel(99, 99), WALL);
        for (x, y) in [(0, 60), (7, 80), (19, 99)] {
            assert_eq!(
                changed.get_pixel(x, y),
                photo.get_pixel(x, y),
                "a shadow is uneven"
            );
        }
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
        fill(&mut night);
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
