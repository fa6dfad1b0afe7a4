//! Window sets: a window with its own cornice, sill and blinds, which are selected as one.

use facade_model::classes::{BLIND, CORNICE, SILL, WINDOW};

use super::document::{Document, Group, UNGROUPED};
use super::grouping;
use super::pixel_rect::PixelRect;
use super::shape::Shape;

/// How far the edges of what belongs to a window may be from its own, in pixels.
const JOINT_PX: i32 = 3;

/// The sets among these shapes, each as indices, the window first.
pub fn all(shapes: &[Shape]) -> Vec<Vec<usize>> {
    let sets = (0..shapes.len()).map(|window| {
        let parts = (0..shapes.len()).filter(|&part| is_own(&shapes[part], &shapes[window]));
        std::iter::once(window).chain(parts).collect()
    });
    sets.filter(|set: &Vec<usize>| set.len() > 1).collect()
}

/// The groups that make one set of the topmost shape and what it was drawn to, with the indices of those whose group
/// may change; none where it belongs to nothing.
pub fn joined(document: &Document) -> Vec<(usize, Group)> {
    let shapes = document.shapes();
    let Some((new, below)) = shapes.split_last() else {
        return Vec::new();
    };
    let is_window = |shape: &Shape| shape.class() == Some(WINDOW);
    let window = below.iter().rposition(|window| is_own(new, window));
    let mut members: Vec<usize> = match window {
        Some(window) => grouping::unit(document, window),
        None => (0..below.len())
            .filter(|&part| document.group(part) == UNGROUPED && is_own(&below[part], new))
            .collect(),
    };
    let windows = members.iter().filter(|&&index| is_window(&below[index]));
    // What somebody has grouped otherwise is no set.
    if members.is_empty() || windows.count() > 1 {
        return Vec::new();
    }
    let group = match document.group(members[0]) {
        UNGROUPED => document.free_group(),
        group => group,
    };
    members.push(below.len());
    members.into_iter().map(|index| (index, group)).collect()
}

/// Whether this is a part of that window.
fn is_own(part: &Shape, window: &Shape) -> bool {
    let is_at = |one: i32, other: i32| (one - other).abs() <= JOINT_PX;
    let (Some(class), Some(WINDOW)) = (part.class(), window.class()) else {
        return false;
    };
    let (part, window): (PixelRect, PixelRect) = (part.bounds(), window.bounds());
    let middle_twice = part.left + part.right;
    let is_above_or_below = (2 * window.left..2 * window.right).contains(&middle_twice)
        && part.width() < 2 * window.width();
    match class {
        CORNICE => is_above_or_below && is_at(part.bottom, window.top),
        SILL => is_above_or_below && is_at(part.top, window.bottom),
        BLIND => {
            let beside = is_at(part.right, window.left) || is_at(part.left, window.right);
            let is_level = is_at(part.top, window.top) && is_at(part.bottom, window.bottom);
            (beside && is_level) || part.intersect(window) == part
        }
        _ => false,
    }
}
