//! The browser tests, and what they are told of the programs and pictures that native steps have made.

use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};

use super::skipped::skipped_by;
use crate::project::Project;
use crate::{browser, process, setup};

const MODELS: &str = "web/models";
const DEFAULT_MODEL: &str = "web/models/lite.safetensors";

/// The browser tests, and the ONNX export in onnxruntime, fed with what the native engine makes of
/// the same input.
pub fn tests(project: &Project) -> Result<usize> {
    setup::chromium()?;
    let Some(chromium) = browser::find()? else {
        bail!("no Chromium: run `cargo xtask setup`");
    };
    let parity = project.target().join("parity-reference");
    reference(project, "parity_reference", MODELS, &parity)?;
    let onnx = project.target().join("onnx-reference");
    reference(project, "onnx_reference", DEFAULT_MODEL, &onnx)?;
    let critic = project.target().join("critic-reference");
    reference(project, "critic_reference", DEFAULT_MODEL, &critic)?;
    let mut node = process::command("node");
    node.args(["--test", "--test-concurrency=1", "--test-reporter=spec"])
        .current_dir(project.browser_tests())
        .env("CHROMIUM", chromium)
        .env("FACADE_DIST", project.dist())
        .env("FACADE_PARITY_REFERENCE", &parity)
        .env("FACADE_ONNX_REFERENCE", &onnx)
        .env("FACADE_CRITIC_REFERENCE", &critic)
        .env("FACADE_TRAINER", program(project, "trainer"))
        .env("FACADE_XTASK", std::env::current_exe()?);
    let mut skipped = 0;
    process::stream_lines(&mut node, |line| skipped += skipped_by(line))?;
    Ok(skipped)
}

/// A program that `cargo test` has built, with the workspace's features.
fn program(project: &Project, name: &str) -> PathBuf {
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    project.target().join("release").join(file)
}

/// Lets an example of the tests write what it expects of shipped models into a folder of its own.
///
/// `cargo test` built the example with the workspace's features; running the file avoids building
/// Burn once more with a single package's.
fn reference(project: &Project, example: &str, models: &str, folder: &Path) -> Result<()> {
    if folder.is_dir() {
        // Files of an earlier model must not stand in for ones that were not written.
        fs::remove_dir_all(folder).with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let mut command = process::command(program(project, &format!("examples/{example}")));
    command.arg(models).arg(folder).current_dir(project.root());
    process::stream(&mut command)
}
