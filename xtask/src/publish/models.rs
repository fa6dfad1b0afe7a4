//! The models of a site: exported from runs by the trainer, or bundles as they are, and their list.

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::feed::Feed;
use super::{Options, bundle, check_name, samples};
use crate::build_id::hex;
use crate::file::{read, write};
use crate::process::{self, quoted};
use crate::project::Project;

/// Where runs are exported to before they are looked at, below cargo's target directory.
const EXPORTS: &str = "publish-exports";

/// One model of the site.
pub struct Model {
    pub name: String,
    pub feed: Feed,
    pub manifest: Value,
    pub bytes: Vec<u8>,
    pub critic: Option<Vec<u8>>,
    /// A sheet of what it made of validation inputs, PNG.
    pub samples: Option<Vec<u8>>,
}

impl Model {
    /// The model's file on the site.
    pub fn file(&self) -> String {
        format!("{}.safetensors", self.name)
    }
}

#[cfg(test)]
impl Model {
    /// A model for tests, without critic and samples.
    pub fn of(name: &str, manifest: Value, bytes: Vec<u8>) -> Self {
        Self {
            name: name.to_owned(),
            feed: Feed::of(&manifest).unwrap(),
            manifest,
            bytes,
            critic: None,
            samples: None,
        }
    }
}

/// All models that are asked for, runs first; each is whole, and says what it is fed.
///
/// # Errors
/// A run without checkpoint, a file that is no such bundle, and two models of one name.
pub fn gather(project: &Project, options: &Options) -> Result<Vec<Model>> {
    for run in &options.run {
        ensure!(
            has_checkpoint(run),
            "there is no checkpoint in {}: `cargo run -p trainer --release -- train --run {}` makes one",
            run.display(),
            quoted(run)
        );
    }
    // Read first: a bundle that will be refused should not wait for a trainer to be built.
    let bundles = options.model.iter().map(|path| open(path, options));
    let bundles = bundles.collect::<Result<Vec<_>>>()?;
    let exports = project.target().join(EXPORTS);
    let mut models = Vec::new();
    for run in &options.run {
        let mut model = open(&export(project, options, run, &exports)?, options)?;
        if options.samples {
            model.samples = Some(samples::of_run(run, &model.manifest)?);
        }
        models.push(model);
    }
    models.extend(bundles);
    for (index, model) in models.iter().enumerate() {
        let twice = models[..index]
            .iter()
            .any(|earlier| earlier.name == model.name);
        ensure!(
            !twice,
            "two of the models are called {}; `trainer export --name` gives another name",
            model.name
        );
    }
    Ok(models)
}

fn has_checkpoint(run: &Path) -> bool {
    fs::read_dir(run.join("checkpoints")).is_ok_and(|mut entries| entries.next().is_some())
}

/// Has the trainer export a run, and gives the bundle's path.
fn export(project: &Project, options: &Options, run: &Path, folder: &Path) -> Result<PathBuf> {
    let whole = run
        .canonicalize()
        .with_context(|| format!("cannot read {}", run.display()))?;
    let name = whole.file_name().and_then(|name| name.to_str());
    let name = name.context("the run's folder has no name to give the model")?;
    check_name(name)?;
    let mut trainer = match &options.trainer {
        Some(trainer) => process::command(trainer),
        None => {
            let mut cargo = process::command("cargo");
            cargo
                .args([
                    "run",
                    "--quiet",
                    "--release",
                    "--package",
                    "trainer",
                    "--manifest-path",
                ])
                .arg(project.root().join("Cargo.toml"))
                .arg("--");
            cargo
        }
    };
    let flag = |command: &mut Command, wanted: bool, flag: &str| {
        if wanted {
            command.arg(flag);
        }
    };
    trainer
        .arg("export")
        .arg("--run")
        .arg(run)
        .args(["--name", name]);
    trainer.arg("--out").arg(folder);
    flag(&mut trainer, options.best, "--best");
    flag(&mut trainer, options.critic, "--critic");
    process::stream(&mut trainer)?;
    Ok(folder.join(format!("{name}.safetensors")))
}

fn open(path: &Path, options: &Options) -> Result<Model> {
    let bytes = read(path)?;
    let unusable = || format!("{} cannot be published", path.display());
    let manifest = bundle::manifest(&bytes).with_context(unusable)?;
    let feed = Feed::of(&manifest).with_context(unusable)?;
    let Some(name) = manifest["name"].as_str().map(str::to_owned) else {
        bail!("{} names no model", path.display());
    };
    check_name(&name)?;
    let critic = match options.critic {
        true => Some(read(&path.with_extension("critic.safetensors"))?),
        false => None,
    };
    Ok(Model {
        name,
        feed,
        manifest,
        bytes,
        critic,
        samples: None,
    })
}

/// Writes the models and their list into a folder that is not there yet. The first is the default one; the second better
/// pictures of the first, if so asked.
pub fn write_list(folder: &Path, models: &[Model], refine: bool) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let mut listed = Vec::new();
    for model in models {
        let file = |file: &str, content: &[u8]| -> Result<Value> {
            write(&folder.join(file), content)?;
            let sha256 = hex(&Sha256::digest(content));
            Ok(json!({ "file": file, "bytes": content.len(), "sha256": sha256 }))
        };
        let mut entry = file(&model.file(), &model.bytes)?;
        entry["name"] = model.name.as_str().into();
        if let Some(critic) = &model.critic {
            entry["critic"] = file(&format!("{}.critic.safetensors", model.name), critic)?;
        }
        listed.push(entry);
    }
    let mut list = json!({ "default": models[0].name, "models": listed });
    if refine {
        list["refine"] = models[1].name.as_str().into();
    }
    write(
        &folder.join("models.json"),
        serde_json::to_string_pretty(&list)? + "\n",
    )
}
