//! One of several plans that share the work of a picture.
//!
//! Large pictures are split by rows: each shard keeps the rows that it makes and needs only one
//! more from each neighbour, and everyone's sums for the norm. Small pictures, where weights are
//! most of the work, are split by channels: each shard reads only its own weights, and everyone
//! needs all results.

use std::ops::Range;

use super::microkernel::ROWS;

/// Smallest side of a picture that is split by rows.
const SMALLEST_BY_ROWS: usize = 32;
/// Rows that stay together at that side: the largest tile.
const ROWS_TOGETHER: usize = 4;

/// Most shards that have something to do in every layer.
pub const MAX_SHARDS: usize = SMALLEST_BY_ROWS / ROWS_TOGETHER;

/// Shard `index` of `count`.
#[derive(Debug, Clone, Copy)]
pub struct Shard {
    pub index: usize,
    /// 1 to [`MAX_SHARDS`].
    pub count: usize,
}

impl Shard {
    /// All of the work.
    pub const WHOLE: Self = Self { index: 0, count: 1 };

    /// What this shard makes of a layer whose output has `channels` of `side`² values; `split_side`
    /// is the smaller of the sides of its input and its output.
    pub fn range(self, channels: usize, side: usize, split_side: usize) -> ShardRange {
        if Self::by_rows(split_side) {
            let unit = side / MAX_SHARDS;
            let units = self.of(MAX_SHARDS);
            ShardRange {
                rows: units.start * unit..units.end * unit,
                channels: 0..channels,
            }
        } else {
            let panels = self.of(channels.div_ceil(ROWS));
            let [first, last] = [panels.start, panels.end].map(|panel| channels.min(panel * ROWS));
            ShardRange {
                rows: 0..side,
                channels: first..last,
            }
        }
    }

    /// Whether pictures of this side are split by rows.
    pub fn by_rows(side: usize) -> bool {
        side >= SMALLEST_BY_ROWS
    }

    fn of(self, units: usize) -> Range<usize> {
        let border = |index| index * units / self.count;
        border(self.index)..border(self.index + 1)
    }

    /// The same work as another shard sees it.
    pub fn other(self, index: usize) -> Self {
        Self { index, ..self }
    }

    /// Everyone but this one.
    pub fn others(self) -> impl Iterator<Item = Self> {
        let everyone = (0..self.count).map(move |index| self.other(index));
        everyone.filter(move |shard| shard.index != self.index)
    }
}

/// Rows and channels of a layer's output.
#[derive(Debug, Clone)]
pub struct ShardRange {
    pub rows: Range<usize>,
    pub channels: Range<usize>,
}

impl ShardRange {
    /// Values in it, with rows of `side`.
    pub fn values(&self, side: usize) -> usize {
        self.channels.len() * self.rows.len() * side
    }
}

/// All-gather: how shards give one another what they have made.
pub trait AllGather {
    /// Gives `mine` to everyone, and returns once everyone has given theirs.
    fn publish(&mut self, mine: &[f32]);

    /// Of what shard `index` has just published, the values from `start` on.
    fn read(&mut self, index: usize, start: usize, values: &mut [f32]);
}

/// The all-gather of [`Shard::WHOLE`]: there is nobody else.
pub struct Alone;

impl AllGather for Alone {
    fn publish(&mut self, _mine: &[f32]) {}

    fn read(&mut self, index: usize, _start: usize, _values: &mut [f32]) {
        unreachable!("there is no shard {index}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_make_everything_once_and_in_order() {
        for count in 1..=MAX_SHARDS {
            for (channels, side) in [(6, 256), (3, 64), (512, 32), (512, 16), (6, 8), (2, 1)] {
                let ranges =
                    (0..count).map(|index| Shard { index, count }.range(channels, side, side));
                let (mut row, mut channel) = (0, 0);
                for range in ranges {
                    if Shard::by_rows(side) {
                        assert_eq!((range.rows.start, range.channels), (row, 0..channels));
                        assert!(range.rows.len().is_multiple_of(4) && !range.rows.is_empty());
                        row = range.rows.end;
                    } else {
                        assert_eq!((range.rows, range.channels.start), (0..side, channel));
                        channel = range.channels.end;
                    }
                }
                assert!(
                    row == side || channel == channels,
                    "{count} shards of {channels}×{side}²"
                );
            }
        }
    }
}
