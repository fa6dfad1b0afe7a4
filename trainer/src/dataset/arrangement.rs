//! Whether images are A|B pairs or whole photos, where label maps lie beside them in folders of their own.
//!
//! Two signs tell. A half that shows the label map of the same name has one colour for each of its classes,
//! another for each, whatever the colours are. And photo and map have the same shape, so either the image
//! has it or half of the image. The first counts more: it is what a half shows.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use clap::ValueEnum;
use image::RgbImage;

use super::reader::PictureFile;
use super::reader::values::Map;

/// What the images are where label maps lie in a folder of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Images {
    /// A and B side by side in each image
    Pairs,
    /// Whole photos
    Photos,
}

/// Images that are looked at.
const LOOKS: usize = 8;
/// Points along each side that are compared.
const POINTS: u32 = 48;
/// Share of points whose colour is that of their class, in a half that shows the map; blends at the
/// borders, and what JPEG does, cost a tenth.
const SHOWS_THE_MAP: f64 = 0.75;
/// Classes of fewer points than this tell nothing.
const POINTS_LEAST: usize = 12;
/// Mean colours nearer than this are one (Euclidean distance in sRGB).
const ONE_COLOUR: f64 = 12.0;
/// Ratios of sides nearer than this are the same (difference of the logarithms).
const SAME_SHAPE: f64 = 0.05;

/// What one image is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Pairs,
    Photos,
    /// Halves of the map's shape, of which neither shows the map.
    Unclear,
}

/// Tells by a few of the images, each with its label map. What cannot be read is left to the reader.
///
/// # Errors
/// Images of which neither can be told.
pub fn of(images: &[(&Path, PathBuf)], folder: &Path) -> Result<Images> {
    let count = images.len().min(LOOKS);
    let looks = (0..count).map(|index| &images[index * images.len() / count]);
    let signs: Vec<Sign> = looks
        .filter_map(|(image, map)| sign(image, map).ok())
        .collect();
    let number = |wanted: Sign| signs.iter().filter(|sign| **sign == wanted).count();
    let (pairs, photos, unclear) = (
        number(Sign::Pairs),
        number(Sign::Photos),
        number(Sign::Unclear),
    );
    if pairs >= photos.max(unclear) {
        // Also where none could be read: the reader says why.
        return Ok(Images::Pairs);
    }
    if photos >= unclear {
        return Ok(Images::Photos);
    }
    bail!(
        "the images of {} may be A|B pairs or whole photos: their halves have the shape of the label maps, but show something else; say which with --images pairs or --images photos",
        folder.display()
    )
}

fn sign(image: &Path, map: &Path) -> Result<Sign> {
    let image = PictureFile::open(image)?.photo()?;
    let file = PictureFile::open(map)?;
    let map = match file.values()? {
        Some(values) => values.map,
        None => colours_as_values(&file.photo()?),
    };
    Ok(sign_of(&image, &map))
}

fn sign_of(image: &RgbImage, map: &Map) -> Sign {
    let (width, height) = image.dimensions();
    let half = width / 2;
    let halves = [0, width - half].map(|left| agreement(image, left, half, map));
    let whole = agreement(image, 0, width, map);
    let shown = halves[0].max(halves[1]);
    if shown >= SHOWS_THE_MAP && shown > whole {
        return Sign::Pairs;
    }
    let shape = |width: u32| {
        let ratio = f64::from(width) / f64::from(height);
        (ratio * f64::from(map.height()) / f64::from(map.width()))
            .ln()
            .abs()
    };
    match shape(half.max(1)) <= SAME_SHAPE {
        true => Sign::Unclear,
        false => Sign::Photos,
    }
}

/// Share of points whose class has the nearest mean colour, in the columns from `left` on; 0 where the
/// map's classes cannot be told apart by colour, or are one.
fn agreement(image: &RgbImage, left: u32, width: u32, map: &Map) -> f64 {
    if width == 0 {
        return 0.0;
    }
    let place = |point: u32, length: u32| (2 * point + 1) * length / (2 * POINTS);
    let points = (0..POINTS).flat_map(|y| (0..POINTS).map(move |x| (x, y)));
    let points: Vec<(u16, [f64; 3])> = points
        .map(|(x, y)| {
            let class = map
                .get_pixel(place(x, map.width()), place(y, map.height()))
                .0[0];
            let pixel = image.get_pixel(left + place(x, width), place(y, image.height()));
            (class, pixel.0.map(f64::from))
        })
        .collect();
    let mut classes: Vec<u16> = points.iter().map(|(class, _)| *class).collect();
    classes.sort_unstable();
    classes.dedup();
    let means: Vec<(u16, [f64; 3])> = classes
        .into_iter()
        .filter_map(|class| Some((class, middle_colour(&points, class)?)))
        .collect();
    if means.len() < 2 {
        return 0.0;
    }
    let (mut told, mut agreeing) = (0, 0);
    for (class, colour) in &points {
        let Some((_, own)) = means.iter().find(|(of, _)| of == class) else {
            continue;
        };
        told += 1;
        let others = means.iter().filter(|(of, _)| of != class);
        let is_own = others
            .clone()
            .all(|(_, other)| distance(colour, own) < distance(colour, other));
        let is_alone = others
            .clone()
            .all(|(_, other)| distance(own, other) > ONE_COLOUR);
        agreeing += usize::from(is_own && is_alone);
    }
    f64::from(agreeing as u32) / f64::from(told.max(1) as u32)
}

/// The median of each channel over a class's points; none for too few.
fn middle_colour(points: &[(u16, [f64; 3])], class: u16) -> Option<[f64; 3]> {
    let own: Vec<[f64; 3]> = points
        .iter()
        .filter(|(of, _)| *of == class)
        .map(|(_, colour)| *colour)
        .collect();
    if own.len() < POINTS_LEAST {
        return None;
    }
    Some([0, 1, 2].map(|channel| {
        let mut values: Vec<f64> = own.iter().map(|colour| colour[channel]).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    }))
}

fn distance(a: &[f64; 3], b: &[f64; 3]) -> f64 {
    let squares = a.iter().zip(b).map(|(a, b)| (a - b).powi(2));
    squares.sum::<f64>().sqrt()
}

/// A map in colours as values that are equal where colours are nearly so.
fn colours_as_values(image: &RgbImage) -> Map {
    Map::from_fn(image.width(), image.height(), |x, y| {
        let [red, green, blue] = image.get_pixel(x, y).0.map(|value| u16::from(value >> 4));
        image::Luma([red << 8 | green << 4 | blue])
    })
}

#[cfg(test)]
mod tests {
    use facade_subjects::facades::{classes, procedural};
    use image::{Luma, Rgb};

    use super::*;

    const SIDE: u32 = 256;

    fn map() -> Map {
        let ids = procedural::facade(3);
        Map::from_fn(SIDE, SIDE, |x, y| {
            Luma([u16::from(ids[(y * SIDE + x) as usize])])
        })
    }

    /// Something that follows no map.
    fn photo(width: u32, height: u32) -> RgbImage {
        RgbImage::from_fn(width, height, |x, y| {
            let value = (x * 7 + y * 13 + x * y / 50) % 200;
            Rgb([value as u8, (value / 2) as u8, 90])
        })
    }

    fn beside(labels: impl Fn(u16) -> [u8; 3], labels_left: bool) -> RgbImage {
        let (map, photo) = (map(), photo(SIDE, SIDE));
        RgbImage::from_fn(2 * SIDE, SIDE, |x, y| {
            if (x < SIDE) == labels_left {
                Rgb(labels(map.get_pixel(x % SIDE, y).0[0]))
            } else {
                *photo.get_pixel(x % SIDE, y)
            }
        })
    }

    #[test]
    fn a_half_that_shows_the_map_makes_a_pair_in_whatever_colours() {
        let own = |id: u16| classes::by_id(id as u8).unwrap().color;
        let others = |id: u16| [255 - 20 * id as u8, 3 * id as u8, 10 * id as u8];
        for left in [false, true] {
            assert_eq!(sign_of(&beside(own, left), &map()), Sign::Pairs);
            assert_eq!(sign_of(&beside(others, left), &map()), Sign::Pairs);
        }
    }

    #[test]
    fn photos_of_any_shape_are_whole() {
        for (width, height) in [(256, 256), (300, 400), (780, 828), (400, 300), (1200, 256)] {
            assert_eq!(
                sign_of(&photo(width, height), &map()),
                Sign::Photos,
                "{width}×{height}"
            );
        }
        // Also flat ones: a half in one colour shows no map.
        let flat = RgbImage::from_fn(SIDE, SIDE, |x, _| {
            Rgb(if x < SIDE / 2 {
                [200, 0, 0]
            } else {
                [0, 200, 0]
            })
        });
        assert_eq!(sign_of(&flat, &map()), Sign::Photos);
    }

    #[test]
    fn halves_of_the_maps_shape_that_show_something_else_are_not_guessed_at() {
        assert_eq!(sign_of(&photo(512, 256), &map()), Sign::Unclear);
        let folder = tempfile::TempDir::new().unwrap();
        let (image, ids) = (folder.path().join("1.png"), folder.path().join("1m.png"));
        photo(512, 256).save(&image).unwrap();
        map().save(&ids).unwrap();
        let error = of(&[(&image, ids)], folder.path()).unwrap_err().to_string();
        assert!(error.contains("--images photos"), "{error}");
    }
}
