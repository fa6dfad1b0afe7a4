//! The list of the site's files that `service_worker.js` works from.

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;
use walkdir::WalkDir;

use super::WORKER;
use crate::build_id::hex;

/// Begins the worker's line that holds the list.
const OPENING: &str = "\nconst SITE = ";
const MODEL_LIST: &str = "models/models.json";
/// What the page itself takes of the engine's module: how a bundle is checked.
const CHECKS: [&str; 2] = ["engine/model.js", "engine/error.js"];

/// Every file of the site but the service worker, by its path.
pub struct Site {
    build_id: String,
    /// Sorted by path, so that the same files always make the same version.
    files: Map<String, Value>,
}

impl Site {
    /// Reads and digests the files in `dist`.
    pub fn list(dist: &Path, build_id: &str) -> Result<Self> {
        let default_model = default_model(dist)?;
        let mut files = Map::new();
        for entry in WalkDir::new(dist).sort_by_file_name() {
            let entry = entry.context("cannot list the site")?;
            if !entry.file_type().is_file() {
                continue;
            }
            let inside = entry.path().strip_prefix(dist)?;
            let path = inside.to_string_lossy().replace('\\', "/");
            // Browsers ask for it by themselves, and files whose names begin with a dot are the
            // host's settings.
            if path == WORKER || path.split('/').any(|part| part.starts_with('.')) {
                continue;
            }
            let content = fs::read(entry.path())
                .with_context(|| format!("cannot read {}", entry.path().display()))?;
            let mut file = json!({ "sha256": hex(&Sha256::digest(&content)) });
            if let Some(query) = query(&path, build_id) {
                file["query"] = query.into();
            }
            if comes_later(&path, &default_model) {
                file["later"] = true.into();
            }
            files.insert(path, file);
        }
        Ok(Self {
            build_id: build_id.to_owned(),
            files,
        })
    }

    /// 64 bits, in hexadecimal, that change with any file's name or content.
    pub fn version(&self) -> String {
        let files = Value::Object(self.files.clone()).to_string();
        hex(&Sha256::digest(files)[..8])
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// The list as the worker reads it.
    pub fn json(&self, version: &str) -> String {
        json!({ "version": version, "build": self.build_id, "files": self.files }).to_string()
    }
}

/// The build id in the worker's list, if it has one.
pub fn build_id_of(worker: &str) -> Option<String> {
    Some(site_of(worker)?["build"].as_str()?.to_owned())
}

/// The paths in the worker's list, if it has one.
pub fn files_of(worker: &str) -> Option<Vec<String>> {
    Some(
        site_of(worker)?["files"]
            .as_object()?
            .keys()
            .cloned()
            .collect(),
    )
}

fn site_of(worker: &str) -> Option<Value> {
    let (_, rest) = worker.split_once(OPENING)?;
    let (json, _) = rest.split_once(";\n")?;
    serde_json::from_str(json).ok()
}

/// The worker's script with this list in place of the one it has.
pub fn with_site(worker: &str, site: &str) -> Result<String> {
    let Some((before, rest)) = worker.split_once(OPENING) else {
        bail!("{WORKER} has no line `const SITE = …;` for the list of files");
    };
    let after = rest.find('\n').map_or("", |end| &rest[end..]);
    Ok(format!("{before}{OPENING}{site};{after}"))
}

/// The query under which the page asks for a file: the service worker finds what the first visit has
/// left in the browser's HTTP cache only under the same address.
fn query(path: &str, build_id: &str) -> Option<String> {
    match path {
        "engine_worker.js" => Some(format!("engine=cpu&build={build_id}")),
        _ if path.starts_with("engine_") || path.starts_with("import_worker") => {
            Some(format!("build={build_id}"))
        }
        _ => None,
    }
}

/// Whether a visit works without this file: it is kept when it is first used.
fn comes_later(path: &str, default_model: &str) -> bool {
    let other_model = path.starts_with("models/") && path != MODEL_LIST && path != default_model;
    let on_request = [
        "engine_gpu",
        "engine_critic",
        "import_worker",
        "foreign_models.js",
        "engine/",
        "about/",
        "samples/",
        // Of pages that draw something else than facades.
        "subject.css",
        "other_subjects.js",
        "photograph.js",
    ];
    let requested = on_request.iter().any(|part| path.starts_with(part));
    (requested && !CHECKS.contains(&path)) || other_model
}

/// The path of the model that the page loads unless told otherwise.
fn default_model(dist: &Path) -> Result<String> {
    let path = dist.join(MODEL_LIST);
    let text = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let list: Value =
        serde_json::from_slice(&text).with_context(|| format!("{} is not JSON", path.display()))?;
    let file_of = |name: &Value| {
        let models = list["models"].as_array()?;
        models.iter().find(|model| model["name"] == *name)?["file"].as_str()
    };
    let refine = &list["refine"];
    if !refine.is_null() && file_of(refine).is_none() {
        bail!(
            "{} names {refine} to refine pictures, but lists no such model",
            path.display()
        );
    }
    match file_of(&list["default"]) {
        Some(file) => Ok(format!("models/{file}")),
        None => bail!("{} lists no default model", path.display()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_replaces_the_one_of_before_and_nothing_else() {
        let worker = "// a\nconst SITE = null;\nconst B = 1;\n";
        let first = with_site(worker, r#"{"version":"1"}"#).unwrap();
        assert_eq!(
            first,
            "// a\nconst SITE = {\"version\":\"1\"};\nconst B = 1;\n"
        );
        let second = with_site(&first, r#"{"version":"2"}"#).unwrap();
        assert_eq!(second, first.replace('1', "2").replace("B = 2", "B = 1"));
        assert!(with_site("// no such line", "{}").is_err());
    }

    #[test]
    fn a_model_can_be_checked_without_a_network_and_the_engine_s_module_comes_later() {
        let later = |path| comes_later(path, "models/lite.safetensors");
        assert!(later("engine/index.js") && later("engine/example.html"));
        let package = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo runs the tests");
        for path in CHECKS {
            assert!(!later(path), "{path}");
            let file = Path::new(&package).join("../web").join(path);
            let script = fs::read_to_string(file).unwrap();
            let imports = script.split("from \"./").skip(1);
            for import in imports.filter_map(|rest| rest.split_once('"')) {
                let import = format!("engine/{}", import.0);
                assert!(CHECKS.contains(&&*import), "{path} needs {import}");
            }
        }
    }

    #[test]
    fn the_engines_are_listed_under_the_addresses_that_the_page_asks_for() {
        assert_eq!(query("engine_gpu_bg.wasm", "9"), Some("build=9".to_owned()));
        assert_eq!(
            query("import_worker_bg.wasm", "9"),
            Some("build=9".to_owned())
        );
        let worker = Some("engine=cpu&build=9".to_owned());
        assert_eq!(query("engine_worker.js", "9"), worker);
        assert_eq!(query("models/models.json", "9"), None);
    }
}
