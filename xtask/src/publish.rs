//! `cargo xtask publish`: a folder that any static host serves, in which the studio has models of one's own.
//!
//! The built site is taken as it is, engines included; what changes are the models, the name, and the page about them.
//! Knows the trainer as a program, and of a bundle what [`bundle`] reads.

mod about;
mod bundle;
mod card;
mod feed;
mod folder;
mod models;
mod page;
mod samples;
mod weight;
mod workflow;

use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use std::path::{Path, PathBuf};

use crate::project::Project;
use crate::{build, build_id, finish, setup};
use feed::Feed;
use folder::Unfinished;

/// What of the built site is not for others: models, and the program that only critics need.
const MODELS: &str = "models";
const CRITIC_ENGINE: &str = "engine_critic";

#[derive(Debug, Args)]
pub struct Options {
    /// A run of the trainer, whose newest checkpoint is exported; may be given more than once
    #[arg(long, value_name = "DIR", required_unless_present = "model")]
    run: Vec<PathBuf>,
    /// A bundle, as `trainer export` and `trainer import` write it; may be given more than once. The first model of all,
    /// runs before bundles, is the one that visitors draw with, the others are for ?model=NAME
    #[arg(long, value_name = "FILE")]
    model: Vec<PathBuf>,
    /// The folder to make; a site that was published into it before is replaced, other files in it stay
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The site's name, in place of Facade Studio or, where the first model is not of facades, of that model's name
    #[arg(long)]
    title: Option<String>,
    /// The address at which the site will be: https://you.github.io/name/
    #[arg(long, value_name = "URL")]
    base: Option<String>,
    /// What the page about the model says beside its figures: a Markdown file, with pictures from its own folder
    #[arg(long, value_name = "FILE")]
    card: Option<PathBuf>,
    /// Show on the page about the model what it made of validation pairs: pictures of the data become public
    #[arg(long, requires = "run")]
    samples: bool,
    /// Have the second model loaded behind the first, for better pictures when the hand rests
    #[arg(long)]
    refine: bool,
    /// Publish the critics too: of a run its own, of FILE.safetensors FILE.critic.safetensors beside it
    #[arg(long)]
    critic: bool,
    /// Of runs the checkpoint with the best validation in place of the newest
    #[arg(long, requires = "run")]
    best: bool,
    /// Also write .github/workflows/pages.yml here, which puts the folder on GitHub Pages
    #[arg(long)]
    workflow: bool,
    /// The trainer, where it is built already
    #[arg(long, value_name = "FILE")]
    trainer: Option<PathBuf>,
    /// The built site to take the page from; without it dist/, which is built if it is not there
    #[arg(long, value_name = "DIR")]
    dist: Option<PathBuf>,
}

/// Publishes, says what the site weighs and what to do next.
pub fn run(project: &Project, options: &Options) -> Result<()> {
    // Whatever speaks against it is said before anything is built or written.
    options.check()?;
    folder::check(&options.out)?;
    let workflow = options
        .workflow
        .then(|| workflow::prepare(Path::new("."), &options.out))
        .transpose()?;
    let card = options.card.as_deref().map(card::Card::read).transpose()?;
    let models = models::gather(project, options)?;
    let dist = built(project, options.dist.as_deref())?;
    let is_dist = options
        .out
        .canonicalize()
        .is_ok_and(|out| dist.canonicalize().is_ok_and(|dist| dist == out));
    ensure!(
        !is_dist,
        "--out is the built site itself; choose another folder"
    );
    let id = finish::build_id_before(&dist).with_context(|| {
        format!(
            "{} is no finished site: run `cargo xtask build`",
            dist.display()
        )
    })?;

    let site = Unfinished::beside(&options.out)?;
    let critic = options.critic;
    site.copy(&dist, |path| {
        !path.starts_with(&format!("{MODELS}/"))
            && path != page::EXAMPLE
            && (critic || !path.starts_with(CRITIC_ENGINE))
    })?;
    models::write_list(&site.path().join(MODELS), &models, options.refine)?;
    let of_facades = models[0].feed == Feed::Facades;
    let name = (!of_facades).then_some(&*models[0].name);
    let title = options.title.as_deref().or(name);
    let identity = page::Identity {
        title,
        base: options.base.as_deref(),
        of_facades,
        subject: feed::subject(&models),
    };
    page::identify(site.path(), &identity)?;
    about::write_page(site.path(), title, &models, card.as_ref())?;
    finish::site(site.path(), &id)?;
    let weight = weight::of(site.path(), &models[0])?;
    site.put_into_place(&options.out)?;

    print!("\n{weight}");
    if let Some(workflow) = workflow {
        workflow.write()?;
    }
    println!("{}", next(options));
    Ok(())
}

impl Options {
    fn check(&self) -> Result<()> {
        let count = self.run.len() + self.model.len();
        ensure!(
            !self.refine || count > 1,
            "--refine needs two models: the one to draw with, and a better one"
        );
        if let Some(title) = &self.title {
            ensure!(
                !title.trim().is_empty() && title.chars().count() <= 60,
                "--title must have 1 to 60 characters"
            );
        }
        if let Some(base) = &self.base {
            let address = base
                .strip_prefix("https://")
                .or(base.strip_prefix("http://"));
            let forbidden = |c: char| c.is_whitespace() || "\"'<>?#".contains(c);
            ensure!(
                address.is_some_and(|rest| rest.len() > 1
                    && rest.ends_with('/')
                    && !rest.contains(forbidden)),
                "--base {base} is no address of a folder: it begins with https:// and ends with /"
            );
        }
        Ok(())
    }
}

/// The built site to begin with.
fn built(project: &Project, chosen: Option<&Path>) -> Result<PathBuf> {
    if let Some(chosen) = chosen {
        return Ok(chosen.to_path_buf());
    }
    let dist = project.dist();
    let Some(id) = finish::build_id_before(&dist) else {
        setup::for_building(project)?;
        build::site(project)?;
        return Ok(dist);
    };
    if id != build_id::build_id(project.root())? {
        println!(
            "publish: dist/ was built from other sources than these; `cargo xtask build` renews it"
        );
    }
    Ok(dist)
}

/// What a person does with the folder.
fn next(options: &Options) -> String {
    let out = options.out.display();
    let address = options
        .base
        .as_deref()
        .map_or_else(String::new, |base| format!(", at {base}"));
    let upload = if options.workflow {
        format!(
            "commit {out} and .github/workflows/pages.yml, push, and choose “GitHub Actions” under Settings → Pages{address}"
        )
    } else {
        format!(
            "put the files of {out} on any static host{address}; --workflow writes one for GitHub Pages"
        )
    };
    format!(
        "\n{out} is ready.\n  look:    python3 -m http.server --directory {out} 8000, then open http://localhost:8000\n  publish: {upload}"
    )
}

/// A name that stands in addresses and file names.
fn check_name(name: &str) -> Result<()> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    if name.starts_with(|c: char| c.is_ascii_alphanumeric()) && name.chars().all(plain) {
        return Ok(());
    }
    bail!("`{name}` cannot be the name of a model: it is made of letters, digits, `.`, `_` and `-`")
}

#[cfg(test)]
mod tests;
