//! `cargo xtask ablation`: what each change of the recipe is worth. Every row is one run of the trainer for
//! each seed, all of the same length, judged by `trainer eval`.
//!
//! Interrupted, the same command goes on: what is measured is kept, half a run is resumed. Knows which
//! runs to compare, and nothing of what they do.

mod rows;
mod table;

use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use std::collections::VecDeque;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::thread;

use crate::process;
use crate::project::Project;
use rows::{ROWS, Row};
use table::Measured;

#[derive(Debug, Args)]
pub struct Options {
    /// Folder with train/ and val/ of A|B image pairs
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Folder with exact label maps in the same tree as --data
    #[arg(long, value_name = "DIR")]
    labels: PathBuf,
    /// What `trainer segmenter` has written
    #[arg(long, value_name = "FILE")]
    segmenter: PathBuf,
    /// The generator that rows with a teacher learn from; without it these rows are left out
    #[arg(long, value_name = "FILE")]
    teacher: Option<PathBuf>,
    /// Epochs of each run; the learning rate falls in the second half
    #[arg(long, default_value_t = 12)]
    epochs: usize,
    #[arg(long, value_delimiter = ',', default_values_t = [1, 2, 3])]
    seeds: Vec<u64>,
    /// Only these rows; without it all
    #[arg(long, value_delimiter = ',', value_name = "NAMES")]
    rows: Vec<String>,
    /// The trainer's device
    #[arg(long, default_value = "cpu")]
    device: String,
    /// Runs at the same time, which share the processor's cores
    #[arg(long, default_value_t = 1)]
    jobs: usize,
    /// Where runs and figures go; without it below cargo's target directory
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The trainer, where it is built already
    #[arg(long, value_name = "FILE")]
    trainer: Option<PathBuf>,
}

/// Trains and measures what is missing, then prints the table and writes it beside the runs.
pub fn run(project: &Project, options: &Options) -> Result<()> {
    let chosen = choose(&options.rows, options.teacher.is_some())?;
    ensure!(!options.seeds.is_empty(), "--seeds names no seed");
    let cores = thread::available_parallelism().map_or(1, usize::from);
    ensure!(
        (1..=cores).contains(&options.jobs),
        "--jobs {} is outside 1..={cores}, the processor's cores",
        options.jobs
    );
    let out = match &options.out {
        Some(out) => out.clone(),
        None => project.target().join("ablation"),
    };
    let trainer = match &options.trainer {
        Some(trainer) => trainer.clone(),
        None => build(project)?,
    };
    let bench = Bench {
        options,
        trainer,
        out,
        threads: cores / options.jobs,
    };

    // Seeds outside, rows inside: stopped early, every row has been measured as often as any.
    let mut waiting = VecDeque::new();
    for &seed in &options.seeds {
        waiting.extend(chosen.iter().map(|&row| (row, seed)));
    }
    let waiting = Mutex::new(waiting);
    let queue = || waiting.lock().expect("no run panics");
    let work = || -> Result<()> {
        loop {
            let Some((row, seed)) = queue().pop_front() else {
                return Ok(());
            };
            let measured = bench.measure(row, seed).and_then(|()| bench.tell(&chosen));
            if let Err(error) = measured {
                // What is under way elsewhere goes on to its end, and nothing is begun any more.
                queue().clear();
                return Err(error);
            }
        }
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..options.jobs).map(|_| scope.spawn(work)).collect();
        let mut ends = workers.into_iter().map(|worker| worker.join());
        ends.try_for_each(|end| end.expect("no run panics"))
    })?;
    println!("{}", bench.tell(&chosen)?);
    Ok(())
}

fn choose(names: &[String], teacher: bool) -> Result<Vec<&'static Row>> {
    for name in names {
        if !ROWS.iter().any(|row| row.name == name) {
            let all: Vec<_> = ROWS.iter().map(|row| row.name).collect();
            bail!("there is no row {name}; there are {}", all.join(", "));
        }
    }
    let asked = |row: &&Row| names.is_empty() || names.iter().any(|name| row.name == name);
    let (chosen, without): (Vec<_>, Vec<_>) = ROWS
        .iter()
        .filter(asked)
        .partition(|row| teacher || !row.needs_teacher());
    if !without.is_empty() {
        let left_out: Vec<_> = without.iter().map(|row| row.name).collect();
        println!("without --teacher left out: {}", left_out.join(", "));
    }
    Ok(chosen)
}

fn build(project: &Project) -> Result<PathBuf> {
    let mut cargo = process::command("cargo");
    cargo
        .args(["build", "--release", "-p", "trainer"])
        .current_dir(project.root());
    process::stream(&mut cargo)?;
    let program = format!("trainer{}", std::env::consts::EXE_SUFFIX);
    Ok(project.target().join("release").join(program))
}

/// What all runs have in common.
struct Bench<'a> {
    options: &'a Options,
    trainer: PathBuf,
    out: PathBuf,
    threads: usize,
}

impl Bench<'_> {
    fn folder(&self, row: &Row, seed: u64) -> PathBuf {
        self.out.join(format!("{}-{seed}", row.name))
    }

    fn figures(&self, row: &Row, seed: u64) -> PathBuf {
        self.folder(row, seed).join("eval.json")
    }

    fn command(&self, verb: &str) -> Command {
        let mut command = process::command(&self.trainer);
        command
            .arg(verb)
            .arg("--data")
            .arg(&self.options.data)
            .arg("--labels")
            .arg(&self.options.labels)
            .env("RAYON_NUM_THREADS", self.threads.to_string());
        command
    }

    /// Trains and measures one run, unless that has been done.
    fn measure(&self, row: &Row, seed: u64) -> Result<()> {
        let (folder, figures) = (self.folder(row, seed), self.figures(row, seed));
        if figures.is_file() {
            return Ok(());
        }
        println!("{} with seed {seed}", row.name);
        let epochs = self.options.epochs;
        let mut train = self.command("train");
        train
            .args(row.arguments())
            .args(["--seed", &seed.to_string()])
            .args(["--epochs", &epochs.to_string()])
            .args(["--decay-from", &(epochs / 2).to_string()])
            .args(["--validate-every", &epochs.to_string()])
            .args(["--device", &self.options.device])
            .arg("--run")
            .arg(&folder);
        if row.needs_teacher() {
            train.arg("--teacher").args(&self.options.teacher);
        }
        if has_checkpoint(&folder) {
            train.arg("--resume");
        }
        process::capture(&mut train)?;
        let mut eval = self.command("eval");
        eval.arg("--run")
            .arg(&folder)
            .arg("--segmenter")
            .arg(&self.options.segmenter)
            .arg("--json")
            .arg(&figures);
        process::capture(&mut eval)?;
        Ok(())
    }

    /// The table of what has been measured so far, also written into the folder.
    fn tell(&self, rows: &[&'static Row]) -> Result<String> {
        let mut measured = Vec::new();
        for row in rows {
            let mut of_row = Vec::new();
            for &seed in &self.options.seeds {
                let file = self.figures(row, seed);
                if file.is_file() {
                    let text = fs::read_to_string(&file)
                        .with_context(|| format!("cannot read {}", file.display()))?;
                    let report = serde_json::from_str(&text)
                        .with_context(|| format!("{} is not JSON", file.display()))?;
                    of_row.push(report);
                }
            }
            if !of_row.is_empty() {
                measured.push(Measured::new(row, of_row)?);
            }
        }
        let table = table::markdown(&measured);
        let file = self.out.join("ablation.md");
        fs::write(&file, &table).with_context(|| format!("cannot write {}", file.display()))?;
        Ok(table)
    }
}

fn has_checkpoint(run: &Path) -> bool {
    fs::read_dir(run.join("checkpoints")).is_ok_and(|mut entries| entries.next().is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_learn_from_a_teacher_are_left_out_without_one() {
        let with = choose(&[], true).unwrap();
        let without = choose(&[], false).unwrap();
        assert_eq!(with.len(), ROWS.len());
        assert!(without.len() < with.len());
        assert!(without.iter().all(|row| !row.needs_teacher()));
    }

    #[test]
    fn a_row_that_does_not_exist_is_refused_with_those_that_do() {
        let error = choose(&["plain".into(), "shiny".into()], true).unwrap_err();
        let message = error.to_string();
        assert!(message.starts_with("there is no row shiny; there are plain, "));
        let names = ["plain".to_owned()];
        assert_eq!(choose(&names, false).unwrap()[0].name, "plain");
    }
}
