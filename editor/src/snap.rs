//! Snapping: the edge, centre or spacing nearby that a moved, resized or drawn shape should share,
//! and the guides that show it.
//!
//! Whole pixels only: centres meet where they can meet exactly. Knows rectangles; not shapes' kinds
//! and not gestures.

use super::document::Document;
use super::picking;
use super::pixel_rect::PixelRect;
use facade_model::sort;

/// A line that shows what something has snapped to, in drawing pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Guide {
    /// An edge or a centre in common: a line from `from` to `to`, at `at` across.
    Line {
        /// Whether the line is upright; `at` is then its x.
        upright: bool,
        at: f32,
        from: f32,
        to: f32,
    },
    /// One of several equal gaps, measured from `from` to `to`.
    Gap {
        /// Whether it is measured downwards; `at` is then its x.
        upright: bool,
        at: f32,
        from: f32,
        to: f32,
    },
}

/// The neighbours that something can snap to.
#[derive(Debug, Clone)]
pub struct Snapper {
    neighbours: Vec<PixelRect>,
    reach_px: i32,
}

/// One direction of a rectangle: from `low` to `high`, and its extent across that.
#[derive(Debug, Clone, Copy)]
struct Side {
    low: i32,
    high: i32,
    across_low: i32,
    across_high: i32,
}

impl Side {
    fn of(rect: PixelRect, upright: bool) -> Self {
        if upright {
            Self {
                low: rect.top,
                high: rect.bottom,
                across_low: rect.left,
                across_high: rect.right,
            }
        } else {
            Self {
                low: rect.left,
                high: rect.right,
                across_low: rect.top,
                across_high: rect.bottom,
            }
        }
    }

    /// Twice the places of low edge, centre and high edge.
    fn places_twice(self) -> [i32; 3] {
        [2 * self.low, self.low + self.high, 2 * self.high]
    }

    fn meets_across(self, other: Self) -> bool {
        self.across_low < other.across_high && other.across_low < self.across_high
    }
}

impl Snapper {
    /// Takes all shapes but the `moving` ones as neighbours, and the drawing's own frame.
    /// `reach_px`: how far something may be moved to meet them.
    pub fn new(document: &Document, moving: &[usize], reach_px: i32) -> Self {
        let shapes = document.shapes().iter().enumerate();
        let neighbours = shapes
            .filter(|(index, shape)| !moving.contains(index) && !picking::is_ground(shape))
            .map(|(_, shape)| shape.bounds())
            .filter(|bounds| !bounds.intersect(PixelRect::CANVAS).is_empty())
            .chain([PixelRect::CANVAS])
            .collect();
        Self {
            neighbours,
            reach_px,
        }
    }

    /// How many pixels to the right and down `bounds` should go to meet its neighbours, and the
    /// guides for that place.
    pub fn meet(&self, bounds: PixelRect) -> (i32, i32, Vec<Guide>) {
        let right = self.meet_along(bounds, false);
        let down = self.meet_along(bounds, true);
        let met = bounds.moved(right, down);
        let mut guides = self.lines(met, false, [true; 3]);
        guides.extend(self.lines(met, true, [true; 3]));
        guides.extend(self.gaps(met, false));
        guides.extend(self.gaps(met, true));
        (right, down, guides)
    }

    /// The neighbours' edge nearest to `edge`, if it is near enough. `upright`: the edge is a
    /// top or a bottom.
    pub fn edge(&self, edge: i32, upright: bool) -> i32 {
        let distances = self.neighbours.iter().flat_map(|&neighbour| {
            let side = Side::of(neighbour, upright);
            [side.low - edge, side.high - edge]
        });
        let nearest = distances
            .filter(|distance| distance.abs() <= self.reach_px)
            .min_by_key(|distance| distance.abs());
        edge + nearest.unwrap_or(0)
    }

    /// How far something may be moved to meet its neighbours, in pixels.
    pub fn reach_px(&self) -> f32 {
        self.reach_px as f32
    }

    /// Whether a neighbour has an edge there.
    pub fn has_edge(&self, edge: i32, upright: bool) -> bool {
        self.neighbours.iter().any(|&neighbour| {
            let side = Side::of(neighbour, upright);
            side.low == edge || side.high == edge
        })
    }

    /// Guides for those sides of `bounds` that are being led: −1 the low one, 1 the high one, 0
    /// neither; both where it is 2.
    pub fn edge_guides(&self, bounds: PixelRect, across: i32, down: i32) -> Vec<Guide> {
        let which = |side: i32| [side == -1 || side == 2, false, side == 1 || side == 2];
        let mut guides = self.lines(bounds, false, which(across));
        guides.extend(self.lines(bounds, true, which(down)));
        guides
    }

    fn meet_along(&self, bounds: PixelRect, upright: bool) -> i32 {
        let mine = Side::of(bounds, upright);
        let mut best: Option<i32> = None;
        let mut consider = |distance: i32| {
            if distance.abs() <= self.reach_px
                && best.is_none_or(|best| distance.abs() < best.abs())
            {
                best = Some(distance);
            }
        };
        for &neighbour in &self.neighbours {
            let theirs = Side::of(neighbour, upright);
            for edge in [theirs.low, theirs.high] {
                consider(edge - mine.low);
                consider(edge - mine.high);
            }
            let centres_twice = theirs.low + theirs.high - mine.low - mine.high;
            if centres_twice % 2 == 0 {
                consider(centres_twice / 2);
            }
        }
        for place in self.even_places(mine, upright) {
            consider(place - mine.low);
        }
        best.unwrap_or(0)
    }

    /// Those beside `side`, before and after it, that neither hold it nor lie inside it.
    fn row(&self, side: Side, upright: bool) -> (Vec<Side>, Vec<Side>) {
        let sides = self.neighbours.iter().map(|&rect| Side::of(rect, upright));
        let (mut before, mut after) = (Vec::new(), Vec::new());
        for other in sides.filter(|other| other.meets_across(side)) {
            if other.high <= side.low + self.reach_px && other.low < side.low {
                before.push(other);
            } else if other.low >= side.high - self.reach_px && other.high > side.high {
                after.push(other);
            }
        }
        sort::by_key(&mut before, |other| -other.high);
        sort::by_key(&mut after, |other| other.low);
        (before, after)
    }

    /// Low edges at which the gaps to both neighbours, or to one and beyond it, are equal.
    fn even_places(&self, mine: Side, upright: bool) -> Vec<i32> {
        let (before, after) = self.row(mine, upright);
        let length = mine.high - mine.low;
        let mut places = Vec::new();
        if let (Some(left), Some(right)) = (before.first(), after.first()) {
            let room = right.low - left.high - length;
            if room >= 0 && room % 2 == 0 {
                places.push(left.high + room / 2);
            }
        }
        if let Some(left) = before.first() {
            let beyond = before.iter().find(|other| other.high <= left.low);
            places.extend(beyond.map(|beyond| left.high + left.low - beyond.high));
        }
        if let Some(right) = after.first() {
            let beyond = after.iter().find(|other| other.low >= right.high);
            places.extend(beyond.map(|beyond| right.low - (beyond.low - right.high) - length));
        }
        places
    }

    fn gaps(&self, met: PixelRect, upright: bool) -> Vec<Guide> {
        let mine = Side::of(met, upright);
        if !self.even_places(mine, upright).contains(&mine.low) {
            return Vec::new();
        }
        let (before, after) = self.row(mine, upright);
        let gap = |from: Side, to: Side| Guide::Gap {
            upright,
            at: (mine.across_low + mine.across_high) as f32 / 2.0,
            from: from.high as f32,
            to: to.low as f32,
        };
        let beyond_left = before
            .first()
            .and_then(|left| before.iter().find(|other| other.high <= left.low));
        let beyond_right = after
            .first()
            .and_then(|right| after.iter().find(|other| other.low >= right.high));
        let (left, right) = (before.first(), after.first());
        let left_gap = left.map(|left| mine.low - left.high);
        let right_gap = right.map(|right| right.low - mine.high);
        let mut guides = Vec::new();
        match (left, right, beyond_left, beyond_right) {
            (Some(&left), Some(&right), _, _) if left_gap == right_gap => {
                guides.extend([gap(left, mine), gap(mine, right)]);
            }
            (Some(&left), _, Some(&beyond), _) if left_gap == Some(left.low - beyond.high) => {
                guides.extend([gap(beyond, left), gap(left, mine)]);
            }
            (_, Some(&right), _, Some(&beyond)) if right_gap == Some(beyond.low - right.high) => {
                guides.extend([gap(mine, right), gap(right, beyond)]);
            }
            _ => {}
        }
        guides.retain(|guide| matches!(guide, Guide::Gap { from, to, .. } if to > from));
        guides
    }

    /// Guides along the sides of `bounds` that neighbours share: of low edge, centre and high
    /// edge those in `which`.
    fn lines(&self, bounds: PixelRect, along_y: bool, which: [bool; 3]) -> Vec<Guide> {
        let mine = Side::of(bounds, along_y);
        let mut guides = Vec::new();
        for (place, at_twice) in mine.places_twice().into_iter().enumerate() {
            if !which[place] {
                continue;
            }
            let sharing = self.neighbours.iter().filter_map(|&neighbour| {
                let theirs = Side::of(neighbour, along_y);
                let [low, centre, high] = theirs.places_twice();
                let shares = match place {
                    1 => centre == at_twice,
                    _ => low == at_twice || high == at_twice,
                };
                shares.then_some(theirs)
            });
            let extent = sharing.fold(None, |extent: Option<(i32, i32)>, theirs| {
                let (from, to) = extent.unwrap_or((mine.across_low, mine.across_high));
                Some((from.min(theirs.across_low), to.max(theirs.across_high)))
            });
            if let Some((from, to)) = extent {
                guides.push(Guide::Line {
                    upright: !along_y,
                    at: at_twice as f32 / 2.0,
                    from: from as f32,
                    to: to as f32,
                });
            }
        }
        guides
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rect(left: i32, top: i32, width: i32, height: i32) -> PixelRect {
        PixelRect {
            left,
            top,
            right: left + width,
            bottom: top + height,
        }
    }

    fn snapper(neighbours: &[PixelRect]) -> Snapper {
        Snapper {
            neighbours: neighbours.to_vec(),
            reach_px: 3,
        }
    }

    fn has_line(guides: &[Guide], wanted_upright: bool, wanted: f32) -> bool {
        guides.iter().any(
            |guide| matches!(guide, Guide::Line { upright, at, .. } if *upright == wanted_upright && *at == wanted),
        )
    }

    #[test]
    fn edges_meet_the_nearest_edge_within_reach_and_a_guide_spans_both() {
        let snapper = snapper(&[rect(40, 40, 20, 30)]);
        let (right, down, guides) = snapper.meet(rect(42, 120, 11, 17));
        assert_eq!((right, down), (-2, 0));
        assert!(guides.contains(&Guide::Line {
            upright: true,
            at: 40.0,
            from: 40.0,
            to: 137.0
        }));
        let (right, _, guides) = snapper.meet(rect(44, 120, 11, 17));
        assert_eq!((right, guides), (0, vec![]));
    }

    #[test]
    fn centres_meet_where_whole_pixels_allow_it() {
        let snapper = snapper(&[rect(40, 40, 20, 30)]);
        let (right, _, guides) = snapper.meet(rect(47, 120, 8, 9));
        assert_eq!(right, -1);
        assert!(has_line(&guides, true, 50.0));
        assert_eq!(snapper.meet(rect(47, 120, 7, 9)).0, 0);
    }

    #[test]
    fn equal_gaps_are_met_between_two_and_after_two() {
        let pair = [rect(20, 40, 20, 30), rect(100, 44, 20, 30)];
        let (right, _, guides) = snapper(&pair).meet(rect(58, 43, 20, 40));
        assert_eq!(right, 2, "30 px on both sides");
        let gaps = guides
            .iter()
            .filter(|guide| matches!(guide, Guide::Gap { upright: false, .. }));
        assert_eq!(gaps.count(), 2);
        let (right, _, guides) = snapper(&pair).meet(rect(178, 43, 13, 40));
        assert_eq!(right, 2, "60 px after 60 px");
        assert!(guides.iter().any(
            |guide| matches!(guide, Guide::Gap { from, to, .. } if (*from, *to) == (120.0, 180.0))
        ));
    }

    #[test]
    fn a_led_edge_meets_edges_only() {
        let snapper = snapper(&[rect(40, 40, 20, 30)]);
        assert_eq!(snapper.edge(58, false), 60);
        assert_eq!(snapper.edge(50, false), 50);
        assert_eq!(snapper.edge(72, true), 70);
        let guides = snapper.edge_guides(rect(10, 10, 50, 60), 1, 1);
        assert!(has_line(&guides, true, 60.0) && has_line(&guides, false, 70.0));
        assert_eq!(guides.len(), 2);
    }
}
