//! What was found in the parts of a data set, as people read it.

use std::path::PathBuf;

use serde::Serialize;

use super::{Depth, Findings, Unreadable, look};
use crate::dataset::layout::{DataFolders, Split};
use crate::dataset::listing::PassedOver;
use crate::dataset::task::Task;

use anyhow::Result;

/// Unreadable files that are listed; the rest is counted.
const LISTED: usize = 20;

/// The parts that a run uses: training, and validation where there is one.
pub struct Overview {
    pub parts: Vec<CheckedSplit>,
    /// Where validation pictures lie whose other halves are missing.
    half_of_validation: Option<PathBuf>,
}

/// One split and what was found in it.
pub struct CheckedSplit {
    pub name: &'static str,
    pub split: Split,
    pub findings: Findings,
}

/// Looks over training and validation pairs.
///
/// # Errors
/// Folders without training pairs, or that cannot be read.
pub fn look_over(folders: &DataFolders, task: &Task, depth: Depth) -> Result<Overview> {
    let training = folders.split("train")?;
    let validation = folders.split_if_any("val")?;
    let parts = [("training", Some(training)), ("validation", validation)].into_iter();
    let parts = parts.filter_map(|(name, split)| {
        let split = split?;
        let findings = look(&split, task, depth);
        Some(CheckedSplit {
            name,
            split,
            findings,
        })
    });
    Ok(Overview {
        parts: parts.collect(),
        half_of_validation: folders.half_of("val")?,
    })
}

impl Overview {
    /// Number of validation pairs.
    pub fn validation(&self) -> usize {
        self.parts.get(1).map_or(0, |part| part.split.pairs.len())
    }

    /// Says how the parts are laid out, what of them is not read, and what may be wrong: warnings on the
    /// error stream, the rest on the other.
    pub fn tell(&self) {
        for part in &self.parts {
            let name = part.name;
            if let Some(layout) = &part.split.layout {
                println!("{name}: {layout}");
            }
            for line in passed_over(&part.split) {
                println!("{name}: {line}");
            }
            for note in &part.findings.notes {
                println!("{name}: {note}");
            }
            for line in unreadable(&part.findings.unreadable) {
                println!("{name}: {line}");
            }
            for warning in &part.findings.warnings {
                eprintln!("warning: {name}: {warning}");
            }
        }
        if let Some(folder) = &self.half_of_validation {
            println!(
                "validation: the pictures in {} have no folder of their other halves, so no epoch is told to be the best",
                folder.display()
            );
        } else if self.validation() == 0 {
            println!("validation: no pairs in val/, so no epoch is told to be the best");
        }
    }
}

/// What is passed over in each folder.
pub fn passed_over(split: &Split) -> Vec<String> {
    let folders = split
        .passed_over
        .iter()
        .filter(|(_, PassedOver(all))| !all.is_empty());
    folders
        .map(|(folder, passed)| format!("passed over in {}: {passed}", folder.display()))
        .collect()
}

fn unreadable(files: &[Unreadable]) -> Vec<String> {
    let mut lines: Vec<String> = files
        .iter()
        .take(LISTED)
        .map(|file| format!("cannot be read: {}", file.words()))
        .collect();
    if files.len() > LISTED {
        lines.push(format!("cannot be read: {} more", files.len() - LISTED));
    }
    lines
}

/// What `trainer check` writes for other programs.
#[derive(Debug, Serialize)]
pub struct Report {
    parts: Vec<PartReport>,
}

#[derive(Debug, Serialize)]
struct PartReport {
    name: &'static str,
    pairs: usize,
    exact_label_maps: usize,
    /// Pairs that were read whole; of the others head and end were looked at.
    read_whole: usize,
    layout: Option<String>,
    passed_over: Vec<String>,
    unreadable: Vec<String>,
    refusals: Vec<String>,
    warnings: Vec<String>,
    notes: Vec<String>,
}

impl From<&Overview> for Report {
    fn from(look: &Overview) -> Self {
        let parts = look.parts.iter().map(|part| {
            let Findings {
                pairs,
                inside,
                unreadable,
                refusals,
                warnings,
                notes,
                ..
            } = part.findings.clone();
            PartReport {
                name: part.name,
                pairs,
                exact_label_maps: part.split.exact(),
                read_whole: inside,
                layout: part.split.layout.clone(),
                passed_over: passed_over(&part.split),
                unreadable: unreadable.iter().map(Unreadable::words).collect(),
                refusals,
                warnings,
                notes,
            }
        });
        Self {
            parts: parts.collect(),
        }
    }
}
