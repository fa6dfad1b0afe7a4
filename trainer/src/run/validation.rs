//! What an epoch's generator makes of the pairs that the networks do not learn from.

use std::cell::OnceCell;
use std::sync::Arc;

use anyhow::{Error, Result};
use burn::tensor::Device;
use facade_model::kernels::Kernels;
use facade_model::unet::UNet;

use crate::dataset::ahead::Ahead;
use crate::dataset::augment::plain_scaled;
use crate::dataset::batch::PairBatch;
use crate::dataset::pair::PairPath;
use crate::dataset::task::Task;
use crate::eval::appearance::{Appearance, Likeness};
use crate::eval::label_score::asked_labels;
use crate::eval::picture::Picture;
use crate::eval::pixel::l1;
use crate::segmenter::confusion::Confusion;
use crate::segmenter::network::Segmenter;

/// Directions of the patches' distance: a quarter of the published number. They are the same in every epoch, so
/// that what is missed of the full distance, half a per cent, is missed in every epoch alike.
const DIRECTIONS: usize = 128;

/// The figures of one epoch; but for those directions the same that `trainer eval` gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Validation {
    /// Mean absolute error, pictures in −1..1.
    pub l1: f64,
    /// Generated pictures beside the photos.
    pub likeness: Likeness,
    /// Mean intersection over union that a segmenter reads in the pictures, 0..1; none without one.
    pub label_iou: Option<f64>,
}

impl Validation {
    /// How far the pictures are from the photos, 0 and up: what tells the best epoch.
    ///
    /// It is the mean sliced Wasserstein distance of their patches, from which a picture is as far as it lacks
    /// detail or has too much, plus the L1, from which it is far when it looks like some photo but not like this
    /// one. Each alone can be won: the L1 by the mean of all plausible pictures, the other by pictures that do not
    /// show what was asked for. Their sum cannot: blurred by a Gaussian of one pixel, the pictures of a generator
    /// save 0.01 of L1 and are 0.09 farther away, and a grid, one tint for all or another map's picture put them
    /// farther away too.
    pub fn distance(&self) -> f64 {
        self.likeness.mean_wasserstein() + self.l1
    }
}

/// Measures on all pairs; `None` without pairs. What there is to know of their photos is the same in every
/// epoch: the first call leaves it in `photos`, for the same pairs.
///
/// The generator is on `device`, with the `kernels` that go with it, and is not to learn, so that no graph is recorded; the
/// segmenter is on the device without autodiff. Pairs are read ahead while the pictures are made.
///
/// # Errors
/// A pair that cannot be read.
pub fn validate(
    generator: &UNet,
    pairs: &Arc<Vec<PairPath>>,
    task: &Task,
    segmenter: Option<&Segmenter>,
    photos: &OnceCell<Appearance>,
    kernels: &dyn Kernels,
    device: &Device,
) -> Result<Option<Validation>> {
    if pairs.is_empty() {
        return Ok(None);
    }
    let mut sum = 0.0;
    let mut generated = Appearance::of_generated(pairs.len());
    let mut real = Appearance::of_photos(pairs.len());
    let mut confusion = Confusion::default();
    let (scale, asks_labels) = (generator.scale(), segmenter.is_some());
    let (paths, of_task) = (Arc::clone(pairs), task.clone());
    let samples = Ahead::new(0..pairs.len(), move |index| {
        let pair = &paths[index];
        let sample = plain_scaled(pair.read(&of_task)?, scale);
        let labels = match asks_labels {
            true => asked_labels(pair, &sample, &of_task)?,
            false => Vec::new(),
        };
        Ok::<_, Error>((sample, labels))
    });
    let mut count = 0;
    for sample in samples {
        let (sample, labels) = sample?;
        let batch = PairBatch::new(&[sample], &task.input, device)?;
        let made = generator
            .forward_with(batch.condition, kernels, None)
            .inner();
        if let Some(segmenter) = segmenter {
            confusion.add(&labels, &segmenter.labels(made.clone()));
        }
        let (made, photo) = (Picture::of(made), Picture::of(batch.real));
        sum += l1(&made, &photo);
        generated.add(&made);
        if photos.get().is_none() {
            real.add(&photo);
        }
        count += 1;
    }
    // A thread that panicked ends them early.
    assert_eq!(count, pairs.len(), "pairs that were read");
    let real = photos.get_or_init(|| real);
    Ok(Some(Validation {
        l1: sum / pairs.len() as f64,
        likeness: generated.likeness(real, DIRECTIONS),
        label_iou: confusion.score().map(|score| score.mean_iou),
    }))
}
