//! Installs what building and testing need: the wasm target, Trunk, wasm-bindgen's command line,
//! the npm packages, and for tests a Chromium.
//!
//! Every step first looks whether it has anything to do, so running it again costs a second.
//! Versions come from one place each: wasm-bindgen's from Cargo.lock (the program must match the
//! crate exactly), npm's from package-lock.json, Trunk's from below.

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::build_id::hex;
use crate::process;
use crate::project::Project;
use crate::{browser, report};

/// The newest Trunk that the project's rustc can build; 0.22 asks for a newer one.
const TRUNK_VERSION: &str = "0.21.14";
const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// What a step found.
enum Found {
    /// It was there already; the text says what.
    Already(String),
    /// This run installed it.
    Installed(String),
}

/// Everything, browser included.
pub fn everything(project: &Project) -> Result<()> {
    for_building(project)?;
    chromium()
}

/// The browser that the tests drive.
///
/// # Errors
/// None there, and none that could be installed.
pub fn chromium() -> Result<()> {
    step("Chromium", || match browser::find()? {
        Some(path) => Ok(Found::Already(path.display().to_string())),
        None => browser::install().map(|path| Found::Installed(path.display().to_string())),
    })
}

/// What `bench` needs: everything, and the libraries that the engines are compared with.
pub fn for_bench(project: &Project) -> Result<()> {
    everything(project)?;
    step("npm packages of the benchmark", || {
        npm_packages(&project.bench())
    })
}

/// What `build` and `serve` need: everything but the browser.
pub fn for_building(project: &Project) -> Result<()> {
    step("wasm target", || target(WASM_TARGET))?;
    step("wasm-bindgen", || {
        // Without --locked: the lock file inside the published package names a version that has
        // since been withdrawn.
        let version = project.locked_version("wasm-bindgen")?;
        cargo_installed("wasm-bindgen", "wasm-bindgen-cli", &version, &[])
    })?;
    step("Trunk", || {
        // Its default features are a check for updates and TLS for downloads. Neither is used:
        // the tools that it would download are the ones installed here.
        let flags = ["--locked", "--no-default-features"];
        cargo_installed("trunk", "trunk", TRUNK_VERSION, &flags)
    })?;
    step("npm packages", || npm_packages(&project.browser_tests()))
}

fn step(name: &str, run: impl FnOnce() -> Result<Found>) -> Result<()> {
    let start = Instant::now();
    let found = run().with_context(|| format!("setting up {name} failed"))?;
    let took = report::duration(start.elapsed());
    match found {
        Found::Already(what) => println!("setup: {name}: already there ({what}), {took}"),
        Found::Installed(what) => println!("setup: {name}: installed ({what}), {took}"),
    }
    Ok(())
}

/// The standard library of another system, for type checks.
///
/// # Errors
/// No rustup to add it.
pub fn library_of(target_name: &str) -> Result<()> {
    step("another target", || target(target_name))
}

/// The program behind `cargo clippy`, which small installations of Rust leave out.
///
/// # Errors
/// No rustup to add it.
pub fn clippy() -> Result<()> {
    step("clippy", || {
        if let Some(version) = process::version_line("clippy-driver") {
            return Ok(Found::Already(version));
        }
        process::stream(process::command("rustup").args(["component", "add", "clippy"]))?;
        Ok(Found::Installed("clippy".to_owned()))
    })
}

fn target(name: &str) -> Result<Found> {
    let mut rustc = process::command("rustc");
    rustc.args(["--print", "target-libdir", "--target", name]);
    let libraries = process::capture(&mut rustc)?;
    if Path::new(libraries.trim()).is_dir() {
        return Ok(Found::Already(name.to_owned()));
    }
    if process::version_line("rustup").is_none() {
        bail!(
            "this Rust has no {name} library and there is no rustup to add it: install Rust from https://rustup.rs"
        );
    }
    process::stream(process::command("rustup").args(["target", "add", name]))?;
    Ok(Found::Installed(name.to_owned()))
}

/// Makes sure that `program --version` ends with `version`; builds `package` where it does not.
fn cargo_installed(program: &str, package: &str, version: &str, flags: &[&str]) -> Result<Found> {
    let label = format!("{program} {version}");
    if process::version_line(program).as_deref() == Some(label.as_str()) {
        return Ok(Found::Already(label));
    }
    println!("setup: building {package} {version} from source, which takes some minutes");
    let mut cargo = process::command("cargo");
    cargo
        // Some of these packages ask for link-time optimisation, which doubles the wait and
        // saves milliseconds here.
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .args(["install", package, "--version"])
        .arg(format!("={version}"))
        .args(flags);
    process::stream(&mut cargo)?;
    match process::version_line(program) {
        Some(line) if line == label => Ok(Found::Installed(label)),
        Some(other) => bail!(
            "{label} was installed, but PATH finds `{other}` first: remove that one or put cargo's bin folder before it"
        ),
        None => bail!("{label} was installed, but it does not start"),
    }
}

/// `npm ci` unless the folder holds what this very lock file says, which a stamp remembers.
fn npm_packages(package: &Path) -> Result<Found> {
    let node = process::version_line("node")
        .context("Node.js is missing: install version 20 or newer from https://nodejs.org")?;
    if major_version(&node).is_none_or(|major| major < 20) {
        bail!("Node.js {node} is too old: install version 20 or newer from https://nodejs.org");
    }
    if process::version_line(npm()).is_none() {
        bail!("npm is missing: install it beside Node.js {node}");
    }
    let lock_path = package.join("package-lock.json");
    let lock =
        fs::read(&lock_path).with_context(|| format!("cannot read {}", lock_path.display()))?;
    let wanted = hex(&Sha256::digest(&lock));
    let stamp: PathBuf = package.join("node_modules").join(".installed-lock-sha256");
    let label = format!("node {node}, {}", package.display());
    if fs::read_to_string(&stamp).is_ok_and(|held| held == wanted) {
        return Ok(Found::Already(label));
    }
    process::stream(process::command(npm()).arg("ci").current_dir(package))?;
    fs::write(&stamp, wanted).with_context(|| format!("cannot write {}", stamp.display()))?;
    Ok(Found::Installed(label))
}

/// npm is a script, and on Windows scripts do not start without their ending.
fn npm() -> &'static str {
    if cfg!(windows) { "npm.cmd" } else { "npm" }
}

/// The 20 of `v20.11.1`.
fn major_version(version: &str) -> Option<u32> {
    version
        .trim_start_matches('v')
        .split('.')
        .next()?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::major_version;

    #[test]
    fn the_major_version_of_node_is_the_number_before_the_first_dot() {
        assert_eq!(major_version("v20.11.1"), Some(20));
        assert_eq!(major_version("v8.0.0"), Some(8));
        assert_eq!(major_version("unknown"), None);
    }
}
