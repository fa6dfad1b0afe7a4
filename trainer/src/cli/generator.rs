//! Which generator a command works with.

use std::path::PathBuf;

use anyhow::Result;
use burn::tensor::Device;
use clap::Args;
use facade_model::paint::Paint;
use facade_model::unet::UNet;

use crate::dataset::task::{Direction, Task};
use crate::run::checkpoint::Checkpoint;
use crate::run::checkpoints::{Checkpoints, Which};
use crate::translate::load_bundle;

/// A run's checkpoint or a bundle.
#[derive(Debug, Args)]
pub struct GeneratorChoice {
    /// A run, whose newest checkpoint is taken
    #[arg(
        long,
        value_name = "DIR",
        conflicts_with = "model",
        required_unless_present = "model"
    )]
    pub run: Option<PathBuf>,
    /// Another checkpoint of --run
    #[arg(long, conflicts_with_all = ["model", "best"])]
    pub epoch: Option<usize>,
    /// The checkpoint of --run with the best validation
    #[arg(long, conflicts_with = "model")]
    pub best: bool,
    /// An exported bundle
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,
}

/// A generator, and what is known of it.
pub struct ChosenGenerator {
    pub network: UNet,
    /// The path it comes from.
    pub name: String,
    /// As the run was trained; a bundle does not say the direction, so it has the usual one.
    pub task: Task,
    /// Paints that it brings, where it takes paint.
    pub palettes: Vec<Paint>,
}

impl GeneratorChoice {
    /// Loads the generator.
    ///
    /// # Errors
    /// A checkpoint that is not there, or a file that cannot be used.
    pub fn load(&self, device: &Device) -> Result<ChosenGenerator> {
        match (&self.model, &self.run) {
            (Some(path), _) => {
                let (network, input, palettes) = load_bundle(path, device)?;
                Ok(ChosenGenerator {
                    network,
                    name: path.display().to_string(),
                    task: Task::new(input, Direction::default()),
                    palettes,
                })
            }
            (None, Some(run)) => {
                let folder = Checkpoints::of_run(run).find(which(self.epoch, self.best))?;
                let checkpoint = Checkpoint::open(&folder)?;
                Ok(ChosenGenerator {
                    network: checkpoint.generator(device)?,
                    name: folder.display().to_string(),
                    task: checkpoint.state.config.task,
                    palettes: checkpoint.state.palettes,
                })
            }
            (None, None) => unreachable!("the command line asks for one of the two"),
        }
    }
}

/// The checkpoint that `--epoch` and `--best` ask for.
pub fn which(epoch: Option<usize>, best: bool) -> Which {
    match epoch {
        Some(epoch) => Which::Epoch(epoch),
        None if best => Which::Best,
        None => Which::Newest,
    }
}
