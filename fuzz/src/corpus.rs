//! Where the committed seeds lie.

use std::path::{Path, PathBuf};

/// One file of a target.
pub fn file(target: &str, name: &str) -> PathBuf {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/corpus");
    corpus.join(target).join(name)
}
