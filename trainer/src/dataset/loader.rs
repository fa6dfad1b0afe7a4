//! An epoch's samples, prepared on a thread of their own while the networks learn.
//!
//! Order and jitter are functions of seed, epoch and position alone. A run that was interrupted
//! therefore needs no stored random state to go on exactly as if it had not been.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use anyhow::Result;
use oorandom::Rand32;

use super::augment::{Sample, jittered};
use super::pair::PairPath;
use super::task::Task;

/// Samples waiting at most: enough to hide a slow file, little enough to cost no memory.
const QUEUE: usize = 4;

/// What random numbers are for; each purpose, and each position, has a sequence of its own.
#[derive(Debug, Clone, Copy)]
enum Purpose {
    Order,
    Jitter,
    Dropout,
}

/// One epoch of a run.
#[derive(Debug, Clone, Copy)]
pub struct Epoch {
    pub seed: u64,
    /// Counted from 0.
    pub number: usize,
}

impl Epoch {
    fn key(self, purpose: Purpose, position: usize) -> u64 {
        // The mixing step of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014) spreads neighbouring keys.
        let mut key = self.seed;
        for part in [self.number, position, purpose as usize] {
            key = key.wrapping_add((part as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
            key = (key ^ (key >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            key = (key ^ (key >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            key ^= key >> 31;
        }
        key
    }

    /// The order in which the epoch visits `count` pairs.
    fn order(self, count: usize) -> Vec<usize> {
        let mut random = Rand32::new(self.key(Purpose::Order, 0));
        let mut order: Vec<usize> = (0..count).collect();
        for last in (1..count).rev() {
            // `count` fits u32 by far: it is a number of files.
            order.swap(last, random.rand_range(0..last as u32 + 1) as usize);
        }
        order
    }

    /// Seed of the dropout of the pair at this position.
    pub fn dropout_seed(self, position: usize) -> u64 {
        self.key(Purpose::Dropout, position)
    }

    /// Starts preparing the epoch's samples from the position `first`, in order; the first unreadable
    /// file ends it.
    pub fn samples(
        self,
        pairs: Arc<Vec<PairPath>>,
        task: Task,
        first: usize,
    ) -> Receiver<Result<Sample>> {
        let (sender, receiver) = sync_channel(QUEUE);
        thread::spawn(move || {
            let order = self.order(pairs.len());
            for (position, index) in order.into_iter().enumerate().skip(first) {
                let mut random = Rand32::new(self.key(Purpose::Jitter, position));
                let sample = pairs[index]
                    .read(&task)
                    .map(|pair| jittered(pair, &mut random));
                let failed = sample.is_err();
                // The receiver is gone when the run has stopped early; then there is nothing to do.
                if sender.send(sample).is_err() || failed {
                    return;
                }
            }
        });
        receiver
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_epoch_visits_every_pair_once_in_another_order() {
        let order = |seed, number| Epoch { seed, number }.order(400);
        let first = order(7, 0);
        assert_eq!(first, order(7, 0));
        assert_ne!(first, order(7, 1));
        assert_ne!(first, order(8, 0));
        let mut sorted = first;
        sorted.sort_unstable();
        assert!(sorted.into_iter().eq(0..400));
    }
}
