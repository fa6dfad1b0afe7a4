//! Paints what a shipped model makes of the procedural facades with seeds 1 to 16, not chosen by
//! hand: a row of label maps, the row of pictures below it, four times.
//!
//! `cargo run --release -p facade-tests --example procedural_pictures -- MODEL.safetensors OUT.jpg`

use std::path::Path;

use anyhow::{Context, Result};
use burn::tensor::Device;
use facade_model::procedural;
use trainer::dataset::augment::Input;
use trainer::run::gallery::{input_picture, save_grid, translate};
use trainer::translate::load_bundle;

const SEEDS_IN_A_ROW: u64 = 4;
const ROWS: u64 = 4;

fn main() -> Result<()> {
    let usage = "usage: procedural_pictures MODEL.safetensors OUT.jpg";
    let mut arguments = std::env::args_os().skip(1);
    let model = arguments.next().context(usage)?;
    let out = arguments.next().context(usage)?;
    let device = Device::flex();
    let (generator, kind, palettes) = load_bundle(Path::new(&model), &device)?;
    let mut rows = Vec::new();
    for row in 0..ROWS {
        let first = row * SEEDS_IN_A_ROW + 1;
        let maps: Vec<_> = (first..first + SEEDS_IN_A_ROW)
            .map(|seed| {
                let map = procedural::facade(seed);
                match palettes.get((seed as usize - 1) % palettes.len().max(1)) {
                    Some(paint) => Input::Painted(map, paint.clone()),
                    None => Input::Labels(map),
                }
            })
            .collect();
        let seen = maps.iter().map(|map| input_picture(map, &kind));
        rows.push(seen.collect());
        let pictures: Result<Vec<_>> = maps
            .iter()
            .map(|map| translate(&generator, map, &kind, &device))
            .collect();
        rows.push(pictures?);
    }
    save_grid(&rows, Path::new(&out))
}
