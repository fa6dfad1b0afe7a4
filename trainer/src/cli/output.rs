//! What a command writes a generator as, and where.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail, ensure};
use clap::{Args, ValueEnum};
use facade_model::bundle::Precision;
use facade_model::model_list::Role;

use crate::export::{ExportedGenerator, Format, give_role};
use crate::whole_file::is_same;

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
    /// Writes the generator, which is made of `source` where that is a file.
    ///
    /// # Errors
    /// Options that contradict each other, before there is a generator; a place that is the source's; else those
    /// of [`ExportedGenerator::write`].
    pub fn write(
        &self,
        source: Option<&Path>,
        generator: impl FnOnce() -> Result<ExportedGenerator>,
    ) -> Result<()> {
        let format = self.format()?;
        let folder = format.folder(self.out.as_deref());
        let generator = generator()?;
        let path = folder.join(format.file(&generator.name));
        ensure!(
            !source.is_some_and(|source| is_same(source, &path)),
            "{} would be written over the file that it is made of; choose another --name or --out",
            path.display()
        );
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

#[cfg(test)]
mod tests {
    use std::fs;

    use burn::tensor::Device;
    use clap::Parser;
    use facade_model::bundle::{Bundle, Precision};
    use facade_model::input::InputKind;
    use facade_model::unet::{UNetConfig, Upsampling};
    use tempfile::TempDir;

    use crate::cli::Cli;

    #[test]
    fn a_model_is_not_written_over_the_file_that_it_is_made_of() {
        let folder = TempDir::new().unwrap();
        let config = UNetConfig {
            input_channels: 1,
            depth: 8,
            ngf: 1,
            upsampling: Upsampling::Transposed,
            head: 0,
            scale: 1,
            norms: true,
        };
        let network = config.init(&Device::flex());
        let bundle = Bundle::encode(
            &network,
            "tiny",
            InputKind::Grey,
            Vec::new(),
            0.0,
            None,
            Precision::F32,
        );
        let (path, bundle) = (folder.path().join("tiny.safetensors"), bundle.unwrap());
        fs::write(&path, &bundle).unwrap();
        let export = |more: &[&str]| {
            let (model, out) = (path.to_str().unwrap(), folder.path().to_str().unwrap());
            let start = ["trainer", "export", "--model", model, "--out", out];
            Cli::try_parse_from(start.iter().chain(more)).unwrap().run()
        };
        let error = export(&[]).unwrap_err().to_string();
        assert!(
            error.contains("over the file that it is made of"),
            "{error}"
        );
        assert!(fs::read(&path).unwrap() == bundle);
        export(&["--name", "other"]).unwrap();
        assert!(folder.path().join("other.safetensors").exists());
    }
}
