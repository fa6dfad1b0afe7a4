//! Made-up facades as documents: each box a rectangle that can be picked and moved.

use facade_model::classes::BACKGROUND;
use facade_model::procedural;

use super::pixel_rect::PixelRect;
use super::shape::Shape;

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

#[cfg(test)]
mod tests {
    use super::super::document::Document;
    use super::super::rasterise::rasterise;
    use super::*;

    #[test]
    fn the_shapes_of_a_seed_give_the_pixels_of_its_facade() {
        for seed in 0..40 {
            let document = Document::from_shapes(shapes(seed)).unwrap();
            let raster = rasterise(&document);
            assert!(raster.labels() == procedural::facade(seed), "seed {seed}");
        }
    }
}
