//! What is said where the pairs of a part are not to be found, and where they may be.

use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

use anyhow::Result;

use super::folders::{folders_in, name, side_beside, split_names, subfolder};
use super::words::side_of;
use super::{DataFolders, SplitFolders};
use crate::command_line::quoted;
use crate::dataset::listing::list_deep;

impl DataFolders {
    /// That there is nothing to train on, and what to do about it.
    pub fn without_training(&self) -> String {
        const HINT: &str = "`cargo run -p trainer --release -- fetch facades` gets the published set into datasets/facades; another folder can be named with --data";
        let data = self.data.display();
        let is_empty = fs::read_dir(&self.data).map(|mut entries| entries.next().is_none());
        match is_empty {
            Ok(false) => self.nothing_in("train"),
            Ok(true) => format!("no training pairs in {data}/train: {HINT}"),
            Err(error) if error.kind() != ErrorKind::NotFound => {
                format!("cannot read the folder {data}: {error}")
            }
            Err(_) => format!("there is no folder {data}: {HINT}"),
        }
    }

    /// What a folder without this part is told.
    pub(super) fn nothing_in(&self, split: &str) -> String {
        let data = self.data.display();
        match fs::read_dir(&self.data) {
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return format!("there is no folder {data}");
            }
            // A file, or a folder of somebody else's.
            Err(error) => return format!("cannot read the folder {data}: {error}"),
        }
        if let Some(first) = self.inside(split).first() {
            return format!(
                "{data} holds no pairs for {split}, but its folder {} does: --data {}",
                name(first).display(),
                quoted(first)
            );
        }
        format!(
            "{data} holds no folder {split}/ of A|B images (A and B side by side in each), nor folders of their own for A and B: A/{split}/ and B/{split}/, photos/{split}/ and labels/{split}/, or {split}A/ and {split}B/, or x_A.jpg beside x_B.png"
        )
    }

    /// Where pictures of a part lie whose other halves are missing; nothing where the part is complete or has none.
    ///
    /// # Errors
    /// A folder that cannot be read.
    pub fn half_of(&self, split: &str) -> Result<Option<PathBuf>> {
        if self.place(split)?.is_some() {
            return Ok(None);
        }
        let names = split_names(split);
        let candidates = folders_in(&self.data).into_iter().filter_map(|folder| {
            let told = name(&folder).to_str().unwrap_or_default().to_owned();
            match (side_of(&told), side_beside(&told, split)) {
                (_, Some(_)) => Some(folder),
                (Some(_), None) => subfolder(&folder, &names),
                (None, None) => None,
            }
        });
        for folder in candidates {
            if !list_deep(&folder)?.images.is_empty() {
                return Ok(Some(folder));
            }
        }
        Ok(None)
    }

    /// Folders inside that have this part, as archives unpack into a folder of their own.
    fn inside(&self, split: &str) -> Vec<PathBuf> {
        let folders = folders_in(&self.data).into_iter().filter(|path| {
            let inside = Self {
                data: path.clone(),
                ..self.clone()
            };
            match inside.place(split) {
                // Any folder of pictures would do.
                Ok(Some(SplitFolders::One(folder))) => folder != *path,
                place => matches!(place, Ok(Some(_))),
            }
        });
        folders.collect()
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use image::RgbImage;
    use tempfile::TempDir;

    use super::*;

    fn set(data: &Path) -> DataFolders {
        DataFolders {
            data: data.to_owned(),
            labels: None,
            images: None,
        }
    }

    fn put(path: &Path) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        RgbImage::new(4, 2).save(path).unwrap();
    }

    #[test]
    fn pairs_one_folder_further_down_are_pointed_at() {
        let folder = TempDir::new().unwrap();
        for path in [
            "my set/train/1.png",
            ".hidden/train/1.png",
            "notes/page.png",
        ] {
            put(&folder.path().join(path));
        }
        let set = set(folder.path());
        assert!(!set.has("train").unwrap());
        let told = quoted(&folder.path().join("my set"));
        for sentence in [
            set.without_training(),
            set.split("train").unwrap_err().to_string(),
        ] {
            assert!(sentence.ends_with(&format!("--data {told}")), "{sentence}");
        }
        // Of another part, and in folders of their own.
        put(&folder.path().join("other/trainA/1.png"));
        put(&folder.path().join("other/trainB/1.png"));
        fs::remove_dir_all(folder.path().join("my set")).unwrap();
        assert!(set.without_training().contains("its folder other"));
        let sentence = set.split("val").unwrap_err().to_string();
        assert!(sentence.contains("holds no folder val/"), "{sentence}");
    }

    #[test]
    fn a_part_of_which_one_side_is_missing_is_found() {
        let folder = TempDir::new().unwrap();
        for path in [
            "photos/train/1.png",
            "labels/train/1.png",
            "labels/val/.hidden.png",
        ] {
            put(&folder.path().join(path));
        }
        let set = set(folder.path());
        assert_eq!(set.half_of("val").unwrap(), None);
        put(&folder.path().join("photos/Val/2.png"));
        let lonely = folder.path().join("photos/Val");
        // As when there are hidden files alone.
        fs::remove_dir_all(folder.path().join("labels/val")).unwrap();
        assert_eq!(set.half_of("val").unwrap(), Some(lonely));
        put(&folder.path().join("labels/validation/2.png"));
        assert_eq!(set.half_of("val").unwrap(), None);
        assert_eq!(set.half_of("train").unwrap(), None);
    }

    #[test]
    fn a_folder_that_is_missing_is_told_from_one_without_pairs() {
        let folder = TempDir::new().unwrap();
        let missing = set(&folder.path().join("none")).without_training();
        assert!(missing.starts_with("there is no folder"), "{missing}");
        let empty = set(folder.path()).without_training();
        assert!(empty.starts_with("no training pairs in"), "{empty}");
        let file = folder.path().join("set.zip");
        fs::write(&file, "PK").unwrap();
        for sentence in [
            set(&file).without_training(),
            set(&file).split("train").unwrap_err().to_string(),
        ] {
            assert!(sentence.starts_with("cannot read the folder"), "{sentence}");
        }
        fs::remove_file(&file).unwrap();
        put(&folder.path().join("notes/page.png"));
        let other = set(folder.path()).without_training();
        assert!(other.contains("holds no folder train/"), "{other}");
    }
}
