//! What a run learns from and is measured on.

use std::cell::OnceCell;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use facade_model::digest::sha256;
use facade_model::input::InputKind;

use super::config::RunConfig;
use super::fingerprint;
use super::state::State;
use crate::command_line::quoted;
use crate::dataset::arrangement::Images;
use crate::dataset::check::Depth;
use crate::dataset::check::report::{CheckedSplit, look_over};
use crate::dataset::layout::DataFolders;
use crate::dataset::pair::PairPath;
use crate::dataset::task::Task;
use crate::device::TrainingDevice;
use crate::distillation::Teacher;
use crate::eval::appearance::Appearance;
use crate::segmenter::file;
use crate::segmenter::network::Segmenter;

/// Where a run finds its data and leaves its results.
#[derive(Debug, Clone)]
pub struct RunPaths {
    /// Folder with `train/` and perhaps `val/`.
    pub data: PathBuf,
    /// Folder with exact label maps in the same tree.
    pub labels: Option<PathBuf>,
    /// What the images beside exact label maps are, where that is not to be found out.
    pub images: Option<Images>,
    /// What reads the pictures of every validation, for the label score.
    pub segmenter: Option<PathBuf>,
    /// Bundle of a generator whose pictures are learned from.
    pub teacher: Option<PathBuf>,
    /// Folder of a run whose networks a new one starts from.
    pub start_from: Option<PathBuf>,
    pub run: PathBuf,
    /// Whether to go on without pairs that cannot be read.
    pub skip_unreadable: bool,
}

impl RunPaths {
    /// Where the pairs lie.
    pub fn folders(&self) -> DataFolders {
        DataFolders {
            data: self.data.clone(),
            labels: self.labels.clone(),
            images: self.images,
        }
    }
}

/// The pairs of a run.
pub struct Data {
    /// See [`fingerprint::of_contents`]; of [`Data::training`].
    pub sha256: String,
    /// Of the names alone.
    pub names_sha256: String,
    /// What the epochs visit.
    pub training: Arc<Vec<PairPath>>,
    /// All training pairs and their fingerprint, where some were left out because they cannot be read.
    all: Option<(Vec<PairPath>, String)>,
    /// Training pairs that can be read.
    pub readable: Arc<Vec<PairPath>>,
    /// Empty where there are none.
    pub validating: Arc<Vec<PairPath>>,
    /// How their photos look, once somebody has looked.
    pub photos: OnceCell<Appearance>,
    pub segmenter: Option<Segmenter>,
    /// SHA-256 of its file.
    pub segmenter_sha256: Option<String>,
    pub teacher: Option<Teacher>,
}

impl Data {
    /// Finds the pairs of a run and looks them over, and reads its segmenter and its teacher.
    ///
    /// # Errors
    /// Folders without pairs, pairs that cannot be used, a segmenter that has nothing to read, or a file
    /// that cannot be used.
    pub fn find(paths: &RunPaths, task: &Task, hardware: &TrainingDevice) -> Result<Self> {
        let look = look_over(&paths.folders(), task, Depth::Some)?;
        let used = |part: &CheckedSplit| match paths.skip_unreadable {
            true => part.findings.pairs - part.findings.unreadable.len(),
            false => part.findings.pairs,
        };
        println!(
            "{} training pairs{}, {} validation pairs",
            used(&look.parts[0]),
            look.parts[0].split.exactness(),
            look.parts.get(1).map_or(0, used)
        );
        look.tell();
        for part in &look.parts {
            part.findings.refuse(paths.skip_unreadable)?;
        }
        let parts = look.parts;
        let mut parts = parts.into_iter();
        let readable = |part: Option<CheckedSplit>| -> (Vec<PairPath>, Vec<PairPath>) {
            let Some(CheckedSplit {
                split, findings, ..
            }) = part
            else {
                return (Vec::new(), Vec::new());
            };
            let all = split.pairs.clone();
            (all, findings.readable(split).pairs)
        };
        let (all, training) = readable(parts.next());
        ensure!(
            !training.is_empty(),
            "none of the {} training pairs can be read",
            all.len()
        );
        let (all_validating, validating) = readable(parts.next());
        if validating.is_empty() && !all_validating.is_empty() {
            println!(
                "validation: none of its pairs can be read, so no epoch is told to be the best"
            );
        }
        let all = (all.len() > training.len()).then(|| {
            let sha256 = fingerprint::of_contents(&all);
            (all, sha256)
        });
        let training = Arc::new(training);
        let (segmenter, segmenter_sha256) = match &paths.segmenter {
            Some(path) => {
                ensure!(
                    !validating.is_empty(),
                    "--segmenter scores the pictures of validation pairs, and {} has no val/",
                    paths.data.display()
                );
                let (segmenter, _) = file::load(path, &hardware.device().clone().inner())?;
                let bytes =
                    fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
                (Some(segmenter), Some(sha256(&bytes)))
            }
            None => (None, None),
        };
        let teacher = match &paths.teacher {
            Some(path) => {
                let teacher = Teacher::load(path, hardware.device())?;
                println!("the teacher is {}", teacher.name);
                Some(teacher)
            }
            None => None,
        };
        Ok(Self {
            sha256: fingerprint::of_contents(&training),
            names_sha256: fingerprint::of_names(&training),
            readable: Arc::clone(&training),
            training,
            all,
            validating: Arc::new(validating),
            photos: OnceCell::new(),
            segmenter,
            segmenter_sha256,
            teacher,
        })
    }

    /// Makes sure that these are the pairs of a run that goes on, by what they hold.
    ///
    /// Pairs of a run that can no longer be read keep their places in the epochs, where others take their
    /// turn: else nothing would go on where it was.
    ///
    /// # Errors
    /// Other pairs.
    pub fn settle(&mut self, state: &State, paths: &RunPaths) -> Result<()> {
        let is_same = match &state.content_sha256 {
            Some(sha256) => *sha256 == self.sha256,
            None => state.data_sha256 == self.names_sha256,
        };
        if is_same {
            return Ok(());
        }
        if let Some((all, sha256)) = self.all.take()
            && state.content_sha256.as_ref() == Some(&sha256)
        {
            self.names_sha256 = fingerprint::of_names(&all);
            self.sha256 = sha256;
            self.training = Arc::new(all);
            return Ok(());
        }
        let run = paths.run.display();
        bail!(
            "the {} training pairs of {} hold something else than the {} that {run} was started with; give it the same --data and --labels, or let a new run begin with its networks: --start-from {} and another --run",
            self.training.len(),
            paths.data.display(),
            state.pairs,
            quoted(&paths.run)
        )
    }

    /// Makes sure that the best epoch can be told where that ends the run, that label scores are one
    /// segmenter's from the first epoch to the last, and that there is a teacher where the run has one, always the
    /// same.
    ///
    /// # Errors
    /// Options or a state that contradict each other.
    pub fn check(&self, state: &State) -> Result<()> {
        let RunConfig {
            task, selection, ..
        } = &state.config;
        ensure!(
            self.segmenter.is_none() || task.input != InputKind::Grey,
            "--segmenter needs pairs with label maps of the facade classes, and --input grey has none; leave it out"
        );
        ensure!(
            selection.patience.is_none() || !self.validating.is_empty(),
            "--patience needs validation pairs in val/ beside train/; leave it out"
        );
        let has_teacher = state.config.extras.needs_teacher();
        match &self.teacher {
            None if has_teacher => bail!(
                "--distill-output, --distill-features and --distill-structure need a --teacher: the bundle of a generator, as `trainer export` writes it"
            ),
            Some(_) if !has_teacher => bail!(
                "--teacher goes with --distill-output, --distill-features or --distill-structure, which say how much it counts; give one of them a weight"
            ),
            Some(teacher) if state.teacher_sha256.as_ref() != Some(&teacher.sha256) => bail!(
                "the run was started with another teacher; give it the --teacher it was started with"
            ),
            _ => {}
        }
        let another =
            self.segmenter_sha256.is_some() && self.segmenter_sha256 != state.segmenter_sha256;
        ensure!(
            !another,
            "the label scores of this run are another segmenter's; give it the --segmenter it was started with, or leave it out"
        );
        Ok(())
    }
}
