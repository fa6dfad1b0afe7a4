//! `trainer export`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;

use super::generator::which;
use super::output::Output;
use crate::device::DeviceChoice;
use crate::export::{ExportedDiscriminator, ExportedGenerator};
use crate::run::checkpoints::Checkpoints;

#[derive(Debug, Args)]
pub struct ExportArgs {
    /// The run to export
    #[arg(long, value_name = "DIR", default_value = "runs/facades")]
    pub run: PathBuf,
    /// Checkpoint to export [default: the newest]
    #[arg(long, conflicts_with = "best")]
    pub epoch: Option<usize>,
    /// Export the checkpoint with the best validation
    #[arg(long)]
    pub best: bool,
    /// Also write the critic, NAME.critic.safetensors, for the page's "What the critic sees"
    #[arg(long, conflicts_with = "model")]
    pub critic: bool,
    /// An exported bundle to write in another format or precision, in place of --run
    #[arg(long, value_name = "FILE", conflicts_with_all = ["run", "epoch", "best"])]
    pub model: Option<PathBuf>,
    /// Name of the model, as in ?model=NAME, and of the file [default: that of the run's folder, or of --model]
    #[arg(long)]
    pub name: Option<String>,
    #[command(flatten)]
    pub output: Output,
}

impl ExportArgs {
    pub(super) fn run(&self) -> Result<()> {
        if !self.critic {
            return self
                .output
                .write(self.model.as_deref(), || self.generator());
        }
        // Whatever speaks against the discriminator is said before anything is written.
        let (precision, folder) = self.output.bundle()?;
        let (checkpoint, name) = self.checkpoint()?;
        let device = DeviceChoice::Cpu.open()?;
        let discriminator = ExportedDiscriminator::from_checkpoint(&checkpoint, &name, &device)?;
        self.output.write(None, || self.generator())?;
        discriminator.write(precision, folder)?;
        Ok(())
    }

    fn generator(&self) -> Result<ExportedGenerator> {
        let device = DeviceChoice::Cpu.open()?;
        if let Some(bundle) = &self.model {
            return ExportedGenerator::from_bundle(bundle, self.name.as_deref(), &device);
        }
        let (checkpoint, name) = self.checkpoint()?;
        ExportedGenerator::from_checkpoint(&checkpoint, &name, &device)
    }

    /// The checkpoint's folder, and the model's name.
    fn checkpoint(&self) -> Result<(PathBuf, String)> {
        let checkpoint = Checkpoints::of_run(&self.run).find(which(self.epoch, self.best))?;
        let name = match &self.name {
            Some(name) => name.clone(),
            None => folder_name(&self.run)?,
        };
        Ok((checkpoint, name))
    }
}

fn folder_name(folder: &Path) -> Result<String> {
    let whole = folder
        .canonicalize()
        .with_context(|| format!("cannot read {}", folder.display()))?;
    let name = whole.file_name().and_then(|name| name.to_str());
    let name = name.context("the run's folder has no name to give the model; use --name")?;
    Ok(name.to_owned())
}
