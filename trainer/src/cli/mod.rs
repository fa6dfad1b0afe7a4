//! The command line: one file a command, with its options and what it does with them.

mod check;
mod eval;
mod export;
mod fetch;
mod generator;
mod import;
mod output;
mod segmenter;
mod train;
mod translate;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Trains pix2pix on paired images and exports what the page loads. Without a command: `train`.
#[derive(Debug, Parser)]
#[command(
    version,
    args_conflicts_with_subcommands = true,
    allow_negative_numbers = true
)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    train: train::TrainArgs,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Train, writing losses, pictures and a checkpoint every epoch
    #[command(allow_negative_numbers = true)]
    Train(Box<train::TrainArgs>),
    /// Look the data over: what would be read, what would not and why, and whether it fits the task
    Check(check::CheckArgs),
    /// Turn label maps into pictures
    Translate(translate::TranslateArgs),
    /// Write a generator as the bundle that the page loads, plain weights, or an ONNX graph
    Export(export::ExportArgs),
    /// Download and unpack a published pix2pix set
    Fetch(fetch::FetchArgs),
    /// Measure how good a generator is
    Eval(eval::EvalArgs),
    /// Train the network that reads photos for the label score of `eval`
    Segmenter(segmenter::SegmenterArgs),
    /// Turn a generator that PyTorch trained into a bundle, plain weights, or an ONNX graph
    Import(import::ImportArgs),
}

impl Cli {
    /// Runs the command.
    ///
    /// # Errors
    /// Whatever ends the command early, as one sentence for the person at the terminal.
    pub fn run(self) -> Result<()> {
        match self.command {
            None => self.train.run(),
            Some(Command::Train(args)) => args.run(),
            Some(Command::Check(args)) => args.run(),
            Some(Command::Translate(args)) => args.run(),
            Some(Command::Export(args)) => args.run(),
            Some(Command::Fetch(args)) => args.run(),
            Some(Command::Eval(args)) => args.run(),
            Some(Command::Segmenter(args)) => args.run(),
            Some(Command::Import(args)) => args.run(),
        }
    }
}
