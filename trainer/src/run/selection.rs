//! Which epoch was the best, and when to stop looking for a better one.
//!
//! The measure is [`Validation::distance`](super::validation::Validation::distance). Runs of earlier versions
//! went by L1 or label score, both of which a blurred picture wins; their states are still read, and the
//! first epoch that is validated anew takes the place of what they thought best.

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
    /// Distance from the photos; lower is better.
    Distance(f64),
    /// Of an earlier version: mean absolute error, pictures in −1..1.
    L1(f32),
    /// Of an earlier version: mean intersection over union that a segmenter reads, 0..1.
    LabelIou(f64),
}

impl Score {
    /// Whether it may be compared with scores that are measured now.
    pub fn is_of_today(self) -> bool {
        matches!(self, Self::Distance(_))
    }

    /// Whether a score that is measured now is not better than this one.
    fn stands_against(self, distance: f64) -> bool {
        matches!(self, Self::Distance(best) if best <= distance)
    }
}

impl Best {
    /// The better of the best so far and a new epoch with this distance from the photos; of equals the first.
    pub fn or(best: Option<Self>, epoch: usize, distance: f64) -> Self {
        match best {
            Some(best) if best.score.stands_against(distance) => best,
            _ => Self {
                epoch,
                score: Score::Distance(distance),
            },
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
    fn the_shortest_distance_wins_and_the_first_of_equals_stays() {
        let distances = [0.4, 0.3, 0.3, 0.35];
        let epochs = (1..).zip(distances);
        let best = epochs.fold(None, |best, (epoch, distance)| {
            Some(Best::or(best, epoch, distance))
        });
        let expected = Best {
            epoch: 2,
            score: Score::Distance(0.3),
        };
        assert_eq!(best, Some(expected));
    }

    #[test]
    fn what_an_earlier_version_thought_best_is_read_and_gives_way() {
        for (json, score) in [
            (r#"{"measure":"l1","value":0.25}"#, Score::L1(0.25)),
            (
                r#"{"measure":"label-iou","value":0.25}"#,
                Score::LabelIou(0.25),
            ),
        ] {
            let json = format!(r#"{{"epoch":7,"score":{json}}}"#);
            let old: Best = serde_json::from_str(&json).unwrap();
            assert_eq!(old, Best { epoch: 7, score });
            assert!(!old.score.is_of_today());
            let new = Best::or(Some(old), 8, 9.0);
            assert_eq!((new.epoch, new.score), (8, Score::Distance(9.0)));
        }
    }

    #[test]
    fn patience_counts_from_the_best_epoch() {
        let best = Best::or(None, 7, 0.3);
        assert!(!best.is_stale(9, 3));
        assert!(best.is_stale(10, 3));
    }
}
