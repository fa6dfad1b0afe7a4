//! The learning rate over the epochs.

use std::f64::consts::PI;

use anyhow::{Result, ensure};
use serde::{Deserialize, Serialize};

/// Schedule of the learning rate. Epochs count from 0.
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
    /// A schedule that would not differ from a constant one, or steps that are none.
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
}
