//! The loop over the epochs.

use std::mem;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Error, Result, bail, ensure};
use burn::module::Module;
use indicatif::HumanDuration;

use super::checkpoint::Checkpoint;
use super::checkpoints::{Checkpoints, Which};
use super::config::RunConfig;
use super::config::options::RunOptions;
use super::data::{Data, RunPaths};
use super::epoch::{self, End, Progress, TrainingContext};
use super::gallery::Gallery;
use super::journal::{self, EpochRecord};
use super::lock::Lock;
use super::report;
use super::selection::Best;
use super::state::State;
use super::validation::validate;
use super::warm_start::WarmStart;
use crate::command_line::quoted;
use crate::dataset::loader::{Epoch, EpochPlan};
use crate::dataset::{inks, palettes};
use crate::device::TrainingDevice;
use crate::step::Gan;

/// Trains from the beginning, or with `resume` from the newest checkpoint, to the last epoch or until
/// `asked_to_stop`, which is looked at after every step.
///
/// # Errors
/// Data that is missing or unreadable, a run folder that cannot be written, an option that
/// contradicts the run, or losses that are no longer numbers. The last checkpoint stays.
pub fn train(
    paths: &RunPaths,
    options: &RunOptions,
    resume: bool,
    hardware: &TrainingDevice,
    asked_to_stop: &dyn Fn() -> bool,
) -> Result<()> {
    let checkpoints = Checkpoints::of_run(&paths.run);
    // Before anything else: a wrong option should not wait for the data to be found.
    let (config, before) = match resume && !checkpoints.ids()?.is_empty() {
        true => {
            let newest = State::read(&checkpoints.find(Which::Newest)?)?;
            (options.resume(&newest.config)?, None)
        }
        false => {
            let config = options.start()?;
            let run = paths.start_from.as_deref();
            let before = run.filter(|_| !resume);
            let before = before
                .map(|run| WarmStart::find(run, &config))
                .transpose()?;
            (config, before)
        }
    };
    ensure!(
        resume || before.is_some() || !config.generator.fold_norms,
        "--fold-norms goes with --start-from: a generator learns with norms first"
    );
    has_work_for_all(hardware, &config)?;
    let mut data = Data::find(paths, &config.task, hardware)?;
    let (mut gan, mut state, _lock) = start(
        &checkpoints,
        paths,
        options,
        resume,
        before,
        hardware,
        &mut data,
    )?;
    println!("{}", state.summary());
    println!("device      {}", hardware.name);
    let gallery = Gallery::new(
        &data.readable,
        &data.validating,
        &state.config.task,
        state.config.generator.scale,
    )?;
    let plan = EpochPlan {
        pairs: Arc::clone(&data.training),
        task: state.config.task.clone(),
        variation: state.config.extras.variation(state.config.generator.scale),
        maps: state.config.extras.maps(data.training.len()),
        skip_unreadable: paths.skip_unreadable,
    };
    let examples = plan.examples();

    while state.epochs_done < state.config.optimisation.epochs {
        if is_stale(&state) {
            println!("nothing better since the best epoch: the patience is over");
            break;
        }
        let epoch = Epoch {
            seed: state.config.seed,
            number: state.epochs_done,
        };
        let context = TrainingContext {
            config: &state.config,
            teacher: data.teacher.as_ref(),
            hardware,
        };
        let before = state.progress.pairs;
        let progress = &mut state.progress;
        let end;
        (gan, end) = epoch::train(gan, &plan, &context, epoch, progress, asked_to_stop)?;
        ensure!(
            gan.is_finite(),
            "the weights are no longer numbers after {} pairs of epoch {}; the last checkpoint is whole: go on from it with --resume and a lower --learning-rate",
            state.progress.pairs,
            state.epochs_done + 1
        );
        state.validation_l1 = None;
        if let End::Failed(error) = end {
            let is_new = state.progress.pairs > before;
            return Err(keep_steps(&checkpoints, &gan, &state, is_new, error));
        }
        if state.progress.pairs < examples {
            checkpoints.save(&gan, &state)?;
            println!(
                "stopped after {} of {examples} pairs of epoch {}; the same command with --resume goes on there",
                state.progress.pairs,
                state.epochs_done + 1
            );
            return Ok(());
        }
        let trained = state.clone();
        let record = match finish_epoch(&gan, &mut state, &data, &gallery, &paths.run, hardware) {
            Ok(record) => record,
            Err(error) => return Err(keep_epoch(&checkpoints, &gan, &trained, error)),
        };
        // In this order a kill between the two costs an epoch's work, not its losses.
        if let Err(error) = journal::append(&paths.run, &record) {
            return Err(keep_epoch(&checkpoints, &gan, &trained, error));
        }
        checkpoints.save(&gan, &state)?;
        report::write(&paths.run, &state, &hardware.name)?;
        println!("{}", line(&record, &state));

        if asked_to_stop() && state.epochs_done < state.config.optimisation.epochs {
            println!("stopped; the same command with --resume goes on with the next epoch");
            return Ok(());
        }
    }
    println!(
        "done: {} epochs; look at {}/report.html, export the model with `trainer export --run {}`",
        state.epochs_done,
        paths.run.display(),
        quoted(&paths.run)
    );
    Ok(())
}

/// What fails after an epoch's training, such as an unreadable validation pair, must not cost it.
fn keep_epoch(checkpoints: &Checkpoints, gan: &Gan, trained: &State, error: Error) -> Error {
    let kept = match checkpoints.has(trained) {
        Ok(true) => Ok(()),
        _ => checkpoints.save(gan, trained),
    };
    let epoch = trained.epochs_done + 1;
    match kept {
        Ok(()) => error.context(format!(
            "epoch {epoch} is trained and kept, but could not be finished; once this is put right, --resume goes on there"
        )),
        // The first reason counts; this one is likely to be the same.
        Err(_) => error,
    }
}

/// What fails in the middle of an epoch, such as an unreadable pair, costs no step that is done.
fn keep_steps(
    checkpoints: &Checkpoints,
    gan: &Gan,
    state: &State,
    is_new: bool,
    error: Error,
) -> Error {
    let id = state.checkpoint_id();
    // Without a step since, the checkpoint before is as good; its absence is no worse than a new start.
    if !is_new || checkpoints.save(gan, state).is_err() {
        return error;
    }
    error.context(format!(
        "what was learned up to {id} is kept; once this is put right, the same command with --resume goes on there, and with --skip-unreadable too it goes on without what cannot be read"
    ))
}

/// Whether all devices have something to do in each step.
fn has_work_for_all(hardware: &TrainingDevice, config: &RunConfig) -> Result<()> {
    let count = hardware.devices.len();
    let accumulate = config.optimisation.accumulate;
    ensure!(
        accumulate.is_multiple_of(count),
        "{count} devices share the batches of a step, so --accumulate must be a multiple of {count}, and it is {accumulate}"
    );
    ensure!(
        count == 1 || !config.extras.needs_teacher(),
        "a run with a teacher takes one --device"
    );
    Ok(())
}

fn start(
    checkpoints: &Checkpoints,
    paths: &RunPaths,
    options: &RunOptions,
    resume: bool,
    before: Option<WarmStart>,
    hardware: &TrainingDevice,
    data: &mut Data,
) -> Result<(Gan, State, Lock)> {
    let run = paths.run.display();
    match (resume, checkpoints.ids()?.last()) {
        (true, Some(id)) => {
            let lock = Lock::take(&paths.run)?;
            let newest = checkpoints.find(Which::Newest)?;
            let checkpoint = Checkpoint::open(&newest)?;
            let gan = checkpoint.gan(hardware.device())?;
            let mut state = checkpoint.state;
            state.config = options.resume(&state.config)?;
            data.settle(&state, paths)?;
            state.segmenter_sha256 = state.segmenter_sha256.or(data.segmenter_sha256.clone());
            data.check(&state)?;
            if state.inks.is_none() {
                state.inks = inks::measure(&data.readable, &state.config.task)?;
            }
            if let Some(asked) = &paths.start_from {
                ensure!(
                    state
                        .warm_start
                        .as_ref()
                        .is_some_and(|source| source.run == *asked),
                    "the networks of {run} are its own by now, and did not start from {}; leave --start-from out to go on",
                    asked.display()
                );
            }
            println!("going on after {id} of {run}");
            if state.best.is_some_and(|best| !best.score.is_of_today()) {
                println!(
                    "an earlier version told the best epoch by what a blurred picture wins; from here on their distance from the photos does, and begins anew"
                );
            }
            journal::keep(&paths.run, state.epochs_done)?;
            Ok((gan, state, lock))
        }
        (false, Some(id)) => bail!(
            "{run} already holds a run, up to {id}; add --resume to go on, or choose another --run"
        ),
        (true, None) => bail!("{run} holds no checkpoint to resume; leave --resume out to start"),
        (false, None) => {
            let config = options.start()?;
            let (gan, warm_start) = match before {
                Some(before) => {
                    let (gan, source) = before.gan(&config, &data.readable, hardware.device())?;
                    (gan, Some(source))
                }
                None => (Gan::new(&config, hardware.device()), None),
            };
            checkpoints.probe()?;
            let lock = Lock::take(&paths.run)?;
            journal::keep(&paths.run, 0)?;
            let state = State {
                epochs_done: 0,
                progress: Progress::default(),
                pairs: data.training.len(),
                data_sha256: data.names_sha256.clone(),
                content_sha256: Some(data.sha256.clone()),
                segmenter_sha256: data.segmenter_sha256.clone(),
                teacher_sha256: data.teacher.as_ref().map(|teacher| teacher.sha256.clone()),
                warm_start,
                validation_l1: None,
                best: None,
                palettes: palettes::measure(
                    &data.readable,
                    &config.task,
                    config.extras.fill_wedges,
                )?,
                inks: inks::measure(&data.readable, &config.task)?,
                config,
            };
            data.check(&state)?;
            Ok((gan, state, lock))
        }
    }
}

/// Validates, shows, and takes the epoch into the state.
fn finish_epoch(
    gan: &Gan,
    state: &mut State,
    data: &Data,
    gallery: &Gallery,
    run: &Path,
    hardware: &TrainingDevice,
) -> Result<EpochRecord> {
    let started = Instant::now();
    let progress = mem::take(&mut state.progress);
    let means = progress.means();
    let learning_rate = state.config.learning_rate(state.epochs_done);
    state.epochs_done += 1;
    let epoch = state.epochs_done;

    // Not to learn, but on the device whose kernels are the fast ones.
    let generator = gan.best_generator().train().no_grad();
    let (kernels, device) = (hardware.exact_kernels.as_ref(), hardware.device());
    let last = epoch == state.config.optimisation.epochs;
    let validated = last || epoch.is_multiple_of(state.config.selection.validate_every);
    let validation = match validated {
        true => {
            let (pairs, segmenter) = (&data.validating, data.segmenter.as_ref());
            validate(
                &generator,
                pairs,
                &state.config.task,
                segmenter,
                &data.photos,
                kernels,
                device,
            )?
        }
        false => None,
    };
    if let Some(validation) = &validation {
        let distance = validation.distance();
        ensure!(
            distance.is_finite(),
            "the validation pictures of epoch {epoch} are no longer numbers; start anew with a lower --learning-rate"
        );
        state.validation_l1 = Some(validation.l1 as f32);
        state.best = Some(Best::or(state.best, epoch, distance));
    }
    gallery.save(&generator, epoch, run, kernels, device)?;
    let record = EpochRecord {
        epoch,
        d_real: means.d_real,
        d_fake: means.d_fake,
        g_adversarial: means.g_adversarial,
        g_l1: means.g_l1,
        g_matching: means.g_matching,
        g_output: means.g_output,
        g_features: means.g_features,
        g_structure: means.g_structure,
        g_colour: means.g_colour,
        g_chroma: means.g_chroma,
        learning_rate,
        seconds: progress.seconds + started.elapsed().as_secs_f64(),
        images_per_second: progress.pairs as f64 / progress.seconds,
        ..EpochRecord::default()
    };
    Ok(match &validation {
        Some(validation) => record.validated(validation),
        None => record,
    })
}

fn is_stale(state: &State) -> bool {
    match (state.best, state.config.selection.patience) {
        (Some(best), Some(patience)) if best.score.is_of_today() => {
            best.is_stale(state.epochs_done, patience)
        }
        _ => false,
    }
}

/// An epoch in one line, on a terminal and in a file alike.
fn line(record: &EpochRecord, state: &State) -> String {
    let epochs = state.config.optimisation.epochs;
    let left = match epochs - record.epoch {
        0 => String::new(),
        epochs => {
            let left = Duration::from_secs_f64(epochs as f64 * record.seconds);
            format!(" · {} left", HumanDuration(left))
        }
    };
    let mut validation = String::new();
    if let Some(l1) = record.validation_l1 {
        validation += &format!(" · validation L1 {l1:.4}");
    }
    if let Some(distance) = record.distance {
        validation += &format!(" distance {distance:.4}");
    }
    if let Some(iou) = record.label_iou {
        validation += &format!(" IoU {iou:.4}");
    }
    let losses = record.losses();
    format!(
        "epoch {}/{epochs} · {losses}{validation} · {:.2} images/s{left}",
        record.epoch, record.images_per_second,
    )
}
