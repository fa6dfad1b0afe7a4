//! Runs that start from the networks of another one.

use std::fs;

use burn::module::Module;
use burn::tensor::Device;
use burn_pack::Reader;
use facade_model::bundle::Precision;
use facade_model::weights::named_weights;
use trainer::dataset::task::Direction;
use trainer::export::{ExportedDiscriminator, ExportedGenerator, Format};
use trainer::run::config::extras::ExtraOptions;
use trainer::run::config::options::RunOptions;
use trainer::run::config::task_options::TaskOptions;
use trainer::run::data::RunPaths;
use trainer::run::train::train;
use trainer::run::warm_start::WarmStart;

use super::{Workshop, newest, tensors, tiny};

fn start_from(
    workshop: &Workshop,
    before: &str,
    run: &str,
    options: &RunOptions,
) -> anyhow::Result<()> {
    let paths = RunPaths {
        start_from: Some(workshop.run(before)),
        ..workshop.paths(run)
    };
    train(&paths, options, false, &workshop.hardware, &|| false)
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

    let state = workshop.state("after");
    assert_eq!(state.training().epochs, 3, "two before and one of its own");
    let source = state.warm_start.expect("recorded");
    assert_eq!((source.epochs, source.discriminators), (2, true));
    let report = fs::read_to_string(workshop.run("after").join("report.html"));
    assert!(
        report
            .expect("a report")
            .contains("generator and critic after epoch 2 of")
    );

    let resume = |before: &str| {
        let paths = RunPaths {
            start_from: Some(workshop.run(before)),
            ..workshop.paths("after")
        };
        let longer = RunOptions {
            epochs: Some(2),
            ..other.clone()
        };
        train(&paths, &longer, true, &workshop.hardware, &|| false)
    };
    let error = resume("elsewhere").unwrap_err().to_string();
    assert!(error.contains("leave --start-from out"), "{error}");
    // What is in the run's own checkpoint counts from here on.
    fs::remove_dir_all(workshop.run("before")).expect("removable");
    resume("before").expect("resumes");
    assert_eq!(workshop.state("after").warm_start, Some(source));
}

#[test]
fn optimisers_are_fresh() {
    let workshop = Workshop::new(1);
    workshop.start("before", &tiny(1)).expect("trains");
    let before = weights(&workshop, "before", "critic-optimizer.bpk");
    assert!(!before.is_empty(), "moments of a step");
    let config = tiny(1).start().expect("a sound configuration");
    let device = workshop.hardware.device();
    let start = WarmStart::find(&workshop.run("before"), &config).expect("a run");
    let (gan, _) = start.gan(&config, &[], device).expect("starts");
    for optimizer in [&gan.generator_optimizer, &gan.discriminators[0].optimizer] {
        let path = workshop.run("optimizer.bpk");
        optimizer.save(&path).expect("writable");
        let reader = Reader::from_file(&path).expect("a burnpack file");
        assert_eq!(reader.into_tensors().expect("a whole file").len(), 0);
    }
}

#[test]
fn an_average_is_what_its_run_would_export_and_another_discriminator_begins_anew() {
    let workshop = Workshop::new(2);
    let averaged = RunOptions {
        ema: Some(0.9),
        ..tiny(2)
    };
    workshop.start("before", &averaged).expect("trains");
    let wider = RunOptions {
        ndf: Some(3),
        ema: Some(0.5),
        ..idle()
    };
    start_from(&workshop, "before", "after", &wider).expect("trains");
    let average = weights(&workshop, "before", "generator-average.bpk");
    assert!(average != weights(&workshop, "before", "generator.bpk"));
    assert!(average == weights(&workshop, "after", "generator.bpk"));
    let config = wider.start().expect("a sound configuration");
    let device = workshop.hardware.device();
    let start = WarmStart::find(&workshop.run("before"), &config).expect("a run");
    let (gan, _) = start.gan(&config, &[], device).expect("starts");
    let average = named_weights(&gan.average.expect("the run keeps one"));
    assert!(average == named_weights(&gan.generator.valid()));
    assert!(
        !workshop
            .state("after")
            .warm_start
            .expect("recorded")
            .discriminators
    );

    let without = RunOptions {
        adversarial_weight: Some(0.0),
        ..idle()
    };
    start_from(&workshop, "before", "alone", &without).expect("trains");
    assert!(
        !workshop
            .state("alone")
            .warm_start
            .expect("recorded")
            .discriminators
    );
}

#[test]
fn a_bundle_is_started_from_with_the_discriminator_beside_it() {
    let workshop = Workshop::new(2);
    workshop.start("before", &tiny(2)).expect("trains");
    let device = Device::flex();
    let folder = workshop.run("models");
    let checkpoint = newest(&workshop.run("before"));
    let exported = ExportedGenerator::from_checkpoint(&checkpoint, "tiny", &device);
    let format = Format::Bundle(Precision::F32);
    exported
        .and_then(|generator| generator.write(format, &folder))
        .expect("exports");
    let discriminator = ExportedDiscriminator::from_checkpoint(&checkpoint, "tiny", &device);
    let discriminator = discriminator
        .and_then(|discriminator| discriminator.write(Precision::F32, &folder))
        .expect("exports");
    start_from(&workshop, "models/tiny.safetensors", "after", &idle()).expect("trains");
    for file in ["generator.bpk", "critic.bpk"] {
        let [before, after] = ["before", "after"].map(|run| weights(&workshop, run, file));
        assert!(before == after, "{file} differs");
    }
    let source = workshop.state("after").warm_start.expect("recorded");
    assert_eq!((source.epochs, source.discriminators), (2, true));

    // Without one beside it, or with one of another shape, the discriminator begins anew.
    let wider = RunOptions {
        ndf: Some(3),
        ..idle()
    };
    start_from(&workshop, "models/tiny.safetensors", "wider", &wider).expect("trains");
    assert!(
        !workshop
            .state("wider")
            .warm_start
            .expect("recorded")
            .discriminators
    );
    fs::remove_file(discriminator).expect("removable");
    start_from(&workshop, "models/tiny.safetensors", "alone", &idle()).expect("trains");
    assert!(
        !workshop
            .state("alone")
            .warm_start
            .expect("recorded")
            .discriminators
    );

    let deeper = RunOptions {
        ngf: Some(3),
        ..idle()
    };
    let error = start_from(&workshop, "models/tiny.safetensors", "deeper", &deeper).unwrap_err();
    assert!(error.to_string().contains("another --ngf"), "{error}");
    let list = start_from(&workshop, "models/models.json", "list", &idle()).unwrap_err();
    assert!(
        list.to_string().starts_with("--start-from cannot use"),
        "{list}"
    );
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
    let turned = RunOptions {
        task: TaskOptions {
            direction: Some(Direction::AtoB),
            ..TaskOptions::default()
        },
        ..tiny(1)
    };
    for other in [wider, turned] {
        let error = start_from(&workshop, "before", "run", &other).unwrap_err();
        let message = error.to_string();
        assert!(message.contains("--start-from needs the same"), "{message}");
    }
    assert!(!workshop.run("run").exists());

    let file = newest(&workshop.run("before")).join("generator.bpk");
    fs::write(&file, b"damaged").expect("writable");
    let error = start_from(&workshop, "before", "run", &tiny(1)).unwrap_err();
    assert!(
        error.to_string().contains("is missing or damaged"),
        "{error}"
    );
}

#[test]
fn norms_are_folded_once_and_the_run_goes_on_without_them() {
    let workshop = Workshop::new(2);
    workshop.start("before", &tiny(1)).expect("trains");
    let folded = RunOptions {
        fold_norms: Some(true),
        ..idle()
    };
    let error = workshop.start("alone", &folded).unwrap_err().to_string();
    assert!(
        error.starts_with("--fold-norms goes with --start-from"),
        "{error}"
    );

    start_from(&workshop, "before", "folded", &folded).expect("trains");
    let generator = |run: &str| {
        let checkpoint = newest(&workshop.run(run));
        ExportedGenerator::from_checkpoint(&checkpoint, run, &Device::flex()).expect("a generator")
    };
    assert!(generator("before").network.has_norms());
    assert!(!generator("folded").network.has_norms());

    // The same options go on with what is folded, and another run starts from it as it is.
    start_from(&workshop, "folded", "after", &folded).expect("trains");
    let [before, after] = ["folded", "after"].map(|run| named_weights(&generator(run).network));
    for (name, before) in &before {
        let [before, after] = [before, &after[name]].map(|data| data.iter::<f32>().collect());
        let pairs: Vec<(f32, f32)> = Vec::into_iter(before).zip::<Vec<f32>>(after).collect();
        // Where no picture reaches, a bias of 0 moves by the rate.
        let moved = pairs
            .iter()
            .find(|(before, after)| (before - after).abs() > 1e-20);
        assert_eq!(moved, None, "{name}");
    }
    let longer = RunOptions {
        epochs: Some(2),
        ..folded
    };
    workshop.resume("after", &longer).expect("resumes");
    let error = start_from(&workshop, "folded", "normed", &idle()).unwrap_err();
    assert!(error.to_string().contains("its norms folded"), "{error}");
}
