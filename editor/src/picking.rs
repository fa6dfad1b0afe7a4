//! Which shape a place means.
//!
//! Ground, that is maps and boxes over the whole drawing, is no one's aim as long as there is
//! anything else. A broad shape such as the wall is chosen by a click, but until it is chosen,
//! dragging from it draws a marquee, as from bare ground.

use super::document::Document;
use super::pixel_rect::PixelRect;
use super::shape::{Point, Shape};
use facade_model::sort;

/// Whether a shape is ground for the others.
pub fn is_ground(shape: &Shape) -> bool {
    matches!(shape, Shape::Map(_))
        || shape.bounds().intersect(PixelRect::CANVAS) == PixelRect::CANVAS
}

/// Whether a shape takes a quarter of the drawing or more.
pub fn is_broad(shape: &Shape) -> bool {
    4 * shape.bounds().intersect(PixelRect::CANVAS).area() >= PixelRect::CANVAS.area()
}

/// The topmost shape at a place that is worth picking, by its index.
pub fn topmost_at(document: &Document, at: Point) -> Option<usize> {
    let (left, top) = (at.x.floor() as i32, at.y.floor() as i32);
    let pixel = PixelRect {
        left,
        top,
        right: left + 1,
        bottom: top + 1,
    };
    let clip = pixel.intersect(PixelRect::CANVAS);
    if clip.is_empty() {
        return None;
    }
    let shapes = document.shapes();
    let only_ground = shapes.iter().all(is_ground);
    (0..shapes.len()).rev().find(|&index| {
        let shape = &shapes[index];
        (only_ground || !is_ground(shape)) && !shape.bounds().intersect(clip).is_empty() && {
            let mut is_covered = false;
            shape.for_each_run(clip, |_, _| is_covered = true);
            is_covered
        }
    })
}

/// The shapes wholly within a marquee, as far as they show; ground is left out.
pub fn within(document: &Document, marquee: PixelRect) -> Vec<usize> {
    let shapes = document.shapes();
    (0..shapes.len())
        .filter(|&index| {
            let visible = shapes[index].bounds().intersect(PixelRect::CANVAS);
            !visible.is_empty()
                && !is_ground(&shapes[index])
                && visible.intersect(marquee) == visible
        })
        .collect()
}

/// All shapes in the order of reading, ground last: how the keyboard goes through them.
pub fn reading_order(document: &Document) -> Vec<usize> {
    let shapes = document.shapes();
    let mut order: Vec<usize> = (0..shapes.len()).collect();
    sort::by_key(&mut order, |&index| {
        let bounds = shapes[index].bounds();
        (is_ground(&shapes[index]), bounds.top, bounds.left, index)
    });
    order
}

/// The bounds of some shapes together.
pub fn bounds_of(document: &Document, indices: &[usize]) -> PixelRect {
    indices
        .iter()
        .map(|&index| document.shapes()[index].bounds())
        .fold(PixelRect::EMPTY, PixelRect::union)
}
