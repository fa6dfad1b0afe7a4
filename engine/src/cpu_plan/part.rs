//! One of several plans that share the work of a picture.
//!
//! Large pictures are shared by rows: each part keeps the rows that it makes and needs only one more from
//! each neighbour, and everyone's sums for the norm. Small pictures, where weights are most of the work, are shared by
//! channels: each part reads only its own weights, and everyone needs all results.

use std::ops::Range;

use super::product::ROWS;

/// Smallest side of a picture that is shared by rows.
const SMALLEST_BY_ROWS: usize = 32;
/// Rows that stay together at that side: the largest tile.
const ROWS_TOGETHER: usize = 4;

/// Most parts that have something to do in every layer.
pub const MOST_PARTS: usize = SMALLEST_BY_ROWS / ROWS_TOGETHER;

/// Part `index` of `count`.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    pub index: usize,
    /// 1 to [`MOST_PARTS`].
    pub count: usize,
}

impl Part {
    /// All of the work.
    pub const WHOLE: Self = Self { index: 0, count: 1 };

    /// What this part makes of a layer whose output has `channels` of `side`² values; `split_side` is the
    /// smaller of the sides of its input and its output.
    pub fn share(self, channels: usize, side: usize, split_side: usize) -> Share {
        if Self::by_rows(split_side) {
            let unit = side / MOST_PARTS;
            let units = self.of(MOST_PARTS);
            Share {
                rows: units.start * unit..units.end * unit,
                channels: 0..channels,
            }
        } else {
            let panels = self.of(channels.div_ceil(ROWS));
            let [first, last] = [panels.start, panels.end].map(|panel| channels.min(panel * ROWS));
            Share {
                rows: 0..side,
                channels: first..last,
            }
        }
    }

    /// Whether pictures of this side are shared by rows.
    pub fn by_rows(side: usize) -> bool {
        side >= SMALLEST_BY_ROWS
    }

    fn of(self, units: usize) -> Range<usize> {
        let border = |index| index * units / self.count;
        border(self.index)..border(self.index + 1)
    }

    /// The same work as another part sees it.
    pub fn other(self, index: usize) -> Self {
        Self { index, ..self }
    }

    /// Everyone but this one.
    pub fn others(self) -> impl Iterator<Item = Self> {
        let everyone = (0..self.count).map(move |index| self.other(index));
        everyone.filter(move |part| part.index != self.index)
    }
}

/// Rows and channels of a layer's output.
#[derive(Debug, Clone)]
pub struct Share {
    pub rows: Range<usize>,
    pub channels: Range<usize>,
}

impl Share {
    /// Values in it, with rows of `side`.
    pub fn values(&self, side: usize) -> usize {
        self.channels.len() * self.rows.len() * side
    }
}

/// How parts give one another what they have made.
pub trait Exchange {
    /// Gives `mine` to everyone, and returns once everyone has given theirs.
    fn publish(&mut self, mine: &[f32]);

    /// Of what part `index` has just published, the values from `start` on.
    fn read(&mut self, index: usize, start: usize, values: &mut [f32]);
}

/// The exchange of [`Part::WHOLE`]: there is nobody else.
pub struct Alone;

impl Exchange for Alone {
    fn publish(&mut self, _mine: &[f32]) {}

    fn read(&mut self, index: usize, _start: usize, _values: &mut [f32]) {
        unreachable!("there is no part {index}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_make_everything_once_and_in_order() {
        for count in 1..=MOST_PARTS {
            for (channels, side) in [(6, 256), (3, 64), (512, 32), (512, 16), (6, 8), (2, 1)] {
                let shares =
                    (0..count).map(|index| Part { index, count }.share(channels, side, side));
                let (mut row, mut channel) = (0, 0);
                for share in shares {
                    if Part::by_rows(side) {
                        assert_eq!((share.rows.start, share.channels), (row, 0..channels));
                        assert!(share.rows.len().is_multiple_of(4) && !share.rows.is_empty());
                        row = share.rows.end;
                    } else {
                        assert_eq!((share.rows, share.channels.start), (0..side, channel));
                        channel = share.channels.end;
                    }
                }
                assert!(
                    row == side || channel == channels,
                    "{count} parts of {channels}×{side}²"
                );
            }
        }
    }
}
