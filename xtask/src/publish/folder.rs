//! The folder of a published site: made beside its place and put there when it is whole.

use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Component, Path, PathBuf};
use walkdir::WalkDir;

use crate::finish;

/// A site being made; dropping it takes it away.
pub struct Unfinished {
    path: PathBuf,
}

/// Makes sure that a site may be put into `out`.
///
/// # Errors
/// A folder with other things than a published site.
pub fn check(out: &Path) -> Result<()> {
    let empty = match fs::read_dir(out) {
        // What begins with a dot is the host's or git's.
        Ok(entries) => entries
            .filter_map(Result::ok)
            .all(|entry| entry.file_name().to_string_lossy().starts_with('.')),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => true,
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", out.display())),
    };
    if empty || finish::files_before(out).is_some() {
        return Ok(());
    }
    bail!(
        "{} holds other things than a published site; choose a folder that is empty or not there yet",
        out.display()
    )
}

impl Unfinished {
    /// A new folder beside `out`, on the same file system.
    pub fn beside(out: &Path) -> Result<Self> {
        let name = out.file_name().context("--out names no folder")?;
        let path = out.with_file_name(format!("{}.unfinished", name.to_string_lossy()));
        let site = Self { path };
        site.clear()?;
        let path = &site.path;
        fs::create_dir_all(path).with_context(|| format!("cannot create {}", path.display()))?;
        Ok(site)
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Takes the files of another site whose paths are `wanted`.
    pub fn copy(&self, from: &Path, wanted: impl Fn(&str) -> bool) -> Result<()> {
        for file in files(from)? {
            if wanted(&file) {
                transfer(&from.join(&file), &self.path.join(&file), |from, to| {
                    fs::copy(from, to).map(|_| ())
                })?;
            }
        }
        Ok(())
    }

    /// Puts the site into `out`, in place of the one that was published there before, if one was.
    pub fn put_into_place(self, out: &Path) -> Result<()> {
        for file in finish::files_before(out).unwrap_or_default() {
            let path = Path::new(&file);
            if !path
                .components()
                .all(|part| matches!(part, Component::Normal(_)))
            {
                bail!("{} lists {file}, which no site holds", out.display());
            }
            match fs::remove_file(out.join(&file)) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(error).with_context(|| format!("cannot replace {file}"));
                }
                _ => {}
            }
        }
        for file in files(&self.path)? {
            transfer(&self.path.join(&file), &out.join(&file), |from, to| {
                fs::rename(from, to)
            })?;
        }
        Ok(())
    }

    fn clear(&self) -> Result<()> {
        match fs::remove_dir_all(&self.path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(error).with_context(|| format!("cannot remove {}", self.path.display()))
            }
            _ => Ok(()),
        }
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // What cannot be removed now is removed before the next attempt.
        let _ = self.clear();
    }
}

/// The paths of all files in a folder.
fn files(folder: &Path) -> Result<Vec<String>> {
    let mut files = Vec::new();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.with_context(|| format!("cannot list {}", folder.display()))?;
        if entry.file_type().is_file() {
            let inside = entry.path().strip_prefix(folder)?;
            files.push(inside.to_string_lossy().replace('\\', "/"));
        }
    }
    Ok(files)
}

fn transfer(
    from: &Path,
    to: &Path,
    how: impl Fn(&Path, &Path) -> std::io::Result<()>,
) -> Result<()> {
    let folder = to.parent().context("a file lies in a folder")?;
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    how(from, to).with_context(|| format!("cannot write {}", to.display()))
}
