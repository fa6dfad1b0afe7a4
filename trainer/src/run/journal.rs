//! Losses as JSON lines, one an epoch, for people and programs.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Serialize;

/// One epoch. Losses are means over its steps.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EpochRecord {
    /// Counted from 1.
    pub epoch: usize,
    /// Cross-entropy of the critic on real pairs.
    pub d_real: f32,
    /// Cross-entropy of the critic on generated pairs.
    pub d_fake: f32,
    /// Cross-entropy of the generator's pictures taken for real ones.
    pub g_adversarial: f32,
    /// Mean absolute error on the jittered training pairs, pictures in −1..1.
    pub g_l1: f32,
    /// The same on the plain validation pairs; none where there are none.
    pub validation_l1: Option<f32>,
    pub learning_rate: f64,
    /// Wall time of the epoch with everything in it.
    pub seconds: f64,
    /// Training images a second, without validation and files.
    pub images_per_second: f64,
}

/// Appends a line, and returns it.
///
/// # Errors
/// A file that cannot be written.
pub fn append(path: &Path, record: &EpochRecord) -> Result<String> {
    let line = serde_json::to_string(record)?;
    OpenOptions::new()
        .create(true)
        .append(true)
        .open(path)
        .and_then(|mut file| writeln!(file, "{line}"))
        .with_context(|| format!("cannot write {}", path.display()))?;
    Ok(line)
}
