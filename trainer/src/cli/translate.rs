//! `trainer translate`.

use std::path::PathBuf;

use anyhow::Result;
use clap::{ArgGroup, Args};

use crate::device::DeviceChoice;
use crate::run::checkpoint::{Checkpoints, Which, load_generator};
use crate::translate;

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("generator").args(["model", "run"]).required(true)))]
pub struct TranslateArgs {
    /// An input, or a folder of them: for labels a class-index PNG or an image in the colours of the
    /// classes, else a picture
    pub input: PathBuf,
    /// The picture to write, or the folder for the pictures
    pub output: PathBuf,
    /// An exported bundle
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,
    /// A run, whose newest checkpoint is used
    #[arg(long, value_name = "DIR")]
    pub run: Option<PathBuf>,
    /// cpu, gpu or gpu:N
    #[arg(long, default_value_t)]
    pub device: DeviceChoice,
}

impl TranslateArgs {
    pub(super) fn run(&self) -> Result<()> {
        let device = self.device.open()?;
        let (generator, kind) = match (&self.model, &self.run) {
            (Some(bundle), _) => translate::load_bundle(bundle, &device)?,
            (None, Some(run)) => {
                let newest = Checkpoints::of_run(run).find(Which::Newest)?;
                let (generator, state) = load_generator(&newest, &device)?;
                (generator, state.config.task.input)
            }
            (None, None) => unreachable!("the command line asks for one of the two"),
        };
        translate::translate(&generator, &kind, &self.input, &self.output, &device)
    }
}
