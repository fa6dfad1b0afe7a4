//! Runs that start from the networks of another one.

use std::fs;

use trainer::run::config::extras::ExtraOptions;
use trainer::run::config::options::RunOptions;
use trainer::run::data::Places;
use trainer::run::train::train;

use super::{Workshop, newest, tensors, tiny};

fn start_from(
    workshop: &Workshop,
    before: &str,
    run: &str,
    options: &RunOptions,
) -> anyhow::Result<()> {
    let places = Places {
        start_from: Some(workshop.run(before)),
        ..workshop.places(run)
    };
    train(&places, options, false, &workshop.hardware, &|| false)
}

/// A rate too low to move any weight.
fn idle() -> RunOptions {
    RunOptions {
        learning_rate: Some(1e-30),
        ..tiny(1)
    }
}

fn weights(workshop: &Workshop, run: &str, file: &str) -> Vec<Vec<u8>> {
    let mut files = tensors(&workshop.run(run)).into_iter();
    let found = files.find(|(name, _)| name == file);
    found.expect(file).1
}

#[test]
fn networks_are_taken_over_and_the_objective_may_be_another() {
    let workshop = Workshop::new(2);
    workshop.start("before", &tiny(2)).expect("trains");
    let other = RunOptions {
        l1_weight: Some(10.0),
        seed: Some(5),
        extras: ExtraOptions {
            feature_matching: Some(10.0),
            ..ExtraOptions::default()
        },
        ..idle()
    };
    start_from(&workshop, "before", "after", &other).expect("trains");
    for file in ["generator.bpk", "critic.bpk"] {
        let [before, after] = ["before", "after"].map(|run| weights(&workshop, run, file));
        assert!(before == after, "{file} differs");
    }

    let ancestor = workshop.state("after").ancestor.expect("recorded");
    assert_eq!((ancestor.epochs, ancestor.critics), (2, true));
    let report = fs::read_to_string(workshop.run("after").join("report.html"));
    assert!(
        report
            .expect("a report")
            .contains("generator and critic after epoch 2 of")
    );

    // What is in the checkpoint counts from here on.
    fs::remove_dir_all(workshop.run("before")).expect("removable");
    let places = Places {
        start_from: Some(workshop.run("before")),
        ..workshop.places("after")
    };
    let longer = RunOptions {
        epochs: Some(2),
        ..other
    };
    train(&places, &longer, true, &workshop.hardware, &|| false).expect("resumes");
    assert_eq!(workshop.state("after").ancestor, Some(ancestor));
}

#[test]
fn an_average_is_what_its_run_would_export_and_another_critic_begins_anew() {
    let workshop = Workshop::new(2);
    let averaged = RunOptions {
        ema: Some(0.9),
        ..tiny(2)
    };
    workshop.start("before", &averaged).expect("trains");
    let wider = RunOptions {
        ndf: Some(3),
        ..idle()
    };
    start_from(&workshop, "before", "after", &wider).expect("trains");
    let average = weights(&workshop, "before", "generator-average.bpk");
    assert!(average != weights(&workshop, "before", "generator.bpk"));
    assert!(average == weights(&workshop, "after", "generator.bpk"));
    assert!(!workshop.state("after").ancestor.expect("recorded").critics);
}

#[test]
fn a_run_that_cannot_be_started_from_is_named() {
    let workshop = Workshop::new(1);
    let error = start_from(&workshop, "nowhere", "run", &tiny(1)).unwrap_err();
    assert_eq!(error.to_string(), "--start-from names no run to start from");
    workshop.start("before", &tiny(1)).expect("trains");
    let wider = RunOptions {
        ngf: Some(3),
        ..tiny(1)
    };
    let error = start_from(&workshop, "before", "run", &wider).unwrap_err();
    assert!(
        error.to_string().contains("--start-from needs the same"),
        "{error}"
    );
    assert!(!workshop.run("run").join("losses.jsonl").exists());

    let file = newest(&workshop.run("before")).join("generator.bpk");
    fs::write(&file, b"damaged").expect("writable");
    let error = start_from(&workshop, "before", "run", &tiny(1)).unwrap_err();
    assert!(
        error.to_string().contains("is missing or damaged"),
        "{error}"
    );
}
