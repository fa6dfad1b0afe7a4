//! Part sets: a whole with its own parts, a window with its sill say, which are selected as one.
//!
//! What is a part of what says the subject.

use facade_subjects::{Area, PartSets};

use super::document::{Document, Group, UNGROUPED};
use super::shape::Shape;
use super::{grouping, subject};

/// The sets among these shapes, each as indices, the whole first.
pub fn all(shapes: &[Shape]) -> Vec<Vec<usize>> {
    let Some(rule) = rule() else {
        return Vec::new();
    };
    let sets = (0..shapes.len()).map(|whole| {
        let parts = (0..shapes.len()).filter(|&part| is_own(rule, &shapes[part], &shapes[whole]));
        std::iter::once(whole).chain(parts).collect()
    });
    sets.filter(|set: &Vec<usize>| set.len() > 1).collect()
}

/// The groups that make one set of the topmost shape and what it was drawn to, with the indices of those whose group
/// may change; none where it belongs to nothing.
pub fn joined(document: &Document) -> Vec<(usize, Group)> {
    let (Some((new, below)), Some(rule)) = (document.shapes().split_last(), rule()) else {
        return Vec::new();
    };
    let whole = below.iter().rposition(|whole| is_own(rule, new, whole));
    let mut members: Vec<usize> = match whole {
        Some(whole) => grouping::unit(document, whole),
        None => (0..below.len())
            .filter(|&part| document.group(part) == UNGROUPED && is_own(rule, &below[part], new))
            .collect(),
    };
    let is_whole = |&&index: &&usize| below[index].class() == Some(rule.whole);
    // What somebody has grouped otherwise is no set.
    if members.is_empty() || members.iter().filter(is_whole).count() > 1 {
        return Vec::new();
    }
    let group = match document.group(members[0]) {
        UNGROUPED => document.free_group(),
        group => group,
    };
    members.push(below.len());
    members.into_iter().map(|index| (index, group)).collect()
}

fn rule() -> Option<PartSets> {
    subject::current().known()?.sets
}

fn is_own(rule: PartSets, part: &Shape, whole: &Shape) -> bool {
    let area = |shape: &Shape| {
        let bounds = shape.bounds();
        Area::new(bounds.left, bounds.top, bounds.right, bounds.bottom)
    };
    let is_part = |class| (rule.is_part)(class, area(part), area(whole));
    whole.class() == Some(rule.whole) && part.class().is_some_and(is_part)
}
