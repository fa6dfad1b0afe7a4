//! Checks that compile nothing to the end: lints, and types on other systems and with a GPU.

use anyhow::Result;

use super::{NATIVE_FEATURES, cargo};
use crate::project::Project;
use crate::{process, setup};

/// Other systems that people train and develop on; the tests run on Linux.
const OTHER_SYSTEMS: [&str; 2] = ["x86_64-pc-windows-gnu", "aarch64-apple-darwin"];

/// Lints of the workspace.
pub fn clippy(project: &Project) -> Result<()> {
    setup::clippy()?;
    let arguments = [
        "clippy",
        "--release",
        "--workspace",
        "--all-targets",
        "--features",
        NATIVE_FEATURES,
        "--",
        "-D",
        "warnings",
    ];
    cargo(project, &arguments)
}

/// Lints of what browsers run, as it is built for them.
pub fn clippy_wasm(project: &Project) -> Result<()> {
    setup::clippy()?;
    let mut command = process::command("cargo");
    command
        .args([
            "clippy",
            "--release",
            "--package",
            "facade",
            "--package",
            "facade-engine",
            "--package",
            "facade-import",
            "--lib",
            "--bins",
        ])
        .args([
            "--target",
            "wasm32-unknown-unknown",
            "--features",
            "facade-engine/cpu,facade-engine/gpu,facade-engine/critic,facade-import/worker",
        ])
        .args(["--", "-D", "warnings"])
        .current_dir(project.root());
    process::without_foreign_rustflags(&mut command);
    process::stream(&mut command)
}

/// Whether the trainer, the page and this program compile on the systems of [`OTHER_SYSTEMS`]; their tests run here
/// alone. Nothing is linked, so no other tools are needed than Rust's own libraries for them.
pub fn systems(project: &Project) -> Result<()> {
    let mut command = process::command("cargo");
    command
        .args(["check", "--release"])
        .args(["--package", "trainer", "--package", "xtask"])
        .args(["--package", "facade"])
        .current_dir(project.root());
    for target in OTHER_SYSTEMS {
        setup::library_of(target)?;
        command.args(["--target", target]);
        // The cryptography behind downloads is partly C and assembler, and that compiled code is what a type check does
        // without: a program that does nothing and succeeds is compiler enough.
        let suffix = target.replace('-', "_");
        for tool in ["CC", "AR"] {
            command.env(format!("{tool}_{suffix}"), "true");
        }
    }
    process::stream(&mut command)
}
