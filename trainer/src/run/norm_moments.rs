//! What the norms of a generator are given over many pairs, before they are folded into its convolutions.

use std::cell::RefCell;

use anyhow::Result;
use burn::nn::InstanceNorm;
use burn::tensor::{Device, Tensor};
use facade_model::kernels::Kernels;
use facade_model::norm_fold::ChannelMoments;
use facade_model::unet::UNet;

use crate::dataset::augment::plain_scaled;
use crate::dataset::batch::PairBatch;
use crate::dataset::pair::PairPath;
use crate::dataset::task::Task;

/// Pairs that are looked at, spread over all there are.
const MOST_PAIRS: usize = 100;

/// Measures on the inputs of the pairs, without jitter; generator and `device` are without autodiff.
///
/// # Errors
/// A pair that cannot be read.
pub fn measure(
    generator: &UNet,
    pairs: &[PairPath],
    task: &Task,
    device: &Device,
) -> Result<Vec<ChannelMoments>> {
    let every = pairs.len().div_ceil(MOST_PAIRS).max(1);
    let inputs = pairs.iter().step_by(every).map(|pair| {
        let sample = plain_scaled(pair.read(task)?, generator.scale());
        Ok(PairBatch::new(&[sample], &task.input, device)?.condition)
    });
    of_inputs(generator, inputs)
}

/// Over inputs of one picture each.
fn of_inputs(
    generator: &UNet,
    inputs: impl Iterator<Item = Result<Tensor<4>>>,
) -> Result<Vec<ChannelMoments>> {
    let mut sums: Vec<Sums> = Vec::new();
    let mut count = 0;
    for input in inputs {
        let looking = Looking::default();
        generator.forward_with(input?, &looking, None);
        let seen = looking.0.into_inner();
        sums.resize_with(seen.len(), Sums::default);
        for (sums, seen) in sums.iter_mut().zip(&seen) {
            sums.add(seen);
        }
        count += 1;
    }
    Ok(sums.into_iter().map(|sums| sums.moments(count)).collect())
}

/// Sums over pictures, by channel.
#[derive(Default)]
struct Sums {
    means: Vec<f64>,
    squares: Vec<f64>,
}

impl Sums {
    /// `[1, C, H, W]`
    fn add(&mut self, seen: &Tensor<4>) {
        let by_channel = |x: Tensor<4>| -> Vec<f64> {
            let means = x.mean_dim(3).mean_dim(2);
            means.into_data().iter::<f64>().collect()
        };
        let means = by_channel(seen.clone());
        let squares = by_channel(seen.clone() * seen.clone());
        for (sums, values) in [(&mut self.means, means), (&mut self.squares, squares)] {
            sums.resize(values.len(), 0.0);
            for (sum, value) in sums.iter_mut().zip(values) {
                *sum += value;
            }
        }
    }

    fn moments(self, count: usize) -> ChannelMoments {
        let mean = |sum: &f64| sum / count as f64;
        let variance = |(sum, square): (&f64, &f64)| {
            let variance = mean(square) - mean(sum).powi(2);
            variance.max(0.0) as f32
        };
        ChannelMoments {
            variance: self.means.iter().zip(&self.squares).map(variance).collect(),
            mean: self.means.iter().map(|sum| mean(sum) as f32).collect(),
        }
    }
}

/// The backend's operations, which keep what norms are given, in the order in which a picture passes them.
#[derive(Default)]
struct Looking(RefCell<Vec<Tensor<4>>>);

impl Kernels for Looking {
    fn instance_norm(&self, input: Tensor<4>, norm: &InstanceNorm) -> Tensor<4> {
        self.0.borrow_mut().push(input.clone());
        norm.forward(input)
    }
}

#[cfg(test)]
mod tests {
    use burn::tensor::Distribution;
    use facade_model::IMAGE_SIZE;
    use facade_model::kernels::BackendKernels;
    use facade_model::norm_fold::without_norms;
    use facade_model::unet::{UNetConfig, Upsampling};
    use oorandom::Rand64;

    use super::*;
    use crate::initialisation::{Initialisation, Scheme};

    const TOLERANCE: f32 = 1e-4;

    /// With gains and offsets that are not all alike.
    fn generator(head: usize, device: &Device) -> UNet {
        let config = UNetConfig {
            input_channels: 3,
            ngf: 2,
            depth: 7,
            upsampling: Upsampling::Resize,
            head,
            scale: 1,
            norms: true,
        };
        let initialisation = Initialisation {
            scheme: Scheme::Kaiming,
            norm_std: 0.3,
            ..Initialisation::PUBLISHED
        };
        initialisation.draw(config.init(device), &mut Rand64::new(4))
    }

    fn input(seed: u64, device: &Device) -> Tensor<4> {
        device.seed(seed);
        let shape = [1, 3, IMAGE_SIZE, IMAGE_SIZE];
        Tensor::random(shape, Distribution::Uniform(-1.0, 1.0), device)
    }

    fn largest_difference(a: Tensor<4>, b: Tensor<4>) -> f32 {
        (a - b).abs().max().into_scalar()
    }

    /// Of one picture the moments are those that its norms divide by.
    #[test]
    fn a_generator_folded_by_one_picture_makes_the_same_of_it() {
        let device = Device::flex();
        for head in [0, 3] {
            let generator = generator(head, &device);
            let picture = input(1, &device);
            let moments = of_inputs(&generator, [Ok(picture.clone())].into_iter());
            let folded = without_norms(generator.clone(), &moments.expect("inputs"));
            assert!(generator.has_norms() && !folded.has_norms());
            let [before, after] = [&generator, &folded].map(|net| net.forward(picture.clone()));
            let difference = largest_difference(before, after);
            println!("head {head}: {difference:e}");
            assert!(difference < TOLERANCE);
            // Of another picture it makes another one than with its norms: the moments are constants now.
            let other = input(2, &device) * 0.3;
            let [before, after] = [&generator, &folded].map(|net| net.forward(other.clone()));
            assert!(largest_difference(before, after) > 100.0 * TOLERANCE);
        }
    }

    #[test]
    fn moments_of_several_pictures_are_those_of_all_their_pixels() {
        let device = Device::flex();
        let generator = generator(0, &device);
        let inputs = [input(1, &device), input(2, &device) * 0.5];
        let moments = of_inputs(&generator, inputs.clone().into_iter().map(Ok)).expect("inputs");
        // What the first norm is given, of both pictures beside each other.
        let first = |input: Tensor<4>| {
            let outermost = generator.encoder[0].forward(input, &BackendKernels);
            let x = BackendKernels.leaky_relu(outermost, facade_model::unet::LEAK);
            let block = &generator.encoder[1];
            BackendKernels.down(x, block.conv.weight.val(), None, 2)
        };
        let both = Tensor::cat(inputs.map(first).to_vec(), 3);
        let values: Vec<f32> = both.into_data().iter::<f32>().collect();
        let channels = values.chunks_exact(values.len() / moments[0].mean.len());
        for (channel, values) in channels.enumerate() {
            let count = values.len() as f32;
            let mean = values.iter().sum::<f32>() / count;
            let variance = values.iter().map(|x| (x - mean).powi(2)).sum::<f32>() / count;
            assert!((moments[0].mean[channel] - mean).abs() < TOLERANCE);
            assert!((moments[0].variance[channel] / variance - 1.0).abs() < 1e-3);
        }
    }
}
