//! A small data set.

use std::fs;
use std::path::Path;

use facade_subjects::facades::classes::by_id;
use facade_subjects::facades::procedural;
use image::{Rgb, RgbImage};

const SIDE: u32 = 256;

/// A|B images: on the right a procedural label map, on the left a grey "photo" of it.
pub fn write_pairs(folder: &Path, count: u64) {
    fs::create_dir_all(folder).unwrap();
    for seed in 1..=count {
        let labels = procedural::facade(seed);
        let image = RgbImage::from_fn(2 * SIDE, SIDE, |x, y| {
            let id = labels[(y * SIDE + x % SIDE) as usize];
            if x < SIDE {
                Rgb([20 * id; 3])
            } else {
                Rgb(by_id(id).unwrap().color)
            }
        });
        image.save(folder.join(format!("{seed}.png"))).unwrap();
    }
}
