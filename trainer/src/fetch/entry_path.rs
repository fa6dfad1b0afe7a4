//! Where an archive's entry may go. Knows names, and no files.

use std::path::PathBuf;

use thiserror::Error;

/// As long as the file systems in use allow.
const LONGEST_NAME_BYTES: usize = 255;
const LONGEST_PATH_BYTES: usize = 1000;

/// Why a path inside an archive is refused.
#[derive(Debug, PartialEq, Eq, Error)]
pub enum PathError {
    #[error("its name is not UTF-8")]
    NotUtf8,
    #[error("its path is absolute")]
    Absolute,
    #[error("its path leaves the folder")]
    LeavesFolder,
    #[error("its name has a character that means something else on another system")]
    Character,
    #[error("its path is too long")]
    TooLong,
    #[error("it has no name")]
    Empty,
}

/// Turns an entry's path into one below the folder that the archive is unpacked into.
///
/// Only plain names separated by `/` pass, so that the path means the same on every system: no `..`,
/// no root, no backslash, no drive or stream (`:`), no control character. `.` is skipped.
///
/// # Errors
/// Any other path.
pub fn inside(path: &[u8]) -> Result<PathBuf, PathError> {
    let path = std::str::from_utf8(path).map_err(|_| PathError::NotUtf8)?;
    if path.len() > LONGEST_PATH_BYTES {
        return Err(PathError::TooLong);
    }
    if path.starts_with('/') {
        return Err(PathError::Absolute);
    }
    let mut inside = PathBuf::new();
    for name in path.split('/') {
        if name.is_empty() || name == "." {
            continue;
        }
        if name == ".." {
            return Err(PathError::LeavesFolder);
        }
        if name.contains(|c: char| c == '\\' || c == ':' || c.is_control()) {
            return Err(PathError::Character);
        }
        if name.len() > LONGEST_NAME_BYTES {
            return Err(PathError::TooLong);
        }
        inside.push(name);
    }
    Ok(inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_paths_stay_as_they_are() {
        for path in ["facades/train/1.jpg", "./facades//train/./1.jpg"] {
            let expected = PathBuf::from("facades/train/1.jpg");
            assert_eq!(inside(path.as_bytes()), Ok(expected), "{path}");
        }
    }

    #[test]
    fn paths_that_lead_elsewhere_are_refused() {
        let long = "a".repeat(256);
        let deep = "a/".repeat(600);
        for (path, expected) in [
            ("../evil", PathError::LeavesFolder),
            ("facades/../../evil", PathError::LeavesFolder),
            ("facades/..", PathError::LeavesFolder),
            ("/etc/passwd", PathError::Absolute),
            ("//server/share", PathError::Absolute),
            ("C:/evil", PathError::Character),
            ("facades\\..\\evil", PathError::Character),
            ("facades/1.jpg:stream", PathError::Character),
            ("facades/\n1.jpg", PathError::Character),
            (&long, PathError::TooLong),
            (&deep, PathError::TooLong),
        ] {
            assert_eq!(inside(path.as_bytes()), Err(expected), "{path}");
        }
        assert_eq!(inside(b"facades/\xff.jpg"), Err(PathError::NotUtf8));
    }
}
