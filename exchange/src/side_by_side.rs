//! Picture and label map beside each other: the A|B pair that the trainer reads.
//!
//! As in the published `facades` set the photo is on the left and the label map on the right, so
//! the trainer's usual direction, BtoA, learns from saved pairs as from the set's own.

use facade_editor::{PIXEL_COUNT, SIDE_PX, subject};

/// The opaque RGBA pixels of the pair, `512 × 256`; of a larger picture so much larger, the drawing's pixels as squares.
///
/// # Panics
/// If the drawing is not 256 × 256 pixels of RGBA, or the picture no square of a multiple of its side.
pub fn compose(picture: &[u8], drawing: &[u8]) -> Vec<u8> {
    assert_eq!(drawing.len(), 4 * PIXEL_COUNT, "a drawing of RGBA pixels");
    let scale = (picture.len() / drawing.len()).isqrt();
    assert_eq!(picture.len(), scale * scale * drawing.len(), "a square");
    let mut pair = Vec::with_capacity(2 * picture.len());
    for (y, photo) in picture.chunks(4 * scale * SIDE_PX).enumerate() {
        pair.extend(photo);
        for pixel in drawing[y / scale * 4 * SIDE_PX..][..4 * SIDE_PX].chunks(4) {
            pair.extend(pixel.repeat(scale));
        }
    }
    pair
}

/// Class ids as opaque RGBA pixels in the classes' colours.
pub fn painted(labels: &[u8]) -> Vec<u8> {
    let subject = subject::current();
    let pixel = |&id: &u8| {
        let [red, green, blue] = subject.by_id(id).map_or([0; 3], |class| class.color);
        [red, green, blue, 255]
    };
    labels.iter().flat_map(pixel).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label_image;
    use facade_subjects::facades::procedural;

    #[test]
    fn the_photo_is_on_the_left_and_the_labels_open_again_from_the_right() {
        let labels = procedural::facade(4);
        let picture: Vec<u8> = (0..4 * PIXEL_COUNT).map(|index| index as u8).collect();
        let pair = compose(&picture, &painted(&labels));
        assert_eq!(pair.len(), 8 * PIXEL_COUNT);
        assert_eq!(pair[..4 * SIDE_PX], picture[..4 * SIDE_PX]);
        let opened = label_image::read(&pair, 2 * SIDE_PX, SIDE_PX, None).unwrap();
        assert!(opened.labels == labels);
    }

    #[test]
    fn beside_a_larger_picture_the_labels_are_as_large_and_open_the_same() {
        let labels = procedural::facade(5);
        let picture: Vec<u8> = (0..16 * PIXEL_COUNT).map(|index| index as u8).collect();
        let pair = compose(&picture, &painted(&labels));
        assert_eq!(pair.len(), 32 * PIXEL_COUNT);
        let row = 8 * SIDE_PX;
        assert_eq!(pair[2 * row..][..row], picture[row..][..row]);
        let opened = label_image::read(&pair, 4 * SIDE_PX, 2 * SIDE_PX, None).unwrap();
        assert!(opened.labels == labels);
    }
}
