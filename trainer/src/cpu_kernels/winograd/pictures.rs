//! Rows of tiles on their way from pictures to the points, and back.
//!
//! Eight channels of the rows that a row of tiles sees are first laid out as a strip, channels as
//! neighbours, with zeros where it reaches beyond the picture.

use std::marker::PhantomData;

use super::memory::{Room, Start};
use super::scheme::{Matrix, OfTile, TILE, both_ways};
use crate::cpu_kernels::lanes::{Eight, Task};
use crate::cpu_kernels::pictures::Pictures;

/// Channels that go through together.
pub const CHANNELS: usize = 8;

/// A matrix `[tiles, channels]` for each point.
#[derive(Debug, Clone, Copy)]
pub struct AtPoints {
    pub start: Start,
    /// Values from one point's matrix to the next.
    pub point: usize,
    /// Values from one tile to the next.
    pub tile: usize,
}

/// One row of tiles of one picture.
#[derive(Debug, Clone, Copy)]
pub struct TileRow {
    pub picture: usize,
    /// Its number in the picture.
    pub row: usize,
    /// Tiles in it.
    pub tiles: usize,
    /// Where it starts among the tiles of the matrices.
    pub first: usize,
}

/// Tiles of `I` × `I` values enter, through `M`, for `P` × `P` points.
pub struct Enter<'a, const I: usize, const P: usize, M> {
    pub values: &'a [f32],
    pub sizes: Pictures,
    /// Views that are summed: their channels follow one another. The first has the smallest offset.
    pub views: &'a [[isize; 2]],
    /// From place to place.
    pub step: usize,
    pub tiles: TileRow,
    /// First of eight channels.
    pub channel: usize,
    pub points: AtPoints,
    pub matrix: PhantomData<M>,
}

impl<const I: usize, const P: usize, M> Enter<'_, I, P, M> {
    /// The strip: rows, columns, channels.
    #[inline(always)]
    fn lay_out<L: Eight>(&self, strip: *mut f32, rows: usize, columns: usize) {
        let Pictures { height, width, .. } = self.sizes;
        let [top, left] = self.views[0];
        let first_row = (self.step * TILE * self.tiles.row) as isize + top;
        // Columns of the strip that lie inside the picture.
        let inside = (-left).max(0) as usize..columns.min((width as isize - left) as usize);
        let plane = self.sizes.plane();
        let first_plane = self.tiles.picture * self.sizes.channels + self.channel;
        let channels = CHANNELS.min(self.sizes.channels.saturating_sub(self.channel));
        let nothing = L::splat(0.0);
        for row in 0..rows {
            let y = first_row + row as isize;
            // SAFETY: the strip has room for all rows and columns.
            let target = unsafe { strip.add(row * columns * CHANNELS) };
            let inside = match 0 <= y && y < height as isize {
                true => inside.clone(),
                false => columns..columns,
            };
            for x in (0..inside.start).chain(inside.end..columns) {
                // SAFETY: as above, also below.
                unsafe { nothing.store(target.add(x * CHANNELS)) };
            }
            let mut x = inside.start;
            while x < inside.end {
                let source = y as usize * width + (x as isize + left) as usize;
                let count = CHANNELS.min(inside.end - x);
                let mut lanes = [nothing; CHANNELS];
                for channel in 0..channels {
                    let values = &self.values[(first_plane + channel) * plane + source..][..count];
                    lanes[channel] = load_some(values);
                }
                let columns = L::transpose(lanes);
                for n in 0..count {
                    // SAFETY: as above.
                    unsafe { columns[n].store(target.add((x + n) * CHANNELS)) };
                }
                x += count;
            }
        }
    }
}

impl<const I: usize, const P: usize, M: Matrix<P, I>> Task for Enter<'_, I, P, M> {
    #[inline(always)]
    fn run<L: Eight>(self) {
        let rows = self.step * I;
        let columns = self.step * (TILE * (self.tiles.tiles - 1) + I);
        let mut room = Room::new(rows * columns * CHANNELS);
        // SAFETY: the room is as large as the strip.
        let strip = unsafe { room.start().at(0) };
        self.lay_out::<L>(strip, rows, columns);
        let view_channels = self.sizes.channels.next_multiple_of(CHANNELS);
        for tile in 0..self.tiles.tiles {
            for (index, view) in self.views.iter().enumerate() {
                let y = (view[0] - self.views[0][0]) as usize;
                let x = (view[1] - self.views[0][1]) as usize + self.step * TILE * tile;
                let mut window = [[L::splat(0.0); I]; I];
                for j in 0..I {
                    for i in 0..I {
                        let place = (y + self.step * j) * columns + x + self.step * i;
                        // SAFETY: the strip has all that its tiles see.
                        window[j][i] = unsafe { L::load(strip.add(place * CHANNELS)) };
                    }
                }
                let found = both_ways::<M, L, P, I>(window);
                let place = (self.tiles.first + tile) * self.points.tile
                    + index * view_channels
                    + self.channel;
                for j in 0..P {
                    for i in 0..P {
                        // SAFETY: the matrices have these tiles and channels, and they are this task's.
                        unsafe {
                            let point = (j * P + i) * self.points.point;
                            found[j][i].store(self.points.start.at(point + place));
                        }
                    }
                }
            }
        }
    }
}

/// Tiles of outputs leave from `P` × `P` points.
pub struct Leave<'a, const P: usize> {
    /// One for each of the views that have outputs of their own.
    pub points: &'a [AtPoints],
    pub tiles: TileRow,
    /// First of eight channels.
    pub channel: usize,
    pub sizes: Pictures,
    /// From place to place in the output.
    pub step: usize,
    pub output: Start,
}

impl<const P: usize> Leave<'_, P>
where
    OfTile: Matrix<TILE, P>,
{
    /// The strip: rows, columns, channels.
    #[inline(always)]
    fn lay_out<L: Eight>(&self, strip: *mut f32, columns: usize) {
        for (view, points) in self.points.iter().enumerate() {
            let (a, b) = (view / self.step, view % self.step);
            for tile in 0..self.tiles.tiles {
                let place = (self.tiles.first + tile) * points.tile + self.channel;
                let mut products = [[L::splat(0.0); P]; P];
                for j in 0..P {
                    for i in 0..P {
                        let point = (j * P + i) * points.point;
                        // SAFETY: the matrices have these tiles and channels.
                        products[j][i] = unsafe { L::load(points.start.at(point + place)) };
                    }
                }
                let outputs = both_ways::<OfTile, L, TILE, P>(products);
                for y in 0..TILE {
                    for x in 0..TILE {
                        let column = self.step * (TILE * tile + x) + b;
                        let place = (self.step * y + a) * columns + column;
                        // SAFETY: the strip has room for all tiles.
                        unsafe { outputs[y][x].store(strip.add(place * CHANNELS)) };
                    }
                }
            }
        }
    }
}

impl<const P: usize> Task for Leave<'_, P>
where
    OfTile: Matrix<TILE, P>,
{
    #[inline(always)]
    fn run<L: Eight>(self) {
        let Pictures { height, width, .. } = self.sizes;
        let rows = self.step * TILE;
        let columns = rows * self.tiles.tiles;
        // The last columns are read by eights.
        let mut room = Room::new((rows * columns + CHANNELS) * CHANNELS);
        // SAFETY: the room is as large as the strip.
        let strip = unsafe { room.start().at(0) };
        self.lay_out::<L>(strip, columns);
        let channels = CHANNELS.min(self.sizes.channels - self.channel);
        let first_plane = self.tiles.picture * self.sizes.channels + self.channel;
        for row in 0..rows.min(height - rows * self.tiles.row) {
            let y = rows * self.tiles.row + row;
            for x in (0..width).step_by(CHANNELS) {
                let mut lanes = [L::splat(0.0); CHANNELS];
                for n in 0..CHANNELS {
                    // SAFETY: inside the strip and the eight columns behind it.
                    lanes[n] = unsafe { L::load(strip.add((row * columns + x + n) * CHANNELS)) };
                }
                let planes = L::transpose(lanes);
                let count = CHANNELS.min(width - x);
                for channel in 0..channels {
                    let place = (first_plane + channel) * height * width + y * width + x;
                    // SAFETY: the output has this row, which is this task's.
                    unsafe { store_some(planes[channel], self.output.at(place), count) };
                }
            }
        }
    }
}

/// Up to eight values, and zeros.
#[inline(always)]
pub fn load_some<L: Eight>(values: &[f32]) -> L {
    let mut eight = [0.0; CHANNELS];
    let from = match values.len() {
        CHANNELS => values.as_ptr(),
        count => {
            eight[..count].copy_from_slice(values);
            eight.as_ptr()
        }
    };
    // SAFETY: eight values lie there.
    unsafe { L::load(from) }
}

/// The first `count` of eight values.
///
/// # Safety
/// So many can be written there.
#[inline(always)]
pub unsafe fn store_some<L: Eight>(values: L, to: *mut f32, count: usize) {
    let mut eight = [0.0; CHANNELS];
    // SAFETY: eight values have room in `eight`, and the caller vouches for `count`.
    unsafe {
        if count == CHANNELS {
            values.store(to);
        } else {
            values.store(eight.as_mut_ptr());
            to.copy_from_nonoverlapping(eight.as_ptr(), count);
        }
    }
}
