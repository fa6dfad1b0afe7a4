//! Label maps to pictures, from the command line.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use burn::tensor::Device;
use facade_model::IMAGE_SIZE;
use facade_model::bundle::Bundle;
use facade_model::unet::UNet;

use crate::dataset::pair::{is_image, natural_key, png_name};
use crate::dataset::{label_map, resize};
use crate::run::gallery;

/// Loads the generator of an exported bundle.
///
/// # Errors
/// A file that cannot be read or is no bundle.
pub fn load_bundle(path: &Path, device: &Device) -> Result<UNet> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    Bundle::decode(&bytes)
        .and_then(|bundle| bundle.unet(device))
        .with_context(|| format!("cannot use {}", path.display()))
}

/// Translates one label map into the picture `output`, or every one of a folder into the folder
/// `output`. Maps of another size are resized to 256×256 by nearest neighbour.
///
/// # Errors
/// An input that cannot be read, or an output that cannot be written.
pub fn translate(generator: &UNet, input: &Path, output: &Path, device: &Device) -> Result<()> {
    if !input.is_dir() {
        return translate_one(generator, input, output, device);
    }
    let entries =
        fs::read_dir(input).with_context(|| format!("cannot read {}", input.display()))?;
    let mut maps: Vec<PathBuf> = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_>>()?;
    maps.retain(|path| is_image(path));
    ensure!(
        !maps.is_empty(),
        "{} holds no JPEG or PNG image",
        input.display()
    );
    maps.sort_by_cached_key(|path| natural_key(path));
    fs::create_dir_all(output).with_context(|| format!("cannot create {}", output.display()))?;
    for map in &maps {
        translate_one(generator, map, &output.join(png_name(map)), device)?;
    }
    println!("{} pictures in {}", maps.len(), output.display());
    Ok(())
}

fn translate_one(generator: &UNet, input: &Path, output: &Path, device: &Device) -> Result<()> {
    let map = label_map::read(input)?;
    let labels = resize::labels(&map, IMAGE_SIZE as u32).ids;
    gallery::translate(generator, &labels, device)?
        .save(output)
        .with_context(|| format!("cannot write {}", output.display()))
}
