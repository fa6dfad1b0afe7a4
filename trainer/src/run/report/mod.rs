//! `report.html`: a run in one file, written anew after every epoch and opened in any browser.
//!
//! The page (`page.html`) draws what stands in one block of JSON; pictures are inside as data URLs, so
//! that the file can be sent to somebody.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

use super::gallery::{input_strip, real_strip, strip};
use super::journal::{self, EpochRecord};
use super::selection::Best;
use super::state::State;
use crate::whole_file;

const PAGE: &str = include_str!("page.html");
/// Where the data goes.
const PLACE: &str = "/*DATA*/";
/// Strips of pictures in a report at most, some 100 kB each.
const STRIPS: usize = 60;

#[derive(Serialize)]
struct Report<'a> {
    name: String,
    hardware: &'a str,
    /// Epochs in all.
    planned: usize,
    config: String,
    epochs: &'a [EpochRecord],
    best: Option<Best>,
    inputs: String,
    real: String,
    strips: Vec<Strip>,
}

#[derive(Serialize)]
struct Strip {
    epoch: usize,
    image: String,
}

/// Writes the report of a run.
///
/// # Errors
/// A journal or picture that cannot be read, or a file that cannot be written.
pub fn write(run: &Path, state: &State, hardware: &str) -> Result<()> {
    let epochs = journal::read(run)?;
    let there = epochs.iter().map(|record| record.epoch);
    let strips = shown(there.filter(|epoch| strip(run, *epoch).is_file()).collect());
    let strips = strips.into_iter().map(|epoch| {
        Ok(Strip {
            epoch,
            image: data_url(&strip(run, epoch))?,
        })
    });
    let report = Report {
        name: run.display().to_string(),
        hardware,
        planned: state.config.optimisation.epochs,
        config: state.summary(),
        epochs: &epochs,
        best: state.best,
        inputs: data_url(&input_strip(run))?,
        real: data_url(&real_strip(run))?,
        strips: strips.collect::<Result<_>>()?,
    };
    // Inside a script element only `<` could end the data.
    let data = serde_json::to_string(&report)?.replace('<', "\\u003c");
    whole_file::write(
        &run.join("report.html"),
        PAGE.replace(PLACE, &data).as_bytes(),
    )
}

/// At most [`STRIPS`] of the epochs, evenly spread, the last among them.
fn shown(epochs: Vec<usize>) -> Vec<usize> {
    let step = epochs.len().div_ceil(STRIPS).max(1);
    let mut shown: Vec<usize> = epochs.into_iter().rev().step_by(step).collect();
    shown.reverse();
    shown
}

fn data_url(path: &Path) -> Result<String> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(format!("data:image/jpeg;base64,{}", STANDARD.encode(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_run_shows_strips_evenly_up_to_the_last() {
        assert_eq!(shown(vec![1, 2, 3]), [1, 2, 3]);
        let shown = shown((1..=200).collect());
        assert_eq!(shown.len(), 50);
        assert_eq!(shown.last(), Some(&200));
        assert!(shown.windows(2).all(|pair| pair[1] - pair[0] == 4));
        assert!(self::shown(Vec::new()).is_empty());
    }

    #[test]
    fn the_page_has_one_place_for_the_data() {
        assert_eq!(PAGE.matches(PLACE).count(), 1);
    }
}
