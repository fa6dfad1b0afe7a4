//! Pairs on disk: A|B images, and exact label maps beside them.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use clap::ValueEnum;
use image::RgbImage;
use serde::{Deserialize, Serialize};

use super::label_map;
use super::resize::LabelMap;

/// Which half of an A|B image is translated into which. In the facades set A is the photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum, Serialize, Deserialize)]
pub enum Direction {
    /// Labels on the left, photo on the right.
    #[value(name = "AtoB")]
    AtoB,
    /// Labels on the right, photo on the left.
    #[default]
    #[value(name = "BtoA")]
    BtoA,
}

/// Where one pair lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairPath {
    /// The A|B image.
    pub image: PathBuf,
    /// The exact label map, if there is one.
    pub labels: Option<PathBuf>,
}

/// One pair in memory, in the sizes of its files.
#[derive(Debug, Clone)]
pub struct Pair {
    pub labels: LabelMap,
    pub photo: RgbImage,
}

/// Lists the pairs of `data/split` in the natural order of their names (2 before 10), each with the
/// label map `labels/split/NAME.png` where that exists.
///
/// # Errors
/// A folder that cannot be read or holds no JPEG or PNG.
pub fn find_pairs(data: &Path, labels: Option<&Path>, split: &str) -> Result<Vec<PairPath>> {
    let folder = data.join(split);
    let entries = std::fs::read_dir(&folder)
        .with_context(|| format!("cannot read the folder {}", folder.display()))?;
    let mut images = Vec::new();
    for entry in entries {
        let path = entry
            .with_context(|| format!("cannot read the folder {}", folder.display()))?
            .path();
        if is_image(&path) {
            images.push(path);
        }
    }
    ensure!(
        !images.is_empty(),
        "{} holds no JPEG or PNG image",
        folder.display()
    );
    images.sort_by_cached_key(|path| natural_key(path));
    let pairs = images.into_iter().map(|image| {
        let labels = labels
            .map(|root| root.join(split).join(png_name(&image)))
            .filter(|path| path.is_file());
        PairPath { image, labels }
    });
    Ok(pairs.collect())
}

/// Whether the name says JPEG or PNG.
pub fn is_image(path: &Path) -> bool {
    ["jpg", "jpeg", "png"]
        .iter()
        .any(|extension| has_extension(path, extension))
}

/// Whether the name ends in `.extension`, in capitals or not.
pub fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension()
        .is_some_and(|found| found.eq_ignore_ascii_case(extension))
}

/// The name of an image's companion: its own with `png` as the last extension, other dots kept.
pub fn png_name(image: &Path) -> OsString {
    let mut name = image.file_stem().unwrap_or_default().to_owned();
    name.push(".png");
    name
}

/// Numbers compare as numbers, so that file 10 follows file 9.
pub fn natural_key(path: &Path) -> (u64, String) {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let number = stem.parse().unwrap_or(u64::MAX);
    (number, path.to_string_lossy().into_owned())
}

impl PairPath {
    /// Reads and splits the image.
    ///
    /// # Errors
    /// An unreadable image, one that has no two halves, or an unreadable label map.
    pub fn read(&self, direction: Direction) -> Result<Pair> {
        let path = self.image.display();
        let image = image::open(&self.image)
            .with_context(|| format!("cannot read {path}"))?
            .to_rgb8();
        let (width, height) = image.dimensions();
        if width < 2 || width % 2 != 0 {
            bail!("{path}: {width}×{height} pixels have no two halves side by side");
        }
        let half = |x| image::imageops::crop_imm(&image, x, 0, width / 2, height).to_image();
        let (label_x, photo_x) = match direction {
            Direction::AtoB => (0, width / 2),
            Direction::BtoA => (width / 2, 0),
        };
        let labels = match &self.labels {
            Some(path) => label_map::read_class_ids(path)?,
            None => label_map::from_colours(&half(label_x)),
        };
        Ok(Pair {
            labels,
            photo: half(photo_x),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;
    use std::fs;
    use tempfile::TempDir;

    /// Left half red (class pillar), right half the colour of windows.
    fn save_pair(path: &Path) {
        let image = RgbImage::from_fn(16, 8, |x, _| {
            Rgb(if x < 8 { [255, 0, 0] } else { [0, 128, 255] })
        });
        image.save(path).unwrap();
    }

    #[test]
    fn pairs_come_in_natural_order_with_their_label_maps() {
        let folder = TempDir::new().unwrap();
        let (data, labels) = (folder.path().join("pairs"), folder.path().join("labels"));
        fs::create_dir_all(data.join("train")).unwrap();
        fs::create_dir_all(labels.join("train")).unwrap();
        for name in ["10.png", "9.png", "2.png", "notes.txt"] {
            fs::write(data.join("train").join(name), b"").unwrap();
        }
        fs::write(labels.join("train/9.png"), b"").unwrap();
        let pairs = find_pairs(&data, Some(&labels), "train").unwrap();
        let names: Vec<_> = pairs
            .iter()
            .map(|pair| pair.image.file_stem().unwrap())
            .collect();
        assert_eq!(names, ["2", "9", "10"]);
        let exact: Vec<_> = pairs.iter().map(|pair| pair.labels.is_some()).collect();
        assert_eq!(exact, [false, true, false]);
    }

    #[test]
    fn a_companion_keeps_all_dots_but_the_last() {
        assert_eq!(png_name(Path::new("train/a.1.jpg")), "a.1.png");
        assert_eq!(png_name(Path::new("a.2.JPEG")), "a.2.png");
        assert!(is_image(Path::new("MAP.PNG")));
        assert!(!is_image(Path::new("png")));
    }

    #[test]
    fn the_direction_says_which_half_is_the_photo() {
        let folder = TempDir::new().unwrap();
        let image = folder.path().join("1.png");
        save_pair(&image);
        let path = PairPath {
            image,
            labels: None,
        };
        let pair = path.read(Direction::BtoA).unwrap();
        assert!(pair.labels.ids.iter().all(|&id| id == 3));
        assert_eq!(pair.photo.get_pixel(0, 0).0, [255, 0, 0]);
        let pair = path.read(Direction::AtoB).unwrap();
        assert!(pair.labels.ids.iter().all(|&id| id == 11));
        assert_eq!(pair.photo.get_pixel(0, 0).0, [0, 128, 255]);
    }

    #[test]
    fn images_without_two_halves_and_empty_folders_are_refused_by_name() {
        let folder = TempDir::new().unwrap();
        let image = folder.path().join("odd.png");
        RgbImage::new(5, 4).save(&image).unwrap();
        let odd = PairPath {
            image,
            labels: None,
        };
        let error = odd.read(Direction::BtoA).unwrap_err().to_string();
        assert!(
            error.contains("odd.png") && error.contains("5×4"),
            "{error}"
        );

        fs::create_dir(folder.path().join("train")).unwrap();
        let error = find_pairs(folder.path(), None, "train").unwrap_err();
        assert!(
            error.to_string().contains("holds no JPEG or PNG"),
            "{error}"
        );
    }
}
