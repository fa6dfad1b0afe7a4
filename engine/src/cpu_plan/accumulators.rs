//! Where a layer's accumulators lie until they are normalised.

use std::ops::Range;

use super::shard::ShardRange;

/// How the pixels of an output are arranged.
#[derive(Debug, Clone, Copy)]
pub enum Arrangement {
    /// `[channels, rows, side]`
    Rows,
    /// Even rows before odd ones, and in these even columns before odd ones: four times
    /// `[channels, rows / 2, side / 2]`.
    Quarters,
}

/// The accumulators of one shard of a layer's output.
#[derive(Debug, Clone)]
pub struct Layout {
    arrangement: Arrangement,
    range: ShardRange,
    side: usize,
}

impl Layout {
    pub fn new(arrangement: Arrangement, range: ShardRange, side: usize) -> Self {
        Self {
            arrangement,
            range,
            side,
        }
    }

    pub fn range(&self) -> &ShardRange {
        &self.range
    }

    pub fn len(&self) -> usize {
        self.range.values(self.side)
    }

    /// Row `y` of a channel: its pixels and nothing, or its even and its odd pixels.
    pub fn row(&self, channel: usize, y: usize) -> [Range<usize>; 2] {
        let (channel, y) = (
            channel - self.range.channels.start,
            y - self.range.rows.start,
        );
        match self.arrangement {
            Arrangement::Rows => {
                let start = (channel * self.range.rows.len() + y) * self.side;
                let end = start + self.side;
                [start..end, end..end]
            }
            Arrangement::Quarters => [0, 1].map(|odd_column| {
                let quarter = (y % 2 * 2 + odd_column) * self.len() / 4;
                let row = channel * self.range.rows.len() / 2 + y / 2;
                let start = quarter + row * self.side / 2;
                start..start + self.side / 2
            }),
        }
    }
}
