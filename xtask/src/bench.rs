//! `cargo xtask bench`: the site, the generators to run and the libraries to compare with, then
//! `tests/browser/bench/run.mjs`, which measures.
//!
//! Knows which programs must have run before, and nothing of what is measured.

use anyhow::{Context, Result, bail};
use clap::Args;
use std::fs;
use std::path::PathBuf;

use crate::process;
use crate::project::Project;
use crate::test::NATIVE_FEATURES;
use crate::{browser, build, setup};

/// The example that writes the generators.
const MODELS: &str = "bench_models";

#[derive(Debug, Args)]
pub struct Options {
    /// Measure the built site in this folder instead of building it into dist/.
    #[arg(long)]
    dist: Option<PathBuf>,
    /// Widths of the generators, ngf.
    #[arg(long, value_delimiter = ',', default_values_t = [16, 32, 64])]
    widths: Vec<usize>,
    /// Where the figures go as JSON; without it into cargo's target directory.
    #[arg(long)]
    json: Option<PathBuf>,
    /// More for tests/browser/bench/run.mjs, whose head lists it: `-- --rounds 4 --only cpu,ort-wasm`.
    #[arg(last = true)]
    more: Vec<String>,
}

/// Prints the tables and writes the JSON.
pub fn run(project: &Project, options: &Options) -> Result<()> {
    setup::for_bench(project)?;
    let Some(chromium) = browser::find()? else {
        bail!("no Chromium: run `cargo xtask setup`");
    };
    let dist = match &options.dist {
        Some(dist) => dist.clone(),
        None => {
            build::site(project)?;
            project.dist()
        }
    };
    let widths: Vec<String> = options.widths.iter().map(usize::to_string).collect();
    let models = models(project, &widths)?;
    let json = match &options.json {
        Some(json) => json.clone(),
        None => project.target().join("bench").join("bench.json"),
    };
    if let Some(folder) = json.parent() {
        fs::create_dir_all(folder)
            .with_context(|| format!("cannot create {}", folder.display()))?;
    }
    let mut node = process::command("node");
    node.arg(project.bench().join("run.mjs"))
        .arg("--dist")
        .arg(dist)
        .arg("--models")
        .arg(models)
        .args(["--widths", &widths.join(",")])
        .arg("--json")
        .arg(json)
        .args(&options.more)
        .env("CHROMIUM", chromium);
    process::stream(&mut node)
}

/// Has the generators written, in every form that is compared, and says where they are.
fn models(project: &Project, widths: &[String]) -> Result<PathBuf> {
    let mut cargo = process::command("cargo");
    cargo
        .args(["build", "--release", "--workspace"])
        .args(["--features", NATIVE_FEATURES, "--example", MODELS])
        .current_dir(project.root());
    process::stream(&mut cargo)?;
    let folder = project.target().join("bench").join("models");
    let program = format!("{MODELS}{}", std::env::consts::EXE_SUFFIX);
    let program = project.target().join("release/examples").join(program);
    process::stream(process::command(program).arg(&folder).args(widths))?;
    Ok(folder)
}
