//! `cargo xtask test`: every check of the project, in the order in which one can rely on another.

use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::process;
use crate::project::Project;
use crate::report::{self, Line, Outcome};
use crate::{browser, build, setup, size};

/// Cargo features under which the native tests and lints see all code that needs no GPU. One set
/// for all of them, because each different set builds Burn anew.
pub const NATIVE_FEATURES: &str = "facade-engine/cpu";

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StepName {
    Setup,
    Fmt,
    Clippy,
    Native,
    ClippyWasm,
    Gpu,
    TrainerGpu,
    Build,
    Size,
    Browser,
}

/// One step: its name and what it does in words, what must have passed before, how to run it.
struct Step {
    id: StepName,
    name: &'static str,
    what: &'static str,
    needs: &'static [StepName],
    run: fn(&Project) -> Result<()>,
}

const STEPS: [Step; 10] = [
    Step {
        id: StepName::Setup,
        name: "setup",
        what: "tools",
        needs: &[],
        run: setup::everything,
    },
    Step {
        id: StepName::Fmt,
        name: "fmt",
        what: "cargo fmt --check",
        needs: &[],
        run: fmt,
    },
    Step {
        id: StepName::Native,
        name: "native",
        what: "cargo test of the workspace",
        needs: &[],
        run: native,
    },
    Step {
        id: StepName::Clippy,
        name: "clippy",
        what: "lints of the workspace",
        needs: &[],
        run: clippy,
    },
    Step {
        id: StepName::ClippyWasm,
        name: "clippy-wasm",
        what: "lints of the page and its engine as they are built for browsers",
        needs: &[StepName::Setup],
        run: clippy_wasm,
    },
    Step {
        id: StepName::Gpu,
        name: "gpu",
        what: "the WebGPU engine's plan on this machine's Vulkan adapter",
        needs: &[],
        run: gpu,
    },
    Step {
        id: StepName::TrainerGpu,
        name: "trainer-gpu",
        what: "type check of the trainer with its GPU",
        needs: &[],
        run: trainer_gpu,
    },
    Step {
        id: StepName::Build,
        name: "build",
        what: "the site",
        needs: &[StepName::Setup],
        run: build::site,
    },
    Step {
        id: StepName::Size,
        name: "size",
        what: "budgets",
        needs: &[StepName::Build],
        run: size::check,
    },
    Step {
        id: StepName::Browser,
        name: "browser",
        what: "the built page in Chromium",
        needs: &[StepName::Setup, StepName::Native, StepName::Build],
        run: browser_tests,
    },
];

/// Steps that run only when they are asked for by name: `gpu` needs what not every machine has; each of
/// the others type-checks all of Burn once more, and from nothing the tests fill most of the hour that
/// they may take.
const ON_REQUEST: [StepName; 4] = [
    StepName::Clippy,
    StepName::ClippyWasm,
    StepName::Gpu,
    StepName::TrainerGpu,
];

/// Runs all steps but those on request, or those of `only`, prints the table, and fails if any did not pass.
pub fn run(project: &Project, only: &[StepName]) -> Result<()> {
    let start = Instant::now();
    let mut lines: Vec<(StepName, Line)> = Vec::new();
    for step in &STEPS {
        let wanted = if only.is_empty() {
            !ON_REQUEST.contains(&step.id)
        } else {
            only.contains(&step.id)
        };
        if !wanted {
            continue;
        }
        let line = if may_run(step, &lines) {
            report::step(step.name, step.what, || (step.run)(project))
        } else {
            Line {
                name: step.name,
                outcome: Outcome::NotRun,
                elapsed: Duration::ZERO,
            }
        };
        lines.push((step.id, line));
    }
    let lines: Vec<Line> = lines.into_iter().map(|(_, line)| line).collect();
    println!("\n{}", report::table(&lines, start.elapsed()));
    if lines.iter().any(|line| line.outcome != Outcome::Passed) {
        bail!("not everything passed")
    }
    Ok(())
}

/// Whether no step that this one needs was tried without success. One that was left out by
/// `--only` counts as done earlier.
fn may_run(step: &Step, done: &[(StepName, Line)]) -> bool {
    done.iter()
        .all(|(id, line)| !step.needs.contains(id) || line.outcome == Outcome::Passed)
}

fn fmt(project: &Project) -> Result<()> {
    cargo(project, &["fmt", "--all", "--check"])
}

fn native(project: &Project) -> Result<()> {
    cargo(
        project,
        &[
            "test",
            "--release",
            "--workspace",
            "--features",
            NATIVE_FEATURES,
            // The figures that tests compare are part of their result.
            "--",
            "--show-output",
        ],
    )
}

fn clippy(project: &Project) -> Result<()> {
    let mut arguments = vec![
        "clippy",
        "--release",
        "--workspace",
        "--all-targets",
        "--features",
        NATIVE_FEATURES,
    ];
    arguments.extend(["--", "-D", "warnings"]);
    cargo(project, &arguments)
}

/// Together with the tests across crates, so that Burn is the same as in the other native steps.
fn gpu(project: &Project) -> Result<()> {
    let features = format!("{NATIVE_FEATURES},facade-engine/gpu");
    cargo(
        project,
        &[
            "test",
            "--release",
            "--package",
            "facade-engine",
            "--package",
            "facade-tests",
            "--lib",
            "--features",
            &features,
            "gpu_plan",
            "--",
            "--include-ignored",
            "--show-output",
        ],
    )
}

fn trainer_gpu(project: &Project) -> Result<()> {
    cargo(
        project,
        &[
            "check",
            "--release",
            "--package",
            "trainer",
            "--features",
            "gpu",
        ],
    )
}

fn clippy_wasm(project: &Project) -> Result<()> {
    let mut command = process::command("cargo");
    command
        .args([
            "clippy",
            "--release",
            "--package",
            "facade",
            "--package",
            "facade-engine",
            "--lib",
            "--bins",
        ])
        .args([
            "--target",
            "wasm32-unknown-unknown",
            "--features",
            "facade-engine/cpu,facade-engine/gpu,facade-engine/critic",
        ])
        .args(["--", "-D", "warnings"])
        .current_dir(project.root());
    process::without_foreign_rustflags(&mut command);
    process::stream(&mut command)
}

fn cargo(project: &Project, arguments: &[&str]) -> Result<()> {
    process::stream(
        process::command("cargo")
            .args(arguments)
            .current_dir(project.root()),
    )
}

const MODELS: &str = "web/models";
const DEFAULT_MODEL: &str = "web/models/lite.safetensors";

/// The browser tests, and the ONNX export in onnxruntime, fed with what the native engine makes of
/// the same input.
fn browser_tests(project: &Project) -> Result<()> {
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
        .env("FACADE_CRITIC_REFERENCE", &critic);
    process::stream(&mut node)
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
    let name = format!("{example}{}", std::env::consts::EXE_SUFFIX);
    let program = project.target().join("release/examples").join(name);
    let mut command = process::command(&program);
    command.arg(models).arg(folder).current_dir(project.root());
    process::stream(&mut command)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn done(id: StepName, outcome: Outcome) -> (StepName, Line) {
        let line = Line {
            name: "some step",
            outcome,
            elapsed: Duration::ZERO,
        };
        (id, line)
    }

    fn step(id: StepName) -> &'static Step {
        STEPS.iter().find(|step| step.id == id).unwrap()
    }

    #[test]
    fn every_step_comes_after_those_that_it_needs() {
        for (index, step) in STEPS.iter().enumerate() {
            for needed in step.needs {
                assert!(
                    STEPS[..index].iter().any(|earlier| earlier.id == *needed),
                    "{}",
                    step.name
                );
            }
        }
    }

    #[test]
    fn a_step_is_not_tried_after_one_that_it_needs_failed_or_was_not_run() {
        let build = step(StepName::Build);
        assert!(may_run(build, &[]));
        assert!(may_run(build, &[done(StepName::Setup, Outcome::Passed)]));
        assert!(may_run(build, &[done(StepName::Fmt, Outcome::Failed)]));
        assert!(!may_run(build, &[done(StepName::Setup, Outcome::Failed)]));
        assert!(!may_run(
            step(StepName::Size),
            &[done(StepName::Build, Outcome::NotRun)]
        ));
    }
}
