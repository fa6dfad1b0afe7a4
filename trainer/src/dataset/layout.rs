//! The layouts in which people have their pairs, and the pairs found in them.
//!
//! ```text
//! DIR/train/*                              A|B images, or whole photos with --labels LABELS/train/*
//! DIR/A/train/*   DIR/B/train/*            also photos and labels, images and annotations, … for A and B
//! DIR/trainA/*    DIR/trainB/*             also train_A, train_img and train_label, …
//! DIR/train/A/*   DIR/train/B/*
//! DIR/train/*     DIR/train_masks/*
//! DIR/train/x_A.jpg x_B.png              also x.jpg and x_mask.png, x-input.png and x-target.png, …
//! ```
//!
//! Names of folders count in any capitals. Files of their own for A and B belong together by their names
//! ([`super::matching`]). A folder without pictures may be divided into folders, by cities say.

mod absence;
mod couples;
mod folders;
mod split;
pub mod words;

use std::path::{Path, PathBuf};

use anyhow::{Result, bail, ensure};
use clap::Args;

use super::arrangement::{self, Images};
use super::listing::{Listing, Reason, list, list_deep, png_name};
use super::matching::{Files, matched};
use super::pair::{Beside, PairPath};
use crate::whole_file::is_same;
use folders::{Sides, beside_part, has_parts, name, side_beside, sides_of, split_names, subfolder};
use split::{by_endings, inside};
use words::side_of;

pub use split::Split;

/// Where a data set lies, as the command line says it.
#[derive(Debug, Clone, Args)]
pub struct DataFolders {
    /// Folder with train/ and val/ of A|B image pairs, or of whole photos beside --labels; or with A/ and B/, photos/
    /// and labels/, or trainA/ and trainB/, in which A and B have files of their own; or x_A.jpg and x_B.png in one
    /// folder
    #[arg(long, value_name = "DIR", default_value = "datasets/facades")]
    pub data: PathBuf,
    /// Folder with exact label maps (class-index PNG) in the same tree as --data
    #[arg(long, value_name = "DIR")]
    pub labels: Option<PathBuf>,
    /// What the images of --data are [default: what their names say, and what they look like beside --labels]
    #[arg(long, value_name = "WHAT")]
    pub images: Option<Images>,
}

/// The exact label maps of images.
#[derive(Default)]
struct Labels {
    /// Where they lie, if there are any.
    folder: Option<PathBuf>,
    of_images: Vec<Option<PathBuf>>,
    /// See [`by_endings`].
    endings: String,
}

/// Where the pictures of one split are.
enum SplitFolders {
    One(PathBuf),
    Two(Sides),
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
            SplitFolders::One(folder) => self.in_one_folder(&folder, split),
            SplitFolders::Two(sides) => self.in_two_folders(&sides, split),
        }
    }

    /// The pairs of a part that may be missing or empty.
    ///
    /// # Errors
    /// As [`DataFolders::split`], but where there is no picture at all.
    pub fn split_if_any(&self, split: &str) -> Result<Option<Split>> {
        let holds_any = match self.place(split)? {
            None => false,
            Some(SplitFolders::One(folder)) => !list_deep(&folder)?.images.is_empty(),
            Some(SplitFolders::Two(Sides { first, second, .. })) => {
                !list_deep(&first)?.images.is_empty() || !list_deep(&second)?.images.is_empty()
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

    fn place(&self, split: &str) -> Result<Option<SplitFolders>> {
        let data = &self.data;
        let names = split_names(split);
        if let Some(folder) = subfolder(data, &names) {
            let sides = sides_of(&folder, side_of);
            // Beside A|B images folders may be called as they like.
            if !matches!(sides, Ok(None))
                && list(&folder)?.images.is_empty()
                && let Some(sides) = sides?
            {
                return Ok(Some(SplitFolders::Two(sides)));
            }
            return Ok(Some(match beside_part(&folder, split)? {
                Some(sides) if self.labels.is_none() => SplitFolders::Two(sides),
                _ => SplitFolders::One(folder),
            }));
        }
        if let Some(sides) = sides_of(data, |name| side_beside(name, split))? {
            return Ok(Some(SplitFolders::Two(sides)));
        }
        if let Some(sides) = sides_of(data, side_of)? {
            let Sides { first, second, .. } = &sides;
            if let (Some(first), Some(second)) =
                (subfolder(first, &names), subfolder(second, &names))
            {
                return Ok(Some(SplitFolders::Two(Sides {
                    first,
                    second,
                    ..sides
                })));
            }
            // Without parts, all of it is for training.
            if split == "train" && !has_parts(first) && !has_parts(second) {
                return Ok(Some(SplitFolders::Two(sides)));
            }
            return Ok(None);
        }
        let is_flat = split == "train" && data.is_dir() && !has_parts(data);
        if is_flat && !list(data)?.images.is_empty() {
            return Ok(Some(SplitFolders::One(data.clone())));
        }
        Ok(None)
    }

    fn in_one_folder(&self, folder: &Path, split: &str) -> Result<Split> {
        let Listing {
            images,
            passed_over,
            folders,
        } = list_deep(folder)?;
        ensure!(
            !images.is_empty(),
            "{} holds no picture that can be read{}",
            folder.display(),
            passed_over.instead()
        );
        let mut found = Split {
            layout: inside(folder, folders).or_else(|| {
                let is_whole_set = folder == self.data;
                is_whole_set.then(|| format!("the pictures in {} itself", folder.display()))
            }),
            passed_over: vec![(folder.to_owned(), passed_over)],
            ..Split::default()
        };
        if self.labels.is_none() && self.images != Some(Images::Pairs) {
            let couples = couples::find(folder, &images);
            if couples.are_meant(folder, self.images == Some(Images::Photos))? {
                found.take_couples(couples, folder);
                return Ok(found);
            }
        }
        ensure!(
            self.labels.is_some() || self.images != Some(Images::Photos),
            "--images photos says that label maps lie beside the photos, and {} holds none that its names tell; name their folder with --labels",
            folder.display()
        );
        let files = Files {
            folder,
            paths: &images,
        };
        let Labels {
            folder: labels,
            of_images: companions,
            endings,
        } = self.exact_labels(split, files, &mut found)?;
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
                found.pass_over(folder, image, Reason::Alone);
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
                "whole photos in {}, their label maps in {}{endings}",
                folder.display(),
                maps.display()
            ));
        }
        Ok(found)
    }

    fn in_two_folders(&self, sides: &Sides, split: &str) -> Result<Split> {
        let Sides {
            first,
            second,
            is_directed,
        } = sides;
        let (in_first, in_second) = (list_deep(first)?, list_deep(second)?);
        for (folder, listing) in [(first, &in_first), (second, &in_second)] {
            ensure!(
                !listing.images.is_empty(),
                "{} holds no picture that can be read{}",
                folder.display(),
                listing.passed_over.instead()
            );
        }
        let files = Files {
            folder: first,
            paths: &in_first.images,
        };
        let matched = matched(
            files,
            Files {
                folder: second,
                paths: &in_second.images,
            },
        )?;
        if matched.partners.iter().all(Option::is_none) {
            bail!(
                "no picture in {} has the name of one in {} ({} and {}, for example): A and B of a pair belong together by their names without the ending",
                first.display(),
                second.display(),
                name(&in_first.images[0]).display(),
                name(&in_second.images[0]).display()
            );
        }
        let [one, other] = match is_directed {
            true => ["inputs", "their targets"],
            false => ["A", "B"],
        };
        let mut found = Split {
            layout: Some(format!(
                "{one} in {}, {other} in {}{}",
                first.display(),
                second.display(),
                by_endings(&matched)
            )),
            ..Split::default()
        };
        found.passed_over = vec![
            (first.clone(), in_first.passed_over),
            (second.clone(), in_second.passed_over),
        ];
        let labels = self.exact_labels(split, files, &mut found)?.of_images;
        found.leave(second, &in_second.images, &matched);
        let beside = if *is_directed {
            Beside::Target
        } else {
            Beside::File
        };
        let pairs = in_first.images.into_iter().zip(matched.partners);
        for ((image, partner), labels) in pairs.zip(labels) {
            match partner {
                Some(partner) => found.pairs.push(PairPath {
                    image,
                    labels,
                    beside: beside(partner),
                }),
                None => found.pass_over(first, image, Reason::Alone),
            }
        }
        Ok(found)
    }

    /// The folder of the exact label maps of a part, and the map of each image.
    fn exact_labels(&self, split: &str, images: Files, found: &mut Split) -> Result<Labels> {
        let none = Labels {
            of_images: vec![None; images.paths.len()],
            ..Labels::default()
        };
        let Some(root) = &self.labels else {
            return Ok(none);
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
            None => return Ok(none),
        };
        ensure!(
            !is_same(&folder, images.folder),
            "--labels leads to the folder of the images, {}; leave it out where photos and label maps lie in one folder",
            folder.display()
        );
        let maps = list_deep(&folder)?;
        let matched = matched(
            images,
            Files {
                folder: &folder,
                paths: &maps.images,
            },
        )?;
        ensure!(
            split != "train" || matched.partners.iter().any(Option::is_some),
            "{} holds no label map of the name of an image in {}, such as {}{}",
            folder.display(),
            images.folder.display(),
            png_name(&images.paths[0]).display(),
            maps.passed_over.instead()
        );
        found.passed_over.push((folder.clone(), maps.passed_over));
        // A folder that is not divided has the maps of the other parts too.
        if folder != *root {
            found.leave(&folder, &maps.images, &matched);
        }
        Ok(Labels {
            endings: by_endings(&matched),
            folder: Some(folder),
            of_images: matched.partners,
        })
    }
}

#[cfg(test)]
mod tests;
