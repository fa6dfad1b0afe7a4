//! What a reader of real photos sees in generated ones.
//!
//! The score of semantic interpretability of Isola et al. (CVPR 2017, section 4, "FCN-score"): a
//! network trained to label real photos labels the generated ones, and its labels are compared with
//! those that the pictures were generated from. Here the network is the trainer's own segmenter, and the
//! score its [`Confusion`](crate::segmenter::confusion::Confusion)'s.

use anyhow::{Result, ensure};
use facade_model::input::InputKind;

use crate::dataset::augment::{Sample, plain};
use crate::dataset::pair::PairPath;
use crate::dataset::task::Task;

/// The facade classes that a picture was asked to show, 65,536 ids.
///
/// # Errors
/// A task whose pairs have no label half, or a pair that cannot be read.
pub fn asked_labels(pair: &PairPath, sample: &Sample, task: &Task) -> Result<Vec<u8>> {
    if [InputKind::facades(), InputKind::painted_facades()].contains(&task.input) {
        return Ok(sample.labels()?.to_vec());
    }
    ensure!(
        task.input == InputKind::Rgb,
        "the label score needs pairs with label maps of the twelve facade classes; leave --segmenter out"
    );
    let as_labels = plain(pair.read(&Task::facades(task.direction))?);
    Ok(as_labels.labels()?.to_vec())
}
