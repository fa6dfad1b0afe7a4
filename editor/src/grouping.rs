//! Groups: shapes that are selected as one.
//!
//! A group is a number that its shapes share; nothing lies between them in the order, and no group holds another.

use super::Editor;
use super::document::{Change, Document, Group, UNGROUPED};

impl Editor {
    /// Makes one group of the selected shapes. Returns whether there were two at least that are none yet; refuses in
    /// mid-gesture.
    pub fn group(&mut self) -> bool {
        let can_group = self.can_group();
        if can_group {
            let group = self.document.free_group();
            self.set_groups("group", group);
        }
        can_group
    }

    /// Takes the groups of the selected shapes apart. Returns whether there were any; refuses in mid-gesture.
    pub fn ungroup(&mut self) -> bool {
        let can_ungroup = self.can_ungroup();
        if can_ungroup {
            self.set_groups("ungroup", UNGROUPED);
        }
        can_ungroup
    }

    /// Whether [`Self::group`] would do anything.
    pub fn can_group(&self) -> bool {
        !self.is_drawing() && self.selection.len() > 1 && !self.is_one_group()
    }

    /// Whether [`Self::ungroup`] would do anything.
    pub fn can_ungroup(&self) -> bool {
        let is_grouped = |&index: &usize| self.document.group(index) != UNGROUPED;
        !self.is_drawing() && self.selection.iter().any(is_grouped)
    }

    /// Whether what is selected is one whole group.
    pub(super) fn is_one_group(&self) -> bool {
        self.selection
            .first()
            .is_some_and(|&first| unit(&self.document, first) == self.selection)
    }

    fn set_groups(&mut self, what: &'static str, group: Group) {
        let groups = self.selection.iter().map(|&index| (index, group)).collect();
        let selection = self.selection.clone();
        self.make(what, Change::Regroup(groups), selection);
    }
}

/// The shapes that are selected together with this one, ascending: its group, or itself alone.
pub fn unit(document: &Document, index: usize) -> Vec<usize> {
    match document.group(index) {
        UNGROUPED => vec![index],
        group => (0..document.shapes().len())
            .filter(|&other| document.group(other) == group)
            .collect(),
    }
}

/// Some shapes as units, each ascending, in the order of their first ones.
pub fn units(document: &Document, indices: &[usize]) -> Vec<Vec<usize>> {
    let mut units: Vec<Vec<usize>> = Vec::new();
    for &index in indices {
        let group = document.group(index);
        let fitting = units
            .iter_mut()
            .find(|unit| group != UNGROUPED && document.group(unit[0]) == group);
        match fitting {
            Some(unit) => unit.push(index),
            None => units.push(vec![index]),
        }
    }
    units
}

/// Groups for copies of shapes that have these: the same ones together, under numbers from `free` on. Also the next
/// free number.
pub fn copied(groups: &[Group], free: Group) -> (Vec<Group>, Group) {
    let mut known: Vec<Group> = Vec::new();
    let copies = groups
        .iter()
        .map(|&group| {
            let is_alone = groups.iter().filter(|&&other| other == group).count() == 1;
            if group == UNGROUPED || is_alone {
                return UNGROUPED;
            }
            let place = known.iter().position(|&other| other == group);
            let place = place.unwrap_or_else(|| {
                known.push(group);
                known.len() - 1
            });
            free + place as Group
        })
        .collect();
    (copies, free + known.len() as Group)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_together_as_their_originals_are_and_with_nobody_else() {
        assert_eq!(
            copied(&[0, 4, 9, 4, 9, 7], 20),
            (vec![0, 20, 21, 20, 21, 0], 22)
        );
        assert_eq!(copied(&[], 3), (vec![], 3));
    }
}
