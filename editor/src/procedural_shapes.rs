//! Labelled boxes as documents: each a rectangle that can be picked and moved. So come made-up drawings, where the
//! subject has any, and annotations of other programs.

use facade_subjects::{KnownSubject, LabelledBox, stacked};

use super::document::Document;
use super::pixel_rect::PixelRect;
use super::shape::Shape;
use super::{part_sets, subject};

/// Boxes of a subject as shapes, bottom first, in its order of painting; the first shape is the background.
pub fn of_boxes(known: &KnownSubject, boxes: &[LabelledBox]) -> Vec<Shape> {
    let background = Shape::Rectangle {
        class: known.background,
        area: PixelRect::CANVAS,
    };
    let boxes = stacked(boxes, known.painting_order).into_iter();
    let boxes = boxes.map(|(class, area)| Shape::Rectangle {
        class,
        area: PixelRect {
            left: area.left,
            top: area.top,
            right: area.right,
            bottom: area.bottom,
        },
    });
    std::iter::once(background).chain(boxes).collect()
}

/// The shapes of the drawing that is made up from this seed, bottom first; none where the subject has no such drawings.
pub fn shapes(seed: u64) -> Option<Vec<Shape>> {
    let known = subject::current().known()?;
    Some(of_boxes(known, &known.procedural?(seed)))
}

/// The same drawing with its part sets as groups: a window with its own cornice, sill and blinds, say, is selected as one.
pub fn document(seed: u64) -> Option<Document> {
    let shapes = shapes(seed)?;
    let groups = part_sets::all(&shapes);
    let document = Document::from_shapes(shapes).expect("made-up drawings keep within the limits");
    Some(document.with_groups(&groups))
}

#[cfg(test)]
mod tests {
    use super::super::rasterise::rasterise;
    use super::*;
    use facade_subjects::facades::classes::WINDOW;
    use facade_subjects::facades::procedural;

    #[test]
    fn a_window_goes_with_what_touches_it_and_nothing_belongs_to_two() {
        let mut sets = 0;
        for seed in 0..60 {
            let groups = document(seed).unwrap().groups();
            let mut members: Vec<usize> = groups.iter().flatten().copied().collect();
            let count = members.len();
            members.sort_unstable();
            members.dedup();
            assert_eq!(members.len(), count, "seed {seed}");
            let shapes = shapes(seed).unwrap();
            for group in &groups {
                let classes = group.iter().filter_map(|&index| shapes[index].class());
                assert_eq!(
                    classes.filter(|&class| class == WINDOW).count(),
                    1,
                    "seed {seed}"
                );
            }
            sets += groups.len();
        }
        assert!(sets > 300, "only {sets} sets in 60 facades");
    }

    #[test]
    fn the_shapes_of_a_seed_give_the_pixels_of_its_facade() {
        for seed in 0..40 {
            let document = Document::from_shapes(shapes(seed).unwrap()).unwrap();
            let raster = rasterise(&document);
            assert!(raster.labels() == procedural::facade(seed), "seed {seed}");
        }
    }
}
