//! `trainer segmenter`.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use crate::dataset::task::Direction;
use crate::device::DeviceChoice;
use crate::segmenter::train::{SegmenterOptions, train};

#[derive(Debug, Args)]
pub struct SegmenterArgs {
    /// Folder with train/ and val/ of A|B image pairs
    #[arg(long, value_name = "DIR", default_value = "datasets/facades")]
    pub data: PathBuf,
    /// Folder with exact label maps (class-index PNG) in the same tree as --data
    #[arg(long, value_name = "DIR")]
    pub labels: Option<PathBuf>,
    /// Which half becomes which: labels are on the left of AtoB, on the right of BtoA
    #[arg(long, default_value = "BtoA")]
    pub direction: Direction,
    /// The file to write, after every epoch
    #[arg(
        long,
        value_name = "FILE",
        default_value = "runs/segmenter.safetensors"
    )]
    pub out: PathBuf,
    /// Number of epochs
    #[arg(long, default_value_t = 30)]
    pub epochs: usize,
    /// Width of the network
    #[arg(long, default_value_t = 16)]
    pub width: usize,
    /// Decides initial weights, order and jitter
    #[arg(long, default_value_t = 0)]
    pub seed: u64,
    /// cpu, cpu:bf16 (convolutions in bfloat16, where the processor has it), gpu or gpu:N
    #[arg(long, default_value_t)]
    pub device: DeviceChoice,
}

impl SegmenterArgs {
    pub(super) fn run(self) -> Result<()> {
        let hardware = self.device.open_for_training()?;
        let options = SegmenterOptions {
            data: self.data,
            labels: self.labels,
            direction: self.direction,
            out: self.out,
            epochs: self.epochs,
            width: self.width,
            seed: self.seed,
        };
        train(&options, &hardware)
    }
}
