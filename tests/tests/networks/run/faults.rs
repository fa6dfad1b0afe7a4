//! What goes wrong stops a run with one sentence and leaves its last checkpoint.

use std::fs;
use std::path::Path;

use trainer::run::checkpoints::{Checkpoints, Which};
use trainer::run::config::options::RunOptions;

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
fn an_unreadable_validation_pair_does_not_cost_the_epoch() {
    let workshop = Workshop::new(2);
    let validation = workshop.data().join("val");
    // Of thirteen pairs every second is shown, and so read before the training; this one is not.
    super::write_pairs(&validation, 13);
    fs::write(validation.join("2.png"), b"no image").expect("writable");
    let error = sentence(workshop.start("run", &tiny(1)));
    assert!(error.contains("2.png") && error.contains("--resume"));
    let state = workshop.state("run");
    assert_eq!((state.epochs_done, state.progress.pairs), (0, 2));

    let again = sentence(workshop.resume("run", &RunOptions::default()));
    assert!(again.contains("2.png"), "{again}");

    fs::remove_file(validation.join("2.png")).expect("there");
    workshop
        .resume("run", &RunOptions::default())
        .expect("goes on");
    let state = workshop.state("run");
    assert_eq!((state.epochs_done, state.progress.pairs), (1, 0));
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
