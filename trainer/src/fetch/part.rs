//! The unfinished download: `NAME.part`, and `NAME.part.json`, which says what it is a part of.
//!
//! Knows files, and nothing of HTTP but the two strings that it keeps.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use indicatif::DecimalBytes;
use serde::{Deserialize, Serialize};

/// Which file the bytes belong to. Bytes of two different files must never be joined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    pub url: String,
    /// The server's ETag, else its Last-Modified. Without either a download cannot go on later.
    pub validator: Option<String>,
    /// Length of the whole file in bytes.
    pub total: u64,
}

/// A part file that is open for writing, locked against a second program.
pub struct PartFile {
    path: PathBuf,
    note: PathBuf,
    file: File,
    origin: Option<Origin>,
    length: u64,
}

impl PartFile {
    /// Opens or creates the part of `file`. What an earlier call left is kept if it came from `url`.
    ///
    /// # Errors
    /// Files that cannot be written, or another program at work on them.
    pub fn open(file: &Path, url: &str) -> Result<Self> {
        let path = with_ending(file, ".part");
        let note = with_ending(file, ".part.json");
        let unwritable = || format!("cannot write {}", path.display());
        let opened = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .with_context(unwritable)?;
        lock(&opened, &path)?;
        // A note that is missing or damaged vouches for nothing: the download starts over.
        let origin = fs::read(&note)
            .ok()
            .and_then(|bytes| serde_json::from_slice::<Origin>(&bytes).ok())
            .filter(|origin| origin.url == url);
        let length = (&opened).seek(SeekFrom::End(0)).with_context(unwritable)?;
        let mut part = Self {
            length,
            file: opened,
            path,
            note,
            origin,
        };
        if part.origin.as_ref().is_none_or(|it| part.length > it.total) {
            part.discard()?;
        }
        Ok(part)
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Bytes on disk.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// What the bytes are a part of; none before the first answer of a server.
    pub fn origin(&self) -> Option<&Origin> {
        self.origin.as_ref()
    }

    /// Throws the bytes away.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn discard(&mut self) -> Result<()> {
        self.origin = None;
        self.length = 0;
        self.file
            .set_len(0)
            .and_then(|()| self.file.seek(SeekFrom::Start(0)))
            .with_context(|| format!("cannot write {}", self.path.display()))?;
        remove_if_there(&self.note)
    }

    /// Throws the bytes away and notes which file the next ones belong to.
    ///
    /// # Errors
    /// Files that cannot be written.
    pub fn start_over(&mut self, origin: Origin) -> Result<()> {
        self.discard()?;
        fs::write(&self.note, serde_json::to_vec_pretty(&origin)?)
            .with_context(|| format!("cannot write {}", self.note.display()))?;
        self.origin = Some(origin);
        Ok(())
    }

    /// # Errors
    /// A file that cannot be written. What fitted stays.
    pub fn append(&mut self, bytes: &[u8]) -> Result<()> {
        let written = self.file.write_all(bytes);
        // A full disk may have taken some of it.
        self.length = self.file.stream_position().unwrap_or(self.length);
        written.map_err(|error| {
            anyhow!(
                "cannot write {}: {error}; {} of it stay, and the same command goes on from there",
                self.path.display(),
                DecimalBytes(self.length)
            )
        })
    }

    /// Leaves nothing behind.
    ///
    /// # Errors
    /// A file that cannot be removed.
    pub fn remove(self) -> Result<()> {
        remove_if_there(&self.path)?;
        remove_if_there(&self.note)
    }

    /// Gives the whole file its name.
    ///
    /// # Errors
    /// A file that cannot be synced or renamed.
    pub fn finish(self, file: &Path) -> Result<()> {
        self.file
            .sync_all()
            .and_then(|()| fs::rename(&self.path, file))
            .with_context(|| format!("cannot write {}", file.display()))?;
        remove_if_there(&self.note)
    }
}

/// Refuses a file that another program has locked.
///
/// # Errors
/// A lock that is taken.
pub fn lock(file: &File, path: &Path) -> Result<()> {
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => bail!(
            "another `fetch` is at work on {}; wait until it is done",
            path.display()
        ),
        // Some network file systems know no locks; the check of the archive does without.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(()),
    }
}

fn remove_if_there(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", path.display()))
        }
        _ => Ok(()),
    }
}

fn with_ending(file: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(file);
    name.push(ending);
    name.into()
}
