//! Pictures that belong together by their names without the ending.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

/// Pictures by their name without the ending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Companions {
    by_name: HashMap<OsString, Vec<PathBuf>>,
    /// The same in small letters, for names that differ in capitals alone.
    by_small_name: HashMap<OsString, Vec<PathBuf>>,
}

impl Companions {
    /// To look among `pictures`.
    pub fn new(pictures: &[PathBuf]) -> Self {
        let by = |key: fn(&OsStr) -> OsString| {
            let mut by: HashMap<OsString, Vec<PathBuf>> = HashMap::new();
            for picture in pictures {
                let stem = picture.file_stem().unwrap_or_default();
                by.entry(key(stem)).or_default().push(picture.clone());
            }
            by
        };
        Self {
            by_name: by(OsStr::to_owned),
            by_small_name: by(OsStr::to_ascii_lowercase),
        }
    }

    /// The companion of each image, if it has one.
    ///
    /// # Errors
    /// Two companions of one image, or two images of one companion.
    pub fn of_all(&self, images: &[PathBuf]) -> Result<Vec<Option<PathBuf>>> {
        let mut taken: HashMap<&PathBuf, &PathBuf> = HashMap::new();
        let mut companions = Vec::with_capacity(images.len());
        for image in images {
            let companion = self.of(image)?;
            if let Some(companion) = companion
                && let Some(other) = taken.insert(companion, image)
            {
                bail!(
                    "{} and {} both belong to {} by their names; keep one of them, or rename it",
                    other.display(),
                    image.display(),
                    companion.display()
                );
            }
            companions.push(companion.cloned());
        }
        Ok(companions)
    }

    /// The companion of one image, if it has one.
    ///
    /// # Errors
    /// Two of them.
    pub fn of(&self, image: &Path) -> Result<Option<&PathBuf>> {
        let stem = image.file_stem().unwrap_or_default();
        // The ending of the image may be part of the companion's name: 1.jpg and 1.jpg.png.
        let found = self
            .by_name
            .get(image.file_name().unwrap_or_default())
            .or_else(|| self.by_name.get(stem))
            .or_else(|| self.by_small_name.get(&stem.to_ascii_lowercase()));
        match found.map(Vec::as_slice) {
            None | Some([]) => Ok(None),
            Some([one]) => Ok(Some(one)),
            Some([one, other, ..]) => bail!(
                "{} and {} both belong to {} by their names; keep one of them, or rename it",
                one.display(),
                other.display(),
                image.display()
            ),
        }
    }
}
