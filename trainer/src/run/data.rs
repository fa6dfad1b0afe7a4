//! What a run learns from and is measured on.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use facade_model::digest::sha256;
use facade_model::input::InputKind;

use super::config::RunConfig;
use super::selection::Score;
use super::state::State;
use crate::dataset::arrangement::Images;
use crate::dataset::layout::{DataFolders, Split};
use crate::dataset::pair::PairPath;
use crate::device::TrainingDevice;
use crate::distillation::Teacher;
use crate::segmenter::file;
use crate::segmenter::network::Segmenter;

/// Where a run finds its data and leaves its results.
#[derive(Debug, Clone)]
pub struct Places {
    /// Folder with `train/` and perhaps `val/`.
    pub data: PathBuf,
    /// Folder with exact label maps in the same tree.
    pub labels: Option<PathBuf>,
    /// What the images beside exact label maps are, where that is not to be found out.
    pub images: Option<Images>,
    /// What reads the pictures, so that the label score tells the best epoch in place of the L1.
    pub segmenter: Option<PathBuf>,
    /// Bundle of a generator whose pictures are learned from.
    pub teacher: Option<PathBuf>,
    /// Folder of a run whose networks a new one starts from.
    pub start_from: Option<PathBuf>,
    pub run: PathBuf,
}

impl Places {
    /// Where the pairs lie.
    pub fn folders(&self) -> DataFolders {
        DataFolders {
            data: self.data.clone(),
            labels: self.labels.clone(),
            images: self.images,
        }
    }
}

/// Says how a part is laid out, and what of it is not read.
fn tell(part: &str, split: &Split) {
    if let Some(layout) = &split.layout {
        println!("{part}: {layout}");
    }
    for (folder, passed_over) in &split.passed_over {
        if !passed_over.0.is_empty() {
            println!("passed over in {}: {passed_over}", folder.display());
        }
    }
}

/// The pairs of a run.
pub struct Data {
    /// See [`fingerprint`].
    pub sha256: String,
    pub training: Arc<Vec<PairPath>>,
    /// Empty where there are none.
    pub validating: Vec<PairPath>,
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
        let folders = places.folders();
        let training = folders.split("train")?;
        let validating = folders.split_if_any("val")?.unwrap_or_default();
        println!(
            "{} training pairs ({} with exact label maps), {} validation pairs",
            training.pairs.len(),
            training.exact(),
            validating.pairs.len()
        );
        tell("training", &training);
        tell("validation", &validating);
        let (training, validating) = (training.pairs, validating.pairs);
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
            segmenter,
            segmenter_sha256,
            teacher,
        })
    }

    /// Makes sure that the best epoch can be told, and by one measure from the first epoch to the last,
    /// and that there is a teacher where the run has one, always the same.
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
        match (state.best.map(|best| best.score), &self.segmenter) {
            (Some(Score::LabelIou(_)), None) => {
                bail!(
                    "the best epoch of this run is told by its label score; give it the same --segmenter"
                )
            }
            (Some(Score::LabelIou(_)), Some(_))
                if state.segmenter_sha256 != self.segmenter_sha256 =>
            {
                bail!(
                    "the best epoch of this run is told by another segmenter; give it the --segmenter it was started with"
                )
            }
            (Some(Score::L1(_)), Some(_)) => {
                bail!("the best epoch of this run is told by its L1; leave --segmenter out")
            }
            _ => Ok(()),
        }
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
