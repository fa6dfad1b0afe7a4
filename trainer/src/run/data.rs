//! What a run learns from and is measured on.

use std::cell::OnceCell;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use facade_model::digest::sha256;
use facade_model::input::InputKind;

use super::config::RunConfig;
use super::state::State;
use crate::dataset::pair::{PairPath, find_pairs};
use crate::device::TrainingDevice;
use crate::distillation::Teacher;
use crate::eval::appearance::Appearance;
use crate::segmenter::file;
use crate::segmenter::network::Segmenter;

/// Where a run finds its data and leaves its results.
#[derive(Debug, Clone)]
pub struct Places {
    /// Folder with `train/` and perhaps `val/`.
    pub data: PathBuf,
    /// Folder with exact label maps in the same tree.
    pub labels: Option<PathBuf>,
    /// What reads the pictures of every validation, for the label score.
    pub segmenter: Option<PathBuf>,
    /// Bundle of a generator whose pictures are learned from.
    pub teacher: Option<PathBuf>,
    /// Folder of a run whose networks a new one starts from.
    pub start_from: Option<PathBuf>,
    pub run: PathBuf,
}

/// The pairs of a run.
pub struct Data {
    /// See [`fingerprint`].
    pub sha256: String,
    pub training: Arc<Vec<PairPath>>,
    /// Empty where there are none.
    pub validating: Vec<PairPath>,
    /// How their photos look, once somebody has looked.
    pub photos: OnceCell<Appearance>,
    pub segmenter: Option<Segmenter>,
    /// SHA-256 of its file.
    pub segmenter_sha256: Option<String>,
    pub teacher: Option<Teacher>,
}

impl Data {
    /// Finds the pairs of a run, and reads its segmenter and its teacher.
    ///
    /// # Errors
    /// Folders without pairs, a segmenter that has nothing to read, or a file that cannot be used.
    pub fn find(places: &Places, hardware: &TrainingDevice) -> Result<Self> {
        let pairs = |split| find_pairs(&places.data, places.labels.as_deref(), split);
        let training = pairs("train")?;
        let validating = if places.data.join("val").is_dir() {
            pairs("val")?
        } else {
            Vec::new()
        };
        let exact = training.iter().filter(|pair| pair.labels.is_some()).count();
        println!(
            "{} training pairs ({exact} with exact label maps), {} validation pairs",
            training.len(),
            validating.len()
        );
        let (segmenter, segmenter_sha256) = match &places.segmenter {
            Some(path) => {
                ensure!(
                    !validating.is_empty(),
                    "--segmenter scores the pictures of validation pairs, and {} has no val/",
                    places.data.display()
                );
                let (segmenter, _) = file::load(path, &hardware.device.clone().inner())?;
                let bytes =
                    fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
                (Some(segmenter), Some(sha256(&bytes)))
            }
            None => (None, None),
        };
        let teacher = match &places.teacher {
            Some(path) => {
                let teacher = Teacher::load(path, &hardware.device)?;
                println!("the teacher is {}", teacher.name);
                Some(teacher)
            }
            None => None,
        };
        Ok(Self {
            sha256: fingerprint(&training),
            training: Arc::new(training),
            validating,
            photos: OnceCell::new(),
            segmenter,
            segmenter_sha256,
            teacher,
        })
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

/// SHA-256 of the names of the pairs, and of which have exact label maps.
fn fingerprint(pairs: &[PairPath]) -> String {
    let mut text = String::new();
    for pair in pairs {
        let name = pair.image.file_name().unwrap_or_default();
        let exact = pair.labels.is_some();
        text += &format!("{} {exact}\n", name.to_string_lossy());
    }
    sha256(text.as_bytes())
}
