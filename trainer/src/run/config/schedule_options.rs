//! What the command line says of the learning rate's schedule.

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};

use super::options::OPTIMISATION;
use crate::schedule::Schedule;

/// What the command line says of the schedule.
#[derive(Debug, Clone, Copy, Default, Args)]
pub struct ScheduleOptions {
    /// Schedule of the learning rate [default: constant, or that of the other options]
    #[arg(long, value_name = "SCHEDULE", help_heading = OPTIMISATION)]
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

impl ScheduleOptions {
    /// These options over another schedule, for a run of so many epochs.
    ///
    /// # Errors
    /// An option of another schedule than the one that is asked for.
    pub fn over(self, base: Schedule, epochs: usize) -> Result<Schedule> {
        let steps = self.step_every.is_some() || self.step_factor.is_some();
        let kind = self.schedule.unwrap_or(match self.decay_from {
            Some(_) => ScheduleKind::Linear,
            None if steps => ScheduleKind::Step,
            None => kind_of(base),
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

fn kind_of(schedule: Schedule) -> ScheduleKind {
    match schedule {
        Schedule::Constant => ScheduleKind::Constant,
        Schedule::Linear { .. } => ScheduleKind::Linear,
        Schedule::Cosine => ScheduleKind::Cosine,
        Schedule::Step { .. } => ScheduleKind::Step,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
