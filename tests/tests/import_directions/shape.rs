//! What a source file may look like: short, and named after what it does.

use std::path::PathBuf;
use walkdir::{DirEntry, WalkDir};

use crate::workspace;

const LONGEST_LINES: usize = 600;
const SOURCE_ENDINGS: [&str; 6] = ["rs", "mjs", "js", "css", "html", "py"];
/// Names that say nothing of the content.
const NAMELESS: [&str; 5] = ["util", "utils", "common", "helper", "helpers"];
/// What builds leave behind, and what belongs to others.
const NOT_OURS: [&str; 5] = ["target", "dist", "node_modules", "runs", ".git"];

fn is_ours(entry: &DirEntry) -> bool {
    !NOT_OURS.contains(&entry.file_name().to_string_lossy().as_ref())
}

/// All source files of the project.
fn sources() -> Vec<PathBuf> {
    let files: Vec<PathBuf> = WalkDir::new(workspace())
        .sort_by_file_name()
        .into_iter()
        .filter_entry(is_ours)
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| {
            let ending = path.extension().unwrap_or_default().to_string_lossy();
            path.is_file() && SOURCE_ENDINGS.contains(&ending.as_ref())
        })
        .collect();
    assert!(files.len() > 20, "only {} source files found", files.len());
    files
}

#[test]
fn no_source_file_is_longer_than_600_lines() {
    for path in sources() {
        let lines = std::fs::read_to_string(&path).unwrap().lines().count();
        assert!(
            lines <= LONGEST_LINES,
            "{} has {lines} lines",
            path.display()
        );
    }
}

#[test]
fn no_module_has_a_name_that_says_nothing() {
    for path in sources() {
        let inside = path.strip_prefix(workspace()).unwrap().with_extension("");
        for name in &inside {
            assert!(
                !NAMELESS.contains(&name.to_string_lossy().as_ref()),
                "{}",
                path.display()
            );
        }
    }
}
