//! What colour each part has in a photo: the drawing laid over it says which part is where.
//!
//! An A|B pair, as the trainer reads them and the page saves them, brings a map of its own.

use facade_model::paint::{self, Seen};

use super::label_image::{self, Opened};
use facade_editor::{SIDE_PX, subject};

/// The colours in the RGBA pixels of a photo or a pair, in the order of the classes; `labels` is the drawing, which
/// is stretched over a photo.
///
/// # Panics
/// If `rgba` is not four bytes for each pixel, or there is none.
pub fn seen(rgba: &[u8], width: usize, height: usize, labels: &[u8]) -> Vec<Option<Seen>> {
    assert!(width > 0 && height > 0, "a photo without pixels");
    assert_eq!(rgba.len(), 4 * width * height, "four bytes for each pixel");
    let classes = || subject::current().classes().iter().map(|class| class.id);
    if width == 2 * height {
        let halves = [0, height].map(|left| half(rgba, width, left));
        let maps = [&halves[0], &halves[1]].map(|half| map_in(half, height));
        let pair = match maps {
            [None, Some(map)] => Some((map, &halves[0])),
            [Some(map), None] => Some((map, &halves[1])),
            _ => None,
        };
        if let Some((map, photo)) = pair {
            return paint::seen(&map, &fitted(photo, height, height), classes());
        }
    }
    paint::seen(labels, &fitted(rgba, width, height), classes())
}

/// The columns from `left` on, as many as there are rows.
fn half(rgba: &[u8], width: usize, left: usize) -> Vec<u8> {
    let rows = rgba.chunks(4 * width);
    rows.flat_map(|row| &row[4 * left..4 * (left + width / 2)])
        .copied()
        .collect()
}

/// The class ids in a square picture, if it is a label map.
fn map_in(rgba: &[u8], side: usize) -> Option<Vec<u8>> {
    let Opened { labels, report } = label_image::read(rgba, side, side, None).ok()?;
    (2 * report.between < report.pixels).then_some(labels)
}

/// A picture at the drawing's size, three bytes a pixel: means where it is larger, the nearest pixels where smaller.
fn fitted(rgba: &[u8], width: usize, height: usize) -> Vec<u8> {
    let pixels = rgba.as_chunks::<4>().0;
    let part = |target: usize, length: usize| {
        let start = target * length / SIDE_PX;
        start..((target + 1) * length / SIDE_PX).max(start + 1)
    };
    let mut fitted = Vec::with_capacity(3 * SIDE_PX * SIDE_PX);
    for y in 0..SIDE_PX {
        for x in 0..SIDE_PX {
            let mut sums = [0_usize; 4];
            for row in part(y, height) {
                for pixel in &pixels[row * width..][part(x, width)] {
                    for (sum, &value) in sums.iter_mut().zip(&pixel[..3]) {
                        *sum += usize::from(value);
                    }
                    sums[3] += 1;
                }
            }
            // The mean of bytes is a byte.
            fitted.extend(sums[..3].iter().map(|sum| (sum / sums[3]) as u8));
        }
    }
    fitted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::side_by_side;
    use facade_subjects::facades::classes::{CLASSES, DOOR, FACADE, WINDOW};
    use facade_subjects::facades::procedural;

    /// The picture of a map in colours that its parts have nowhere else.
    fn photo(labels: &[u8]) -> Vec<u8> {
        let pixel = |&id: &u8| [100 + 5 * id, 90, 80 + id, 255];
        labels.iter().flat_map(pixel).collect()
    }

    fn color_of(seen: &[Option<Seen>], class: u8) -> Option<[u8; 3]> {
        seen[usize::from(class) - 1].map(|seen| seen.color)
    }

    #[test]
    fn the_drawing_says_which_part_is_where() {
        let labels = procedural::facade(7);
        let seen = seen(&photo(&labels), 256, 256, &labels);
        for class in &CLASSES {
            let id = class.id;
            let expected = labels.contains(&id).then_some([100 + 5 * id, 90, 80 + id]);
            assert_eq!(color_of(&seen, id), expected, "{}", class.name);
        }
    }

    #[test]
    fn a_photo_of_another_size_is_stretched_under_the_drawing() {
        let labels: Vec<u8> = (0..256 * 256)
            .map(|index| if index % 256 < 128 { FACADE } else { WINDOW })
            .collect();
        for (width, height) in [(100, 40), (500, 301), (2, 1)] {
            let rgba: Vec<u8> = (0..width * height)
                .flat_map(|index| match index % width < width / 2 {
                    true => [200, 10, 10, 255],
                    false => [10, 10, 200, 255],
                })
                .collect();
            let seen = seen(&rgba, width, height, &labels);
            assert_eq!(
                color_of(&seen, FACADE),
                Some([200, 10, 10]),
                "{width}×{height}"
            );
            assert_eq!(
                color_of(&seen, WINDOW),
                Some([10, 10, 200]),
                "{width}×{height}"
            );
            assert_eq!(color_of(&seen, DOOR), None);
        }
    }

    #[test]
    fn a_pair_brings_a_map_of_its_own_on_either_side() {
        let labels = procedural::facade(7);
        let pair = side_by_side::compose(&photo(&labels), &side_by_side::painted(&labels));
        let turned: Vec<u8> = pair
            .chunks(4 * 512)
            .flat_map(|row| row[4 * 256..].iter().chain(&row[..4 * 256]))
            .copied()
            .collect();
        let drawing = vec![DOOR; 256 * 256];
        for rgba in [&pair, &turned] {
            let seen = seen(rgba, 512, 256, &drawing);
            assert_eq!(color_of(&seen, FACADE), Some([110, 90, 82]));
            assert_eq!(color_of(&seen, WINDOW), Some([115, 90, 83]));
        }
    }
}
