//! `trainer translate`.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use super::generator::GeneratorChoice;
use crate::dataset::task::Direction;
use crate::device::DeviceChoice;
use crate::paint_choice::{PaintChoice, PaintOptions};
use crate::translate::plan::plan;
use crate::translate::{self, Seen};

#[derive(Debug, Args)]
pub struct TranslateArgs {
    /// An input, or a folder of them: for labels a class-index PNG or an image in the colours of the
    /// classes, else a picture
    pub input: PathBuf,
    /// The picture to write, or the folder for it or them
    pub output: PathBuf,
    #[command(flatten)]
    pub generator: GeneratorChoice,
    /// Inputs are A|B pairs, of which this half is translated: the left of AtoB, the right of BtoA
    #[arg(long)]
    pub direction: Option<Direction>,
    /// Go on without inputs of a folder that cannot be read, and list them
    #[arg(long)]
    pub skip_unreadable: bool,
    #[command(flatten)]
    pub paint: PaintOptions,
    /// cpu, gpu or gpu:N
    #[arg(long, default_value_t)]
    pub device: DeviceChoice,
}

impl TranslateArgs {
    pub(super) fn run(&self) -> Result<()> {
        // Whatever speaks against it is said before a model is loaded.
        let plan = plan(&self.input, &self.output, self.skip_unreadable)?;
        if !plan.passed_over.0.is_empty() {
            println!(
                "passed over in {}: {}",
                self.input.display(),
                plan.passed_over
            );
        }
        for (path, reason) in &plan.unreadable {
            eprintln!("left out: {} ({reason})", path.display());
        }
        let device = self.device.open()?;
        let generator = self.generator.load(&device)?;
        let mut task = generator.task;
        let mut paint = self.paint.choose(&task.input, &generator.palettes)?;
        let brings_none = task.input.is_painted() && self.direction.is_none();
        // Label maps have no photo whose colours could be theirs; the page begins with the same palette.
        if let Some(first) = generator.palettes.first()
            && brings_none
            && paint == PaintChoice::Own
        {
            println!(
                "painted in palette:0, the first of the model's {}; --paint and --photos choose other colours",
                generator.palettes.len()
            );
            paint = PaintChoice::Given(first.clone());
        }
        task.direction = self.direction.unwrap_or(task.direction);
        translate::translate(
            &generator.network,
            &task,
            Seen {
                halves: self.direction.is_some(),
                paint: &paint,
            },
            &plan,
            self.skip_unreadable,
            &device,
        )
    }
}
