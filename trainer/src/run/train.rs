//! The loop over the epochs.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use burn::module::Module;
use burn::tensor::{Device, Tensor};
use facade_model::pixels::{one_hot, photo};
use indicatif::{ProgressBar, ProgressStyle};

use super::checkpoint::{self, Checkpoints, State};
use super::config::{RunConfig, RunOptions};
use super::{gallery, journal, validation};
use crate::dataset::augment::{Sample, plain};
use crate::dataset::loader::training_samples;
use crate::dataset::pair::{PairPath, find_pairs};
use crate::device::TrainingDevice;
use crate::schedule::learning_rate;
use crate::step::{Gan, StepLosses};

/// Rows of the picture grid.
const GALLERY_ROWS: usize = 6;

/// Where a run finds its data and leaves its results.
#[derive(Debug, Clone)]
pub struct Places {
    /// Folder with `train/` and perhaps `val/`.
    pub data: PathBuf,
    /// Folder with exact label maps in the same tree.
    pub labels: Option<PathBuf>,
    pub run: PathBuf,
}

/// Trains from the beginning, or with `resume` from the newest checkpoint, to the last epoch.
///
/// # Errors
/// Data that is missing or unreadable, a run folder that cannot be written, an option that
/// contradicts the run, or losses that are no longer numbers. The last checkpoint stays.
pub fn train(
    places: &Places,
    options: &RunOptions,
    resume: bool,
    hardware: &TrainingDevice,
) -> Result<()> {
    let device = &hardware.device;
    let training = Arc::new(find_pairs(&places.data, places.labels.as_deref(), "train")?);
    let validating = if places.data.join("val").is_dir() {
        find_pairs(&places.data, places.labels.as_deref(), "val")?
    } else {
        Vec::new()
    };
    let exact = training.iter().filter(|pair| pair.labels.is_some()).count();
    println!(
        "{} training pairs ({exact} with exact label maps), {} validation pairs",
        training.len(),
        validating.len()
    );

    let checkpoints = Checkpoints::of_run(&places.run);
    let (mut gan, mut state) = start(&checkpoints, places, options, resume, device)?;
    state.pairs = training.len();
    println!("{}", serde_json::to_string(&state.config)?);
    let pictures = places.run.join("pictures");
    std::fs::create_dir_all(&pictures)
        .with_context(|| format!("cannot create {}", pictures.display()))?;
    let shown = shown_samples(&training, &validating, &state.config)?;

    let plain_device = device.clone().inner();
    while state.epochs_done < state.config.epochs {
        let started = Instant::now();
        let means;
        (gan, means) = train_epoch(gan, &training, &state, hardware)?;
        let stepping = started.elapsed();

        let generator = gan.generator.valid();
        let direction = state.config.direction;
        state.validation_l1 =
            validation::mean_l1(&generator, &validating, direction, &plain_device)?;
        state.epochs_done += 1;
        let picture = pictures.join(format!("epoch-{:04}.png", state.epochs_done));
        gallery::save(&generator, &shown, &plain_device, &picture)?;
        checkpoints.save(&gan, &state)?;
        let [d_real, d_fake, g_adversarial, g_l1] = means;
        let record = journal::EpochRecord {
            epoch: state.epochs_done,
            d_real,
            d_fake,
            g_adversarial,
            g_l1,
            validation_l1: state.validation_l1,
            learning_rate: rate(&state.config, state.epochs_done - 1),
            seconds: started.elapsed().as_secs_f64(),
            images_per_second: training.len() as f64 / stepping.as_secs_f64(),
        };
        println!(
            "{}",
            journal::append(&places.run.join("losses.jsonl"), &record)?
        );
    }
    println!(
        "done: {} epochs; export the model with `trainer export --run {}`",
        state.epochs_done,
        places.run.display()
    );
    Ok(())
}

fn start(
    checkpoints: &Checkpoints,
    places: &Places,
    options: &RunOptions,
    resume: bool,
    device: &Device,
) -> Result<(Gan, State)> {
    let run = places.run.display();
    match (resume, checkpoints.epochs()?.last()) {
        (true, Some(_)) => {
            let (gan, mut state) = checkpoint::load(&checkpoints.find(None)?, device)?;
            state.config = state.config.resumed(options)?;
            println!("going on after epoch {} of {run}", state.epochs_done);
            Ok((gan, state))
        }
        (false, Some(epoch)) => bail!(
            "{run} already holds a run of {epoch} epochs; add --resume to go on, or choose another --run"
        ),
        (true, None) => bail!("{run} holds no checkpoint to resume; leave --resume out to start"),
        (false, None) => {
            let config = RunConfig::new(options)?;
            device.seed(config.seed);
            let gan = Gan::new(&config.generator(), &config.critic(), device);
            let state = State {
                epochs_done: 0,
                pairs: 0,
                validation_l1: None,
                config,
            };
            Ok((gan, state))
        }
    }
}

fn rate(config: &RunConfig, epoch: usize) -> f64 {
    learning_rate(
        config.learning_rate,
        epoch,
        config.decay_from,
        config.epochs,
    )
}

/// Pairs for the picture grid: evenly spread over the validation pairs, else the training pairs.
fn shown_samples(
    training: &[PairPath],
    validating: &[PairPath],
    config: &RunConfig,
) -> Result<Vec<Sample>> {
    let from = if validating.is_empty() {
        training
    } else {
        validating
    };
    let step = from.len().div_ceil(GALLERY_ROWS);
    from.iter()
        .step_by(step)
        .map(|pair| Ok(plain(pair.read(config.direction)?)))
        .collect()
}

/// One pass over all pairs; returns the mean losses in the order of [`StepLosses`].
fn train_epoch(
    mut gan: Gan,
    pairs: &Arc<Vec<PairPath>>,
    state: &State,
    hardware: &TrainingDevice,
) -> Result<(Gan, [f32; 4])> {
    let device = &hardware.device;
    let epoch = state.epochs_done;
    let config = &state.config;
    let rate = rate(config, epoch);
    let progress = progress_bar(pairs.len(), epoch + 1, config.epochs);
    let mut sums: Option<[Tensor<1>; 4]> = None;
    let samples = training_samples(Arc::clone(pairs), config.direction, config.seed, epoch);
    for sample in samples {
        let sample = sample?;
        let condition = one_hot(&sample.labels, device)?;
        let real = photo(&sample.photo, device)?;
        let losses;
        (gan, losses) = gan.step(condition, real, rate, hardware.convolution.as_ref());
        // Summed on the device: reading them back each step would stall a GPU.
        let StepLosses {
            d_real,
            d_fake,
            g_adversarial,
            g_l1,
        } = losses;
        let step = [d_real, d_fake, g_adversarial, g_l1];
        sums = Some(match sums {
            None => step,
            Some(sums) => {
                let mut step = step.into_iter();
                sums.map(|sum| sum + step.next().expect("four losses"))
            }
        });
        progress.inc(1);
    }
    progress.finish_and_clear();
    let sums = sums.context("there are no training pairs")?;
    let means = sums.map(|sum| sum.into_scalar::<f32>() / pairs.len() as f32);
    if means.iter().any(|mean| !mean.is_finite()) {
        bail!(
            "the losses of epoch {} are no longer numbers ({means:?}); resume from the last checkpoint with a lower --learning-rate",
            epoch + 1
        );
    }
    Ok((gan, means))
}

/// A bar on a terminal; nothing where the output goes to a file.
fn progress_bar(steps: usize, epoch: usize, epochs: usize) -> ProgressBar {
    let style = ProgressStyle::with_template(
        "{msg} {wide_bar} {pos}/{len} {per_sec} · {eta} left in this epoch",
    )
    .expect("the template is valid");
    let bar = ProgressBar::new(steps as u64).with_style(style);
    bar.set_message(format!("epoch {epoch}/{epochs}"));
    bar.enable_steady_tick(Duration::from_millis(500));
    bar
}

/// Whether a folder looks like a data set.
pub fn has_training_pairs(data: &Path) -> bool {
    data.join("train").is_dir()
}
