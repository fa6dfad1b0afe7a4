//! Pictures of a run: what the generator makes of a few pairs after every epoch.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use burn::tensor::Device;
use facade_model::IMAGE_SIZE;
use facade_model::input::{InputKind, NamedClass};
use facade_model::kernels::{BackendKernels, Kernels};
use facade_model::pixels::rgba8;
use facade_model::unet::UNet;
use image::imageops::{self, FilterType};
use image::{GrayImage, Rgb, RgbImage, RgbaImage};

use crate::dataset::augment::{Input, Sample, plain_scaled};
use crate::dataset::batch::condition;
use crate::dataset::pair::PairPath;
use crate::dataset::task::Task;

const SIDE_PX: u32 = IMAGE_SIZE as u32;
/// Between the pictures.
const GAP_PX: u32 = 8;
/// Pairs that are shown.
const PAIRS: usize = 6;
/// Folder of the pictures in the run's folder.
const FOLDER: &str = "pictures";

/// The pairs that are shown after every epoch: evenly spread over the validation pairs, or over the
/// training pairs where there are no others.
pub struct Gallery {
    samples: Vec<Sample>,
    input: InputKind,
}

impl Gallery {
    /// Reads the pairs, for pictures of `scale` times the input's side.
    ///
    /// # Errors
    /// A pair that cannot be read.
    pub fn new(
        training: &[PairPath],
        validating: &[PairPath],
        task: &Task,
        scale: usize,
    ) -> Result<Self> {
        let from = if validating.is_empty() {
            training
        } else {
            validating
        };
        let count = from.len().min(PAIRS);
        let samples = (0..count)
            .map(|index| &from[index * from.len() / count])
            .map(|pair| Ok(plain_scaled(pair.read(task)?, scale)));
        Ok(Self {
            samples: samples.collect::<Result<_>>()?,
            input: task.input.clone(),
        })
    }

    /// Writes the grid of an epoch: one row a pair with its input, the generated and the real picture.
    /// Also a strip of the generated ones for the report, and once a strip of the others.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn save(
        &self,
        generator: &UNet,
        epoch: usize,
        run: &Path,
        kernels: &dyn Kernels,
        device: &Device,
    ) -> Result<()> {
        let folder = run.join(FOLDER);
        fs::create_dir_all(&folder)
            .with_context(|| format!("cannot create {}", folder.display()))?;
        let mut rows = Vec::with_capacity(self.samples.len());
        for sample in &self.samples {
            let real = square(sample.photo.clone());
            let (input, kind) = (&sample.input, &self.input);
            let generated = translate_with(generator, input, kind, kernels, device)?;
            rows.push(vec![
                input_picture(&sample.input, &self.input),
                generated,
                real,
            ]);
        }
        save_grid(&rows, &folder.join(format!("epoch-{epoch:04}.png")))?;
        let column = |index: usize| -> Vec<Vec<RgbImage>> {
            vec![rows.iter().map(|row| row[index].clone()).collect()]
        };
        save_grid(&column(1), &strip(run, epoch))?;
        for (index, path) in [(0, input_strip(run)), (2, real_strip(run))] {
            if !path.exists() {
                save_grid(&column(index), &path)?;
            }
        }
        Ok(())
    }
}

/// The strip of generated pictures of an epoch.
pub fn strip(run: &Path, epoch: usize) -> PathBuf {
    run.join(FOLDER).join(format!("generated-{epoch:04}.jpg"))
}

/// The strip of inputs.
pub fn input_strip(run: &Path) -> PathBuf {
    run.join(FOLDER).join("inputs.jpg")
}

/// The strip of real pictures.
pub fn real_strip(run: &Path) -> PathBuf {
    run.join(FOLDER).join("real.jpg")
}

/// A square picture of these bytes.
fn square(rgb: Vec<u8>) -> RgbImage {
    let side = (rgb.len() / 3).isqrt() as u32;
    RgbImage::from_raw(side, side, rgb).expect("three bytes for each pixel of a square")
}

/// Translates one input.
///
/// # Errors
/// Ids of no class.
///
/// # Panics
/// Panics where the input is of another kind.
pub fn translate(
    generator: &UNet,
    input: &Input,
    kind: &InputKind,
    device: &Device,
) -> Result<RgbImage> {
    translate_with(generator, input, kind, &BackendKernels, device)
}

/// [`translate`] with the kernels that go with the device.
fn translate_with(
    generator: &UNet,
    input: &Input,
    kind: &InputKind,
    kernels: &dyn Kernels,
    device: &Device,
) -> Result<RgbImage> {
    let condition = condition(&[input], kind, device)?;
    let picture = generator.forward_with(condition, kernels, None);
    let planes: Vec<f32> = picture.into_data().iter::<f32>().collect();
    let side = generator.picture_side() as u32;
    let rgba = RgbaImage::from_raw(side, side, rgba8(&planes))
        .expect("rgba8 returns four bytes for each pixel");
    Ok(image::DynamicImage::ImageRgba8(rgba).into_rgb8())
}

/// An input as people see it: labels in the colours of their classes, or in their paint.
///
/// # Panics
/// Panics at an id of no class, or an input of another kind.
pub fn input_picture(input: &Input, kind: &InputKind) -> RgbImage {
    let picture = match (input, kind) {
        (Input::Labels(ids), InputKind::OneHotLabels { classes }) => {
            Some(label_picture(ids, classes))
        }
        (Input::Painted(ids, paint), InputKind::PaintedLabels { classes }) => {
            let painted = classes.iter().zip(&paint.colors);
            let painted: Vec<NamedClass> = painted
                .map(|(class, &color)| NamedClass {
                    color,
                    ..class.clone()
                })
                .collect();
            Some(label_picture(ids, &painted))
        }
        (Input::Rgb(rgb), _) => RgbImage::from_raw(SIDE_PX, SIDE_PX, rgb.clone()),
        (Input::Grey(grey), _) => GrayImage::from_raw(SIDE_PX, SIDE_PX, grey.clone())
            .map(|grey| image::DynamicImage::ImageLuma8(grey).into_rgb8()),
        (Input::Labels(_) | Input::Painted(..), _) => None,
    };
    picture.expect("an input of the task's kind, 256×256")
}

/// A label map in the colours of its classes.
///
/// # Panics
/// Panics unless `labels` holds 65,536 ids of these classes.
fn label_picture(labels: &[u8], classes: &[NamedClass]) -> RgbImage {
    RgbImage::from_fn(SIDE_PX, SIDE_PX, |x, y| {
        let id = labels[(y * SIDE_PX + x) as usize];
        let class = classes.iter().find(|class| class.id == id);
        Rgb(class.expect("the id of a class").color)
    })
}

/// Lays square pictures out in rows on white, smaller ones enlarged to the largest with hard edges, and writes them in the
/// format that the name says.
///
/// # Errors
/// A file that cannot be written.
pub fn save_grid(rows: &[Vec<RgbImage>], path: &Path) -> Result<()> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0) as u32;
    let sides = rows.iter().flatten().map(RgbImage::width);
    let side = sides.max().unwrap_or(SIDE_PX);
    let length = |count: u32| count * (side + GAP_PX) + GAP_PX;
    let (width, height) = (length(columns), length(rows.len() as u32));
    let mut grid = RgbImage::from_pixel(width, height, Rgb([255; 3]));
    for (y, row) in rows.iter().enumerate() {
        for (x, picture) in row.iter().enumerate() {
            let place = |index: usize| i64::from(GAP_PX + index as u32 * (side + GAP_PX));
            let picture = match picture.width() == side {
                true => Cow::Borrowed(picture),
                false => Cow::Owned(imageops::resize(picture, side, side, FilterType::Nearest)),
            };
            imageops::replace(&mut grid, &*picture, place(x), place(y));
        }
    }
    grid.save(path)
        .with_context(|| format!("cannot write {}", path.display()))
}
