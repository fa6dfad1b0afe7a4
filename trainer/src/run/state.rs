//! What a run knows of itself between two epochs, apart from its networks.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use facade_model::bundle::TrainingSummary;
use facade_model::input::{InputKind, check_inks};
use facade_model::paint::Paint;
use serde::{Deserialize, Serialize};

use super::checkpoint_id::CheckpointId;
use super::config::RunConfig;
use super::epoch::Progress;
use super::selection::Best;
use super::warm_start_source::WarmStartSource;
use crate::dataset::inks;

/// Name of the file in a checkpoint's folder.
pub const FILE: &str = "state.json";

/// The part of a checkpoint that people can read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// Epochs that are done.
    pub epochs_done: usize,
    /// The next epoch, where it was interrupted; all zero at an epoch's end.
    pub progress: Progress,
    /// Training pairs the run learns from.
    pub pairs: usize,
    /// SHA-256 of their names, and of which have exact label maps.
    pub data_sha256: String,
    /// SHA-256 of what they hold; runs before it was kept have none.
    #[serde(default)]
    pub content_sha256: Option<String>,
    /// SHA-256 of the segmenter's file, where one has read the validation pictures.
    pub segmenter_sha256: Option<String>,
    /// SHA-256 of the teacher's file, where the run has one.
    #[serde(default)]
    pub teacher_sha256: Option<String>,
    /// Whose networks the run started from, where it was not from random ones.
    #[serde(default, rename = "ancestor")]
    pub warm_start: Option<WarmStartSource>,
    /// Validation L1 of these very weights, where it was measured.
    pub validation_l1: Option<f32>,
    /// The epoch with the best validation so far.
    pub best: Option<Best>,
    /// Paints of houses as the training photos have them, where the generator is told the paint.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub palettes: Vec<Paint>,
    /// The colours of the training inputs, see [`inks::measure`]: none where these are photographs. Unknown where the
    /// inputs are no pictures, and of runs before they were measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inks: Option<Vec<[u8; 3]>>,
    pub config: RunConfig,
}

impl State {
    /// The configuration, what the inputs are drawn in, who teaches, and where the networks come from.
    pub fn summary(&self) -> String {
        let mut text = self.config.to_string();
        if let Some(inks) = &self.inks {
            text += &format!("\ninks        {}", inks::in_words(inks));
        }
        if let Some(sha256) = &self.teacher_sha256 {
            text += &format!("\nteacher     SHA-256 {sha256}");
        }
        if let Some(source) = &self.warm_start {
            text += &format!("\nstart       {source}");
        }
        text
    }

    /// What a bundle says of the run.
    pub fn training(&self) -> TrainingSummary {
        TrainingSummary {
            pairs: self.pairs,
            epochs: self.epochs_done.saturating_add(
                self.warm_start
                    .as_ref()
                    .map_or(0, WarmStartSource::all_epochs),
            ),
            seed: self.config.seed,
            validation_l1: self.validation_l1,
        }
    }

    /// Reads the state of a checkpoint folder.
    ///
    /// # Errors
    /// A missing or damaged file, and numbers that no run has.
    pub fn read(folder: &Path) -> Result<Self> {
        let path = folder.join(FILE);
        let text =
            fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let damaged = || format!("{} is damaged", path.display());
        let state: Self = serde_json::from_str(&text).with_context(damaged)?;
        state.check().with_context(damaged)?;
        Ok(state)
    }

    /// Makes sure that the numbers can be those of a run.
    fn check(&self) -> Result<()> {
        self.config.check()?;
        let Progress { pairs, maps, .. } = self.progress;
        let examples = self
            .pairs
            .saturating_add(self.config.extras.maps(self.pairs));
        ensure!(
            maps <= pairs && pairs <= examples,
            "it is {pairs} examples, {maps} procedural maps among them, into an epoch of {examples}"
        );
        check_inks(
            &self.config.task.input,
            self.inks.as_deref().unwrap_or_default(),
        )?;
        let classes = match &self.config.task.input {
            InputKind::PaintedLabels { classes } => classes.len(),
            _ => 0,
        };
        let colors = self.palettes.iter().map(|paint| paint.colors.len());
        for colors in colors {
            ensure!(
                colors == classes,
                "a palette has {colors} colours, for {classes} classes"
            );
        }
        Ok(())
    }

    /// Writes it into a checkpoint folder.
    ///
    /// # Errors
    /// Whatever the file system says.
    pub fn write(&self, folder: &Path) -> Result<()> {
        fs::write(folder.join(FILE), serde_json::to_string_pretty(self)?)?;
        Ok(())
    }

    /// How far the run is.
    pub fn checkpoint_id(&self) -> CheckpointId {
        CheckpointId {
            epochs: self.epochs_done,
            pairs: self.progress.pairs,
        }
    }
}
