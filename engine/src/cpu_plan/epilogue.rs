//! What follows a convolution: norm or bias, activation, and write-back to the inputs of the layers
//! that read it, with everyone who shares the work.

use std::ops::Range;

use super::accumulators::{Arrangement, Layout};
use super::norm_or_bias::{Affine, Moments, NormOrBias};
use super::shard::{AllGather, Shard, ShardRange};
use super::write_back::Destination;

/// What is done to a layer's accumulators.
pub struct Epilogue {
    arrangement: Arrangement,
    channels: usize,
    side: usize,
    /// The smaller of the sides of the layer's input and output.
    split_side: usize,
    shard: Shard,
    /// Of the channels that this shard makes.
    norm_or_bias: NormOrBias,
}

impl Epilogue {
    /// `norm_or_bias` is that of all `channels`.
    pub fn new(
        arrangement: Arrangement,
        [channels, side]: [usize; 2],
        shard: Shard,
        norm_or_bias: &NormOrBias,
    ) -> Self {
        let split_side = match arrangement {
            Arrangement::Rows => side,
            Arrangement::Quarters => side / 2,
        };
        let range = shard.range(channels, side, split_side);
        Self {
            arrangement,
            channels,
            side,
            split_side,
            shard,
            norm_or_bias: norm_or_bias.of(range.channels),
        }
    }

    /// What `shard` makes.
    pub fn layout(&self, shard: Shard) -> Layout {
        let range = shard.range(self.channels, self.side, self.split_side);
        Layout::new(self.arrangement, range, self.side)
    }

    /// Most values that any shard publishes at once.
    pub fn most_published(&self) -> usize {
        let shards = (0..self.shard.count).map(|index| self.shard.other(index));
        let values = shards.map(|shard| match Shard::by_rows(self.split_side) {
            true => self.channels * (Moments::LEN + self.given_rows(shard).len() * self.side),
            false => self.layout(shard).len(),
        });
        values.max().unwrap_or(0)
    }

    /// The rows that `shard` gives to others: those around theirs or, where the next layer is split
    /// by channels, all of its own.
    fn given_rows(&self, shard: Shard) -> Vec<usize> {
        let rows = self.layout(shard).range().rows.clone();
        let everything =
            matches!(self.arrangement, Arrangement::Rows) && !Shard::by_rows(self.split_side / 2);
        match everything {
            true => rows.collect(),
            false => vec![rows.start, rows.end - 1],
        }
    }

    /// Finishes this shard's accumulators and brings everyone's to `destination`.
    ///
    /// `buffer` is memory whose contents mean nothing before and after.
    pub fn run(
        &self,
        accumulators: &mut [f32],
        destination: &mut impl Destination,
        all_gather: &mut dyn AllGather,
        buffer: &mut Vec<f32>,
    ) {
        if Shard::by_rows(self.split_side) {
            self.by_rows(accumulators, destination, all_gather, buffer);
        } else {
            self.by_channels(accumulators, destination, all_gather, buffer);
        }
    }

    /// Brings `accumulators`, which are those of `rows` of all channels, to `destination` without
    /// anyone's help.
    ///
    /// # Panics
    /// Panics if a norm follows, which needs everyone's accumulators.
    pub fn by_itself(
        &self,
        rows: Range<usize>,
        accumulators: &[f32],
        destination: &mut impl Destination,
    ) {
        let NormOrBias::Bias(bias) = &self.norm_or_bias else {
            panic!("a norm needs everyone's sums");
        };
        let range = ShardRange {
            rows,
            channels: 0..self.channels,
        };
        let layout = Layout::new(self.arrangement, range, self.side);
        for (channel, &offset) in bias.iter().enumerate() {
            let affine = Affine {
                offset,
                ..Affine::IDENTITY
            };
            for y in layout.range().rows.clone() {
                let row = layout.row(channel, y).map(|range| &accumulators[range]);
                destination.write(channel, y, row, affine);
            }
        }
    }

    /// Every shard has whole channels, and needs all of them.
    fn by_channels(
        &self,
        accumulators: &mut [f32],
        destination: &mut impl Destination,
        all_gather: &mut dyn AllGather,
        buffer: &mut Vec<f32>,
    ) {
        let own = self.layout(self.shard);
        for channel in own.range().channels.clone() {
            let affine = self.affine(channel, self.moments(&own, accumulators, channel));
            for range in own.range().rows.clone().flat_map(|y| own.row(channel, y)) {
                for sum in &mut accumulators[range] {
                    *sum = affine.apply(*sum);
                }
            }
        }
        all_gather.publish(accumulators);
        copy(&own, accumulators, destination);
        for other in self.shard.others() {
            let theirs = self.layout(other);
            buffer.resize(theirs.len(), 0.0);
            all_gather.read(other.index, 0, buffer);
            copy(&theirs, buffer, destination);
        }
    }

    /// Every shard has some rows of all channels: norms need everyone's moments, the layers that
    /// follow the rows around a shard's own ones or, where they are split by channels, all rows.
    fn by_rows(
        &self,
        accumulators: &mut [f32],
        destination: &mut impl Destination,
        all_gather: &mut dyn AllGather,
        buffer: &mut Vec<f32>,
    ) {
        let own = self.layout(self.shard);
        let channels = 0..self.channels;
        let moments = channels
            .clone()
            .map(|channel| self.moments(&own, accumulators, channel));
        let mut moments: Vec<Moments> = moments.collect();
        if self.shard.count > 1 {
            buffer.clear();
            buffer.extend(moments.iter().flat_map(|moments| moments.to_array()));
            for y in self.given_rows(self.shard) {
                for channel in channels.clone() {
                    for range in own.row(channel, y) {
                        buffer.extend_from_slice(&accumulators[range]);
                    }
                }
            }
            all_gather.publish(buffer);
            moments = self.everyones(&moments, all_gather, buffer);
        }
        let affines = channels.clone().zip(moments);
        let affines = affines.map(|(channel, moments)| self.affine(channel, moments));
        let affines: Vec<Affine> = affines.collect();
        for (channel, &affine) in affines.iter().enumerate() {
            for y in own.range().rows.clone() {
                let row = own.row(channel, y).map(|range| &accumulators[range]);
                destination.write(channel, y, row, affine);
            }
        }
        let rows = &own.range().rows;
        for other in self.shard.others() {
            let given = self.given_rows(other);
            let everything = given.len() > 2;
            for (index, y) in given.into_iter().enumerate() {
                if everything || y + 1 == rows.start || y == rows.end {
                    let len = self.channels * self.side;
                    buffer.resize(len, 0.0);
                    let start = self.channels * Moments::LEN + index * len;
                    all_gather.read(other.index, start, buffer);
                    for (channel, row) in buffer.chunks_exact(self.side).enumerate() {
                        let row = match self.arrangement {
                            Arrangement::Rows => [row, &[]],
                            Arrangement::Quarters => row.split_at(self.side / 2).into(),
                        };
                        destination.write(channel, y, row, affines[channel]);
                    }
                }
            }
        }
    }

    /// Added up in the order of the shards, so that all come to the same result.
    fn everyones(
        &self,
        own: &[Moments],
        all_gather: &mut dyn AllGather,
        buffer: &mut Vec<f32>,
    ) -> Vec<Moments> {
        let shards = (0..self.shard.count).map(|index| {
            if index == self.shard.index {
                return own.to_vec();
            }
            buffer.resize(self.channels * Moments::LEN, 0.0);
            all_gather.read(index, 0, buffer);
            let (arrays, _) = buffer.as_chunks();
            arrays.iter().copied().map(Moments::from_array).collect()
        });
        let add = |sums: Vec<Moments>, more: Vec<Moments>| {
            let both = sums.into_iter().zip(more);
            both.map(|(sum, more)| sum.and(more)).collect()
        };
        shards.reduce(add).expect("at least one shard")
    }

    fn moments(&self, layout: &Layout, accumulators: &[f32], channel: usize) -> Moments {
        if let NormOrBias::Bias(_) = self.norm_or_bias {
            return Moments::NONE;
        }
        let rows = layout.range().rows.clone();
        Moments::of(rows.flat_map(|y| layout.row(channel, y).map(|range| &accumulators[range])))
    }

    fn affine(&self, channel: usize, moments: Moments) -> Affine {
        let first = self.layout(self.shard).range().channels.start;
        self.norm_or_bias.affine(channel - first, moments)
    }
}

/// Brings finished values to their destination.
fn copy(layout: &Layout, values: &[f32], destination: &mut impl Destination) {
    for channel in layout.range().channels.clone() {
        for y in layout.range().rows.clone() {
            let row = layout.row(channel, y).map(|range| &values[range]);
            destination.write(channel, y, row, Affine::IDENTITY);
        }
    }
}
