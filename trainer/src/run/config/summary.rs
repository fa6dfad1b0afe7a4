//! A configuration as people read it, in a terminal and in a report.

use std::fmt::{self, Display, Formatter};

use clap::ValueEnum;
use facade_model::IMAGE_SIZE;
use facade_model::input::InputKind;

use super::{DiscriminatorConfig, GeneratorConfig, Optimisation, RunConfig};
use crate::dataset::augment::Augmentation;
use crate::schedule::Schedule;

impl Display for RunConfig {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let direction = name(self.task.direction);
        match &self.task.input {
            InputKind::OneHotLabels { classes } => {
                writeln!(
                    f,
                    "task        labels of {} classes to photos, {direction}",
                    classes.len()
                )?;
            }
            InputKind::PaintedLabels { classes } => {
                writeln!(
                    f,
                    "task        labels of {} classes and their colours to photos, {direction}",
                    classes.len()
                )?;
            }
            InputKind::Rgb => writeln!(f, "task        pictures to pictures, {direction}")?,
            InputKind::Grey => writeln!(f, "task        photos in grey to their colours")?,
        }
        let GeneratorConfig {
            ngf,
            depth,
            decoder,
            dropout,
            ema,
            head,
            scale,
            fold_norms,
        } = self.generator;
        let decoder = name(decoder);
        let head = match head {
            0 => String::new(),
            channels => format!(" and a head of {channels} channels"),
        };
        let head = match scale {
            1 => head,
            _ => format!("{head} for pictures of {} pixels", scale * IMAGE_SIZE),
        };
        let norms = match fold_norms {
            false => "",
            true => ", norms folded",
        };
        writeln!(
            f,
            "generator   ngf {ngf}, {depth} levels, {decoder} decoder{head}{norms}, dropout {dropout}, average {ema}"
        )?;
        let DiscriminatorConfig { ndf, layers } = self.discriminator;
        match self.discriminators() {
            0 => writeln!(f, "critic      none, the adversarial weight is 0")?,
            1 => writeln!(
                f,
                "critic      ndf {ndf}, {layers} strided layers, patches of {} pixels",
                patch_px(layers)
            )?,
            count => writeln!(
                f,
                "critics     {count} of ndf {ndf}, {layers} strided layers, patches of {} pixels, at halved scales",
                patch_px(layers)
            )?,
        }
        let initialisation = &self.initialisation;
        writeln!(
            f,
            "weights     {} {}, norm gains 1 ± {}, seed {}",
            name(initialisation.scheme),
            initialisation.gain,
            initialisation.norm_std,
            self.seed
        )?;
        let objective = &self.objective;
        let extras = &self.extras;
        let terms = [
            (objective.adversarial_weight, name(objective.adversarial)),
            (objective.l1_weight, "L1".to_owned()),
            (extras.feature_matching, "feature matching".to_owned()),
            (extras.distill_output, "teacher's picture".to_owned()),
            (extras.distill_features, "teacher's features".to_owned()),
            (extras.distill_structure, "teacher's structure".to_owned()),
            (extras.class_colour, "class colours".to_owned()),
            (extras.chroma, "chroma".to_owned()),
        ];
        let terms = terms.into_iter().filter(|(weight, _)| *weight > 0.0);
        let terms: Vec<String> = terms
            .map(|(weight, term)| format!("{weight} × {term}"))
            .collect();
        writeln!(f, "loss        {}", terms.join(" + "))?;
        if extras.freeze_generator {
            writeln!(
                f,
                "learning    the critic alone; the generator stays as it is"
            )?;
        }
        if extras.procedural > 0.0 {
            let share = extras.procedural;
            writeln!(
                f,
                "procedural  {share} maps a pair, with the teacher's pictures"
            )?;
        }
        if extras.augment != Augmentation::Published {
            writeln!(f, "pairs       {} augmentation", name(extras.augment))?;
        }
        if extras.recolour > 0.0 {
            writeln!(f, "colours     recoloured by chance, {}", extras.recolour)?;
        }
        if extras.fill_wedges {
            writeln!(f, "photos      without empty wedges at their edges")?;
        }
        if extras.critic_shift {
            writeln!(f, "shown       to the critic shifted by chance")?;
        }
        let Optimisation {
            epochs,
            learning_rate,
            batch,
            accumulate,
            ..
        } = self.optimisation;
        write!(
            f,
            "epochs      {epochs}, batches of {batch} × {accumulate}, learning rate {learning_rate} "
        )?;
        match self.optimisation.schedule {
            Schedule::Constant => writeln!(f, "constant")?,
            Schedule::Linear { from } => writeln!(f, "falling linearly after {from}")?,
            Schedule::Cosine => writeln!(f, "along a cosine")?,
            Schedule::Step { every, factor } => writeln!(f, "× {factor} every {every} epochs")?,
        }
        write!(
            f,
            "validation  every {} epochs",
            self.selection.validate_every
        )?;
        match self.selection.patience {
            Some(patience) => write!(f, ", stop after {patience} without a better one"),
            None => Ok(()),
        }
    }
}

/// As the command line calls it.
fn name<T: ValueEnum>(value: T) -> String {
    let possible = value.to_possible_value();
    possible.map_or_else(String::new, |value| value.get_name().to_owned())
}

/// Side of the patch that one logit of the discriminator sees: kernels of 4 throughout, two last
/// layers of stride 1 after the strided ones.
fn patch_px(strided_layers: usize) -> usize {
    let before_strides = 4 + 3;
    (0..strided_layers).fold(before_strides, |seen, _| (seen - 1) * 2 + 4)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::config::preset::Preset;

    #[test]
    fn patches_are_as_large_as_published() {
        assert_eq!([1, 2, 3, 4, 5].map(patch_px), [16, 34, 70, 142, 286]);
    }

    #[test]
    fn a_summary_is_a_line_for_each_part() {
        let text = Preset::Quick.config().to_string();
        println!("{text}");
        assert_eq!(text.lines().count(), 7);
        for part in ["12 classes", "smooth", "70 pixels", "linearly after 20"] {
            assert!(text.contains(part), "{part}");
        }
    }
}
