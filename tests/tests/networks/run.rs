//! Whole training runs on small synthetic data.

use std::fs;
use std::path::Path;

use burn::module::Module;
use burn::tensor::Device;
use burn_pack::Reader;
use facade_model::classes::by_id;
use facade_model::pixels::{one_hot, photo};
use facade_model::procedural;
use facade_model::unet::UNet;
use image::{Rgb, RgbImage};
use tempfile::TempDir;
use trainer::dataset::augment::plain;
use trainer::dataset::pair::{Direction, find_pairs};
use trainer::device::{DeviceChoice, TrainingDevice};
use trainer::export::export;
use trainer::run::checkpoint::{Checkpoints, State};
use trainer::run::config::{Decoder, RunConfig, RunOptions};
use trainer::run::gallery;
use trainer::run::train::{Places, train};
use trainer::step::Gan;
use trainer::translate::load_bundle;

const SIDE: u32 = 256;

/// A|B images: on the right a procedural label map, on the left a made-up "photo" of it.
fn write_pairs(folder: &Path, count: u64) {
    fs::create_dir_all(folder).expect("a writable folder");
    for seed in 1..=count {
        let labels = procedural::facade(seed);
        let image = RgbImage::from_fn(2 * SIDE, SIDE, |x, y| {
            let id = labels[(y * SIDE + x % SIDE) as usize];
            let [r, g, b] = by_id(id).expect("ids in 1..=12").color;
            if x >= SIDE {
                Rgb([r, g, b])
            } else {
                Rgb([g / 2 + 60, r / 2 + 40, b / 3 + (y / 4) as u8])
            }
        });
        image
            .save(folder.join(format!("{seed}.png")))
            .expect("a writable folder");
    }
}

fn options(epochs: usize) -> RunOptions {
    RunOptions {
        ngf: Some(2),
        ndf: Some(2),
        decoder: Some(Decoder::Resize),
        seed: Some(4),
        epochs: Some(epochs),
        decay_from: Some(2),
        ..RunOptions::default()
    }
}

fn hardware() -> TrainingDevice {
    let hardware = DeviceChoice::Cpu.open_for_training();
    hardware.expect("the CPU is always there")
}

fn places(data: &Path, run: &Path) -> Places {
    Places {
        data: data.to_owned(),
        labels: None,
        run: run.to_owned(),
    }
}

/// Everything a checkpoint holds but its description.
const CHECKPOINT_FILES: [&str; 4] = [
    "generator.bpk",
    "critic.bpk",
    "generator-optimizer.bpk",
    "critic-optimizer.bpk",
];

/// The tensors of a file in the newest checkpoint of a run, sorted.
///
/// Names carry parameter ids, which are drawn anew for every run, so they stay out.
fn newest(run: &Path, name: &str) -> Vec<Vec<u8>> {
    let checkpoint = Checkpoints::of_run(run).find(None).expect("a checkpoint");
    let reader = Reader::from_file(checkpoint.join(name)).expect("a burnpack file");
    let tensors = reader.into_tensors().expect("a whole file");
    let mut values: Vec<Vec<u8>> = tensors
        .iter()
        .map(|tensor| tensor.to_bytes().expect("readable").to_vec())
        .collect();
    assert!(!values.is_empty());
    values.sort_unstable();
    values
}

#[test]
fn an_interrupted_run_ends_with_the_same_weights_as_an_uninterrupted_one() {
    let folder = TempDir::new().expect("a temporary folder");
    let data = folder.path().join("data");
    write_pairs(&data.join("train"), 3);
    let device = hardware();

    let (whole, parts) = (folder.path().join("whole"), folder.path().join("parts"));
    train(&places(&data, &whole), &options(4), false, &device).expect("trains");
    train(&places(&data, &parts), &options(2), false, &device).expect("trains");
    let go_on = RunOptions {
        epochs: Some(4),
        ..RunOptions::default()
    };
    train(&places(&data, &parts), &go_on, true, &device).expect("resumes");

    for name in CHECKPOINT_FILES {
        assert!(
            newest(&whole, name) == newest(&parts, name),
            "{name} differs"
        );
    }
    let lines = fs::read_to_string(parts.join("losses.jsonl")).expect("the losses");
    assert_eq!(lines.lines().count(), 4, "one line an epoch");
    assert!(parts.join("pictures/epoch-0004.png").is_file());
}

#[test]
fn a_run_is_neither_overwritten_nor_contradicted() {
    let folder = TempDir::new().expect("a temporary folder");
    let data = folder.path().join("data");
    write_pairs(&data.join("train"), 1);
    let device = hardware();
    let places = places(&data, &folder.path().join("run"));
    let refused = |options: &RunOptions, resume: bool| {
        let error = train(&places, options, resume, &device).expect_err("must be refused");
        println!("{error:#}");
        format!("{error:#}")
    };

    assert!(refused(&options(1), true).contains("no checkpoint to resume"));
    train(&places, &options(1), false, &device).expect("trains");
    assert!(refused(&options(1), false).contains("--resume"));
    let wider = RunOptions {
        ngf: Some(3),
        ..RunOptions::default()
    };
    assert!(refused(&wider, true).contains("--ngf"));
}

#[test]
fn one_pair_is_learned_by_heart_and_survives_export() {
    const STEPS: usize = 150;
    const L1_BOUND: f32 = 0.12;
    let folder = TempDir::new().expect("a temporary folder");
    write_pairs(&folder.path().join("train"), 1);
    let pair = &find_pairs(folder.path(), None, "train").expect("one pair")[0];
    let sample = plain(pair.read(Direction::BtoA).expect("a sound pair"));

    let config = RunConfig::new(&RunOptions {
        ngf: Some(8),
        ndf: Some(4),
        ..options(1)
    })
    .expect("a sound configuration");
    let TrainingDevice {
        device,
        convolution,
    } = hardware();
    device.seed(config.seed);
    let mut gan = Gan::new(&config.generator(), &config.critic(), &device);
    let condition = one_hot(&sample.labels, &device).expect("sound labels");
    let real = photo(&sample.photo, &device).expect("a sound photo");
    let mut l1 = f32::INFINITY;
    for _ in 0..STEPS {
        let losses;
        (gan, losses) = gan.step(condition.clone(), real.clone(), 2e-3, convolution.as_ref());
        l1 = losses.g_l1.into_scalar();
    }
    println!("L1 after {STEPS} steps: {l1}, allowed {L1_BOUND}");
    assert!(l1 < L1_BOUND);

    let run = folder.path().join("run");
    let state = State {
        epochs_done: 1,
        pairs: 1,
        validation_l1: None,
        config,
    };
    let checkpoints = Checkpoints::of_run(&run);
    checkpoints.save(&gan, &state).expect("a writable folder");
    let plain_device = Device::flex();
    let models = folder.path().join("models");
    let checkpoint = checkpoints.find(None).expect("the checkpoint");
    export(&checkpoint, "tiny", &models, &plain_device).expect("exports");
    let reloaded = load_bundle(&models.join("tiny.safetensors"), &plain_device).expect("loads");

    let picture = |generator: &UNet| {
        gallery::translate(generator, &sample.labels, &plain_device).expect("sound labels")
    };
    let before = picture(&gan.generator.valid());
    let after = picture(&reloaded);
    let differences = before.iter().zip(after.iter()).map(|(a, b)| a.abs_diff(*b));
    let largest = differences.max().expect("a picture has pixels");
    // Folding is exact; half precision of the weights is not.
    println!("largest difference after export and reload: {largest}/255, allowed 2");
    assert!(largest <= 2);
}
