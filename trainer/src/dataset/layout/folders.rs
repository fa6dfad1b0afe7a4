//! Names of folders: the parts of a data set, and the two sides of its pairs.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use super::words::{SEPARATORS, Side, side_of};
use crate::dataset::listing::list_deep;

/// Two folders whose files belong together by their names.
pub struct Sides {
    /// That of A, or of the inputs.
    pub first: PathBuf,
    /// That of B, or of the targets.
    pub second: PathBuf,
    /// Whether the folders are called input and target, so that no direction need be said.
    pub is_directed: bool,
}

/// What a part is called by different authors.
pub fn split_names(split: &str) -> Vec<String> {
    let names: &[&str] = match split {
        "train" => &["train", "training"],
        "val" => &["val", "valid", "validation"],
        "test" => &["test", "testing"],
        other => &[other],
    };
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Whether a folder is divided into parts.
pub fn has_parts(folder: &Path) -> bool {
    ["train", "val", "test"]
        .iter()
        .any(|split| subfolder(folder, &split_names(split)).is_some())
}

/// The side that a folder's name speaks of beside the name of a part: `trainA`, `val_images`, `labels-test`.
pub fn side_beside(name: &str, split: &str) -> Option<Side> {
    let name = name.to_lowercase();
    let names = split_names(split);
    names.iter().find_map(|split| {
        let rest = name.strip_prefix(split.as_str());
        // `ab_train` is no folder of a side, and neither is `btrain`.
        let before = name.strip_suffix(split.as_str());
        let before = before.filter(|before| before.ends_with(SEPARATORS));
        side_of(rest.or(before)?)
    })
}

/// Two folders in `parent` whose names speak of the two sides of a pair, by `side`.
///
/// # Errors
/// More than one for a side that hold pictures.
pub fn sides_of(parent: &Path, side: impl Fn(&str) -> Option<Side>) -> Result<Option<Sides>> {
    let mut folders: Vec<(Side, PathBuf)> = folders_in(parent)
        .into_iter()
        .filter_map(|path| Some((side(name(&path).to_str()?)?, path)))
        .collect();
    folders.sort_unstable();
    for [first, second] in [[Side::A, Side::B], [Side::Input, Side::Target]] {
        let of = |wanted: Side| -> Vec<PathBuf> {
            let own = folders.iter().filter(|(side, _)| *side == wanted);
            own.map(|(_, path)| path.clone()).collect()
        };
        let (firsts, seconds) = (of(first), of(second));
        if firsts.is_empty() || seconds.is_empty() {
            continue;
        }
        return Ok(Some(Sides {
            first: the_one(firsts)?,
            second: the_one(seconds)?,
            is_directed: first == Side::Input,
        }));
    }
    Ok(None)
}

/// What lies beside the folder of a part for its other side: `train_masks/` beside `train/`.
///
/// # Errors
/// More than one such folder that holds pictures.
pub fn beside_part(part: &Path, split: &str) -> Result<Option<Sides>> {
    let folders = folders_in(part.parent().unwrap_or(part));
    for second in [Side::B, Side::Target] {
        let own = |path: &&PathBuf| {
            name(path)
                .to_str()
                .and_then(|name| side_beside(name, split))
                == Some(second)
        };
        let seconds: Vec<PathBuf> = folders.iter().filter(own).cloned().collect();
        if !seconds.is_empty() {
            return Ok(Some(Sides {
                first: part.to_owned(),
                second: the_one(seconds)?,
                is_directed: second == Side::Target,
            }));
        }
    }
    Ok(None)
}

/// Of several folders for a side the one with pictures.
fn the_one(mut folders: Vec<PathBuf>) -> Result<PathBuf> {
    if folders.len() > 1 {
        let holds_any =
            |folder: &PathBuf| list_deep(folder).is_ok_and(|all| !all.images.is_empty());
        let with_pictures: Vec<PathBuf> =
            folders.iter().filter(|f| holds_any(f)).cloned().collect();
        if let [one, other, ..] = &with_pictures[..] {
            bail!(
                "{} and {} may both be the other half of the pairs by their names; leave one of them there, or name the photos' folder with --data and the label maps' with --labels",
                one.display(),
                other.display()
            );
        }
        folders.splice(0..0, with_pictures);
    }
    Ok(folders.swap_remove(0))
}

/// The folder of the first of these names that there is; as it is written before other capitals.
pub fn subfolder(parent: &Path, names: &[String]) -> Option<PathBuf> {
    let exact = names.iter().map(|name| parent.join(name));
    if let Some(folder) = exact.into_iter().find(|folder| folder.is_dir()) {
        return Some(folder);
    }
    let is_wanted = |path: &PathBuf| {
        names
            .iter()
            .any(|wanted| name(path).eq_ignore_ascii_case(wanted))
    };
    folders_in(parent).into_iter().find(is_wanted)
}

/// Folders that are not hidden, in the order of their names.
pub fn folders_in(parent: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = entries
        // Links may lead to folders.
        .filter(|entry| !entry.file_type().is_ok_and(|kind| kind.is_file()))
        .map(|entry| entry.path())
        .filter(|path| !name(path).as_encoded_bytes().starts_with(b"."))
        .filter(|path| path.is_dir())
        .collect();
    folders.sort_unstable();
    folders
}

pub fn name(path: &Path) -> &OsStr {
    path.file_name().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_and_sides_are_told_in_one_name() {
        for (name, split, side) in [
            ("trainA", "train", Some(Side::A)),
            ("Train_Label", "train", Some(Side::B)),
            ("training_images", "train", Some(Side::A)),
            ("labels-val", "val", Some(Side::B)),
            ("test input", "test", Some(Side::Input)),
            ("train", "train", None),
            ("valA", "train", None),
            ("btrain", "train", None),
        ] {
            assert_eq!(side_beside(name, split), side, "{name}");
        }
    }
}
