//! Inputs to pictures, from the command line.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use burn::tensor::Device;
use facade_model::IMAGE_SIZE;
use facade_model::bundle::Bundle;
use facade_model::input::InputKind;
use facade_model::pixels::luma;
use facade_model::unet::UNet;

use crate::dataset::augment::{Input, plain};
use crate::dataset::label_map;
use crate::dataset::listing::{list, png_name};
use crate::dataset::pair::PairPath;
use crate::dataset::reader;
use crate::dataset::resize::{self, View};
use crate::dataset::task::Task;
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
/// Inputs of another size are stretched to 256×256 as in training. With `halves`, inputs are A|B pairs,
/// and the half that the task starts from is translated.
///
/// # Errors
/// An input that cannot be read, or an output that cannot be written.
pub fn translate(
    generator: &UNet,
    task: &Task,
    halves: bool,
    input: &Path,
    output: &Path,
    device: &Device,
) -> Result<()> {
    if !input.is_dir() {
        return translate_one(generator, task, halves, input, output, device);
    }
    let inputs = list(input)?.images;
    ensure!(
        !inputs.is_empty(),
        "{} holds no picture that can be read",
        input.display()
    );
    fs::create_dir_all(output).with_context(|| format!("cannot create {}", output.display()))?;
    for input in &inputs {
        translate_one(
            generator,
            task,
            halves,
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
    task: &Task,
    halves: bool,
    input: &Path,
    output: &Path,
    device: &Device,
) -> Result<()> {
    let seen = match halves {
        true => read_half(input, task)?,
        false => read_input(input, task)?,
    };
    gallery::translate(generator, &seen, &task.input, device)?
        .save(output)
        .with_context(|| format!("cannot write {}", output.display()))
}

fn read_half(path: &Path, task: &Task) -> Result<Input> {
    Ok(plain(PairPath::halves(path.to_owned()).read(task)?).input)
}

fn read_input(path: &Path, task: &Task) -> Result<Input> {
    let side = IMAGE_SIZE as u32;
    if let Some(legend) = task.legend() {
        let map = label_map::read(path, legend)?.map;
        return Ok(Input::Labels(
            resize::labels(&map, &View::WHOLE, side).into_raw(),
        ));
    }
    let picture = resize::photo(reader::photo(path)?, &View::WHOLE, side);
    Ok(match task.input {
        InputKind::Grey => Input::Grey(picture.pixels().map(|pixel| luma(pixel.0)).collect()),
        _ => Input::Rgb(picture.into_raw()),
    })
}
