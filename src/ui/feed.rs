//! What an engine is sent of a drawing: class ids, or the drawing as it looks where its model sees colours.
//!
//! Under the drawing of such a model may lie a photograph, which shows wherever nothing is drawn; its pixels are given here
//! whenever it is moved. Knows no document.

use std::borrow::Cow;
use std::cell::RefCell;

use super::drawing_colors;
use facade_editor::PIXEL_COUNT;
use facade_editor::subject::{self, Feed};
use facade_exchange::side_by_side;

thread_local! {
    /// Red, green and blue of each pixel.
    static PHOTOGRAPH: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Lays a photograph under the drawing, three bytes a pixel, or none where there are not as many.
pub fn lay_under(pixels: Vec<u8>) {
    PHOTOGRAPH.set(match pixels.len() == 3 * PIXEL_COUNT {
        true => pixels,
        false => Vec::new(),
    });
}

/// Whether the model is fed photographs, and none lies under the drawing.
pub fn lacks_photograph() -> bool {
    subject::current().feed() == Feed::Photographs && PHOTOGRAPH.with_borrow(Vec::is_empty)
}

/// What the engine in charge is sent.
pub fn payload(labels: &[u8]) -> Cow<'_, [u8]> {
    match subject::current().feed() {
        Feed::Facades | Feed::Labels => Cow::Borrowed(labels),
        Feed::Inks | Feed::Photographs => {
            let rgba = in_files(labels);
            Cow::Owned(
                rgba.chunks(4)
                    .flat_map(|pixel| &pixel[..3])
                    .copied()
                    .collect(),
            )
        }
    }
}

/// Opaque RGBA of the drawing as it is seen.
pub fn paint(labels: &[u8], rgba: &mut [u8]) {
    drawing_colors::paint(labels, rgba);
    show_photograph(labels, rgba);
}

/// Opaque RGBA of the drawing as files and models have it.
pub fn in_files(labels: &[u8]) -> Vec<u8> {
    let mut rgba = side_by_side::painted(labels);
    show_photograph(labels, &mut rgba);
    rgba
}

fn show_photograph(labels: &[u8], rgba: &mut [u8]) {
    let subject = subject::current();
    if subject.feed() != Feed::Photographs {
        return;
    }
    PHOTOGRAPH.with_borrow(|photograph| {
        let pixels = rgba.chunks_mut(4).zip(photograph.chunks(3));
        for ((pixel, photograph), &id) in pixels.zip(labels) {
            if id == subject.ground() {
                pixel[..3].copy_from_slice(photograph);
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use facade_editor::subject::{Class, Subject};

    fn draw(feed: Feed, colors: &[[u8; 3]]) {
        let class = |(id, &color): (u8, &[u8; 3])| Class {
            id,
            name: id.to_string(),
            color,
        };
        let list = (0..).zip(colors).map(class).collect();
        subject::begin(Subject::new(feed, list).unwrap());
    }

    #[test]
    fn models_of_classes_are_sent_ids_and_those_of_drawings_colours() {
        let mut labels = vec![0; PIXEL_COUNT];
        labels[7] = 1;
        draw(Feed::Labels, &[[255; 3], [0; 3]]);
        assert_eq!(*payload(&labels), labels);
        draw(Feed::Inks, &[[250, 251, 252], [9, 8, 7]]);
        let sent = payload(&labels);
        assert_eq!(sent.len(), 3 * PIXEL_COUNT);
        assert_eq!(sent[18..27], [250, 251, 252, 9, 8, 7, 250, 251, 252]);
    }

    #[test]
    fn a_photograph_shows_where_nothing_is_drawn() {
        let red = [200, 10, 20];
        draw(Feed::Photographs, &[[127; 3], red]);
        let mut labels = vec![0; PIXEL_COUNT];
        labels[1] = 1;
        assert!(lacks_photograph());
        lay_under((0..3 * PIXEL_COUNT).map(|index| index as u8).collect());
        assert!(!lacks_photograph());
        let sent = payload(&labels);
        assert_eq!(sent[..3], [0, 1, 2]);
        assert_eq!(sent[3..6], red);
        assert_eq!(sent[6..9], [6, 7, 8]);
        let mut seen = vec![0; 4 * PIXEL_COUNT];
        paint(&labels, &mut seen);
        assert_eq!(seen[..4], [0, 1, 2, 255]);
        lay_under(Vec::new());
        assert_eq!(payload(&labels)[..3], [127; 3]);
    }
}
