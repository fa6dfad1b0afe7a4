//! Mean absolute error on pairs that the networks do not learn from.

use anyhow::Result;
use burn::tensor::Device;
use facade_model::unet::UNet;

use crate::dataset::augment::plain;
use crate::dataset::batch::Batch;
use crate::dataset::pair::PairPath;
use crate::dataset::task::Task;
use crate::losses::l1;

/// Mean L1 over all pairs, pictures in −1..1; `None` without pairs.
///
/// `generator` should be on a device without autodiff, so that no graph is recorded.
///
/// # Errors
/// A pair that cannot be read.
pub fn mean_l1(
    generator: &UNet,
    pairs: &[PairPath],
    task: &Task,
    device: &Device,
) -> Result<Option<f32>> {
    if pairs.is_empty() {
        return Ok(None);
    }
    let mut sum = 0.0_f64;
    for pair in pairs {
        let sample = plain(pair.read(task)?);
        let batch = Batch::new(&[sample], &task.input, device)?;
        let error: f32 = l1(generator.forward(batch.condition), batch.real).into_scalar();
        sum += f64::from(error);
    }
    Ok(Some((sum / pairs.len() as f64) as f32))
}
