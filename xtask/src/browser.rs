//! The Chromium that the browser tests drive: found, or installed where that is one command.

use anyhow::{Result, bail};
use std::path::{Path, PathBuf};

use crate::process;

/// Names under which distributions and vendors install it, the freest first.
const NAMES: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// The browser that the variable CHROMIUM names, else the first one on PATH.
///
/// # Errors
/// CHROMIUM names something that is not there: silently testing another browser would be worse.
pub fn find() -> Result<Option<PathBuf>> {
    match std::env::var_os("CHROMIUM").filter(|value| !value.is_empty()) {
        Some(named) => {
            let path = PathBuf::from(named);
            if path.is_file() {
                return Ok(Some(path));
            }
            bail!(
                "the variable CHROMIUM names {}, which does not exist",
                path.display()
            );
        }
        None => Ok(process::find_program(&NAMES)),
    }
}

/// Installs Chromium by apt where this is root on a Debian or Ubuntu.
///
/// # Errors
/// Anywhere else, with what to do instead.
pub fn install() -> Result<PathBuf> {
    if !Path::new("/etc/debian_version").is_file() || !is_root() {
        bail!("install Chromium or Chrome, or set the variable CHROMIUM to its path");
    }
    let mut update = process::command("apt-get");
    process::stream(update.arg("update"))?;
    let mut install = process::command("apt-get");
    install
        .args(["install", "--yes", "--no-install-recommends", "chromium"])
        .env("DEBIAN_FRONTEND", "noninteractive");
    process::stream(&mut install)?;
    match find()? {
        Some(path) => Ok(path),
        None => bail!("apt-get installed chromium, but no program of that name is on PATH"),
    }
}

fn is_root() -> bool {
    process::capture(process::command("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}
