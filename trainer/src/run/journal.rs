//! Losses as JSON lines, one an epoch, for people and programs.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use super::validation::Validation;
use crate::step::terms::Losses;
use crate::whole_file;

/// Name of the journal in the run's folder.
const FILE: &str = "losses.jsonl";

/// One epoch. Losses are means over its pairs, those that speak of a teacher over its procedural
/// maps too; none where the run does without the term.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct EpochRecord {
    /// Counted from 1.
    pub epoch: usize,
    /// Loss of the discriminator on real pairs.
    pub d_real: Option<f32>,
    /// Loss of the discriminator on generated pairs.
    pub d_fake: Option<f32>,
    /// Adversarial loss of the generator, unweighted.
    pub g_adversarial: Option<f32>,
    /// Mean absolute error on the jittered training pairs, pictures in −1..1.
    pub g_l1: Option<f32>,
    /// Feature matching, unweighted.
    #[serde(default)]
    pub g_matching: Option<f32>,
    /// Mean absolute difference from the teacher's pictures, in −1..1.
    #[serde(default)]
    pub g_output: Option<f32>,
    /// Misalignment with the teacher's features, 0..1.
    #[serde(default)]
    pub g_features: Option<f32>,
    /// Structural dissimilarity from the teacher's pictures, 0..2.
    #[serde(default)]
    pub g_structure: Option<f32>,
    /// Difference of the classes' mean colours from the photos'.
    #[serde(default)]
    pub g_colour: Option<f32>,
    /// Mean absolute difference from the photos in colour alone.
    #[serde(default)]
    pub g_chroma: Option<f32>,
    /// L1 on the plain validation pairs; none where they were not looked at, like all that follows up
    /// to the rate.
    pub validation_l1: Option<f32>,
    /// What tells the best epoch; see [`Validation::distance`](super::validation::Validation::distance).
    #[serde(default)]
    pub distance: Option<f64>,
    /// Mean sliced Wasserstein distance from the photos, in their deviation.
    #[serde(default)]
    pub swd: Option<f64>,
    /// Energy in the three bands of frequency, relative to photos.
    #[serde(default)]
    pub detail_coarse: Option<f64>,
    #[serde(default)]
    pub detail_middle: Option<f64>,
    #[serde(default)]
    pub detail_fine: Option<f64>,
    /// Spread of the pictures' mean tints, relative to photos.
    #[serde(default)]
    pub colour_spread: Option<f64>,
    /// Deviation of lightness within a picture, relative to photos.
    #[serde(default)]
    pub contrast: Option<f64>,
    /// Mean intersection over union that a segmenter reads in the pictures, 0..1; none without one.
    pub label_iou: Option<f64>,
    pub learning_rate: f64,
    /// Wall time of training, validation and pictures.
    pub seconds: f64,
    /// Training images a second, procedural maps among them, without validation and files.
    pub images_per_second: f64,
}

impl EpochRecord {
    /// With the figures of a validation.
    pub fn validated(self, validation: &Validation) -> Self {
        let likeness = &validation.likeness;
        let [detail_coarse, detail_middle, detail_fine] = likeness.bands;
        Self {
            validation_l1: Some(validation.l1 as f32),
            distance: Some(validation.distance()),
            swd: Some(likeness.mean_wasserstein()),
            detail_coarse,
            detail_middle,
            detail_fine,
            colour_spread: likeness.colour_spread,
            contrast: likeness.contrast,
            label_iou: validation.label_iou,
            ..self
        }
    }

    /// The losses of the training.
    pub fn losses(&self) -> Losses<f32> {
        Losses {
            d_real: self.d_real,
            d_fake: self.d_fake,
            g_adversarial: self.g_adversarial,
            g_l1: self.g_l1,
            g_matching: self.g_matching,
            g_output: self.g_output,
            g_features: self.g_features,
            g_structure: self.g_structure,
            g_colour: self.g_colour,
            g_chroma: self.g_chroma,
        }
    }
}

/// Appends a line to the run's journal.
///
/// # Errors
/// A file that cannot be written.
pub fn append(run: &Path, record: &EpochRecord) -> Result<()> {
    let path = run.join(FILE);
    let line = serde_json::to_string(record)? + "\n";
    OpenOptions::new()
        .create(true)
        .append(true)
        .open(&path)
        .and_then(|mut file| file.write_all(line.as_bytes()))
        .with_context(|| format!("cannot write {}", path.display()))
}

/// All epochs of the run's journal, in their order. Of an epoch that was trained twice, after a kill
/// between journal and checkpoint, the later line counts.
///
/// # Errors
/// A file that cannot be read, or a line that is none.
pub fn read(run: &Path) -> Result<Vec<EpochRecord>> {
    let path = run.join(FILE);
    let text =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut records: Vec<EpochRecord> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let record: EpochRecord = serde_json::from_str(line)
            .with_context(|| format!("{}, line {}, is damaged", path.display(), index + 1))?;
        records.retain(|earlier| earlier.epoch != record.epoch);
        records.push(record);
    }
    records.sort_by_key(|record| record.epoch);
    Ok(records)
}

/// Leaves only whole lines of epochs that are done: a full disk may have cut the last one, and epochs
/// behind the checkpoint from which a run goes on will be trained again.
///
/// # Errors
/// A file that cannot be read or written.
pub fn keep(run: &Path, epochs_done: usize) -> Result<()> {
    let path = run.join(FILE);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
    };
    let done = |line: &&str| {
        serde_json::from_str::<EpochRecord>(line).is_ok_and(|record| record.epoch <= epochs_done)
    };
    let kept: Vec<&str> = text.lines().filter(done).collect();
    let mut kept = kept.join("\n");
    if !kept.is_empty() {
        kept.push('\n');
    }
    whole_file::write(&path, kept.as_bytes())
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    fn record(epoch: usize) -> EpochRecord {
        EpochRecord {
            epoch,
            d_real: Some(0.5),
            d_fake: Some(0.5),
            g_adversarial: Some(1.0),
            g_l1: Some(0.4),
            g_matching: None,
            g_output: None,
            g_features: Some(0.1),
            g_structure: None,
            g_colour: None,
            g_chroma: None,
            validation_l1: None,
            distance: Some(0.5),
            swd: None,
            detail_coarse: None,
            detail_middle: None,
            detail_fine: Some(0.75),
            colour_spread: None,
            contrast: None,
            label_iou: Some(0.25),
            learning_rate: 2e-4,
            seconds: 1.0,
            images_per_second: 4.0,
        }
    }

    #[test]
    fn a_run_goes_on_behind_the_whole_lines_of_what_is_done() {
        let folder = TempDir::new().unwrap();
        let run = folder.path();
        keep(run, 0).unwrap();
        for epoch in [1, 2, 2, 3] {
            append(run, &record(epoch)).unwrap();
        }
        // As a full disk leaves it.
        let path = run.join(FILE);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, format!("{text}{{\"epoch\":4,\"d_re")).unwrap();
        assert!(read(run).unwrap_err().to_string().contains("line 5"));

        keep(run, 2).unwrap();
        append(run, &record(3)).unwrap();
        assert_eq!(read(run).unwrap(), [1, 2, 3].map(record));
    }

    #[test]
    fn the_journal_of_an_earlier_version_is_read() {
        let old = r#"{"epoch":3,"d_real":0.5,"d_fake":0.5,"g_adversarial":1.0,"g_l1":0.4,"validation_l1":0.25,"label_iou":null,"learning_rate":2e-4,"seconds":1.0,"images_per_second":4.0}"#;
        let record: EpochRecord = serde_json::from_str(old).unwrap();
        assert_eq!((record.validation_l1, record.distance), (Some(0.25), None));
    }
}
