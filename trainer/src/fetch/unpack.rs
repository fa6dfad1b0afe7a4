//! A `.tar.gz` from strangers, unpacked below one folder: files and folders, and nothing else.
//!
//! Permissions, owners and times inside are ignored. Sizes inside are believed only as limits.

use std::cell::Cell;
use std::fs::{self, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use flate2::read::MultiGzDecoder;
use tar::{Archive, Entry, EntryType};
use thiserror::Error;

use super::entry_path::{PathError, inside};

/// Room for what tar holds in memory between two entries: headers and long names. Padding as well.
const BETWEEN_ENTRIES_BYTES: u64 = 1 << 20;
/// tar's unit: entries are padded to multiples of it.
const BLOCK_BYTES: u64 = 512;
const BUFFER_BYTES: usize = 1 << 16;

/// How much an archive may hold.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// All files together.
    pub bytes: u64,
    /// Files and folders together.
    pub entries: u64,
}

impl Limits {
    /// Images hardly shrink in an archive, so eight times its length is ample; the largest
    /// published set has 138,767 files (edges2handbags).
    pub fn of_archive(archive_bytes: u64) -> Self {
        Self {
            bytes: archive_bytes.saturating_mul(8).saturating_add(1 << 24),
            entries: 1_000_000,
        }
    }
}

/// Why an archive was not unpacked.
#[derive(Debug, Error)]
pub enum UnpackError {
    #[error("it is damaged ({0})")]
    Damaged(#[source] io::Error),
    #[error("its entry `{entry}` is refused: {reason}")]
    Path { entry: String, reason: PathError },
    #[error("its entry `{entry}` is refused: it is a {kind}, not a file or folder")]
    Kind { entry: String, kind: &'static str },
    #[error("its entry `{0}` is refused: the archive holds it twice")]
    Twice(String),
    #[error("its files are larger than {0} bytes together, more than such an archive can hold")]
    TooLarge(u64),
    #[error("it holds more than {0} files and folders")]
    TooMany(u64),
    #[error("cannot write {}: {source}", path.display())]
    Write { path: PathBuf, source: io::Error },
}

/// Unpacks into the empty folder `to`; what is there after an error is incomplete. Returns the
/// number of files.
///
/// # Errors
/// See [`UnpackError`]. Nothing outside `to` is ever touched.
pub fn unpack(archive: impl Read, to: &Path, limits: Limits) -> Result<u64, UnpackError> {
    let allowance = Rc::new(Cell::new(BETWEEN_ENTRIES_BYTES));
    let mut archive = Archive::new(Rationed {
        inner: MultiGzDecoder::new(archive),
        allowance: Rc::clone(&allowance),
    });
    let (mut bytes, mut entries, mut files) = (0_u64, 0_u64, 0_u64);
    let mut listed = archive.entries().map_err(UnpackError::Damaged)?;
    loop {
        allowance.set(BETWEEN_ENTRIES_BYTES);
        let Some(entry) = listed.next() else { break };
        let mut entry = entry.map_err(UnpackError::Damaged)?;
        entries += 1;
        if entries > limits.entries {
            return Err(UnpackError::TooMany(limits.entries));
        }
        let name = String::from_utf8_lossy(&entry.path_bytes())
            .escape_default()
            .to_string();
        let kind = entry.header().entry_type();
        if kind == EntryType::XGlobalHeader {
            continue;
        }
        let relative = inside(&entry.path_bytes()).map_err(|reason| UnpackError::Path {
            entry: name.clone(),
            reason,
        })?;
        let path = to.join(&relative);
        match kind {
            EntryType::Directory => create_folder(&path)?,
            EntryType::Regular if relative.as_os_str().is_empty() => {
                let reason = PathError::Empty;
                return Err(UnpackError::Path {
                    entry: name,
                    reason,
                });
            }
            EntryType::Regular => {
                bytes = bytes.saturating_add(entry.size());
                if bytes > limits.bytes {
                    return Err(UnpackError::TooLarge(limits.bytes));
                }
                allowance.set(entry.size() + BLOCK_BYTES);
                if let Some(folder) = path.parent() {
                    create_folder(folder)?;
                }
                write_file(&mut entry, &path, name)?;
                files += 1;
            }
            other => {
                let kind = word(other);
                return Err(UnpackError::Kind { entry: name, kind });
            }
        }
    }
    // The check sum comes last: only at the end of the stream has all of it been compared.
    allowance.set(BETWEEN_ENTRIES_BYTES);
    io::copy(&mut archive.into_inner(), &mut io::sink()).map_err(UnpackError::Damaged)?;
    Ok(files)
}

fn create_folder(path: &Path) -> Result<(), UnpackError> {
    fs::create_dir_all(path).map_err(|source| UnpackError::Write {
        path: path.to_owned(),
        source,
    })
}

/// Reading and writing fail for different reasons, so they are kept apart.
fn write_file(
    entry: &mut Entry<'_, impl Read>,
    path: &Path,
    name: String,
) -> Result<(), UnpackError> {
    let unwritable = |source| UnpackError::Write {
        path: path.to_owned(),
        source,
    };
    let mut file = match OpenOptions::new().write(true).create_new(true).open(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            return Err(UnpackError::Twice(name));
        }
        opened => opened.map_err(unwritable)?,
    };
    let mut left = entry.size();
    let mut buffer = vec![0; BUFFER_BYTES];
    while left > 0 {
        let count = entry.read(&mut buffer).map_err(UnpackError::Damaged)?;
        if count == 0 {
            return Err(UnpackError::Damaged(io::ErrorKind::UnexpectedEof.into()));
        }
        file.write_all(&buffer[..count]).map_err(unwritable)?;
        left -= count as u64;
    }
    Ok(())
}

fn word(kind: EntryType) -> &'static str {
    match kind {
        EntryType::Symlink => "symbolic link",
        EntryType::Link => "hard link",
        EntryType::Char | EntryType::Block => "device",
        EntryType::Fifo => "pipe",
        EntryType::GNUSparse => "sparse file",
        _ => "special entry",
    }
}

/// Lets through what the entry at hand may need, so that a few kilobytes cannot swell without end.
struct Rationed<R> {
    inner: R,
    allowance: Rc<Cell<u64>>,
}

impl<R: Read> Read for Rationed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        let left = self.allowance.get().checked_sub(count as u64);
        let left = left.ok_or_else(|| io::Error::other("more bytes than its headers announce"))?;
        self.allowance.set(left);
        Ok(count)
    }
}
