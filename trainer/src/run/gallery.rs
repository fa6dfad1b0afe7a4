//! Picture grids: one row a sample, its label map, the generated picture and the real one.

use std::path::Path;

use anyhow::{Context, Result};
use burn::tensor::Device;
use facade_model::classes::by_id;
use facade_model::pixels::{one_hot, rgba8};
use facade_model::unet::UNet;
use facade_model::{IMAGE_SIZE, pixels::PixelError};
use image::{Rgb, RgbImage, RgbaImage, imageops};

use crate::dataset::augment::Sample;

const SIDE_PX: u32 = IMAGE_SIZE as u32;
/// Between the pictures.
const GAP_PX: u32 = 8;

/// Translates one label map of 65,536 class ids.
///
/// # Errors
/// Labels of another length, or ids outside 1..=12.
pub fn translate(generator: &UNet, labels: &[u8], device: &Device) -> Result<RgbImage, PixelError> {
    let picture = generator.forward(one_hot(labels, device)?);
    let planes: Vec<f32> = picture.into_data().iter::<f32>().collect();
    let rgba = RgbaImage::from_raw(SIDE_PX, SIDE_PX, rgba8(&planes))
        .expect("rgba8 returns four bytes for each pixel");
    Ok(image::DynamicImage::ImageRgba8(rgba).into_rgb8())
}

/// A label map in the colours of the facades set.
///
/// # Panics
/// Panics unless `labels` holds 65,536 ids in 1..=12.
pub fn label_picture(labels: &[u8]) -> RgbImage {
    RgbImage::from_fn(SIDE_PX, SIDE_PX, |x, y| {
        let id = labels[(y * SIDE_PX + x) as usize];
        Rgb(by_id(id).expect("ids in 1..=12").color)
    })
}

/// Writes label, generated and real pictures of all samples, one row each.
///
/// # Errors
/// A file that cannot be written.
pub fn save(generator: &UNet, samples: &[Sample], device: &Device, path: &Path) -> Result<()> {
    let mut rows = Vec::with_capacity(samples.len());
    for sample in samples {
        let real = RgbImage::from_raw(SIDE_PX, SIDE_PX, sample.photo.clone())
            .expect("a sample's photo has three bytes for each pixel");
        let generated = translate(generator, &sample.labels, device)?;
        rows.push(vec![label_picture(&sample.labels), generated, real]);
    }
    save_grid(&rows, path)
}

/// Lays pictures of 256×256 out in rows on white and writes them in the format that the name says.
///
/// # Errors
/// A file that cannot be written.
pub fn save_grid(rows: &[Vec<RgbImage>], path: &Path) -> Result<()> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0) as u32;
    let length = |count: u32| count * (SIDE_PX + GAP_PX) + GAP_PX;
    let (width, height) = (length(columns), length(rows.len() as u32));
    let mut grid = RgbImage::from_pixel(width, height, Rgb([255; 3]));
    for (y, row) in rows.iter().enumerate() {
        for (x, picture) in row.iter().enumerate() {
            let place = |index: usize| i64::from(GAP_PX + index as u32 * (SIDE_PX + GAP_PX));
            imageops::replace(&mut grid, picture, place(x), place(y));
        }
    }
    grid.save(path)
        .with_context(|| format!("cannot write {}", path.display()))
}
