//! What a reader of real photos sees in generated ones.
//!
//! The score of semantic interpretability of Isola et al. (CVPR 2017, section 4, "FCN-score"): a
//! network trained to label real photos labels the generated ones, and its labels are compared with
//! those that the pictures were generated from. Here the network is the trainer's own segmenter.

use anyhow::{Context, Result, ensure};
use burn::tensor::Device;
use facade_model::input::InputKind;
use facade_model::unet::UNet;

use crate::dataset::augment::{Sample, plain};
use crate::dataset::batch::Batch;
use crate::dataset::pair::PairPath;
use crate::dataset::task::Task;
use crate::segmenter::confusion::{Confusion, LabelScore};
use crate::segmenter::network::Segmenter;

/// How well the segmenter finds the label maps of `pairs` in what the generator makes of them.
///
/// Both networks should be on `device`, without autodiff. The real photos' score, the ceiling, is
/// that of [`crate::segmenter::train::score_photos`].
///
/// # Errors
/// No pairs, or one that cannot be read.
pub fn label_score(
    generator: &UNet,
    pairs: &[PairPath],
    task: &Task,
    segmenter: &Segmenter,
    device: &Device,
) -> Result<LabelScore> {
    let mut confusion = Confusion::default();
    for pair in pairs {
        let sample = plain(pair.read(task)?);
        let labels = asked_labels(pair, &sample, task)?;
        let batch = Batch::new(&[sample], &task.input, device)?;
        let generated = generator.forward(batch.condition);
        confusion.add(&labels, &segmenter.labels(generated));
    }
    confusion
        .score()
        .context("there are no pairs to score the generator on")
}

/// The facade classes that a picture was asked to show, 65,536 ids.
///
/// # Errors
/// A task whose pairs have no label half, or a pair that cannot be read.
pub fn asked_labels(pair: &PairPath, sample: &Sample, task: &Task) -> Result<Vec<u8>> {
    if task.input == InputKind::facades() {
        return Ok(sample.labels()?.to_vec());
    }
    ensure!(
        task.input == InputKind::Rgb,
        "the label score needs pairs with label maps of the twelve facade classes; leave --segmenter out"
    );
    let as_labels = plain(pair.read(&Task::facades(task.direction))?);
    Ok(as_labels.labels()?.to_vec())
}
