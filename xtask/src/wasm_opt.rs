//! Binaryen's `wasm-opt` over the built binaries, where it makes them smaller.
//!
//! Results are kept by a digest of input and options, because the optimiser takes minutes for a
//! large binary and is asked again at each build.

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;
use walkdir::WalkDir;

use crate::build_id::hex;
use crate::file::{read, read_text, write};
use crate::process;
use crate::project::Project;
use crate::report;
use crate::wasm_names::Renamed;

/// What rustc and wasm-bindgen emit, and what every browser with module workers understands.
const FEATURES: [&str; 8] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-simd",
];

/// Size, twice, after branches were unravelled and tied anew: 2.4 kB less (gzip -9) of 308 than `-Oz` alone. The last one is
/// for [`crate::wasm_names`].
const PASSES: [&str; 5] = [
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
    "--minify-imports-and-exports-and-modules",
];

/// Optimises the page's binary in its place. The engines stay as the linker made them: `-O3` made the
/// CPU engine a tenth larger.
pub fn optimise_site(project: &Project) -> Result<()> {
    let program = project
        .browser_tests()
        .join("node_modules")
        .join("binaryen")
        .join("bin")
        .join("wasm-opt");
    // The package's programs are scripts: naming node starts them on every system.
    let version = process::capture(process::command("node").arg(&program).arg("--version"))?;
    let store = project.target().join("wasm-opt");
    fs::create_dir_all(&store).with_context(|| format!("cannot create {}", store.display()))?;
    let mut files = 0;
    for entry in WalkDir::new(project.dist()).sort_by_file_name() {
        let path = entry.context("cannot list dist/")?.into_path();
        if path
            .extension()
            .is_some_and(|extension| extension == "wasm")
        {
            optimise(&program, version.trim(), &store, &path)?;
            files += 1;
        }
    }
    if files == 0 {
        bail!("Trunk left no wasm file in {}", project.dist().display());
    }
    Ok(())
}

fn optimise(program: &Path, version: &str, store: &Path, path: &Path) -> Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if name.starts_with("engine_") {
        return Ok(());
    }
    let input = read(path)?;
    let mut digest = Sha256::new();
    digest.update(format!(
        "{version} {} {}\0",
        PASSES.join(" "),
        FEATURES.join(" ")
    ));
    digest.update(&input);
    let kept: PathBuf = store.join(format!("{}.wasm", hex(&digest.finalize()[..16])));
    let start = Instant::now();
    let names = kept.with_extension("json");
    let known = kept.is_file() && names.is_file();
    if !known {
        // Written beside and renamed, so that an interrupted run leaves no half file behind.
        let unfinished = kept.with_extension("unfinished");
        let mut command = process::command("node");
        command
            .arg(program)
            .arg(path)
            .args(PASSES)
            .args(FEATURES)
            .arg("-o")
            .arg(&unfinished);
        write(&names, process::capture(&mut command)?)?;
        fs::rename(&unfinished, &kept)
            .with_context(|| format!("cannot rename {}", unfinished.display()))?;
    }
    let script = script_of(path)?;
    let renamed = Renamed::read(&read_text(&names)?)?;
    let followed = renamed.follow(&read_text(&script)?);
    write(
        &script,
        followed.with_context(|| format!("cannot shorten names in {}", script.display()))?,
    )?;
    let output =
        fs::copy(&kept, path).with_context(|| format!("cannot write {}", path.display()))?;
    println!(
        "build: wasm-opt {name}: {} to {output} bytes, {}",
        input.len(),
        if known {
            "known from an earlier build".to_owned()
        } else {
            report::duration(start.elapsed())
        }
    );
    Ok(())
}

/// The script that wasm-bindgen wrote beside a binary.
fn script_of(binary: &Path) -> Result<PathBuf> {
    let name = binary.file_name().unwrap_or_default().to_string_lossy();
    let stem = name.strip_suffix("_bg.wasm");
    let stem = stem.with_context(|| format!("{} is not wasm-bindgen's", binary.display()))?;
    Ok(binary.with_file_name(format!("{stem}.js")))
}
