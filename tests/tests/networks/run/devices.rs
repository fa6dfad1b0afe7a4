//! Several devices that share the batches of a step.

use trainer::device::{DeviceChoices, TrainingDevice};
use trainer::run::config::extras::ExtraOptions;
use trainer::run::config::options::RunOptions;
use trainer::run::train::train;

use super::{Workshop, assert_equal_weights, tiny};

fn devices(text: &str) -> TrainingDevice {
    let choices: DeviceChoices = text.parse().expect("devices");
    choices
        .open_for_training()
        .expect("the CPU is always there")
}

/// Two batches a step, two discriminators, an average, dropout: everything that is on one device or on each.
fn accumulating() -> RunOptions {
    RunOptions {
        dropout: Some(0.5),
        ema: Some(0.9),
        accumulate: Some(2),
        extras: ExtraOptions {
            critic_scales: Some(2),
            feature_matching: Some(10.0),
            ..ExtraOptions::default()
        },
        ..tiny(2)
    }
}

#[test]
fn two_end_as_one_does_bit_for_bit() {
    // The last step of an epoch has one batch, for one device.
    let workshop = Workshop::new(5);
    workshop.start("one", &accumulating()).expect("trains");
    let two = devices("cpu,cpu");
    assert_eq!(two.devices.len(), 2);
    train(
        &workshop.paths("two"),
        &accumulating(),
        false,
        &two,
        &|| false,
    )
    .expect("trains");
    assert_equal_weights(&workshop.run("one"), &workshop.run("two"));

    // What one began, two go on with.
    let longer = RunOptions {
        epochs: Some(3),
        ..RunOptions::default()
    };
    workshop.resume("one", &longer).expect("resumes");
    train(&workshop.paths("two"), &longer, true, &two, &|| false).expect("resumes");
    assert_equal_weights(&workshop.run("one"), &workshop.run("two"));
}

#[test]
fn a_step_that_has_no_work_for_each_is_refused() {
    let workshop = Workshop::new(1);
    let two = devices("cpu,cpu");
    let refused = train(&workshop.paths("run"), &tiny(1), false, &two, &|| false);
    let refused = refused.expect_err("one batch for two devices").to_string();
    assert!(
        refused.contains("--accumulate must be a multiple of 2, and it is 1"),
        "{refused}"
    );
    assert!(!workshop.run("run").exists());
}
