//! The learning rate over the epochs.

use std::f64::consts::PI;

use anyhow::{Result, bail, ensure};
use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};

use crate::run::config::options::OPTIMISATION;

/// Course of the learning rate. Epochs count from 0.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Schedule {
    /// Always the same, as in the paper.
    Constant,
    /// Constant before epoch `from`, then linearly down towards zero, as in the authors' PyTorch
    /// version (100 epochs each). The rate of the last epoch is small but not zero.
    Linear { from: usize },
    /// Half a cosine from the initial rate to zero.
    Cosine,
    /// Multiplied by `factor` every `every` epochs.
    Step { every: usize, factor: f64 },
}

/// What the command line says of the schedule.
#[derive(Debug, Clone, Copy, Default, Args)]
pub struct ScheduleOptions {
    /// Course of the learning rate [default: constant, or that of the other options]
    #[arg(long, value_name = "COURSE", help_heading = OPTIMISATION)]
    pub schedule: Option<ScheduleKind>,
    /// linear: epoch after which the rate falls [default: half of the epochs]
    #[arg(long, value_name = "EPOCH", help_heading = OPTIMISATION)]
    pub decay_from: Option<usize>,
    /// step: epochs between two steps [default: 50]
    #[arg(long, value_name = "EPOCHS", help_heading = OPTIMISATION)]
    pub step_every: Option<usize>,
    /// step: what the rate is multiplied by [default: 0.1]
    #[arg(long, value_name = "FACTOR", help_heading = OPTIMISATION)]
    pub step_factor: Option<f64>,
}

/// [`Schedule`] without its numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ScheduleKind {
    Constant,
    Linear,
    Cosine,
    Step,
}

impl Schedule {
    /// The share of the initial rate in an epoch of so many in all.
    pub fn share(self, epoch: usize, epochs: usize) -> f64 {
        match self {
            Self::Constant => 1.0,
            Self::Linear { from } if epoch < from => 1.0,
            Self::Linear { from } => {
                let remaining = epochs.saturating_sub(epoch) as f64;
                remaining / (epochs.saturating_sub(from) + 1) as f64
            }
            Self::Cosine => {
                let done = epoch as f64 / epochs as f64;
                0.5 * (1.0 + (PI * done).cos())
            }
            Self::Step { every, factor } => factor.powi((epoch / every) as i32),
        }
    }

    /// # Errors
    /// A course that would not differ from a constant one, or steps that are none.
    pub fn check(self, epochs: usize) -> Result<()> {
        if let Self::Linear { from } = self {
            ensure!(
                from < epochs,
                "--decay-from {from} is not before the end of {epochs} epochs; choose an earlier one, or --schedule constant"
            );
        }
        if let Self::Step { every, factor } = self {
            ensure!(every > 0, "--step-every must be 1 epoch or more");
            ensure!(
                factor > 0.0 && factor < 1.0,
                "--step-factor {factor} is outside 0..1"
            );
        }
        Ok(())
    }

    fn kind(self) -> ScheduleKind {
        match self {
            Self::Constant => ScheduleKind::Constant,
            Self::Linear { .. } => ScheduleKind::Linear,
            Self::Cosine => ScheduleKind::Cosine,
            Self::Step { .. } => ScheduleKind::Step,
        }
    }
}

impl ScheduleOptions {
    /// These options over another schedule, for a run of so many epochs.
    ///
    /// # Errors
    /// An option of another course than the one that is asked for.
    pub fn over(self, base: Schedule, epochs: usize) -> Result<Schedule> {
        let steps = self.step_every.is_some() || self.step_factor.is_some();
        let kind = self.schedule.unwrap_or(match self.decay_from {
            Some(_) => ScheduleKind::Linear,
            None if steps => ScheduleKind::Step,
            None => base.kind(),
        });
        if self.decay_from.is_some() && kind != ScheduleKind::Linear {
            bail!("--decay-from goes with --schedule linear only");
        }
        if steps && kind != ScheduleKind::Step {
            bail!("--step-every and --step-factor go with --schedule step only");
        }
        Ok(match (kind, base) {
            (ScheduleKind::Constant, _) => Schedule::Constant,
            (ScheduleKind::Cosine, _) => Schedule::Cosine,
            (ScheduleKind::Linear, Schedule::Linear { from }) => Schedule::Linear {
                from: self.decay_from.unwrap_or(from),
            },
            (ScheduleKind::Linear, _) => Schedule::Linear {
                from: self.decay_from.unwrap_or(epochs / 2),
            },
            (ScheduleKind::Step, Schedule::Step { every, factor }) => Schedule::Step {
                every: self.step_every.unwrap_or(every),
                factor: self.step_factor.unwrap_or(factor),
            },
            (ScheduleKind::Step, _) => Schedule::Step {
                every: self.step_every.unwrap_or(50),
                factor: self.step_factor.unwrap_or(0.1),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(schedule: Schedule, epochs: usize, expected: &[(usize, f64)]) {
        for &(epoch, share) in expected {
            let found = schedule.share(epoch, epochs);
            assert!((found - share).abs() < 1e-12, "epoch {epoch}: {found}");
        }
    }

    #[test]
    fn each_schedule_takes_its_course() {
        check(Schedule::Constant, 200, &[(0, 1.0), (199, 1.0)]);
        let linear = Schedule::Linear { from: 100 };
        let falling = [(0, 1.0), (99, 1.0), (150, 50.0 / 101.0), (199, 1.0 / 101.0)];
        check(linear, 200, &falling);
        check(
            Schedule::Cosine,
            200,
            &[(0, 1.0), (100, 0.5), (50, 0.5 + 0.125_f64.sqrt())],
        );
        let step = Schedule::Step {
            every: 50,
            factor: 0.1,
        };
        check(step, 200, &[(0, 1.0), (49, 1.0), (50, 0.1), (199, 1e-3)]);
    }

    #[test]
    fn options_of_another_course_are_refused() {
        let contradiction = ScheduleOptions {
            schedule: Some(ScheduleKind::Cosine),
            decay_from: Some(10),
            ..ScheduleOptions::default()
        };
        let error = contradiction.over(Schedule::Constant, 200).unwrap_err();
        assert!(error.to_string().contains("--schedule linear"), "{error}");
        let both = ScheduleOptions {
            decay_from: Some(10),
            step_every: Some(3),
            ..ScheduleOptions::default()
        };
        assert!(both.over(Schedule::Constant, 200).is_err());
    }

    #[test]
    fn an_option_alone_chooses_its_course() {
        let falling = ScheduleOptions {
            decay_from: Some(10),
            ..ScheduleOptions::default()
        };
        let schedule = falling.over(Schedule::Constant, 200).unwrap();
        assert_eq!(schedule, Schedule::Linear { from: 10 });
        let kept = ScheduleOptions::default().over(schedule, 300).unwrap();
        assert_eq!(kept, schedule);
    }
}
