//! `trainer import`.

use std::path::PathBuf;

use anyhow::{Context, Result};
use burn::tensor::Device;
use clap::Args;
use facade_model::input::check_inks;
use facade_model::paint;

use super::output::Output;
use crate::device::DeviceChoice;
use crate::export::{ExportedGenerator, imported};

#[derive(Debug, Args)]
pub struct ImportArgs {
    /// A generator unet_256 of pytorch-CycleGAN-and-pix2pix: what torch.save wrote, or safetensors with the same names,
    /// compressed (.gz) or in a zip archive too; or an ONNX file that trainer export wrote. Three input channels are taken
    /// for colours, one for grey, and twelve for the facade classes in the order of their ids
    pub file: PathBuf,
    /// Name of the model, as in ?model=NAME, and of the file
    #[arg(long)]
    pub name: String,
    /// Key below which it lies, where the file holds several
    #[arg(long)]
    pub key: Option<String>,
    /// The colours of the drawings that a generator of colours learnt from, the paper's first: "#ffffff,#000000". Without
    /// them it is one of photographs to the page
    #[arg(long, value_name = "COLOURS", value_delimiter = ',', value_parser = ink)]
    pub inks: Vec<[u8; 3]>,
    #[command(flatten)]
    pub output: Output,
}

fn ink(text: &str) -> Result<[u8; 3], String> {
    paint::from_hex(text).ok_or_else(|| format!("`{text}` is not a colour as #rrggbb"))
}

impl ImportArgs {
    pub(super) fn run(&self) -> Result<()> {
        self.output.write(Some(&self.file), || {
            let device = DeviceChoice::Cpu.open()?;
            let mut generator = self.read(&device)?;
            check_inks(&generator.input, &self.inks).context("--inks cannot be used")?;
            if !self.inks.is_empty() {
                generator.colors.inks.clone_from(&self.inks);
            }
            Ok(generator)
        })
    }

    fn read(&self, device: &Device) -> Result<ExportedGenerator> {
        let imported = imported(&self.file, self.key.as_deref())?;
        if let Some(name) = &imported.archived {
            println!("{name} of the archive");
        }
        if !imported.key.is_empty() {
            println!("the generator below `{}`", imported.key);
        }
        let file = self.file.file_name().unwrap_or_default().to_string_lossy();
        ExportedGenerator::from_import(imported, &self.name, &file, device)
    }
}
