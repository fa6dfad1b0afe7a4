//! A generator as a file for others: the bundle that the page loads, its plain weights, or an ONNX
//! graph. Where the generator comes from is no matter: a checkpoint, a bundle, another program.

mod bundle;
mod discriminator;
mod onnx;
mod plain;
mod source;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use facade_import::onnx::description::Description;
use facade_model::bundle::{Architecture, Precision};
use facade_model::unet::UNet;

use crate::whole_file;

pub use bundle::give_role;
pub use discriminator::ExportedDiscriminator;
pub use source::{ExportedGenerator, Origin, imported};

/// What a generator is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// The bundle that the page loads, `NAME.safetensors`, listed in `models.json`.
    Bundle(Precision),
    /// The plain weights, `NAME.safetensors` in f32, for other programs; the page refuses it.
    Safetensors,
    /// An ONNX graph, `NAME.onnx` in f32.
    Onnx,
}

impl Format {
    /// The folder to write into: the chosen one, or the usual one.
    pub fn folder(self, chosen: Option<&Path>) -> &Path {
        let usual = match self {
            Self::Bundle(_) => "web/models",
            Self::Safetensors | Self::Onnx => "exports",
        };
        chosen.unwrap_or_else(|| Path::new(usual))
    }

    /// The name of a generator's file.
    pub fn file(self, name: &str) -> String {
        let ending = match self {
            Self::Bundle(_) | Self::Safetensors => "safetensors",
            Self::Onnx => "onnx",
        };
        format!("{name}.{ending}")
    }
}

impl ExportedGenerator {
    /// The description as JSON, of the network in the form in which the file holds it, with the digest of its weights
    /// where there is one.
    fn description(&self, network: &UNet, sha256: Option<String>) -> Result<String> {
        let description = Description {
            name: self.name.clone(),
            architecture: Architecture::of(network, self.dropout),
            input: self.input.clone(),
            palettes: self.colors.palettes.clone(),
            inks: self.colors.inks.clone(),
            origin: self.origin.clone(),
            sha256,
        };
        Ok(serde_json::to_string(&description)?)
    }

    /// The generator as a plain safetensors file or an ONNX graph, its decoder folded to transposed
    /// convolutions; as a bundle, in which it is as it was trained.
    ///
    /// # Errors
    /// Only what the container refuses.
    pub fn encode(&self, format: Format) -> Result<Vec<u8>> {
        match format {
            Format::Bundle(precision) => bundle::encode(self, precision),
            Format::Safetensors => plain::encode(self),
            Format::Onnx => onnx::encode(self),
        }
    }

    /// Writes the generator into a folder, which is created if need be, and returns the file's path.
    /// A bundle is also listed in the folder's `models.json`.
    ///
    /// # Errors
    /// As [`ExportedGenerator::encode`], a name that is none, or a folder that cannot be written or
    /// whose bundles a plain file might replace.
    pub fn write(&self, format: Format, folder: &Path) -> Result<PathBuf> {
        check_name(&self.name)?;
        if format == Format::Safetensors {
            plain::check_folder(folder)?;
        }
        let bytes = self.encode(format)?;
        fs::create_dir_all(folder)
            .with_context(|| format!("cannot create {}", folder.display()))?;
        let file = format.file(&self.name);
        let path = folder.join(&file);
        let before = if path.exists() {
            ", in place of the file before"
        } else {
            ""
        };
        whole_file::write(&path, &bytes)?;
        if let Format::Bundle(_) = format {
            bundle::list(folder, &self.name, &file, &bytes)?;
        }
        println!("{}: {} bytes{before}", path.display(), bytes.len());
        Ok(path)
    }
}

/// Names stand in file names and addresses.
fn check_name(name: &str) -> Result<()> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    ensure!(
        name.starts_with(|c: char| c.is_ascii_alphanumeric()) && name.chars().all(plain),
        "`{name}` cannot be the name of a model: it is made of letters, digits, `.`, `_` and `-`, and begins with a letter or digit; choose one with --name"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_no_file_names_are_refused() {
        for name in ["lite", "unet-16.v2", "3"] {
            check_name(name).unwrap();
        }
        for name in ["", ".hidden", "../up", "a b", "a/b", "ä"] {
            assert!(check_name(name).is_err(), "{name}");
        }
    }
}
