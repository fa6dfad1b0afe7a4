//! Procedural facades as documents: each box a rectangle that can be picked and moved.

use facade_model::classes::BACKGROUND;
use facade_model::procedural;

use super::document::Document;
use super::pixel_rect::PixelRect;
use super::shape::Shape;
use super::window_sets;

/// The shapes of the facade that [`procedural::facade`] paints from the same seed, bottom first;
/// the first is the background.
pub fn shapes(seed: u64) -> Vec<Shape> {
    let background = Shape::Rectangle {
        class: BACKGROUND,
        area: PixelRect::CANVAS,
    };
    let boxes = procedural::boxes(seed)
        .into_iter()
        .map(|(class, area)| Shape::Rectangle {
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

/// The same facade with its window sets as groups: a window with its own cornice, sill and blinds is selected as one.
pub fn document(seed: u64) -> Document {
    let shapes = shapes(seed);
    let groups = window_sets::all(&shapes);
    let document =
        Document::from_shapes(shapes).expect("procedural facades keep within the limits");
    document.with_groups(&groups)
}

#[cfg(test)]
mod tests {
    use super::super::rasterise::rasterise;
    use super::*;
    use facade_model::classes::WINDOW;

    #[test]
    fn a_window_goes_with_what_touches_it_and_nothing_belongs_to_two() {
        let mut sets = 0;
        for seed in 0..60 {
            let groups = document(seed).groups();
            let mut members: Vec<usize> = groups.iter().flatten().copied().collect();
            let count = members.len();
            members.sort_unstable();
            members.dedup();
            assert_eq!(members.len(), count, "seed {seed}");
            let shapes = shapes(seed);
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
            let document = Document::from_shapes(shapes(seed)).unwrap();
            let raster = rasterise(&document);
            assert!(raster.labels() == procedural::facade(seed), "seed {seed}");
        }
    }
}
