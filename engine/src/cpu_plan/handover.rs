//! From a layer's sums to the inputs of the layers that read it, with everyone who shares the work.

use std::ops::Range;

use super::finish::{Affine, Finish, Moments};
use super::part::{Exchange, Part, Share};
use super::store::Destination;
use super::sums::{Arrangement, Layout};

/// What becomes of a layer's output.
pub struct Handover {
    arrangement: Arrangement,
    channels: usize,
    side: usize,
    /// The smaller of the sides of the layer's input and output.
    split_side: usize,
    part: Part,
    /// Of the channels that this part makes.
    finish: Finish,
}

impl Handover {
    /// `finish` is that of all `channels`.
    pub fn new(
        arrangement: Arrangement,
        [channels, side]: [usize; 2],
        part: Part,
        finish: &Finish,
    ) -> Self {
        let split_side = match arrangement {
            Arrangement::Rows => side,
            Arrangement::Quarters => side / 2,
        };
        let share = part.share(channels, side, split_side);
        Self {
            arrangement,
            channels,
            side,
            split_side,
            part,
            finish: finish.of(share.channels),
        }
    }

    /// What `part` makes.
    pub fn layout(&self, part: Part) -> Layout {
        let share = part.share(self.channels, self.side, self.split_side);
        Layout::new(self.arrangement, share, self.side)
    }

    /// Most values that any part publishes at once.
    pub fn most_published(&self) -> usize {
        let parts = (0..self.part.count).map(|index| self.part.other(index));
        let values = parts.map(|part| match Part::by_rows(self.split_side) {
            true => self.channels * (Moments::LEN + self.given_rows(part).len() * self.side),
            false => self.layout(part).len(),
        });
        values.max().unwrap_or(0)
    }

    /// The rows that `part` gives to others: those around theirs or, where the next layer is shared by channels,
    /// all of its own.
    fn given_rows(&self, part: Part) -> Vec<usize> {
        let rows = self.layout(part).share().rows.clone();
        let everything =
            matches!(self.arrangement, Arrangement::Rows) && !Part::by_rows(self.split_side / 2);
        match everything {
            true => rows.collect(),
            false => vec![rows.start, rows.end - 1],
        }
    }

    /// Finishes this part's sums and brings everyone's to `destination`.
    ///
    /// `buffer` is memory whose contents mean nothing before and after.
    pub fn run(
        &self,
        sums: &mut [f32],
        destination: &mut impl Destination,
        exchange: &mut dyn Exchange,
        buffer: &mut Vec<f32>,
    ) {
        if Part::by_rows(self.split_side) {
            self.by_rows(sums, destination, exchange, buffer);
        } else {
            self.by_channels(sums, destination, exchange, buffer);
        }
    }

    /// Brings `sums`, which are those of `rows` of all channels, to `destination` without anyone's help.
    ///
    /// # Panics
    /// Panics if a norm follows, which needs everyone's sums.
    pub fn by_itself(&self, rows: Range<usize>, sums: &[f32], destination: &mut impl Destination) {
        let Finish::Bias(bias) = &self.finish else {
            panic!("a norm needs everyone's sums");
        };
        let share = Share {
            rows,
            channels: 0..self.channels,
        };
        let layout = Layout::new(self.arrangement, share, self.side);
        for (channel, &offset) in bias.iter().enumerate() {
            let affine = Affine {
                offset,
                ..Affine::IDENTITY
            };
            for y in layout.share().rows.clone() {
                let row = layout.row(channel, y).map(|range| &sums[range]);
                destination.write(channel, y, row, affine);
            }
        }
    }

    /// Every part has whole channels, and needs all of them.
    fn by_channels(
        &self,
        sums: &mut [f32],
        destination: &mut impl Destination,
        exchange: &mut dyn Exchange,
        buffer: &mut Vec<f32>,
    ) {
        let own = self.layout(self.part);
        for channel in own.share().channels.clone() {
            let affine = self.affine(channel, self.moments(&own, sums, channel));
            for range in own.share().rows.clone().flat_map(|y| own.row(channel, y)) {
                for sum in &mut sums[range] {
                    *sum = affine.apply(*sum);
                }
            }
        }
        exchange.publish(sums);
        copy(&own, sums, destination);
        for other in self.part.others() {
            let theirs = self.layout(other);
            buffer.resize(theirs.len(), 0.0);
            exchange.read(other.index, 0, buffer);
            copy(&theirs, buffer, destination);
        }
    }

    /// Every part has some rows of all channels: norms need everyone's moments, the layers that follow the rows
    /// around a part's own ones or, where they are shared by channels, all rows.
    fn by_rows(
        &self,
        sums: &mut [f32],
        destination: &mut impl Destination,
        exchange: &mut dyn Exchange,
        buffer: &mut Vec<f32>,
    ) {
        let own = self.layout(self.part);
        let channels = 0..self.channels;
        let moments = channels
            .clone()
            .map(|channel| self.moments(&own, sums, channel));
        let mut moments: Vec<Moments> = moments.collect();
        if self.part.count > 1 {
            buffer.clear();
            buffer.extend(moments.iter().flat_map(|moments| moments.to_array()));
            for y in self.given_rows(self.part) {
                for channel in channels.clone() {
                    for range in own.row(channel, y) {
                        buffer.extend_from_slice(&sums[range]);
                    }
                }
            }
            exchange.publish(buffer);
            moments = self.everyones(&moments, exchange, buffer);
        }
        let affines = channels.clone().zip(moments);
        let affines = affines.map(|(channel, moments)| self.affine(channel, moments));
        let affines: Vec<Affine> = affines.collect();
        for (channel, &affine) in affines.iter().enumerate() {
            for y in own.share().rows.clone() {
                let row = own.row(channel, y).map(|range| &sums[range]);
                destination.write(channel, y, row, affine);
            }
        }
        let rows = &own.share().rows;
        for other in self.part.others() {
            let given = self.given_rows(other);
            let everything = given.len() > 2;
            for (index, y) in given.into_iter().enumerate() {
                if everything || y + 1 == rows.start || y == rows.end {
                    let len = self.channels * self.side;
                    buffer.resize(len, 0.0);
                    let start = self.channels * Moments::LEN + index * len;
                    exchange.read(other.index, start, buffer);
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

    /// Added up in the order of the parts, so that all come to the same result.
    fn everyones(
        &self,
        own: &[Moments],
        exchange: &mut dyn Exchange,
        buffer: &mut Vec<f32>,
    ) -> Vec<Moments> {
        let parts = (0..self.part.count).map(|index| {
            if index == self.part.index {
                return own.to_vec();
            }
            buffer.resize(self.channels * Moments::LEN, 0.0);
            exchange.read(index, 0, buffer);
            let (arrays, _) = buffer.as_chunks();
            arrays.iter().copied().map(Moments::from_array).collect()
        });
        let add = |sums: Vec<Moments>, more: Vec<Moments>| {
            let both = sums.into_iter().zip(more);
            both.map(|(sum, more)| sum.and(more)).collect()
        };
        parts.reduce(add).expect("at least one part")
    }

    fn moments(&self, layout: &Layout, sums: &[f32], channel: usize) -> Moments {
        let rows = layout.share().rows.clone();
        Moments::of(rows.flat_map(|y| layout.row(channel, y).map(|range| &sums[range])))
    }

    fn affine(&self, channel: usize, moments: Moments) -> Affine {
        let first = self.layout(self.part).share().channels.start;
        self.finish.affine(channel - first, moments)
    }
}

/// Brings finished values to their destination.
fn copy(layout: &Layout, values: &[f32], destination: &mut impl Destination) {
    for channel in layout.share().channels.clone() {
        for y in layout.share().rows.clone() {
            let row = layout.row(channel, y).map(|range| &values[range]);
            destination.write(channel, y, row, Affine::IDENTITY);
        }
    }
}
