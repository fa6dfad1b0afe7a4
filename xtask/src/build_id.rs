//! The build id: a digest of everything that decides what the wasm binaries contain.
//!
//! Page and worker compare it, so that a worker from an old cache never meets a newer page. Being
//! a digest of sources, not a time, it keeps an unchanged build unchanged and reproducible.

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::path::Path;
use walkdir::WalkDir;

use crate::file::read;

/// Files and folders that the binaries are compiled from, and the script that starts the
/// engines.
const SOURCES: [&str; 17] = [
    ".cargo/config.toml",
    "Cargo.lock",
    "Cargo.toml",
    "editor/Cargo.toml",
    "editor/src",
    "engine/Cargo.toml",
    "engine/src",
    "exchange/Cargo.toml",
    "exchange/src",
    "index.html",
    "model/Cargo.toml",
    "model/src",
    "protocol/Cargo.toml",
    "protocol/src",
    "src",
    "subjects",
    "web/engine_worker.js",
];

/// The first 64 bits, in hexadecimal, of the SHA-256 of all sources' names and contents.
pub fn build_id(root: &Path) -> Result<String> {
    digest(root, &SOURCES)
}

fn digest(root: &Path, sources: &[&str]) -> Result<String> {
    let mut hash = Sha256::new();
    for source in sources {
        for entry in WalkDir::new(root.join(source)).sort_by_file_name() {
            let entry = entry.context("cannot list the sources")?;
            if !entry.file_type().is_file() {
                continue;
            }
            let path = entry.path();
            let name = path
                .strip_prefix(root)
                .unwrap_or(path)
                .to_string_lossy()
                .replace('\\', "/");
            let content = read(path)?;
            // Lengths first, so that no two lists of files can run together into the same bytes.
            for part in [name.as_bytes(), &content] {
                hash.update((part.len() as u64).to_le_bytes());
                hash.update(part);
            }
        }
    }
    Ok(hex(&hash.finalize()[..8]))
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_id_changes_with_content_and_with_names_and_with_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir(root.join("src")).unwrap();
        fs::write(root.join("src/a.rs"), "a").unwrap();
        let first = digest(root, &["src"]).unwrap();
        fs::write(root.join("README.md"), "words").unwrap();
        assert_eq!(digest(root, &["src"]).unwrap(), first);
        fs::write(root.join("src/a.rs"), "b").unwrap();
        assert_ne!(digest(root, &["src"]).unwrap(), first);
        fs::rename(root.join("src/a.rs"), root.join("src/b.rs")).unwrap();
        fs::write(root.join("src/b.rs"), "a").unwrap();
        assert_ne!(digest(root, &["src"]).unwrap(), first);
    }

    #[test]
    fn a_missing_source_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        assert!(digest(folder.path(), &["src"]).is_err());
    }

    #[test]
    fn the_project_itself_has_an_id_of_16_digits() {
        let package = std::env::var("CARGO_MANIFEST_DIR").expect("cargo runs the tests");
        let root = Path::new(&package).parent().unwrap();
        assert_eq!(build_id(root).unwrap().len(), 16);
    }
}
