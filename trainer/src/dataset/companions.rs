//! Pictures that belong together by their names without the ending.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use anyhow::{Error, Result, anyhow};

/// Pictures by their name without the ending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Companions {
    by_name: HashMap<OsString, Vec<PathBuf>>,
    /// The same in small letters, for names that differ in capitals alone.
    by_small_name: HashMap<OsString, Vec<PathBuf>>,
}

/// What two files of which one is too many are told.
pub fn both_belong(one: &Path, other: &Path, to: &Path) -> Error {
    anyhow!(
        "{} and {} both belong to {} by their names; keep one of them, or rename it",
        one.display(),
        other.display(),
        to.display()
    )
}

impl Companions {
    /// To look among `pictures` of whatever folders.
    pub fn new(pictures: &[PathBuf]) -> Self {
        Self::by(pictures, |path| {
            Path::new(path.file_name().unwrap_or_default())
        })
    }

    /// To look among `pictures` below a folder, by the folders inside too.
    pub fn below(folder: &Path, pictures: &[PathBuf]) -> Self {
        Self::by(pictures, |path| path.strip_prefix(folder).unwrap_or(path))
    }

    fn by(pictures: &[PathBuf], named: impl Fn(&Path) -> &Path) -> Self {
        let by = |key: fn(&OsStr) -> OsString| {
            let mut by: HashMap<OsString, Vec<PathBuf>> = HashMap::new();
            for picture in pictures {
                let name = named(picture).with_extension("");
                by.entry(key(name.as_os_str()))
                    .or_default()
                    .push(picture.clone());
            }
            by
        };
        Self {
            by_name: by(OsStr::to_owned),
            by_small_name: by(OsStr::to_ascii_lowercase),
        }
    }

    /// The companion of each image below a folder, if it has one.
    ///
    /// # Errors
    /// Two companions of one image, or two images of one companion.
    pub fn of_all(&self, folder: &Path, images: &[PathBuf]) -> Result<Vec<Option<PathBuf>>> {
        self.all(images, |image| image.strip_prefix(folder).unwrap_or(image))
    }

    /// The companion of each image, wherever it lies, if it has one.
    ///
    /// # Errors
    /// As [`Companions::of_all`].
    pub fn of_names(&self, images: &[PathBuf]) -> Result<Vec<Option<PathBuf>>> {
        self.all(images, |path| {
            Path::new(path.file_name().unwrap_or_default())
        })
    }

    fn all(
        &self,
        images: &[PathBuf],
        name: impl Fn(&Path) -> &Path,
    ) -> Result<Vec<Option<PathBuf>>> {
        let mut taken: HashMap<&PathBuf, &PathBuf> = HashMap::new();
        let mut companions = Vec::with_capacity(images.len());
        for image in images {
            let companion = self.named(name(image), image)?;
            if let Some(companion) = companion
                && let Some(other) = taken.insert(companion, image)
            {
                return Err(both_belong(other, image, companion));
            }
            companions.push(companion.cloned());
        }
        Ok(companions)
    }

    /// The companion of one image, wherever that lies, if it has one.
    ///
    /// # Errors
    /// Two of them.
    pub fn of(&self, image: &Path) -> Result<Option<&PathBuf>> {
        self.named(Path::new(image.file_name().unwrap_or_default()), image)
    }

    fn named(&self, name: &Path, image: &Path) -> Result<Option<&PathBuf>> {
        let stem = name.with_extension("");
        // The ending of the image may be part of the companion's name: 1.jpg and 1.jpg.png.
        let found = self
            .by_name
            .get(name.as_os_str())
            .or_else(|| self.by_name.get(stem.as_os_str()))
            .or_else(|| {
                let small = stem.as_os_str().to_ascii_lowercase();
                self.by_small_name.get(&small)
            });
        match found.map(Vec::as_slice) {
            None | Some([]) => Ok(None),
            Some([one]) => Ok(Some(one)),
            Some([one, other, ..]) => Err(both_belong(one, other, image)),
        }
    }
}
