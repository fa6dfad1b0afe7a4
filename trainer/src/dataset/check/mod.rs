//! A look over the data before the first step: what cannot be read, what does not fit, and whether this is
//! the task that was asked for.
//!
//! Every file's head and end are looked at; inside only as many pairs are read as take some seconds, evenly
//! spread, unless all are asked for. It knows no networks.

pub mod file;
mod halves;
mod pair;
pub mod report;
mod task;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use rayon::prelude::*;

use super::label_map::FOREIGN_MOST;
use super::layout::Split;
use super::pair::{Beside, PairPath};
use super::task::Task;
use file::FileHead;
use pair::{Fault, Inside};

/// Bytes of files that are read whole, unless all are asked for: some seconds on two cores.
const BYTES_INSIDE: u64 = 64 << 20;
/// Pairs that are read at least, and at most.
const PAIRS_LEAST: usize = 64;
const PAIRS_MOST: usize = 2000;
/// Files that a sentence names.
const NAMED: usize = 3;
/// Ratios of sides that differ by more are other shapes (difference of the logarithms).
const OTHER_SHAPE: f64 = 0.05;

/// How far a look goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Into some pairs.
    Some,
    /// Into every pair.
    All,
}

/// What was found in one part.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    /// Pairs of the part.
    pub pairs: usize,
    /// Whether exact label maps lie beside them, so that colours need not be those of classes.
    pub has_exact_labels: bool,
    /// Of these, pairs that were read whole.
    pub inside: usize,
    /// Files that cannot be read, and why, by the index of their pair.
    pub unreadable: Vec<Unreadable>,
    /// What a run must not start with, in sentences.
    pub refusals: Vec<String>,
    /// What is most likely not meant so.
    pub warnings: Vec<String>,
    /// What is good to know.
    pub notes: Vec<String>,
}

/// A pair of which a file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// Index of the pair.
    pub pair: usize,
    pub path: PathBuf,
    pub reason: String,
}

impl Findings {
    /// Ends what must not start.
    ///
    /// # Errors
    /// The first refusal; else the unreadable files, unless they are to be skipped.
    pub fn refuse(&self, skip_unreadable: bool) -> Result<()> {
        if let Some(refusal) = self.refusals.first() {
            bail!("{refusal}");
        }
        let count = self.unreadable.len();
        if count == 0 || skip_unreadable {
            return Ok(());
        }
        let files: Vec<String> = self
            .unreadable
            .iter()
            .take(NAMED)
            .map(Unreadable::words)
            .collect();
        let more = if count > NAMED { ", …" } else { "" };
        bail!(
            "{count} of {} pairs cannot be read: {}{more}; mend or remove them, or go on without them by --skip-unreadable",
            self.pairs,
            files.join(", ")
        )
    }

    /// The part without the pairs that cannot be read.
    pub fn readable(&self, split: Split) -> Split {
        let left_out: Vec<usize> = self.unreadable.iter().map(|file| file.pair).collect();
        let pairs = split.pairs.into_iter().enumerate();
        let pairs = pairs
            .filter(|(index, _)| !left_out.contains(index))
            .map(|(_, pair)| pair);
        Split {
            pairs: pairs.collect(),
            ..split
        }
    }
}

impl Unreadable {
    /// The file and what is wrong with it.
    pub fn words(&self) -> String {
        format!("{} ({})", self.path.display(), self.reason)
    }
}

/// Looks over the pairs of a part.
pub fn look(split: &Split, task: &Task, depth: Depth) -> Findings {
    let pairs = &split.pairs;
    let heads: Vec<Vec<(&Path, Result<FileHead>)>> = pairs
        .par_iter()
        .map(|pair| {
            let files = files_of(pair, task).into_iter();
            files.map(|path| (path, file::look(path))).collect()
        })
        .collect();
    let mut findings = Findings {
        pairs: pairs.len(),
        has_exact_labels: pairs.iter().all(|pair| pair.labels.is_some()),
        ..Findings::default()
    };
    let mut bytes = vec![0_u64; pairs.len()];
    let mut sound = Vec::with_capacity(pairs.len());
    for (index, files) in heads.iter().enumerate() {
        let bad = files
            .iter()
            .find_map(|(path, look)| Some((path, look.as_ref().err()?)));
        match bad {
            Some((path, error)) => findings.unreadable.push(unreadable(index, path, error)),
            None => sound.push(index),
        }
        bytes[index] = files
            .iter()
            .flat_map(|(_, look)| look)
            .map(|look| look.bytes)
            .sum();
    }
    findings.notes.extend(shapes(pairs, &heads));

    let chosen = match depth {
        Depth::All => sound,
        Depth::Some => spread(&sound, &bytes),
    };
    let read: Vec<(usize, Result<Inside, Fault>)> = chosen
        .par_iter()
        .map(|&index| (index, pair::read(&pairs[index], task)))
        .collect();
    findings.inside = read.len();
    let mut foreign = BTreeMap::new();
    let mut insides = Vec::new();
    for (index, outcome) in read {
        match outcome {
            Ok(inside) => insides.push((&pairs[index], inside)),
            Err(Fault::Unreadable { path, reason }) => findings.unreadable.push(Unreadable {
                pair: index,
                path,
                reason,
            }),
            Err(Fault::ForeignIds { path, values }) => {
                for value in values {
                    foreign
                        .entry(value)
                        .or_insert_with(Vec::new)
                        .push(path.clone());
                }
            }
        }
    }
    findings.unreadable.sort_by_key(|file| file.pair);
    findings.refusals.extend(foreign_ids(&foreign, task));
    task::judge(&insides, task, &mut findings);
    findings.notes.extend(from_colours(split, task));
    findings
}

fn unreadable(pair: usize, path: &Path, error: &anyhow::Error) -> Unreadable {
    Unreadable {
        pair,
        path: path.to_owned(),
        reason: pair::reason(error),
    }
}

/// The files of a pair that the task needs.
fn files_of<'a>(pair: &'a PairPath, task: &Task) -> Vec<&'a Path> {
    let mut files = vec![pair.image.as_path()];
    if let Beside::File(b) | Beside::Target(b) = &pair.beside {
        files.push(b);
    }
    let needs_labels = task.legend().is_some() || pair.beside == Beside::Labels;
    files.extend(pair.labels.as_deref().filter(|_| needs_labels));
    files
}

/// Evenly spread pairs whose files have not too many bytes.
fn spread(sound: &[usize], bytes: &[u64]) -> Vec<usize> {
    let total: u64 = sound.iter().map(|&index| bytes[index]).sum();
    let affordable = match total {
        0 => sound.len(),
        // No more than there are pairs.
        total => (sound.len() as u128 * u128::from(BYTES_INSIDE) / u128::from(total)) as usize,
    };
    let count = affordable.clamp(PAIRS_LEAST, PAIRS_MOST).min(sound.len());
    (0..count)
        .map(|place| sound[place * sound.len() / count])
        .collect()
}

/// Photos and maps of other shapes: one of the two is distorted against the other.
fn shapes(pairs: &[PairPath], heads: &[Vec<(&Path, Result<FileHead>)>]) -> Option<String> {
    let mut first = None;
    let mut count = 0;
    for (pair, files) in pairs.iter().zip(heads) {
        if pair.beside == Beside::Half {
            continue;
        }
        let [(_, Ok(a)), .., (path, Ok(b))] = &files[..] else {
            continue;
        };
        let ratio = |(width, height): (u32, u32)| (f64::from(width) / f64::from(height)).ln();
        if (ratio(a.dimensions) - ratio(b.dimensions)).abs() > OTHER_SHAPE {
            count += 1;
            first.get_or_insert((path, a.dimensions, b.dimensions));
        }
    }
    let (path, (a_width, a_height), (b_width, b_height)) = first?;
    let turned = match a_width > a_height && b_width < b_height
        || a_width < a_height && b_width > b_height
    {
        true => ", as if it lay on its side",
        false => "",
    };
    Some(format!(
        "{count} of {} pairs consist of pictures of other shapes, both stretched to the same square ({} is {b_width}×{b_height} beside {a_width}×{a_height}{turned})",
        pairs.len(),
        path.display()
    ))
}

/// Values that are no class, over all maps that were read.
fn foreign_ids(foreign: &BTreeMap<u16, Vec<PathBuf>>, task: &Task) -> Option<String> {
    let (_, first) = foreign.iter().next()?;
    let mut maps: Vec<&PathBuf> = foreign.values().flatten().collect();
    maps.sort_unstable();
    maps.dedup();
    let values: Vec<String> = foreign
        .keys()
        .take(FOREIGN_MOST)
        .map(u16::to_string)
        .collect();
    let values = values.join(",");
    let others = match maps.len() - 1 {
        0 => String::new(),
        count => format!(" and {count} more"),
    };
    let classes = task.legend().map_or(&[][..], |legend| legend.classes);
    let ids: Vec<u8> = classes.iter().map(|class| class.id).collect();
    if foreign.len() > FOREIGN_MOST {
        return Some(format!(
            "{}{others}: {} values in label maps are the id of no class ({values}, …); there are {ids:?}: these are no label maps of these classes",
            first[0].display(),
            foreign.len()
        ));
    }
    let counts_from_0 = match foreign.keys().eq([&0]) && !ids.contains(&0) {
        true => " (they may count from 0)",
        false => "",
    };
    Some(format!(
        "{}{others}: values {values} in label maps are the id of no class{counts_from_0}; there are {ids:?}: declare them in a list of --classes, or give their pixels the class beside them with --ignore-id {values}",
        first[0].display()
    ))
}

/// Which pairs have no exact label map where others have one.
fn from_colours(split: &Split, task: &Task) -> Option<String> {
    task.legend()?;
    let without: Vec<&PairPath> = split
        .pairs
        .iter()
        .filter(|pair| pair.labels.is_none())
        .collect();
    if without.is_empty() || !split.has_exact_labels {
        return None;
    }
    let mut text = format!(
        "{} of {} pairs have no exact label map, so theirs are read from colours (",
        without.len(),
        split.pairs.len()
    );
    for (index, pair) in without.iter().take(NAMED).enumerate() {
        let comma = if index > 0 { ", " } else { "" };
        let name = pair.image.file_name().unwrap_or_default();
        let _ = write!(text, "{comma}{}", name.display());
    }
    text += if without.len() > NAMED { ", …)" } else { ")" };
    Some(text)
}

#[cfg(test)]
mod tests;
