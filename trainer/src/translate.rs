//! Inputs to pictures, from the command line.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use burn::tensor::Device;
use facade_model::IMAGE_SIZE;
use facade_model::bundle::Bundle;
use facade_model::input::InputKind;
use facade_model::pixels::luma;
use facade_model::unet::UNet;

use crate::dataset::augment::{Input, plain};
use crate::dataset::pair::{PairPath, is_image, natural_key, png_name};
use crate::dataset::task::Task;
use crate::dataset::{label_map, picture, resize};
use crate::run::gallery;

/// Loads the generator of an exported bundle, and what it wants to see.
///
/// # Errors
/// A file that cannot be read or is no bundle.
pub fn load_bundle(path: &Path, device: &Device) -> Result<(UNet, InputKind)> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    Bundle::decode(&bytes)
        .and_then(|bundle| {
            let kind = bundle.manifest().input.clone();
            Ok((bundle.unet(device)?, kind))
        })
        .with_context(|| format!("cannot use {}", path.display()))
}

/// Translates one input into the picture `output`, or every one of a folder into the folder `output`.
/// Inputs of another size are stretched to 256×256 as in training. With `half`, inputs are A|B pairs,
/// and the half that a task of this direction starts from is translated.
///
/// # Errors
/// An input that cannot be read, or an output that cannot be written.
pub fn translate(
    generator: &UNet,
    kind: &InputKind,
    half: Option<&Task>,
    input: &Path,
    output: &Path,
    device: &Device,
) -> Result<()> {
    if !input.is_dir() {
        return translate_one(generator, kind, half, input, output, device);
    }
    let entries =
        fs::read_dir(input).with_context(|| format!("cannot read {}", input.display()))?;
    let mut inputs: Vec<PathBuf> = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_>>()?;
    inputs.retain(|path| is_image(path));
    ensure!(
        !inputs.is_empty(),
        "{} holds no JPEG or PNG image",
        input.display()
    );
    inputs.sort_by_cached_key(|path| natural_key(path));
    fs::create_dir_all(output).with_context(|| format!("cannot create {}", output.display()))?;
    for input in &inputs {
        translate_one(
            generator,
            kind,
            half,
            input,
            &output.join(png_name(input)),
            device,
        )?;
    }
    println!("{} pictures in {}", inputs.len(), output.display());
    Ok(())
}

fn translate_one(
    generator: &UNet,
    kind: &InputKind,
    half: Option<&Task>,
    input: &Path,
    output: &Path,
    device: &Device,
) -> Result<()> {
    let seen = match half {
        Some(task) => read_half(input, task)?,
        None => read_input(input, kind)?,
    };
    gallery::translate(generator, &seen, kind, device)?
        .save(output)
        .with_context(|| format!("cannot write {}", output.display()))
}

fn read_half(path: &Path, task: &Task) -> Result<Input> {
    let pair = PairPath {
        image: path.to_owned(),
        labels: None,
    };
    Ok(plain(pair.read(task)?).input)
}

fn read_input(path: &Path, kind: &InputKind) -> Result<Input> {
    let side = IMAGE_SIZE as u32;
    if let InputKind::OneHotLabels { classes } = kind {
        let map = label_map::read(path, classes)?;
        return Ok(Input::Labels(resize::labels(&map, side).into_raw()));
    }
    let picture = resize::photo(picture::read(path)?, side);
    Ok(match kind {
        InputKind::Grey => Input::Grey(picture.pixels().map(|pixel| luma(pixel.0)).collect()),
        _ => Input::Rgb(picture.into_raw()),
    })
}
