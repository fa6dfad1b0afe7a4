//! `trainer train`.

use std::path::PathBuf;

use anyhow::{Result, ensure};
use clap::Args;

use crate::dataset::layout::DataFolders;
use crate::device::DeviceChoices;
use crate::run::config::options::RunOptions;
use crate::run::data::RunPaths;
use crate::run::stop;
use crate::run::train::train;

#[derive(Debug, Args)]
pub struct TrainArgs {
    #[command(flatten)]
    pub folders: DataFolders,
    /// What `trainer segmenter` has written: adds the label score to every validation
    #[arg(long, value_name = "FILE")]
    pub segmenter: Option<PathBuf>,
    /// Bundle of a generator to learn from, of any width; goes with --distill-output and the like
    #[arg(long, value_name = "FILE")]
    pub teacher: Option<PathBuf>,
    /// Run whose newest networks, or bundle whose networks, to start from in place of random ones; optimisers and
    /// epochs begin anew
    #[arg(long, value_name = "RUN|FILE")]
    pub start_from: Option<PathBuf>,
    /// Folder for losses, pictures and checkpoints
    #[arg(long, value_name = "DIR", default_value = "runs/facades")]
    pub run: PathBuf,
    /// Go on from the newest checkpoint of --run
    #[arg(long)]
    pub resume: bool,
    /// Go on without pairs that cannot be read, and list them
    #[arg(long)]
    pub skip_unreadable: bool,
    /// cpu, cpu:bf16 (convolutions in bfloat16, where the processor has it), gpu or gpu:N; several, such as
    /// gpu:0,gpu:1, share the batches of a step (--accumulate)
    #[arg(long, default_value_t)]
    pub device: DeviceChoices,
    #[command(flatten)]
    pub options: RunOptions,
}

impl TrainArgs {
    pub(super) fn run(&self) -> Result<()> {
        let paths = RunPaths {
            data: self.folders.data.clone(),
            labels: self.folders.labels.clone(),
            images: self.folders.images,
            segmenter: self.segmenter.clone(),
            teacher: self.teacher.clone(),
            start_from: self.start_from.clone(),
            run: self.run.clone(),
            skip_unreadable: self.skip_unreadable,
        };
        ensure!(
            paths.folders().has("train")?,
            "{}",
            self.folders.without_training()
        );
        stop::listen()?;
        let device = self.device.open_for_training()?;
        train(&paths, &self.options, self.resume, &device, &stop::asked)
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use crate::cli::Cli;

    #[test]
    fn without_data_the_command_that_gets_it_is_named() {
        let empty = tempfile::tempdir().unwrap();
        let data = empty.path().to_str().unwrap();
        let error = Cli::try_parse_from(["trainer", "train", "--data", data])
            .unwrap()
            .run()
            .unwrap_err();
        let message = format!("{error:#}");
        let start = format!("no training pairs in {data}/train: `");
        let command = message.strip_prefix(&start).expect(&message);
        let command = command.split('`').next().unwrap();
        let words = command.strip_prefix("cargo run -p trainer --release -- ");
        let words = words.expect(command).split(' ');
        Cli::try_parse_from(["trainer"].into_iter().chain(words)).unwrap();
    }
}
