//! Inputs to pictures, from the command line.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use burn::tensor::Device;
use facade_model::IMAGE_SIZE;
use facade_model::bundle::Bundle;
use facade_model::input::InputKind;
use facade_model::paint::Paint;
use facade_model::pixels::luma;
use facade_model::unet::UNet;

use crate::dataset::augment::{Input, plain};
use crate::dataset::pair::{PairPath, is_image, natural_key, png_name};
use crate::dataset::task::Task;
use crate::dataset::{label_map, picture, resize};
use crate::paint_choice::PaintChoice;
use crate::run::gallery;

/// Loads the generator of an exported bundle, what it wants to see, and the palettes it brings.
///
/// # Errors
/// A file that cannot be read or is no bundle.
pub fn load_bundle(path: &Path, device: &Device) -> Result<(UNet, InputKind, Vec<Paint>)> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    Bundle::decode(&bytes)
        .and_then(|bundle| {
            let manifest = bundle.manifest();
            let (kind, palettes) = (manifest.input.clone(), manifest.palettes.clone());
            Ok((bundle.unet(device)?, kind, palettes))
        })
        .with_context(|| format!("cannot use {}", path.display()))
}

/// What of the files the generator is shown.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// Inputs are A|B pairs, and the half that a task of this direction starts from is translated.
    pub half: Option<&'a Task>,
    /// In which colours, where the generator takes paint.
    pub paint: &'a PaintChoice,
}

/// Translates one input into the picture `output`, or every one of a folder into the folder `output`.
/// Inputs of another size are stretched to 256×256 as in training.
///
/// # Errors
/// An input that cannot be read, or an output that cannot be written.
pub fn translate(
    generator: &UNet,
    kind: &InputKind,
    seen: Seen,
    input: &Path,
    output: &Path,
    device: &Device,
) -> Result<()> {
    if !input.is_dir() {
        return translate_one(generator, kind, seen, input, output, device);
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
            seen,
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
    seen: Seen,
    input: &Path,
    output: &Path,
    device: &Device,
) -> Result<()> {
    let read = match seen.half {
        Some(task) => read_half(input, task)?,
        None => read_input(input, kind)?,
    };
    let read = painted(read, seen.paint, input, kind)?;
    gallery::translate(generator, &read, kind, device)?
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
    if let Some(classes) = kind.classes() {
        let map = label_map::read(path, classes)?;
        return Ok(Input::Labels(resize::labels(&map, side).into_raw()));
    }
    let picture = resize::photo(picture::read(path)?, side);
    Ok(match kind {
        InputKind::Grey => Input::Grey(picture.pixels().map(|pixel| luma(pixel.0)).collect()),
        _ => Input::Rgb(picture.into_raw()),
    })
}

/// The input in the paint that was chosen, or in that of the photo it came with.
fn painted(read: Input, paint: &PaintChoice, path: &Path, kind: &InputKind) -> Result<Input> {
    let InputKind::PaintedLabels { classes } = kind else {
        return Ok(read);
    };
    let (ids, own) = match read {
        Input::Labels(ids) => (ids, None),
        Input::Painted(ids, paint) => (ids, Some(paint)),
        other => return Ok(other),
    };
    let chosen = paint.of(path, &ids, classes)?.or(own).with_context(|| {
        format!(
            "this generator takes paint, and {} brings none; say --paint palette:0, --paint FILE or --photos DIR",
            path.display()
        )
    })?;
    Ok(Input::Painted(ids, chosen))
}
