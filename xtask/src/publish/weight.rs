//! What a published site weighs for those who visit it.

use anyhow::{Context, Result};
use std::path::Path;
use walkdir::WalkDir;

use super::models::Model;
use crate::file::read;
use crate::size::gzip_bytes;

/// What a file is to a visitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    /// Before the first picture.
    First,
    /// Behind it, on WebGPU or when it is asked for.
    Later,
}

/// The lines that say it; `first` is the model that visitors draw with.
pub fn of(site: &Path, first: &Model) -> Result<String> {
    let (mut page, mut model, mut later, mut files) = (0, 0, 0, 0);
    for entry in WalkDir::new(site) {
        let entry = entry.context("cannot list the site")?;
        if !entry.file_type().is_file() {
            continue;
        }
        let path = entry
            .path()
            .strip_prefix(site)?
            .to_string_lossy()
            .replace('\\', "/");
        // Models hardly shrink, and many hosts do not try.
        let content = read(entry.path())?;
        let is_model = path.starts_with("models/");
        let bytes = if is_model {
            content.len() as u64
        } else {
            gzip_bytes(&content)?
        };
        files += 1;
        match when(&path, first) {
            When::First if is_model => model += bytes,
            When::First => page += bytes,
            When::Later => later += bytes,
        }
    }
    let megabytes = |bytes: u64| bytes as f64 / 1e6;
    Ok(format!(
        "{files} files. A visitor's first picture takes {:.2} MB: {:.2} MB of page and engine, gzipped, and {:.2} MB of `{}`.\nUp to {:.2} MB more come when they are used (WebGPU, other models, models of other programs, the engine's module).\n",
        megabytes(page + model),
        megabytes(page),
        megabytes(model),
        first.name,
        megabytes(later)
    ))
}

fn when(path: &str, first: &Model) -> When {
    let later = [
        "engine_gpu",
        "engine_critic",
        "import_worker",
        "foreign_models.js",
        "engine/",
        "about",
        "samples/",
        "icons/",
    ];
    let other_model = path.starts_with("models/")
        && path != "models/models.json"
        && path != format!("models/{}", first.file());
    if other_model || later.iter().any(|part| path.starts_with(part)) {
        When::Later
    } else {
        When::First
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::feed::Feed;
    use serde_json::Value;

    #[test]
    fn the_first_picture_takes_the_page_the_cpu_engine_and_one_model() {
        let folder = tempfile::tempdir().unwrap();
        let files = [
            ("index.html", 1),
            ("engine_cpu_bg.wasm", 1),
            ("engine_gpu_bg.wasm", 1),
            ("models/models.json", 1_000_000),
            ("models/mine.safetensors", 2_000_000),
            ("models/other.safetensors", 5_000_000),
        ];
        std::fs::create_dir(folder.path().join("models")).unwrap();
        for (path, length) in files {
            std::fs::write(folder.path().join(path), vec![0; length]).unwrap();
        }
        let first = Model {
            name: "mine".into(),
            feed: Feed::Photographs,
            manifest: Value::Null,
            bytes: Vec::new(),
            critic: None,
            samples: None,
        };
        let text = of(folder.path(), &first).unwrap();
        assert!(text.starts_with("6 files. "), "{text}");
        assert!(text.contains("takes 3.00 MB: 0.00 MB of page"), "{text}");
        assert!(text.contains("3.00 MB of `mine`"), "{text}");
        assert!(text.contains("Up to 5.00 MB more"), "{text}");
    }
}
