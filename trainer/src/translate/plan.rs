//! Which input becomes which picture, settled before a model is loaded: no input is written over, no two
//! results go into one file.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use image::ImageFormat;

use crate::dataset::check::file;
use crate::dataset::listing::{PassedOver, list, png_name};
use crate::whole_file::{identity, is_same};

/// One translation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    pub input: PathBuf,
    /// The picture's file.
    pub output: PathBuf,
    pub format: ImageFormat,
}

/// All translations of a command.
#[derive(Debug)]
pub struct Plan {
    pub jobs: Vec<Job>,
    /// Where the pictures of a folder go.
    pub folder: Option<PathBuf>,
    /// What of the input's folder is no input.
    pub passed_over: PassedOver,
    /// Inputs that cannot be read, and why.
    pub unreadable: Vec<(PathBuf, String)>,
}

impl Plan {
    /// Makes sure that no picture is written over one of these files either.
    ///
    /// # Errors
    /// A picture that would be.
    pub fn keep(&self, files: &[PathBuf]) -> Result<()> {
        keep_files(&self.jobs, files.iter())
    }

    /// How many files the pictures will take the place of.
    pub fn replaced(&self) -> usize {
        let outputs = self.jobs.iter().map(|job| &job.output);
        outputs.filter(|output| output.exists()).count()
    }
}

/// Settles what `input`, a file or a folder of them, becomes in `output`: a file, or a folder for them.
/// Creates the output's folder where the input is a folder, or the output's name ends in a separator.
///
/// # Errors
/// Inputs that are missing, cannot be read (unless `skip_unreadable`) or would be written over, results of
/// one name, or a place that cannot be written.
pub fn plan(input: &Path, output: &Path, skip_unreadable: bool) -> Result<Plan> {
    ensure!(input.exists(), "there is no {}", input.display());
    // A pipe would be waited for for ever.
    ensure!(
        input.is_dir() || input.is_file(),
        "{} is neither a file nor a folder",
        input.display()
    );
    let mut plan = match input.is_dir() {
        true => of_folder(input, output)?,
        false => of_file(input, output)?,
    };
    keep_results_apart(&plan.jobs)?;
    keep_files(&plan.jobs, plan.jobs.iter().map(|job| &job.input))?;
    leave_out_unreadable(&mut plan, skip_unreadable)?;
    let folder = match &plan.folder {
        Some(folder) => folder,
        None => parent(output_of(&plan.jobs)?),
    };
    if plan.folder.is_some() || names_folder(output) {
        fs::create_dir_all(folder)
            .with_context(|| format!("cannot create {}", folder.display()))?;
    }
    probe(folder)?;
    Ok(plan)
}

fn of_folder(input: &Path, output: &Path) -> Result<Plan> {
    let listing = list(input)?;
    ensure!(
        !listing.images.is_empty(),
        "{} holds no picture that can be read{}",
        input.display(),
        listing.passed_over.instead()
    );
    ensure!(
        !output.exists() || output.is_dir(),
        "{} is a file, and the inputs of a folder need a folder for their pictures",
        output.display()
    );
    ensure!(
        !is_same(input, output),
        "{} is the folder of the inputs; name another for the pictures",
        output.display()
    );
    let jobs = listing.images.into_iter().map(|input| Job {
        output: output.join(png_name(&input)),
        input,
        format: ImageFormat::Png,
    });
    Ok(Plan {
        jobs: jobs.collect(),
        folder: Some(output.to_owned()),
        passed_over: listing.passed_over,
        unreadable: Vec::new(),
    })
}

fn of_file(input: &Path, output: &Path) -> Result<Plan> {
    let output = if output.is_dir() || names_folder(output) {
        output.join(png_name(input))
    } else {
        ensure!(
            parent(output).is_dir(),
            "there is no folder {} to write into",
            parent(output).display()
        );
        output.to_owned()
    };
    let format = match ImageFormat::from_path(&output) {
        Ok(
            format @ (ImageFormat::Png
            | ImageFormat::Jpeg
            | ImageFormat::WebP
            | ImageFormat::Bmp
            | ImageFormat::Tiff),
        ) => format,
        _ => bail!(
            "the name {} does not say in which format to write; end it in .png, .jpg, .webp, .bmp or .tif",
            output.display()
        ),
    };
    Ok(Plan {
        jobs: vec![Job {
            input: input.to_owned(),
            output,
            format,
        }],
        folder: None,
        passed_over: PassedOver::default(),
        unreadable: Vec::new(),
    })
}

/// Whether a name that does not exist yet can only be a folder's.
fn names_folder(path: &Path) -> bool {
    let name = path.as_os_str().to_string_lossy();
    name.ends_with(std::path::is_separator)
}

fn output_of(jobs: &[Job]) -> Result<&Path> {
    let job = jobs.first().context("none of the inputs can be read")?;
    Ok(&job.output)
}

fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    }
}

fn keep_results_apart(jobs: &[Job]) -> Result<()> {
    let mut inputs: HashMap<OsString, &Path> = HashMap::with_capacity(jobs.len());
    for job in jobs {
        if let Some(other) = inputs.insert(as_the_disk_sees_it(&job.output), &job.input) {
            bail!(
                "{} and {} would both become {}; rename one of them",
                other.display(),
                job.input.display(),
                job.output.display()
            );
        }
    }
    Ok(())
}

/// Names that differ in capitals alone are one name on most disks of Macs and Windows.
fn as_the_disk_sees_it(path: &Path) -> OsString {
    match cfg!(any(windows, target_os = "macos")) {
        true => OsString::from(path.to_string_lossy().to_lowercase()),
        false => path.as_os_str().to_owned(),
    }
}

fn keep_files<'a>(jobs: &[Job], files: impl Iterator<Item = &'a PathBuf>) -> Result<()> {
    let files: HashMap<_, &PathBuf> = files
        .filter_map(|file| Some((identity(file)?, file)))
        .collect();
    for job in jobs {
        let taken = identity(&job.output).and_then(|output| files.get(&output));
        if let Some(file) = taken {
            bail!(
                "the picture {} would be written over the input {}; name another place",
                job.output.display(),
                file.display()
            );
        }
    }
    Ok(())
}

fn leave_out_unreadable(plan: &mut Plan, skip: bool) -> Result<()> {
    let jobs = std::mem::take(&mut plan.jobs);
    for job in jobs {
        match file::look(&job.input) {
            Ok(_) => plan.jobs.push(job),
            Err(error) => {
                let reason = error.root_cause().to_string();
                plan.unreadable.push((job.input, reason));
            }
        }
    }
    let Some((first, reason)) = plan.unreadable.first() else {
        return Ok(());
    };
    if !skip || plan.jobs.is_empty() {
        let others = match plan.unreadable.len() - 1 {
            0 => String::new(),
            count => format!(", and neither can {count} more"),
        };
        let hint = match plan.folder.is_some() && !skip {
            true => "; --skip-unreadable goes on without",
            false => "",
        };
        bail!(
            "{} cannot be read ({reason}){others}{hint}",
            first.display()
        );
    }
    Ok(())
}

/// Makes sure that the folder can be written.
fn probe(folder: &Path) -> Result<()> {
    let probe = folder.join(format!(".probe-{}", std::process::id()));
    File::create_new(&probe)
        .and_then(|_| fs::remove_file(&probe))
        .with_context(|| format!("cannot write into {}", folder.display()))
}

#[cfg(test)]
mod tests;
