//! SHA-256 of a checkpoint's files: a bit that flips among weights or moments would otherwise be
//! noticed by nobody.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use facade_model::digest::sha256;

/// Hexadecimal digests by name of the file.
const FILE: &str = "checksums.json";

/// Writes the digests of all files of a folder into one more.
///
/// # Errors
/// Whatever the file system says.
pub fn write(folder: &Path) -> Result<()> {
    let text = serde_json::to_string_pretty(&of_folder(folder)?)?;
    fs::write(folder.join(FILE), text)?;
    Ok(())
}

/// SHA-256 of the files of a folder, but of the list itself.
fn of_folder(folder: &Path) -> Result<BTreeMap<String, String>> {
    let mut sums = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name != FILE {
            sums.insert(name, sha256(&fs::read(entry.path())?));
        }
    }
    Ok(sums)
}

/// SHA-256 of the list, and so of all files on it.
///
/// # Errors
/// A folder without one.
pub fn fingerprint(folder: &Path) -> Result<String> {
    let path = folder.join(FILE);
    let text = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(sha256(&text))
}

/// Makes sure that a checkpoint is as it was written, and has the files that it needs.
///
/// # Errors
/// A file that is missing, damaged or not on the list.
pub fn verify(folder: &Path, needed: &[&str]) -> Result<()> {
    let path = folder.join(FILE);
    let text =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let expected: BTreeMap<String, String> =
        serde_json::from_str(&text).with_context(|| format!("{} is damaged", path.display()))?;
    for name in needed {
        ensure!(
            expected.contains_key(*name),
            "{} lacks {name}; remove the folder {} to go on from the checkpoint before it",
            path.display(),
            folder.display()
        );
    }
    let found = of_folder(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for (name, sum) in &expected {
        ensure!(
            found.get(name) == Some(sum),
            "{} is missing or damaged; remove the folder {} to go on from the checkpoint before it",
            folder.join(name).display(),
            folder.display()
        );
    }
    Ok(())
}
