//! Copies of the selected shapes in a grid, before they are placed.
//!
//! The pointer leads the far corner of the grid: how many fit follows from the spacing wished for,
//! and the room left over is shared out among the gaps, so that the last copy meets the corner as
//! closely as equal gaps of whole pixels allow. Keys set count and spacing directly.

use super::super::document::{Change, Document, Group};
use super::super::grouping;
use super::super::limits::SHAPES_MAX;
use super::super::picking;
use super::super::pixel_rect::PixelRect;
use super::super::shape::{Point, Shape};
use super::super::snap::Snapper;
use super::Scene;

/// Most columns, and most rows.
const COUNT_MAX: i32 = 64;
/// Widest gap.
const GAP_MAX_PX: i32 = 200;
/// Columns to begin with, room permitting.
const FIRST_COLUMNS: i32 = 3;

/// The grid as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grid {
    /// The original included, at least 1.
    pub columns: i32,
    pub rows: i32,
    /// Pixels between neighbouring copies.
    pub gap_x: i32,
    pub gap_y: i32,
    /// What is repeated.
    pub cell: PixelRect,
    /// Everything from the first copy to the last.
    pub area: PixelRect,
}

/// One direction of the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    /// Copies besides the original; negative towards smaller coordinates.
    more: i32,
    gap: i32,
    /// The gap wished for, when the pointer decides how many fit.
    wished: i32,
    low: i32,
    high: i32,
}

impl Run {
    fn length(self) -> i32 {
        (self.high - self.low).max(1)
    }

    fn pitch(self) -> i32 {
        self.length() + self.gap
    }

    /// The most copies in the direction of `sign` of which each shows.
    fn most(self, sign: i32, side: i32) -> i32 {
        let room = if sign > 0 { side - self.low } else { self.high };
        ((room - 1) / self.pitch()).clamp(0, COUNT_MAX - 1)
    }

    fn held(mut self, side: i32) -> Self {
        self.gap = self.gap.clamp(0, GAP_MAX_PX);
        self.more = self.more.clamp(-self.most(-1, side), self.most(1, side));
        self
    }

    fn led_to(mut self, edge: i32, side: i32) -> Self {
        let (sign, extent) = if edge < self.low {
            (-1, self.high - edge)
        } else {
            (1, edge - self.low)
        };
        let more = ((extent - self.length()) / (self.length() + self.wished)).max(0);
        self.gap = match more {
            0 => self.wished,
            _ => (extent - self.length()) / more - self.length(),
        };
        self.more = sign * more;
        self.held(side)
    }

    fn spaced(mut self, by: i32, side: i32) -> Self {
        self.wished = (self.gap + by).clamp(0, GAP_MAX_PX);
        self.gap = self.wished;
        self.held(side)
    }

    fn counted(mut self, by: i32, side: i32) -> Self {
        self.more += by;
        self.held(side)
    }

    fn area(self) -> (i32, i32) {
        let reach = self.more * self.pitch();
        (self.low + reach.min(0), self.high + reach.max(0))
    }
}

/// A grid in the making.
#[derive(Debug)]
pub struct Repeat {
    sources: Vec<Shape>,
    groups: Vec<Group>,
    free_group: Group,
    /// Where the copies go in the order: above the topmost original.
    index: usize,
    selection: Vec<usize>,
    across: Run,
    down: Run,
    room: usize,
    preview: Document,
    shown: PixelRect,
    snapper: Snapper,
}

impl Repeat {
    /// Starts with a row of copies towards the roomier side. `None` if nothing among the selected
    /// shapes can be repeated.
    pub fn begin(document: &Document, selection: &[usize], snapper: Snapper) -> Option<Self> {
        let selection: Vec<usize> = selection
            .iter()
            .copied()
            .filter(|&index| document.shapes()[index].is_movable())
            .collect();
        let index = selection.last()? + 1;
        let cell = picking::bounds_of(document, &selection);
        let run = |low: i32, high: i32| {
            let gap = ((high - low + 1) / 2).clamp(2, 24);
            Run {
                more: 0,
                gap,
                wished: gap,
                low,
                high,
            }
        };
        let side = PixelRect::CANVAS.right;
        let (mut across, down) = (run(cell.left, cell.right), run(cell.top, cell.bottom));
        let towards = if side - cell.right >= cell.left {
            1
        } else {
            -1
        };
        // Whole ones only, to begin with.
        let room = if towards > 0 {
            side - cell.right
        } else {
            cell.left
        };
        let fitting = room / across.pitch();
        across.more = towards * fitting.min(FIRST_COLUMNS - 1);
        Some(Self {
            sources: selection
                .iter()
                .map(|&index| document.shapes()[index].clone())
                .collect(),
            groups: document.groups_of(&selection),
            free_group: document.free_group(),
            room: SHAPES_MAX.saturating_sub(document.shapes().len()),
            index,
            selection,
            across: across.held(side),
            down: down.held(side),
            preview: document.clone(),
            shown: PixelRect::EMPTY,
            snapper,
        })
    }

    /// Leads the far corner. Returns whether any pixel changed.
    pub fn lead(&mut self, to: Point, mut scene: Scene<'_>) -> bool {
        scene.guides.clear();
        let (mut x, mut y) = (to.x.round() as i32, to.y.round() as i32);
        if scene.modifiers.snapping {
            (x, y) = (self.snapper.edge(x, false), self.snapper.edge(y, true));
            let corner = PixelRect {
                left: x,
                top: y,
                right: x,
                bottom: y,
            };
            *scene.guides = self.snapper.edge_guides(corner, -1, -1);
        }
        let side = PixelRect::CANVAS.right;
        self.across = self.across.led_to(x, side);
        self.down = self.down.led_to(y, side);
        self.show(&mut scene)
    }

    /// Adds columns and rows, or takes them away. Returns whether any pixel changed.
    pub fn count(&mut self, columns: i32, rows: i32, mut scene: Scene<'_>) -> bool {
        let side = PixelRect::CANVAS.right;
        self.across = self.across.counted(columns, side);
        self.down = self.down.counted(rows, side);
        self.show(&mut scene)
    }

    /// Widens the gaps, or narrows them. Returns whether any pixel changed.
    pub fn space(&mut self, across: i32, down: i32, mut scene: Scene<'_>) -> bool {
        let side = PixelRect::CANVAS.right;
        self.across = self.across.spaced(across, side);
        self.down = self.down.spaced(down, side);
        self.show(&mut scene)
    }

    /// Paints the grid as it stands. Returns whether any pixel changed.
    pub fn show(&mut self, scene: &mut Scene<'_>) -> bool {
        self.preview = scene.document.clone();
        let copies = self.copies();
        let part = match copies.is_empty() {
            true => PixelRect::EMPTY,
            false => self.preview.apply(Change::Insert(copies)).1,
        };
        let both = part.union(self.shown);
        self.shown = part;
        scene.live.show_document(&self.preview, both)
    }

    /// Count, spacing and place.
    pub fn grid(&self) -> Grid {
        let ((left, right), (top, bottom)) = (self.across.area(), self.down.area());
        Grid {
            columns: self.across.more.abs() + 1,
            rows: self.down.more.abs() + 1,
            gap_x: self.across.gap,
            gap_y: self.down.gap,
            cell: PixelRect {
                left: self.across.low,
                top: self.down.low,
                right: self.across.high,
                bottom: self.down.high,
            },
            area: PixelRect {
                left,
                top,
                right,
                bottom,
            },
        }
    }

    /// What it has painted lies within this.
    pub fn shown(&self) -> PixelRect {
        self.shown
    }

    /// The change that places the copies, and what is selected then; none without copies.
    pub fn into_change(self) -> Option<(Change, Vec<usize>)> {
        let copies = self.copies();
        if copies.is_empty() {
            return None;
        }
        let mut selection = self.selection;
        selection.extend(copies.iter().map(|(index, ..)| *index));
        Some((Change::Insert(copies), selection))
    }

    fn copies(&self) -> Vec<(usize, Shape, Group)> {
        let steps = |more: i32| more.min(0)..=more.max(0);
        let mut copies = Vec::new();
        let mut free_group = self.free_group;
        for row in steps(self.down.more) {
            for column in steps(self.across.more) {
                let is_original = row == 0 && column == 0;
                if is_original || copies.len() + self.sources.len() > self.room {
                    continue;
                }
                let (right, down) = (column * self.across.pitch(), row * self.down.pitch());
                let groups;
                (groups, free_group) = grouping::copied(&self.groups, free_group);
                for (shape, group) in self.sources.iter().zip(groups) {
                    let copy = shape.moved(right, down);
                    // What would lie wholly outside is of no use to anyone.
                    if !copy.bounds().intersect(PixelRect::CANVAS).is_empty() {
                        copies.push((self.index + copies.len(), copy, group));
                    }
                }
            }
        }
        copies
    }
}
