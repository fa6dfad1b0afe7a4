//! What goes beyond the published recipe, so that a generator becomes better than its size. All of it
//! is off unless asked for.

use anyhow::{Result, ensure};
use clap::Args;
use facade_model::input::InputKind;
use serde::{Deserialize, Serialize};

use super::RunConfig;
use crate::dataset::augment::{Augmentation, Variation};
use crate::losses::AdversarialLoss;

/// Heading of these options.
const EXTRAS: &str = "Beyond the published recipe";

/// Discriminators that a run can have: one for the picture, one for half its side.
pub const MOST_CRITIC_SCALES: usize = 2;

/// These values of a run. What a configuration's file does not mention is off.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Extras {
    /// Weight of the mean absolute difference from the teacher's picture.
    pub distill_output: f64,
    /// Weight of the misalignment with the teacher's features, see [`crate::distillation`].
    pub distill_features: f64,
    /// Weight of the structural dissimilarity from the teacher's picture.
    pub distill_structure: f64,
    /// Procedural maps, labelled by the teacher, as a share of the training pairs; others in each
    /// epoch.
    pub procedural: f64,
    pub augment: Augmentation,
    /// Weight of feature matching, see [`crate::losses::matching`].
    pub feature_matching: f64,
    /// Discriminators, each of which sees half the side of the one before, see
    /// [`crate::step::discriminator`].
    pub critic_scales: usize,
    /// Whether what a discriminator sees is shifted by chance, see [`crate::step::discriminator::Judged`].
    pub critic_shift: bool,
    /// How much the photos' colours change, see [`crate::dataset::recolour`].
    pub recolour: f64,
    /// Weight of the difference of the classes' mean colours, see [`crate::losses::class_colour`].
    pub class_colour: f64,
    /// Weight of the difference in colour alone, see [`crate::losses::chroma`].
    pub chroma: f64,
    /// Whether empty wedges at the photos' edges are filled, see [`crate::dataset::wedges`].
    pub fill_wedges: bool,
    /// Whether the discriminator alone learns.
    pub freeze_generator: bool,
}

impl Default for Extras {
    fn default() -> Self {
        Self {
            distill_output: 0.0,
            distill_features: 0.0,
            distill_structure: 0.0,
            procedural: 0.0,
            augment: Augmentation::Published,
            feature_matching: 0.0,
            critic_scales: 1,
            critic_shift: false,
            recolour: 0.0,
            class_colour: 0.0,
            chroma: 0.0,
            fill_wedges: false,
            freeze_generator: false,
        }
    }
}

/// What the command line says of them.
#[derive(Debug, Clone, Copy, Default, Args)]
pub struct ExtraOptions {
    /// Weight of the L1 distance from the --teacher's picture [default: 0]
    #[arg(long, value_name = "WEIGHT", help_heading = EXTRAS)]
    pub distill_output: Option<f64>,
    /// Weight of 1 less the kernel alignment with the --teacher's decoder features [default: 0]
    #[arg(long, value_name = "WEIGHT", help_heading = EXTRAS)]
    pub distill_features: Option<f64>,
    /// Weight of 1 less the structural similarity to the --teacher's picture [default: 0]
    #[arg(long, value_name = "WEIGHT", help_heading = EXTRAS)]
    pub distill_structure: Option<f64>,
    /// Procedural maps beside the pairs in each epoch, as a share of them, with the --teacher's pictures
    /// [default: 0]
    #[arg(long, value_name = "SHARE", help_heading = EXTRAS)]
    pub procedural: Option<f64>,
    /// How pairs are varied [default: published]
    #[arg(long, value_name = "HOW", help_heading = EXTRAS)]
    pub augment: Option<Augmentation>,
    /// Weight of the L1 distance between the discriminator's activations on generated and real pictures;
    /// 10 in pix2pixHD [default: 0]
    #[arg(long, value_name = "WEIGHT", help_heading = EXTRAS)]
    pub feature_matching: Option<f64>,
    /// 2 adds a discriminator that sees everything at half the side [default: 1]
    #[arg(long, value_name = "N", help_heading = EXTRAS)]
    pub critic_scales: Option<usize>,
    /// Show the discriminator every pair shifted by chance around its edges [default: false]
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true", help_heading = EXTRAS)]
    pub critic_shift: Option<bool>,
    /// Change the photos' colours by chance, as much as this deviation of each channel's logarithmic gain; 0.1
    /// suits --input painted [default: 0]
    #[arg(long, value_name = "DEVIATION", help_heading = EXTRAS)]
    pub recolour: Option<f64>,
    /// Weight of the difference of each class's mean colour from the photo's [default: 0]
    #[arg(long, value_name = "WEIGHT", help_heading = EXTRAS)]
    pub class_colour: Option<f64>,
    /// Weight of the L1 distance in colour alone, without luma [default: 0]
    #[arg(long, value_name = "WEIGHT", help_heading = EXTRAS)]
    pub chroma: Option<f64>,
    /// Leave the black and grey wedges out that straightened photos have at their edges [default: false]
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true", help_heading = EXTRAS)]
    pub fill_wedges: Option<bool>,
    /// Let the discriminator alone learn: after --start-from a run with another --adversarial, so that it judges
    /// what that run's generator makes [default: false]
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true", help_heading = EXTRAS)]
    pub freeze_generator: Option<bool>,
}

impl Extras {
    /// How pairs are varied, for pictures of so many times the input's side.
    pub fn variation(&self, scale: usize) -> Variation {
        Variation {
            scale,
            augmentation: self.augment,
            recolour: self.recolour,
            fill_wedges: self.fill_wedges,
        }
    }

    /// Whether a teacher has anything to say.
    pub fn needs_teacher(&self) -> bool {
        let weights = [
            self.distill_output,
            self.distill_features,
            self.distill_structure,
        ];
        weights.into_iter().any(|weight| weight > 0.0)
    }

    /// Procedural maps in an epoch over so many pairs.
    pub fn maps(&self, pairs: usize) -> usize {
        (self.procedural * pairs as f64).round() as usize
    }

    /// Makes sure that the values mean something, also beside the others of the run.
    ///
    /// # Errors
    /// The first that does not, with what it may be.
    pub fn check(&self, config: &RunConfig) -> Result<()> {
        for (flag, weight) in [
            ("distill-output", self.distill_output),
            ("distill-features", self.distill_features),
            ("distill-structure", self.distill_structure),
            ("feature-matching", self.feature_matching),
            ("class-colour", self.class_colour),
            ("chroma", self.chroma),
        ] {
            ensure!(
                weight.is_finite() && weight >= 0.0,
                "--{flag} {weight} is no weight; it must be 0 or more"
            );
        }
        ensure!(
            (0.0..=1.0).contains(&self.procedural),
            "--procedural {} is outside 0..=1; 1 adds as many procedural maps as there are pairs",
            self.procedural
        );
        ensure!(
            self.procedural == 0.0 || self.distill_output > 0.0,
            "--procedural goes with --distill-output: of a procedural map there is no picture but the teacher's"
        );
        ensure!(
            (0.0..=1.0).contains(&self.recolour),
            "--recolour {} is outside 0..=1; 0.1 is a slight change",
            self.recolour
        );
        ensure!(
            self.class_colour == 0.0 || config.task.input.classes().is_some(),
            "--class-colour goes with label classes as input, whose colours it compares"
        );
        ensure!(
            (1..=MOST_CRITIC_SCALES).contains(&self.critic_scales),
            "--critic-scales {} is outside 1..={MOST_CRITIC_SCALES}",
            self.critic_scales
        );
        ensure!(
            config.objective.adversarial_weight > 0.0
                || (self.critic_scales == 1 && self.feature_matching == 0.0),
            "--critic-scales and --feature-matching go with an --adversarial-weight above 0; without it there is no critic"
        );
        ensure!(
            config.objective.adversarial_weight > 0.0 || !self.critic_shift,
            "--critic-shift goes with an --adversarial-weight above 0; without it there is no critic"
        );
        ensure!(
            config.objective.adversarial_weight > 0.0 || !self.freeze_generator,
            "--freeze-generator goes with an --adversarial-weight above 0; without it there is no critic to learn"
        );
        ensure!(
            config.objective.adversarial != AdversarialLoss::Segmentation
                || matches!(config.task.input, InputKind::OneHotLabels { .. }),
            "--adversarial segmentation goes with --input labels, whose classes are what its critic names"
        );
        ensure!(
            !self.needs_teacher() || config.task.input == InputKind::facades(),
            "--distill-output, --distill-features and --distill-structure go with the facade classes as --input labels, which are what a --teacher reads"
        );
        ensure!(
            !self.needs_teacher() || config.generator.scale == 1,
            "--distill-output, --distill-features and --distill-structure go with --scale 1, the size of a --teacher's pictures"
        );
        Ok(())
    }
}

impl ExtraOptions {
    /// These options over the values of a preset or of a run that goes on.
    pub fn over(self, base: Extras) -> Extras {
        Extras {
            distill_output: self.distill_output.unwrap_or(base.distill_output),
            distill_features: self.distill_features.unwrap_or(base.distill_features),
            distill_structure: self.distill_structure.unwrap_or(base.distill_structure),
            procedural: self.procedural.unwrap_or(base.procedural),
            augment: self.augment.unwrap_or(base.augment),
            feature_matching: self.feature_matching.unwrap_or(base.feature_matching),
            critic_scales: self.critic_scales.unwrap_or(base.critic_scales),
            critic_shift: self.critic_shift.unwrap_or(base.critic_shift),
            recolour: self.recolour.unwrap_or(base.recolour),
            class_colour: self.class_colour.unwrap_or(base.class_colour),
            chroma: self.chroma.unwrap_or(base.chroma),
            fill_wedges: self.fill_wedges.unwrap_or(base.fill_wedges),
            freeze_generator: self.freeze_generator.unwrap_or(base.freeze_generator),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::config::options::RunOptions;
    use crate::run::config::task_options::{InputChoice, TaskOptions};

    fn refused(extras: ExtraOptions, options: RunOptions) -> String {
        let options = RunOptions { extras, ..options };
        options.start().unwrap_err().to_string()
    }

    #[test]
    fn what_contradicts_itself_is_refused_by_its_flag() {
        let maps = ExtraOptions {
            procedural: Some(0.5),
            ..ExtraOptions::default()
        };
        let error = refused(maps, RunOptions::default());
        assert!(error.starts_with("--procedural goes with --distill-output"));
        let more = ExtraOptions {
            procedural: Some(1.5),
            distill_output: Some(1.0),
            ..ExtraOptions::default()
        };
        assert!(refused(more, RunOptions::default()).contains("0..=1"));
        let negative = ExtraOptions {
            distill_features: Some(-1.0),
            ..ExtraOptions::default()
        };
        assert!(refused(negative, RunOptions::default()).contains("0 or more"));
        let of_pictures = ExtraOptions {
            distill_features: Some(1.0),
            ..ExtraOptions::default()
        };
        let rgb = RunOptions {
            task: TaskOptions {
                input: Some(InputChoice::Rgb),
                ..TaskOptions::default()
            },
            ..RunOptions::default()
        };
        assert!(refused(of_pictures, rgb.clone()).contains("facade classes"));

        let naming = RunOptions {
            adversarial: Some(AdversarialLoss::Segmentation),
            ..rgb
        };
        assert!(refused(ExtraOptions::default(), naming).contains("--input labels"));
        let three = ExtraOptions {
            critic_scales: Some(3),
            ..ExtraOptions::default()
        };
        assert!(refused(three, RunOptions::default()).contains("1..=2"));
        for of_discriminator in [
            ExtraOptions {
                critic_scales: Some(2),
                ..ExtraOptions::default()
            },
            ExtraOptions {
                critic_shift: Some(true),
                ..ExtraOptions::default()
            },
            ExtraOptions {
                feature_matching: Some(10.0),
                ..ExtraOptions::default()
            },
        ] {
            let without = RunOptions {
                adversarial_weight: Some(0.0),
                ..RunOptions::default()
            };
            assert!(refused(of_discriminator, without).contains("there is no critic"));
        }
    }

    #[test]
    fn configurations_from_before_are_read_with_everything_off() {
        let config = RunOptions::default().start().unwrap();
        let mut value = serde_json::to_value(&config).unwrap();
        value.as_object_mut().unwrap().remove("extras");
        let old: RunConfig = serde_json::from_value(value.clone()).unwrap();
        assert_eq!(old, config);
        value["extras"] = serde_json::json!({"procedural": 0.5});
        let partial: RunConfig = serde_json::from_value(value.clone()).unwrap();
        assert_eq!(partial.extras.maps(401), 201);
        value["extras"] = serde_json::json!({"unheard-of": 1});
        assert!(serde_json::from_value::<RunConfig>(value).is_err());
    }
}
