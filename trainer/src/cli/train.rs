//! `trainer train`.

use std::path::PathBuf;

use anyhow::{Result, ensure};
use clap::Args;

use crate::dataset::pair::Direction;
use crate::device::DeviceChoice;
use crate::run::config::{Decoder, RunOptions};
use crate::run::train::{Places, has_training_pairs, train};

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

impl TrainArgs {
    pub(super) fn run(&self) -> Result<()> {
        ensure!(
            has_training_pairs(&self.data),
            "no training pairs in {}/train: unpack the pix2pix facades set (facades.tar.gz) there, or name another folder with --data",
            self.data.display()
        );
        let device = self.device.open_for_training()?;
        let places = Places {
            data: self.data.clone(),
            labels: self.labels.clone(),
            run: self.run.clone(),
        };
        train(&places, &self.options(), self.resume, &device)
    }

    /// The options that define the run.
    fn options(&self) -> RunOptions {
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
