//! The discriminator's bundle: the PatchGAN that a generator was trained against, for the page to
//! ask.
//!
//! The container is that of a generator (see [`super`]), under a metadata key of its own, so that neither is
//! taken for the other. Names are the module path, for example `layers.1.conv.weight`; in 8 bits the first
//! and the last kernel stay in half precision, 3 % of the weights.

use std::collections::BTreeMap;

use burn::tensor::{Device, TensorData};
use serde::{Deserialize, Serialize};

use super::container::{self, Describes};
use super::error::BundleError;
use super::format::{DISCRIMINATOR_VERSION, Precision};
use super::manifest::TrainingSummary;
use super::stored;
use crate::input::{InputKind, check_palette};
use crate::patchgan::{PatchGan, PatchGanConfig};
use crate::weights::{load_weights, named_weights};

/// Widest discriminator a page should try to hold: 11 million parameters.
const WIDEST_NDF: usize = 128;
/// Five strided layers see more than the whole picture already.
const MOST_STRIDED_LAYERS: usize = 5;

/// What a discriminator's bundle says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DiscriminatorManifest {
    /// [`DISCRIMINATOR_VERSION`] at the time of writing.
    pub version: u32,
    /// Name of the model that was trained against it.
    pub name: String,
    pub architecture: DiscriminatorArchitecture,
    /// What the generator's input channels mean, which the discriminator sees beside the picture.
    pub input: InputKind,
    /// What its output means.
    pub output: DiscriminatorOutput,
    pub precision: Precision,
    /// The run that trained both.
    #[serde(default)]
    pub training: Option<TrainingSummary>,
    /// SHA-256 of the tensors, hexadecimal.
    pub sha256: String,
}

/// The network that the weights belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum DiscriminatorArchitecture {
    /// [`PatchGan`].
    #[serde(rename = "patchgan")]
    PatchGan {
        ndf: usize,
        /// Channels of the generator's input, without the picture's three.
        input_channels: usize,
        strided_layers: usize,
        /// Numbers for each patch.
        outputs: usize,
    },
}

/// What a discriminator's output means; it follows from the loss that it was trained with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DiscriminatorOutput {
    /// Log odds of a patch being real: what cross-entropy teaches (Goodfellow et al., NeurIPS 2014).
    LogOdds,
    /// The probability itself, give or take: what least squares with targets 0 and 1 teach (Mao et al.,
    /// ICCV 2017).
    Probability,
    /// Logits of what the patch shows, the last of them for "generated" (Sushko et al., ICLR 2021).
    Classes,
}

impl DiscriminatorOutput {
    /// The probability that a patch is real, 0..1, from all that the discriminator puts out for it.
    ///
    /// # Panics
    /// Panics without an output.
    pub fn probability(self, outputs: &[f32]) -> f32 {
        let last = *outputs.last().expect("a critic puts something out");
        match self {
            Self::LogOdds => 1.0 / (1.0 + (-last).exp()),
            Self::Probability => last.clamp(0.0, 1.0),
            Self::Classes => {
                let generated: f32 = outputs.iter().map(|class| (class - last).exp()).sum();
                1.0 - 1.0 / generated
            }
        }
    }

    /// How much a discriminator of so many classes puts out for a patch.
    fn outputs(self, classes: usize) -> usize {
        match self {
            Self::LogOdds | Self::Probability => 1,
            Self::Classes => classes + 1,
        }
    }
}

impl DiscriminatorArchitecture {
    /// The network's description.
    pub fn config(self) -> PatchGanConfig {
        let Self::PatchGan {
            ndf,
            input_channels,
            strided_layers,
            outputs,
        } = self;
        PatchGanConfig {
            input_channels,
            ndf,
            strided_layers,
            outputs,
        }
    }
}

impl Describes for DiscriminatorManifest {
    const KEY: &'static str = "facade-critic";
    const MISSING: BundleError = BundleError::NoDiscriminator;

    fn precision(&self) -> Precision {
        self.precision
    }

    fn sha256(&self) -> &str {
        &self.sha256
    }

    fn check(&self) -> Result<(), BundleError> {
        if self.version != DISCRIMINATOR_VERSION {
            return Err(BundleError::DiscriminatorVersion {
                found: self.version,
            });
        }
        let PatchGanConfig {
            input_channels,
            ndf,
            strided_layers,
            outputs,
        } = self.architecture.config();
        if !(1..=WIDEST_NDF).contains(&ndf)
            || !(1..=MOST_STRIDED_LAYERS).contains(&strided_layers)
            || input_channels != self.input.channels()
            || outputs != self.output.outputs(input_channels)
        {
            return Err(BundleError::DiscriminatorArchitecture {
                ndf,
                strided_layers,
                input_channels,
                outputs,
            });
        }
        if let Some(classes) = self.input.classes() {
            check_palette(classes)?;
        }
        Ok(())
    }
}

/// A decoded bundle: manifest and weights, on no device yet.
#[derive(Debug, Clone)]
pub struct DiscriminatorBundle {
    manifest: DiscriminatorManifest,
    weights: BTreeMap<String, TensorData>,
}

impl DiscriminatorBundle {
    /// Encodes the discriminator of the model called `name`.
    ///
    /// # Errors
    /// Weights that are no numbers; else only what the container refuses.
    pub fn encode(
        network: &PatchGan,
        name: &str,
        input: InputKind,
        output: DiscriminatorOutput,
        training: Option<TrainingSummary>,
        precision: Precision,
    ) -> Result<Vec<u8>, BundleError> {
        let last = network.layers.len() - 1;
        let in_8_bits = |name: &str| {
            let layer = name
                .strip_prefix("layers.")
                .and_then(|rest| rest.strip_suffix(".conv.weight"));
            layer.is_some_and(|layer| layer != "0" && layer != last.to_string())
        };
        let tensors = stored::store(named_weights(network), precision, in_8_bits)?;
        let [ndf, ..] = network.layers[0].conv.weight.dims();
        container::encode(tensors, |sha256| DiscriminatorManifest {
            version: DISCRIMINATOR_VERSION,
            name: name.to_owned(),
            architecture: DiscriminatorArchitecture::PatchGan {
                ndf,
                input_channels: input.channels(),
                strided_layers: last - 1,
                outputs: output.outputs(input.channels()),
            },
            input,
            output,
            precision,
            training,
            sha256,
        })
    }

    /// Reads and checks a bundle.
    ///
    /// # Errors
    /// See [`BundleError`]; nothing is accepted on trust.
    pub fn decode(bytes: &[u8]) -> Result<Self, BundleError> {
        let (manifest, weights) = container::decode(bytes, true)?;
        Ok(Self { manifest, weights })
    }

    /// What the bundle says of itself.
    pub fn manifest(&self) -> &DiscriminatorManifest {
        &self.manifest
    }

    /// Builds the network on a device, for the input that it was trained with.
    ///
    /// # Errors
    /// Weights that do not fit the architecture the manifest names.
    pub fn patchgan(self, device: &Device) -> Result<PatchGan, BundleError> {
        let config = self.manifest.architecture.config();
        Ok(load_weights(config.blank(device), self.weights)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outputs_become_probabilities_as_their_loss_meant_them() {
        let found = [-100.0, 0.0, 2.0].map(|x| DiscriminatorOutput::LogOdds.probability(&[x]));
        assert_eq!(found[..2], [0.0, 0.5]);
        assert!((found[2] - 0.880_797).abs() < 1e-6);
        let found = [-0.3, 0.4, 1.2].map(|x| DiscriminatorOutput::Probability.probability(&[x]));
        assert_eq!(found, [0.0, 0.4, 1.0]);
        let found = DiscriminatorOutput::Classes.probability(&[0.0, 0.0, 0.0]);
        assert!(
            (found - 2.0 / 3.0).abs() < 1e-6,
            "two of three classes are real: {found}"
        );
        let found = [-90.0, 90.0].map(|x| DiscriminatorOutput::Classes.probability(&[0.0, x]));
        assert_eq!(found, [1.0, 0.0]);
    }
}
