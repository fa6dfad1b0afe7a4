//! One pass over the training pairs, from its beginning or from where it was interrupted.

use std::fmt;
use std::mem;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Result, bail, ensure};
use burn::tensor::Tensor;
use facade_model::dropout::DropoutMasks;
use indicatif::{ProgressBar, ProgressStyle};
use serde::{Deserialize, Serialize};

use super::config::RunConfig;
use crate::average::decay_after;
use crate::dataset::augment::Sample;
use crate::dataset::batch::Batch;
use crate::dataset::loader::Epoch;
use crate::dataset::pair::PairPath;
use crate::device::TrainingDevice;
use crate::step::{Gan, StepLosses};

/// Steps between two looks at the losses: reading them back each step would stall a GPU.
const LOOK_EVERY: usize = 25;

/// Time between two lines of losses where there is no terminal to show a bar.
const TELL_EVERY: Duration = Duration::from_secs(60);

/// How far an epoch has come.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Progress {
    /// Pairs that are done, in the epoch's order.
    pub pairs: usize,
    /// Sums of the losses over these pairs, in the order of [`Means`].
    pub sums: [f32; 4],
    /// Wall time of the steps.
    pub seconds: f64,
}

/// Losses of an epoch, means over its pairs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Means {
    pub d_real: f32,
    pub d_fake: f32,
    pub g_adversarial: f32,
    pub g_l1: f32,
}

impl fmt::Display for Means {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "D real {:.3} fake {:.3} · G {:.3} · L1 {:.4}",
            self.d_real, self.d_fake, self.g_adversarial, self.g_l1
        )
    }
}

impl Progress {
    /// The means so far.
    pub fn means(&self) -> Means {
        let [d_real, d_fake, g_adversarial, g_l1] =
            self.sums.map(|sum| sum / self.pairs.max(1) as f32);
        Means {
            d_real,
            d_fake,
            g_adversarial,
            g_l1,
        }
    }
}

/// Trains over the pairs that `progress` leaves, until all are done or
/// `asked_to_stop` after a step.
///
/// # Errors
/// A pair that cannot be read, or losses that are no longer numbers; the networks are lost then.
pub fn train(
    mut gan: Gan,
    pairs: &Arc<Vec<PairPath>>,
    config: &RunConfig,
    epoch: Epoch,
    progress: &mut Progress,
    hardware: &TrainingDevice,
    asked_to_stop: &dyn Fn() -> bool,
) -> Result<Gan> {
    let started = Instant::now();
    let seconds_before = progress.seconds;
    let rate = config.learning_rate(epoch.number);
    let bar = progress_bar(pairs.len(), epoch.number + 1, config.optimisation.epochs)
        .with_position(progress.pairs as u64);
    bar.reset_eta();
    let samples = epoch.samples(Arc::clone(pairs), config.task.clone(), progress.pairs);
    let mut sums: [Tensor<1>; 4] = progress
        .sums
        .map(|sum| Tensor::from_floats([sum], &hardware.device.clone().inner()));
    let mut checked = progress.pairs;
    let mut step = Vec::new();
    let mut stopped = false;
    let mut step_start = progress.pairs;
    let step_pairs = config.optimisation.batch * config.optimisation.accumulate;
    let steps_before = epoch.number * pairs.len().div_ceil(step_pairs);
    let mut told = Instant::now();

    let mut samples = samples.into_iter().peekable();
    while let Some(sample) = samples.next() {
        step.push(sample?);
        if step.len() < step_pairs && samples.peek().is_some() {
            continue;
        }
        let samples_of_step = mem::take(&mut step);
        let done = step_start + samples_of_step.len();
        let batches = batches(&samples_of_step, step_start, config, epoch, &gan, hardware)?;
        let losses;
        (gan, losses) = gan.step(
            &batches,
            &config.objective,
            rate,
            decay_after(steps_before + step_start / step_pairs, config.generator.ema),
            hardware.kernels.as_ref(),
        );
        add(&mut sums, losses, samples_of_step.len());
        step_start = done;
        bar.set_position(done as u64);

        let stopping = asked_to_stop();
        if done == pairs.len() || stopping || (done - checked) / step_pairs >= LOOK_EVERY {
            progress.pairs = done;
            progress.sums = sums.clone().map(Tensor::into_scalar);
            progress.seconds = seconds_before + started.elapsed().as_secs_f64();
            let means = progress.means();
            check(&means, epoch.number, checked, done)?;
            checked = done;
            if bar.is_hidden() && told.elapsed() >= TELL_EVERY && done < pairs.len() {
                told = Instant::now();
                println!(
                    "epoch {}/{}, pair {done}/{} · {means} · {:.2} images/s",
                    epoch.number + 1,
                    config.optimisation.epochs,
                    pairs.len(),
                    done as f64 / progress.seconds
                );
            }
            bar.set_prefix(means.to_string());
        }
        if stopping {
            stopped = true;
            break;
        }
    }
    bar.finish_and_clear();
    ensure!(
        step_start == pairs.len() || stopped,
        "the preparation of pair {} of epoch {} ended unexpectedly; the last checkpoint is whole",
        step_start + 1,
        epoch.number + 1
    );
    Ok(gan)
}

/// The samples of one step, divided into the batches that go through the networks together.
fn batches(
    samples: &[Sample],
    first: usize,
    config: &RunConfig,
    epoch: Epoch,
    gan: &Gan,
    hardware: &TrainingDevice,
) -> Result<Vec<Batch>> {
    let size = config.optimisation.batch;
    let rate = config.generator.dropout;
    let chunks = samples.chunks(size).enumerate();
    chunks
        .map(|(index, samples)| {
            let mut batch = Batch::new(samples, &config.task.input, &hardware.device)?;
            if rate > 0.0 {
                let start = first + index * size;
                let positions = start..start + samples.len();
                let seeds: Vec<u64> = positions.map(|place| epoch.dropout_seed(place)).collect();
                let shapes = gan.generator.dropout_shapes();
                let masks = DropoutMasks::draw(&shapes, rate, &seeds, &hardware.device);
                batch.dropout = Some(masks);
            }
            Ok(batch)
        })
        .collect()
}

fn add(sums: &mut [Tensor<1>; 4], losses: StepLosses, pairs: usize) {
    let StepLosses {
        d_real,
        d_fake,
        g_adversarial,
        g_l1,
    } = losses;
    for (sum, loss) in sums.iter_mut().zip([d_real, d_fake, g_adversarial, g_l1]) {
        *sum = sum.clone() + loss * pairs as f64;
    }
}

fn check(means: &Means, epoch: usize, from: usize, to: usize) -> Result<()> {
    let Means {
        d_real,
        d_fake,
        g_adversarial,
        g_l1,
    } = *means;
    let losses = [d_real, d_fake, g_adversarial, g_l1];
    if losses.iter().all(|loss| loss.is_finite()) {
        return Ok(());
    }
    bail!(
        "the losses are no longer numbers between pairs {} and {to} of epoch {} ({losses:?}); the last checkpoint is whole: go on from it with --resume and a lower --learning-rate",
        from + 1,
        epoch + 1
    )
}

/// A bar on a terminal; hidden where the output goes to a file.
fn progress_bar(pairs: usize, epoch: usize, epochs: usize) -> ProgressBar {
    let style = ProgressStyle::with_template(
        "{msg} {wide_bar} {pos}/{len} · {prefix} · {per_sec} · {eta} left in this epoch",
    )
    .expect("the template is valid");
    let bar = ProgressBar::new(pairs as u64).with_style(style);
    bar.set_message(format!("epoch {epoch}/{epochs}"));
    bar.enable_steady_tick(Duration::from_millis(500));
    bar
}
