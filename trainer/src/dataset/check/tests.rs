use std::fs;

use facade_model::input::InputKind;
use facade_subjects::facades::classes::by_id;
use facade_subjects::facades::procedural;
use image::{GrayImage, Luma, Rgb, RgbImage, imageops};
use tempfile::TempDir;

use super::*;
use crate::dataset::arrangement::Images;
use crate::dataset::layout::DataFolders;
use crate::dataset::task::Direction;

const SIDE: u32 = 64;

/// A label map in the colours of its classes.
fn labels(seed: u64) -> RgbImage {
    let ids = GrayImage::from_raw(256, 256, procedural::facade(seed)).unwrap();
    let ids = imageops::resize(&ids, SIDE, SIDE, imageops::FilterType::Nearest);
    RgbImage::from_fn(SIDE, SIDE, |x, y| {
        Rgb(by_id(ids.get_pixel(x, y).0[0]).unwrap().color)
    })
}

/// Stone and sky, in colours of no class.
fn photo(seed: u64) -> RgbImage {
    RgbImage::from_fn(SIDE, SIDE, |x, y| {
        let value = 100 + (x + 2 * y + seed as u32) % 90;
        Rgb([value as u8, (value - 10) as u8, (value - 30) as u8])
    })
}

/// Lines on white.
fn edges(seed: u64) -> RgbImage {
    RgbImage::from_fn(SIDE, SIDE, |x, y| {
        Rgb([255 * u8::from(!(x + seed as u32).is_multiple_of(9) && !y.is_multiple_of(11)); 3])
    })
}

fn beside(a: &RgbImage, b: &RgbImage) -> RgbImage {
    let mut image = RgbImage::new(a.width() + b.width(), a.height());
    imageops::replace(&mut image, a, 0, 0);
    imageops::replace(&mut image, b, i64::from(a.width()), 0);
    image
}

fn above(a: &RgbImage, b: &RgbImage) -> RgbImage {
    let mut image = RgbImage::new(a.width(), a.height() + b.height());
    imageops::replace(&mut image, a, 0, 0);
    imageops::replace(&mut image, b, 0, i64::from(a.height()));
    image
}

struct Set(TempDir);

impl Set {
    /// Four images in a folder.
    fn of(folder: &str, image: impl Fn(u64) -> RgbImage) -> Self {
        let set = Self(TempDir::new().unwrap());
        set.put(folder, image);
        set
    }

    fn put(&self, folder: &str, image: impl Fn(u64) -> RgbImage) {
        let folder = self.0.path().join(folder);
        fs::create_dir_all(&folder).unwrap();
        for seed in 1..=4 {
            image(seed)
                .save(folder.join(format!("{seed}.png")))
                .unwrap();
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn split(&self, labels: Option<&str>) -> Split {
        let folders = DataFolders {
            data: if labels.is_some() {
                self.path("photos")
            } else {
                self.path("")
            },
            labels: labels.map(|labels| self.path(labels)),
            images: None,
        };
        folders.split("train").unwrap()
    }

    fn look(&self, task: &Task) -> Findings {
        look(&self.split(None), task, Depth::Some)
    }
}

fn facades(direction: Direction) -> Task {
    Task::facades(direction)
}

#[track_caller]
fn assert_one(sentences: &[String], parts: &[&str]) {
    let [sentence] = sentences else {
        panic!("one sentence: {sentences:?}");
    };
    for part in parts {
        assert!(sentence.contains(part), "{part} in: {sentence}");
    }
}

#[track_caller]
fn assert_silent(findings: &Findings) {
    assert!(findings.refusals.is_empty(), "{:?}", findings.refusals);
    assert!(findings.warnings.is_empty(), "{:?}", findings.warnings);
    assert!(findings.unreadable.is_empty(), "{:?}", findings.unreadable);
    findings.refuse(false).unwrap();
}

#[test]
fn pairs_that_fit_the_task_are_passed_in_silence() {
    let set = Set::of("train", |seed| beside(&photo(seed), &labels(seed)));
    let findings = set.look(&facades(Direction::BtoA));
    assert_silent(&findings);
    assert_eq!((findings.pairs, findings.inside), (4, 4));
    let set = Set::of("train", |seed| beside(&edges(seed), &photo(seed)));
    assert_silent(&set.look(&Task::new(InputKind::Rgb, Direction::AtoB)));
    let set = Set::of("train", photo);
    assert_silent(&set.look(&Task::new(InputKind::Grey, Direction::BtoA)));
}

#[test]
fn halves_that_are_both_label_maps_are_told_to_have_no_photo() {
    let set = Set::of("train", |seed| beside(&labels(seed), &labels(seed + 4)));
    for direction in [Direction::AtoB, Direction::BtoA] {
        let findings = set.look(&facades(direction));
        assert_one(&findings.warnings, &["both halves", "no photo"]);
        assert!(findings.refusals.is_empty());
    }
}

#[test]
fn swapped_halves_are_refused_with_the_direction() {
    let set = Set::of("train", |seed| beside(&labels(seed), &photo(seed)));
    let findings = set.look(&facades(Direction::BtoA));
    assert_one(&findings.refusals, &["left halves", "--direction AtoB"]);
    assert_silent(&set.look(&facades(Direction::AtoB)));
    let set = Set::of("train", |seed| beside(&photo(seed), &labels(seed)));
    let findings = set.look(&facades(Direction::AtoB));
    assert_one(&findings.refusals, &["right halves", "--direction BtoA"]);
}

#[test]
fn photo_above_map_is_refused() {
    for flip in [false, true] {
        let set = Set::of("train", |seed| match flip {
            false => above(&photo(seed), &labels(seed)),
            true => above(&labels(seed), &photo(seed)),
        });
        let findings = set.look(&facades(Direction::BtoA));
        assert_one(&findings.refusals, &["one above the other", "A/train/"]);
    }
}

#[test]
fn edges_and_photos_where_labels_are_expected_are_told_with_the_options() {
    let set = Set::of("train", |seed| beside(&edges(seed), &photo(seed)));
    let findings = set.look(&facades(Direction::BtoA));
    assert!(findings.refusals.is_empty());
    assert_one(
        &findings.warnings,
        &["--input rgb", "--direction AtoB", "--classes"],
    );
    let set = Set::of("train", |seed| beside(&photo(seed), &edges(seed)));
    let findings = set.look(&facades(Direction::BtoA));
    assert_one(&findings.warnings, &["--input rgb", "--direction BtoA"]);
}

#[test]
fn a_few_pairs_without_a_map_among_others_are_named() {
    let set = Set::of("train", |seed| match seed {
        3 => beside(&photo(seed), &photo(seed + 40)),
        _ => beside(&photo(seed), &labels(seed)),
    });
    let findings = set.look(&facades(Direction::BtoA));
    assert_one(&findings.warnings, &["1 of 4 pairs", "(3.png)"]);
    assert!(findings.refusals.is_empty());
    // With an exact map of its own its colours mean nothing.
    fs::create_dir(set.path("labels")).unwrap();
    let map = GrayImage::from_raw(256, 256, procedural::facade(3)).unwrap();
    map.save(set.path("labels/3.png")).unwrap();
    let folders = DataFolders {
        data: set.path(""),
        labels: Some(set.path("labels")),
        images: Some(Images::Pairs),
    };
    let split = folders.split("train").unwrap();
    assert_eq!(split.exact(), 1);
    assert_silent(&look(&split, &facades(Direction::BtoA), Depth::Some));
}

#[test]
fn single_pictures_are_no_pairs_and_pairs_are_no_single_pictures() {
    let set = Set::of("train", photo);
    let findings = set.look(&facades(Direction::BtoA));
    assert_one(
        &findings.warnings,
        &["not like A|B pairs", "--labels", "--input grey"],
    );
    let findings = set.look(&Task::new(InputKind::Rgb, Direction::AtoB));
    assert_one(&findings.warnings, &["not like A|B pairs"]);
    let set = Set::of("train", |seed| beside(&photo(seed), &labels(seed)));
    let findings = set.look(&Task::new(InputKind::Grey, Direction::BtoA));
    assert_one(&findings.warnings, &["look like A|B pairs", "whole photos"]);
}

#[test]
fn folders_the_wrong_way_round_are_refused() {
    let set = Set::of("A/train", labels);
    set.put("B/train", photo);
    let findings = set.look(&facades(Direction::BtoA));
    assert_one(&findings.refusals, &["--direction AtoB"]);
    assert_silent(&set.look(&facades(Direction::AtoB)));
}

#[test]
fn void_ids_are_told_together_with_what_to_do() {
    let set = Set::of("photos/train", photo);
    let folder = set.path("labels/train");
    fs::create_dir_all(&folder).unwrap();
    for seed in 1..=4 {
        let ids = procedural::facade(seed);
        let mut map = GrayImage::from_raw(256, 256, ids).unwrap();
        if seed > 2 {
            map.put_pixel(5, 5, Luma([255]));
            map.put_pixel(6, 6, Luma([0]));
        }
        map.save(folder.join(format!("{seed}.png"))).unwrap();
    }
    let split = set.split(Some("labels"));
    let mut task = facades(Direction::BtoA);
    let findings = look(&split, &task, Depth::Some);
    assert_one(
        &findings.refusals,
        &[
            "3.png and 1 more",
            "values 0,255",
            "--ignore-id 0,255",
            "--classes",
        ],
    );
    assert!(
        findings.unreadable.is_empty(),
        "not a matter of --skip-unreadable"
    );
    findings.refuse(true).unwrap_err();
    task.ignore_ids = vec![0, 255];
    assert_silent(&look(&split, &task, Depth::Some));
}

#[test]
fn what_cannot_be_read_is_told_by_name_and_can_be_left_out() {
    let set = Set::of("train", |seed| beside(&photo(seed), &labels(seed)));
    let whole = fs::read(set.path("train/1.png")).unwrap();
    fs::write(set.path("train/2.png"), &whole[..whole.len() / 2]).unwrap();
    // Head and end are sound, what lies between is not.
    let mut damaged = fs::read(set.path("train/3.png")).unwrap();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 0x55;
    fs::write(set.path("train/3.png"), damaged).unwrap();
    fs::write(set.path("train/5.jpg"), b"<!DOCTYPE html>").unwrap();
    let split = set.split(None);
    let findings = look(&split, &facades(Direction::BtoA), Depth::Some);
    let bad: Vec<_> = findings
        .unreadable
        .iter()
        .map(|file| file.path.file_name().unwrap())
        .collect();
    assert_eq!(bad, ["2.png", "3.png", "5.jpg"]);
    let error = findings.refuse(false).unwrap_err().to_string();
    for part in [
        "3 of 5 pairs",
        "2.png (it is cut off",
        "5.jpg (it is a web page",
        "--skip-unreadable",
    ] {
        assert!(error.contains(part), "{error}");
    }
    findings.refuse(true).unwrap();
    assert_eq!(findings.readable(split).pairs.len(), 2);
}

#[test]
fn maps_of_another_shape_than_their_photos_are_told() {
    let set = Set::of("A/train", |seed| {
        imageops::resize(&photo(seed), 60, 90, imageops::FilterType::Nearest)
    });
    set.put("B/train", |seed| {
        imageops::resize(&labels(seed), 90, 60, imageops::FilterType::Nearest)
    });
    let findings = set.look(&facades(Direction::BtoA));
    assert_silent(&findings);
    assert_one(
        &findings.notes,
        &["4 of 4 pairs", "90×60 beside 60×90", "on its side"],
    );
}

#[test]
fn many_pairs_are_looked_into_evenly_spread() {
    let sound: Vec<usize> = (0..100_000).collect();
    let bytes = vec![50_000; sound.len()];
    let chosen = spread(&sound, &bytes);
    assert_eq!(chosen.len() as u64, BYTES_INSIDE / 50_000);
    let steps = chosen.windows(2).map(|pair| pair[1] - pair[0]);
    let (least, most) = (steps.clone().min().unwrap(), steps.max().unwrap());
    assert!(most - least <= 1, "{least} to {most}");
    assert_eq!(spread(&sound[..10], &bytes), sound[..10]);
    assert_eq!(
        spread(&sound, &vec![1 << 30; sound.len()]).len(),
        PAIRS_LEAST
    );
    assert_eq!(spread(&[], &[]), [0; 0]);
}
