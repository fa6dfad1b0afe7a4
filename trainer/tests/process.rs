//! A training run as a process: killed, interrupted, and on a full disk.
#![cfg(unix)]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use support::write_pairs;

/// Far longer than a tiny epoch takes, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// Pairs for one tiny run.
struct Workshop(TempDir);

impl Workshop {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        write_pairs(&folder.path().join("data/train"), 4);
        Self(folder)
    }

    fn run(&self) -> PathBuf {
        self.0.path().join("run")
    }

    /// `trainer train` to this epoch, after `before` (a shell's settings).
    fn command(&self, before: &str, resume: bool, epochs: usize) -> Command {
        let mut command = Command::new("sh");
        let data = self.0.path().join("data");
        let mut arguments = vec![
            "-c".to_owned(),
            format!("{before} exec \"$@\""),
            "sh".to_owned(),
            env!("CARGO_BIN_EXE_trainer").to_owned(),
            "train".to_owned(),
            "--data".to_owned(),
            data.display().to_string(),
            "--run".to_owned(),
            self.run().display().to_string(),
            "--epochs".to_owned(),
            epochs.to_string(),
        ];
        if resume {
            arguments.push("--resume".to_owned());
        } else {
            arguments.extend(["--ngf", "1", "--ndf", "1"].map(str::to_owned));
        }
        command
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn finish(&self, before: &str, resume: bool, epochs: usize) -> Output {
        self.command(before, resume, epochs).output().unwrap()
    }

    /// Whole checkpoints, in their order.
    fn checkpoints(&self) -> Vec<String> {
        names(&self.run().join("checkpoints"))
            .into_iter()
            .filter(|name| name.starts_with("epoch-") && !name.ends_with("partial"))
            .collect()
    }
}

fn names(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn wait_until(what: &str, mut condition: impl FnMut() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < PATIENCE, "{what} did not happen");
        thread::sleep(Duration::from_millis(5));
    }
}

fn signal(name: &str, child: &Child) {
    let sent = Command::new("kill")
        .args([name, &child.id().to_string()])
        .status();
    assert!(sent.unwrap().success());
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[track_caller]
fn assert_success(output: &Output) {
    assert!(output.status.success(), "{}", text(&output.stderr));
}

#[test]
fn whenever_it_is_killed_a_run_goes_on() {
    let workshop = Workshop::new();
    // Moments spread over an epoch of some tenths of a second: in a step, while files are written.
    for (kill, delay_ms) in [0, 37, 81, 120, 170, 230].into_iter().enumerate() {
        let before = workshop.checkpoints();
        let mut child = workshop.command("", kill > 0, 1_000).spawn().unwrap();
        wait_until("another checkpoint", || {
            let now = workshop.checkpoints();
            let ended = child.try_wait().unwrap();
            if ended.is_some() {
                let output = child.stderr.take().map(std::io::read_to_string);
                panic!("kill {kill}: the run ended by itself: {output:?}");
            }
            now != before && !now.is_empty()
        });
        thread::sleep(Duration::from_millis(delay_ms));
        signal("-KILL", &child);
        assert!(!child.wait().unwrap().success());
    }
    let newest = workshop.checkpoints().pop().unwrap();
    let epoch: usize = newest.strip_prefix("epoch-").unwrap()[..4].parse().unwrap();
    let output = workshop.finish("", true, epoch + 1);
    assert_success(&output);
    assert!(text(&output.stdout).contains("going on after"));
    let journal = fs::read_to_string(workshop.run().join("losses.jsonl")).unwrap();
    assert_eq!(journal.lines().count(), epoch + 1, "{journal}");
}

#[test]
fn ctrl_c_keeps_what_was_learned_and_says_how_to_go_on() {
    let workshop = Workshop::new();
    let child = workshop.command("", false, 1_000).spawn().unwrap();
    wait_until("the first checkpoint", || {
        !workshop.checkpoints().is_empty()
    });
    signal("-INT", &child);
    let output = child.wait_with_output().unwrap();
    assert_success(&output);
    assert!(text(&output.stderr).starts_with("stopping after this step"));
    let last = text(&output.stdout);
    let last = last.lines().last().unwrap();
    assert!(
        last.contains("the same command with --resume goes on"),
        "{last}"
    );

    let newest = workshop.checkpoints().pop().unwrap();
    let epoch: usize = newest.strip_prefix("epoch-").unwrap()[..4].parse().unwrap();
    assert_success(&workshop.finish("", true, epoch + 1));
}

#[test]
fn a_full_disk_ends_the_run_in_one_line_and_the_last_checkpoint_stays() {
    let workshop = Workshop::new();
    assert_success(&workshop.finish("", false, 1));
    let before = workshop.checkpoints();
    // No file may grow beyond 16 KiB, which a checkpoint's do; the system refuses as a full disk does.
    let output = workshop.finish("trap '' XFSZ; ulimit -f 32;", true, 2);
    let error = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{error}");
    assert_eq!(error.lines().count(), 1, "{error}");
    assert!(
        error.starts_with("error: ") && error.contains("run"),
        "{error}"
    );
    assert_eq!(workshop.checkpoints(), before);
    assert_success(&workshop.finish("", true, 2));
}
