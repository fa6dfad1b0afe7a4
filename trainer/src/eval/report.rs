//! The figures as a table for people and as JSON for programs.

use std::fmt;

use serde::Serialize;

use super::appearance::Likeness;
use super::measure::{Measures, Segmented};
use super::paint::PaintSource;

/// Everything `trainer eval` has to say.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    #[serde(flatten)]
    pub measured: Measured,
    pub pairs: usize,
    pub metrics: Vec<Metric>,
}

/// What was measured, and with what.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Measured {
    /// The bundle or checkpoint.
    pub generator: String,
    pub split: String,
    /// Whose paint each map had; none of a generator that takes no paint.
    pub paint: Option<PaintSource>,
    /// Side at which pictures and photos were compared.
    pub side_px: usize,
    /// The segmenter's file, if one was given.
    pub segmenter: Option<String>,
}

/// One line of the table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Metric {
    /// For programs: lower case, stable.
    pub key: String,
    /// For people.
    pub name: String,
    /// None where there is no such figure: too few pairs, photos without any detail, or, in JSON,
    /// infinity.
    pub generated: Option<f64>,
    /// The same figure of the photos: the ceiling, or the floor of a distance; none where photos have
    /// none of their own.
    pub real: Option<f64>,
    pub unit: &'static str,
    pub better: Better,
    /// Digits after the point in the table.
    #[serde(skip)]
    digits: usize,
}

/// Which generated figure is the better one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Better {
    Higher,
    Lower,
    /// The nearer to the photos' figure.
    Nearer,
}

impl Better {
    fn in_words(self) -> &'static str {
        match self {
            Self::Higher => "higher",
            Self::Lower => "lower",
            Self::Nearer => "nearer to real",
        }
    }
}

impl Report {
    /// Puts the figures in order.
    pub fn new(measured: Measured, measures: &Measures) -> Self {
        let mut metrics = vec![
            metric("l1", "L1", measures.l1, "of −1..1", Better::Lower, 4),
            metric("psnr", "PSNR", measures.psnr_db, "dB", Better::Higher, 2),
            metric("ssim", "SSIM of luma", measures.ssim, "", Better::Higher, 4),
        ];
        if let Some(segmented) = &measures.segmented {
            metrics.extend(of_segmenter(segmented));
        }
        metrics.extend(of_patches(measures));
        metrics.extend(of_detail_and_colour(&measures.likeness));
        metrics.extend(of_checkerboard(&measures.likeness));
        Self {
            measured,
            pairs: measures.pairs,
            metrics,
        }
    }
}

fn metric(
    key: &str,
    name: &str,
    generated: impl Into<Option<f64>>,
    unit: &'static str,
    better: Better,
    digits: usize,
) -> Metric {
    Metric {
        key: key.to_owned(),
        name: name.to_owned(),
        generated: generated.into(),
        real: None,
        unit,
        better,
        digits,
    }
}

fn of_segmenter(segmented: &Segmented) -> [Metric; 3] {
    let score = |key, name, generated, real| Metric {
        real: Some(real),
        ..metric(key, name, generated, "", Better::Higher, 4)
    };
    let (generated, real) = (segmented.generated, segmented.real);
    [
        score(
            "label_pixel_accuracy",
            "label score: pixel accuracy",
            generated.pixel_accuracy,
            real.pixel_accuracy,
        ),
        score(
            "label_mean_iou",
            "label score: mean IoU",
            generated.mean_iou,
            real.mean_iou,
        ),
        Metric {
            real: segmented.kid_of_halves.map(|kid| kid * 1e3),
            ..metric(
                "kid",
                "KID of segmenter features",
                segmented.kid.map(|kid| kid * 1e3),
                "×10⁻³",
                Better::Lower,
                2,
            )
        },
    ]
}

/// Each level of the pyramid, and their mean.
fn of_patches(measures: &Measures) -> Vec<Metric> {
    let distance = |key: &str, name: &str, generated: f64, real: Option<f64>| Metric {
        real: real.map(|distance| distance * 1e3),
        ..metric(key, name, generated * 1e3, "×10⁻³", Better::Lower, 2)
    };
    let real = &measures.wasserstein_of_halves;
    let levels = &measures.likeness.wasserstein;
    let mut metrics: Vec<Metric> = levels
        .iter()
        .enumerate()
        .map(|(index, level)| {
            distance(
                &format!("swd_{}px", level.side),
                &format!("SWD, level of {} px", level.side),
                level.distance,
                real.get(index).map(|level| level.distance),
            )
        })
        .collect();
    let sum = |levels: &[super::wasserstein::LevelDistance]| -> f64 {
        levels.iter().map(|level| level.distance).sum()
    };
    let count = levels.len() as f64;
    let real = (!real.is_empty()).then(|| sum(real) / count);
    metrics.push(distance("swd_mean", "SWD, mean", sum(levels) / count, real));
    metrics
}

/// Energy in each band, spread of colour and contrast.
fn of_detail_and_colour(likeness: &Likeness) -> Vec<Metric> {
    let ratio = |key: &str, name: &str, generated| Metric {
        real: Some(1.0),
        ..metric(key, name, generated, "× real", Better::Nearer, 3)
    };
    let names = [
        ("detail_coarse", "detail, 1/8–1/4 px"),
        ("detail_middle", "detail, 1/4–3/8 px"),
        ("detail_fine", "detail, 3/8–1/2 px"),
    ];
    let bands = names.into_iter().zip(likeness.bands);
    let mut metrics: Vec<Metric> = bands
        .map(|((key, name), power)| ratio(key, name, power))
        .collect();
    metrics.push(ratio(
        "colour_spread",
        "spread of colour",
        likeness.colour_spread,
    ));
    metrics.push(ratio("contrast", "contrast", likeness.contrast));
    metrics
}

/// Energy and peak at both frequencies.
fn of_checkerboard(likeness: &Likeness) -> Vec<Metric> {
    let (generated, real) = (likeness.generated_checkerboard, likeness.real_checkerboard);
    let lines = [
        (2, generated.every_2, real.every_2),
        (4, generated.every_4, real.every_4),
    ];
    let energy = lines.iter().map(|&(period, generated, real)| Metric {
        real: Some(1.0),
        ..metric(
            &format!("checkerboard_energy_{period}px"),
            &format!("checkerboard energy, 1/{period} px"),
            (real.at > 0.0).then(|| generated.at / real.at),
            "× real",
            Better::Nearer,
            3,
        )
    });
    let peak = lines.iter().map(|&(period, generated, real)| Metric {
        real: real.peak(),
        ..metric(
            &format!("checkerboard_peak_{period}px"),
            &format!("checkerboard peak, 1/{period} px"),
            generated.peak(),
            "× beside",
            Better::Nearer,
            3,
        )
    });
    energy.chain(peak).collect()
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Measured {
            generator,
            split,
            paint,
            side_px,
            segmenter,
        } = &self.measured;
        let paint = match paint {
            None => "",
            Some(PaintSource::Own) => ", each in its photo's paint",
            Some(PaintSource::Shuffled) => ", each in another photo's paint",
        };
        writeln!(
            f,
            "{generator} on {} pairs of {split}{paint}, {side_px}×{side_px}\n",
            self.pairs
        )?;
        writeln!(
            f,
            "{:<34}{:>10}{:>10}  {:<9} better",
            "metric", "generated", "real", "unit"
        )?;
        for metric in &self.metrics {
            let figure = |figure: Option<f64>| {
                figure.map_or_else(|| "–".to_owned(), |f| format!("{f:.*}", metric.digits))
            };
            writeln!(
                f,
                "{:<34}{:>10}{:>10}  {:<9} {}",
                metric.name,
                figure(metric.generated),
                figure(metric.real),
                metric.unit,
                metric.better.in_words()
            )?;
        }
        writeln!(f)?;
        match segmenter {
            Some(_) => writeln!(
                f,
                "real: what the photos themselves reach; for SWD and KID one half of them against the other"
            ),
            None => writeln!(
                f,
                "For the label score and KID, train a segmenter once with `trainer segmenter` and pass its file with --segmenter."
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::checkerboard::{CheckerboardEnergy, Line};
    use crate::eval::wasserstein::LevelDistance;
    use crate::segmenter::confusion::LabelScore;

    fn measures(segmented: Option<Segmented>) -> Measures {
        let level = |side, distance| LevelDistance { side, distance };
        let line = |at| Line { at, beside: 2.0 };
        let checkerboard = |every_2, every_4| CheckerboardEnergy {
            every_2: line(every_2),
            every_4: line(every_4),
        };
        Measures {
            pairs: 2,
            l1: 0.35,
            psnr_db: f64::INFINITY,
            ssim: 0.25,
            likeness: Likeness {
                wasserstein: vec![level(32, 0.030), level(16, 0.010)],
                bands: [Some(0.75), Some(0.5), None],
                colour_spread: Some(0.25),
                contrast: Some(0.875),
                generated_checkerboard: checkerboard(3.0, 1.0),
                real_checkerboard: checkerboard(2.0, 4.0),
            },
            wasserstein_of_halves: vec![level(32, 0.006), level(16, 0.002)],
            segmented,
        }
    }

    fn report(segmented: Option<Segmented>) -> Report {
        let segmenter = segmented.map(|_| "segmenter.safetensors".to_owned());
        let measured = Measured {
            generator: "lite".to_owned(),
            split: "val".to_owned(),
            paint: Some(PaintSource::Shuffled),
            side_px: 256,
            segmenter,
        };
        Report::new(measured, &measures(segmented))
    }

    fn figures(report: &Report, key: &str) -> (Option<f64>, Option<f64>) {
        let metric = report.metrics.iter().find(|metric| metric.key == key);
        let metric = metric.unwrap_or_else(|| panic!("no {key}"));
        (metric.generated, metric.real)
    }

    #[test]
    fn figures_stand_beside_those_of_the_photos() {
        let score = |pixel_accuracy, mean_iou| LabelScore {
            pixel_accuracy,
            mean_iou,
        };
        let report = report(Some(Segmented {
            generated: score(0.5, 0.25),
            real: score(0.625, 0.375),
            kid: Some(0.002),
            kid_of_halves: None,
        }));
        assert_eq!(
            figures(&report, "label_mean_iou"),
            (Some(0.25), Some(0.375))
        );
        assert_eq!(figures(&report, "kid"), (Some(2.0), None));
        assert_eq!(
            figures(&report, "checkerboard_energy_2px"),
            (Some(1.5), Some(1.0))
        );
        assert_eq!(figures(&report, "checkerboard_energy_4px").0, Some(0.25));
        let peak = figures(&report, "checkerboard_peak_4px");
        assert_eq!(peak, (Some(0.5), Some(2.0)));
        assert_eq!(figures(&report, "swd_32px"), (Some(30.0), Some(6.0)));
        assert_eq!(figures(&report, "swd_mean"), (Some(20.0), Some(4.0)));
        assert_eq!(figures(&report, "detail_coarse"), (Some(0.75), Some(1.0)));
        assert_eq!(figures(&report, "detail_fine"), (None, Some(1.0)));
        assert_eq!(figures(&report, "colour_spread"), (Some(0.25), Some(1.0)));
        assert_eq!(figures(&report, "contrast").0, Some(0.875));
        let table = report.to_string();
        assert!(table.contains("label score: mean IoU"), "{table}");
        assert!(!table.contains("--segmenter"), "{table}");
        assert!(
            table.starts_with("lite on 2 pairs of val, each in another photo's paint, 256×256\n")
        );
    }

    #[test]
    fn without_a_segmenter_the_table_says_how_to_get_what_is_missing() {
        let report = report(None);
        assert!(report.metrics.iter().all(|metric| metric.key != "kid"));
        let table = report.to_string();
        assert!(table.contains("`trainer segmenter`"), "{table}");
        assert!(!table.contains("label score:"), "{table}");
    }

    #[test]
    fn json_has_a_key_for_every_figure_and_null_for_infinity() {
        let json = serde_json::to_value(report(None)).unwrap();
        assert_eq!(json["pairs"], 2);
        assert_eq!(json["paint"], "shuffled");
        assert_eq!(json["segmenter"], serde_json::Value::Null);
        assert_eq!(json["metrics"][0]["key"], "l1");
        assert_eq!(json["metrics"][0]["generated"], 0.35);
        assert_eq!(json["metrics"][0]["better"], "lower");
        assert_eq!(json["metrics"][1]["generated"], serde_json::Value::Null);
    }
}
