//! The published pix2pix sets: downloaded, checked, unpacked. Knows no networks and no training.
//!
//! `datasets/NAME` appears by one rename, after the whole archive has been unpacked beside it: a
//! folder of that name is complete.

mod catalogue;
mod download;
mod entry_path;
mod part;
#[cfg(test)]
mod tests;
mod unpack;

use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail, ensure};
use indicatif::{ProgressBar, ProgressStyle};

pub use catalogue::{CatalogueError, DataSet};
pub use download::{Client, Source};
pub use unpack::{Limits, UnpackError, unpack};

/// What to fetch, and where to.
#[derive(Debug, Clone)]
pub struct Order {
    /// Name of the set: that of the archive, and of the folder inside it.
    pub name: String,
    pub source: Source,
    /// The folder that gets the set's folder.
    pub to: PathBuf,
    /// Leave the archive where it was downloaded to.
    pub keep_archive: bool,
}

/// Fetches a set unless it is there; returns its folder.
///
/// # Errors
/// A download that fails (what has arrived stays for the next call), a damaged or hostile archive,
/// a folder that cannot be written, or one in the way.
pub fn fetch(order: &Order, client: &Client) -> Result<PathBuf> {
    let folder = order.to.join(&order.name);
    if folder.join("train").is_dir() {
        return Ok(folder);
    }
    ensure!(
        !folder.exists(),
        "{} is in the way: it holds no train/ folder; move it, or choose another place with --to",
        folder.display()
    );
    fs::create_dir_all(&order.to)
        .with_context(|| format!("cannot create {}", order.to.display()))?;
    let archive = order.to.join(format!("{}.tar.gz", order.name));
    if archive.exists() {
        println!("unpacking {}, which is already there", archive.display());
    } else {
        println!("downloading {}", order.source.url);
        client.download(&order.source, &archive)?;
    }
    install(&archive, &order.name, &folder)?;
    if !order.keep_archive {
        fs::remove_file(&archive)
            .with_context(|| format!("cannot remove {}", archive.display()))?;
    }
    Ok(folder)
}

/// Unpacks beside the final place, and renames.
fn install(archive: &Path, name: &str, folder: &Path) -> Result<()> {
    let shown = archive.display();
    let file = File::open(archive).with_context(|| format!("cannot read {shown}"))?;
    part::lock(&file, archive)?;
    let bytes = file
        .metadata()
        .with_context(|| format!("cannot read {shown}"))?
        .len();
    let unpacking = folder.with_extension("unpacking");
    remove_folder(&unpacking)?;
    fs::create_dir(&unpacking).with_context(|| format!("cannot create {}", unpacking.display()))?;

    let bar = progress_bar(bytes);
    let unpacked = unpack(
        BufReader::new(bar.wrap_read(file)),
        &unpacking,
        Limits::of_archive(bytes),
    );
    bar.finish_and_clear();
    let whole = unpacking.join(name);
    let placed = match unpacked {
        Err(error @ UnpackError::Write { .. }) => Err(anyhow!(
            "{error}; {shown} stays, so the same command goes on once that is put right"
        )),
        Err(error @ UnpackError::Damaged(_)) => Err(anyhow!(
            "{shown} cannot be unpacked: {error}; delete it and run the same command to download it again"
        )),
        Err(error) => Err(anyhow!(
            "{shown} cannot be unpacked: {error}; nothing of it was left in place"
        )),
        Ok(_) if !whole.join("train").is_dir() => Err(anyhow!(
            "{shown} is not the set {name}: it holds no folder {name}/train"
        )),
        Ok(_) => fs::rename(&whole, folder)
            .with_context(|| format!("cannot create {}", folder.display())),
    };
    let removed = remove_folder(&unpacking);
    placed.and(removed)
}

fn remove_folder(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if folder.exists() => {
            bail!("cannot remove {}: {error}", folder.display())
        }
        _ => Ok(()),
    }
}

/// A bar on a terminal; nothing where the output goes to a file.
fn progress_bar(archive_bytes: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("unpacking {wide_bar} {percent} % · {eta} left")
        .expect("the template is valid");
    ProgressBar::new(archive_bytes).with_style(style)
}
