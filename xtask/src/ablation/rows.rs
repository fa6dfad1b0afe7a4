//! The rows: the same small net, and one change of its recipe each.

/// One recipe.
#[derive(Debug)]
pub struct Row {
    /// In folders and on the command line.
    pub name: &'static str,
    /// In the table.
    pub label: &'static str,
    /// What it starts from.
    base: &'static [&'static [&'static str]],
    /// What it adds.
    change: &'static [&'static str],
}

impl Row {
    /// For `trainer train`.
    pub fn arguments(&self) -> impl Iterator<Item = &'static str> {
        let base = self.base.iter().copied().flatten();
        base.chain(self.change).copied()
    }

    pub fn needs_teacher(&self) -> bool {
        self.arguments()
            .any(|argument| argument.starts_with("--distill") || argument == "--procedural")
    }
}

/// The small net as published: ngf 16, cross-entropy and 100 · L1, crops of 286², no average.
const PLAIN: &[&str] = &["--preset", "quick"];
const TRANSPOSED: &[&str] = &["--decoder", "transposed"];
/// What the rows below it start from.
const SMOOTH: &[&str] = &["--decoder", "smooth"];
const AVERAGED: &[&str] = &["--ema", "0.999"];
const TAUGHT: &[&str] = &["--distill-output", "100"];

/// From the published recipe to the one that ships.
pub const ROWS: &[Row] = &[
    Row {
        name: "plain",
        label: "plain",
        base: &[PLAIN],
        change: TRANSPOSED,
    },
    Row {
        name: "rgb",
        label: "plain, label maps as colours",
        base: &[PLAIN, TRANSPOSED],
        change: &["--input", "rgb"],
    },
    Row {
        name: "resize",
        label: "nearest-neighbour decoder",
        base: &[PLAIN],
        change: &["--decoder", "resize"],
    },
    Row {
        name: "smooth",
        label: "smooth decoder",
        base: &[PLAIN],
        change: SMOOTH,
    },
    Row {
        name: "average",
        label: "smooth + average of weights (*base*)",
        base: &[PLAIN, SMOOTH],
        change: AVERAGED,
    },
    Row {
        name: "augment",
        label: "base + strong augmentation",
        base: &[PLAIN, SMOOTH, AVERAGED],
        change: &["--augment", "strong"],
    },
    Row {
        name: "matching",
        label: "base + feature matching",
        base: &[PLAIN, SMOOTH, AVERAGED],
        change: &["--feature-matching", "10"],
    },
    Row {
        name: "light",
        label: "base + feature matching, L1 × 10 in place of 100",
        base: &[PLAIN, SMOOTH, AVERAGED],
        change: &["--feature-matching", "10", "--l1-weight", "10"],
    },
    Row {
        name: "scales",
        label: "base + second discriminator at half the side",
        base: &[PLAIN, SMOOTH, AVERAGED],
        change: &["--critic-scales", "2"],
    },
    Row {
        name: "segmentation",
        label: "base + discriminator that names classes",
        base: &[PLAIN, SMOOTH, AVERAGED],
        change: &["--adversarial", "segmentation"],
    },
    Row {
        name: "taught",
        label: "base + teacher's pictures",
        base: &[PLAIN, SMOOTH, AVERAGED],
        change: TAUGHT,
    },
    Row {
        name: "features",
        label: "base + teacher's pictures and features",
        base: &[PLAIN, SMOOTH, AVERAGED, TAUGHT],
        change: &["--distill-features", "10"],
    },
    Row {
        name: "structure",
        label: "base + teacher's pictures and structure",
        base: &[PLAIN, SMOOTH, AVERAGED, TAUGHT],
        change: &["--distill-structure", "10"],
    },
    Row {
        name: "procedural",
        label: "base + teacher's pictures, of procedural maps too",
        base: &[PLAIN, SMOOTH, AVERAGED, TAUGHT],
        change: &["--procedural", "1"],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_differ_in_name_and_recipe() {
        for (index, row) in ROWS.iter().enumerate() {
            for other in &ROWS[..index] {
                assert_ne!(row.name, other.name);
                assert!(!row.arguments().eq(other.arguments()), "{}", row.name);
            }
        }
    }
}
