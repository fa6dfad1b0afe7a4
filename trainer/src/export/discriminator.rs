//! The discriminator as a file for the page, beside the bundle of the generator that was trained
//! against it.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use burn::tensor::Device;
use facade_model::bundle::discriminator::{DiscriminatorBundle, DiscriminatorOutput};
use facade_model::bundle::{Precision, TrainingSummary};
use facade_model::input::InputKind;
use facade_model::patchgan::PatchGan;

use super::bundle;
use crate::losses::AdversarialLoss;
use crate::run::checkpoint::Checkpoint;
use crate::whole_file;

/// A discriminator and what its file is to say of it.
pub struct ExportedDiscriminator {
    /// Name of the model that was trained against it.
    pub name: String,
    pub network: PatchGan,
    /// What the generator's input channels mean.
    pub input: InputKind,
    pub output: DiscriminatorOutput,
    pub training: TrainingSummary,
}

impl ExportedDiscriminator {
    /// The discriminator of a checkpoint folder; of several the one that sees pictures at 256×256, as the page shows them to
    /// critics: in full size, or larger ones at half their side.
    ///
    /// # Errors
    /// A checkpoint that cannot be loaded, a run without discriminator, or a discriminator that was
    /// taught no probabilities.
    pub fn from_checkpoint(checkpoint: &Path, name: &str, device: &Device) -> Result<Self> {
        let checkpoint = Checkpoint::open(checkpoint)?;
        let discriminators = checkpoint.discriminators(device)?;
        let state = checkpoint.state;
        let halvings = state.config.generator.scale - 1;
        ensure!(
            !discriminators.is_empty(),
            "this run has no critic, because its --adversarial-weight is 0"
        );
        let network = discriminators.into_iter().nth(halvings).context(
            "this run's critic saw larger pictures than the page's critics see; export without --critic, or train with --critic-scales 2",
        )?;
        let output = match state.config.objective.adversarial {
            AdversarialLoss::Vanilla => DiscriminatorOutput::LogOdds,
            AdversarialLoss::Lsgan => DiscriminatorOutput::Probability,
            AdversarialLoss::Segmentation => DiscriminatorOutput::Classes,
            AdversarialLoss::Hinge => bail!(
                "this run's critic was trained with --adversarial hinge, which teaches it sides and no probabilities; export without --critic, or first run an epoch with --start-from this run, --adversarial vanilla and --freeze-generator"
            ),
        };
        Ok(Self {
            name: name.to_owned(),
            network,
            training: state.training(),
            input: state.config.task.input,
            output,
        })
    }

    /// Encodes the discriminator's bundle.
    ///
    /// # Errors
    /// Weights that are no numbers; else only what the container refuses.
    pub fn encode(&self, precision: Precision) -> Result<Vec<u8>> {
        let bundle = DiscriminatorBundle::encode(
            &self.network,
            &self.name,
            self.input.clone(),
            self.output,
            Some(self.training.clone()),
            precision,
        )?;
        Ok(bundle)
    }

    /// Writes the discriminator as `NAME.critic.safetensors` into the folder that holds its
    /// generator's bundle, lists it there, and returns the file's path.
    ///
    /// # Errors
    /// As [`ExportedDiscriminator::encode`], or a folder that cannot be written or lists no
    /// generator of that name.
    pub fn write(&self, precision: Precision, folder: &Path) -> Result<PathBuf> {
        let bytes = self.encode(precision)?;
        let file = format!("{}.critic.safetensors", self.name);
        let path = folder.join(&file);
        whole_file::write(&path, &bytes)?;
        bundle::list_discriminator(folder, &self.name, &file, &bytes)
            .with_context(|| format!("cannot list {}", path.display()))?;
        println!("{}: {} bytes", path.display(), bytes.len());
        Ok(path)
    }
}
