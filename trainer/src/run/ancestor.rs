//! Starting from the networks of another run: what they have learned is kept, what they are to learn next
//! need not be the same.

use std::fmt::{self, Display, Formatter};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use burn::module::Module;
use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use super::checkpoint::{self, Checkpoints, Which};
use super::checksums;
use super::config::RunConfig;
use crate::adam::adam;
use crate::step::Gan;
use crate::step::critic::Critic;

/// What a run records of the one whose networks it started from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ancestor {
    /// Its folder, as it was named.
    pub run: PathBuf,
    /// Epochs behind the networks.
    pub epochs: usize,
    /// SHA-256 over the checksums of the checkpoint's files.
    pub sha256: String,
    /// Whether its critics judge on; critics of another shape or number begin anew.
    pub critics: bool,
}

impl Display for Ancestor {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let networks = match self.critics {
            true => "generator and critic",
            false => "generator, with a new critic,",
        };
        let Self { run, epochs, .. } = self;
        write!(f, "{networks} after epoch {epochs} of {}", run.display())
    }
}

/// The networks of the newest checkpoint of `run`, on an autodiff device, for a new run: the generator that
/// it would export, and its critics. Their optimisers are fresh, and an average begins anew.
///
/// # Errors
/// A run without checkpoints, a damaged checkpoint, or a generator of another shape or for another task.
pub fn start(run: &Path, config: &RunConfig, device: &Device) -> Result<(Gan, Ancestor)> {
    let folder = Checkpoints::of_run(run)
        .find(Which::Newest)
        .context("--start-from names no run to start from")?;
    let (generator, state) = checkpoint::load_generator(&folder, device)?;
    ensure!(
        state.config.task == config.task && state.config.unet() == config.unet(),
        "the generator of {} has another --ngf, --depth, --decoder, --input, --classes or --direction; --start-from needs the same",
        run.display()
    );
    let mut gan = Gan::new(config, device);
    let critics =
        state.config.patchgan() == config.patchgan() && state.config.critics() == config.critics();
    if critics {
        let (before, _) = checkpoint::load(&folder, device)?;
        let known = before.critics.into_iter().map(|critic| Critic {
            optimizer: adam(),
            ..critic
        });
        gan.critics = known.collect();
    }
    if gan.average.is_some() {
        gan.average = Some(generator.valid());
    }
    gan.generator = generator;
    let ancestor = Ancestor {
        run: run.to_owned(),
        epochs: state.epochs_done,
        sha256: checksums::fingerprint(&folder)?,
        critics,
    };
    Ok((gan, ancestor))
}
