//! `trainer import`.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use super::output::Output;
use crate::device::DeviceChoice;
use crate::import;

#[derive(Debug, Args)]
pub struct ImportArgs {
    /// A generator unet_256 of pytorch-CycleGAN-and-pix2pix: what torch.save wrote, or safetensors with the same names,
    /// compressed (.gz) or in a zip archive too. Three input channels are taken for colours, one for grey, and twelve
    /// for the facade classes in the order of their ids
    pub file: PathBuf,
    /// Name of the model, as in ?model=NAME, and of the file
    #[arg(long)]
    pub name: String,
    /// Key below which it lies, where the file holds several
    #[arg(long)]
    pub key: Option<String>,
    #[command(flatten)]
    pub output: Output,
}

impl ImportArgs {
    pub(super) fn run(&self) -> Result<()> {
        self.output.write(Some(&self.file), || {
            let device = DeviceChoice::Cpu.open()?;
            import::generator(&self.file, &self.name, self.key.as_deref(), &device)
        })
    }
}
