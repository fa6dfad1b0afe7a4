//! `trainer translate`.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use super::generator::GeneratorChoice;
use crate::dataset::task::{Direction, Task};
use crate::device::DeviceChoice;
use crate::paint_choice::PaintOptions;
use crate::translate::{self, Seen};

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
    #[command(flatten)]
    pub paint: PaintOptions,
    /// cpu, gpu or gpu:N
    #[arg(long, default_value_t)]
    pub device: DeviceChoice,
}

impl TranslateArgs {
    pub(super) fn run(&self) -> Result<()> {
        let device = self.device.open()?;
        let generator = self.generator.load(&device)?;
        let kind = generator.task.input;
        let paint = self.paint.choose(&kind, &generator.palettes)?;
        let half = self.direction.map(|direction| Task {
            input: kind.clone(),
            direction,
        });
        translate::translate(
            &generator.network,
            &kind,
            Seen {
                half: half.as_ref(),
                paint: &paint,
            },
            &self.input,
            &self.output,
            &device,
        )
    }
}
