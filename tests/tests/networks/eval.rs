//! The segmenter's training and the figures of a generator, on small synthetic data.

use std::cell::OnceCell;
use std::path::Path;
use std::sync::Arc;

use burn::tensor::Device;
use facade_model::kernels::BackendKernels;
use facade_model::unet::{UNet, UNetConfig, Upsampling};
use facade_subjects::facades::classes::CLASS_COUNT;
use tempfile::TempDir;
use trainer::dataset::augment::plain;
use trainer::dataset::pair::{PairPath, find_pairs};
use trainer::dataset::task::{Direction, Task};
use trainer::eval::appearance::Likeness;
use trainer::eval::measure::{Conditions, measure};
use trainer::eval::picture::Picture;
use trainer::run::validation::validate;
use trainer::segmenter::file;
use trainer::segmenter::network::{Segmenter, SegmenterConfig};
use trainer::segmenter::train::{SegmenterOptions, score_photos, train};

use crate::run::{hardware, write_pairs};

const DIRECTION: Direction = Direction::BtoA;

fn pairs(folder: &Path, count: u64) -> Vec<PairPath> {
    write_pairs(&folder.join("val"), count);
    find_pairs(folder, None, "val").expect("pairs")
}

fn generator(device: &Device) -> UNet {
    let config = UNetConfig {
        input_channels: CLASS_COUNT,
        ngf: 2,
        depth: 8,
        upsampling: Upsampling::Smooth,
        head: 0,
        scale: 1,
        norms: true,
    };
    config.init(device)
}

/// Share of the pixels that are of the most common class.
fn largest_share(pairs: &[PairPath]) -> f64 {
    let mut counts = [0_usize; CLASS_COUNT];
    for pair in pairs {
        let sample = plain(pair.read(&Task::facades(DIRECTION)).expect("a sound pair"));
        for id in sample.labels().expect("labels") {
            counts[usize::from(*id) - 1] += 1;
        }
    }
    let total: usize = counts.iter().sum();
    counts.into_iter().max().unwrap_or(0) as f64 / total as f64
}

#[test]
fn a_segmenter_learns_to_read_photos_and_its_file_says_how_well() {
    let folder = TempDir::new().expect("a temporary folder");
    write_pairs(&folder.path().join("train"), 4);
    let validating = pairs(folder.path(), 3);
    let options = SegmenterOptions {
        data: folder.path().to_owned(),
        labels: None,
        direction: DIRECTION,
        out: folder.path().join("new/segmenter.safetensors"),
        epochs: 40,
        width: 4,
        seed: 3,
    };
    train(&options, &hardware()).expect("trains");

    let device = Device::flex();
    let (segmenter, description) = file::load(&options.out, &device).expect("a whole file");
    assert_eq!((description.epochs, description.pairs), (40, 4));
    let score = score_photos(&segmenter, &validating, DIRECTION, &device).expect("sound pairs");
    assert_eq!(score, description.validation, "after the round trip");
    let score = score.expect("pairs to score on");
    let guess = largest_share(&validating);
    println!("{score:?}; always the same class: {guess:.3}");
    assert!(score.pixel_accuracy > guess + 0.05);
    // The same class everywhere would score its share for one class of twelve.
    assert!(score.mean_iou > 1.5 * guess / CLASS_COUNT as f64);
}

fn conditions(segmenter: Option<&Segmenter>) -> Conditions<'_> {
    Conditions {
        paints: None,
        segmenter,
        scale: 1,
    }
}

#[test]
fn the_figures_are_the_same_twice_and_agree_with_each_other() {
    let folder = TempDir::new().expect("a temporary folder");
    let pairs = pairs(folder.path(), 4);
    let device = Device::flex();
    device.seed(6);
    let generator = generator(&device);
    let segmenter = SegmenterConfig { width: 2 }.init(&device);
    let task = Task::facades(DIRECTION);
    let figures = |segmenter: Option<&Segmenter>| {
        let mut kept = Vec::new();
        let mut keep = |pair: &PairPath, _: &Picture| {
            kept.push(pair.clone());
            Ok(())
        };
        let conditions = conditions(segmenter);
        let measured = measure(&generator, &pairs, &task, &conditions, &device, &mut keep);
        assert_eq!(kept, pairs);
        measured.expect("sound pairs")
    };
    let first = figures(Some(&segmenter));
    assert_eq!(first, figures(Some(&segmenter)));

    let segmented = first.segmented.expect("a segmenter was given");
    let photos = OnceCell::new();
    let validated = || {
        let segmenter = Some(&segmenter);
        let pairs = Arc::new(pairs.clone());
        let figures = validate(
            &generator,
            &pairs,
            &task,
            segmenter,
            &photos,
            &BackendKernels,
            &device,
        );
        figures.expect("sound pairs").expect("pairs")
    };
    let validation = validated();
    assert_eq!(validation, validated(), "with the photos known");
    assert_eq!(validation.l1, first.l1);
    let (quick, thorough) = (&validation.likeness, &first.likeness);
    let ratio = quick.mean_wasserstein() / thorough.mean_wasserstein();
    println!("distance over a quarter of the directions: {ratio:.3} of that over all");
    assert!((ratio - 1.0).abs() < 0.1);
    let with_all = Likeness {
        wasserstein: thorough.wasserstein.clone(),
        ..quick.clone()
    };
    assert_eq!(with_all, *thorough);
    assert_eq!(validation.label_iou, Some(segmented.generated.mean_iou));
    let photos = score_photos(&segmenter, &pairs, DIRECTION, &device).expect("sound pairs");
    assert_eq!(Some(segmented.real), photos);
    assert!(segmented.kid.is_some() && segmented.kid_of_halves.is_some());

    let without = figures(None);
    assert_eq!(without.segmented, None);
    assert_eq!(without.likeness, first.likeness);
}

#[test]
fn nothing_is_measured_without_pairs() {
    let device = Device::flex();
    let generator = generator(&device);
    let segmenter = SegmenterConfig { width: 2 }.init(&device);
    let task = Task::facades(DIRECTION);
    let segmenter = Some(&segmenter);
    let mut keep = |_: &PairPath, _: &Picture| Ok(());
    let conditions = conditions(segmenter);
    let measured = measure(&generator, &[], &task, &conditions, &device, &mut keep);
    let error = measured.map(|_| ()).expect_err("must be refused");
    assert!(error.to_string().contains("no pairs"), "{error}");
    let validated = validate(
        &generator,
        &Arc::default(),
        &task,
        None,
        &OnceCell::new(),
        &BackendKernels,
        &device,
    );
    assert_eq!(validated.expect("nothing to read"), None);
}
