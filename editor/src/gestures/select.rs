//! The select tool: what a press would take hold of, and what a press or a click selects.

use super::SLACK_SCREEN_PX;
use crate::corners::CornerHandle;
use crate::gesture::{Gesture, Marquee, Transform};
use crate::handles::{self, Handle};
use crate::shape::Point;
use crate::{Editor, Tool, grouping, picking, point};
use facade_model::sort;

/// What a press at some place would take hold of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HitTarget {
    /// The chosen tool draws.
    Draw,
    /// The eyedropper looks for a class.
    PickClass,
    /// A shape that can be chosen.
    Shape,
    /// A chosen shape, to be moved.
    Move,
    /// A handle.
    Resize(Handle),
    /// A polygon's corner, or an edge's middle to put one in.
    Corner(CornerHandle),
    /// Nothing; a marquee.
    Ground,
    /// The far corner of a grid.
    Grid,
}

impl Editor {
    /// What a press here would take hold of.
    pub fn hit_target(&self, x: f32, y: f32) -> HitTarget {
        let Some(at) = point(x, y) else {
            return HitTarget::Ground;
        };
        if self.grid().is_some() {
            return HitTarget::Grid;
        }
        match self.tool {
            Tool::Select => {}
            Tool::Eyedropper => return HitTarget::PickClass,
            _ => return HitTarget::Draw,
        }
        if let Some(hold) = self.hold_at(at) {
            return HitTarget::Corner(hold);
        }
        if let Some(handle) = self.handle_at(at) {
            return HitTarget::Resize(handle);
        }
        match picking::topmost_at(&self.document, at) {
            Some(index) if self.selection.contains(&index) => HitTarget::Move,
            Some(index) if !picking::is_broad(&self.document.shapes()[index]) => HitTarget::Shape,
            _ => HitTarget::Ground,
        }
    }

    pub(super) fn press_select(&mut self, at: Point) {
        if let Some(hold) = self.hold_at(at) {
            self.take_corner(hold, at);
            return;
        }
        if let Some(handle) = self.handle_at(at) {
            self.take_hold(Some(handle), at);
            return;
        }
        let hit = picking::topmost_at(&self.document, at);
        self.was_selected = hit.is_some_and(|hit| self.selection.contains(&hit));
        match hit {
            Some(index) if self.modifiers.shift => {
                let unit = grouping::unit(&self.document, index);
                let mut selection = self.selection.clone();
                if self.was_selected {
                    selection.retain(|index| !unit.contains(index));
                    self.select(selection);
                    self.led_to = None;
                } else {
                    selection.extend(unit);
                    sort::by_key(&mut selection, |index| *index);
                    selection.dedup();
                    self.select(selection);
                    self.take_hold(None, at);
                }
            }
            Some(index) if self.selection.contains(&index) => self.take_hold(None, at),
            Some(index) if !picking::is_broad(&self.document.shapes()[index]) => {
                self.select(self.meant_by(index));
                self.take_hold(None, at);
            }
            _ => {
                let before = self.selection.clone();
                let kept = match self.modifiers.shift {
                    true => before.clone(),
                    false => Vec::new(),
                };
                self.select(kept.clone());
                self.gesture = Some(Gesture::Marquee(Marquee::begin(at, kept, before)));
            }
        }
    }

    fn take_hold(&mut self, handle: Option<Handle>, at: Point) {
        let slack_px = SLACK_SCREEN_PX / self.scale;
        if handle.is_none() && self.modifiers.copying {
            // The originals are neighbours of their copies.
            let (document, snapper) = (&self.document, self.snapper(&[]));
            let begun = Transform::begin_copying(document, &self.selection, at, snapper, slack_px);
            if let Some((transform, copies)) = begun {
                self.selection = copies;
                self.gesture = Some(Gesture::Transform(transform));
                return;
            }
        }
        let snapper = self.snapper(&self.selection);
        self.gesture = Some(Gesture::Transform(Transform::begin(
            &self.document,
            &self.selection,
            handle,
            at,
            snapper,
            slack_px,
        )));
    }

    fn handle_at(&self, at: Point) -> Option<Handle> {
        let bounds = self.selection_bounds()?;
        self.has_handles()
            .then(|| handles::handle_at(bounds, at, self.scale))
            .flatten()
    }

    /// A press and release in one place with the select tool.
    pub(super) fn click(&mut self, at: Point) {
        if self.modifiers.shift {
            return;
        }
        let Some(hit) = picking::topmost_at(&self.document, at) else {
            self.select(Vec::new());
            return;
        };
        let was_it = self.was_selected && self.selection.contains(&hit);
        if was_it && self.is_one_group() && self.selection.len() > 1 {
            // The second click means the shape in the group,
            self.select(vec![hit]);
        } else if was_it && self.selection == [hit] && self.has_corners() {
            // or, of a single polygon, its corners.
            self.toggle_corners();
        } else {
            self.select(self.meant_by(hit));
        }
    }

    /// What a click on this shape selects: its group, unless something in that group is what was selected before.
    fn meant_by(&self, index: usize) -> Vec<usize> {
        let unit = grouping::unit(&self.document, index);
        let is_inside =
            unit.len() > 1 && matches!(self.selection[..], [one] if unit.contains(&one));
        match is_inside {
            true => vec![index],
            false => unit,
        }
    }
}
