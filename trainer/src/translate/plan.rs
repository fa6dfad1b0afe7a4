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

/// Settles what `input`, a file or a folder of them, becomes in `output`: a file, or a folder for them.
/// Creates the output's folder where the input is a folder.
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
    keep_inputs(&plan.jobs)?;
    leave_out_unreadable(&mut plan, skip_unreadable)?;
    let folder = match &plan.folder {
        Some(folder) => {
            fs::create_dir_all(folder)
                .with_context(|| format!("cannot create {}", folder.display()))?;
            folder.clone()
        }
        None => parent(output_of(&plan.jobs)?).to_owned(),
    };
    probe(&folder)?;
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
    let text = output.as_os_str().as_encoded_bytes();
    let output = if output.is_dir() {
        output.join(png_name(input))
    } else {
        ensure!(
            !text.ends_with(b"/") && parent(output).is_dir(),
            "there is no folder {} to write into",
            if text.ends_with(b"/") {
                output
            } else {
                parent(output)
            }
            .display()
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

fn keep_inputs(jobs: &[Job]) -> Result<()> {
    let inputs = jobs
        .iter()
        .filter_map(|job| Some((identity(&job.input)?, &job.input)));
    let inputs: HashMap<_, &PathBuf> = inputs.collect();
    for job in jobs {
        let taken = identity(&job.output).and_then(|output| inputs.get(&output));
        if let Some(input) = taken {
            bail!(
                "the picture {} would be written over the input {}; name another place",
                job.output.display(),
                input.display()
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
mod tests {
    use image::RgbImage;
    use tempfile::TempDir;

    use super::*;

    fn folder_of(names: &[&str]) -> TempDir {
        let folder = TempDir::new().unwrap();
        for name in names {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            RgbImage::new(4, 4)
                .save_with_format(path, ImageFormat::Png)
                .unwrap();
        }
        folder
    }

    #[track_caller]
    fn refused(input: &Path, output: &Path, part: &str) {
        let error = format!("{:#}", plan(input, output, false).unwrap_err());
        assert!(error.contains(part) && !error.contains('\n'), "{error}");
    }

    #[test]
    fn inputs_are_never_written_over_under_whatever_name() {
        let folder = folder_of(&["maps/1.png", "maps/2.png"]);
        let maps = folder.path().join("maps");
        let one = maps.join("1.png");
        refused(&maps, &maps, "is the folder of the inputs");
        refused(
            &maps,
            &folder.path().join("maps/../maps/."),
            "is the folder of the inputs",
        );
        refused(&one, &one, "would be written over the input");
        refused(
            &one,
            &folder.path().join("maps/../maps/1.png"),
            "would be written over",
        );
        refused(&one, &maps, "would be written over");
    }

    #[cfg(unix)]
    #[test]
    fn links_to_inputs_are_seen_through() {
        use std::os::unix::fs::symlink;

        let folder = folder_of(&["maps/1.png", "maps/2.png"]);
        let place = |name: &str| folder.path().join(name);
        symlink("maps", place("same")).unwrap();
        refused(
            &place("maps"),
            &place("same"),
            "is the folder of the inputs",
        );
        symlink("maps/1.png", place("link.png")).unwrap();
        refused(
            &place("maps/1.png"),
            &place("link.png"),
            "would be written over",
        );
        fs::hard_link(place("maps/1.png"), place("hard.png")).unwrap();
        refused(
            &place("maps/1.png"),
            &place("hard.png"),
            "would be written over",
        );
        fs::create_dir(place("out")).unwrap();
        symlink("../maps/2.png", place("out/1.png")).unwrap();
        refused(&place("maps"), &place("out"), "over the input");
        // A link among the inputs whose name comes back as a result.
        fs::create_dir(place("linked")).unwrap();
        symlink("../out2/1.png", place("linked/1.png")).unwrap();
        fs::create_dir(place("out2")).unwrap();
        fs::copy(place("maps/1.png"), place("out2/1.png")).unwrap();
        refused(&place("linked"), &place("out2"), "over the input");
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_file_is_not_waited_for() {
        let folder = TempDir::new().unwrap();
        let pipe = folder.path().join("pipe.png");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        refused(&pipe, &folder.path().join("out.png"), "neither a file nor");
        refused(
            Path::new("/dev/null"),
            &folder.path().join("out.png"),
            "neither a file nor",
        );
    }

    #[test]
    fn two_results_never_share_a_file() {
        let folder = folder_of(&["twins/house.png", "twins/house.jpg"]);
        let out = folder.path().join("out");
        refused(&folder.path().join("twins"), &out, "would both become");
        assert!(!out.exists(), "refused before anything is made");
    }

    #[test]
    fn a_folder_takes_the_picture_of_one_input_too() {
        let folder = folder_of(&["a.map.jpg"]);
        let out = folder.path().join("out");
        fs::create_dir(&out).unwrap();
        let input = folder.path().join("a.map.jpg");
        let jobs = plan(&input, &out, false).unwrap().jobs;
        assert_eq!(jobs[0].output, out.join("a.map.png"));
        let jobs = plan(&input, &out.join("b.JPG"), false).unwrap().jobs;
        assert_eq!(jobs[0].format, ImageFormat::Jpeg);
        assert_eq!(
            fs::read_dir(&out).unwrap().count(),
            0,
            "nothing is left behind"
        );
    }

    #[test]
    fn what_is_wrong_is_said_at_once() {
        let folder = folder_of(&["maps/1.png"]);
        let place = |name: &str| folder.path().join(name);
        let one = place("maps/1.png");
        refused(&place("none.png"), &place("out.png"), "there is no ");
        refused(&one, &place("out.xyz"), "in which format");
        refused(&one, &place("out"), "in which format");
        refused(&one, &place("none/out.png"), "there is no folder");
        refused(&one, &place("none/"), "there is no folder");
        refused(
            &place("maps"),
            &one,
            "is a file, and the inputs of a folder",
        );
        fs::create_dir(place("empty")).unwrap();
        fs::write(place("empty/notes.txt"), b"").unwrap();
        refused(
            &place("empty"),
            &place("out"),
            "but 1 file that is no picture (notes.txt)",
        );
        fs::write(place("maps/2.png"), b"\x89PNG\r\n\x1A\n").unwrap();
        refused(
            &place("maps"),
            &place("out"),
            "2.png cannot be read (it is cut off",
        );
        let without = plan(&place("maps"), &place("out"), true).unwrap();
        assert_eq!((without.jobs.len(), without.unreadable.len()), (1, 1));
    }
}
