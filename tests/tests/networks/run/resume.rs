//! A run that was stopped ends as if it had not been, bit for bit.

use std::cell::Cell;
use std::fs;

use trainer::run::checkpoint::Checkpoint;
use trainer::run::checkpoints::{Checkpoints, Which};
use trainer::run::config::extras::ExtraOptions;
use trainer::run::config::options::RunOptions;
use trainer::run::config::schedule_options::{ScheduleKind, ScheduleOptions};
use trainer::run::selection::{Best, Score};
use trainer::run::train::train;

use super::{Workshop, assert_equal_weights, newest, tiny, write_pairs};

/// Everything that has a state: dropout, an average, a rate that falls, several batches a step, two
/// discriminators.
fn eventful(epochs: usize) -> RunOptions {
    RunOptions {
        dropout: Some(0.5),
        ema: Some(0.9),
        batch: Some(1),
        accumulate: Some(2),
        schedule: ScheduleOptions {
            schedule: Some(ScheduleKind::Cosine),
            ..ScheduleOptions::default()
        },
        extras: ExtraOptions {
            critic_scales: Some(2),
            feature_matching: Some(10.0),
            ..ExtraOptions::default()
        },
        ..tiny(epochs)
    }
}

#[test]
fn between_two_epochs() {
    let workshop = Workshop::new(3);
    workshop.start("whole", &tiny(3)).expect("trains");
    workshop.start("parts", &tiny(1)).expect("trains");
    let longer = RunOptions {
        epochs: Some(3),
        ..RunOptions::default()
    };
    workshop.resume("parts", &longer).expect("resumes");

    assert_equal_weights(&workshop.run("whole"), &workshop.run("parts"));
    let lines = fs::read_to_string(workshop.run("parts").join("losses.jsonl"));
    assert_eq!(lines.expect("the losses").lines().count(), 3);
    assert!(
        workshop
            .run("parts")
            .join("pictures/epoch-0003.png")
            .is_file()
    );
}

#[test]
fn in_the_middle_of_an_epoch() {
    let workshop = Workshop::new(5);
    workshop.start("whole", &eventful(2)).expect("trains");

    // Asked after each step. Of the five pairs of an epoch, two make a step, so the fifth call is in
    // the middle of the second epoch.
    let calls = Cell::new(0);
    let stop = || {
        calls.set(calls.get() + 1);
        calls.get() == 6
    };
    let paths = workshop.paths("parts");
    train(&paths, &eventful(2), false, &workshop.hardware, &stop).expect("stops");
    let state = workshop.state("parts");
    assert_eq!((state.epochs_done, state.progress.pairs), (1, 4));

    let go_on = RunOptions::default();
    workshop.resume("parts", &go_on).expect("resumes");
    assert_equal_weights(&workshop.run("whole"), &workshop.run("parts"));
    let losses = |run: &str| {
        let text = fs::read_to_string(workshop.run(run).join("losses.jsonl"));
        let text = text.expect("the losses");
        let last = text.lines().last().expect("an epoch").to_owned();
        last.split(",\"learning_rate\"").next().map(str::to_owned)
    };
    assert_eq!(losses("whole"), losses("parts"));

    let folders = fs::read_dir(paths.run.join("checkpoints")).expect("checkpoints");
    let mut names: Vec<_> = folders
        .map(|folder| folder.expect("a checkpoint").file_name())
        .collect();
    names.sort();
    assert_eq!(names, ["epoch-0001", "epoch-0002"]);
}

#[test]
fn a_run_of_an_earlier_version_goes_on_and_tells_its_best_epoch_anew() {
    let workshop = Workshop::new(1);
    write_pairs(&workshop.data().join("val"), 1);
    let options = RunOptions {
        patience: Some(1),
        ..tiny(1)
    };
    workshop.start("run", &options).expect("trains");
    let checkpoint = Checkpoint::open(&newest(&workshop.run("run"))).expect("a checkpoint");
    let gan = checkpoint.gan(workshop.hardware.device()).expect("whole");
    // Perfect by a measure that no longer counts.
    for (run, score) in [("l1", Score::L1(0.0)), ("iou", Score::LabelIou(1.0))] {
        let mut state = checkpoint.state.clone();
        state.best = Some(Best { epoch: 1, score });
        let checkpoints = Checkpoints::of_run(&workshop.run(run));
        checkpoints.save(&gan, &state).expect("writable");
        let best = checkpoints.find(Which::Best).expect("kept");
        assert!(best.ends_with("epoch-0001"));
        let more = RunOptions {
            epochs: Some(2),
            ..RunOptions::default()
        };
        workshop.resume(run, &more).expect("goes on");
        let best = workshop.state(run).best.expect("validated");
        assert_eq!(best.epoch, 2);
        assert!(matches!(best.score, Score::Distance(_)), "{best:?}");
    }
}
