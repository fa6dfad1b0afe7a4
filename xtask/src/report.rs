//! What a person reads while the commands run: a heading a step, durations, the closing table.

use anyhow::Result;
use std::time::{Duration, Instant};

/// How one step ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Passed,
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

/// Runs a step under a heading and says at once how it ended.
pub fn step(name: &'static str, what: &str, run: impl FnOnce() -> Result<()>) -> Line {
    println!("\n==> {name}: {what}");
    let start = Instant::now();
    let outcome = match run() {
        Ok(()) => Outcome::Passed,
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
            Outcome::Passed => "passed",
            Outcome::Failed => "FAILED",
            Outcome::NotRun => "not run",
        };
        let name = line.name;
        let took = duration(line.elapsed);
        text += &format!("  {name:width$}  {word:7}  {took:>12}\n");
    }
    let failed: Vec<&str> = lines
        .iter()
        .filter(|line| line.outcome != Outcome::Passed)
        .map(|line| line.name)
        .collect();
    let took = duration(total);
    let passed = lines.len() - failed.len();
    text += &format!("{passed} of {} steps passed in {took}", lines.len());
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
            line("fmt", Outcome::Passed),
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
        let text = table(&[line("fmt", Outcome::Passed)], Duration::from_millis(1500));
        assert!(text.ends_with("1 of 1 steps passed in 1.5 s."), "{text}");
    }
}
