//! Losses as JSON lines, one an epoch, for people and programs.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

/// Name of the journal in the run's folder.
const FILE: &str = "losses.jsonl";

/// One epoch. Losses are means over its steps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EpochRecord {
    /// Counted from 1.
    pub epoch: usize,
    /// Loss of the critic on real pairs.
    pub d_real: f32,
    /// Loss of the critic on generated pairs.
    pub d_fake: f32,
    /// Adversarial loss of the generator, unweighted.
    pub g_adversarial: f32,
    /// Mean absolute error on the jittered training pairs, pictures in −1..1.
    pub g_l1: f32,
    /// The same on the plain validation pairs; none where they were not looked at.
    pub validation_l1: Option<f32>,
    /// Mean intersection over union that a segmenter reads in the validation pictures, 0..1; none
    /// without a segmenter.
    pub label_iou: Option<f64>,
    pub learning_rate: f64,
    /// Wall time of the epoch with everything in it.
    pub seconds: f64,
    /// Training images a second, without validation and files.
    pub images_per_second: f64,
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

/// All epochs of the run's journal. Of an epoch that was trained twice, after a kill between journal
/// and checkpoint, the later line counts.
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
    Ok(records)
}
