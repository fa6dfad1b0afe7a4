//! The `trainer` program: runs the command, prints one line on failure.

use std::process::ExitCode;

use anyhow::Error;
use clap::Parser;
use trainer::cli::Cli;

fn main() -> ExitCode {
    match Cli::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", sentence(&error));
            ExitCode::FAILURE
        }
    }
}

/// An error with its causes in one line; libraries repeat their causes and break lines.
fn sentence(error: &Error) -> String {
    let mut sentence = String::new();
    for cause in error.chain() {
        let words: Vec<String> = cause
            .to_string()
            .split_whitespace()
            .map(str::to_owned)
            .collect();
        let cause = words.join(" ");
        if sentence.is_empty() {
            sentence = cause;
        } else if !sentence.contains(&cause) {
            sentence = format!("{sentence}: {cause}");
        }
    }
    sentence
}
