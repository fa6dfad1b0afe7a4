//! Paints what a shipped model makes of the procedural facades with seeds 1 to 8, not chosen by
//! hand: a row of label maps, the row of pictures below it, twice.
//!
//! `cargo run --release -p facade-tests --example procedural_pictures -- MODEL.safetensors OUT.jpg`

use std::path::Path;

use anyhow::{Context, Result};
use burn::tensor::Device;
use facade_model::procedural;
use trainer::run::gallery::{label_picture, save_grid, translate};
use trainer::translate::load_bundle;

const SEEDS_IN_A_ROW: u64 = 4;
const ROWS: u64 = 2;

fn main() -> Result<()> {
    let usage = "usage: procedural_pictures MODEL.safetensors OUT.jpg";
    let mut arguments = std::env::args_os().skip(1);
    let model = arguments.next().context(usage)?;
    let out = arguments.next().context(usage)?;
    let device = Device::flex();
    let generator = load_bundle(Path::new(&model), &device)?;
    let mut rows = Vec::new();
    for row in 0..ROWS {
        let first = row * SEEDS_IN_A_ROW + 1;
        let maps: Vec<_> = (first..first + SEEDS_IN_A_ROW)
            .map(procedural::facade)
            .collect();
        rows.push(maps.iter().map(|map| label_picture(map)).collect());
        let pictures: Result<Vec<_>, _> = maps
            .iter()
            .map(|map| translate(&generator, map, &device))
            .collect();
        rows.push(pictures?);
    }
    save_grid(&rows, Path::new(&out))
}
