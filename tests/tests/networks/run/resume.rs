//! A run that was stopped ends as if it had not been, bit for bit.

use std::cell::Cell;
use std::fs;

use trainer::run::config::extras::ExtraOptions;
use trainer::run::config::options::RunOptions;
use trainer::run::config::schedule_options::{ScheduleKind, ScheduleOptions};
use trainer::run::train::train;

use super::{Workshop, assert_equal_weights, tiny};

/// Everything that has a state: dropout, an average, a rate that falls, several batches a step, two
/// critics.
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
    let places = workshop.places("parts");
    train(&places, &eventful(2), false, &workshop.hardware, &stop).expect("stops");
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

    let folders = fs::read_dir(places.run.join("checkpoints")).expect("checkpoints");
    let mut names: Vec<_> = folders
        .map(|folder| folder.expect("a checkpoint").file_name())
        .collect();
    names.sort();
    assert_eq!(names, ["epoch-0001", "epoch-0002"]);
}
