//! Writes a contact sheet of procedural facades as a PPM picture:
//! `cargo run -p facade-subjects --example procedural_sheet -- sheet.ppm [FIRST_SEED]`

use std::io::{BufWriter, Write};

use facade_subjects::IMAGE_SIZE;
use facade_subjects::facades::{classes, procedural};

const COLUMNS: usize = 8;
const ROWS: usize = 4;
const GAP_PX: usize = 6;

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().unwrap_or_else(|| "sheet.ppm".to_owned());
    let first_seed = match arguments.next() {
        Some(text) => text.parse().map_err(std::io::Error::other)?,
        None => 0,
    };
    let cell = IMAGE_SIZE + GAP_PX;
    let width = COLUMNS * cell;
    let mut rgb = vec![255; ROWS * cell * width * 3];
    for index in 0..COLUMNS * ROWS {
        let (left, top) = (index % COLUMNS * cell, index / COLUMNS * cell);
        let labels = procedural::facade(first_seed + index as u64);
        for (pixel, &label) in labels.iter().enumerate() {
            let class = classes::by_id(label).expect("facades hold the twelve classes");
            let (x, y) = (pixel % IMAGE_SIZE, pixel / IMAGE_SIZE);
            let at = ((top + y) * width + left + x) * 3;
            rgb[at..at + 3].copy_from_slice(&class.color);
        }
    }
    let mut file = BufWriter::new(std::fs::File::create(path)?);
    write!(file, "P6\n{width} {}\n255\n", ROWS * cell)?;
    file.write_all(&rgb)?;
    file.flush()
}
