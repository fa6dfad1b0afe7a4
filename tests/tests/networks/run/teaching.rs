//! A teacher's pictures and features, procedural maps, stronger jitter, and no discriminator.

use std::cell::Cell;
use std::fs;

use burn::module::Module;
use burn::tensor::Tensor;
use facade_model::pixels::one_hot;
use facade_subjects::facades::procedural;
use serde_json::Value;
use trainer::dataset::augment::{Augmentation, Input};
use trainer::dataset::batch::Batch;
use trainer::dataset::example::Example;
use trainer::distillation::Teacher;
use trainer::run::config::extras::ExtraOptions;
use trainer::run::config::options::RunOptions;
use trainer::run::data::RunPaths;
use trainer::run::train::train;
use trainer::step::terms::Losses;
use trainer::step::{Gan, StepContext};

use super::{Workshop, assert_equal_weights, newest, tensors, tiny};

/// Everything that a teacher can be asked for.
fn taught(epochs: usize) -> RunOptions {
    RunOptions {
        extras: ExtraOptions {
            distill_output: Some(20.0),
            distill_features: Some(5.0),
            distill_structure: Some(5.0),
            procedural: Some(0.6),
            ..ExtraOptions::default()
        },
        ..tiny(epochs)
    }
}

fn with_teacher(workshop: &Workshop, run: &str, teacher: &str, ngf: usize) -> RunPaths {
    RunPaths {
        teacher: Some(workshop.teacher(teacher, ngf)),
        ..workshop.paths(run)
    }
}

/// A step on a pair and on a procedural map; the generator is its own teacher, or another's pupil.
fn losses(workshop: &Workshop, pupil_of_itself: bool) -> Losses<f32> {
    let device = workshop.hardware.device();
    let config = taught(1).start().expect("a sound configuration");
    let gan = Gan::new(&config, device);
    let file = match pupil_of_itself {
        true => workshop.bundle("itself", &gan.generator.valid()),
        false => workshop.teacher("wider", 5),
    };
    let teacher = Teacher::load(&file, device).expect("a bundle");
    let example = |photo| Example {
        input: Input::Labels(procedural::facade(3)),
        photo,
        wedges: Vec::new(),
    };
    let kind = &config.task.input;
    let examples = [Some(vec![90; 3 * 65_536]), None].map(example);
    let batches = examples
        .each_ref()
        .map(|example| Batch::new(&[example], kind, device).expect("a batch"));
    let context = StepContext {
        config: &config,
        teacher: Some(&teacher),
        kernels: workshop.hardware.kernels.as_ref(),
        devices: &workshop.hardware.devices,
    };
    let (_, losses) = gan.step(&batches, &context, 1e-3, 0.0);
    losses.map(Tensor::into_scalar).means(1, 2)
}

#[test]
fn a_generator_that_is_its_own_teacher_has_nothing_to_learn_from_it() {
    let workshop = Workshop::new(1);
    let own = losses(&workshop, true);
    let other = losses(&workshop, false);
    println!("itself: {own}\nanother: {other}");
    assert!(own.g_output.unwrap() < 1e-4 && own.g_features.unwrap().abs() < 1e-3);
    assert!(own.g_structure.unwrap().abs() < 1e-3 && other.g_structure.unwrap() > 0.001);
    assert!(other.g_output.unwrap() > 0.01 && other.g_features.unwrap() > 0.01);
    // Photo and discriminator have their say about the pair alone.
    assert!(own.g_l1.unwrap() > 0.1 && own.g_l1 == other.g_l1);
    assert_eq!(own.d_real, other.d_real);
}

#[test]
fn a_teacher_translates_as_it_does_elsewhere() {
    let workshop = Workshop::new(1);
    let file = workshop.teacher("teacher", 4);
    let device = workshop.hardware.device();
    let teacher = Teacher::load(&file, device).expect("a bundle");
    let plain = device.clone().inner();
    let (network, ..) = trainer::translate::load_bundle(&file, &plain).expect("a bundle");
    let condition = |device| one_hot(&procedural::facade(9), device).expect("a map");
    let kernels = workshop.hardware.kernels.as_ref();
    let found = teacher.translate(condition(device), kernels);
    let expected = network.forward(condition(&plain));
    let largest: f32 = (found.picture.inner() - expected).abs().max().into_scalar();
    println!("largest difference {largest:e}");
    assert!(largest < 1e-4);
    let sides: Vec<usize> = found.features.iter().map(|x| x.dims()[2]).collect();
    assert_eq!(sides, [2, 4, 8, 16, 32, 64, 128]);
}

#[test]
fn a_run_with_a_teacher_and_procedural_maps_resumes_exactly_in_the_middle_of_an_epoch() {
    let workshop = Workshop::new(5);
    let never = || false;
    let options = RunOptions {
        accumulate: Some(2),
        dropout: Some(0.5),
        ..taught(2)
    };
    let paths = |run| with_teacher(&workshop, run, "teacher", 3);
    train(&paths("whole"), &options, false, &workshop.hardware, &never).expect("trains");
    // Eight examples make four steps; a fifth question is asked at the end of each epoch.
    let calls = Cell::new(0);
    let stop = || {
        calls.set(calls.get() + 1);
        calls.get() == 7
    };
    train(&paths("parts"), &options, false, &workshop.hardware, &stop).expect("stops");
    let state = workshop.state("parts");
    assert_eq!((state.epochs_done, state.progress.pairs), (1, 4));
    let go_on = RunOptions::default();
    train(&paths("parts"), &go_on, true, &workshop.hardware, &never).expect("resumes");
    assert_equal_weights(&workshop.run("whole"), &workshop.run("parts"));
    let epochs = |run: &str| -> Vec<Value> {
        let text = fs::read_to_string(workshop.run(run).join("losses.jsonl")).expect("losses");
        let lines = text.lines();
        lines
            .map(|line| serde_json::from_str(line).expect("JSON"))
            .collect()
    };
    for (whole, parts) in epochs("whole").iter().zip(&epochs("parts")) {
        for loss in [
            "d_real",
            "g_adversarial",
            "g_l1",
            "g_output",
            "g_features",
            "g_structure",
        ] {
            assert!(whole[loss].is_number(), "{loss}");
            assert_eq!(whole[loss], parts[loss], "{loss}");
        }
    }
}

#[test]
fn without_adversarial_weight_there_is_no_discriminator_anywhere() {
    let workshop = Workshop::new(2);
    let options = RunOptions {
        adversarial_weight: Some(0.0),
        ..tiny(1)
    };
    workshop.start("run", &options).expect("trains");
    let run = workshop.run("run");
    let files: Vec<String> = tensors(&run).into_iter().map(|(name, _)| name).collect();
    assert_eq!(files, ["generator-optimizer.bpk", "generator.bpk"]);
    let text = fs::read_to_string(run.join("losses.jsonl")).expect("losses");
    let record: Value = serde_json::from_str(&text).expect("one line");
    for loss in ["d_real", "d_fake", "g_adversarial"] {
        assert!(record[loss].is_null(), "{loss}");
    }
    assert!(record["g_l1"].is_number());
    let page = fs::read_to_string(run.join("report.html")).expect("the report");
    assert!(page.contains("critic      none"));

    let more = RunOptions {
        epochs: Some(2),
        ..RunOptions::default()
    };
    workshop.resume("run", &more).expect("resumes");
    assert_eq!(workshop.state("run").epochs_done, 2);
}

#[test]
fn a_discriminator_of_half_the_side_is_kept_beside_the_other() {
    let workshop = Workshop::new(1);
    let options = RunOptions {
        extras: ExtraOptions {
            critic_scales: Some(2),
            feature_matching: Some(10.0),
            ..ExtraOptions::default()
        },
        ..tiny(1)
    };
    workshop.start("run", &options).expect("trains");
    let files = tensors(&workshop.run("run"));
    let values = |name: &str| {
        let found = files.iter().find(|(file, _)| file == name);
        &found.expect("in the checkpoint").1
    };
    let (whole, half) = (values("critic.bpk"), values("critic-half.bpk"));
    assert!(whole.len() == half.len() && whole != half);
    assert!(!values("critic-half-optimizer.bpk").is_empty());
    let text = fs::read_to_string(workshop.run("run").join("losses.jsonl")).expect("losses");
    let record: Value = serde_json::from_str(&text).expect("one line");
    assert!(record["g_matching"].as_f64().is_some_and(|loss| loss > 0.0));
}

#[test]
fn procedural_maps_and_stronger_jitter_change_a_run() {
    let workshop = Workshop::new(2);
    let run = |name: &str, extras: ExtraOptions| {
        let options = RunOptions { extras, ..tiny(1) };
        let paths = match extras.distill_output {
            Some(_) => with_teacher(&workshop, name, "teacher", 3),
            None => workshop.paths(name),
        };
        train(&paths, &options, false, &workshop.hardware, &|| false).expect("trains");
        tensors(&workshop.run(name))
    };
    let strong = ExtraOptions {
        augment: Some(Augmentation::Strong),
        ..ExtraOptions::default()
    };
    let output = ExtraOptions {
        distill_output: Some(1.0),
        ..ExtraOptions::default()
    };
    let maps = ExtraOptions {
        procedural: Some(0.5),
        ..output
    };
    let plain = run("plain", ExtraOptions::default());
    let [strong, output, maps] = [("strong", strong), ("output", output), ("maps", maps)]
        .map(|(name, extras)| run(name, extras));
    assert!(plain != strong && plain != output && output != maps);
    let progress = workshop.state("maps");
    assert_eq!((progress.pairs, progress.epochs_done), (2, 1));
}

#[test]
fn a_run_keeps_its_teacher() {
    let workshop = Workshop::new(1);
    let attempt = |paths: &RunPaths, options: &RunOptions, resume: bool| {
        train(paths, options, resume, &workshop.hardware, &|| false)
    };
    let refused = |paths: &RunPaths, options: &RunOptions, resume: bool| {
        let error = attempt(paths, options, resume).expect_err("must be refused");
        let error = format!("{error:#}");
        println!("{error}");
        assert!(!error.contains('\n'), "one line");
        error
    };
    let paths = with_teacher(&workshop, "run", "teacher", 3);
    let without = workshop.paths("run");
    assert!(refused(&without, &taught(1), false).contains("need a --teacher"));
    assert!(refused(&paths, &tiny(1), false).contains("give one of them a weight"));
    let pairs = RunPaths {
        teacher: Some(workshop.data().join("train/1.png")),
        ..workshop.paths("run")
    };
    assert!(refused(&pairs, &taught(1), false).contains("1.png"));

    attempt(&paths, &taught(1), false).expect("trains");
    let page = fs::read_to_string(workshop.run("run").join("report.html")).expect("the report");
    let sha256 = workshop.state("run").teacher_sha256.expect("recorded");
    assert!(page.contains(&sha256));
    let more = RunOptions {
        epochs: Some(2),
        ..RunOptions::default()
    };
    assert!(refused(&without, &more, true).contains("need a --teacher"));
    let other = with_teacher(&workshop, "run", "other", 4);
    assert!(refused(&other, &more, true).contains("another teacher"));
    let contradiction = RunOptions {
        extras: ExtraOptions {
            distill_output: Some(1.0),
            ..ExtraOptions::default()
        },
        ..more.clone()
    };
    assert!(refused(&paths, &contradiction, true).starts_with("--distill-output is 1.0"));
    attempt(&paths, &more, true).expect("resumes");
    assert!(newest(&workshop.run("run")).ends_with("epoch-0002"));
}
