//! What makes a built folder the site that visitors get: a page without inline script under a
//! strict policy, and a service worker that knows every file.
//!
//! Runs last, and again after any file was exchanged by hand: what is done already stays as it is.
//! Knows the page's markup only as far as [`page`] does, and nothing of how the folder was built.

mod page;
mod precache;

use anyhow::Result;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;

use crate::build_id::hex;
use crate::engine_module;
use crate::file::{read_text, write};
use precache::Site;

const PAGE: &str = "index.html";
const WORKER: &str = "service_worker.js";

/// Finishes the site in `dist`, whose binaries carry `build_id`, and says which version it is.
///
/// # Errors
/// Where the page or the service worker is missing, or is not made as this module expects: a site that
/// is only half protected is worse than none.
pub fn site(dist: &Path, build_id: &str) -> Result<()> {
    let read = |name: &str| read_text(&dist.join(name));
    let write = |name: &str, text: &str| write(&dist.join(name), text);
    let mut html = read(PAGE)?;
    if let Some((without, script)) = page::without_inline_script(&html, script_name)? {
        write(&script_name(&script), &script)?;
        html = without;
    }
    html = page::under_strict_policy(&html)?;
    engine_module::finish(dist, build_id)?;
    // The version is part of the page, so the page enters it without.
    write(PAGE, &page::with_version(&html, "")?)?;
    let version = Site::list(dist, build_id)?.version();
    write(PAGE, &page::with_version(&html, &version)?)?;
    let site = Site::list(dist, build_id)?;
    let worker = precache::with_site(&read(WORKER)?, &site.json(&version))?;
    write(WORKER, &worker)?;
    println!(
        "build: version {version}, {} files known to the service worker",
        site.len()
    );
    Ok(())
}

/// The build id that `dist` was finished with before, if it was.
pub fn build_id_before(dist: &Path) -> Option<String> {
    precache::build_id_of(&fs::read_to_string(dist.join(WORKER)).ok()?)
}

/// The files that `dist` was finished with before, the service worker included, if it was.
pub fn files_before(dist: &Path) -> Option<Vec<String>> {
    let mut files = precache::files_of(&fs::read_to_string(dist.join(WORKER)).ok()?)?;
    files.push(WORKER.to_owned());
    Some(files)
}

/// What the page's loader is called once it is a file of its own.
fn script_name(script: &str) -> String {
    format!("start-{}.js", hex(&Sha256::digest(script)[..8]))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HTML: &str = "<html><head>\
        <meta name=\"site-version\" content=\"\">\
        <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'\">\
        <script type=\"module\">start();</script></head></html>";

    fn built() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        fs::create_dir(folder.path().join("models")).unwrap();
        write("index.html", HTML);
        write(
            "service_worker.js",
            "// worker\nconst SITE = null;\nrest();\n",
        );
        write("style.css", "body {}");
        write("engine_gpu_bg.wasm", "gpu");
        write("engine_critic_bg.wasm", "critic");
        write("import_worker_bg.wasm", "import");
        write("foreign_models.js", "\nconst BUILD = \"development\";\n");
        write(
            "models/models.json",
            r#"{"default":"a","models":[{"name":"a","file":"a.bin"},{"name":"b","file":"b.bin"}]}"#,
        );
        write("models/a.bin", "a");
        write("models/b.bin", "b");
        write("models/a.critic.safetensors", "c");
        folder
    }

    fn text(folder: &tempfile::TempDir, name: &str) -> String {
        fs::read_to_string(folder.path().join(name)).unwrap()
    }

    fn list(folder: &tempfile::TempDir) -> serde_json::Value {
        let worker = text(folder, WORKER);
        let line = worker.lines().nth(1).unwrap();
        let json = line.strip_prefix("const SITE = ").unwrap();
        serde_json::from_str(json.strip_suffix(';').unwrap()).unwrap()
    }

    #[test]
    fn the_worker_knows_every_file_but_itself_by_its_digest() {
        let folder = built();
        site(folder.path(), "0123").unwrap();
        let list = list(&folder);
        let files = list["files"].as_object().unwrap();
        assert_eq!(files.len(), 11, "{files:#?}");
        for (path, file) in files {
            let content = fs::read(folder.path().join(path)).unwrap();
            assert_eq!(file["sha256"], hex(&Sha256::digest(content)), "{path}");
        }
        assert_eq!(list["build"], "0123");
        assert_eq!(
            text(&folder, "foreign_models.js"),
            "\nconst BUILD = \"0123\";\n"
        );
        let version = list["version"].as_str().unwrap();
        assert!(
            text(&folder, PAGE).contains(version),
            "the page names its version"
        );
    }

    #[test]
    fn what_the_first_picture_does_not_need_is_kept_later() {
        let folder = built();
        site(folder.path(), "0123").unwrap();
        let list = list(&folder);
        let later: Vec<&String> = list["files"]
            .as_object()
            .unwrap()
            .iter()
            .filter(|(_, file)| file["later"] == true)
            .map(|(path, _)| path)
            .collect();
        let expected = [
            "engine_critic_bg.wasm",
            "engine_gpu_bg.wasm",
            "foreign_models.js",
            "import_worker_bg.wasm",
            "models/a.critic.safetensors",
            "models/b.bin",
        ];
        assert_eq!(later, expected);
    }

    #[test]
    fn finishing_twice_changes_nothing_and_a_changed_file_makes_another_version() {
        let folder = built();
        site(folder.path(), "0123").unwrap();
        let (page, worker) = (text(&folder, PAGE), text(&folder, WORKER));
        site(folder.path(), "0123").unwrap();
        assert_eq!((text(&folder, PAGE), text(&folder, WORKER)), (page, worker));

        let before = list(&folder)["version"].clone();
        fs::write(folder.path().join("style.css"), "body { color: red }").unwrap();
        site(folder.path(), "0123").unwrap();
        assert_ne!(list(&folder)["version"], before);
    }

    #[test]
    fn a_finished_folder_tells_the_build_that_it_was_finished_with() {
        let folder = built();
        assert_eq!(build_id_before(folder.path()), None);
        site(folder.path(), "0123").unwrap();
        assert_eq!(build_id_before(folder.path()), Some("0123".to_owned()));
    }

    #[test]
    fn a_folder_without_a_service_worker_is_refused() {
        let folder = built();
        fs::remove_file(folder.path().join(WORKER)).unwrap();
        let error = site(folder.path(), "0123").unwrap_err().to_string();
        assert!(error.contains("service_worker.js"), "{error}");
    }
}
