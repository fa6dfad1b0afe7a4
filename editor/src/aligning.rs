//! Selected shapes in line and at even distances. A group counts as one. Each is one step of history.

use super::Editor;
use super::document::Change;
use super::gesture::held;
use super::grouping;
use super::picking;
use super::pixel_rect::PixelRect;
use facade_model::sort;

/// Which edge or middle is to be in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Align {
    Left,
    Centre,
    Right,
    Top,
    Middle,
    Bottom,
}

/// Along which direction gaps are to be even.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Spread {
    Across,
    Down,
}

impl Editor {
    /// Moves what is selected to a line of the selection's bounds; a single shape or group to one of the drawing.
    /// Returns whether anything moved; refuses in mid-gesture.
    pub fn align(&mut self, align: Align) -> bool {
        let units = self.movable_units();
        let frame = match &units[..] {
            [_] => PixelRect::CANVAS,
            _ => picking::bounds_of(&self.document, &self.movable()),
        };
        let moves = units.iter().map(|(_, area)| match align {
            Align::Left => (frame.left - area.left, 0),
            Align::Centre => (middle(frame.left, frame.right, area.left, area.right), 0),
            Align::Right => (frame.right - area.right, 0),
            Align::Top => (0, frame.top - area.top),
            Align::Middle => (0, middle(frame.top, frame.bottom, area.top, area.bottom)),
            Align::Bottom => (0, frame.bottom - area.bottom),
        });
        let moves = moves.collect();
        self.move_units("align", &units, moves)
    }

    /// Makes the gaps between three or more selected shapes or groups equal; the outer ones stay. Returns whether
    /// anything moved; refuses in mid-gesture.
    pub fn distribute(&mut self, spread: Spread) -> bool {
        let mut units = self.movable_units();
        if units.len() < 3 {
            return false;
        }
        let side = |area: PixelRect| match spread {
            Spread::Across => (area.left, area.right),
            Spread::Down => (area.top, area.bottom),
        };
        sort::by_key(&mut units, |(_, area)| {
            let (low, high) = side(*area);
            low + high
        });
        let (first, _) = side(units[0].1);
        let last = units.iter().map(|(_, area)| side(*area).1).max();
        let lengths = units.iter().map(|(_, area)| side(*area).1 - side(*area).0);
        let room = last.unwrap_or(first) - first - lengths.sum::<i32>();
        let gaps = units.len() as i32 - 1;
        let mut filled = 0;
        let moves = (0..).zip(&units).map(|(index, (_, area))| {
            let (low, high) = side(*area);
            let place = first + filled + (2 * room * index + gaps).div_euclid(2 * gaps);
            filled += high - low;
            match spread {
                Spread::Across => (place - low, 0),
                Spread::Down => (0, place - low),
            }
        });
        let moves = moves.collect();
        self.move_units("distribute", &units, moves)
    }

    /// How many shapes or groups [`Self::align`] and [`Self::distribute`] would move.
    pub fn unit_count(&self) -> usize {
        grouping::units(&self.document, &self.movable()).len()
    }

    fn movable_units(&self) -> Vec<(Vec<usize>, PixelRect)> {
        let units = grouping::units(&self.document, &self.movable());
        units
            .into_iter()
            .map(|unit| {
                let area = picking::bounds_of(&self.document, &unit);
                (unit, area)
            })
            .collect()
    }

    fn move_units(
        &mut self,
        what: &'static str,
        units: &[(Vec<usize>, PixelRect)],
        moves: Vec<(i32, i32)>,
    ) -> bool {
        let mut moved = Vec::new();
        for ((unit, area), (right, down)) in units.iter().zip(moves) {
            let (right, down) = held(*area, right, down);
            if (right, down) != (0, 0) {
                let shapes = self.document.shapes();
                moved.extend(
                    unit.iter()
                        .map(|&index| (index, shapes[index].moved(right, down))),
                );
            }
        }
        if moved.is_empty() {
            return false;
        }
        sort::by_key(&mut moved, |(index, _)| *index);
        let selection = self.selection.clone();
        self.make(what, Change::Replace(moved), selection);
        true
    }
}

fn middle(low: i32, high: i32, own_low: i32, own_high: i32) -> i32 {
    (low + high - own_low - own_high).div_euclid(2)
}
