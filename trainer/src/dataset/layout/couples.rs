//! Pairs whose two files lie in one folder: `x_A.jpg` and `x_B.png`, `x-input.png` and `x-target.png`, `x.jpg` and
//! `x_mask.png`, `x.jpg` and `x.png`; or `x/image.jpg` and `x/mask.png` in a folder of each.
//!
//! The words that count are in [`super::words`].

use std::collections::{BTreeMap, HashMap};
use std::ffi::OsStr;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use image::ImageFormat;

use super::words::{Side, side_of, without_side};
use crate::dataset::check::file;
use crate::dataset::companions::both_belong;
use crate::dataset::reader::PictureFile;
use crate::dataset::reader::format::{self, Content, HEAD_BYTES};

/// Couples that are looked into.
const LOOKS: usize = 8;

/// Two files of one pair.
#[derive(Debug, PartialEq, Eq)]
pub struct Couple {
    /// A, or the input.
    pub first: PathBuf,
    /// B, or the target.
    pub second: PathBuf,
    /// Whether their names say input and target.
    pub is_directed: bool,
}

/// What the names in a folder say.
#[derive(Debug, Default)]
pub struct Couples {
    pub pairs: Vec<Couple>,
    /// Files that belong to none.
    pub alone: Vec<PathBuf>,
    /// How many of these bear the name of a pair that cannot be told, and what is wrong with the first.
    crowded: usize,
    refusal: Option<String>,
    /// A file of either side, where folders inside say the side.
    in_folders: [Option<PathBuf>; 2],
}

/// Finds couples among the pictures of a folder.
pub fn find(folder: &Path, images: &[PathBuf]) -> Couples {
    let mut groups: BTreeMap<String, Vec<(Option<Side>, &PathBuf)>> = BTreeMap::new();
    let mut found = Couples::default();
    for image in images {
        let path = image.strip_prefix(folder).unwrap_or(image);
        let (name, side) = named(path);
        groups.entry(name).or_default().push((side, image));
        let of_folder = path
            .parent()
            .into_iter()
            .flatten()
            .filter_map(side_of_part)
            .next_back();
        if let Some(side) = of_folder {
            let place = usize::from(matches!(side, Side::B | Side::Target));
            found.in_folders[place].get_or_insert(image.clone());
        }
    }
    for group in groups.into_values() {
        found.add(group);
    }
    // In the order of the pictures again.
    let places: HashMap<&PathBuf, usize> = images.iter().zip(0..).collect();
    found.pairs.sort_by_key(|pair| places.get(&pair.first));
    found
}

fn side_of_part(part: &OsStr) -> Option<Side> {
    side_of(part.to_str()?)
}

/// A name that both files of a pair have, in small letters, and the side that the rest of it speaks of.
fn named(path: &Path) -> (String, Option<Side>) {
    let path = path.with_extension("");
    let mut parts: Vec<String> = path
        .iter()
        .map(|part| part.to_string_lossy().into_owned())
        .collect();
    let file = parts.pop().unwrap_or_default();
    let of_folder = parts.iter().rposition(|part| side_of(part).is_some());
    let mut side = of_folder.and_then(|at| side_of(&parts.remove(at)));
    match (without_side(&file), side_of(&file)) {
        (Some((stem, of_file)), _) if side.is_none_or(|side| side == of_file) => {
            side = Some(of_file);
            parts.push(stem.to_owned());
        }
        // `house/image.jpg` beside `house/mask.png`.
        (_, Some(of_file)) if side.is_none() && !parts.is_empty() => side = Some(of_file),
        _ => parts.push(file),
    }
    (parts.join("/").to_lowercase(), side)
}

impl Couples {
    fn add(&mut self, group: Vec<(Option<Side>, &PathBuf)>) {
        let of = |wanted: Option<Side>| -> Vec<&PathBuf> {
            let own = group.iter().filter(|(side, _)| *side == wanted);
            own.map(|(_, path)| *path).collect()
        };
        let plain = of(None);
        for [first, second] in [[Side::A, Side::B], [Side::Input, Side::Target]] {
            let (mut firsts, mut seconds) = (of(Some(first)), of(Some(second)));
            // The name without a word is the other side's.
            if firsts.is_empty() && !seconds.is_empty() {
                firsts.clone_from(&plain);
            } else if seconds.is_empty() && !firsts.is_empty() {
                seconds.clone_from(&plain);
            }
            if self.couple(&firsts, &seconds, first == Side::Input) {
                self.leave(&group);
                return;
            }
        }
        // One name and two formats: photos are JPEG, and label maps are not.
        if let [one, other, ..] = plain[..] {
            let (photos, maps): (Vec<&PathBuf>, Vec<&PathBuf>) =
                plain.iter().partition(|path| is_jpeg(path));
            if !self.couple(&photos, &maps, false) {
                self.crowd(plain.len(), || {
                    format!(
                        "{} and {} bear one name, and which of them is the photo is not to be told (a JPEG beside another format would be); put photos and label maps into folders of their own, A/train/ and B/train/",
                        one.display(),
                        other.display()
                    )
                });
            }
        }
        self.leave(&group);
    }

    fn crowd(&mut self, files: usize, refusal: impl FnOnce() -> String) {
        self.crowded += files;
        self.refusal.get_or_insert_with(refusal);
    }

    fn couple(&mut self, firsts: &[&PathBuf], seconds: &[&PathBuf], is_directed: bool) -> bool {
        match (firsts, seconds) {
            ([], _) | (_, []) => return false,
            ([first], [second]) => self.pairs.push(Couple {
                first: (*first).clone(),
                second: (*second).clone(),
                is_directed,
            }),
            ([one, other, ..], [of, ..]) | ([of], [one, other, ..]) => {
                self.crowd(firsts.len() + seconds.len(), || {
                    both_belong(one, other, of).to_string()
                });
            }
        }
        true
    }

    /// Notes what of a group is in no pair.
    fn leave(&mut self, group: &[(Option<Side>, &PathBuf)]) {
        let last = self.pairs.last();
        let is_taken =
            |path: &PathBuf| last.is_some_and(|pair| pair.first == *path || pair.second == *path);
        let alone = group.iter().filter(|(_, path)| !is_taken(path));
        self.alone.extend(alone.map(|(_, path)| (*path).clone()));
    }

    /// Whether most pictures are halves of pairs by their names. `is_certain` is for people who said so.
    ///
    /// # Errors
    /// Names that fit more than one pair, or pictures that may be A|B images all the same.
    pub fn are_meant(&self, folder: &Path, is_certain: bool) -> Result<bool> {
        let in_pairs = 2 * self.pairs.len() + self.crowded;
        if let ([Some(one), Some(other)], 0) = (&self.in_folders, in_pairs) {
            bail!(
                "no two pictures in {} belong together by their names, though their folders speak of pairs ({} and {}, for example)",
                folder.display(),
                one.display(),
                other.display()
            );
        }
        let others = self.alone.len() - self.crowded;
        if in_pairs == 0 || !is_certain && in_pairs < others {
            return Ok(false);
        }
        if let Some(refusal) = &self.refusal {
            bail!("{refusal}");
        }
        if !is_certain && self.may_be_side_by_side() {
            let example = &self.pairs[0];
            bail!(
                "the pictures of {} may be A|B images or A and B in files of their own: their names come in pairs ({} and {}, for example), and each is twice as wide as high; say which with --images pairs or --images photos",
                folder.display(),
                example.first.display(),
                example.second.display()
            );
        }
        Ok(true)
    }

    /// Whether most have the shape of an A|B image, and no file holds a map's values.
    fn may_be_side_by_side(&self) -> bool {
        let count = self.pairs.len().min(LOOKS);
        let looks = (0..count).map(|index| &self.pairs[index * self.pairs.len() / count]);
        let is_twice_as_wide = |path: &PathBuf| {
            file::look(path).is_ok_and(|look| look.dimensions.0 == 2 * look.dimensions.1)
        };
        let is_map = |path: &PathBuf| {
            PictureFile::open(path)
                .and_then(|file| file.values())
                .is_ok_and(|values| values.is_some())
        };
        let alike = looks.filter(|pair| {
            let files = [&pair.first, &pair.second];
            files.into_iter().all(is_twice_as_wide) && !files.into_iter().any(is_map)
        });
        2 * alike.count() > count
    }
}

fn is_jpeg(path: &Path) -> bool {
    let mut head = Vec::with_capacity(HEAD_BYTES);
    let read =
        File::open(path).and_then(|file| file.take(HEAD_BYTES as u64).read_to_end(&mut head));
    read.is_ok() && format::of(&head) == Content::Picture(ImageFormat::Jpeg)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(names: &[&str]) -> (Vec<[String; 2]>, Vec<String>) {
        let folder = Path::new("data");
        let images: Vec<PathBuf> = names.iter().map(|name| folder.join(name)).collect();
        let text = |path: &PathBuf| path.strip_prefix(folder).unwrap().display().to_string();
        let couples = find(folder, &images);
        let pairs = couples
            .pairs
            .iter()
            .map(|pair| [text(&pair.first), text(&pair.second)]);
        (pairs.collect(), couples.alone.iter().map(text).collect())
    }

    #[test]
    fn two_files_of_one_folder_find_each_other() {
        for [first, second] in [
            ["x_A.jpg", "x_B.png"],
            ["x_real_A.png", "x_real_B.png"],
            ["x-input.jpg", "x-target.jpg"],
            ["x_photo.JPG", "X_Label.bmp"],
            ["x.jpg", "x_mask.png"],
            ["x_rgb.jpg", "x.png"],
            ["x_leftImg8bit.png", "x_gtFine_labelIds.png"],
            ["x/image.jpg", "x/mask.png"],
            ["bern/images/1.jpg", "bern/masks/1_mask.png"],
            ["bern/A/1.jpg", "bern/B/1.jpg"],
        ] {
            let pair = [first, second].map(str::to_owned);
            assert_eq!(found(&[second, first]), (vec![pair], Vec::new()), "{first}");
        }
    }

    #[test]
    fn what_is_no_pair_stays_alone() {
        for names in [
            ["1.jpg", "2.jpg"],
            ["x_a.jpg", "y_b.jpg"],
            ["house_front.jpg", "house_back.jpg"],
        ] {
            let (pairs, alone) = found(&names);
            assert!(pairs.is_empty() && alone.len() == 2, "{names:?}");
        }
        let (pairs, alone) = found(&["x_real_A.png", "x_fake_B.png", "x_real_B.png"]);
        assert_eq!((pairs.len(), alone), (1, vec!["x_fake_B.png".to_owned()]));
    }
}
