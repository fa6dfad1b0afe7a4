//! Writes the small files that mutations of hostile input begin with: `hostile_corpus tests/corpus`. Our own writers
//! make them, so that they follow the formats; a few are made to be wrong in one place.
//!
//! Files that are there already and came from elsewhere, findings for example, stay.

mod page;
mod training;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

/// The folders of the targets of `tests/hostile`.
pub struct Corpus(PathBuf);

impl Corpus {
    pub fn write(
        &self,
        target: &str,
        name: &str,
        bytes: impl AsRef<[u8]>,
    ) -> Result<(), Box<dyn Error>> {
        let folder = self.0.join(target);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(name), bytes)?;
        Ok(())
    }

    pub fn folder(&self) -> &Path {
        &self.0
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os()
        .nth(1)
        .ok_or("usage: hostile_corpus OUT")?;
    let corpus = Corpus(folder.into());
    page::write(&corpus)?;
    training::write(&corpus)?;
    println!("{}", corpus.folder().display());
    Ok(())
}
