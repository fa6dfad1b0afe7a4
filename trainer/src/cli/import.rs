//! `trainer import`.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use crate::device::DeviceChoice;
use crate::export::Format;
use crate::import;

#[derive(Debug, Args)]
pub struct ImportArgs {
    /// A generator unet_256 of pytorch-CycleGAN-and-pix2pix: .pth, .pt, or .safetensors with the same names.
    /// Three input channels are taken for colours, one for grey, and twelve for the facade classes in the
    /// order of their ids
    pub file: PathBuf,
    /// Name of the model, as in ?model=NAME, and of the file
    #[arg(long)]
    pub name: String,
    /// What to write
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// Folder for the file [default: web/models for a bundle, exports for the others]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

impl ImportArgs {
    pub(super) fn run(&self) -> Result<()> {
        let device = DeviceChoice::Cpu.open()?;
        let generator = import::generator(&self.file, &self.name, &device)?;
        generator.write(self.format, self.format.folder(self.out.as_deref()))?;
        Ok(())
    }
}
