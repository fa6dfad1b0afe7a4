//! `cargo xtask`: everything about the project that is more than one cargo command.
//!
//! Each command is one module; `process`, `project` and `report` carry what they share. This
//! crate knows the other crates only through cargo and the files they leave behind: nothing
//! depends on it and it depends on nothing of theirs.

mod ablation;
mod bench;
mod browser;
mod build;
mod build_id;
mod engine_module;
mod file;
mod finish;
mod process;
mod project;
mod publish;
mod report;
mod serve;
mod setup;
mod shorter;
mod size;
mod stylesheets;
mod test;
mod wasm_names;
mod wasm_opt;

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

use crate::project::Project;

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    about = "Set up, build, serve and test the project"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Install what building and testing need; says what was already there.
    Setup,
    /// Build the site, as visitors get it, into dist/.
    Build,
    /// Build the site and serve it, on this machine only unless told otherwise.
    Serve(serve::Options),
    /// Make dist/ a new version after a file in it, a model say, was exchanged by hand.
    Finish {
        /// Another folder than dist/.
        folder: Option<PathBuf>,
        /// The id that the binaries in it were built with; without it the one that the folder was
        /// finished with before, or that of the present sources.
        #[arg(long)]
        build_id: Option<String>,
    },
    /// Make a folder that any static host serves: the page with models of your own; builds nothing that is built.
    Publish(publish::Options),
    /// Time our engines beside onnxruntime-web and TensorFlow.js, on the same weights in one Chromium, and
    /// a visitor's wait for pictures; sets up, builds and makes what is missing.
    Bench(bench::Options),
    /// Train and measure the small net by each recipe of the ablation table; goes on where it was stopped.
    Ablation(ablation::Options),
    /// Compare the sizes of the built site's parts with their budgets.
    Size,
    /// Set up what is missing, then format check, native tests, lints, build, sizes and browser tests; says how many
    /// tests were skipped.
    Test {
        /// Run this step alone, on what earlier runs have left; may be given more than once.
        #[arg(long, value_name = "NAME")]
        only: Vec<test::CheckName>,
    },
}

fn run(command: Command) -> Result<()> {
    let project = Project::locate()?;
    match command {
        Command::Setup => setup::everything(&project),
        Command::Build => {
            setup::for_building(&project)?;
            build::site(&project)
        }
        Command::Serve(options) => {
            setup::for_building(&project)?;
            build::site(&project)?;
            serve::serve(&project.dist(), options)
        }
        Command::Finish { folder, build_id } => {
            let dist = folder.unwrap_or_else(|| project.dist());
            let id = match build_id.or_else(|| finish::build_id_before(&dist)) {
                Some(id) => id,
                None => build_id::build_id(project.root())?,
            };
            finish::site(&dist, &id)
        }
        Command::Publish(options) => publish::run(&project, &options),
        Command::Bench(options) => bench::run(&project, &options),
        Command::Ablation(options) => ablation::run(&project, &options),
        Command::Size => size::check(&project),
        Command::Test { only } => test::run(&project, &only),
    }
}

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
