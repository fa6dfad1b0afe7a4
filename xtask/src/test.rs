//! `cargo xtask test`: every check of the project, in the order in which one can rely on another.

mod checks;
mod in_browser;
mod skipped;

use anyhow::{Result, bail};
use clap::ValueEnum;
use std::time::{Duration, Instant};

use crate::process;
use crate::project::Project;
use crate::report::{self, Line, Outcome};
use crate::{build, setup, size};
use skipped::skipped_by;

/// Cargo features under which the native tests and lints see all code that needs no GPU. One set
/// for all of them, because each different set builds Burn anew.
pub const NATIVE_FEATURES: &str = "facade-engine/cpu";

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CheckName {
    Setup,
    Fmt,
    Native,
    Clippy,
    ClippyWasm,
    Gpu,
    TrainerGpu,
    Systems,
    Build,
    Size,
    Browser,
}

/// One step: its name and what it does in words, what must have passed before, how to run it.
struct Check {
    id: CheckName,
    name: &'static str,
    what: &'static str,
    needs: &'static [CheckName],
    run: Run,
}

enum Run {
    Whole(fn(&Project) -> Result<()>),
    /// Tests, of which some may be skipped: gives how many.
    Tests(fn(&Project) -> Result<usize>),
}

impl Check {
    const fn new(
        id: CheckName,
        name: &'static str,
        what: &'static str,
        needs: &'static [CheckName],
        run: Run,
    ) -> Self {
        Self {
            id,
            name,
            what,
            needs,
            run,
        }
    }

    fn run(&self, project: &Project) -> Result<usize> {
        match self.run {
            Run::Whole(run) => run(project).map(|()| 0),
            Run::Tests(run) => run(project),
        }
    }
}

const CHECKS: [Check; 11] = {
    use CheckName::*;
    use Run::{Tests, Whole};
    [
        Check::new(Setup, "setup", "tools", &[], Whole(setup::for_building)),
        Check::new(Fmt, "fmt", "cargo fmt --check", &[], Whole(fmt)),
        Check::new(
            Native,
            "native",
            "cargo test of the workspace",
            &[],
            Tests(native),
        ),
        Check::new(
            Clippy,
            "clippy",
            "lints of the workspace",
            &[],
            Whole(checks::clippy),
        ),
        Check::new(
            ClippyWasm,
            "clippy-wasm",
            "lints of the page and its engines as they are built for browsers",
            &[Setup],
            Whole(checks::clippy_wasm),
        ),
        Check::new(
            Gpu,
            "gpu",
            "the WebGPU engine's plan on this machine's Vulkan adapter",
            &[],
            Tests(gpu),
        ),
        Check::new(
            TrainerGpu,
            "trainer-gpu",
            "training on this machine's Vulkan adapter, beside the CPU",
            &[],
            Tests(trainer_gpu),
        ),
        Check::new(
            Systems,
            "systems",
            "type check of trainer, xtask and page for Windows and macOS",
            &[],
            Whole(checks::systems),
        ),
        Check::new(Build, "build", "the site", &[Setup], Whole(build::site)),
        Check::new(Size, "size", "budgets", &[Build], Whole(size::check)),
        Check::new(
            Browser,
            "browser",
            "the built page in Chromium",
            &[Setup, Native, Build],
            Tests(in_browser::tests),
        ),
    ]
};

/// Steps that run only when they are asked for by name: both need an adapter, which not every machine has, and `trainer-gpu`
/// compiles Burn's own GPU backend.
const ON_REQUEST: [CheckName; 2] = [CheckName::Gpu, CheckName::TrainerGpu];

/// Runs all steps but those on request, or those of `only`, prints the table, and fails if any did not pass.
pub fn run(project: &Project, only: &[CheckName]) -> Result<()> {
    let start = Instant::now();
    let mut lines: Vec<(CheckName, Line)> = Vec::new();
    for step in &CHECKS {
        let wanted = if only.is_empty() {
            !ON_REQUEST.contains(&step.id)
        } else {
            only.contains(&step.id)
        };
        if !wanted {
            continue;
        }
        let line = if may_run(step, &lines) {
            report::step(step.name, step.what, || step.run(project))
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
    if lines.iter().any(|line| !line.outcome.is_passed()) {
        bail!("not everything passed")
    }
    Ok(())
}

/// Whether no step that this one needs was tried without success. One that was left out by
/// `--only` counts as done earlier.
fn may_run(step: &Check, done: &[(CheckName, Line)]) -> bool {
    done.iter()
        .all(|(id, line)| !step.needs.contains(id) || line.outcome.is_passed())
}

fn fmt(project: &Project) -> Result<()> {
    cargo(project, &["fmt", "--all", "--check"])
}

fn native(project: &Project) -> Result<usize> {
    cargo_test(
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

/// Together with the tests across crates, so that Burn is the same as in the other native steps.
fn gpu(project: &Project) -> Result<usize> {
    let features = format!("{NATIVE_FEATURES},facade-engine/gpu");
    cargo_test(
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

/// One test after the other: an adapter that is a program takes all cores.
fn trainer_gpu(project: &Project) -> Result<usize> {
    cargo_test(
        project,
        &[
            "test",
            "--release",
            "--package",
            "trainer",
            "--features",
            "gpu",
            "--test",
            "gpu",
            "--",
            "--show-output",
            "--test-threads",
            "1",
        ],
    )
}

/// Runs tests; gives how many were skipped.
fn cargo_test(project: &Project, arguments: &[&str]) -> Result<usize> {
    let mut command = process::command("cargo");
    command.args(arguments).current_dir(project.root());
    let mut skipped = 0;
    process::stream_lines(&mut command, |line| skipped += skipped_by(line))?;
    Ok(skipped)
}

fn cargo(project: &Project, arguments: &[&str]) -> Result<()> {
    process::stream(
        process::command("cargo")
            .args(arguments)
            .current_dir(project.root()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn done(id: CheckName, outcome: Outcome) -> (CheckName, Line) {
        let line = Line {
            name: "some step",
            outcome,
            elapsed: Duration::ZERO,
        };
        (id, line)
    }

    fn step(id: CheckName) -> &'static Check {
        CHECKS.iter().find(|step| step.id == id).unwrap()
    }

    #[test]
    fn every_step_comes_after_those_that_it_needs() {
        for (index, step) in CHECKS.iter().enumerate() {
            for needed in step.needs {
                assert!(
                    CHECKS[..index].iter().any(|earlier| earlier.id == *needed),
                    "{}",
                    step.name
                );
            }
        }
    }

    #[test]
    fn a_step_is_not_tried_after_one_that_it_needs_failed_or_was_not_run() {
        let build = step(CheckName::Build);
        assert!(may_run(build, &[]));
        assert!(may_run(
            build,
            &[done(CheckName::Setup, Outcome::Passed { skipped: 0 })]
        ));
        assert!(may_run(build, &[done(CheckName::Fmt, Outcome::Failed)]));
        assert!(!may_run(build, &[done(CheckName::Setup, Outcome::Failed)]));
        assert!(!may_run(
            step(CheckName::Size),
            &[done(CheckName::Build, Outcome::NotRun)]
        ));
    }
}
