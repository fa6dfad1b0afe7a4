//! Training on a graphics card, or on a program that stands in for one (Mesa's lavapipe): its losses, checkpoints and
//! pictures are those of the CPU.
#![cfg(feature = "gpu")]

mod support;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use image::RgbImage;
use serde_json::{Map, Value};
use tempfile::TempDir;

use support::write_pairs;

/// Of a loss after two steps and of a measure of the pictures, relative to the larger of 1 and the value. Sums are
/// added in another order on a card.
const TOLERANCE: f64 = 1e-4;
/// Of a picture's value, of 255.
const PICTURE_TOLERANCE: u8 = 2;

struct Workshop(TempDir);

impl Workshop {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        write_pairs(&folder.path().join("data/train"), 2);
        write_pairs(&folder.path().join("data/val"), 1);
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn trainer(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_trainer"));
        // Mesa's drivers complain in a line of their own of a system without a session.
        command
            .args(arguments)
            .current_dir(self.0.path())
            .env("XDG_RUNTIME_DIR", self.0.path());
        command
    }

    /// `trainer train` of a run from its beginning to this epoch, with these batches a step.
    fn start(&self, run: &str, device: &str, epochs: &str, batches: &str) -> String {
        let networks = ["--ngf", "4", "--ndf", "4", "--seed", "4", "--dropout", "0"];
        let arguments = ["train", "--data", "data", "--run", run, "--device", device];
        let steps = ["--epochs", epochs, "--accumulate", batches];
        let arguments = [&arguments[..], &networks, &steps].concat();
        succeeded(&self.trainer(&arguments).output().unwrap())
    }

    fn resume(&self, run: &str, device: &str, epochs: &str) -> String {
        let arguments = [
            "train", "--data", "data", "--run", run, "--device", device, "--epochs", epochs,
            "--resume",
        ];
        succeeded(&self.trainer(&arguments).output().unwrap())
    }

    /// What the journal says of the run's epochs, without times.
    fn journal(&self, run: &str) -> Vec<Map<String, Value>> {
        let lines = fs::read_to_string(self.path(run).join("losses.jsonl")).unwrap();
        let records = lines.lines().map(|line| {
            let mut record: Map<String, Value> = serde_json::from_str(line).unwrap();
            record.remove("seconds");
            record.remove("images_per_second");
            record
        });
        records.collect()
    }

    #[track_caller]
    fn assert_same_journals(&self, expected: &str, found: &str) {
        let (expected, found) = (self.journal(expected), self.journal(found));
        assert_eq!(expected.len(), found.len());
        for (expected, found) in expected.iter().zip(&found) {
            println!("{expected:?}\n{found:?}");
            for (name, expected) in expected {
                let found = &found[name];
                match (expected.as_f64(), found.as_f64()) {
                    (Some(a), Some(b)) => {
                        let most = TOLERANCE * a.abs().max(1.0);
                        assert!((a - b).abs() <= most, "{name}: {a} and {b}");
                    }
                    _ => assert_eq!(expected, found, "{name}"),
                }
            }
        }
    }

    /// The picture of the first label map by the run's newest checkpoint.
    fn translate(&self, run: &str, device: &str) -> RgbImage {
        let picture = format!("{run}-{}.png", device.replace(':', ""));
        let arguments = [
            "translate",
            "data/val/1.png",
            &picture,
            "--run",
            run,
            "--device",
            device,
        ];
        let arguments = [&arguments[..], &["--direction", "BtoA"]].concat();
        succeeded(&self.trainer(&arguments).output().unwrap());
        image::open(self.path(&picture)).unwrap().to_rgb8()
    }
}

#[track_caller]
fn succeeded(output: &Output) -> String {
    let text = [&output.stdout[..], &output.stderr].concat();
    let text = String::from_utf8_lossy(&text).into_owned();
    assert!(output.status.success(), "{text}");
    println!("{text}");
    text
}

#[test]
fn a_run_is_the_same_on_both_devices_and_goes_on_on_either() {
    let workshop = Workshop::new();
    let told = workshop.start("gpu", "gpu", "1", "1");
    let device = told
        .lines()
        .find_map(|line| line.strip_prefix("device "))
        .unwrap()
        .trim();
    assert!(device.ends_with("(Vulkan)"), "{device}");
    assert_eq!(
        told.contains("is a program on the processor and no graphics card"),
        device.contains("llvmpipe"),
        "{told}"
    );
    let report = fs::read_to_string(workshop.path("gpu/report.html")).unwrap();
    assert!(report.contains(device.trim_end_matches(" (Vulkan)")));

    workshop.start("cpu", "cpu", "1", "1");
    workshop.assert_same_journals("cpu", "gpu");
    assert!(workshop.path("gpu/pictures/epoch-0001.png").is_file());
    let (on_cpu, on_gpu) = (
        workshop.translate("gpu", "cpu"),
        workshop.translate("gpu", "gpu"),
    );
    let difference = on_cpu
        .as_raw()
        .iter()
        .zip(on_gpu.as_raw())
        .map(|(a, b)| a.abs_diff(*b));
    assert!(difference.max().unwrap() <= PICTURE_TOLERANCE);

    for device in ["cpu", "gpu"] {
        let eval = ["eval", "--run", "gpu", "--data", "data", "--device", device];
        succeeded(&workshop.trainer(&eval).output().unwrap());
    }

    // Each goes on where the other stopped.
    workshop.resume("gpu", "cpu", "2");
    workshop.resume("cpu", "gpu", "2");
    workshop.start("whole", "gpu", "2", "1");
    workshop.assert_same_journals("whole", "gpu");
    workshop.assert_same_journals("whole", "cpu");
}

#[test]
fn two_that_share_a_step_end_as_one_does() {
    let workshop = Workshop::new();
    let told = workshop.start("two", "gpu,gpu", "1", "2");
    assert!(told.contains("(Vulkan) + "), "{told}");
    workshop.start("one", "cpu", "1", "2");
    workshop.assert_same_journals("one", "two");
}

#[test]
fn a_device_that_is_none_is_answered_in_a_sentence() {
    let workshop = Workshop::new();
    let refused = |command: &mut Command| {
        let output = command.output().unwrap();
        assert!(!output.status.success());
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(told.trim().lines().count(), 1, "{told}");
        told
    };
    let arguments = [
        "train", "--data", "data", "--run", "run", "--epochs", "1", "--device",
    ];
    let second = refused(&mut workshop.trainer(&[&arguments[..], &["gpu:7"]].concat()));
    assert!(
        second.contains("there is no graphics card 7; Vulkan offers"),
        "{second}"
    );

    let mut without_drivers = workshop.trainer(&[&arguments[..], &["gpu"]].concat());
    without_drivers
        .env("VK_DRIVER_FILES", "/dev/null")
        .env("VK_ICD_FILENAMES", "/dev/null");
    let none = refused(&mut without_drivers);
    assert!(
        none.contains("no GPU with a Vulkan driver was found"),
        "{none}"
    );
    assert!(!workshop.path("run").exists());
}
