//! Paints what a shipped model makes of the procedural facades with seeds 1 to 16, not chosen by hand: a row of label
//! maps, the row of pictures below it, four times; of a model that takes paint a row for each facade, at half the
//! size, with its map and its pictures in the model's first sixteen palettes.
//!
//! `cargo run --release -p facade-tests --example procedural_pictures -- MODEL.safetensors OUT.jpg`

use std::path::Path;

use anyhow::{Context, Result};
use burn::tensor::Device;
use facade_model::input::InputKind;
use facade_model::paint::Paint;
use facade_model::unet::UNet;
use facade_subjects::facades::procedural;
use image::imageops::{FilterType, replace, resize};
use image::{Rgb, RgbImage};
use trainer::dataset::augment::Input;
use trainer::run::gallery::{input_picture, save_grid, translate};
use trainer::translate::load_bundle;

const FACADES: u64 = 16;
const FACADES_IN_A_ROW: u64 = 4;
const PALETTES: usize = 16;
/// Side of a picture beside fifteen others.
const SMALL_PX: u32 = 128;
const GAP_PX: u32 = 4;

fn main() -> Result<()> {
    let usage = "usage: procedural_pictures MODEL.safetensors OUT.jpg";
    let mut arguments = std::env::args_os().skip(1);
    let model = arguments.next().context(usage)?;
    let out = arguments.next().context(usage)?;
    let device = Device::flex();
    let (generator, kind, palettes) = load_bundle(Path::new(&model), &device)?;
    match kind.is_painted() {
        true => in_palettes(&generator, &kind, &palettes, Path::new(&out), &device),
        false => below_their_maps(&generator, &kind, Path::new(&out), &device),
    }
}

fn below_their_maps(generator: &UNet, kind: &InputKind, out: &Path, device: &Device) -> Result<()> {
    let mut rows = Vec::new();
    for first in (1..=FACADES).step_by(FACADES_IN_A_ROW as usize) {
        let seeds = first..first + FACADES_IN_A_ROW;
        let maps: Vec<_> = seeds
            .map(|seed| Input::Labels(procedural::facade(seed)))
            .collect();
        let seen = maps.iter().map(|map| input_picture(map, kind));
        rows.push(seen.collect());
        let pictures: Result<Vec<_>> = maps
            .iter()
            .map(|map| translate(generator, map, kind, device))
            .collect();
        rows.push(pictures?);
    }
    save_grid(&rows, out)
}

fn in_palettes(
    generator: &UNet,
    kind: &InputKind,
    palettes: &[Paint],
    out: &Path,
    device: &Device,
) -> Result<()> {
    let palettes = &palettes[..palettes.len().min(PALETTES)];
    let own = Paint {
        colors: kind
            .classes()
            .context("a model that takes paint has classes")?
            .iter()
            .map(|class| class.color)
            .collect(),
    };
    let length = |count: u32| count * (SMALL_PX + GAP_PX) - GAP_PX;
    let (width, height) = (length(1 + palettes.len() as u32), length(FACADES as u32));
    let mut sheet = RgbImage::from_pixel(width, height, Rgb([255; 3]));
    for seed in 1..=FACADES {
        let map = procedural::facade(seed);
        let seen = input_picture(&Input::Painted(map.clone(), own.clone()), kind);
        let mut row = vec![seen];
        for paint in palettes {
            let input = Input::Painted(map.clone(), paint.clone());
            row.push(translate(generator, &input, kind, device)?);
        }
        for (column, picture) in row.iter().enumerate() {
            let small = resize(picture, SMALL_PX, SMALL_PX, FilterType::CatmullRom);
            let place = |index: usize| (index as u32 * (SMALL_PX + GAP_PX)).into();
            replace(&mut sheet, &small, place(column), place(seed as usize - 1));
        }
    }
    sheet
        .save(out)
        .with_context(|| format!("cannot write {}", out.display()))
}
