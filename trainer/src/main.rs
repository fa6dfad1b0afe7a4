//! The `trainer` program: reads the command line, runs one command, prints one line on failure.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use clap::Parser;
use trainer::cli::{Cli, Command, ExportArgs, TrainArgs, TranslateArgs};
use trainer::device::DeviceChoice;
use trainer::run::checkpoint::{Checkpoints, load_generator};
use trainer::run::train::{Places, has_training_pairs, train};
use trainer::{export, translate};

fn main() -> ExitCode {
    let cli = Cli::parse();
    let outcome = match cli.command {
        None => run_training(&cli.train),
        Some(Command::Train(args)) => run_training(&args),
        Some(Command::Translate(args)) => run_translation(&args),
        Some(Command::Export(args)) => run_export(&args),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run_training(args: &TrainArgs) -> Result<()> {
    ensure!(
        has_training_pairs(&args.data),
        "no training pairs in {}/train: unpack the pix2pix facades set (facades.tar.gz) there, or name another folder with --data",
        args.data.display()
    );
    let device = args.device.open_for_training()?;
    let places = Places {
        data: args.data.clone(),
        labels: args.labels.clone(),
        run: args.run.clone(),
    };
    train(&places, &args.options(), args.resume, &device)
}

fn run_translation(args: &TranslateArgs) -> Result<()> {
    let device = args.device.open()?;
    let generator = match (&args.model, &args.run) {
        (Some(bundle), _) => translate::load_bundle(bundle, &device)?,
        (None, Some(run)) => load_generator(&Checkpoints::of_run(run).find(None)?, &device)?.0,
        (None, None) => unreachable!("the command line asks for one of the two"),
    };
    translate::translate(&generator, &args.input, &args.output, &device)
}

fn run_export(args: &ExportArgs) -> Result<()> {
    let checkpoint = Checkpoints::of_run(&args.run).find(args.epoch)?;
    let device = DeviceChoice::Cpu.open()?;
    let name = match &args.name {
        Some(name) => name.clone(),
        None => folder_name(&args.run)?,
    };
    export::export(&checkpoint, &name, &args.out, &device)
}

fn folder_name(folder: &Path) -> Result<String> {
    let whole = folder
        .canonicalize()
        .with_context(|| format!("cannot read {}", folder.display()))?;
    let name = whole.file_name().and_then(|name| name.to_str());
    let name = name.context("the run's folder has no name to give the model; use --name")?;
    Ok(name.to_owned())
}
