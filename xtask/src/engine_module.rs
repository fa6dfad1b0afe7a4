//! The engine without the studio: `engine/` of the built site, which uses the engines beside it, and the same as an npm
//! package with engines of its own.
//!
//! Knows which files there are, and of the module only the two constants that tell it where its worker is.

use anyhow::{Context, Result, bail, ensure};
use std::fs;
use std::path::{Path, PathBuf};

use crate::file::{read_text, write};
use crate::project::Project;

/// In the built site.
const FOLDER: &str = "engine";
/// The package's name, and its folder's.
const PACKAGE: &str = "facade-engine";
const MODULE: &str = "index.js";
/// Starts the worker that reads other programs' models.
const STARTER: &str = "foreign_models.js";
const MANIFEST: &str = "package.json";
/// The example speaks of the models of the site around it.
const EXAMPLE: &str = "example.";
/// What the module starts.
const ENGINES: [&str; 5] = [
    "engine_worker.js",
    "engine_cpu.js",
    "engine_cpu_bg.wasm",
    "engine_gpu.js",
    "engine_gpu_bg.wasm",
];
const LICENCES: [&str; 2] = ["LICENSE-MIT", "LICENSE-APACHE"];

/// Tells the module in `dist` and the page's own script that starts a worker, where they are there, which build the
/// engines beside them are of.
///
/// # Errors
/// One without the line that says so.
pub fn finish(dist: &Path, build_id: &str) -> Result<()> {
    for script in [dist.join(FOLDER).join(MODULE), dist.join(STARTER)] {
        if script.is_file() {
            let text = read_text(&script)?;
            write(&script, with_constant(&text, "BUILD", build_id)?)?;
        }
    }
    Ok(())
}

/// Writes the package of the site in `dist` below cargo's target directory, and says where it is.
///
/// # Errors
/// A site without the module or an engine.
pub fn package(project: &Project, dist: &Path) -> Result<PathBuf> {
    let folder = project.target().join(PACKAGE);
    if folder.is_dir() {
        fs::remove_dir_all(&folder)
            .with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    pack(dist, project.root(), &folder)?;
    println!(
        "build: the engine as an npm package in {}",
        folder.display()
    );
    Ok(folder)
}

fn pack(dist: &Path, root: &Path, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let copy = |from: &Path| -> Result<()> {
        let name = from.file_name().context("a file has a name")?;
        fs::copy(from, folder.join(name))
            .with_context(|| format!("cannot copy {}", from.display()))?;
        Ok(())
    };
    let module = dist.join(FOLDER);
    let entries =
        fs::read_dir(&module).with_context(|| format!("cannot read {}", module.display()))?;
    for entry in entries {
        let entry = entry?;
        if !entry.file_name().to_string_lossy().starts_with(EXAMPLE) {
            copy(&entry.path())?;
        }
    }
    for engine in ENGINES {
        copy(&dist.join(engine))?;
    }
    for licence in LICENCES {
        copy(&root.join(licence))?;
    }
    let module = folder.join(MODULE);
    let beside = with_constant(&read_text(&module)?, "WORKER", "./engine_worker.js")?;
    write(&module, beside)?;
    let manifest = folder.join(MANIFEST);
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    let text = read_text(&manifest)?;
    ensure!(
        text.contains(UNKNOWN_VERSION),
        "{} has no line {UNKNOWN_VERSION}",
        manifest.display()
    );
    write(&manifest, text.replacen(UNKNOWN_VERSION, &version, 1))
}

/// The package's version in the sources, which is that of the workspace.
const UNKNOWN_VERSION: &str = "\"version\": \"0.0.0\"";

/// The module with another value in its line `const NAME = "…";`.
fn with_constant(module: &str, name: &str, value: &str) -> Result<String> {
    let opening = format!("\nconst {name} = \"");
    let Some((before, rest)) = module.split_once(&opening) else {
        bail!("{MODULE} has no line `const {name} = \"…\";`");
    };
    let (_, after) = rest.split_once('"').context("a string ends")?;
    Ok(format!("{before}{opening}{value}\"{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root() -> PathBuf {
        let package = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo runs the tests");
        Path::new(&package).parent().unwrap().to_path_buf()
    }

    /// A site with the module as it is and engines that are none.
    fn site() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let module = folder.path().join(FOLDER);
        fs::create_dir(&module).unwrap();
        for entry in fs::read_dir(root().join("web/engine")).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), module.join(entry.file_name())).unwrap();
        }
        for engine in ENGINES {
            fs::write(folder.path().join(engine), engine).unwrap();
        }
        folder
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> = entries
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn the_package_has_engines_of_its_own_and_the_module_looks_for_them_there() {
        let (site, out) = (site(), tempfile::tempdir().unwrap());
        finish(site.path(), "0123").unwrap();
        let package = out.path().join(PACKAGE);
        pack(site.path(), &root(), &package).unwrap();
        let module = read_text(&package.join(MODULE)).unwrap();
        assert!(module.contains("\nconst BUILD = \"0123\";\n"), "{module}");
        assert!(module.contains("\nconst WORKER = \"./engine_worker.js\";\n"));
        let names = names(&package);
        for name in [
            "index.d.ts",
            "README.md",
            "engine_gpu_bg.wasm",
            "LICENSE-MIT",
        ] {
            assert!(names.iter().any(|found| found == name), "{names:?}");
        }
        assert!(!names.iter().any(|name| name.starts_with(EXAMPLE)));
        let manifest: serde_json::Value =
            serde_json::from_str(&read_text(&package.join(MANIFEST)).unwrap()).unwrap();
        assert_eq!(manifest["version"], env!("CARGO_PKG_VERSION"));
        for file in [&manifest["main"], &manifest["types"]] {
            let file = file.as_str().unwrap().trim_start_matches("./");
            assert!(names.iter().any(|name| name == file), "{file}");
        }
    }

    #[test]
    fn the_site_s_module_uses_the_engines_beside_its_folder_and_is_finished_twice_alike() {
        let site = site();
        finish(site.path(), "0123").unwrap();
        let module = read_text(&site.path().join("engine/index.js")).unwrap();
        assert!(module.contains("\nconst WORKER = \"../engine_worker.js\";\n"));
        finish(site.path(), "0123").unwrap();
        assert_eq!(
            read_text(&site.path().join("engine/index.js")).unwrap(),
            module
        );
        finish(tempfile::tempdir().unwrap().path(), "0123").unwrap();
    }

    #[test]
    fn a_module_without_its_constants_is_refused() {
        assert!(with_constant("// nothing", "BUILD", "1").is_err());
    }
}
