//! What a command writes a generator as, and where.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use facade_model::bundle::Precision;
use facade_model::model_list::Role;

use crate::export::{ExportedGenerator, Format, give_role};

#[derive(Debug, Args)]
pub struct Output {
    /// What to write
    #[arg(long, value_enum, default_value_t)]
    pub format: Kind,
    /// How a bundle stores its weights [default: int8]
    #[arg(long, value_enum)]
    pub precision: Option<StoredAs>,
    /// What a bundle is to the page's visitors [default: the first of a folder is their default, others nothing yet]
    #[arg(long, value_enum)]
    pub role: Option<PageRole>,
    /// Folder for the file [default: web/models for a bundle, exports for the others]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Kind {
    /// The bundle that the page loads, NAME.safetensors, listed in models.json
    #[default]
    Bundle,
    /// The plain weights, NAME.safetensors in f32, for other programs; the page refuses it
    Safetensors,
    /// An ONNX graph, NAME.onnx in f32: `labels` [N, channels, 256, 256] to `picture` [N, 3, 256, 256]
    Onnx,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum StoredAs {
    /// 8 bits a weight with a scale for each output channel, half precision in the two outer levels
    #[default]
    Int8,
    /// Half precision
    F16,
    /// As trained
    F32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PageRole {
    /// The model that is loaded first and draws while the hand moves
    Default,
    /// A larger one, loaded behind it, for better pictures when the hand rests or the device is fast
    Refine,
}

impl Output {
    /// Writes the generator.
    ///
    /// # Errors
    /// Options that contradict each other, before there is a generator; else those of
    /// [`ExportedGenerator::write`].
    pub fn write(&self, generator: impl FnOnce() -> Result<ExportedGenerator>) -> Result<()> {
        let format = self.format()?;
        let folder = format.folder(self.out.as_deref());
        let generator = generator()?;
        generator.write(format, folder)?;
        match self.role {
            None => Ok(()),
            Some(PageRole::Default) => give_role(folder, Role::Default, &generator.name),
            Some(PageRole::Refine) => give_role(folder, Role::Refine, &generator.name),
        }
    }

    /// Where the bundle goes, and how it stores its weights.
    ///
    /// # Errors
    /// Options that ask for something else than a bundle.
    pub fn bundle(&self) -> Result<(Precision, &Path)> {
        match self.format()? {
            format @ Format::Bundle(precision) => {
                Ok((precision, format.folder(self.out.as_deref())))
            }
            _ => bail!("--critic goes with --format bundle only"),
        }
    }

    fn format(&self) -> Result<Format> {
        match (self.format, self.precision) {
            (Kind::Bundle, precision) => Ok(Format::Bundle(match precision.unwrap_or_default() {
                StoredAs::Int8 => Precision::Int8,
                StoredAs::F16 => Precision::F16,
                StoredAs::F32 => Precision::F32,
            })),
            (_, _) if self.role.is_some() => {
                bail!("--role goes with --format bundle only; the page loads no others")
            }
            (_, Some(_)) => bail!("--precision goes with --format bundle only; the others are f32"),
            (Kind::Safetensors, None) => Ok(Format::Safetensors),
            (Kind::Onnx, None) => Ok(Format::Onnx),
        }
    }
}
