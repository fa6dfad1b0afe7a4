//! Where a layer's sums lie until they are normalised.

use std::ops::Range;

use super::part::Share;

/// How the pixels of an output are arranged.
#[derive(Debug, Clone, Copy)]
pub enum Arrangement {
    /// `[channels, rows, side]`
    Rows,
    /// Even rows before odd ones, and in these even columns before odd ones: four times
    /// `[channels, rows / 2, side / 2]`.
    Quarters,
}

/// The sums of a share of a layer's output.
#[derive(Debug, Clone)]
pub struct Layout {
    arrangement: Arrangement,
    share: Share,
    side: usize,
}

impl Layout {
    pub fn new(arrangement: Arrangement, share: Share, side: usize) -> Self {
        Self {
            arrangement,
            share,
            side,
        }
    }

    pub fn share(&self) -> &Share {
        &self.share
    }

    pub fn len(&self) -> usize {
        self.share.values(self.side)
    }

    /// Row `y` of a channel: its pixels and nothing, or its even and its odd pixels.
    pub fn row(&self, channel: usize, y: usize) -> [Range<usize>; 2] {
        let (channel, y) = (
            channel - self.share.channels.start,
            y - self.share.rows.start,
        );
        match self.arrangement {
            Arrangement::Rows => {
                let start = (channel * self.share.rows.len() + y) * self.side;
                let end = start + self.side;
                [start..end, end..end]
            }
            Arrangement::Quarters => [0, 1].map(|odd_column| {
                let quarter = (y % 2 * 2 + odd_column) * self.len() / 4;
                let row = channel * self.share.rows.len() / 2 + y / 2;
                let start = quarter + row * self.side / 2;
                start..start + self.side / 2
            }),
        }
    }
}
