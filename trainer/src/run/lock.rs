//! One program at a time trains in a run's folder: two would clear away each other's checkpoints.

use std::fs::{File, TryLockError};
use std::path::Path;

use anyhow::{Context, Result, bail};

/// Name of the file that is locked; what it holds does not matter.
const FILE: &str = ".lock";

/// Holds the folder until it is dropped, and no longer than the program runs.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes a run's folder, which is there.
    ///
    /// # Errors
    /// A folder that another program has taken, or that cannot be written.
    pub fn take(run: &Path) -> Result<Self> {
        let path = run.join(FILE);
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .with_context(|| format!("cannot write {}", path.display()))?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => bail!(
                "another `trainer train` is at work in {}; wait until it is done, or choose another --run",
                run.display()
            ),
            // Some network file systems know no locks.
            Ok(()) | Err(TryLockError::Error(_)) => Ok(Self { _file: file }),
        }
    }
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    #[test]
    fn a_folder_is_taken_once_at_a_time() {
        let run = TempDir::new().unwrap();
        let lock = Lock::take(run.path()).unwrap();
        let error = Lock::take(run.path()).unwrap_err().to_string();
        assert!(error.contains("another `trainer train`"), "{error}");
        drop(lock);
        Lock::take(run.path()).unwrap();
        let missing = run.path().join("none");
        assert!(
            Lock::take(&missing)
                .unwrap_err()
                .to_string()
                .contains("none")
        );
    }
}
