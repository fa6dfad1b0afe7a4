//! What the command line says of a run, laid over a preset or over the run that goes on.

use anyhow::{Result, bail, ensure};
use clap::Args;
use serde_json::{Value, json};

use super::extras::ExtraOptions;
use super::preset::Preset;
use super::schedule_options::ScheduleOptions;
use super::task_options::TaskOptions;
use super::{Decoder, RunConfig};
use crate::initialisation::Scheme;
use crate::losses::AdversarialLoss;
use crate::schedule::Schedule;

/// Options that define a run; `None` where the command line says nothing.
#[derive(Debug, Clone, Default, Args)]
pub struct RunOptions {
    /// Values to start from [default: paper]
    #[arg(long)]
    pub preset: Option<Preset>,
    #[command(flatten)]
    pub task: TaskOptions,
    /// Decides initial weights, order, jitter and dropout [default: 0]
    #[arg(long)]
    pub seed: Option<u64>,
    /// Width of the generator [default: 64]
    #[arg(long, help_heading = NETWORKS)]
    pub ngf: Option<usize>,
    /// Levels of the generator, 5 to 8 [default: 8]
    #[arg(long, help_heading = NETWORKS)]
    pub depth: Option<usize>,
    /// Form of the decoder while training [default: transposed]
    #[arg(long, help_heading = NETWORKS)]
    pub decoder: Option<Decoder>,
    /// Share dropped in the three innermost decoder blocks while training [default: 0.5]
    #[arg(long, value_name = "SHARE", help_heading = NETWORKS)]
    pub dropout: Option<f64>,
    /// Decay of a moving average of the generator, for example 0.999 [default: 0, none]
    #[arg(long, value_name = "DECAY", help_heading = NETWORKS)]
    pub ema: Option<f64>,
    /// Channels that the decoder ends in, for a last 3×3 convolution that sees them beside the input; 0 ends in the
    /// picture [default: 0]
    #[arg(long, value_name = "CHANNELS", help_heading = NETWORKS)]
    pub head: Option<usize>,
    /// Side of the pictures in sides of the input: 2 learns pictures of 512 pixels, from photos of that size, and goes
    /// with a head [default: 1]
    #[arg(long, value_name = "TIMES", help_heading = NETWORKS)]
    pub scale: Option<usize>,
    /// Fold the norms of the generator that --start-from names into its convolutions, and go on without them
    /// [default: false]
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true", help_heading = NETWORKS)]
    pub fold_norms: Option<bool>,
    /// Width of the discriminator [default: 64]
    #[arg(long, help_heading = NETWORKS)]
    pub ndf: Option<usize>,
    /// Strided layers of the discriminator: 1, 2, 3, 4 see patches of 16, 34, 70, 142 pixels [default: 3]
    #[arg(long, value_name = "N", help_heading = NETWORKS)]
    pub critic_layers: Option<usize>,
    /// Initial weights [default: normal]
    #[arg(long, value_name = "SCHEME", help_heading = NETWORKS)]
    pub init: Option<Scheme>,
    /// Standard deviation of normal initial weights, gain of xavier and orthogonal [default: 0.02]
    #[arg(long, value_name = "GAIN", help_heading = NETWORKS)]
    pub init_gain: Option<f64>,
    /// Standard deviation of the norms' initial gains around 1 [default: 0.02]
    #[arg(long, value_name = "STD", help_heading = NETWORKS)]
    pub norm_std: Option<f64>,
    /// Adversarial loss [default: vanilla]
    #[arg(long, value_name = "LOSS", help_heading = OPTIMISATION)]
    pub adversarial: Option<AdversarialLoss>,
    /// Weight of the adversarial term in the generator's loss [default: 1]
    #[arg(long, value_name = "WEIGHT", help_heading = OPTIMISATION)]
    pub adversarial_weight: Option<f64>,
    /// Weight of the L1 term, λ [default: 100]
    #[arg(long, value_name = "WEIGHT", help_heading = OPTIMISATION)]
    pub l1_weight: Option<f64>,
    /// Number of epochs in all [default: 200]
    #[arg(long, help_heading = OPTIMISATION)]
    pub epochs: Option<usize>,
    /// Learning rate of both networks [default: 0.0002]
    #[arg(long, value_name = "RATE", help_heading = OPTIMISATION)]
    pub learning_rate: Option<f64>,
    #[command(flatten)]
    pub schedule: ScheduleOptions,
    /// Pairs that go through the networks together [default: 1]
    #[arg(long, value_name = "N", help_heading = OPTIMISATION)]
    pub batch: Option<usize>,
    /// Batches whose gradients make one update [default: 1]
    #[arg(long, value_name = "N", help_heading = OPTIMISATION)]
    pub accumulate: Option<usize>,
    /// Epochs from one validation to the next [default: 1]
    #[arg(long, value_name = "EPOCHS", help_heading = OPTIMISATION)]
    pub validate_every: Option<usize>,
    /// Epochs without a better validation after which to stop; 0 for never [default: never]
    #[arg(long, value_name = "EPOCHS", help_heading = OPTIMISATION)]
    pub patience: Option<usize>,
    #[command(flatten)]
    pub extras: ExtraOptions,
}

const NETWORKS: &str = "Networks";
/// Also of the schedule's options.
pub const OPTIMISATION: &str = "Optimisation";

impl RunOptions {
    /// A new run.
    ///
    /// # Errors
    /// A value that makes no network or no schedule, options that contradict each other, or an
    /// unreadable list of classes.
    pub fn start(&self) -> Result<RunConfig> {
        let mut config = self.preset.unwrap_or_default().config();
        if let (Some(epochs), Schedule::Linear { from }) =
            (self.epochs, &mut config.optimisation.schedule)
        {
            // The preset's fall belongs to the preset's number of epochs.
            *from = epochs / 2;
        }
        self.over(config)
    }

    /// A run that goes on: rate, schedule, number of epochs and the choice of the best epoch may
    /// change, nothing else may. So the command that started a run, with other numbers of these, also
    /// resumes it.
    ///
    /// # Errors
    /// An option that contradicts the run, and those of [`RunOptions::start`].
    pub fn resume(&self, run: &RunConfig) -> Result<RunConfig> {
        let asked = self.over(run.clone())?;
        agree(&asked, run)?;
        if self.preset.is_some() {
            agree(&self.start()?, run)?;
        }
        Ok(asked)
    }

    fn over(&self, mut config: RunConfig) -> Result<RunConfig> {
        fn set<T: Copy>(place: &mut T, asked: Option<T>) {
            if let Some(asked) = asked {
                *place = asked;
            }
        }
        config.task = self.task.over(config.task)?;
        set(&mut config.seed, self.seed);
        set(&mut config.generator.ngf, self.ngf);
        set(&mut config.generator.depth, self.depth);
        set(&mut config.generator.decoder, self.decoder);
        set(&mut config.generator.dropout, self.dropout);
        set(&mut config.generator.ema, self.ema);
        set(&mut config.generator.head, self.head);
        set(&mut config.generator.scale, self.scale);
        set(&mut config.generator.fold_norms, self.fold_norms);
        set(&mut config.discriminator.ndf, self.ndf);
        set(&mut config.discriminator.layers, self.critic_layers);
        set(&mut config.initialisation.scheme, self.init);
        set(&mut config.initialisation.gain, self.init_gain);
        set(&mut config.initialisation.norm_std, self.norm_std);
        set(&mut config.objective.adversarial, self.adversarial);
        let objective = &mut config.objective;
        set(&mut objective.adversarial_weight, self.adversarial_weight);
        set(&mut objective.l1_weight, self.l1_weight);
        let optimisation = &mut config.optimisation;
        set(&mut optimisation.epochs, self.epochs);
        set(&mut optimisation.learning_rate, self.learning_rate);
        set(&mut optimisation.batch, self.batch);
        set(&mut optimisation.accumulate, self.accumulate);
        optimisation.schedule = self
            .schedule
            .over(optimisation.schedule, optimisation.epochs)?;
        set(&mut config.selection.validate_every, self.validate_every);
        config.selection.patience = match self.patience {
            Some(0) => None,
            Some(patience) => Some(patience),
            None => config.selection.patience,
        };
        config.extras = self.extras.over(config.extras);
        ensure!(
            self.init_gain.is_none() || config.initialisation.scheme != Scheme::Kaiming,
            "--init-gain goes with --init normal, xavier or orthogonal; kaiming has its own"
        );
        config.check()?;
        Ok(config)
    }
}

/// Makes sure that options fit the run that they are to go on with.
fn agree(asked: &RunConfig, run: &RunConfig) -> Result<()> {
    for ((flag, asked), (_, run)) in fixed(asked).into_iter().zip(fixed(run)) {
        if asked != run {
            bail!(
                "--{flag} is {asked}, but the run was started with {run}; leave it out to go on, or start anew in another --run"
            );
        }
    }
    Ok(())
}

/// What a run keeps from its first epoch to its last, by flag.
fn fixed(config: &RunConfig) -> [(&'static str, Value); 34] {
    let RunConfig {
        task,
        seed,
        generator,
        discriminator,
        initialisation,
        objective,
        optimisation,
        selection: _,
        extras,
    } = config;
    [
        ("input", json!(task.input)),
        ("direction", json!(task.direction)),
        ("ignore-id", json!(task.ignore_ids)),
        ("seed", json!(seed)),
        ("ngf", json!(generator.ngf)),
        ("depth", json!(generator.depth)),
        ("decoder", json!(generator.decoder)),
        ("dropout", json!(generator.dropout)),
        ("ema", json!(generator.ema)),
        ("head", json!(generator.head)),
        ("scale", json!(generator.scale)),
        ("fold-norms", json!(generator.fold_norms)),
        ("ndf", json!(discriminator.ndf)),
        ("critic-layers", json!(discriminator.layers)),
        ("init", json!(initialisation.scheme)),
        ("init-gain", json!(initialisation.gain)),
        ("norm-std", json!(initialisation.norm_std)),
        ("adversarial", json!(objective.adversarial)),
        ("adversarial-weight", json!(objective.adversarial_weight)),
        ("l1-weight", json!(objective.l1_weight)),
        ("batch", json!(optimisation.batch)),
        ("accumulate", json!(optimisation.accumulate)),
        ("distill-output", json!(extras.distill_output)),
        ("distill-features", json!(extras.distill_features)),
        ("distill-structure", json!(extras.distill_structure)),
        ("procedural", json!(extras.procedural)),
        ("augment", json!(extras.augment)),
        ("feature-matching", json!(extras.feature_matching)),
        ("critic-scales", json!(extras.critic_scales)),
        ("critic-shift", json!(extras.critic_shift)),
        ("recolour", json!(extras.recolour)),
        ("class-colour", json!(extras.class_colour)),
        ("chroma", json!(extras.chroma)),
        ("fill-wedges", json!(extras.fill_wedges)),
    ]
}

#[cfg(test)]
mod tests;
