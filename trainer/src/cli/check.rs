//! `trainer check`.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use crate::dataset::check::Depth;
use crate::dataset::check::report::{Report, look_over};
use crate::dataset::layout::DataFolders;
use crate::run::config::options::RunOptions;
use crate::run::config::task_options::TaskOptions;
use crate::whole_file;

#[derive(Debug, Args)]
pub struct CheckArgs {
    #[command(flatten)]
    pub folders: DataFolders,
    #[command(flatten)]
    pub task: TaskOptions,
    /// Read every pair whole; else as many as take some seconds, evenly spread
    #[arg(long)]
    pub all: bool,
    /// Also write what was found to a file
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
}

impl CheckArgs {
    pub(super) fn run(&self) -> Result<()> {
        let options = RunOptions {
            task: self.task.clone(),
            ..RunOptions::default()
        };
        let task = options.start()?.task;
        let depth = match self.all {
            true => Depth::All,
            false => Depth::Some,
        };
        let look = look_over(&self.folders, &task, depth)?;
        for part in &look.parts {
            println!(
                "{}: {} pairs{}, {} of them read whole",
                part.name,
                part.findings.pairs,
                part.split.exactness(),
                part.findings.inside
            );
        }
        look.tell();
        if let Some(path) = &self.json {
            let json = serde_json::to_string_pretty(&Report::from(&look))? + "\n";
            whole_file::write(path, json.as_bytes())?;
        }
        for part in &look.parts {
            part.findings.refuse(false)?;
        }
        let warnings: usize = look
            .parts
            .iter()
            .map(|part| part.findings.warnings.len())
            .sum();
        println!(
            "{}",
            match warnings {
                0 => "nothing speaks against training on these",
                1 => "training on these is not refused; see the warning above",
                _ => "training on these is not refused; see the warnings above",
            }
        );
        Ok(())
    }
}
