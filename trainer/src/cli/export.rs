//! `trainer export`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;

use crate::device::DeviceChoice;
use crate::export;
use crate::run::checkpoint::Checkpoints;

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

impl ExportArgs {
    pub(super) fn run(&self) -> Result<()> {
        let checkpoint = Checkpoints::of_run(&self.run).find(self.epoch)?;
        let device = DeviceChoice::Cpu.open()?;
        let name = match &self.name {
            Some(name) => name.clone(),
            None => folder_name(&self.run)?,
        };
        export::export(&checkpoint, &name, &self.out, &device)
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
