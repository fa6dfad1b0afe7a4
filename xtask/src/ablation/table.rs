//! The table: means over the seeds, and how far they lie apart.

use anyhow::{Context, Result};
use serde_json::Value;
use std::fmt::Write;

use super::rows::Row;

/// A row's reports, one a seed.
#[derive(Debug)]
pub struct Measured {
    label: &'static str,
    runs: usize,
    /// A cell for each column.
    cells: Vec<Cell>,
}

/// Figures of one metric.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Cell {
    mean: f64,
    /// Standard deviation over the seeds; none of one.
    deviation: Option<f64>,
    /// The same figure of the photos, where they have one.
    real: Option<f64>,
}

/// Key in the report, heading, digits.
const COLUMNS: [(&str, &str, usize); 7] = [
    ("l1", "L1 ↓", 4),
    ("label_pixel_accuracy", "pixel accuracy ↑", 3),
    ("label_mean_iou", "mean IoU ↑", 3),
    ("swd_mean", "SWD ↓", 1),
    ("kid", "KID ↓", 2),
    ("checkerboard_energy_2px", "checkerboard ½", 2),
    ("checkerboard_energy_4px", "checkerboard ¼", 2),
];

impl Measured {
    /// From the reports of `trainer eval --json`.
    ///
    /// # Errors
    /// A report without one of the columns.
    pub fn new(row: &Row, reports: Vec<Value>) -> Result<Self> {
        let cells = COLUMNS.map(|(key, ..)| {
            let metrics = reports.iter().map(|report| {
                let metrics = report["metrics"].as_array().into_iter().flatten();
                metrics.into_iter().find(|metric| metric["key"] == key)
            });
            let metrics: Option<Vec<_>> = metrics.collect();
            let metrics =
                metrics.with_context(|| format!("a report of {} has no {key}", row.name))?;
            let figures: Option<Vec<f64>> = metrics
                .iter()
                .map(|metric| metric["generated"].as_f64())
                .collect();
            let figures = figures.with_context(|| format!("{key} of {} is no number", row.name))?;
            let real = metrics.first().and_then(|metric| metric["real"].as_f64());
            Ok(Cell::new(&figures, real))
        });
        Ok(Self {
            label: row.label,
            runs: reports.len(),
            cells: cells.into_iter().collect::<Result<_>>()?,
        })
    }
}

impl Cell {
    fn new(figures: &[f64], real: Option<f64>) -> Self {
        let count = figures.len() as f64;
        let mean = figures.iter().sum::<f64>() / count;
        let squares = figures.iter().map(|figure| (figure - mean).powi(2));
        Self {
            mean,
            deviation: (figures.len() > 1).then(|| (squares.sum::<f64>() / (count - 1.0)).sqrt()),
            real,
        }
    }

    fn text(&self, digits: usize) -> String {
        match self.deviation {
            Some(deviation) => format!("{:.digits$} ± {deviation:.digits$}", self.mean),
            None => format!("{:.digits$}", self.mean),
        }
    }
}

/// In Markdown, the photos' own figures in the last line.
pub fn markdown(rows: &[Measured]) -> String {
    let mut text = String::from("| recipe | seeds |");
    for (_, heading, _) in COLUMNS {
        write!(text, " {heading} |").expect("a string takes it");
    }
    text += "\n|---|---|";
    text += &"---|".repeat(COLUMNS.len());
    text += "\n";
    for row in rows {
        write!(text, "| {} | {} |", row.label, row.runs).expect("a string takes it");
        for (cell, (.., digits)) in row.cells.iter().zip(COLUMNS) {
            write!(text, " {} |", cell.text(digits)).expect("a string takes it");
        }
        text += "\n";
    }
    if let Some(row) = rows.first() {
        text += "| *photos* | |";
        for (cell, (.., digits)) in row.cells.iter().zip(COLUMNS) {
            let real = cell
                .real
                .map_or_else(|| "–".to_owned(), |real| format!("{real:.digits$}"));
            write!(text, " {real} |").expect("a string takes it");
        }
        text += "\n";
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::rows::ROWS;
    use super::*;

    fn report(figure: f64) -> Value {
        let metrics: Vec<Value> = COLUMNS
            .iter()
            .map(|(key, ..)| serde_json::json!({"key": key, "generated": figure, "real": 0.5}))
            .collect();
        serde_json::json!({ "metrics": metrics })
    }

    #[test]
    fn means_stand_with_their_deviation_above_the_photos_own() {
        let row = Measured::new(&ROWS[0], vec![report(1.0), report(2.0), report(3.0)]).unwrap();
        let table = markdown(&[row]);
        let lines: Vec<_> = table.lines().collect();
        assert_eq!(lines.len(), 4);
        assert!(lines[2].starts_with("| plain | 3 | 2.0000 ± 1.0000 | 2.000 ± 1.000 |"));
        assert!(lines[3].starts_with("| *photos* | | 0.5000 |"), "{table}");
        let cells = |line: &str| line.matches('|').count();
        assert!(lines.iter().all(|line| cells(line) == COLUMNS.len() + 3));
    }

    #[test]
    fn one_seed_has_no_deviation_and_a_missing_figure_is_named() {
        let row = Measured::new(&ROWS[0], vec![report(1.0)]).unwrap();
        assert!(!markdown(&[row]).contains('±'));
        let error = Measured::new(&ROWS[0], vec![serde_json::json!({"metrics": []})]).unwrap_err();
        assert_eq!(error.to_string(), "a report of plain has no l1");
    }
}
