//! Which file of one folder belongs to which of another, by their names.
//!
//! Where the names without their endings are the same, that is all. Else all names of a folder may have a further
//! ending that says what they show, as `x.jpg` and `x_mask.png` or `x_leftImg8bit.png` and `x_gtFine_labelIds.png`: it
//! is the one with which most files find their partners.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use super::companions::{Companions, both_belong};
use super::layout::words::SEPARATORS;

/// Words at the end of pictures that are made from label maps for people to look at, or hold other numbers.
const NO_MAPS: [&str; 9] = [
    "color",
    "colors",
    "colour",
    "instanceids",
    "instancetrainids",
    "instances",
    "overlay",
    "preview",
    "vis",
];
/// Files whose names begin with one file's name, of which no more are looked at.
const LOOKED_AT: usize = 64;

/// The files of a folder, and the folder.
#[derive(Clone, Copy)]
pub struct Files<'a> {
    pub folder: &'a Path,
    pub paths: &'a [PathBuf],
}

/// Who belongs to whom.
#[derive(Debug, Default)]
pub struct Matched {
    /// By the first files.
    pub partners: Vec<Option<PathBuf>>,
    /// Further files of the second folder whose names begin as that of a first file.
    pub others: BTreeSet<PathBuf>,
    /// By which endings of their names, where that is not all of them.
    pub endings: Option<[String; 2]>,
}

impl Matched {
    fn count(&self) -> usize {
        self.partners.iter().flatten().count()
    }
}

/// Finds the partner of each first file among the second ones. Files in folders inside belong together if those have
/// the same names; if none do, by their own names alone.
///
/// # Errors
/// Two files of which either may be the partner.
pub fn matched(first: Files, second: Files) -> Result<Matched> {
    let by_path = matched_by(first, second, true)?;
    let is_nested = |files: Files| {
        files
            .paths
            .iter()
            .any(|path| path.parent() != Some(files.folder))
    };
    if by_path.count() > 0 || !(is_nested(first) || is_nested(second)) {
        return Ok(by_path);
    }
    matched_by(first, second, false)
}

fn matched_by(first: Files, second: Files, with_folders: bool) -> Result<Matched> {
    let partners = match with_folders {
        true => Companions::below(second.folder, second.paths).of_all(first.folder, first.paths)?,
        false => Companions::new(second.paths).of_names(first.paths)?,
    };
    let same = Matched {
        partners,
        ..Matched::default()
    };
    if same.count() == first.paths.len() {
        return Ok(same);
    }
    let names = |files: Files| -> Vec<String> {
        let paths = files.paths.iter();
        paths
            .map(|path| match with_folders {
                true => small_name(path.strip_prefix(files.folder).unwrap_or(path)),
                false => small_name(Path::new(path.file_name().unwrap_or_default())),
            })
            .collect()
    };
    let (a, b) = (names(first), names(second));
    Ok(match by_endings([&a, &b], [first.paths, second.paths])? {
        Some(other) if other.count() > same.count() => other,
        _ => same,
    })
}

/// A path without its ending, in small letters.
fn small_name(path: &Path) -> String {
    path.with_extension("").to_string_lossy().to_lowercase()
}

/// Whether this is the end of a name that says what it shows: a separator and something that is not only a number.
fn is_ending(text: &str) -> bool {
    text.starts_with(SEPARATORS)
        && text.contains(char::is_alphabetic)
        && !text.contains(['/', std::path::MAIN_SEPARATOR])
}

/// Endings that all names have, the shortest first, beginning with none.
fn common_endings(names: &[String]) -> Vec<&str> {
    let Some((first, others)) = names.split_first() else {
        return Vec::new();
    };
    let common = others.iter().fold(first.as_str(), |common, name| {
        let length = common
            .bytes()
            .rev()
            .zip(name.bytes().rev())
            .take_while(|(a, b)| a == b)
            .count();
        let mut start = common.len() - length;
        while !common.is_char_boundary(start) {
            start += 1;
        }
        &common[start..]
    });
    let starts = common.rmatch_indices(SEPARATORS).map(|(at, _)| at);
    let endings = starts.map(|at| &common[at..]).filter(|end| is_ending(end));
    // Something must be left of each name.
    let endings = endings.filter(|end| names.iter().all(|name| name.len() > end.len()));
    [""].into_iter().chain(endings).collect()
}

fn by_endings(names: [&[String]; 2], paths: [&[PathBuf]; 2]) -> Result<Option<Matched>> {
    let mut seconds: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, name) in names[1].iter().enumerate() {
        seconds.entry(name).or_default().push(index);
    }
    let mut best: Option<(usize, &str, HashMap<&str, usize>)> = None;
    for own in common_endings(names[0]) {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for name in names[0] {
            let stem = &name[..name.len() - own.len()];
            for ending in endings_after(stem, &seconds) {
                *counts.entry(ending).or_default() += 1;
            }
        }
        let most = counts.values().copied().max().unwrap_or(0);
        if most > best.as_ref().map_or(0, |(most, ..)| *most) {
            best = Some((most, own, counts));
        }
    }
    let Some((_, own, counts)) = best else {
        return Ok(None);
    };
    let ending = choose(&counts, |ending| {
        let with_it = names[0].iter().find_map(|name| {
            let stem = &name[..name.len() - own.len()];
            seconds.get(format!("{stem}{ending}").as_str())
        });
        with_it.map(|found| paths[1][found[0]].display().to_string())
    })?;
    let mut found = Matched::default();
    let mut taken: HashMap<usize, usize> = HashMap::new();
    for (index, name) in names[0].iter().enumerate() {
        let stem = &name[..name.len() - own.len()];
        let partner = match seconds
            .get(format!("{stem}{ending}").as_str())
            .map(Vec::as_slice)
        {
            None | Some([]) => None,
            Some([one]) => Some(*one),
            Some([one, other, ..]) => {
                return Err(both_belong(
                    &paths[1][*one],
                    &paths[1][*other],
                    &paths[0][index],
                ));
            }
        };
        if let Some(partner) = partner
            && let Some(other) = taken.insert(partner, index)
        {
            return Err(both_belong(
                &paths[0][other],
                &paths[0][index],
                &paths[1][partner],
            ));
        }
        if partner.is_some() {
            let further = endings_after(stem, &seconds).filter(|further| *further != ending);
            for further in further {
                let indices = &seconds[format!("{stem}{further}").as_str()];
                found
                    .others
                    .extend(indices.iter().map(|&index| paths[1][index].clone()));
            }
        }
        found
            .partners
            .push(partner.map(|index| paths[1][index].clone()));
    }
    for partner in found.partners.iter().flatten() {
        found.others.remove(partner);
    }
    // As they are written.
    let first = found.partners.iter().zip(paths[0]);
    if let Some((partner, path)) = first
        .filter_map(|(partner, path)| Some((partner.as_ref()?, path)))
        .next()
    {
        found.endings = Some([end_of(path, own), end_of(partner, ending)]);
    }
    Ok(Some(found))
}

/// The end of a name of which this is the same in small letters.
fn end_of(path: &Path, small: &str) -> String {
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let start = name.len().checked_sub(small.len());
    let end = start.and_then(|start| name.get(start..)).unwrap_or(small);
    end.to_owned()
}

/// What names that begin with this one have beyond it.
fn endings_after<'a>(
    stem: &'a str,
    names: &'a BTreeMap<&'a str, Vec<usize>>,
) -> impl Iterator<Item = &'a str> + use<'a> {
    let names = names.range(stem..).map(|(name, _)| *name);
    let rest = names.map_while(move |name| name.strip_prefix(stem));
    rest.take(LOOKED_AT)
        .filter(|ending| ending.is_empty() || is_ending(ending))
}

/// Of several endings that of the label maps.
fn choose<'a>(
    counts: &HashMap<&'a str, usize>,
    example: impl Fn(&str) -> Option<String>,
) -> Result<&'a str> {
    let mut endings: Vec<(usize, &str)> =
        counts.iter().map(|(end, count)| (*count, *end)).collect();
    // The most frequent; of equally frequent ones the shortest.
    endings
        .sort_unstable_by_key(|(count, ending)| (std::cmp::Reverse(*count), ending.len(), *ending));
    let is_map = |ending: &str| {
        let word = ending.rsplit(SEPARATORS).next().unwrap_or_default();
        !NO_MAPS.contains(&word)
    };
    if endings.iter().any(|(_, ending)| is_map(ending)) {
        endings.retain(|(_, ending)| is_map(ending));
    }
    let (most, first) = endings[0];
    // `1_2_mask` begins with `1`, and belongs to `1_2` all the same.
    let rival = endings[1..]
        .iter()
        .find(|(count, ending)| 2 * count > most && !ending.ends_with(first));
    let Some((_, other)) = rival.filter(|_| !first.is_empty()) else {
        return Ok(first);
    };
    let [first, other] = [first, other].map(|ending| example(ending).unwrap_or_default());
    bail!(
        "{first} and {other} may both be the other half of a pair by their names, and so with others; keep those of one ending"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(first: &[&str], second: &[&str]) -> Result<Vec<String>> {
        let paths = |folder: &str, names: &[&str]| -> Vec<PathBuf> {
            names
                .iter()
                .map(|name| Path::new(folder).join(name))
                .collect()
        };
        let (a, b) = (paths("a", first), paths("b", second));
        let matched = matched(
            Files {
                folder: Path::new("a"),
                paths: &a,
            },
            Files {
                folder: Path::new("b"),
                paths: &b,
            },
        )?;
        let partners = matched.partners.into_iter().map(|partner| {
            let partner = partner.unwrap_or_default();
            partner
                .strip_prefix("b")
                .unwrap_or(&partner)
                .display()
                .to_string()
        });
        Ok(partners.collect())
    }

    #[track_caller]
    fn found(first: &[&str], second: &[&str], partners: &[&str]) {
        assert_eq!(find(first, second).unwrap(), partners);
    }

    #[test]
    fn names_may_end_in_what_they_show() {
        found(
            &["1.jpg", "2.jpg"],
            &["2_mask.png", "1_mask.png"],
            &["1_mask.png", "2_mask.png"],
        );
        found(&["1_A.jpg"], &["1_B.png"], &["1_B.png"]);
        found(&["h 1-photo.jpg"], &["h 1.png"], &["h 1.png"]);
        found(&["IMG_1.JPG"], &["img_1_Label.png"], &["img_1_Label.png"]);
        found(
            &["0001TP_006690.png", "0016E5_00390.png"],
            &["0001TP_006690_L.png", "0016E5_00390_L.png"],
            &["0001TP_006690_L.png", "0016E5_00390_L.png"],
        );
        // The name of one begins that of another.
        found(
            &["1.jpg", "1_2.jpg", "1_2_3.jpg"],
            &["1_mask.png", "1_2_mask.png", "1_2_3_mask.png"],
            &["1_mask.png", "1_2_mask.png", "1_2_3_mask.png"],
        );
        // Most, not all.
        found(
            &["1.jpg", "2.jpg", "3.jpg"],
            &["1.png", "2_m.png", "3_m.png"],
            &["", "2_m.png", "3_m.png"],
        );
    }

    #[test]
    fn same_names_go_before_endings_and_numbers_are_none() {
        found(
            &["1.jpg", "2.jpg"],
            &["1.png", "1_mask.png", "2.png", "2_mask.png"],
            &["1.png", "2.png"],
        );
        found(&["1_1.jpg", "2_1.jpg"], &["1_2.png", "2_2.png"], &["", ""]);
        found(&["1.jpg"], &["2.jpg"], &[""]);
    }

    #[test]
    fn cities_and_kinds_of_maps_are_told_apart() {
        let city = |kind: &str| format!("bern/bern_0_{kind}.png");
        let maps = ["gtFine_color", "gtFine_instanceIds", "gtFine_labelIds"].map(city);
        let maps: Vec<&str> = maps.iter().map(String::as_str).collect();
        found(
            &["bern/bern_0_leftImg8bit.png"],
            &maps,
            &["bern/bern_0_gtFine_labelIds.png"],
        );
        // One folder is divided, the other is not.
        found(
            &["bern/1.jpg", "ulm/2.jpg"],
            &["1.png", "2.png"],
            &["1.png", "2.png"],
        );
        // Cities of the same numbers.
        found(
            &["bern/1.jpg", "ulm/1.jpg"],
            &["ulm/1.png", "bern/1.png"],
            &["bern/1.png", "ulm/1.png"],
        );
    }

    #[test]
    fn what_may_be_either_is_refused_with_both() {
        let error = |first: &[&str], second: &[&str]| find(first, second).unwrap_err().to_string();
        let two = error(
            &["1.jpg", "2.jpg"],
            &["1_mask.png", "1_label.png", "2_mask.png", "2_label.png"],
        );
        assert!(
            two.contains("1_mask.png") && two.contains("1_label.png"),
            "{two}"
        );
        let twins = error(&["1.jpg"], &["1_mask.png", "1_mask.bmp"]);
        assert!(twins.contains("both belong to"), "{twins}");
        let shared = error(&["1_a.jpg", "1_a.png"], &["1_b.png"]);
        assert!(shared.contains("both belong to"), "{shared}");
        let cities = error(&["bern/1.jpg", "ulm/1.jpg"], &["1.png"]);
        assert!(cities.contains("both belong to"), "{cities}");
    }
}
