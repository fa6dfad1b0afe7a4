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
use super::pair::{Direction, PairPath};

/// Samples waiting at most: enough to hide a slow file, little enough to cost no memory.
const QUEUE: usize = 4;

/// The random numbers of one purpose: a different sequence for every `purpose`.
fn random(seed: u64, epoch: usize, purpose: u64) -> Rand32 {
    // The mixing step of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014) spreads neighbouring keys.
    let mut key = seed
        .wrapping_add((epoch as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15))
        .wrapping_add(purpose.wrapping_mul(0xD1B5_4A32_D192_ED03));
    key = (key ^ (key >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    key = (key ^ (key >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    Rand32::new_inc(key ^ (key >> 31), purpose)
}

/// The order in which an epoch visits `count` pairs.
fn shuffled(count: usize, seed: u64, epoch: usize) -> Vec<usize> {
    let mut random = random(seed, epoch, 0);
    let mut order: Vec<usize> = (0..count).collect();
    for last in (1..count).rev() {
        // `count` fits u32 by far: it is a number of files.
        order.swap(last, random.rand_range(0..last as u32 + 1) as usize);
    }
    order
}

/// Starts preparing the epoch's samples, in order; the first unreadable file ends it.
pub fn training_samples(
    pairs: Arc<Vec<PairPath>>,
    direction: Direction,
    seed: u64,
    epoch: usize,
) -> Receiver<Result<Sample>> {
    let (sender, receiver) = sync_channel(QUEUE);
    thread::spawn(move || {
        for (position, index) in shuffled(pairs.len(), seed, epoch).into_iter().enumerate() {
            let sample = pairs[index]
                .read(direction)
                .map(|pair| jittered(pair, &mut random(seed, epoch, position as u64 + 1)));
            let failed = sample.is_err();
            // The receiver is gone when the run has stopped early; then there is nothing to do.
            if sender.send(sample).is_err() || failed {
                return;
            }
        }
    });
    receiver
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_epoch_visits_every_pair_once_in_another_order() {
        let first = shuffled(400, 7, 0);
        assert_eq!(first, shuffled(400, 7, 0));
        assert_ne!(first, shuffled(400, 7, 1));
        assert_ne!(first, shuffled(400, 8, 0));
        let mut sorted = first;
        sorted.sort_unstable();
        assert!(sorted.into_iter().eq(0..400));
    }
}
