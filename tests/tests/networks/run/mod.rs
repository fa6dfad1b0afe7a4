//! Whole training runs on small synthetic data.

mod devices;
mod faults;
mod larger;
mod learning;
mod options;
mod report;
mod resume;
mod tasks;
mod teaching;
mod warm_start;

use std::fs;
use std::path::Path;

use anyhow::Result;
use burn::module::Module;
use burn_pack::Reader;
use facade_model::bundle::{Bundle, Precision};
use facade_model::input::InputKind;
use facade_model::unet::UNet;
use facade_subjects::facades::classes::by_id;
use facade_subjects::facades::procedural;
use image::{Rgb, RgbImage};
use tempfile::TempDir;
use trainer::device::{DeviceChoice, TrainingDevice};
use trainer::run::checkpoints::{Checkpoints, Which};
use trainer::run::config::Decoder;
use trainer::run::config::options::RunOptions;
use trainer::run::data::RunPaths;
use trainer::run::state::State;
use trainer::run::train::train;
use trainer::step::Gan;

const SIDE: u32 = 256;

/// A data set and a folder for its runs.
pub struct Workshop {
    folder: TempDir,
    hardware: TrainingDevice,
}

impl Workshop {
    /// With this many training pairs.
    pub fn new(pairs: u64) -> Self {
        let workshop = Self {
            folder: TempDir::new().expect("a temporary folder"),
            hardware: hardware(),
        };
        write_pairs(&workshop.data().join("train"), pairs);
        workshop
    }

    fn data(&self) -> std::path::PathBuf {
        self.folder.path().join("data")
    }

    pub fn run(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn paths(&self, run: &str) -> RunPaths {
        RunPaths {
            data: self.data(),
            labels: None,
            images: None,
            segmenter: None,
            teacher: None,
            start_from: None,
            run: self.run(run),
            skip_unreadable: false,
        }
    }

    pub fn start(&self, run: &str, options: &RunOptions) -> Result<()> {
        train(&self.paths(run), options, false, &self.hardware, &|| false)
    }

    fn resume(&self, run: &str, options: &RunOptions) -> Result<()> {
        train(&self.paths(run), options, true, &self.hardware, &|| false)
    }

    /// Writes a bundle of a generator of this width that has learned nothing.
    fn teacher(&self, name: &str, ngf: usize) -> std::path::PathBuf {
        let options = RunOptions {
            ngf: Some(ngf),
            ..tiny(1)
        };
        let config = options.start().expect("a sound configuration");
        let gan = Gan::new(&config, self.hardware.device());
        self.bundle(name, &gan.generator.valid())
    }

    /// Writes a generator of facades as a bundle.
    fn bundle(&self, name: &str, generator: &UNet) -> std::path::PathBuf {
        let kind = InputKind::facades();
        let bytes = Bundle::encode(generator, name, kind, Vec::new(), 0.0, None, Precision::F32);
        let path = self.run(&format!("{name}.safetensors"));
        fs::write(&path, bytes.expect("encodes")).expect("writable");
        path
    }

    fn state(&self, run: &str) -> State {
        State::read(&newest(&self.run(run))).expect("a whole checkpoint")
    }
}

pub fn hardware() -> TrainingDevice {
    let hardware = DeviceChoice::Cpu.open_for_training();
    hardware.expect("the CPU is always there")
}

/// A|B images: on the right a procedural label map, on the left a made-up "photo" of it.
pub fn write_pairs(folder: &Path, count: u64) {
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

/// The smallest networks, the published rest.
pub fn tiny(epochs: usize) -> RunOptions {
    RunOptions {
        ngf: Some(2),
        ndf: Some(2),
        decoder: Some(Decoder::Resize),
        seed: Some(4),
        epochs: Some(epochs),
        ..RunOptions::default()
    }
}

fn newest(run: &Path) -> std::path::PathBuf {
    let checkpoints = Checkpoints::of_run(run);
    checkpoints.find(Which::Newest).expect("a checkpoint")
}

/// Everything the newest checkpoint of a run holds but its description: the tensors of each file,
/// sorted.
///
/// Names carry parameter ids, which are drawn anew for every run, so they stay out.
fn tensors(run: &Path) -> Vec<(String, Vec<Vec<u8>>)> {
    let checkpoint = newest(run);
    let files = fs::read_dir(&checkpoint).expect("the checkpoint");
    let mut files: Vec<_> = files
        .map(|file| file.expect("the checkpoint").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "bpk"))
        .collect();
    files.sort();
    let tensors = files.iter().map(|path| {
        let reader = Reader::from_file(path).expect("a burnpack file");
        let tensors = reader.into_tensors().expect("a whole file");
        let bytes = tensors
            .iter()
            .map(|tensor| tensor.to_bytes().expect("readable").to_vec());
        let mut values: Vec<_> = bytes.collect();
        assert!(!values.is_empty());
        values.sort_unstable();
        (
            path.file_name().expect("a file").display().to_string(),
            values,
        )
    });
    tensors.collect()
}

#[track_caller]
fn assert_equal_weights(a: &Path, b: &Path) {
    let (a, b) = (tensors(a), tensors(b));
    assert!(a.len() >= 4, "both networks and both optimisers");
    assert_eq!(a.len(), b.len());
    for ((name, a), (_, b)) in a.iter().zip(&b) {
        assert!(a == b, "{name} differs");
    }
}
