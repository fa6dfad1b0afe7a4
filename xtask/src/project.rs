//! Where the project's files are, and which versions its lock file pins.

use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};

use crate::process;

/// The checkout this program was started in, and cargo's target directory for it.
pub struct Project {
    root: PathBuf,
    target: PathBuf,
}

impl Project {
    /// Finds the workspace and asks cargo for its target directory, which the environment or a
    /// configuration file may have moved.
    ///
    /// The place is asked for at run time: clones that share a target directory also share this
    /// program.
    pub fn locate() -> Result<Self> {
        let package = std::env::var_os("CARGO_MANIFEST_DIR")
            .context("this program finds the project through cargo: run `cargo xtask`")?;
        let root = Path::new(&package)
            .parent()
            .context("the xtask crate lies at the top of a file system")?
            .to_path_buf();
        let mut cargo = process::command("cargo");
        cargo
            .args(["metadata", "--no-deps", "--format-version", "1"])
            .current_dir(&root);
        let metadata: serde_json::Value = serde_json::from_str(&process::capture(&mut cargo)?)
            .context("cargo metadata answered something other than JSON")?;
        let target = metadata["target_directory"]
            .as_str()
            .context("cargo metadata names no target directory")?;
        Ok(Self {
            root,
            target: PathBuf::from(target),
        })
    }

    /// A project without sources, whose target directory is in `folder`.
    #[cfg(test)]
    pub fn in_folder(folder: &Path) -> Self {
        Self {
            root: folder.to_path_buf(),
            target: folder.join("target"),
        }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Cargo's target directory, outside of which nothing but `dist/` and `node_modules/` is
    /// written.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// The built site.
    pub fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// The browser tests, which are an npm package.
    pub fn browser_tests(&self) -> PathBuf {
        self.root.join("tests").join("browser")
    }

    /// The benchmark, which is an npm package inside that one.
    pub fn bench(&self) -> PathBuf {
        self.browser_tests().join("bench")
    }

    /// The version of `package` in Cargo.lock.
    pub fn locked_version(&self, package: &str) -> Result<String> {
        let path = self.root.join("Cargo.lock");
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("cannot read {}", path.display()))?;
        locked_version(&text, package)
    }
}

fn locked_version(lock_file: &str, package: &str) -> Result<String> {
    let lock: toml::Table = lock_file.parse().context("Cargo.lock is not TOML")?;
    let packages = lock
        .get("package")
        .and_then(toml::Value::as_array)
        .context("Cargo.lock lists no packages")?;
    let versions: Vec<&str> = packages
        .iter()
        .filter(|entry| entry.get("name").and_then(toml::Value::as_str) == Some(package))
        .filter_map(|entry| entry.get("version").and_then(toml::Value::as_str))
        .collect();
    match versions.as_slice() {
        [version] => Ok((*version).to_owned()),
        [] => bail!("Cargo.lock does not contain {package}"),
        several => bail!(
            "Cargo.lock contains {package} more than once: {}",
            several.join(", ")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::locked_version;

    const LOCK: &str = r#"
version = 4

[[package]]
name = "wasm-bindgen"
version = "0.2.130"

[[package]]
name = "wasm-bindgen-futures"
version = "0.4.80"

[[package]]
name = "twice"
version = "1.0.0"

[[package]]
name = "twice"
version = "2.0.0"
"#;

    #[test]
    fn the_version_is_that_of_the_package_with_exactly_this_name() {
        assert_eq!(locked_version(LOCK, "wasm-bindgen").unwrap(), "0.2.130");
    }

    #[test]
    fn a_missing_or_doubled_package_is_refused() {
        assert!(locked_version(LOCK, "absent").is_err());
        let error = locked_version(LOCK, "twice").unwrap_err().to_string();
        assert!(error.contains("1.0.0, 2.0.0"), "{error}");
    }
}
