//! What lies in a folder: the pictures, and what is passed over, with the reason.
//!
//! Names decide only what is not looked at: hidden files, and files whose ending is that of something
//! else. What the others are, their first bytes tell.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::{self, DirEntry, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use rayon::prelude::*;

use super::reader::format::{self, Content, HEAD_BYTES};

pub use super::passed_over::{PassedOver, Reason};

/// Endings of formats that are read.
const READ: [&str; 11] = [
    "jpg", "jpeg", "jpe", "jfif", "pjpeg", "png", "webp", "bmp", "dib", "tif", "tiff",
];
/// Endings of pictures in other formats: what bears them is looked at, because names are often wrong.
const OTHER_PICTURES: [&str; 16] = [
    "gif", "heic", "heif", "avif", "jxl", "jp2", "psd", "svg", "apng", "ico", "exr", "hdr", "ppm",
    "pgm", "pnm", "pcx",
];
/// The longest path that a link holds.
const LINK_BYTES_MOST: u64 = 4096;
/// What a folder holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listing {
    /// Pictures, folder by folder, in the natural order of their names (2 before 10).
    pub images: Vec<PathBuf>,
    pub passed_over: PassedOver,
    /// How many folders inside the pictures lie in; 0 where they lie in the folder itself.
    pub folders: usize,
}

/// Lists a folder, not what lies in folders inside.
///
/// # Errors
/// A folder that cannot be read.
pub fn list(folder: &Path) -> Result<Listing> {
    let unreadable = || format!("cannot read the folder {}", folder.display());
    let entries: Vec<DirEntry> = fs::read_dir(folder)
        .and_then(Iterator::collect)
        .with_context(unreadable)?;
    let told: Vec<(PathBuf, Option<Reason>)> = entries
        .par_iter()
        .map(|entry| (entry.path(), reason(entry)))
        .collect();
    let mut listing = Listing::default();
    for (path, reason) in told {
        match reason {
            None => listing.images.push(path),
            Some(reason) => listing.passed_over.0.push((path, reason)),
        }
    }
    listing.images.sort_by_cached_key(|path| natural_key(path));
    Ok(listing)
}

/// Lists a folder, and where it holds no picture itself, all folders inside: some sets are divided further, by cities
/// or days.
///
/// # Errors
/// A folder that cannot be read.
pub fn list_deep(folder: &Path) -> Result<Listing> {
    let listing = list(folder)?;
    if !listing.images.is_empty() {
        return Ok(listing);
    }
    let mut inside = Listing::default();
    // Links may lead round in a circle.
    let mut seen = BTreeSet::from([folder.canonicalize().unwrap_or_default()]);
    descend(listing.clone(), &mut seen, &mut inside)?;
    if inside.images.is_empty() {
        return Ok(listing);
    }
    inside.images.sort_by_cached_key(|path| {
        let (number, path) = natural_key(path);
        (Path::new(&path).parent().map(Path::to_owned), number, path)
    });
    Ok(inside)
}

fn descend(listing: Listing, seen: &mut BTreeSet<PathBuf>, all: &mut Listing) -> Result<()> {
    all.folders += usize::from(!listing.images.is_empty());
    all.images.extend(listing.images);
    for (path, reason) in listing.passed_over.0 {
        match reason {
            Reason::Folder => {
                if seen.insert(path.canonicalize().unwrap_or_default()) {
                    descend(list(&path)?, seen, all)?;
                }
            }
            _ => all.passed_over.0.push((path, reason)),
        }
    }
    Ok(())
}

/// Why an entry is not read; none for pictures.
fn reason(entry: &DirEntry) -> Option<Reason> {
    let path = entry.path();
    if entry.file_name().as_encoded_bytes().starts_with(b".") {
        return Some(Reason::Hidden);
    }
    // Follows links.
    let Ok(metadata) = fs::metadata(&path) else {
        return Some(Reason::DeadLink);
    };
    if metadata.is_dir() {
        return Some(Reason::Folder);
    }
    // A pipe would be waited for for ever.
    if !metadata.is_file() {
        return Some(Reason::Special);
    }
    let named_picture = has_one_of(&path, &READ);
    let named_other = has_one_of(&path, &OTHER_PICTURES);
    if !named_picture && !named_other && path.extension().is_some() {
        return Some(Reason::NoPicture);
    }
    match head(&path).map(|head| format::of(&head)) {
        Ok(Content::Picture(_)) => None,
        Ok(Content::Empty) => Some(Reason::Empty),
        Ok(Content::OtherPicture(name)) => Some(Reason::Format(name)),
        Ok(Content::Unknown) if metadata.len() <= LINK_BYTES_MOST && is_link_text(&path) => {
            Some(Reason::LinkAsText)
        }
        // What is called a picture and is none is a fault to be told, not to be passed over.
        _ if named_picture => None,
        _ if named_other => Some(Reason::Format("another format")),
        _ => Some(Reason::NoPicture),
    }
}

fn head(path: &Path) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(HEAD_BYTES);
    File::open(path)?
        .take(HEAD_BYTES as u64)
        .read_to_end(&mut head)?;
    Ok(head)
}

/// Whether a file is nothing but the path of a picture.
fn is_link_text(path: &Path) -> bool {
    fs::read_to_string(path).is_ok_and(|text| {
        let target = Path::new(text.trim_end());
        !text.contains(char::is_control) && has_one_of(target, &READ)
    })
}

fn has_one_of(path: &Path, endings: &[&str]) -> bool {
    path.extension().is_some_and(|found| {
        endings
            .iter()
            .any(|ending| found.eq_ignore_ascii_case(ending))
    })
}

/// The name of an image's companion: its own with `png` as the last extension, other dots kept.
pub fn png_name(image: &Path) -> OsString {
    let mut name = image.file_stem().unwrap_or_default().to_owned();
    name.push(".png");
    name
}

/// Numbers compare as numbers, so that file 10 follows file 9.
fn natural_key(path: &Path) -> (u64, OsString) {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let number = stem.parse().unwrap_or(u64::MAX);
    (number, path.as_os_str().to_owned())
}

#[cfg(test)]
mod tests {
    use image::RgbImage;
    use tempfile::TempDir;

    use super::*;

    fn names(paths: &[PathBuf]) -> Vec<String> {
        let name = |path: &PathBuf| path.file_name().unwrap().display().to_string();
        paths.iter().map(name).collect()
    }

    #[test]
    fn pictures_are_told_by_their_bytes_in_natural_order() {
        let folder = TempDir::new().unwrap();
        let png = folder.path().join("10.png");
        RgbImage::new(2, 2).save(&png).unwrap();
        for name in ["9.JPG", "2.TIFF", "photo", "1.gif", "11.webp"] {
            fs::copy(&png, folder.path().join(name)).unwrap();
        }
        let listing = list(folder.path()).unwrap();
        assert_eq!(
            names(&listing.images),
            ["1.gif", "2.TIFF", "9.JPG", "10.png", "11.webp", "photo"]
        );
        assert_eq!(listing.passed_over, PassedOver::default());
    }

    #[test]
    fn what_is_no_picture_is_passed_over_with_its_reason() {
        let folder = TempDir::new().unwrap();
        let put = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
        put("._1.jpg", b"\0\x05\x16\x07");
        put(".DS_Store", b"Bud1");
        put("Thumbs.db", b"\xD0\xCF");
        put("empty.png", b"");
        put("phone.jpg", b"\0\0\0\x18ftypheic\0\0\0\0");
        put("old.gif", b"GIF89a");
        put("notes", b"text");
        put("link.jpg", b"../elsewhere/1.jpg");
        // A fault that the reader will name.
        put("broken.jpg", b"no image");
        fs::create_dir(folder.path().join("album.png")).unwrap();
        let listing = list(folder.path()).unwrap();
        assert_eq!(names(&listing.images), ["broken.jpg"]);
        let text = listing.passed_over.to_string();
        println!("{text}");
        for part in [
            "2 hidden files (.DS_Store, ._1.jpg)",
            "1 folder (album.png)",
            "1 empty file (empty.png)",
            "1 link that became a text (link.jpg)",
            "1 picture in HEIC, which is not read (phone.jpg)",
            "1 picture in GIF, which is not read (old.gif)",
            "2 files that are no pictures (Thumbs.db, notes)",
        ] {
            assert!(text.contains(part), "{part}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_count_as_what_they_lead_to() {
        use std::os::unix::fs::symlink;

        let folder = TempDir::new().unwrap();
        let elsewhere = TempDir::new().unwrap();
        RgbImage::new(2, 2)
            .save(elsewhere.path().join("a.png"))
            .unwrap();
        symlink(elsewhere.path().join("a.png"), folder.path().join("1.png")).unwrap();
        symlink(elsewhere.path(), folder.path().join("2.png")).unwrap();
        symlink("nowhere", folder.path().join("3.png")).unwrap();
        symlink("4.png", folder.path().join("4.png")).unwrap();
        symlink(folder.path(), folder.path().join("itself")).unwrap();
        let listing = list(folder.path()).unwrap();
        assert_eq!(names(&listing.images), ["1.png"]);
        let reasons: Vec<_> = {
            let mut passed = listing.passed_over.0.clone();
            passed.sort();
            passed.into_iter().map(|(_, reason)| reason).collect()
        };
        assert_eq!(
            reasons,
            [
                Reason::Folder,
                Reason::DeadLink,
                Reason::DeadLink,
                Reason::Folder
            ]
        );
    }

    #[test]
    fn folders_inside_are_read_where_there_are_no_pictures_beside_them() {
        let folder = TempDir::new().unwrap();
        let put = |path: &str| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            RgbImage::new(2, 2).save(path).unwrap();
        };
        for path in ["ulm/10.png", "ulm/9.png", "bern/day/11.png", ".old/1.png"] {
            put(path);
        }
        fs::write(folder.path().join("ulm/notes.txt"), b"").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink("..", folder.path().join("ulm/round")).unwrap();
        let deep = list_deep(folder.path()).unwrap();
        assert_eq!(names(&deep.images), ["11.png", "9.png", "10.png"]);
        assert_eq!(deep.folders, 2);
        let passed = deep.passed_over.to_string();
        assert_eq!(
            passed,
            "1 hidden file (.old); 1 file that is no picture (notes.txt)"
        );
        // Beside pictures they are something else.
        put("1.png");
        let flat = list_deep(folder.path()).unwrap();
        assert_eq!(
            (names(&flat.images), flat.folders),
            (vec!["1.png".to_owned()], 0)
        );
        assert!(
            flat.passed_over
                .to_string()
                .contains("2 folders (bern, ulm)")
        );
    }

    #[test]
    fn a_companion_keeps_all_dots_but_the_last() {
        assert_eq!(png_name(Path::new("train/a.1.jpg")), "a.1.png");
        assert_eq!(png_name(Path::new("a.2.JPEG")), "a.2.png");
    }
}
