//! How often which class was taken for which.

use facade_subjects::facades::classes::CLASS_COUNT;
use serde::{Deserialize, Serialize};

/// Counts of pixels by true and predicted class, over any number of label maps.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Confusion {
    /// `counts[truth - 1][predicted - 1]`
    counts: [[u64; CLASS_COUNT]; CLASS_COUNT],
}

/// What a [`Confusion`] comes down to. Both figures lie in 0..1, higher is better.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LabelScore {
    /// Share of pixels with the right class.
    pub pixel_accuracy: f64,
    /// Mean intersection over union of the classes that occur in truth or prediction, each counted
    /// over all pictures together (Everingham et al., "The Pascal Visual Object Classes Challenge:
    /// A Retrospective", IJCV 2015, section 4.2).
    pub mean_iou: f64,
}

impl Confusion {
    /// Counts the pixels of one label map.
    ///
    /// # Panics
    /// Panics if the lengths differ or an id is outside 1..=12.
    pub fn add(&mut self, truth: &[u8], predicted: &[u8]) {
        assert_eq!(truth.len(), predicted.len(), "pixels of the two maps");
        for (&truth, &predicted) in truth.iter().zip(predicted) {
            self.counts[usize::from(truth) - 1][usize::from(predicted) - 1] += 1;
        }
    }

    /// The score; `None` before the first pixel.
    pub fn score(&self) -> Option<LabelScore> {
        let pixels: u64 = self.counts.iter().flatten().sum();
        if pixels == 0 {
            return None;
        }
        let mut hits = 0;
        let mut unions = Vec::with_capacity(CLASS_COUNT);
        for class in 0..CLASS_COUNT {
            let both = self.counts[class][class];
            let truth: u64 = self.counts[class].iter().sum();
            let predicted: u64 = self.counts.iter().map(|row| row[class]).sum();
            hits += both;
            let union = truth + predicted - both;
            if union > 0 {
                unions.push(both as f64 / union as f64);
            }
        }
        Some(LabelScore {
            pixel_accuracy: hits as f64 / pixels as f64,
            mean_iou: unions.iter().sum::<f64>() / unions.len() as f64,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accuracy_and_iou_are_those_counted_by_hand() {
        let mut confusion = Confusion::default();
        assert_eq!(confusion.score(), None);
        confusion.add(&[1, 1, 1, 2], &[1, 1, 2, 2]);
        confusion.add(&[3, 3, 2, 2], &[3, 4, 2, 1]);
        let score = confusion.score().unwrap();
        assert_eq!(score.pixel_accuracy, 5.0 / 8.0);
        // Class 1: 2 of {3 true, 3 predicted}; 2: 2 of {3, 3}; 3: 1 of {2, 1}; 4: 0 of {0, 1}.
        let expected = (2.0 / 4.0 + 2.0 / 4.0 + 1.0 / 2.0 + 0.0) / 4.0;
        assert!((score.mean_iou - expected).abs() < 1e-12, "{score:?}");
    }

    #[test]
    fn a_perfect_labelling_scores_one_however_few_classes_occur() {
        let mut confusion = Confusion::default();
        confusion.add(&[3, 12, 12], &[3, 12, 12]);
        let score = confusion.score().unwrap();
        assert_eq!((score.pixel_accuracy, score.mean_iou), (1.0, 1.0));
    }
}
