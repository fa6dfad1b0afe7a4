//! What a person reads while the commands run: a heading a step, durations, the closing table.

use anyhow::Result;
use std::time::{Duration, Instant};

/// How one step ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// But for so many of its tests, which this machine could not run.
    Passed {
        skipped: usize,
    },
    Failed,
    /// A step that it builds on failed, so it was not tried.
    NotRun,
}

/// One line of the closing table.
pub struct Line {
    pub name: &'static str,
    pub outcome: Outcome,
    pub elapsed: Duration,
}

impl Outcome {
    pub fn is_passed(self) -> bool {
        matches!(self, Self::Passed { .. })
    }

    fn skipped(self) -> usize {
        match self {
            Self::Passed { skipped } => skipped,
            Self::Failed | Self::NotRun => 0,
        }
    }
}

impl Line {
    fn skipped_words(&self) -> String {
        match self.outcome.skipped() {
            0 => String::new(),
            count => format!("  {count} tests skipped"),
        }
    }
}

/// Runs a step, which gives how many of its tests were skipped, under a heading, and says at once how it ended.
pub fn step(name: &'static str, what: &str, run: impl FnOnce() -> Result<usize>) -> Line {
    println!("\n==> {name}: {what}");
    let start = Instant::now();
    let outcome = match run() {
        Ok(skipped) => Outcome::Passed { skipped },
        Err(error) => {
            eprintln!("error in {name}: {error:#}");
            Outcome::Failed
        }
    };
    Line {
        name,
        outcome,
        elapsed: start.elapsed(),
    }
}

/// The table of steps and, as its last line, the verdict.
pub fn table(lines: &[Line], total: Duration) -> String {
    let width = lines.iter().map(|line| line.name.len()).max().unwrap_or(0);
    let mut text = String::new();
    for line in lines {
        let word = match line.outcome {
            Outcome::Passed { .. } => "passed",
            Outcome::Failed => "FAILED",
            Outcome::NotRun => "not run",
        };
        let name = line.name;
        let took = duration(line.elapsed);
        text += &format!(
            "  {name:width$}  {word:7}  {took:>12}{}\n",
            line.skipped_words()
        );
    }
    let failed: Vec<&str> = lines
        .iter()
        .filter(|line| !line.outcome.is_passed())
        .map(|line| line.name)
        .collect();
    let took = duration(total);
    let passed = lines.len() - failed.len();
    text += &format!("{passed} of {} steps passed in {took}", lines.len());
    let skipped: usize = lines.iter().map(|line| line.outcome.skipped()).sum();
    if skipped > 0 {
        text += &format!(", {skipped} tests skipped");
    }
    text += &if failed.is_empty() {
        ".".to_owned()
    } else {
        format!("; not passed: {}.", failed.join(", "))
    };
    text
}

/// A duration as people say it.
pub fn duration(elapsed: Duration) -> String {
    let seconds = elapsed.as_secs();
    if seconds < 60 {
        format!("{:.1} s", elapsed.as_secs_f64())
    } else {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(name: &'static str, outcome: Outcome) -> Line {
        Line {
            name,
            outcome,
            elapsed: Duration::from_secs(65),
        }
    }

    #[test]
    fn the_verdict_counts_a_step_that_was_not_run_as_not_passed() {
        let lines = [
            line("build", Outcome::Failed),
            line("size", Outcome::NotRun),
            line("fmt", Outcome::Passed { skipped: 0 }),
        ];
        let text = table(&lines, Duration::from_secs(130));
        assert!(
            text.ends_with("1 of 3 steps passed in 2 min 10 s; not passed: build, size."),
            "{text}"
        );
        assert!(text.contains("build  FAILED     1 min 05 s"), "{text}");
    }

    #[test]
    fn the_verdict_of_passed_steps_says_so() {
        let passed = Outcome::Passed { skipped: 0 };
        let text = table(&[line("fmt", passed)], Duration::from_millis(1500));
        assert!(text.ends_with("1 of 1 steps passed in 1.5 s."), "{text}");
    }

    #[test]
    fn skipped_tests_are_counted_and_not_passed_over() {
        let lines = [
            line("native", Outcome::Passed { skipped: 9 }),
            line("fmt", Outcome::Passed { skipped: 0 }),
            line("browser", Outcome::Passed { skipped: 2 }),
        ];
        let text = table(&lines, Duration::from_secs(130));
        assert!(
            text.contains("native   passed     1 min 05 s  9 tests skipped\n"),
            "{text}"
        );
        assert!(
            text.ends_with("3 of 3 steps passed in 2 min 10 s, 11 tests skipped."),
            "{text}"
        );
    }
}
