//! An epoch's examples, prepared on threads of their own while the networks learn.
//!
//! Order, jitter and procedural maps are functions of seed, epoch and position alone. A run that
//! was interrupted therefore needs no stored random state to go on exactly as if it had not been.

use std::sync::Arc;

use anyhow::Result;
use facade_subjects::facades::procedural;
use oorandom::Rand32;

use super::ahead::Ahead;
use super::augment::{Input, Sample, Variation, jittered};
use super::example::Example;
use super::pair::PairPath;
use super::task::Task;

/// What random numbers are for; each purpose, and each position, has a sequence of its own.
#[derive(Debug, Clone, Copy)]
enum Purpose {
    Order,
    Jitter,
    Dropout,
    Map,
    Shift,
}

/// Added to the seeds of procedural maps: far from those that tests and pictures show.
const MAP_SEEDS: u64 = 1 << 63;

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

    /// Rows and columns, of a picture of this side, by which a discriminator sees the pair at this position shifted.
    pub fn shift(self, position: usize, side: usize) -> [usize; 2] {
        let mut random = Rand32::new(self.key(Purpose::Shift, position));
        [0; 2].map(|_| random.rand_range(0..side as u32) as usize)
    }

    /// Seed of the procedural map at this position, 2⁶³ or more.
    fn map_seed(self, position: usize) -> u64 {
        self.key(Purpose::Map, position) | MAP_SEEDS
    }

    /// Starts preparing the samples of an epoch that visits each pair once, from the position `first`,
    /// in order.
    pub fn samples(
        self,
        pairs: Arc<Vec<PairPath>>,
        task: Task,
        first: usize,
    ) -> Ahead<Result<Sample>> {
        self.prepare(pairs.len(), first, move |position, index| {
            self.sample(position, &pairs[index], &task, Variation::default())
        })
    }

    /// Starts preparing the examples of an epoch: those of [`Epoch::samples`], and between them as many
    /// procedural maps as `plan` says.
    pub fn examples(self, plan: EpochPlan, first: usize) -> Ahead<Result<Example>> {
        self.prepare(plan.examples(), first, move |position, index| {
            let Some(pair) = plan.pairs.get(index) else {
                let map = procedural::facade(self.map_seed(position));
                return Ok(Example {
                    input: Input::Labels(map),
                    photo: None,
                    wedges: Vec::new(),
                });
            };
            let read = |pair| self.sample(position, pair, &plan.task, plan.variation);
            let sample = match read(pair) {
                Err(error) if plan.skip_unreadable => {
                    eprintln!("left out: {error:#}; another pair takes its turn");
                    let (before, after) = plan.pairs.split_at(index);
                    let others = after[1..].iter().chain(before);
                    others.map(read).find_map(Result::ok).ok_or(error)?
                }
                outcome => outcome?,
            };
            Ok(sample.into())
        })
    }

    fn sample(
        self,
        position: usize,
        pair: &PairPath,
        task: &Task,
        variation: Variation,
    ) -> Result<Sample> {
        let mut random = Rand32::new(self.key(Purpose::Jitter, position));
        Ok(jittered(pair.read(task)?, variation, &mut random))
    }

    /// `make` is given positions and what the epoch's order has there.
    fn prepare<T: Send + 'static>(
        self,
        count: usize,
        first: usize,
        make: impl Fn(usize, usize) -> T + Send + Sync + 'static,
    ) -> Ahead<T> {
        let order = self.order(count);
        Ahead::new(first..count, move |position| {
            make(position, order[position])
        })
    }
}

/// What every epoch of a run visits.
#[derive(Debug, Clone)]
pub struct EpochPlan {
    pub pairs: Arc<Vec<PairPath>>,
    pub task: Task,
    pub variation: Variation,
    /// Procedural facades beside the pairs, others in each epoch.
    pub maps: usize,
    /// Whether the next pair takes the turn of one that cannot be read.
    pub skip_unreadable: bool,
}

impl EpochPlan {
    /// Pairs and maps of one epoch.
    pub fn examples(&self) -> usize {
        self.pairs.len() + self.maps
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::task::Direction;

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

    #[test]
    fn procedural_maps_are_new_in_every_epoch_and_never_those_that_are_shown() {
        let plan = EpochPlan {
            pairs: Arc::new(Vec::new()),
            task: Task::facades(Direction::BtoA),
            variation: Variation::default(),
            maps: 5,
            skip_unreadable: false,
        };
        let maps = |number, first| -> Vec<Input> {
            let epoch = Epoch { seed: 7, number };
            let examples = epoch.examples(plan.clone(), first);
            examples
                .map(|example| {
                    let example = example.unwrap();
                    assert_eq!(example.photo, None);
                    example.input
                })
                .collect()
        };
        let first = maps(0, 0);
        assert_eq!(first.len(), 5);
        assert_eq!(first[2..], maps(0, 2), "from the middle of an epoch on");
        let second = maps(1, 0);
        assert!(first.iter().all(|map| !second.contains(map)));
        for position in 0..1000 {
            assert!(Epoch { seed: 7, number: 0 }.map_seed(position) > u64::from(u32::MAX));
        }
    }
}
