//! Rows of tiles on their way from pictures to the points, and back.
//!
//! Eight channels of the rows that a row of tiles sees are first laid out as a strip, channels as
//! neighbours, with zeros where it reaches beyond the picture.

use std::marker::PhantomData;

use super::transforms::{Matrix, OfTile, Square, TILE, both_ways};
use crate::cpu_kernels::lanes::{F32x8, SimdTask};
use crate::cpu_kernels::memory::{Room, Start};
use crate::cpu_kernels::pictures::Pictures;

/// Channels that go through together.
pub const CHANNELS: usize = 8;

/// For each of some groups, a matrix `[tiles, channels]` for each point.
#[derive(Debug, Clone, Copy)]
pub struct AtPoints {
    pub start: Start,
    /// Values from one group to the next.
    pub group: usize,
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
    /// Which values are seen; the first view has the smallest offset.
    pub views: &'a [[isize; 2]],
    /// So many views make a group: of each eight channels, those of the one follow those of the other.
    pub summed: usize,
    /// By how many places views differ at most.
    pub spread: usize,
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
    #[expect(
        clippy::needless_range_loop,
        reason = "the same place in arrays and in memory"
    )]
    fn lay_out<L: F32x8>(&self, strip: *mut f32, rows: usize, columns: usize) {
        let Pictures { height, width, .. } = self.sizes;
        let [top, left] = self.views[0];
        let first_row = (self.step * TILE * self.tiles.row) as isize + top;
        // Columns of the strip that lie inside the picture.
        let inside = (-left).max(0) as usize..columns.min((width as isize - left) as usize);
        let plane = self.sizes.plane();
        let channels = CHANNELS.min(self.sizes.channels.saturating_sub(self.channel));
        // Where there are no channels, any plane will do.
        let first = self.channel.min(self.sizes.channels - 1);
        let first_plane = self.tiles.picture * self.sizes.channels + first;
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
            let source = y * width as isize + left;
            let source = self.values[first_plane * plane..]
                .as_ptr()
                .wrapping_offset(source);
            let mut x = inside.start;
            while x < inside.end {
                let count = CHANNELS.min(inside.end - x);
                let mut lanes = [nothing; CHANNELS];
                for channel in 0..channels {
                    // SAFETY: these columns of the row lie inside the picture.
                    lanes[channel] =
                        unsafe { load_some(source.wrapping_add(channel * plane + x), count) };
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

impl<const I: usize, const P: usize, M: Matrix<P, I>> SimdTask for Enter<'_, I, P, M> {
    type Output = ();

    #[inline(always)]
    fn run<L: F32x8>(self) {
        let rows = self.step * (I - 1) + 1 + self.spread;
        let columns = rows + self.step * TILE * (self.tiles.tiles - 1);
        let mut room = Room::new(rows * columns * CHANNELS);
        // SAFETY: the room is as large as the strip.
        let strip = unsafe { room.start().at(0) };
        self.lay_out::<L>(strip, rows, columns);
        for tile in 0..self.tiles.tiles {
            for (index, view) in self.views.iter().enumerate() {
                let y = (view[0] - self.views[0][0]) as usize;
                let x = (view[1] - self.views[0][1]) as usize + self.step * TILE * tile;
                let channel = self.channel * self.summed + index % self.summed * CHANNELS;
                let place = index / self.summed * self.points.group
                    + (self.tiles.first + tile) * self.points.tile
                    + channel;
                // SAFETY: the strip has all that its tiles see; the matrices have these tiles and channels,
                // and they are this task's.
                unsafe {
                    let from = Square {
                        start: strip.add((y * columns + x) * CHANNELS).cast_const(),
                        row: self.step * columns * CHANNELS,
                        column: self.step * CHANNELS,
                    };
                    let to = Square {
                        start: self.points.start.at(place),
                        row: P * self.points.point,
                        column: self.points.point,
                    };
                    both_ways::<M, L, P, I>(from, to);
                }
            }
        }
    }
}

/// Tiles of outputs leave from `P` × `P` points.
pub struct Leave<const P: usize> {
    pub points: AtPoints,
    /// Outputs of each place.
    pub groups: usize,
    pub tiles: TileRow,
    /// First of eight channels.
    pub channel: usize,
    pub sizes: Pictures,
    /// From place to place in the output.
    pub step: usize,
    pub output: Start,
}

impl<const P: usize> Leave<P>
where
    OfTile: Matrix<TILE, P>,
{
    /// The strip: rows, columns, channels.
    #[inline(always)]
    fn lay_out<L: F32x8>(&self, strip: *mut f32, columns: usize) {
        for group in 0..self.groups {
            let (a, b) = (group / self.step, group % self.step);
            for tile in 0..self.tiles.tiles {
                let place = group * self.points.group
                    + (self.tiles.first + tile) * self.points.tile
                    + self.channel;
                let target = a * columns + self.step * TILE * tile + b;
                // SAFETY: the matrices have these tiles and channels, and the strip has room for all tiles.
                unsafe {
                    let from = Square {
                        start: self.points.start.at(place).cast_const(),
                        row: P * self.points.point,
                        column: self.points.point,
                    };
                    let to = Square {
                        start: strip.add(target * CHANNELS),
                        row: self.step * columns * CHANNELS,
                        column: self.step * CHANNELS,
                    };
                    both_ways::<OfTile, L, TILE, P>(from, to);
                }
            }
        }
    }
}

impl<const P: usize> SimdTask for Leave<P>
where
    OfTile: Matrix<TILE, P>,
{
    type Output = ();

    #[inline(always)]
    #[expect(
        clippy::needless_range_loop,
        reason = "the same place in arrays and in memory"
    )]
    fn run<L: F32x8>(self) {
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

/// The first `count` of eight values, and zeros.
///
/// # Safety
/// So many can be read there.
#[inline(always)]
pub unsafe fn load_some<L: F32x8>(from: *const f32, count: usize) -> L {
    let mut eight = [0.0; CHANNELS];
    // SAFETY: the caller vouches for `count`, and `eight` has eight.
    unsafe {
        if count == CHANNELS {
            L::load(from)
        } else {
            eight.as_mut_ptr().copy_from_nonoverlapping(from, count);
            L::load(eight.as_ptr())
        }
    }
}

/// The first `count` of eight values.
///
/// # Safety
/// So many can be written there.
#[inline(always)]
pub unsafe fn store_some<L: F32x8>(values: L, to: *mut f32, count: usize) {
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
