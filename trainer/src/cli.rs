//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::dataset::pair::Direction;
use crate::device::DeviceChoice;
use crate::run::config::{Decoder, RunOptions};

/// Trains pix2pix on paired images and exports what the page loads. Without a command: `train`.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub train: TrainArgs,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Train, writing losses, pictures and a checkpoint every epoch
    Train(TrainArgs),
    /// Turn label maps into pictures
    Translate(TranslateArgs),
    /// Write a checkpoint as the bundle that the page loads
    Export(ExportArgs),
}

#[derive(Debug, Args)]
pub struct TrainArgs {
    /// Folder with train/ and val/ of A|B image pairs
    #[arg(long, value_name = "DIR", default_value = "datasets/facades")]
    pub data: PathBuf,
    /// Folder with exact label maps (class-index PNG) in the same tree as --data
    #[arg(long, value_name = "DIR")]
    pub labels: Option<PathBuf>,
    /// Folder for losses, pictures and checkpoints
    #[arg(long, value_name = "DIR", default_value = "runs/facades")]
    pub run: PathBuf,
    /// Go on from the newest checkpoint of --run
    #[arg(long)]
    pub resume: bool,
    /// cpu, gpu or gpu:N
    #[arg(long, default_value_t)]
    pub device: DeviceChoice,
    /// Which half becomes which [default: BtoA, labels on the right]
    #[arg(long)]
    pub direction: Option<Direction>,
    /// Number of epochs in all [default: 200]
    #[arg(long)]
    pub epochs: Option<usize>,
    /// Epoch after which the learning rate falls linearly [default: half of --epochs]
    #[arg(long, value_name = "EPOCH")]
    pub decay_from: Option<usize>,
    /// Learning rate of both networks [default: 0.0002]
    #[arg(long, value_name = "RATE")]
    pub learning_rate: Option<f64>,
    /// Width of the generator [default: 64]
    #[arg(long)]
    pub ngf: Option<usize>,
    /// Width of the critic [default: 64]
    #[arg(long)]
    pub ndf: Option<usize>,
    /// Strided layers of the critic: 1, 2, 3, 4 see patches of 16, 34, 70, 142 pixels [default: 3]
    #[arg(long, value_name = "N")]
    pub critic_layers: Option<usize>,
    /// Form of the decoder while training [default: transposed]
    #[arg(long)]
    pub decoder: Option<Decoder>,
    /// Decides initial weights, order and jitter [default: 0]
    #[arg(long)]
    pub seed: Option<u64>,
}

#[derive(Debug, Args)]
pub struct TranslateArgs {
    /// A label map, or a folder of them: class-index PNG, or an image in the colours of the classes
    pub input: PathBuf,
    /// The picture to write, or the folder for the pictures
    pub output: PathBuf,
    /// An exported bundle
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with = "run",
        required_unless_present = "run"
    )]
    pub model: Option<PathBuf>,
    /// A run, whose newest checkpoint is used
    #[arg(long, value_name = "DIR")]
    pub run: Option<PathBuf>,
    /// cpu, gpu or gpu:N
    #[arg(long, default_value_t)]
    pub device: DeviceChoice,
}

#[derive(Debug, Args)]
pub struct ExportArgs {
    /// The run to export
    #[arg(long, value_name = "DIR", default_value = "runs/facades")]
    pub run: PathBuf,
    /// Checkpoint to export [default: the newest]
    #[arg(long)]
    pub epoch: Option<usize>,
    /// Name of the model, as in ?model=NAME [default: that of the run's folder]
    #[arg(long)]
    pub name: Option<String>,
    /// Folder for the bundle and models.json
    #[arg(long, value_name = "DIR", default_value = "web/models")]
    pub out: PathBuf,
}

impl TrainArgs {
    /// The options that define the run.
    pub fn options(&self) -> RunOptions {
        RunOptions {
            ngf: self.ngf,
            ndf: self.ndf,
            critic_layers: self.critic_layers,
            decoder: self.decoder,
            direction: self.direction,
            seed: self.seed,
            learning_rate: self.learning_rate,
            epochs: self.epochs,
            decay_from: self.decay_from,
        }
    }
}
