//! What the command line says of a task: what is translated into what.

use std::path::PathBuf;

use anyhow::{Result, bail, ensure};
use clap::Args;
use facade_model::input::InputKind;

use crate::dataset::palette;
use crate::dataset::task::{Direction, Task};

/// Options that define a task; `None` where the command line says nothing.
#[derive(Debug, Clone, Default, Args)]
pub struct TaskOptions {
    /// What the generator sees [default: labels]
    #[arg(long)]
    pub input: Option<InputChoice>,
    /// Label classes other than the facades': a JSON list of {"id", "name", "color"}
    #[arg(long, value_name = "FILE")]
    pub classes: Option<PathBuf>,
    /// Values in label maps that are no class, 255 for example: their pixels get the class beside them
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub ignore_id: Vec<u16>,
    /// Which half becomes which [default: BtoA, input on the right]
    #[arg(long)]
    pub direction: Option<Direction>,
}

/// [`InputKind`] as the command line names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum InputChoice {
    /// One plane a label class
    Labels,
    /// The same, and the colour that each class has in the photo: the generator is told the colours, and paints
    /// in others afterwards
    Painted,
    /// The other half of the pair as it is, in colours
    Rgb,
    /// The photo itself without its colours; the folders then hold photos, not pairs
    Grey,
}

impl TaskOptions {
    /// Lays the options over a task.
    ///
    /// # Errors
    /// An unreadable list of classes, and options that would do nothing beside the others: they are not passed over in
    /// silence.
    pub fn over(&self, mut task: Task) -> Result<Task> {
        if let Some(input) = self.input(&task)? {
            task.input = input;
        }
        if let Some(direction) = self.direction {
            task.direction = direction;
        }
        if !self.ignore_id.is_empty() {
            task.ignore_ids = self.ignore_id.clone();
            task.ignore_ids.sort_unstable();
            task.ignore_ids.dedup();
        }
        ensure!(
            self.direction.is_none() || task.input != InputKind::Grey,
            "--direction goes with pairs, and --input grey takes whole photos; leave it out"
        );
        ensure!(
            self.ignore_id.is_empty() || task.legend().is_some(),
            "--ignore-id goes with --input labels only; leave it out"
        );
        for class in task.legend().map_or(&[][..], |legend| legend.classes) {
            ensure!(
                !self.ignore_id.contains(&u16::from(class.id)),
                "--ignore-id {} is the class {}; leave it out, or give --classes without it",
                class.id,
                class.name
            );
        }
        Ok(task)
    }

    fn input(&self, task: &Task) -> Result<Option<InputKind>> {
        let choice = match (self.input, &self.classes) {
            (None | Some(InputChoice::Labels), Some(file)) => {
                let classes = palette::read(file)?;
                return Ok(Some(InputKind::OneHotLabels { classes }));
            }
            (Some(InputChoice::Painted), Some(file)) => {
                let classes = palette::read(file)?;
                return Ok(Some(InputKind::PaintedLabels { classes }));
            }
            (Some(_), Some(_)) => bail!("--classes goes with --input labels or painted only"),
            (choice, None) => choice,
        };
        Ok(choice.map(|choice| match (choice, &task.input) {
            (InputChoice::Labels, labels @ InputKind::OneHotLabels { .. }) => labels.clone(),
            (InputChoice::Labels, _) => InputKind::facades(),
            (InputChoice::Painted, painted @ InputKind::PaintedLabels { .. }) => painted.clone(),
            (InputChoice::Painted, _) => InputKind::painted_facades(),
            (InputChoice::Rgb, _) => InputKind::Rgb,
            (InputChoice::Grey, _) => InputKind::Grey,
        }))
    }
}
