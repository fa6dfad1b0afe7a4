//! `trainer translate`.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use super::generator::GeneratorChoice;
use crate::dataset::task::Direction;
use crate::device::DeviceChoice;
use crate::translate;

#[derive(Debug, Args)]
pub struct TranslateArgs {
    /// An input, or a folder of them: for labels a class-index PNG or an image in the colours of the
    /// classes, else a picture
    pub input: PathBuf,
    /// The picture to write, or the folder for the pictures
    pub output: PathBuf,
    #[command(flatten)]
    pub generator: GeneratorChoice,
    /// Inputs are A|B pairs, of which this half is translated: the left of AtoB, the right of BtoA
    #[arg(long)]
    pub direction: Option<Direction>,
    /// cpu, gpu or gpu:N
    #[arg(long, default_value_t)]
    pub device: DeviceChoice,
}

impl TranslateArgs {
    pub(super) fn run(&self) -> Result<()> {
        let device = self.device.open()?;
        let generator = self.generator.load(&device)?;
        let mut task = generator.task;
        let halves = self.direction.is_some();
        task.direction = self.direction.unwrap_or(task.direction);
        translate::translate(
            &generator.network,
            &task,
            halves,
            &self.input,
            &self.output,
            &device,
        )
    }
}
