//! A moving average of a network's weights, which wanders less than the weights themselves (Yazıcı et
//! al., "The Unusual Effectiveness of Averaging in GAN Training", ICLR 2019).

use burn::backend::Flex;
use burn::module::{Module, ModuleMapper, ModuleVisitor, Param, ParamId};
use burn::optim::GradientsParams;
use burn::tensor::Tensor;
use rayon::prelude::*;

use crate::cpu_kernels::elementwise::PIECE;

/// The decay after so many steps: near the end of a run `decay`, at its beginning less, or else the
/// average would remember the drawn weights for as many steps as it looks back (the rule of TensorFlow's
/// `ExponentialMovingAverage`).
pub fn decay_after(steps: usize, decay: f64) -> f64 {
    let steps = steps as f64;
    decay.min((1.0 + steps) / (10.0 + steps))
}

/// `decay` of the average and the rest of the network as it is now, weight by weight.
///
/// Both must be the same architecture on the same device, without autodiff.
pub fn towards<M: Module>(average: M, now: &M, decay: f64) -> M {
    let mut weights = Collect {
        weights: GradientsParams::new(),
        count: 0,
    };
    now.visit(&mut weights);
    average.map(&mut Blend {
        now: weights.weights,
        count: 0,
        decay,
    })
}

/// Weights by their place in the network. Burn's container of gradients is the one typed map it has
/// for tensors of any number of dimensions.
struct Collect {
    weights: GradientsParams,
    count: u64,
}

impl ModuleVisitor for Collect {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        self.weights
            .register(ParamId::from(self.count), param.val());
        self.count += 1;
    }
}

struct Blend {
    now: GradientsParams,
    count: u64,
    decay: f64,
}

impl ModuleMapper for Blend {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let now = self.now.remove::<D>(ParamId::from(self.count));
        let now = now.expect("two networks of one architecture");
        self.count += 1;
        param.map(|average| blended(average, now, self.decay))
    }
}

/// On the CPU one loop on all cores, in place; elsewhere the device's operations.
fn blended<const D: usize>(average: Tensor<D>, now: Tensor<D>, decay: f64) -> Tensor<D> {
    let on_cpu = |tensor: &Tensor<D>| tensor.clone().try_into_primitive::<Flex>();
    let (Ok(mut kept), Ok(now_on_cpu)) = (on_cpu(&average), on_cpu(&now)) else {
        return average * decay + now * (1.0 - decay);
    };
    // From here on the average belongs to `kept` alone and can change in place.
    drop(average);
    let now = now_on_cpu.to_contiguous();
    if !kept.is_contiguous() {
        kept = kept.to_contiguous();
    }
    let now: &[f32] = now.as_slice().expect("made contiguous");
    let (kept_share, share) = (decay as f32, (1.0 - decay) as f32);
    let kept_values = kept.storage_mut::<f32>();
    assert_eq!(
        kept_values.len(),
        now.len(),
        "two networks of one architecture"
    );
    kept_values
        .par_chunks_mut(PIECE)
        .zip(now.par_chunks(PIECE))
        .for_each(|(kept, now)| {
            for (kept, now) in kept.iter_mut().zip(now) {
                *kept = *kept * kept_share + now * share;
            }
        });
    Tensor::from_primitive::<Flex>(kept)
}

#[cfg(test)]
mod tests {
    use burn::tensor::Device;
    use facade_model::patchgan::PatchGanConfig;
    use facade_model::weights::named_weights;

    use super::*;

    #[test]
    fn the_average_forgets_the_beginning_and_then_looks_back_as_far_as_asked() {
        assert_eq!(decay_after(0, 0.999), 0.1);
        assert_eq!(decay_after(90, 0.999), 0.91);
        assert_eq!(decay_after(1_000_000, 0.999), 0.999);
        assert_eq!(decay_after(90, 0.5), 0.5);
    }

    #[test]
    fn every_weight_moves_by_its_share() {
        let device = Device::flex();
        let network = |seed| {
            device.seed(seed);
            let config = PatchGanConfig {
                input_channels: 1,
                ndf: 2,
                strided_layers: 2,
                outputs: 1,
            };
            config.init(&device).materialize()
        };
        let (average, now) = (network(1), network(2));
        let [before, target] = [&average, &now].map(named_weights);
        let after = named_weights(&towards(average, &now, 0.75));
        for (name, after) in after {
            let expected = before[&name].iter::<f32>().zip(target[&name].iter::<f32>());
            for (found, (a, b)) in after.iter::<f32>().zip(expected) {
                assert!((found - (0.75 * a + 0.25 * b)).abs() < 1e-6, "{name}");
            }
        }
    }
}
