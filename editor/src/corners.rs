//! The corners of one selected polygon, to be moved, added and taken away.
//!
//! It is a way of looking at a selection, not a tool: as soon as anything else is selected, it is over.

use super::document::Change;
use super::gesture::{Corner, Gesture};
use super::limits::{COORDINATE_MAX, COORDINATE_MIN};
use super::shape::{Point, Shape};
use super::{Editor, Tool};

/// How near, on the screen, a press must come to a corner.
const CORNER_SCREEN_PX: f32 = 13.0;
/// The same for the middle of an edge.
const MIDDLE_SCREEN_PX: f32 = 10.0;
/// Edges shorter than this on the screen have no handle in their middle.
const SHORT_EDGE_SCREEN_PX: f32 = 30.0;
/// A polygon keeps so many corners.
const CORNERS_MIN: usize = 3;

/// Something of an outline that can be taken hold of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CornerHandle {
    /// The corner of this index.
    Corner(usize),
    /// The middle of the edge that begins at the corner of this index.
    Middle(usize),
}

impl Editor {
    /// The corners that can be moved now, and which of them is chosen.
    pub fn corners(&self) -> Option<(&[Point], Option<usize>)> {
        let mut selected = self.selected_shapes();
        let is_free = matches!(self.gesture, None | Some(Gesture::Corner(_)));
        match (selected.next(), selected.next()) {
            (Some(Shape::Polygon { points, .. }), None) if self.cornering.is_some() && is_free => {
                let chosen = self
                    .cornering
                    .flatten()
                    .filter(|&chosen| chosen < points.len());
                Some((points, chosen))
            }
            _ => None,
        }
    }

    /// Whether what is selected has corners to be edited.
    pub fn has_corners(&self) -> bool {
        let mut selected = self.selected_shapes();
        matches!(
            (selected.next(), selected.next()),
            (Some(Shape::Polygon { .. }), None)
        )
    }

    /// Shows the corners of the selected polygon, or no longer. Returns whether they are shown; refuses in mid-gesture.
    pub fn toggle_corners(&mut self) -> bool {
        if !self.is_drawing() {
            let shows = self.corners().is_none() && self.has_corners() && self.tool == Tool::Select;
            self.cornering = shows.then_some(None);
        }
        self.corners().is_some()
    }

    /// Chooses the next corner, or the previous one. Returns whether corners are shown.
    pub(super) fn choose_next_corner(&mut self, forward: bool) -> bool {
        let Some((points, chosen)) = self.corners() else {
            return false;
        };
        let count = points.len();
        let next = match (chosen, forward) {
            (Some(corner), true) => (corner + 1) % count,
            (Some(corner), false) => (corner + count - 1) % count,
            (None, true) => 0,
            (None, false) => count - 1,
        };
        self.cornering = Some(Some(next));
        true
    }

    /// Takes the chosen corner away. `None` where none is chosen; false where the polygon would be left with too few.
    pub fn delete_corner(&mut self) -> Option<bool> {
        let (points, chosen) = self.corners()?;
        let chosen = chosen.filter(|_| !self.is_drawing())?;
        if points.len() <= CORNERS_MIN {
            return Some(false);
        }
        let mut points = points.to_vec();
        points.remove(chosen);
        self.put_corners("delete corner", points);
        self.cornering = Some(None);
        Some(true)
    }

    /// Moves the chosen corner. Returns whether there is one. `goes_on` as for [`Self::nudge`].
    pub(super) fn nudge_corner(&mut self, right: i32, down: i32, goes_on: bool) -> Option<bool> {
        let (points, chosen) = self.corners()?;
        let chosen = chosen.filter(|_| !self.is_drawing())?;
        let mut points = points.to_vec();
        let hold = |value: f32| value.clamp(COORDINATE_MIN as f32, COORDINATE_MAX as f32);
        points[chosen].x = hold(points[chosen].x + right as f32);
        points[chosen].y = hold(points[chosen].y + down as f32);
        let index = self.selection[0];
        if self.document.shapes()[index] == self.polygon(points.clone()) {
            return Some(false);
        }
        if goes_on && self.nudged {
            let change = Change::Replace(vec![(index, self.polygon(points))]);
            self.amend(change);
        } else {
            self.put_corners("nudge", points);
        }
        self.nudged = true;
        Some(true)
    }

    /// What of the outline is at a place.
    pub(super) fn hold_at(&self, at: Point) -> Option<CornerHandle> {
        let (points, _) = self.corners()?;
        let distance = |point: Point| (point.x - at.x).hypot(point.y - at.y) * self.scale;
        let nearest = |holds: Vec<(CornerHandle, f32)>, reach| {
            holds
                .into_iter()
                .filter(|(_, distance)| *distance <= reach)
                .min_by(|(_, a), (_, b)| a.total_cmp(b))
                .map(|(hold, _)| hold)
        };
        let corners = points.iter().enumerate();
        let corners = corners.map(|(index, &point)| (CornerHandle::Corner(index), distance(point)));
        let middles = middles(points, self.scale);
        let middles = middles.map(|(index, point)| (CornerHandle::Middle(index), distance(point)));
        nearest(corners.collect(), CORNER_SCREEN_PX)
            .or_else(|| nearest(middles.collect(), MIDDLE_SCREEN_PX))
    }

    /// Takes hold of a corner, or of an edge's middle, where a corner is put in.
    pub(super) fn take_corner(&mut self, hold: CornerHandle, at: Point) {
        let Some((points, _)) = self.corners() else {
            return;
        };
        let mut points = points.to_vec();
        let corner = match hold {
            CornerHandle::Corner(corner) => corner,
            CornerHandle::Middle(edge) => {
                let middle = middle(points[edge], points[(edge + 1) % points.len()]);
                points.insert(edge + 1, middle);
                edge + 1
            }
        };
        let index = self.selection[0];
        let snapper = self.snapper(&[index]);
        let is_new = matches!(hold, CornerHandle::Middle(_));
        let slack_px = super::gestures::SLACK_SCREEN_PX / self.scale;
        let polygon = self.polygon(points);
        self.gesture = Some(Gesture::Corner(Corner::begin(
            &self.document,
            index,
            polygon,
            corner,
            is_new,
            at,
            snapper,
            slack_px,
        )));
        self.cornering = Some(Some(corner));
    }

    fn put_corners(&mut self, what: &'static str, points: Vec<Point>) {
        let index = self.selection[0];
        let selection = self.selection.clone();
        let polygon = self.polygon(points);
        self.make(what, Change::Replace(vec![(index, polygon)]), selection);
    }

    fn polygon(&self, points: Vec<Point>) -> Shape {
        let class = self.selected_class().unwrap_or(self.class);
        Shape::Polygon { class, points }
    }
}

/// The middles of the edges that are long enough on the screen, by the index of the corner they begin at.
pub fn middles(points: &[Point], scale: f32) -> impl Iterator<Item = (usize, Point)> {
    (0..points.len()).filter_map(move |index| {
        let (from, to) = (points[index], points[(index + 1) % points.len()]);
        let length = (to.x - from.x).hypot(to.y - from.y) * scale;
        (length >= SHORT_EDGE_SCREEN_PX).then(|| (index, middle(from, to)))
    })
}

fn middle(from: Point, to: Point) -> Point {
    Point {
        x: (from.x + to.x) / 2.0,
        y: (from.y + to.y) / 2.0,
    }
}
