//! Picture and label map beside each other: the A|B pair that the trainer reads.
//!
//! As in the published `facades` set the photo is on the left and the label map on the right, so
//! the trainer's usual direction, BtoA, learns from saved pairs as from the set's own.

use facade_editor::{PIXEL_COUNT, SIDE_PX, subject};

/// Width of the pair in pixels.
pub const WIDTH_PX: usize = 2 * SIDE_PX;

/// The opaque RGBA pixels of the pair, `512 × 256`.
///
/// # Panics
/// If either is not 256 × 256 pixels of RGBA.
pub fn compose(picture: &[u8], drawing: &[u8]) -> Vec<u8> {
    for half in [picture, drawing] {
        assert_eq!(half.len(), 4 * PIXEL_COUNT, "a picture of RGBA pixels");
    }
    let rows = picture.chunks(4 * SIDE_PX).zip(drawing.chunks(4 * SIDE_PX));
    rows.flat_map(|(photo, drawn)| [photo, drawn].concat())
        .collect()
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
        assert_eq!(pair.len(), 4 * WIDTH_PX * SIDE_PX);
        assert_eq!(pair[..4 * SIDE_PX], picture[..4 * SIDE_PX]);
        let opened = label_image::read(&pair, WIDTH_PX, SIDE_PX, None).unwrap();
        assert!(opened.labels == labels);
    }
}
