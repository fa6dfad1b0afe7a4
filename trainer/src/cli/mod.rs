//! The command line: one file a command, with its options and what it does with them.

mod export;
mod train;
mod translate;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Trains pix2pix on paired images and exports what the page loads. Without a command: `train`.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    train: train::TrainArgs,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Train, writing losses, pictures and a checkpoint every epoch
    Train(train::TrainArgs),
    /// Turn label maps into pictures
    Translate(translate::TranslateArgs),
    /// Write a checkpoint as the bundle that the page loads
    Export(export::ExportArgs),
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
            Some(Command::Translate(args)) => args.run(),
            Some(Command::Export(args)) => args.run(),
        }
    }
}
