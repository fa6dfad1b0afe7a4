//! Files that are there whole or not at all: a full disk or a kill leaves what was there before.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Writes a file beside its place, syncs it, and puts it in its place.
///
/// # Errors
/// A file that cannot be written; what was there stays.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let partial = beside(path);
    let written = write_synced(&partial, bytes).and_then(|()| fs::rename(&partial, path));
    written
        .inspect_err(|_| {
            // Its bytes may be what fills the disk. If even this fails, the first reason counts.
            let _ = fs::remove_file(&partial);
        })
        .with_context(|| format!("cannot write {}", path.display()))
}

fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes sure that a file's bytes are on the disk.
///
/// # Errors
/// A file that cannot be opened for writing: Windows syncs no other.
pub fn sync_file(path: &Path) -> io::Result<()> {
    File::options()
        .read(true)
        .write(true)
        .open(path)?
        .sync_all()
}

/// Makes sure that the names in a folder are on the disk: what was renamed or created there.
///
/// # Errors
/// A folder that cannot be read.
#[cfg(unix)]
pub fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Windows opens no folder as a file, and writes names by itself.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub fn sync_folder(_path: &Path) -> io::Result<()> {
    Ok(())
}

/// What tells files apart, whatever the names that lead to them.
#[cfg(unix)]
pub fn identity(path: &Path) -> Option<impl Eq + std::hash::Hash + use<>> {
    use std::os::unix::fs::MetadataExt;
    let metadata = fs::metadata(path).ok()?;
    Some((metadata.dev(), metadata.ino()))
}

/// What tells files apart, whatever the names that lead to them, but for hard links.
#[cfg(not(unix))]
pub fn identity(path: &Path) -> Option<impl Eq + std::hash::Hash + use<>> {
    fs::canonicalize(path).ok()
}

/// Whether two paths lead to one file or folder that is there.
pub fn is_same(a: &Path, b: &Path) -> bool {
    identity(a).is_some_and(|a| identity(b) == Some(a))
}

fn beside(path: &Path) -> PathBuf {
    let mut name: OsString = path.file_name().unwrap_or_default().to_owned();
    name.push(".partial");
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    #[test]
    fn files_and_folders_are_synced() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("file");
        fs::write(&path, b"bytes").unwrap();
        sync_file(&path).unwrap();
        sync_folder(folder.path()).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"bytes");
        assert!(sync_file(&folder.path().join("none")).is_err());
    }

    #[test]
    fn a_file_is_replaced_and_nothing_is_left_beside_it() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("a.b.json");
        write(&path, b"first").unwrap();
        write(&path, b"second").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"second");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        let error = write(&folder.path().join("none/file"), b"").unwrap_err();
        assert!(error.to_string().contains("none/file"));
    }
}
