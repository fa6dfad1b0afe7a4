//! Initial weights other than the published ones.
//!
//! The networks are born with the published values; a mapper gives them others where a run asks for
//! them. The schemes and what "gain" means in each are those of the authors' PyTorch version.

mod orthogonal;

use anyhow::{Result, ensure};
use burn::module::{Module, ModuleMapper, Param};
use burn::tensor::{Tensor, TensorData};
use clap::ValueEnum;
use oorandom::Rand64;
use serde::{Deserialize, Serialize};

use crate::normal::normal;

/// How weights of convolutions are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scheme {
    /// N(0, gain)
    Normal,
    /// Glorot and Bengio, AISTATS 2010: deviation gain·√(2 / (fan in + fan out))
    Xavier,
    /// He et al., ICCV 2015: deviation √(2 / fan in), whatever the gain
    Kaiming,
    /// Saxe et al., ICLR 2014: gain times an orthogonal matrix
    Orthogonal,
}

/// Initial values of a run.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Initialisation {
    pub scheme: Scheme,
    pub gain: f64,
    /// Deviation of the norms' gains from 1.
    pub norm_std: f64,
}

impl Initialisation {
    /// N(0, 0.02) and gains of N(1, 0.02), as in the paper's section 6.2 and its authors' code.
    pub const PUBLISHED: Self = Self {
        scheme: Scheme::Normal,
        gain: 0.02,
        norm_std: 0.02,
    };

    /// # Errors
    /// Numbers that draw nothing.
    pub fn check(&self) -> Result<()> {
        ensure!(
            self.gain.is_finite() && self.gain > 0.0,
            "--init-gain {} must be more than 0; the published value is 0.02",
            self.gain
        );
        ensure!(
            self.norm_std.is_finite() && self.norm_std >= 0.0,
            "--norm-std {} must be 0 or more; the published value is 0.02",
            self.norm_std
        );
        Ok(())
    }

    /// Draws all weights and norm gains of a network anew; biases and offsets stay zero.
    ///
    /// The numbers come from the host, not from the device's own generator: so a seed means the same
    /// weights on every device, whatever else draws numbers at the same time.
    pub fn draw<M: Module>(&self, network: M, random: &mut Rand64) -> M {
        network
            .map(&mut Draw {
                initialisation: *self,
                path: Vec::new(),
                random,
            })
            .materialize()
    }
}

struct Draw<'a> {
    initialisation: Initialisation,
    path: Vec<String>,
    random: &'a mut Rand64,
}

impl ModuleMapper for Draw<'_> {
    fn enter_module(&mut self, name: &str, _container_type: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _name: &str, _container_type: &str) {
        self.path.pop();
    }

    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let Initialisation {
            scheme,
            gain,
            norm_std,
        } = self.initialisation;
        let shape = param.lazy_shape();
        // PyTorch counts the second dimension as the inputs, in transposed convolutions too.
        let taps: usize = shape.iter().skip(2).product();
        let fan = |dimension: usize| (shape.get(dimension).copied().unwrap_or(1) * taps) as f64;
        let values = match self.path.last().map_or("", |name| name) {
            "gamma" => self.normal(1.0, norm_std, shape[0]),
            "weight" => {
                let std = match scheme {
                    Scheme::Normal => gain,
                    Scheme::Xavier => gain * (2.0 / (fan(0) + fan(1))).sqrt(),
                    Scheme::Kaiming => (2.0 / fan(1)).sqrt(),
                    Scheme::Orthogonal => 1.0,
                };
                let values = self.normal(0.0, std, shape.num_elements());
                match scheme {
                    Scheme::Orthogonal => orthogonal::weight(values, shape[0], gain),
                    _ => values,
                }
            }
            _ => return param,
        };
        Param::from_data(TensorData::new(values, shape), &param.lazy_device())
    }
}

impl Draw<'_> {
    fn normal(&mut self, mean: f64, std: f64, count: usize) -> Vec<f32> {
        (0..count)
            .map(|_| (mean + std * normal(self.random)) as f32)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use burn::tensor::Device;
    use facade_model::unet::{UNet, UNetConfig, Upsampling};
    use facade_model::weights::named_weights;

    use super::*;

    /// A weight `[32, 16, 4, 4]` of a drawn generator, and all gains of its norms.
    fn drawn(scheme: Scheme, gain: f64) -> (Vec<f32>, Vec<f32>) {
        let device = Device::flex();
        let network: UNet = UNetConfig {
            input_channels: 3,
            ngf: 16,
            depth: 5,
            upsampling: Upsampling::Transposed,
            head: 0,
            scale: 1,
            norms: true,
        }
        .init(&device);
        let initialisation = Initialisation {
            scheme,
            gain,
            norm_std: 0.0,
        };
        let weights = named_weights(&initialisation.draw(network, &mut Rand64::new(5)));
        let gains = weights.iter().filter(|(name, _)| name.ends_with("gamma"));
        (
            weights["encoder.1.conv.weight"].iter::<f32>().collect(),
            gains.flat_map(|(_, data)| data.iter::<f32>()).collect(),
        )
    }

    fn deviation(values: &[f32]) -> f64 {
        let squares: f64 = values.iter().map(|&value| f64::from(value).powi(2)).sum();
        (squares / values.len() as f64).sqrt()
    }

    #[test]
    fn each_scheme_has_its_deviation() {
        let fans = [
            (Scheme::Normal, 0.5),
            (Scheme::Xavier, 0.5 * (2.0 / 768.0_f64).sqrt()),
            (Scheme::Kaiming, (2.0 / 256.0_f64).sqrt()),
        ];
        for (scheme, expected) in fans {
            let (weight, gains) = drawn(scheme, 0.5);
            let found = deviation(&weight);
            println!("{scheme:?}: {found}, expected {expected}");
            assert!((found / expected - 1.0).abs() < 0.05);
            assert!(gains.iter().all(|&gain| gain == 1.0));
        }
    }

    #[test]
    fn orthogonal_weights_are_orthogonal() {
        let (weight, _) = drawn(Scheme::Orthogonal, 0.5);
        let rows: Vec<&[f32]> = weight.chunks_exact(256).collect();
        for (i, a) in rows.iter().enumerate() {
            for (j, b) in rows.iter().enumerate() {
                let product: f32 = a.iter().zip(*b).map(|(x, y)| x * y).sum();
                let expected = if i == j { 0.25 } else { 0.0 };
                assert!(
                    (product - expected).abs() < 1e-4,
                    "rows {i} and {j}: {product}"
                );
            }
        }
    }
}
