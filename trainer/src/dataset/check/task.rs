//! Whether the pairs are what the task takes them for, judged by what most of them show.
//!
//! What is certain is refused: label maps in the other half, or above the photo. What is only unlikely is
//! said, with the options that would be right.

use facade_model::input::InputKind;

use super::halves::{Fits, Halves};
use super::pair::Inside;
use super::{Findings, NAMED};
use crate::dataset::label_map::Fit;
use crate::dataset::pair::PairPath;
use crate::dataset::task::{Direction, Task};

/// A map of whose pixels more are like no class is most likely none.
const STRANGE: f32 = 0.25;

/// Judges what was seen of the pairs.
///
/// Each pair comes with what was seen of it.
pub fn judge(read: &[(&PairPath, Inside)], task: &Task, findings: &mut Findings) {
    let insides: Vec<&Inside> = read.iter().map(|(_, inside)| inside).collect();
    let halves: Vec<&Halves> = insides
        .iter()
        .filter_map(|inside| match inside {
            Inside::Halves(halves) => Some(halves),
            _ => None,
        })
        .collect();
    let files: Vec<(Option<Fit>, Fit)> = insides
        .iter()
        .filter_map(|inside| match inside {
            Inside::Files { input, photo, .. } => Some((*input, *photo)),
            _ => None,
        })
        .collect();
    let is_named = most(&insides, |inside| {
        matches!(inside, Inside::Files { is_named: true, .. })
    });
    if !halves.is_empty() {
        judge_halves(&halves, task, findings);
    }
    if !files.is_empty() {
        judge_files(&files, is_named, task, findings);
    }
    if findings.refusals.is_empty() && findings.warnings.is_empty() {
        findings.warnings.extend(strangers(read));
    }
}

/// Which pairs have no label map where the others have theirs; nothing of those with exact maps.
fn strangers(read: &[(&PairPath, Inside)]) -> Option<String> {
    let fit = |inside: &Inside| match inside {
        Inside::Halves(halves) => halves.fits.map(|fits| fits.input),
        Inside::Files { input, .. } => *input,
        Inside::Other => None,
    };
    let strange: Vec<String> = read
        .iter()
        .filter(|(pair, _)| pair.labels.is_none())
        .filter(|(_, inside)| fit(inside).is_some_and(Fit::is_no_label_map))
        .map(|(pair, _)| {
            let name = pair.image.file_name().unwrap_or_default();
            name.display().to_string()
        })
        .collect();
    let more = if strange.len() > NAMED { ", …" } else { "" };
    (!strange.is_empty()).then(|| {
        format!(
            "{} of {} pairs that were read have no label map in the colours of the classes, unlike the others ({}{more}): their colours are taken for the nearest class's; mend or remove them",
            strange.len(),
            read.len(),
            strange[..strange.len().min(NAMED)].join(", ")
        )
    })
}

fn most<T>(all: &[T], is: impl Fn(&T) -> bool) -> bool {
    2 * all.iter().filter(|one| is(one)).count() > all.len()
}

fn other(direction: Direction) -> &'static str {
    match direction {
        Direction::AtoB => "BtoA",
        Direction::BtoA => "AtoB",
    }
}

fn judge_halves(halves: &[&Halves], task: &Task, findings: &mut Findings) {
    let is_one = most(halves, |halves| {
        halves.is_one_picture && !halves.is_twice_as_wide()
    });
    match task.input {
        InputKind::Grey => {
            if most(halves, |halves| {
                !halves.is_one_picture && halves.is_twice_as_wide()
            }) {
                findings.warnings.push("these look like A|B pairs, and --input grey takes whole photos; --input labels or rgb take pairs".to_owned());
            }
            return;
        }
        InputKind::Rgb => {
            if is_one {
                findings.warnings.push("these look like single pictures, not like A|B pairs: nothing changes at their middle; --input grey takes whole photos, and A and B may have folders of their own".to_owned());
            }
            return;
        }
        InputKind::OneHotLabels { .. } | InputKind::PaintedLabels { .. } => {}
    }
    let fits: Vec<Fits> = halves.iter().filter_map(|halves| halves.fits).collect();
    let [input_side, photo_side] = match task.direction {
        Direction::AtoB => ["left", "right"],
        Direction::BtoA => ["right", "left"],
    };
    let input_is_map = most(&fits, |fits| fits.input.is_label_map());
    let photo_is_map = most(&fits, |fits| fits.photo.is_label_map());
    if photo_is_map && !input_is_map {
        findings.refusals.push(format!(
            "the label maps are in the {photo_side} halves of these images, where photos are expected; --direction {} takes them for the input",
            other(task.direction)
        ));
        return;
    }
    if photo_is_map && input_is_map {
        findings.warnings.push("both halves of these images are label maps in the colours of the classes, so there is no photo to learn from; the photos belong beside them, or photos and maps into folders of their own, A/train/ and B/train/".to_owned());
        return;
    }
    let stacked = |fits: &Fits| fits.upper.is_label_map() != fits.lower.is_label_map();
    if !input_is_map && !photo_is_map && most(&fits, stacked) {
        findings.refusals.push("photo and label map lie one above the other in these images; A|B pairs lie side by side: put photos and maps into folders of their own, A/train/ and B/train/".to_owned());
        return;
    }
    let shares: Vec<f32> = fits.iter().map(|fits| fits.input.strange).collect();
    if !most(&shares, |strange| *strange > STRANGE) || findings.has_exact_labels {
        return;
    }
    let percent = 100.0 * shares.iter().sum::<f32>() / shares.len() as f32;
    findings.warnings.push(if is_one {
        "these look like single pictures, not like A|B pairs of photo and label map: nothing changes at their middle; name the folder of their label maps with --labels, or use --input grey to learn colours".to_owned()
    } else {
        let simpler = most(halves, |halves| halves.left_is_simpler);
        let direction = if simpler { "AtoB" } else { "BtoA" };
        format!(
            "the {input_side} halves belong to no class ({percent:.0} % of their pixels): for edges, drawings or photos as input use --input rgb, with --direction {direction} if the simpler half is the input; for label maps in other colours name the classes with --classes"
        )
    });
}

fn judge_files(files: &[(Option<Fit>, Fit)], is_named: bool, task: &Task, findings: &mut Findings) {
    let is_strange = |fit: &Option<Fit>| fit.is_some_and(|fit| fit.strange > STRANGE);
    let input_is_none = most(files, |(input, _)| is_strange(input));
    let photo_is_map = most(files, |(_, photo)| photo.is_label_map());
    if photo_is_map && input_is_none {
        findings.refusals.push(if is_named {
            "the label maps are called target and the photos input, and a photo is to be made of a label map; rename the folders or files, input for the label maps".to_owned()
        } else {
            format!(
                "the label maps are where photos are expected; --direction {} takes them for the input",
                other(task.direction)
            )
        });
    } else if photo_is_map {
        findings.warnings.push("the photos look like label maps in the colours of the classes; are the folders the right way round?".to_owned());
    } else if input_is_none {
        findings.warnings.push("what should be label maps belongs to no class in most of its pixels: for other pictures as input use --input rgb, for label maps in other colours name the classes with --classes".to_owned());
    }
}
