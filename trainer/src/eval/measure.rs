//! All figures in one pass over the pairs.

use anyhow::{Context, Result};
use burn::tensor::module::avg_pool2d;
use burn::tensor::ops::AvgPoolOptions;
use burn::tensor::{Device, Tensor};
use facade_model::IMAGE_SIZE;
use facade_model::unet::UNet;

use super::appearance::{Appearance, Likeness};
use super::kid::kernel_distance;
use super::label_score::asked_labels;
use super::paint::Paints;
use super::picture::Picture;
use super::pixel::{l1, psnr_db};
use super::ssim::ssim;
use super::wasserstein::{DIRECTIONS, LevelDistance};
use crate::dataset::augment::plain_scaled;
use crate::dataset::batch::PairBatch;
use crate::dataset::pair::PairPath;
use crate::dataset::task::Task;
use crate::segmenter::confusion::{Confusion, LabelScore};
use crate::segmenter::network::Segmenter;

/// The figures of one generator on one set of pairs.
#[derive(Debug, Clone, PartialEq)]
pub struct Measures {
    pub pairs: usize,
    /// Means over the pictures; see [`super::pixel`] and [`super::ssim`].
    pub l1: f64,
    pub psnr_db: f64,
    pub ssim: f64,
    /// Generated pictures beside the photos.
    pub likeness: Likeness,
    /// Distance of one half of the photos from the other; empty for fewer than two.
    pub wasserstein_of_halves: Vec<LevelDistance>,
    /// None without a segmenter.
    pub segmented: Option<Segmented>,
}

/// The figures that need a segmenter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Segmented {
    pub generated: LabelScore,
    /// What the segmenter reaches on the photos themselves.
    pub real: LabelScore,
    /// Generated pictures against the photos; none for fewer than two pairs.
    pub kid: Option<f64>,
    /// One half of the photos against the other; none for fewer than four.
    pub kid_of_halves: Option<f64>,
}

/// What is measured with.
#[derive(Clone, Copy)]
pub struct Conditions<'a> {
    /// Whose paint each map gets, of a generator that takes some.
    pub paints: Option<&'a Paints>,
    pub segmenter: Option<&'a Segmenter>,
    /// Side at which pictures and photos are compared, in sides of the input; the segmenter reads both at 1.
    pub scale: usize,
}

/// Translates the label maps of all pairs and compares with their photos; `keep` is handed each picture with its pair,
/// at the side at which it is compared.
///
/// Generator and segmenter should be on `device`, without autodiff.
///
/// # Errors
/// No pairs, one that cannot be read, or what `keep` says.
pub fn measure(
    generator: &UNet,
    pairs: &[PairPath],
    task: &Task,
    conditions: &Conditions,
    device: &Device,
    keep: &mut dyn FnMut(&PairPath, &Picture) -> Result<()>,
) -> Result<Measures> {
    let &Conditions {
        paints,
        segmenter,
        scale,
    } = conditions;
    let mut sums = Totals::new(pairs.len());
    let mut readings = segmenter.map(Readings::new);
    for (index, pair) in pairs.iter().enumerate() {
        let mut sample = plain_scaled(pair.read(task)?, scale);
        if let Some(paints) = paints {
            paints.apply(index, &mut sample);
        }
        let labels = match readings {
            Some(_) => asked_labels(pair, &sample, task)?,
            None => Vec::new(),
        };
        let PairBatch { condition, real } = PairBatch::new(&[sample], &task.input, device)?;
        let generated = generator.forward(condition);
        if let Some(readings) = &mut readings {
            let [generated, real] = [&generated, &real].map(|x| at_input_size(x.clone()));
            readings.add(&labels, &generated, &real);
        }
        let generated = Picture::of(generated).at_side(scale * IMAGE_SIZE);
        keep(pair, &generated)?;
        sums.add(&generated, &Picture::of(real));
    }
    let segmented = readings.map(Readings::finish).transpose()?;
    sums.finish(segmented)
}

/// `[N, 3, H, W]` of 256×256, as the segmenter learnt to read photos: the mean of the pixels in each place.
fn at_input_size(pictures: Tensor<4>) -> Tensor<4> {
    match pictures.dims()[2] / IMAGE_SIZE {
        1 => pictures,
        scale => avg_pool2d(pictures, AvgPoolOptions::new([scale, scale])),
    }
}

struct Totals {
    pairs: usize,
    l1: f64,
    psnr_db: f64,
    ssim: f64,
    generated: Appearance,
    real: Appearance,
}

impl Totals {
    fn new(pictures: usize) -> Self {
        Self {
            pairs: 0,
            l1: 0.0,
            psnr_db: 0.0,
            ssim: 0.0,
            generated: Appearance::of_generated(pictures),
            real: Appearance::of_photos(pictures),
        }
    }

    fn add(&mut self, generated: &Picture, real: &Picture) {
        self.pairs += 1;
        self.l1 += l1(generated, real);
        self.psnr_db += psnr_db(generated, real);
        self.ssim += ssim(generated, real);
        self.generated.add(generated);
        self.real.add(real);
    }

    fn finish(self, segmented: Option<Segmented>) -> Result<Measures> {
        anyhow::ensure!(self.pairs > 0, "there are no pairs to measure on");
        let count = self.pairs as f64;
        Ok(Measures {
            pairs: self.pairs,
            l1: self.l1 / count,
            psnr_db: self.psnr_db / count,
            ssim: self.ssim / count,
            likeness: self.generated.likeness(&self.real, DIRECTIONS),
            wasserstein_of_halves: self.real.distance_of_halves(),
            segmented,
        })
    }
}

/// What the segmenter reads in the pictures.
struct Readings<'a> {
    segmenter: &'a Segmenter,
    generated: Confusion,
    real: Confusion,
    generated_features: Vec<Vec<f32>>,
    real_features: Vec<Vec<f32>>,
}

impl<'a> Readings<'a> {
    fn new(segmenter: &'a Segmenter) -> Self {
        Self {
            segmenter,
            generated: Confusion::default(),
            real: Confusion::default(),
            generated_features: Vec::new(),
            real_features: Vec::new(),
        }
    }

    fn add(&mut self, labels: &[u8], generated: &Tensor<4>, real: &Tensor<4>) {
        let read = |picture: &Tensor<4>| {
            let labels = self.segmenter.labels(picture.clone());
            (labels, self.segmenter.features(picture.clone()))
        };
        let (predicted, features) = read(generated);
        self.generated.add(labels, &predicted);
        self.generated_features.push(features);
        let (predicted, features) = read(real);
        self.real.add(labels, &predicted);
        self.real_features.push(features);
    }

    fn finish(self) -> Result<Segmented> {
        let score = |confusion: Confusion| {
            let score = confusion.score();
            score.context("there are no pairs to measure on")
        };
        let half = self.real_features.len() / 2;
        let every_second = |first: usize| -> Vec<Vec<f32>> {
            let features = self.real_features.iter().skip(first).step_by(2);
            features.take(half).cloned().collect()
        };
        Ok(Segmented {
            kid: kernel_distance(&self.generated_features, &self.real_features),
            kid_of_halves: kernel_distance(&every_second(0), &every_second(1)),
            generated: score(self.generated)?,
            real: score(self.real)?,
        })
    }
}
