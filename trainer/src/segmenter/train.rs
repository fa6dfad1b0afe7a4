//! Training the segmenter on the training photos.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use burn::module::Module;
use burn::optim::{AdamConfig, GradientsParams, ModuleOptimizer};
use burn::tensor::activation::log_softmax;
use burn::tensor::{Device, Tensor};
use facade_model::pixels::{one_hot, photo};
use oorandom::{Rand32, Rand64};

use super::confusion::{Confusion, LabelScore};
use super::file::{self, Description, WIDEST};
use super::network::{Segmenter, SegmenterConfig};
use super::recolour::recolour;
use crate::dataset::augment::plain;
use crate::dataset::layout::DataFolders;
use crate::dataset::loader::Epoch;
use crate::dataset::pair::PairPath;
use crate::dataset::task::{Direction, Task};
use crate::device::TrainingDevice;
use crate::initialisation::Initialisation;

/// Learning rate at the start; it falls to zero as (1 − done)^0.9, the "poly" schedule of Chen et
/// al., "DeepLab", TPAMI 2018, section 4.1.
const LEARNING_RATE: f64 = 2e-3;
const DECAY_POWER: f64 = 0.9;

/// What to train from, and for how long.
#[derive(Debug, Clone)]
pub struct SegmenterOptions {
    /// Folder with `train/` and perhaps `val/`.
    pub data: PathBuf,
    /// Folder with exact label maps in the same tree.
    pub labels: Option<PathBuf>,
    pub direction: Direction,
    /// The file to write.
    pub out: PathBuf,
    pub epochs: usize,
    /// Channels after the first level.
    pub width: usize,
    pub seed: u64,
}

/// Trains, printing one line an epoch and writing the file after each.
///
/// # Errors
/// Data that is missing or unreadable, a file that cannot be written, or a loss that is no longer
/// a number.
pub fn train(options: &SegmenterOptions, hardware: &TrainingDevice) -> Result<()> {
    ensure!(
        (1..=WIDEST).contains(&options.width),
        "--width {} is outside 1..={WIDEST}",
        options.width
    );
    ensure!(options.epochs > 0, "--epochs must be at least 1");
    let folders = DataFolders {
        data: options.data.clone(),
        labels: options.labels.clone(),
        images: None,
    };
    let training = Arc::new(folders.split("train")?.pairs);
    let validating = folders.split_if_any("val")?.unwrap_or_default().pairs;
    println!(
        "{} training photos, {} validation photos",
        training.len(),
        validating.len()
    );
    create_parent(&options.out)?;

    let device = hardware.device();
    let fresh = SegmenterConfig {
        width: options.width,
    }
    .init(device);
    let mut learner = Learner {
        segmenter: Initialisation::PUBLISHED.draw(fresh, &mut Rand64::new(options.seed.into())),
        optimizer: AdamConfig::new().with_epsilon(1e-8).init(),
        colours: Rand32::new(options.seed),
    };
    for epoch in 0..options.epochs {
        let started = Instant::now();
        let loss;
        (learner, loss) = learner.epoch(epoch, &training, options, hardware)?;
        let segmenter = learner.segmenter.valid();
        let validation = score_photos(
            &segmenter,
            &validating,
            options.direction,
            &device.clone().inner(),
        )?;
        let description = Description {
            validation,
            ..Description::new(options.width, training.len(), epoch + 1, options.seed)
        };
        file::save(&segmenter, &description, &options.out)?;
        println!(
            "epoch {}/{}: cross-entropy {loss:.4}{}, {:.0} s",
            epoch + 1,
            options.epochs,
            in_words(validation),
            started.elapsed().as_secs_f64()
        );
    }
    println!("done: {}", options.out.display());
    Ok(())
}

fn create_parent(file: &Path) -> Result<()> {
    let folder = file.parent().context("--out names no file")?;
    std::fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))
}

fn in_words(validation: Option<LabelScore>) -> String {
    validation.map_or_else(String::new, |score| {
        format!(
            ", validation pixel accuracy {:.4}, mean IoU {:.4}",
            score.pixel_accuracy, score.mean_iou
        )
    })
}

/// How well the segmenter labels real photos; `None` without pairs.
///
/// `segmenter` should be on a device without autodiff.
///
/// # Errors
/// A pair that cannot be read.
pub fn score_photos(
    segmenter: &Segmenter,
    pairs: &[PairPath],
    direction: Direction,
    device: &Device,
) -> Result<Option<LabelScore>> {
    let mut confusion = Confusion::default();
    let task = Task::facades(direction);
    for pair in pairs {
        let sample = plain(pair.read(&task)?);
        let predicted = segmenter.labels(photo(&sample.photo, device)?);
        confusion.add(sample.labels()?, &predicted);
    }
    Ok(confusion.score())
}

/// Mean cross-entropy over the pixels, `[1]`, in nats.
///
/// # Shapes
/// - `logits` and `truth` `[N, 12, H, W]`; `truth` is one-hot
fn cross_entropy(logits: Tensor<4>, truth: Tensor<4>) -> Tensor<1> {
    let [pictures, _, height, width] = truth.dims();
    let pixels = (pictures * height * width) as f64;
    (log_softmax(logits, 1) * truth).sum().neg() / pixels
}

struct Learner {
    segmenter: Segmenter,
    optimizer: ModuleOptimizer,
    /// For the colour jitter.
    colours: Rand32,
}

impl Learner {
    /// One pass over all pairs; returns the mean loss.
    fn epoch(
        mut self,
        epoch: usize,
        pairs: &Arc<Vec<PairPath>>,
        options: &SegmenterOptions,
        hardware: &TrainingDevice,
    ) -> Result<(Self, f32)> {
        let device = hardware.device();
        let steps = (options.epochs * pairs.len()) as f64;
        let mut sum = Tensor::<1>::zeros([1], &device.clone().inner());
        let samples = Epoch {
            seed: options.seed,
            number: epoch,
        }
        .samples(Arc::clone(pairs), Task::facades(options.direction), 0);
        for (position, sample) in samples.into_iter().enumerate() {
            let mut sample = sample?;
            recolour(&mut sample.photo, &mut self.colours);
            let done = (epoch * pairs.len() + position) as f64 / steps;
            let rate = LEARNING_RATE * (1.0 - done).powf(DECAY_POWER);
            let logits = self
                .segmenter
                .forward(photo(&sample.photo, device)?, hardware.kernels.as_ref());
            let loss = cross_entropy(logits, one_hot(sample.labels()?, device)?);
            let gradients = GradientsParams::from_grads(loss.backward(), &self.segmenter);
            self.segmenter = self.optimizer.step(rate, self.segmenter, gradients);
            // Summed on the device: reading it back each step would stall a GPU.
            sum = sum + loss.inner();
        }
        let mean = sum.into_scalar::<f32>() / pairs.len() as f32;
        ensure!(
            mean.is_finite(),
            "the loss of epoch {} is no longer a number; the file holds the epoch before it",
            epoch + 1
        );
        Ok((self, mean))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::tensor::Distribution;
    use facade_model::IMAGE_SIZE;
    use facade_subjects::facades::classes::CLASS_COUNT;

    #[test]
    fn cross_entropy_is_the_logarithm_of_the_probability_of_the_truth() {
        let device = Device::flex();
        let pixels = IMAGE_SIZE * IMAGE_SIZE;
        let labels: Vec<u8> = (0..pixels).map(|pixel| (pixel % 12) as u8 + 1).collect();
        let truth = one_hot(&labels, &device).unwrap();

        let even = Tensor::<4>::zeros([1, CLASS_COUNT, IMAGE_SIZE, IMAGE_SIZE], &device);
        let loss: f32 = cross_entropy(even, truth.clone()).into_scalar();
        assert!((loss - 12.0_f32.ln()).abs() < 1e-4, "{loss}");

        device.seed(2);
        let shape = [1, CLASS_COUNT, IMAGE_SIZE, IMAGE_SIZE];
        let logits = Tensor::<4>::random(shape, Distribution::Normal(0.0, 2.0), &device);
        let values: Vec<f32> = logits.clone().into_data().iter::<f32>().collect();
        let expected = (0..pixels).map(|pixel| {
            let logit = |class: usize| f64::from(values[class * pixels + pixel]);
            let total: f64 = (0..CLASS_COUNT).map(|class| logit(class).exp()).sum();
            total.ln() - logit(usize::from(labels[pixel]) - 1)
        });
        let expected = expected.sum::<f64>() / pixels as f64;
        let loss: f32 = cross_entropy(logits, truth).into_scalar();
        println!("{loss} against {expected}");
        assert!((f64::from(loss) - expected).abs() < 1e-4);
    }
}
