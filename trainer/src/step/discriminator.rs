//! What the discriminators learn, and what they say of the generator's pictures.
//!
//! A second discriminator of the same shape judges pictures and maps of half the side (pix2pixHD:
//! Wang et al., "High-Resolution Image Synthesis and Semantic Manipulation with Conditional GANs",
//! CVPR 2018, section 3.2), where its patches span twice as much of a facade.

use std::mem;

use burn::module::Module;
use burn::optim::ModuleOptimizer;
use burn::tensor::module::avg_pool2d;
use burn::tensor::ops::AvgPoolOptions;
use burn::tensor::{Device, Int, Tensor, TensorData};
use facade_model::kernels::Kernels;
use facade_model::patchgan::PatchGan;
use oorandom::Rand64;

use super::StepContext;
use super::replicas::Replicas;
use super::terms::Losses;
use crate::adam::adam;
use crate::dataset::batch::Batch;
use crate::losses::{AdversarialLoss, matching};
use crate::run::config::RunConfig;

/// A discriminator and its optimiser.
pub struct Discriminator {
    pub network: PatchGan,
    pub optimizer: ModuleOptimizer,
    /// How often what it sees is halved; that is also its place among the discriminators of a run.
    pub halvings: usize,
}

/// A frozen discriminator: its gradients would be computed only to be thrown away.
pub struct FrozenDiscriminator {
    network: PatchGan,
    halvings: usize,
}

/// What a discriminator says of generated pictures.
pub struct Opinion {
    /// The generator's adversarial loss, `[1]`.
    pub adversarial: Tensor<1>,
    /// Feature matching, `[1]`, where it was asked for.
    pub matching: Option<Tensor<1>>,
}

/// A batch with photos beside what the generator made of it.
///
/// Where nothing was photographed both are 0, so that there nothing tells the two apart, and nothing is to be learned.
pub struct Judged {
    /// `[N, C, 256, 256]`
    pub condition: Tensor<4>,
    /// `[N, 3, S, S]`; S is that of the condition or a multiple of it.
    pub real: Tensor<4>,
    /// `[N, 3, S, S]`
    pub fake: Tensor<4>,
}

/// One batch as a discriminator learns from it.
pub struct Shown {
    /// Its part of the step's pairs.
    pub share: f64,
    pub judged: Judged,
}

impl Judged {
    /// None for a batch without photos.
    pub fn new(batch: &Batch, fake: Tensor<4>) -> Option<Self> {
        let real = batch.real.clone()?;
        let seen = |x: Tensor<4>| match &batch.photographed {
            Some(photographed) => x * photographed.clone(),
            None => x,
        };
        Some(Self {
            condition: batch.condition.clone(),
            real: seen(real),
            fake: seen(fake),
        })
    }

    /// What a discriminator sees of it, all three of 256×256.
    ///
    /// It may be shifted by chance around the edges, which brings the picture's corners to where a patch has all of its
    /// neighbours, and shows the same few photos ever anew: of the translations of DiffAugment (Zhao et al.,
    /// "Differentiable Augmentation for Data-Efficient GAN Training", NeurIPS 2020) those that lose nothing. `shift` counts
    /// rows and columns of the condition. Of larger pictures it is then the upper left, at their full resolution, beside
    /// that part of the condition, enlarged.
    pub fn window(&self, shift: [usize; 2]) -> Self {
        let [.., height, width] = self.condition.dims();
        let scale = self.real.dims()[2] / height;
        let window = |x: &Tensor<4>, times: usize| {
            let [rows, columns] = shift.map(|places| (places * times) as i64);
            let shifted = match (rows, columns) {
                (0, 0) => x.clone(),
                _ => x.clone().roll(&[rows, columns], &[2, 3]),
            };
            match scale {
                1 => shifted,
                _ => {
                    shifted
                        .narrow(2, 0, height * times / scale)
                        .narrow(3, 0, width * times / scale)
                }
            }
        };
        Self {
            condition: enlarged(window(&self.condition, 1), scale),
            real: window(&self.real, scale),
            fake: window(&self.fake, scale),
        }
    }

    /// The same with pictures of the condition's size, each pixel the mean of those that it stands for.
    pub fn reduced(&self) -> Self {
        let scale = self.real.dims()[2] / self.condition.dims()[2];
        let reduced = |x: &Tensor<4>| match scale {
            1 => x.clone(),
            _ => avg_pool2d(x.clone(), AvgPoolOptions::new([scale, scale])),
        };
        Self {
            condition: self.condition.clone(),
            real: reduced(&self.real),
            fake: reduced(&self.fake),
        }
    }
}

impl Discriminator {
    /// The discriminators that a run has, on an autodiff device; none where they would have no say.
    pub fn of_run(config: &RunConfig, random: &mut Rand64, device: &Device) -> Vec<Self> {
        let discriminators = (0..config.discriminators()).map(|halvings| Self {
            network: config
                .initialisation
                .draw(config.patchgan().init(device), random),
            optimizer: adam(),
            halvings,
        });
        discriminators.collect()
    }

    /// A step at this learning rate on pictures of a generator that does not learn from it.
    ///
    /// Returns d_real and d_fake, means over all pairs.
    pub fn learn(
        mut self,
        batches: &[Shown],
        loss: AdversarialLoss,
        learning_rate: f64,
        context: &StepContext,
    ) -> (Self, Losses<Tensor<1>>) {
        let replicas = Replicas::new(&self.network, context.devices);
        let mut losses = Losses::default();
        let gradients = replicas.gradients(batches, |_, Shown { share, judged }, network| {
            let [d_real, d_fake] = on_both(network, self.halvings, judged, loss, context.kernels);
            // Half the sum slows the discriminator down against the generator.
            let total = (d_real.clone() + d_fake.clone()) * (0.5 * share);
            losses = mem::take(&mut losses).plus(Losses {
                d_real: Some(context.brought_home(d_real) * *share),
                d_fake: Some(context.brought_home(d_fake) * *share),
                ..Losses::default()
            });
            total
        });
        drop(replicas);
        self.network = self.optimizer.step(learning_rate, self.network, gradients);
        (self, losses)
    }

    /// A copy on this device that does not learn.
    pub fn frozen(&self, device: &Device) -> FrozenDiscriminator {
        FrozenDiscriminator {
            network: self.network.clone().fork(device).no_grad(),
            halvings: self.halvings,
        }
    }
}

/// A discriminator's losses on the real and on the generated pictures.
///
/// Both go through in one pass: instance norm keeps them apart, and one costs less than two.
fn on_both(
    network: &PatchGan,
    halvings: usize,
    judged: &Judged,
    loss: AdversarialLoss,
    kernels: &dyn Kernels,
) -> [Tensor<1>; 2] {
    let pictures = Tensor::cat(vec![judged.real.clone(), judged.fake.clone()], 0);
    let conditions = Tensor::cat(vec![judged.condition.clone(); 2], 0);
    let [conditions, pictures] = [conditions, pictures].map(|x| halved(x, halvings));
    let [real, fake] = network
        .forward_with(conditions, pictures, kernels)
        .chunk(2, 0)
        .try_into()
        .expect("a batch of twice N has two halves");
    let asked = at_patches(network, &judged.condition, &real, halvings);
    [loss.on_real(real, &asked), loss.on_fake(fake)]
}

impl FrozenDiscriminator {
    /// What it says of the generated pictures, with their graph; `matches` asks for feature matching.
    pub fn opinion(
        &self,
        judged: &Judged,
        loss: AdversarialLoss,
        matches: bool,
        kernels: &dyn Kernels,
    ) -> Opinion {
        let look = |picture: &Tensor<4>| {
            let [condition, picture] =
                [&judged.condition, picture].map(|x| halved(x.clone(), self.halvings));
            self.network
                .forward_with_activations(condition, picture, kernels)
        };
        let (logits, activations) = look(&judged.fake);
        let asked = at_patches(&self.network, &judged.condition, &logits, self.halvings);
        Opinion {
            adversarial: loss.on_generated(logits, &asked),
            matching: matches.then(|| matching(activations, look(&judged.real).1)),
        }
    }
}

/// `[N, C, H, W]` with each pixel so often along both axes.
fn enlarged(x: Tensor<4>, times: usize) -> Tensor<4> {
    if times == 1 {
        return x;
    }
    let [pictures, channels, height, width] = x.dims();
    x.reshape([pictures, channels, height, 1, width, 1])
        .repeat(&[1, 1, 1, times, 1, times])
        .reshape([pictures, channels, times * height, times * width])
}

/// `[N, C, H, W]` at half the side, so often.
fn halved(x: Tensor<4>, times: usize) -> Tensor<4> {
    let two_by_two = || AvgPoolOptions::new([2, 2]);
    (0..times).fold(x, |x, _| avg_pool2d(x, two_by_two()))
}

/// What a condition `[N, C, H, W]` shows at the centres of the patches that a discriminator's
/// `logits` `[N, …, h, w]` speak of: `[N, C, h, w]`. Of the pixels that share a centre, the ones
/// behind it.
fn at_patches(
    discriminator: &PatchGan,
    condition: &Tensor<4>,
    logits: &Tensor<4>,
    halvings: usize,
) -> Tensor<4> {
    let [.., height, width] = logits.dims();
    let patches = discriminator.patches();
    let places = |count: usize| -> Tensor<1, Int> {
        let pixels: Vec<i32> = (0..count)
            .map(|index| {
                let centre = patches.centre_px(index);
                let centre = (0..halvings).fold(centre, |place, _| 2.0 * place + 0.5);
                (centre + 0.5).floor() as i32
            })
            .collect();
        Tensor::from_data(TensorData::new(pixels, [count]), &condition.device())
    };
    condition
        .clone()
        .select(2, places(height))
        .select(3, places(width))
}

#[cfg(test)]
mod tests {
    use facade_model::IMAGE_SIZE;
    use facade_model::patchgan::PatchGanConfig;

    use super::*;

    #[test]
    fn what_is_judged_is_shifted_as_one_and_has_no_wedges() {
        let device = Device::flex();
        let ramp = |channels: usize, from: i64| {
            let count = channels * IMAGE_SIZE * IMAGE_SIZE;
            Tensor::<1, Int>::arange(from..from + count as i64, &device)
                .float()
                .reshape([1, channels, IMAGE_SIZE, IMAGE_SIZE])
        };
        let mut photographed = vec![1.0_f32; IMAGE_SIZE * IMAGE_SIZE];
        photographed[0] = 0.0;
        let shape = [1, 1, IMAGE_SIZE, IMAGE_SIZE];
        let mut batch = Batch {
            condition: ramp(2, 1),
            real: Some(ramp(3, 5)),
            photographed: Some(Tensor::from_data(
                TensorData::new(photographed, shape),
                &device,
            )),
            shift: [0, 0],
            dropout: None,
        };
        let at = |x: &Tensor<4>, channel: usize, row: usize, column: usize| {
            let pixel =
                x.clone()
                    .slice([0..1, channel..channel + 1, row..row + 1, column..column + 1]);
            pixel.into_scalar::<f32>()
        };
        for (shift, [row, column]) in [([0, 0], [0, 0]), ([3, 250], [3, 250])] {
            batch.shift = shift;
            let judged = Judged::new(&batch, ramp(3, 9)).expect("a photo");
            let judged = judged.window(batch.shift);
            for channel in 0..3 {
                assert_eq!(at(&judged.real, channel, row, column), 0.0);
                assert_eq!(at(&judged.fake, channel, row, column), 0.0);
            }
            // The input stays whole, and what comes from the other edge comes around.
            assert_eq!(at(&judged.condition, 0, row, column), 1.0);
            let beside = (column + 10) % IMAGE_SIZE;
            assert_eq!(at(&judged.condition, 1, row, beside), 65_536.0 + 11.0);
            assert_eq!(at(&judged.real, 1, row, beside), 65_536.0 + 15.0);
            assert_eq!(at(&judged.fake, 2, row, beside), 2.0 * 65_536.0 + 19.0);
        }
        batch.real = None;
        assert!(Judged::new(&batch, ramp(3, 9)).is_none());
    }

    /// Every value is its place, so that what is seen beside each other belongs together.
    #[test]
    fn of_larger_pictures_a_quarter_is_seen_beside_the_same_part_of_the_input() {
        let device = Device::flex();
        let places = |side: usize| {
            Tensor::<1, Int>::arange(0..(side * side) as i64, &device)
                .float()
                .reshape([1, 1, side, side])
        };
        let real = places(2 * IMAGE_SIZE);
        let batch = Batch {
            condition: places(IMAGE_SIZE),
            real: Some(real.clone().repeat_dim(1, 3)),
            photographed: None,
            shift: [0, 0],
            dropout: None,
        };
        let judged = Judged::new(&batch, real.repeat_dim(1, 3)).expect("a photo");
        let seen = judged.window([3, 250]);
        let size = [IMAGE_SIZE; 2];
        for (x, channels) in [(&seen.condition, 1), (&seen.real, 3), (&seen.fake, 3)] {
            assert_eq!(x.dims(), [1, channels, size[0], size[1]]);
        }
        let at = |x: &Tensor<4>, row: usize, column: usize| {
            let pixel = x
                .clone()
                .slice([0..1, 0..1, row..row + 1, column..column + 1]);
            pixel.into_scalar::<f32>()
        };
        for (row, column) in [(0, 0), (6, 7), (255, 130)] {
            let [down, across] = [row + 512 - 6, column + 512 - 500].map(|place| place % 512);
            assert_eq!(at(&seen.real, row, column), (512 * down + across) as f32);
            assert_eq!(at(&seen.fake, row, column), (512 * down + across) as f32);
            let place = 256 * (down / 2) + across / 2;
            assert_eq!(at(&seen.condition, row, column), place as f32);
        }
        assert_eq!(judged.reduced().real.dims(), [1, 3, size[0], size[1]]);
    }

    #[test]
    fn patches_are_asked_for_what_the_map_shows_at_their_centres() {
        let device = Device::flex();
        let discriminator = PatchGanConfig {
            input_channels: 1,
            ndf: 1,
            strided_layers: 3,
            outputs: 2,
        }
        .init(&device);
        let rows = Tensor::<1, Int>::arange(0..IMAGE_SIZE as i64, &device).float();
        let map = rows
            .reshape([1, 1, IMAGE_SIZE, 1])
            .repeat_dim(3, IMAGE_SIZE);
        // Of 256 pixels the first lies at 0, the last at 255.
        let patches = discriminator.patches();
        assert_eq!(patches.centre_px(0) + patches.centre_px(29), 255.0);
        for (halvings, side, first, step) in [(0, 30, 12.0, 8.0), (1, 14, 24.0, 16.0)] {
            let picture = Tensor::zeros([1, 3, IMAGE_SIZE, IMAGE_SIZE], &device);
            let [condition, picture] = [map.clone(), picture].map(|x| halved(x, halvings));
            let logits = discriminator.forward(condition, picture);
            assert_eq!(logits.dims(), [1, 2, side, side]);
            let found = at_patches(&discriminator, &map, &logits, halvings);
            assert_eq!(found.dims(), [1, 1, side, side]);
            let column: Vec<f32> = found.narrow(3, 0, 1).into_data().iter::<f32>().collect();
            for (index, row) in column.into_iter().enumerate() {
                assert_eq!(row, first + step * index as f32);
            }
        }
    }
}
