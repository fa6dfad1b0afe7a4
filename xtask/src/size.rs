//! What a visitor downloads, and the limits it must stay under.

use anyhow::{Context, Result, bail};
use flate2::{Compression, write::GzEncoder};
use std::io::Write;
use std::path::Path;
use walkdir::WalkDir;

use crate::file::read;
use crate::project::Project;

/// A part of the site that has one purpose and, where it matters, one limit.
struct Asset {
    name: &'static str,
    /// Whether a file, by its path inside the site, belongs to it; the first part that claims a
    /// file has it.
    claims: fn(&str) -> bool,
    budget: Option<Budget>,
}

enum Budget {
    Gzip(u64),
    Raw(u64),
}

/// In the order in which they claim files.
const ASSETS: [Asset; 12] = [
    Asset {
        name: "engine_cpu",
        claims: |path| path.starts_with("engine_cpu"),
        budget: Some(Budget::Gzip(320_000)),
    },
    Asset {
        name: "engine_gpu",
        claims: |path| path.starts_with("engine_gpu"),
        budget: Some(Budget::Gzip(330_000)),
    },
    // Fetched by those who ask what the critic sees.
    Asset {
        name: "engine_critic",
        claims: |path| path.starts_with("engine_critic"),
        budget: Some(Budget::Gzip(490_000)),
    },
    // Fetched by those who open another program's model.
    Asset {
        name: "import, on demand",
        claims: |path| path.starts_with("import_worker") || path == "foreign_models.js",
        budget: Some(Budget::Gzip(420_000)),
    },
    Asset {
        name: "critics",
        claims: |path| path.ends_with(".critic.safetensors"),
        budget: Some(Budget::Raw(2_000_000)),
    },
    Asset {
        name: "lite model",
        claims: |path| path.starts_with("models/lite."),
        budget: Some(Budget::Raw(3_500_000)),
    },
    // Fetched behind the first picture.
    Asset {
        name: "full model",
        claims: |path| path.starts_with("models/full."),
        budget: Some(Budget::Raw(28_000_000)),
    },
    Asset {
        name: "other models",
        claims: |path| path.starts_with("models/"),
        budget: None,
    },
    // For pages of others.
    Asset {
        name: "engine module",
        claims: |path| path.starts_with("engine/"),
        budget: Some(Budget::Gzip(16_000)),
    },
    // With the first photo or own model, and where something else than facades is drawn.
    Asset {
        name: "on demand",
        claims: |path| {
            let of_photos = [
                "photo.css",
                "underlay.js",
                "kept_photos.js",
                "photograph.js",
            ];
            let of_models = ["own_models.js", "other_subjects.js", "subject.css"];
            of_photos.contains(&path) || of_models.contains(&path)
        },
        budget: Some(Budget::Gzip(13_500)),
    },
    Asset {
        name: "app",
        claims: |path| {
            let code = [".html", ".css", ".js", ".wasm", ".webmanifest"];
            code.iter().any(|ending| path.ends_with(ending))
        },
        // The wish was 200,000 and held until the page became an editor in two languages.
        budget: Some(Budget::Gzip(360_000)),
    },
    Asset {
        name: "images and the rest",
        claims: |_| true,
        budget: None,
    },
];

/// Bytes of one part.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Size {
    files: usize,
    raw: u64,
    gzip: u64,
}

/// Prints the sizes and fails where a part is over its budget or missing.
pub fn check(project: &Project) -> Result<()> {
    let sizes = measure(&project.dist())?;
    print!("{}", table(&sizes));
    let faults = faults(&sizes);
    if faults.is_empty() {
        return Ok(());
    }
    bail!("{}", faults.join("; "))
}

/// Prints the sizes.
pub fn print(dist: &Path) -> Result<()> {
    print!("{}", table(&measure(dist)?));
    Ok(())
}

fn measure(dist: &Path) -> Result<[Size; ASSETS.len()]> {
    if !dist.is_dir() {
        bail!(
            "there is no built site in {}: run `cargo xtask build`",
            dist.display()
        );
    }
    let mut sizes = [Size::default(); ASSETS.len()];
    for entry in WalkDir::new(dist) {
        let entry = entry.context("cannot list dist/")?;
        if !entry.file_type().is_file() {
            continue;
        }
        let path = entry.path();
        let inside = path
            .strip_prefix(dist)?
            .to_string_lossy()
            .replace('\\', "/");
        let content = read(path)?;
        let part = ASSETS.iter().position(|part| (part.claims)(&inside));
        let size = &mut sizes[part.context("the last part claims every file")?];
        size.files += 1;
        size.raw += content.len() as u64;
        size.gzip += gzip_bytes(&content)?;
    }
    Ok(sizes)
}

/// The size after `gzip -9`, which is about what a static host sends.
pub fn gzip_bytes(content: &[u8]) -> Result<u64> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?.len() as u64)
}

fn table(sizes: &[Size; ASSETS.len()]) -> String {
    let mut text = format!(
        "{:20} {:>6} {:>12} {:>12}  {}\n",
        "part", "files", "bytes", "gzip -9", "budget"
    );
    for (part, size) in ASSETS.iter().zip(sizes) {
        let budget = match part.budget {
            Some(Budget::Gzip(bytes)) => format!("{bytes} gzip"),
            Some(Budget::Raw(bytes)) => format!("{bytes}"),
            None => "none".to_owned(),
        };
        text += &format!(
            "{:20} {:>6} {:>12} {:>12}  {budget}\n",
            part.name, size.files, size.raw, size.gzip
        );
    }
    text
}

fn faults(sizes: &[Size; ASSETS.len()]) -> Vec<String> {
    let mut faults = Vec::new();
    for (part, size) in ASSETS.iter().zip(sizes) {
        let (have, limit) = match part.budget {
            Some(Budget::Gzip(limit)) => (size.gzip, limit),
            Some(Budget::Raw(limit)) => (size.raw, limit),
            None => continue,
        };
        if size.files == 0 {
            faults.push(format!("{} is missing from the site", part.name));
        } else if have > limit {
            faults.push(format!(
                "{} has {have} bytes, {} over its budget of {limit}",
                part.name,
                have - limit
            ));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// A site whose files all hold `length` zero bytes.
    fn site(files: &[(&str, usize)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, length) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, vec![0; *length]).unwrap();
        }
        folder
    }

    const COMPLETE: [(&str, usize); 16] = [
        ("index.html", 10),
        ("app-0123_bg.wasm", 20),
        ("engine_cpu.js", 30),
        ("engine_cpu_bg.wasm", 40),
        ("engine_gpu.js", 25),
        ("engine_gpu_bg.wasm", 35),
        ("engine_critic.js", 5),
        ("engine_critic_bg.wasm", 6),
        ("import_worker_bg.wasm", 4),
        ("foreign_models.js", 1),
        ("models/lite.safetensors", 50),
        ("models/lite.critic.safetensors", 7),
        ("models/full.safetensors", 70),
        ("models/models.json", 60),
        ("engine/index.js", 8),
        ("underlay.js", 9),
    ];

    #[test]
    fn each_file_counts_in_exactly_one_part() {
        let folder = site(&COMPLETE);
        let sizes = measure(folder.path()).unwrap();
        let counted: Vec<(&str, usize, u64)> = ASSETS
            .iter()
            .zip(&sizes)
            .map(|(part, size)| (part.name, size.files, size.raw))
            .collect();
        let expected = [
            ("engine_cpu", 2, 70),
            ("engine_gpu", 2, 60),
            ("engine_critic", 2, 11),
            ("import, on demand", 2, 5),
            ("critics", 1, 7),
            ("lite model", 1, 50),
            ("full model", 1, 70),
            ("other models", 1, 60),
            ("engine module", 1, 8),
            ("on demand", 1, 9),
            ("app", 2, 30),
            ("images and the rest", 0, 0),
        ];
        assert_eq!(counted, expected);
        assert!(faults(&sizes).is_empty());
    }

    #[test]
    fn a_part_over_its_budget_and_a_missing_part_are_faults() {
        let folder = site(&[("index.html", 10), ("models/lite.safetensors", 3_500_001)]);
        let faults = faults(&measure(folder.path()).unwrap());
        let expected = [
            "engine_cpu is missing from the site",
            "engine_gpu is missing from the site",
            "engine_critic is missing from the site",
            "import, on demand is missing from the site",
            "critics is missing from the site",
            "lite model has 3500001 bytes, 1 over its budget of 3500000",
            "full model is missing from the site",
            "engine module is missing from the site",
            "on demand is missing from the site",
        ];
        assert_eq!(faults, expected);
    }

    #[test]
    fn zeros_shrink_when_gzipped() {
        assert!(gzip_bytes(&[0; 10_000]).unwrap() < 100);
    }

    #[test]
    fn measuring_a_site_that_was_not_built_says_what_to_run() {
        let error = measure(Path::new("no/such/dist")).unwrap_err().to_string();
        assert!(error.contains("cargo xtask build"), "{error}");
    }
}
