//! Builds the site as visitors get it: Trunk for page and workers, then the wasm optimiser, then
//! what makes the folder a web app.
//!
//! What the site consists of is index.html's and Trunk.toml's business, not this module's.

use anyhow::Result;
use std::time::Instant;

use crate::build_id::build_id;
use crate::engine_module;
use crate::finish;
use crate::process;
use crate::project::Project;
use crate::{report, shorter, size, stylesheets, wasm_opt};

/// The cargo profile for downloads: link-time optimisation over the whole program.
const PROFILE: &str = "ship";

/// Builds into `dist/` and prints what came out.
///
/// Cargo leaves alone what has not changed since the last build, and so does the optimiser.
pub fn site(project: &Project) -> Result<()> {
    let start = Instant::now();
    let id = build_id(project.root())?;
    println!("build: Trunk, profile {PROFILE}, build id {id}");
    let mut trunk = process::command("trunk");
    trunk
        .args(["build", "--release", "--cargo-profile", PROFILE])
        // Integrity hashes in index.html would be those of the files before the optimiser.
        .args(["--no-sri", "true"])
        .arg("--dist")
        .arg(project.dist())
        .current_dir(project.root())
        .env("FACADE_BUILD_ID", &id);
    // Trunk reads NO_COLOR as true or false only and stops at the customary 1.
    if std::env::var_os("NO_COLOR").is_some() {
        trunk.args(["--color", "never"]).env_remove("NO_COLOR");
    }
    process::without_foreign_rustflags(&mut trunk);
    process::stream(&mut trunk)?;
    wasm_opt::optimise_site(project)?;
    stylesheets::pack(&project.dist())?;
    shorter::site(&project.dist())?;
    finish::site(&project.dist(), &id)?;
    engine_module::package(project, &project.dist())?;
    println!("build: done in {}\n", report::duration(start.elapsed()));
    size::print(&project.dist())
}
