//! One pass over the training pairs, from its beginning or from where it was interrupted.

use std::mem;
use std::time::{Duration, Instant};

use anyhow::{Error, Result, anyhow, bail};
use burn::tensor::Tensor;
use facade_model::IMAGE_SIZE;
use facade_model::dropout::DropoutMasks;
use indicatif::{ProgressBar, ProgressStyle};
use serde::{Deserialize, Serialize};

use super::config::RunConfig;
use crate::average::decay_after;
use crate::dataset::batch::Batch;
use crate::dataset::example::Example;
use crate::dataset::loader::{Epoch, EpochPlan};
use crate::device::TrainingDevice;
use crate::distillation::Teacher;
use crate::step::terms::Losses;
use crate::step::{Gan, StepContext};

/// Steps between two looks at the losses: reading them back each step would stall a GPU.
const LOOK_EVERY: usize = 25;

/// Time between two lines of losses where there is no terminal to show a bar.
const TELL_EVERY: Duration = Duration::from_secs(60);

/// How far an epoch has come.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Progress {
    /// Examples that are done, in the epoch's order: pairs, and procedural maps where the run has
    /// them.
    pub pairs: usize,
    /// How many of them were procedural maps.
    #[serde(default)]
    pub maps: usize,
    /// Sums of the losses over these examples.
    pub sums: Losses<f32>,
    /// Wall time of the steps.
    pub seconds: f64,
}

impl Progress {
    /// The means so far.
    pub fn means(&self) -> Losses<f32> {
        self.sums.means(self.pairs - self.maps, self.pairs)
    }

    /// Reads the losses of the examples so far back from the device.
    fn look(&mut self, done: usize, sums: &Losses<Tensor<1>>) {
        self.pairs = done;
        self.sums = sums.clone().map(Tensor::into_scalar);
    }
}

/// How a pass over the examples ended.
#[derive(Debug)]
pub enum End {
    Done,
    /// As asked, after a whole step.
    Stopped,
    /// An example could not be had; the steps before it count.
    Failed(Error),
}

/// Trains over the examples that `progress` leaves, until all are done, one cannot be had, or
/// `asked_to_stop` after a step.
///
/// # Errors
/// Losses that are no longer numbers; the networks are lost then.
pub fn train(
    mut gan: Gan,
    plan: &EpochPlan,
    context: &TrainingContext,
    epoch: Epoch,
    progress: &mut Progress,
    asked_to_stop: &dyn Fn() -> bool,
) -> Result<(Gan, End)> {
    let TrainingContext {
        config, hardware, ..
    } = *context;
    let step_context = StepContext {
        config,
        teacher: context.teacher,
        kernels: hardware.kernels.as_ref(),
        devices: &hardware.devices,
    };
    let started = Instant::now();
    let seconds_before = progress.seconds;
    let rate = config.learning_rate(epoch.number);
    let count = plan.examples();
    let bar = progress_bar(count, epoch.number + 1, config.optimisation.epochs)
        .with_position(progress.pairs as u64);
    bar.reset_eta();
    let plain = hardware.device().clone().inner();
    let mut sums: Losses<Tensor<1>> = progress.sums.map(|sum| Tensor::from_floats([sum], &plain));
    let mut maps = progress.maps;
    let mut checked = progress.pairs;
    let mut step = Vec::new();
    let mut end = End::Done;
    let mut step_start = progress.pairs;
    let step_examples = config.optimisation.batch * config.optimisation.accumulate;
    let steps_before = epoch.number * count.div_ceil(step_examples);
    let mut told = Instant::now();

    let mut examples = epoch.examples(plan.clone(), progress.pairs).peekable();
    while let Some(example) = examples.next() {
        match example {
            Ok(example) => step.push(example),
            Err(error) => {
                end = End::Failed(error);
                break;
            }
        }
        if step.len() < step_examples && examples.peek().is_some() {
            continue;
        }
        let examples_of_step = mem::take(&mut step);
        let done = step_start + examples_of_step.len();
        let batches = batches(&examples_of_step, step_start, context, epoch, &gan)?;
        let losses;
        (gan, losses) = gan.step(
            &batches,
            &step_context,
            rate,
            decay_after(
                steps_before + step_start / step_examples,
                config.generator.ema,
            ),
        );
        sums = sums.plus(losses);
        maps += examples_of_step.len() - batches.iter().map(Batch::pairs).sum::<usize>();
        step_start = done;
        bar.set_position(done as u64);

        let stopping = asked_to_stop();
        if done == count || stopping || (done - checked) / step_examples >= LOOK_EVERY {
            progress.maps = maps;
            progress.seconds = seconds_before + started.elapsed().as_secs_f64();
            progress.look(done, &sums);
            let means = progress.means();
            check(means, epoch.number, checked, done)?;
            checked = done;
            if bar.is_hidden() && told.elapsed() >= TELL_EVERY && done < count {
                told = Instant::now();
                println!(
                    "epoch {}/{}, pair {done}/{count} · {means} · {:.2} images/s",
                    epoch.number + 1,
                    config.optimisation.epochs,
                    done as f64 / progress.seconds
                );
            }
            bar.set_prefix(means.to_string());
        }
        if stopping {
            end = End::Stopped;
            break;
        }
    }
    bar.finish_and_clear();
    if step_start < count && matches!(end, End::Done) {
        end = End::Failed(anyhow!(
            "the preparation of pair {} of epoch {} ended unexpectedly",
            step_start + 1,
            epoch.number + 1
        ));
    }
    if matches!(end, End::Failed(_)) {
        progress.maps = maps;
        progress.seconds = seconds_before + started.elapsed().as_secs_f64();
        progress.look(step_start, &sums);
        check(progress.means(), epoch.number, checked, step_start)?;
    }
    Ok((gan, end))
}

/// What stays the same from epoch to epoch.
pub struct TrainingContext<'a> {
    pub config: &'a RunConfig,
    pub teacher: Option<&'a Teacher>,
    pub hardware: &'a TrainingDevice,
}

/// The examples of one step, divided into the batches that go through the networks together: pairs with
/// pairs and procedural maps with procedural maps.
fn batches(
    examples: &[Example],
    first: usize,
    context: &TrainingContext,
    epoch: Epoch,
    gan: &Gan,
) -> Result<Vec<Batch>> {
    let TrainingContext {
        config, hardware, ..
    } = *context;
    let rate = config.generator.dropout;
    let (pairs, maps): (Vec<_>, Vec<_>) = (first..)
        .zip(examples)
        .partition(|(_, example)| example.photo.is_some());
    let size = config.optimisation.batch;
    let chunks = pairs.chunks(size).chain(maps.chunks(size));
    chunks
        .zip(hardware.devices.iter().cycle())
        .map(|(chunk, device)| {
            let examples: Vec<&Example> = chunk.iter().map(|(_, example)| *example).collect();
            let mut batch = Batch::new(&examples, &config.task.input, device)?;
            batch.shift = match (config.extras.critic_shift, config.generator.scale) {
                (true, _) => epoch.shift(chunk[0].0, IMAGE_SIZE),
                (false, 1) => [0; 2],
                // Another part of the larger picture each time, and never around its edges.
                (false, scale) => {
                    let furthest = IMAGE_SIZE - IMAGE_SIZE / scale;
                    let from_end = epoch.shift(chunk[0].0, furthest + 1);
                    from_end.map(|places| (IMAGE_SIZE - places) % IMAGE_SIZE)
                }
            };
            if rate > 0.0 {
                let places = chunk.iter().map(|(place, _)| *place);
                let seeds: Vec<u64> = places.map(|place| epoch.dropout_seed(place)).collect();
                let shapes = gan.generator.dropout_shapes();
                let masks = DropoutMasks::draw(&shapes, rate, &seeds, device);
                batch.dropout = Some(masks);
            }
            Ok(batch)
        })
        .collect()
}

fn check(means: Losses<f32>, epoch: usize, from: usize, to: usize) -> Result<()> {
    if means.are_finite() {
        return Ok(());
    }
    bail!(
        "the losses are no longer numbers between pairs {} and {to} of epoch {} ({means}); the last checkpoint is whole: go on from it with --resume and a lower --learning-rate",
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
