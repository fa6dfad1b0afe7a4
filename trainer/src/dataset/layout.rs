//! The layouts in which people have their pairs, and the pairs found in them.
//!
//! ```text
//! DIR/train/*                              A|B images, or whole photos with --labels LABELS/train/*
//! DIR/A/train/*   DIR/B/train/*            also photos and labels, images and annotations, … for A and B
//! DIR/trainA/*    DIR/trainB/*             also train_A, train_img and train_label, …
//! DIR/train/A/*   DIR/train/B/*
//! ```
//!
//! Names of folders count in any capitals. Files in folders of their own belong together by their names
//! without the ending.

mod absence;

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail, ensure};
use clap::Args;

use super::arrangement::{self, Images};
use super::companions::Companions;
use super::listing::{Listing, PassedOver, Reason, list};
use super::pair::{Beside, PairPath};

/// What folders of photos and of their label maps are called. The first is A.
const SIDES: [[&str; 2]; 16] = [
    ["A", "B"],
    ["photos", "labels"],
    ["photo", "label"],
    ["photos", "maps"],
    ["images", "labels"],
    ["image", "label"],
    ["imgs", "labels"],
    ["img", "label"],
    ["images", "annotations"],
    ["images", "masks"],
    ["images", "maps"],
    ["image", "mask"],
    ["imgs", "masks"],
    ["img", "mask"],
    ["JPEGImages", "SegmentationClass"],
    ["leftImg8bit", "gtFine"],
];

/// Where a data set lies, as the command line says it.
#[derive(Debug, Clone, Args)]
pub struct DataFolders {
    /// Folder with train/ and val/ of A|B image pairs, or of whole photos beside --labels; or with A/ and B/, photos/
    /// and labels/, or trainA/ and trainB/, in which A and B have files of their own
    #[arg(long, value_name = "DIR", default_value = "datasets/facades")]
    pub data: PathBuf,
    /// Folder with exact label maps (class-index PNG) in the same tree as --data
    #[arg(long, value_name = "DIR")]
    pub labels: Option<PathBuf>,
    /// What the images beside --labels are [default: what they look like]
    #[arg(long, value_name = "WHAT", requires = "labels")]
    pub images: Option<Images>,
}

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

/// The folders of one part.
enum Place {
    One(PathBuf),
    Two { a: PathBuf, b: PathBuf },
}

/// Lists the pairs of `data/split` in the natural order of their names (2 before 10), each with its exact
/// label map where `labels` has one.
///
/// # Errors
/// As [`DataFolders::split`].
pub fn find_pairs(data: &Path, labels: Option<&Path>, split: &str) -> Result<Vec<PairPath>> {
    let set = DataFolders {
        data: data.to_owned(),
        labels: labels.map(Path::to_owned),
        images: None,
    };
    Ok(set.split(split)?.pairs)
}

impl DataFolders {
    /// The pairs of a part.
    ///
    /// # Errors
    /// Folders that are missing, cannot be read, hold no pair, or more than one file for a name.
    pub fn split(&self, split: &str) -> Result<Split> {
        let Some(place) = self.place(split)? else {
            bail!("{}", self.nothing_in(split));
        };
        match place {
            Place::One(folder) => self.in_one_folder(&folder, split),
            Place::Two { a, b } => self.in_two_folders(&a, &b, split),
        }
    }

    /// The pairs of a part that may be missing or empty.
    ///
    /// # Errors
    /// As [`DataFolders::split`], but where there is no picture at all.
    pub fn split_if_any(&self, split: &str) -> Result<Option<Split>> {
        let holds_any = match self.place(split)? {
            None => false,
            Some(Place::One(folder)) => !list(&folder)?.images.is_empty(),
            Some(Place::Two { a, b }) => {
                !list(&a)?.images.is_empty() || !list(&b)?.images.is_empty()
            }
        };
        match holds_any {
            true => self.split(split).map(Some),
            false => Ok(None),
        }
    }

    /// Whether there are folders for a part.
    ///
    /// # Errors
    /// A folder that cannot be read.
    pub fn has(&self, split: &str) -> Result<bool> {
        Ok(self.place(split)?.is_some())
    }

    fn place(&self, split: &str) -> Result<Option<Place>> {
        let data = &self.data;
        let names = split_names(split);
        if let Some(folder) = subfolder(data, &names) {
            return Ok(Some(
                match sides_of(&folder, |side| vec![side.to_owned()]) {
                    Some([a, b]) if list(&folder)?.images.is_empty() => Place::Two { a, b },
                    _ => Place::One(folder),
                },
            ));
        }
        let joined = |side: &str| {
            let separators = ["", "_", "-"].iter();
            let joined = separators.flat_map(|separator| {
                names
                    .iter()
                    .map(move |name| format!("{name}{separator}{side}"))
            });
            joined.collect()
        };
        if let Some([a, b]) = sides_of(data, joined) {
            return Ok(Some(Place::Two { a, b }));
        }
        if let Some([a, b]) = sides_of(data, |side| vec![side.to_owned()]) {
            if let (Some(a), Some(b)) = (subfolder(&a, &names), subfolder(&b, &names)) {
                return Ok(Some(Place::Two { a, b }));
            }
            // Without parts, all of it is for training.
            if split == "train" && !has_parts(&a) && !has_parts(&b) {
                return Ok(Some(Place::Two { a, b }));
            }
            return Ok(None);
        }
        let is_flat = split == "train" && data.is_dir() && !has_parts(data);
        if is_flat && !list(data)?.images.is_empty() {
            return Ok(Some(Place::One(data.clone())));
        }
        Ok(None)
    }

    fn in_one_folder(&self, folder: &Path, split: &str) -> Result<Split> {
        let Listing {
            images,
            passed_over,
        } = list(folder)?;
        ensure!(
            !images.is_empty(),
            "{} holds no picture that can be read{}",
            folder.display(),
            passed_over.instead()
        );
        let mut found = Split {
            passed_over: vec![(folder.to_owned(), passed_over)],
            ..Split::default()
        };
        let (labels, companions) = self.exact_labels(split, &images, &mut found)?;
        let matched: Vec<(&Path, PathBuf)> = images
            .iter()
            .zip(&companions)
            .filter_map(|(image, map)| Some((image.as_path(), map.clone()?)))
            .collect();
        let are = match (self.images, matched.is_empty()) {
            (Some(images), _) => images,
            (None, false) => arrangement::of(&matched, folder)?,
            // Where nothing beside them tells, they are what the training images are.
            (None, true) if self.labels.is_some() && split != "train" => {
                match self.split_if_any("train")? {
                    Some(training) if training.holds_photos() => Images::Photos,
                    _ => Images::Pairs,
                }
            }
            (None, true) => Images::Pairs,
        };
        let beside = match are {
            Images::Pairs => Beside::Half,
            Images::Photos => Beside::Labels,
        };
        for (image, labels) in images.into_iter().zip(companions) {
            if are == Images::Photos && labels.is_none() {
                found.pass_over(image, Reason::Alone);
                continue;
            }
            found.pairs.push(PairPath {
                image,
                labels,
                beside: beside.clone(),
            });
        }
        if are == Images::Photos {
            let maps = labels.unwrap_or_else(|| self.data.clone());
            found.layout = Some(format!(
                "whole photos in {}, their label maps in {}",
                folder.display(),
                maps.display()
            ));
        }
        Ok(found)
    }

    fn in_two_folders(&self, a: &Path, b: &Path, split: &str) -> Result<Split> {
        let (in_a, in_b) = (list(a)?, list(b)?);
        for (folder, listing) in [(a, &in_a), (b, &in_b)] {
            ensure!(
                !listing.images.is_empty(),
                "{} holds no picture that can be read{}",
                folder.display(),
                listing.passed_over.instead()
            );
        }
        let partners = Companions::new(&in_b.images).of_all(&in_a.images)?;
        if partners.iter().all(Option::is_none) {
            bail!(
                "no picture in {} has the name of one in {} ({} and {}, for example): A and B of a pair belong together by their names without the ending",
                a.display(),
                b.display(),
                name(&in_a.images[0]).display(),
                name(&in_b.images[0]).display()
            );
        }
        let mut found = Split {
            passed_over: vec![
                (a.to_owned(), in_a.passed_over),
                (b.to_owned(), in_b.passed_over),
            ],
            layout: Some(format!("A in {}, B in {}", a.display(), b.display())),
            ..Split::default()
        };
        let (_, labels) = self.exact_labels(split, &in_a.images, &mut found)?;
        let taken: HashSet<&PathBuf> = partners.iter().flatten().collect();
        for path in in_b.images.iter().filter(|path| !taken.contains(path)) {
            found.pass_over(path.clone(), Reason::Alone);
        }
        for ((image, partner), labels) in in_a.images.into_iter().zip(partners).zip(labels) {
            match partner {
                Some(partner) => found.pairs.push(PairPath {
                    image,
                    labels,
                    beside: Beside::File(partner),
                }),
                None => found.pass_over(image, Reason::Alone),
            }
        }
        Ok(found)
    }

    /// The folder of the exact label maps of a part, and the map of each image.
    fn exact_labels(
        &self,
        split: &str,
        images: &[PathBuf],
        found: &mut Split,
    ) -> Result<(Option<PathBuf>, Vec<Option<PathBuf>>)> {
        let none = vec![None; images.len()];
        let Some(root) = &self.labels else {
            return Ok((None, none));
        };
        found.has_exact_labels = true;
        let folder = match subfolder(root, &split_names(split)) {
            Some(folder) => folder,
            None if root.is_dir() && !has_parts(root) => root.clone(),
            None if split == "train" => bail!(
                "{} holds no label maps for {split}: put them into {}",
                root.display(),
                root.join(split).display()
            ),
            None => return Ok((None, none)),
        };
        let Listing {
            images: maps,
            passed_over,
        } = list(&folder)?;
        found.passed_over.push((folder.clone(), passed_over));
        let companions = Companions::new(&maps).of_all(images)?;
        ensure!(
            split != "train" || companions.iter().any(Option::is_some),
            "{} holds no label map of the name of an image in {}, such as {}",
            folder.display(),
            images[0].parent().unwrap_or(&self.data).display(),
            super::listing::png_name(&images[0]).display()
        );
        Ok((Some(folder), companions))
    }
}

impl Split {
    /// Pairs with an exact label map.
    pub fn exact(&self) -> usize {
        self.pairs
            .iter()
            .filter(|pair| pair.labels.is_some())
            .count()
    }

    fn holds_photos(&self) -> bool {
        self.pairs.iter().all(|pair| pair.beside == Beside::Labels)
    }

    fn pass_over(&mut self, path: PathBuf, reason: Reason) {
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        match self.passed_over.iter_mut().find(|(of, _)| *of == folder) {
            Some((_, passed)) => passed.0.push((path, reason)),
            None => self
                .passed_over
                .push((folder, PassedOver(vec![(path, reason)]))),
        }
    }
}

fn name(path: &Path) -> &OsStr {
    path.file_name().unwrap_or_default()
}

/// What a part is called by different authors.
fn split_names(split: &str) -> Vec<String> {
    let names: &[&str] = match split {
        "train" => &["train", "training"],
        "val" => &["val", "valid", "validation"],
        "test" => &["test", "testing"],
        other => &[other],
    };
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Whether a folder is divided into parts.
fn has_parts(folder: &Path) -> bool {
    ["train", "val", "test"]
        .iter()
        .any(|split| subfolder(folder, &split_names(split)).is_some())
}

/// Two folders in `parent` for A and B, each under one of the names that `names` makes of a side.
fn sides_of(parent: &Path, names: impl Fn(&str) -> Vec<String>) -> Option<[PathBuf; 2]> {
    SIDES.iter().find_map(|[a, b]| {
        let a = subfolder(parent, &names(a))?;
        Some([a, subfolder(parent, &names(b))?])
    })
}

/// The folder of the first of these names that there is; as it is written before other capitals.
fn subfolder(parent: &Path, names: &[String]) -> Option<PathBuf> {
    let exact = names.iter().map(|name| parent.join(name));
    if let Some(folder) = exact.into_iter().find(|folder| folder.is_dir()) {
        return Some(folder);
    }
    let entries = fs::read_dir(parent).ok()?;
    let mut others: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            names
                .iter()
                .any(|wanted| name(path).eq_ignore_ascii_case(wanted))
        })
        .filter(|path| path.is_dir())
        .collect();
    others.sort_unstable();
    others.into_iter().next()
}

#[cfg(test)]
mod tests;
