//! Sets of values to start from.

use clap::ValueEnum;
use facade_model::dropout::PUBLISHED_RATE;
use facade_model::input::InputKind;
use facade_model::unet::PUBLISHED_DEPTH;

use super::{
    Decoder, DiscriminatorConfig, Extras, GeneratorConfig, Objective, Optimisation, RunConfig,
    Selection,
};
use crate::dataset::task::{Direction, Task};
use crate::initialisation::Initialisation;
use crate::losses::AdversarialLoss;
use crate::schedule::Schedule;

/// A named set of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Preset {
    /// Isola et al., CVPR 2017: 200 epochs of single pairs
    #[default]
    Paper,
    /// MindSpore's pix2pix tutorial: batches of 16, half the adversarial weight, 100 + 100 epochs
    Mindspore,
    /// A small generator for the browser, in an hour or two on two CPU cores
    Quick,
    /// The generator that the page ships: told the colours, with a head, for detail rather than for the least error
    Painted,
}

impl Preset {
    /// The values.
    pub fn config(self) -> RunConfig {
        match self {
            Self::Paper => paper(),
            Self::Mindspore => mindspore(),
            Self::Quick => quick(),
            Self::Painted => painted(),
        }
    }
}

/// Sections 3.3, 6.1 and 6.2 of the paper.
fn paper() -> RunConfig {
    RunConfig {
        task: Task::facades(Direction::BtoA),
        seed: 0,
        generator: GeneratorConfig {
            ngf: 64,
            depth: PUBLISHED_DEPTH,
            decoder: Decoder::Transposed,
            dropout: PUBLISHED_RATE,
            ema: 0.0,
            head: 0,
            scale: 1,
            fold_norms: false,
        },
        discriminator: DiscriminatorConfig { ndf: 64, layers: 3 },
        initialisation: Initialisation::PUBLISHED,
        objective: Objective {
            adversarial: AdversarialLoss::Vanilla,
            adversarial_weight: 1.0,
            l1_weight: 100.0,
        },
        optimisation: Optimisation {
            epochs: 200,
            learning_rate: 2e-4,
            schedule: Schedule::Constant,
            batch: 1,
            accumulate: 1,
        },
        selection: Selection {
            validate_every: 1,
            patience: None,
        },
        extras: Extras::default(),
    }
}

/// The tutorial's own differences from the paper.
fn mindspore() -> RunConfig {
    let mut config = paper();
    config.initialisation.norm_std = 0.0;
    config.objective.adversarial_weight = 0.5;
    config.optimisation.batch = 16;
    config.optimisation.schedule = Schedule::Linear { from: 100 };
    config
}

/// A quarter of the width, no checkerboards, and a rate that comes to rest.
fn quick() -> RunConfig {
    let mut config = paper();
    config.generator.ngf = 16;
    config.generator.decoder = Decoder::Smooth;
    config.generator.dropout = 0.0;
    config.discriminator.ndf = 24;
    config.optimisation.epochs = 40;
    config.optimisation.schedule = Schedule::Linear { from: 20 };
    config
}

/// What brought the pictures nearest to photos at the width of [`quick`]: colours as an input and
/// not a guess, an objective in which the discriminator and its features outweigh L1, and a decoder
/// that can make fine detail without a checkerboard.
fn painted() -> RunConfig {
    let mut config = quick();
    config.task.input = InputKind::painted_facades();
    config.generator.decoder = Decoder::Resize;
    config.generator.head = 12;
    config.generator.ema = 0.999;
    config.discriminator.ndf = 32;
    config.objective.adversarial = AdversarialLoss::Hinge;
    config.objective.l1_weight = 10.0;
    config.extras.feature_matching = 10.0;
    config.extras.recolour = 0.1;
    config.extras.class_colour = 10.0;
    config.extras.fill_wedges = true;
    config.extras.critic_shift = true;
    config.optimisation.epochs = 60;
    config.optimisation.schedule = Schedule::Linear { from: 30 };
    config
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_is_sound() {
        for preset in Preset::value_variants() {
            preset.config().check().unwrap();
        }
    }
}
