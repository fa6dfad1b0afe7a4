//! The committed files that mutations begin with; `examples/hostile_corpus.rs` wrote most of them.

use std::fs;
use std::path::{Path, PathBuf};

/// Generators that other programs saved serve two purposes.
const IMPORTS: [(&str, &[&str]); 3] = [
    ("import-pth", &["batch.pth", "instance-legacy.pth"]),
    (
        "import-safetensors",
        &["batch.safetensors", "unet_128.safetensors"],
    ),
    ("import-ckpt", &["mindspore.ckpt"]),
];

/// The folder of this package.
pub fn package() -> PathBuf {
    // At run time, because clones may share a target directory, and so the compiled tests.
    PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("cargo runs the tests"))
}

/// One file of a target.
pub fn file(target: &str, name: &str) -> PathBuf {
    package().join("corpus").join(target).join(name)
}

/// The seeds of a target, in the order of their names.
pub fn of(target: &str) -> Vec<Vec<u8>> {
    let golden = package().join("golden/import");
    let imports = IMPORTS.iter().filter(|(name, _)| *name == target);
    let mut paths: Vec<PathBuf> = imports
        .flat_map(|(_, files)| files.iter().map(|file| golden.join(file)))
        .collect();
    if let Ok(entries) = fs::read_dir(package().join("corpus").join(target)) {
        paths.extend(entries.map(|entry| entry.expect("a readable corpus").path()));
    }
    paths.sort();
    assert!(!paths.is_empty(), "no corpus for {target}");
    paths.iter().map(|path| read(path)).collect()
}

fn read(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
