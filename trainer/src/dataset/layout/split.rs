//! The pairs of one part of a data set, and what of its files is in none.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::couples::{Couple, Couples};
use crate::dataset::listing::{PassedOver, Reason};
use crate::dataset::matching::Matched;
use crate::dataset::pair::{Beside, PairPath};

/// One part of a data set.
#[derive(Debug, Clone, Default)]
pub struct Split {
    pub pairs: Vec<PairPath>,
    /// Whether a folder of exact label maps belongs to it.
    pub has_exact_labels: bool,
    /// What was found and where, in a sentence; nothing for A|B images in their usual place.
    pub layout: Option<String>,
    /// By folder.
    pub passed_over: Vec<(PathBuf, PassedOver)>,
}

impl Split {
    /// Pairs with an exact label map.
    pub fn exact(&self) -> usize {
        self.pairs
            .iter()
            .filter(|pair| pair.labels.is_some())
            .count()
    }

    /// How many pairs have an exact label map, in brackets; nothing where maps are files of their own anyway, whose
    /// bytes tell whether they hold ids.
    pub fn exactness(&self) -> String {
        let has_own_files =
            |pair: &PairPath| matches!(pair.beside, Beside::File(_) | Beside::Target(_));
        match self.exact() {
            0 if self.pairs.iter().all(has_own_files) => String::new(),
            exact => format!(" ({exact} with exact label maps)"),
        }
    }

    pub(super) fn holds_photos(&self) -> bool {
        self.pairs.iter().all(|pair| pair.beside == Beside::Labels)
    }

    /// Takes pairs whose files lie in one folder.
    pub(super) fn take_couples(&mut self, couples: Couples, folder: &Path) {
        let example = |pair: &Couple| {
            let [first, second] = [&pair.first, &pair.second].map(|path| {
                path.strip_prefix(folder)
                    .unwrap_or(path)
                    .display()
                    .to_string()
            });
            match pair.is_directed {
                true => {
                    format!("input and target by their names, {first} and {second} for example")
                }
                false => format!("A and B by their names, {first} and {second} for example"),
            }
        };
        self.layout = couples.pairs.first().map(|pair| {
            format!(
                "pairs of two files in {}: {}",
                folder.display(),
                example(pair)
            )
        });
        for path in couples.alone {
            self.pass_over(folder, path, Reason::Alone);
        }
        self.pairs = couples
            .pairs
            .into_iter()
            .map(|pair| PairPath {
                image: pair.first,
                labels: None,
                beside: match pair.is_directed {
                    true => Beside::Target(pair.second),
                    false => Beside::File(pair.second),
                },
            })
            .collect();
    }

    /// Passes over the second files of a folder that belong to no pair.
    pub(super) fn leave(&mut self, folder: &Path, seconds: &[PathBuf], matched: &Matched) {
        let taken: HashSet<&PathBuf> = matched.partners.iter().flatten().collect();
        for path in seconds.iter().filter(|path| !taken.contains(path)) {
            let reason = match matched.others.contains(path) {
                true => Reason::Another,
                false => Reason::Alone,
            };
            self.pass_over(folder, path.clone(), reason);
        }
    }

    /// Notes that something below a folder is not read.
    pub(super) fn pass_over(&mut self, folder: &Path, path: PathBuf, reason: Reason) {
        match self.passed_over.iter_mut().find(|(of, _)| of == folder) {
            Some((_, passed)) => passed.0.push((path, reason)),
            None => {
                let passed = PassedOver(vec![(path, reason)]);
                self.passed_over.push((folder.to_owned(), passed));
            }
        }
    }
}

/// By which endings of their names files belong together, as the rest of a sentence; nothing where by all of them.
pub(super) fn by_endings(matched: &Matched) -> String {
    match &matched.endings {
        None => String::new(),
        Some([own, ending]) if own.is_empty() => {
            format!(", whose names end in {ending} beyond those")
        }
        Some([own, ending]) if ending.is_empty() => {
            format!(", whose names lack {own} at their end")
        }
        Some([own, ending]) => format!(", whose names end in {ending} in place of {own}"),
    }
}

/// What is said of a folder whose pictures lie in folders inside.
pub(super) fn inside(folder: &Path, folders: usize) -> Option<String> {
    match folders {
        0 => None,
        1 => Some(format!(
            "the pictures of one folder inside {}",
            folder.display()
        )),
        count => Some(format!(
            "the pictures of {count} folders inside {}",
            folder.display()
        )),
    }
}
