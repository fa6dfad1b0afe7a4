//! Inputs to pictures, from the command line.

pub mod plan;

use std::fs;
use std::io::Cursor;
use std::path::Path;

use anyhow::{Context, Result};
use burn::tensor::Device;
use facade_model::IMAGE_SIZE;
use facade_model::bundle::Bundle;
use facade_model::input::InputKind;
use facade_model::paint::Paint;
use facade_model::pixels::luma;
use facade_model::unet::UNet;

use crate::dataset::augment::{Input, plain};
use crate::dataset::label_map::{self, Fit};
use crate::dataset::pair::PairPath;
use crate::dataset::reader;
use crate::dataset::resize::{self, View};
use crate::dataset::task::Task;
use crate::paint_choice::PaintChoice;
use crate::run::gallery;
use crate::whole_file;
use plan::{Job, Plan};

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

/// A picture of the shape of a pair of whose pixels more are between classes is most likely a pair.
const PHOTO_HALF: f32 = 0.2;

/// What of the files the generator is shown.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// Inputs are A|B pairs, and the half that the task starts from is translated.
    pub halves: bool,
    /// In which colours, where the generator takes paint.
    pub paint: &'a PaintChoice,
}

/// Makes the pictures of a plan. Inputs of another size are stretched to 256×256 as in training.
///
/// # Errors
/// An input that cannot be read, unless that is to be skipped in a folder, or an output that cannot be
/// written. The pictures before it are there.
pub fn translate(
    generator: &UNet,
    task: &Task,
    seen: Seen,
    plan: &Plan,
    skip_unreadable: bool,
    device: &Device,
) -> Result<()> {
    let mut made = 0;
    let replaced = plan.replaced();
    for Job {
        input,
        output,
        format,
    } in &plan.jobs
    {
        let read = match seen.halves {
            true => read_half(input, task),
            false => read_input(input, task),
        };
        let read = match read {
            Err(error) if skip_unreadable && plan.folder.is_some() => {
                eprintln!("left out: {error:#}");
                continue;
            }
            read => painted(read?, seen.paint, input, &task.input)?,
        };
        let picture = gallery::translate(generator, &read, &task.input, device)?;
        let mut bytes = Vec::new();
        picture
            .write_to(&mut Cursor::new(&mut bytes), *format)
            .with_context(|| format!("cannot write {}", output.display()))?;
        whole_file::write(output, &bytes)?;
        made += 1;
    }
    if let Some(folder) = &plan.folder {
        let before = match replaced {
            0 => String::new(),
            count => format!(", {count} of them in place of files before"),
        };
        println!("{made} pictures in {}{before}", folder.display());
    }
    Ok(())
}

fn read_half(path: &Path, task: &Task) -> Result<Input> {
    Ok(plain(PairPath::halves(path.to_owned()).read(task)?).input)
}

fn read_input(path: &Path, task: &Task) -> Result<Input> {
    let side = IMAGE_SIZE as u32;
    if let Some(legend) = task.legend() {
        let label_map::Reading { map, fit } = label_map::read(path, legend)?;
        let is_like_a_pair = map.width() == 2 * map.height();
        if let Some(doubt) = fit.and_then(|fit| doubt(fit, is_like_a_pair)) {
            eprintln!("warning: {}: {doubt}", path.display());
        }
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

/// Why a picture is most likely no label map; none where it may be one.
fn doubt(fit: Fit, is_like_a_pair: bool) -> Option<String> {
    let percent = |share: f32| format!("{:.0} % of the pixels", 100.0 * share);
    let hint = "; of A|B pairs --direction takes one half";
    if fit.is_no_label_map() {
        let hint = if is_like_a_pair { hint } else { "" };
        return Some(format!(
            "{} are like no class, so this is most likely no label map{hint}",
            percent(fit.strange)
        ));
    }
    if !fit.is_label_map() && !is_like_a_pair {
        return Some(format!(
            "{} are of no class's colour and were taken for the nearest one's; a label map holds ids, or the classes' own colours",
            percent(fit.between)
        ));
    }
    // One half fits.
    (is_like_a_pair && fit.between > PHOTO_HALF).then(|| {
        format!(
            "{} are of no class's colour, and it has the shape of an A|B pair{hint}",
            percent(fit.between)
        )
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_and_photos_that_are_given_as_label_maps_are_doubted() {
        let told = |between: f32, strange: f32, is_like_a_pair: bool| {
            doubt(Fit { between, strange }, is_like_a_pair).unwrap_or_default()
        };
        assert_eq!(told(0.1, 0.0, false), "");
        assert_eq!(told(0.1, 0.0, true), "");
        assert_eq!(told(0.4, 0.3, false), "");
        // In other colours than the classes', some of them near by.
        let other_colours = told(0.9, 0.4, false);
        assert!(
            other_colours.starts_with("90 % of the pixels are of no class's colour"),
            "{other_colours}"
        );
        assert!(told(0.9, 0.8, false).starts_with("80 % of the pixels are like no class"));
        assert!(told(0.9, 0.8, true).ends_with("--direction takes one half"));
        // Half of it is a map.
        let half = told(0.45, 0.1, true);
        assert!(
            half.starts_with("45 %") && half.contains("--direction"),
            "{half}"
        );
    }
}
