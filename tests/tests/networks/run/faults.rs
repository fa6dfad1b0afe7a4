//! What goes wrong stops a run with one sentence and leaves its last checkpoint.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use burn_pack::{Bytes, DType, Reader, Scalar, Tensor, Writer};
use facade_model::digest::sha256;
use trainer::run::checkpoints::{Checkpoints, Which};
use trainer::run::config::options::RunOptions;
use trainer::run::data::RunPaths;
use trainer::run::train::train;

use super::{Workshop, newest, tiny};

#[track_caller]
fn sentence(outcome: anyhow::Result<()>) -> String {
    let error = format!("{:#}", outcome.expect_err("must be refused"));
    println!("{error}");
    assert!(!error.contains('\n'), "one line");
    error
}

fn more_epochs() -> RunOptions {
    RunOptions {
        epochs: Some(2),
        ..RunOptions::default()
    }
}

#[test]
fn a_run_is_neither_overwritten_nor_contradicted() {
    let workshop = Workshop::new(1);
    let missing = sentence(workshop.resume("run", &tiny(1)));
    assert!(missing.contains("no checkpoint to resume"));
    workshop.start("run", &tiny(1)).expect("trains");
    assert!(sentence(workshop.start("run", &tiny(1))).contains("--resume"));
    let wider = RunOptions {
        ngf: Some(3),
        ..RunOptions::default()
    };
    assert!(sentence(workshop.resume("run", &wider)).contains("--ngf"));
}

#[test]
fn an_unreadable_image_is_named_and_the_checkpoint_stays() {
    let workshop = Workshop::new(2);
    workshop.start("run", &tiny(1)).expect("trains");
    fs::write(workshop.data().join("train/2.png"), b"no image").expect("writable");
    let error = sentence(workshop.resume("run", &more_epochs()));
    assert!(error.contains("2.png"));
    assert_eq!(workshop.state("run").epochs_done, 1);
}

#[test]
fn what_cannot_be_read_is_told_before_the_first_step_and_can_be_skipped() {
    let workshop = Workshop::new(3);
    let image = workshop.data().join("train/2.png");
    let whole = fs::read(&image).expect("a pair");
    fs::write(&image, &whole[..whole.len() / 2]).expect("writable");
    let error = sentence(workshop.start("run", &tiny(1)));
    assert!(error.contains("2.png") && error.contains("--skip-unreadable"));
    assert!(!workshop.run("run").join("checkpoints").exists());

    let paths = RunPaths {
        skip_unreadable: true,
        ..workshop.paths("run")
    };
    train(&paths, &tiny(1), false, &workshop.hardware, &|| false).expect("trains");
    assert_eq!(workshop.state("run").pairs, 2);
    // Once it can be read, it is another set of pairs.
    fs::write(&image, whole).expect("writable");
    let error = sentence(train(
        &paths,
        &more_epochs(),
        true,
        &workshop.hardware,
        &|| false,
    ));
    assert!(error.contains("--start-from"), "{error}");
}

#[test]
fn validation_pairs_of_which_none_can_be_read_can_be_skipped_too() {
    let workshop = Workshop::new(2);
    let validation = workshop.data().join("val");
    fs::create_dir_all(&validation).expect("writable");
    fs::write(validation.join("1.png"), b"no image").expect("writable");
    let error = sentence(workshop.start("run", &tiny(1)));
    assert!(error.contains("--skip-unreadable"), "{error}");
    let paths = RunPaths {
        skip_unreadable: true,
        ..workshop.paths("run")
    };
    train(&paths, &tiny(1), false, &workshop.hardware, &|| false).expect("trains");
    assert_eq!(workshop.state("run").validation_l1, None);
}

#[test]
fn two_programs_never_train_in_one_folder() {
    let workshop = Workshop::new(3);
    let tried = std::cell::Cell::new(0);
    // Another one starts, and goes on, while this one is between two steps.
    let another = || {
        let error = match workshop.run("run").join("checkpoints/epoch-0001").exists() {
            false => sentence(workshop.start("run", &tiny(1))),
            true => sentence(workshop.resume("run", &more_epochs())),
        };
        assert!(error.contains("another `trainer train`"), "{error}");
        tried.set(tried.get() + 1);
        false
    };
    let paths = workshop.paths("run");
    train(&paths, &tiny(2), false, &workshop.hardware, &another).expect("trains");
    assert!(tried.get() >= 6);
    workshop.start("whole", &tiny(2)).expect("trains");
    super::assert_equal_weights(&workshop.run("whole"), &workshop.run("run"));
}

#[test]
fn losses_that_cannot_be_written_do_not_cost_the_epoch() {
    let workshop = Workshop::new(2);
    workshop.start("run", &tiny(1)).expect("trains");
    let journal = workshop.run("run").join("losses.jsonl");
    let lines = fs::read(&journal).expect("a line");
    // A folder in its place once the run has looked at it.
    let blocks = || {
        if journal.is_file() {
            fs::remove_file(&journal).expect("writable");
            fs::create_dir(&journal).expect("writable");
        }
        false
    };
    let paths = workshop.paths("run");
    let error = sentence(train(
        &paths,
        &more_epochs(),
        true,
        &workshop.hardware,
        &blocks,
    ));
    assert!(error.contains("epoch 2 is trained and kept"), "{error}");
    let state = workshop.state("run");
    assert_eq!((state.epochs_done, state.progress.pairs), (1, 2));
    fs::remove_dir(&journal).expect("writable");
    fs::write(&journal, lines).expect("writable");
    workshop.resume("run", &more_epochs()).expect("goes on");
    workshop.start("whole", &tiny(2)).expect("trains");
    super::assert_equal_weights(&workshop.run("whole"), &workshop.run("run"));
}

/// Pairs that become unreadable while the run reads them: all but those that are shown, which it read before.
fn break_after_the_first_step(folder: &Path, names: &[&str]) -> impl Fn() -> bool {
    let paths: Vec<_> = names.iter().map(|name| folder.join(name)).collect();
    move || {
        for path in &paths {
            fs::write(path, b"no image").expect("writable");
        }
        false
    }
}

#[test]
fn an_unreadable_validation_pair_does_not_cost_the_epoch() {
    let workshop = Workshop::new(2);
    let validation = workshop.data().join("val");
    super::write_pairs(&validation, 3);
    let whole = fs::read(validation.join("2.png")).expect("a pair");
    let breaks = break_after_the_first_step(&validation, &["2.png"]);
    let paths = workshop.paths("run");
    let error = sentence(train(&paths, &tiny(1), false, &workshop.hardware, &breaks));
    assert!(error.contains("2.png") && error.contains("--resume"));
    let state = workshop.state("run");
    assert_eq!((state.epochs_done, state.progress.pairs), (0, 2));

    let again = sentence(workshop.resume("run", &RunOptions::default()));
    assert!(again.contains("2.png"), "{again}");

    fs::write(validation.join("2.png"), whole).expect("writable");
    workshop
        .resume("run", &RunOptions::default())
        .expect("goes on");
    let state = workshop.state("run");
    assert_eq!((state.epochs_done, state.progress.pairs), (1, 0));
}

#[test]
fn a_pair_that_becomes_unreadable_costs_no_step_that_is_done() {
    // More pairs than are prepared ahead of the first step.
    let count = 60;
    let workshop = Workshop::new(count);
    let folder = workshop.data().join("train");
    let whole: Vec<_> = (1..=count)
        .map(|seed| fs::read(folder.join(format!("{seed}.png"))).expect("a pair"))
        .collect();
    let names: Vec<String> = (1..=count).map(|seed| format!("{seed}.png")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let breaks = break_after_the_first_step(&folder, &names);
    let paths = workshop.paths("run");
    let error = sentence(train(&paths, &tiny(1), false, &workshop.hardware, &breaks));
    assert!(
        error.contains("is kept") && error.contains("--resume"),
        "{error}"
    );
    let done = workshop.state("run").progress.pairs;
    assert!((1..count as usize).contains(&done), "{done} steps");

    for (name, bytes) in names.iter().zip(whole) {
        fs::write(folder.join(name), bytes).expect("writable");
    }
    workshop
        .resume("run", &RunOptions::default())
        .expect("goes on");
    workshop.start("whole", &tiny(1)).expect("trains");
    super::assert_equal_weights(&workshop.run("whole"), &workshop.run("run"));
}

#[test]
fn a_run_goes_on_with_the_same_pairs_whatever_they_are_called() {
    let workshop = Workshop::new(2);
    workshop.start("run", &tiny(1)).expect("trains");
    let place = |name: &str| workshop.data().join("train").join(name);
    fs::rename(place("1.png"), place("0.png")).expect("writable");
    workshop
        .resume("run", &more_epochs())
        .expect("the same pairs");
    // The same names, and other pairs.
    fs::copy(place("0.png"), place("2.png")).expect("writable");
    let third = RunOptions {
        epochs: Some(3),
        ..RunOptions::default()
    };
    let error = sentence(workshop.resume("run", &third));
    assert!(error.contains("hold something else") && error.contains("--start-from"));
}

#[test]
fn losses_that_are_no_numbers_are_told_with_their_step() {
    let workshop = Workshop::new(2);
    let exploding = RunOptions {
        // Products of such weights are beyond any number.
        init_gain: Some(1e30),
        ..tiny(3)
    };
    let error = sentence(workshop.start("run", &exploding));
    assert!(error.contains("of epoch") && error.contains("--learning-rate"));
}

#[test]
fn damaged_checkpoints_are_refused_by_file() {
    let workshop = Workshop::new(1);
    workshop.start("run", &tiny(1)).expect("trains");
    let checkpoint = newest(&workshop.run("run"));
    let damage = |name: &str, change: &dyn Fn(Vec<u8>) -> Vec<u8>| {
        let path = checkpoint.join(name);
        let sound = fs::read(&path).expect("a file of the checkpoint");
        fs::write(&path, change(sound.clone())).expect("writable");
        let error = sentence(workshop.resume("run", &more_epochs()));
        assert!(error.contains(name), "{error}");
        fs::write(&path, sound).expect("writable");
    };
    damage("generator.bpk", &|bytes| bytes[..bytes.len() / 2].to_vec());
    damage("critic-optimizer.bpk", &|_| b"no optimiser".to_vec());
    damage("state.json", &|_| b"{".to_vec());
    damage("generator-optimizer.bpk", &|mut bytes| {
        // One bit among the moments, which no reader could tell from others.
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        bytes
    });
    damage("checksums.json", &|_| b"[]".to_vec());
    damage("checksums.json", &|_| b"{}".to_vec());
    workshop.resume("run", &more_epochs()).expect("sound again");
}

/// Checksums say that nothing has changed since somebody wrote them, and no more.
#[test]
fn checkpoints_that_contradict_themselves_are_refused_by_file() {
    let workshop = Workshop::new(1);
    workshop.start("run", &tiny(1)).expect("trains");
    workshop.start("other", &tiny(1)).expect("trains");
    let checkpoint = newest(&workshop.run("run"));
    let refused = |name: &str, reason: &str, change: &dyn Fn(&Path)| {
        let path = checkpoint.join(name);
        let sound = fs::read(&path).expect("a file of the checkpoint");
        change(&path);
        sum_up(&checkpoint);
        let error = sentence(workshop.resume("run", &more_epochs()));
        assert!(error.contains(name) && error.contains(reason), "{error}");
        fs::write(&path, sound).expect("writable");
        sum_up(&checkpoint);
    };
    let moments = "generator-optimizer.bpk";
    refused(moments, "of another network", &|path| {
        fs::copy(newest(&workshop.run("other")).join(moments), path).expect("writable");
    });
    refused(moments, "its parameter", &|path| {
        let (mut tensors, scalars) = unpacked(path);
        // As many values, and one axis.
        let kernels = tensors.iter_mut();
        let kernel = kernels.max_by_key(|tensor| tensor.shape.len());
        let kernel = kernel.expect("a convolution's moment");
        let values = kernel.shape.iter().product::<usize>();
        kernel.shape = [values].into();
        packed(path, tensors, scalars);
    });
    refused(moments, "moments, the network needs", &|path| {
        let (mut tensors, scalars) = unpacked(path);
        tensors.pop();
        packed(path, tensors, scalars);
    });
    refused("generator.bpk", "not as F32", &|path| {
        let (mut tensors, scalars) = unpacked(path);
        tensors[0].dtype = DType::I32;
        packed(path, tensors, scalars);
    });
    refused("state.json", "--ngf 100000 is outside 1..=128", &|path| {
        let text = fs::read_to_string(path).expect("a text");
        fs::write(path, text.replace("\"ngf\": 2", "\"ngf\": 100000")).expect("writable");
    });
    workshop.resume("run", &more_epochs()).expect("sound again");
}

type Scalars = Vec<(String, Scalar)>;

fn unpacked(path: &Path) -> (Vec<Tensor>, Scalars) {
    let reader = Reader::from_bytes(Bytes::from_bytes_vec(fs::read(path).expect("a file")));
    let reader = reader.expect("a file of tensors");
    let scalars = reader.scalars().clone().into_iter().collect();
    (reader.into_tensors().expect("whole tensors"), scalars)
}

fn packed(path: &Path, tensors: Vec<Tensor>, scalars: Scalars) {
    let writer = scalars
        .iter()
        .fold(Writer::new(tensors), |writer, (name, value)| {
            writer.with_scalar(name, *value)
        });
    writer.write_to_file(path).expect("writable");
}

/// Writes the checksums that the files of a checkpoint now have.
pub fn sum_up(checkpoint: &Path) {
    let files = fs::read_dir(checkpoint).expect("a checkpoint");
    let paths = files.map(|file| file.expect("a file").path());
    let sums: BTreeMap<String, String> = paths
        .filter(|path| !path.ends_with("checksums.json"))
        .map(|path| {
            let name = path.file_name().expect("a name").display().to_string();
            (name, sha256(&fs::read(path).expect("a file")))
        })
        .collect();
    let text = serde_json::to_vec(&sums).expect("texts");
    fs::write(checkpoint.join("checksums.json"), text).expect("writable");
}

#[test]
fn a_run_folder_that_cannot_be_written_is_named() {
    let workshop = Workshop::new(1);
    fs::write(workshop.run("run"), b"a file in its place").expect("writable");
    let error = sentence(workshop.start("run", &tiny(1)));
    assert!(error.starts_with("cannot write into"), "{error}");
}

#[test]
fn a_checkpoint_half_written_is_never_taken_for_one() {
    let workshop = Workshop::new(1);
    workshop.start("run", &tiny(1)).expect("trains");
    let run = workshop.run("run");
    // As a kill leaves it: everything but the rename.
    let partial = run.join("checkpoints/epoch-0002.partial");
    copy(&newest(&run), &partial);
    let newest = Checkpoints::of_run(&run).find(Which::Newest);
    assert!(newest.expect("the whole one").ends_with("epoch-0001"));
    workshop
        .resume("run", &more_epochs())
        .expect("writes over it");
    assert!(!partial.exists());
    assert_eq!(workshop.state("run").epochs_done, 2);
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).expect("writable");
    for file in fs::read_dir(from).expect("a checkpoint") {
        let file = file.expect("a file").path();
        fs::copy(&file, to.join(file.file_name().expect("a name"))).expect("writable");
    }
}
