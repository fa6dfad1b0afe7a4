//! Adam (Kingma and Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015), on the CPU in one
//! loop.
//!
//! Burn's Adam is a chain of tensor operations, each of which reads and writes memory as large as the
//! network on one core: a third of a training step at ngf 64. Here one loop on all cores does the
//! same arithmetic. Other devices run Burn's; the state is Burn's too, so checkpoints are the same.

use burn::backend::Flex;
use burn::backend::flex::FlexTensor;
use burn::optim::{
    AdamConfig, AdamState, AdaptiveMomentumState, LearningRate, ModuleOptimizer, Optimizer,
};
use burn::tensor::{Device, Tensor, TensorData};
use rayon::prelude::*;

use crate::cpu_kernels::elementwise::PIECE;
use crate::cpu_kernels::lanes::{F32x8, Processor, SimdTask};

/// β₁ as in section 3.3 of the pix2pix paper.
const BETA_1: f32 = 0.5;
const BETA_2: f32 = 0.999;
/// The usual value, not Burn's 1e-5.
const EPSILON: f32 = 1e-8;

/// Adam with the constants above, for a whole network.
pub fn adam() -> ModuleOptimizer {
    let config = AdamConfig::new()
        .with_beta_1(BETA_1)
        .with_beta_2(BETA_2)
        .with_epsilon(EPSILON);
    ModuleOptimizer::from(Adam {
        elsewhere: config.build(),
    })
}

#[derive(Clone)]
struct Adam {
    /// For devices other than the CPU.
    elsewhere: burn::optim::Adam,
}

impl Optimizer for Adam {
    type State<const D: usize> = AdamState<D>;

    fn step<const D: usize>(
        &self,
        learning_rate: LearningRate,
        weight: Tensor<D>,
        gradient: Tensor<D>,
        state: Option<Self::State<D>>,
    ) -> (Tensor<D>, Option<Self::State<D>>) {
        let Ok(on_cpu) = weight.clone().try_into_primitive::<Flex>() else {
            return self.elsewhere.step(learning_rate, weight, gradient, state);
        };
        // From here on the weights belong to `on_cpu` alone and can change in place.
        drop(weight);
        let shape = gradient.dims();
        let (time, moments) = match state {
            Some(AdamState { momentum }) => (
                momentum.time.saturating_add(1),
                [momentum.moment_1, momentum.moment_2].map(primitive),
            ),
            None => (1, [zeros(shape), zeros(shape)]),
        };
        let mut weight = on_cpu.to_contiguous();
        let [mut moment_1, mut moment_2] = moments;
        let gradient = primitive(gradient);
        update(
            learning_rate as f32,
            time,
            weight.storage_mut(),
            gradient.as_slice().expect("made contiguous"),
            [moment_1.storage_mut(), moment_2.storage_mut()],
        );
        let [moment_1, moment_2] = [moment_1, moment_2].map(tensor);
        let momentum = AdaptiveMomentumState::new(time, moment_1, moment_2);
        (tensor(weight), Some(AdamState { momentum }))
    }

    fn to_device<const D: usize>(mut state: Self::State<D>, device: &Device) -> Self::State<D> {
        state.momentum = state.momentum.to_device(device);
        state
    }
}

fn primitive<const D: usize>(tensor: Tensor<D>) -> FlexTensor {
    tensor
        .try_into_primitive::<Flex>()
        .expect("weight, gradient and state are on one device")
        .to_contiguous()
}

fn tensor<const D: usize>(primitive: FlexTensor) -> Tensor<D> {
    Tensor::from_primitive::<Flex>(primitive)
}

fn zeros<const D: usize>(shape: [usize; D]) -> FlexTensor {
    let count = shape.iter().product();
    FlexTensor::from_data(TensorData::new(vec![0.0_f32; count], shape))
}

/// Step number `time`, counted from 1.
fn update(
    learning_rate: f32,
    time: usize,
    weight: &mut [f32],
    gradient: &[f32],
    [moment_1, moment_2]: [&mut [f32]; 2],
) {
    let lengths = [gradient.len(), moment_1.len(), moment_2.len()];
    assert_eq!(lengths, [weight.len(); 3], "weight, gradient and moments");
    let time = i32::try_from(time).unwrap_or(i32::MAX);
    let correction_2 = (1.0 - BETA_2.powi(time)).sqrt();
    let rate = learning_rate * correction_2 / (1.0 - BETA_1.powi(time));
    let epsilon = EPSILON * correction_2;
    let processor = Processor::detect();
    weight
        .par_chunks_mut(PIECE)
        .zip(gradient.par_chunks(PIECE))
        .zip(moment_1.par_chunks_mut(PIECE))
        .zip(moment_2.par_chunks_mut(PIECE))
        .for_each(|(((weight, gradient), moment_1), moment_2)| {
            processor.run(Update {
                weight,
                gradient,
                moment_1,
                moment_2,
                rate,
                epsilon,
            });
        });
}

/// The step of some weights.
struct Update<'a> {
    weight: &'a mut [f32],
    gradient: &'a [f32],
    moment_1: &'a mut [f32],
    moment_2: &'a mut [f32],
    rate: f32,
    epsilon: f32,
}

impl SimdTask for Update<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: F32x8>(self) {
        let moments = self.moment_1.iter_mut().zip(self.moment_2);
        let weights = self.weight.iter_mut().zip(self.gradient);
        for ((weight, gradient), (first, second)) in weights.zip(moments) {
            *first = BETA_1 * *first + (1.0 - BETA_1) * gradient;
            *second = BETA_2 * *second + (1.0 - BETA_2) * gradient * gradient;
            *weight -= self.rate * *first / (second.sqrt() + self.epsilon);
        }
    }
}

#[cfg(test)]
mod tests {
    use burn::module::Param;
    use burn::nn::{Linear, LinearConfig};
    use burn::optim::GradientsParams;
    use burn::tensor::Distribution;

    use super::*;

    #[test]
    fn the_loop_takes_the_steps_of_burns_adam() {
        let device = Device::flex().autodiff();
        // More values than one piece, and not a multiple of it.
        let shape = [211, 307];
        let weight = Tensor::<2>::random(shape, Distribution::Default, &device.clone().inner());
        let start: Linear = LinearConfig::new(shape[0], shape[1])
            .with_bias(false)
            .init(&device);
        let with_weight = |mut linear: Linear| {
            linear.weight = Param::from_data(weight.to_data(), &device);
            linear
        };
        let burns = AdamConfig::new()
            .with_beta_1(BETA_1)
            .with_beta_2(BETA_2)
            .with_epsilon(EPSILON)
            .init();
        let mut ours = (with_weight(start.clone()), adam());
        let mut theirs = (with_weight(start), burns);
        for step in 0..5 {
            for (linear, optimizer) in [&mut ours, &mut theirs] {
                let x = Tensor::<2>::full([1, shape[0]], 0.5 + step as f32, &device);
                let loss = (linear.forward(x) - 3.0).square().mean();
                let gradients = GradientsParams::from_grads(loss.backward(), &*linear);
                *linear = optimizer.step(0.01, linear.clone(), gradients);
            }
        }
        let [ours, theirs] = [ours.0, theirs.0].map(|linear| linear.weight.val().into_data());
        let differences = ours.iter::<f32>().zip(theirs.iter::<f32>());
        let largest = differences.fold(0.0_f32, |largest, (a, b)| largest.max((a - b).abs()));
        println!("largest difference {largest:e}");
        assert!(largest < 1e-6, "{largest}");
    }
}
