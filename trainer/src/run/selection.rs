//! Which epoch was the best, and when to stop looking for a better one.

use serde::{Deserialize, Serialize};

/// The best epoch so far.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Best {
    /// Counted from 1.
    pub epoch: usize,
    pub score: Score,
}

/// How good a generator's pictures of the validation pairs are.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "measure", content = "value", rename_all = "kebab-case")]
pub enum Score {
    /// Mean absolute error, pictures in −1..1; lower is better.
    L1(f32),
    /// Mean intersection over union of the classes that a segmenter sees in the pictures with those
    /// that were asked for, 0..1; higher is better.
    LabelIou(f64),
}

impl Score {
    /// Scores of different measures cannot be compared: none is better than the other.
    fn is_better_than(self, other: Self) -> bool {
        match (self, other) {
            (Self::L1(now), Self::L1(best)) => now < best,
            (Self::LabelIou(now), Self::LabelIou(best)) => now > best,
            _ => false,
        }
    }
}

impl Best {
    /// The better of this one and a new epoch; of equals the first.
    pub fn or(best: Option<Self>, epoch: usize, score: Score) -> Self {
        match best {
            Some(best) if !score.is_better_than(best.score) => best,
            _ => Self { epoch, score },
        }
    }

    /// Whether `patience` epochs have brought nothing better.
    pub fn is_stale(&self, epochs_done: usize, patience: usize) -> bool {
        epochs_done >= self.epoch + patience
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_error_and_the_highest_overlap_win_and_the_first_of_equals_stays() {
        let best = |scores: &[Score]| {
            let epochs = scores.iter().enumerate();
            let best = epochs.fold(None, |best, (index, score)| {
                Some(Best::or(best, index + 1, *score))
            });
            best.unwrap().epoch
        };
        assert_eq!(best(&[Score::L1(0.4), Score::L1(0.3), Score::L1(0.3)]), 2);
        let overlaps = [0.2, 0.5, 0.4].map(Score::LabelIou);
        assert_eq!(best(&overlaps), 2);
        assert_eq!(best(&[Score::L1(0.1), Score::LabelIou(0.2)]), 1);
    }

    #[test]
    fn patience_counts_from_the_best_epoch() {
        let best = Best {
            epoch: 7,
            score: Score::L1(0.3),
        };
        assert!(!best.is_stale(9, 3));
        assert!(best.is_stale(10, 3));
    }
}
