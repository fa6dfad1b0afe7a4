//! The layout's invariants that the compiler does not know: which packages may depend on which, what some must not take
//! from the standard library and the browser, and what files may look like.
//!
//! Sources are read as Rust tokens, so comments and strings do not count, and
//! `use std::{fs, io}`, `super::` and `crate::` all resolve to the path they mean. Macros that
//! assemble paths at expansion could slip through; the manifests' rules catch those that would
//! need another crate.

mod manifests;
mod paths;
mod shape;

use paths::Path;
use std::path::{Path as FilePath, PathBuf};
use walkdir::WalkDir;

/// What one part of the source tree must not import.
struct Rule {
    /// Folders or files, relative to the workspace.
    area: &'static [&'static str],
    /// Path prefixes. A last segment that ends in `*` stands for every name that begins so.
    forbidden: &'static [&'static str],
}

/// What crates cannot say: parts of the standard library and of web-sys that everybody can reach. Which of our crates
/// knows which is the manifests' business, and the compiler's.
const RULES: [Rule; 2] = [
    Rule {
        area: &[
            "subjects/lib.rs",
            "subjects/facades",
            "model/src",
            "editor/src",
            "exchange/src",
            "protocol/src",
        ],
        forbidden: &["std::env", "std::fs", "std::net", "std::process"],
    },
    // An engine runs in a worker, where these do not exist.
    Rule {
        area: &["engine/src"],
        forbidden: &[
            "web_sys::Document",
            "web_sys::Element",
            "web_sys::Html*",
            "web_sys::Window",
            "web_sys::window",
        ],
    },
];

/// The workspace's folder.
fn workspace() -> PathBuf {
    let package = std::env::var("CARGO_MANIFEST_DIR").expect("cargo runs the tests");
    FilePath::new(&package).parent().unwrap().to_path_buf()
}

/// All Rust files at or below `area`, sorted; none where the path does not exist.
fn rust_files(area: &FilePath) -> Vec<PathBuf> {
    WalkDir::new(area)
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .map(walkdir::DirEntry::into_path)
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}

/// The module that a file below a `src` folder is, from the crate's root.
fn module_of(file: &FilePath) -> Vec<String> {
    let names: Vec<String> = file
        .with_extension("")
        .iter()
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    let source = names
        .iter()
        .rposition(|name| name == "src")
        .map_or(0, |index| index + 1);
    let mut module = names[source..].to_vec();
    match module.first().map(String::as_str) {
        // Each file there is the root of a crate of its own.
        Some("bin") => module.clear(),
        Some("lib" | "main") if module.len() == 1 => module.clear(),
        _ => {}
    }
    if module.last().is_some_and(|name| name == "mod") {
        module.pop();
    }
    module
}

/// The first of `forbidden` that `path` begins with.
fn forbidden_prefix<'a>(path: &Path, forbidden: &[&'a str]) -> Option<&'a str> {
    forbidden.iter().copied().find(|prefix| {
        let wanted: Vec<&str> = prefix.split("::").collect();
        path.segments.len() >= wanted.len()
            && wanted
                .iter()
                .zip(&path.segments)
                .all(|(want, have)| match want.strip_suffix('*') {
                    Some(beginning) => have.starts_with(beginning),
                    None => have == want,
                })
    })
}

/// Every forbidden import in `source`, which is the text of `file`.
fn violations(file: &FilePath, source: &str, forbidden: &[&str]) -> Vec<String> {
    let name = file.display();
    let found = paths::paths(source, &module_of(file))
        .unwrap_or_else(|error| panic!("{name} is not Rust: {error}"));
    let mut faults: Vec<String> = found
        .iter()
        .filter_map(|path| {
            let prefix = forbidden_prefix(path, forbidden)?;
            Some(format!(
                "{name}: imports {}, and {prefix} is forbidden here",
                path.segments.join("::")
            ))
        })
        .collect();
    faults.dedup();
    faults
}

#[test]
fn no_source_file_imports_against_the_directions() {
    let root = workspace();
    let mut faults = Vec::new();
    let mut checked = 0;
    for rule in &RULES {
        for area in rule.area {
            for file in rust_files(&root.join(area)) {
                let source = std::fs::read_to_string(&file).unwrap();
                let short = file.strip_prefix(&root).unwrap();
                faults.extend(violations(short, &source, rule.forbidden));
                checked += 1;
            }
        }
    }
    println!("{checked} file checks");
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn every_area_of_the_rules_exists() {
    let root = workspace();
    for rule in &RULES {
        for area in rule.area {
            // A module is a file or a folder of that name; one of the two is enough.
            let other = match area.strip_suffix(".rs") {
                Some(folder) => root.join(folder),
                None => root.join(format!("{area}.rs")),
            };
            assert!(
                root.join(area).exists() || other.exists(),
                "{area} is gone: correct the rules"
            );
        }
    }
}

#[test]
fn each_way_of_writing_an_import_is_seen() {
    let file = FilePath::new("src/ui/canvas.rs");
    for source in [
        "use burn::tensor::Tensor;",
        "use {std::rc::Rc, burn::tensor::{Tensor, Device as D}};",
        "fn f() { let x = burn_flex::Flex::default(); }",
        "fn f() { println!(\"{}\", ::burn::VERSION); }",
        "use crate::engine::device::choose;",
        "use super::super::engine::device;",
        "mod tests { use super::super::super::engine; use super::super::super::engine::device; }",
        "use facade::engine::device;",
    ] {
        let forbidden = ["burn", "burn_*", "crate::engine", "facade::engine"];
        assert!(!violations(file, source, &forbidden).is_empty(), "{source}");
    }
}

#[test]
fn comments_strings_and_namesakes_are_no_imports() {
    let file = FilePath::new("src/ui/canvas.rs");
    let source = r#"
        //! Unlike burn::tensor, this file draws.
        /* crate::engine::device */
        use super::engines::Link;
        use super::engine;
        const NAME: &str = "burn::tensor";
        fn f(burn: u8) -> u8 { burn }
        fn g() { ui::engine::start() }
    "#;
    let found = violations(file, source, &["burn", "burn_*", "crate::engine"]);
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_file_knows_its_module() {
    for (file, module) in [
        ("src/lib.rs", ""),
        ("src/protocol.rs", "protocol"),
        ("src/editor/mod.rs", "editor"),
        ("editor/src/history.rs", "history"),
        ("src/bin/app.rs", ""),
        ("model/src/unet.rs", "unet"),
    ] {
        assert_eq!(module_of(FilePath::new(file)).join("::"), module, "{file}");
    }
}
