//! The inks of drawings: whether the inputs of a data set are drawn in few colours, and in which.
//!
//! A generator of pictures may learn from photographs, or from drawings that a person could go on with: lines on paper,
//! the areas of a map. What tells them apart is that a drawing's pixels crowd around a few colours, far from each other,
//! and lie elsewhere only where two of these meet: at smoothed edges, or where JPEG blurred them. Knows nothing of what
//! the drawings mean.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use facade_model::input::{InputKind, MOST_INKS};
use image::RgbImage;
use image::imageops::{FilterType, resize};

use super::pair::{PairPath, Source};
use super::task::Task;

/// Inputs that are measured at most, evenly spread.
const MEASURED: usize = 100;
/// Longer sides are made this long, without mixing colours.
const LONGEST_PX: u32 = 256;
/// Pixels this close to an ink, in the cube of sRGB bytes, are it, give or take noise.
const PURE: u32 = 14;
/// Pixels this close count as an ink's, and an ink this close to another is none of its own.
const NEAR: u32 = 36;
/// How far from the straight line between two inks their mixtures may lie.
const BESIDE_LINE: f32 = 24.0;
/// Pixels from a mixture to an ink that it is mixed of.
const REACH_PX: u32 = 2;
/// An ink is so many times as frequent as the colours around it, which have [`PURE`] to twice that distance from it.
const PEAK: f64 = 1.5;
/// Smallest part of all pixels that is an ink.
const LEAST: f64 = 0.001;
/// What part of a drawing's pixels are inks or mixtures, and what part of those that are not paper: what a photograph
/// shows before white is not. Of facades in JPEG files 0.91, of photographs of houses 0.2.
const EXPLAINED: f64 = 0.75;
const DRAWN_ON: f64 = 0.6;
/// A sheet with less on it is as good as blank.
const BLANK: f64 = 0.01;
/// What part of the inputs must be drawings.
const MOST_INPUTS: f64 = 0.9;
/// Width of a cell of the histogram.
const CELL: u8 = 4;

type Color = [u8; 3];

/// The colours of the pairs' inputs, the most frequent, the paper, first: an empty list where the inputs are photographs,
/// and none at all for tasks whose inputs are no pictures in colours.
///
/// # Errors
/// A pair that cannot be read.
pub fn measure(pairs: &[PairPath], task: &Task) -> Result<Option<Vec<Color>>> {
    if task.input != InputKind::Rgb {
        return Ok(None);
    }
    let count = pairs.len().min(MEASURED);
    let mut inputs = Vec::with_capacity(count);
    for index in 0..count {
        let pair = pairs[index * pairs.len() / count].read(task)?;
        inputs.push(match pair.source {
            Source::Picture(picture) => small(picture),
            Source::Photo | Source::Labels(_) | Source::Painted(..) => small(pair.photo),
        });
    }
    Ok(Some(of_inputs(&inputs)))
}

/// For people, at the head of a run.
pub fn in_words(inks: &[Color]) -> String {
    let Some((&paper, others)) = inks.split_first() else {
        return "none, the inputs are photographs".to_owned();
    };
    let paper = match paper {
        _ if paper.iter().all(|&byte| byte >= 250) => "white".to_owned(),
        _ if paper.iter().all(|&byte| byte <= 5) => "black".to_owned(),
        [red, green, blue] => format!("#{red:02x}{green:02x}{blue:02x}"),
    };
    match others.len() {
        1 => format!("1 colour on {paper} paper"),
        count => format!("{count} colours on {paper} paper"),
    }
}

fn small(picture: RgbImage) -> RgbImage {
    let (width, height) = picture.dimensions();
    if width.max(height) <= LONGEST_PX {
        return picture;
    }
    let side = |length: u32| length.min(LONGEST_PX);
    resize(&picture, side(width), side(height), FilterType::Nearest)
}

/// The inks of drawings; none where they are not drawn in few colours.
pub fn of_inputs(inputs: &[RgbImage]) -> Vec<Color> {
    let inks = peaks(&histogram(inputs));
    if inks.len() < 2 {
        return Vec::new();
    }
    let drawn = inputs.iter().filter(|input| is_drawn(input, &inks));
    match drawn.count() as f64 >= MOST_INPUTS * inputs.len() as f64 {
        true => settled(inputs, &inks),
        false => Vec::new(),
    }
}

/// How many pixels have a colour, by the cell that it is in.
type Histogram = BTreeMap<Color, u64>;

fn histogram(inputs: &[RgbImage]) -> Histogram {
    let mut histogram = Histogram::new();
    for pixel in inputs.iter().flat_map(|input| input.pixels()) {
        *histogram
            .entry(pixel.0.map(|byte| byte / CELL))
            .or_default() += 1;
    }
    // Cells by the colour in their middle.
    let middle = |cell: Color| cell.map(|byte| byte * CELL + CELL / 2);
    histogram
        .into_iter()
        .map(|(cell, count)| (middle(cell), count))
        .collect()
}

/// Colours that are far more frequent than those around them, the most frequent first, and no more than inks may be.
fn peaks(histogram: &Histogram) -> Vec<Color> {
    let all: u64 = histogram.values().sum();
    let mut cells: Vec<(Color, u64)> = histogram.iter().map(|(&cell, &n)| (cell, n)).collect();
    cells.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    let share = |count: u64| count as f64 / all as f64;
    let mut peaks: Vec<Color> = Vec::new();
    let mut passed = BTreeSet::new();
    let mut strange = 0;
    for &(cell, count) in &cells {
        let is_known = peaks.iter().any(|&peak| squared(peak, cell) <= NEAR * NEAR)
            || passed.contains(&cell)
            || pairs_of(&peaks).any(|[a, b]| beside(cell, a, b) <= BESIDE_LINE);
        if is_known {
            continue;
        }
        // So many of no ink that these are no drawings, or too few for any more inks.
        let enough = strange as f64 > (1.0 - EXPLAINED) * all as f64;
        if peaks.len() == MOST_INKS || enough || share(count) < LEAST / 100.0 {
            break;
        }
        let near = |from: u32, to: u32| -> u64 {
            let between = |&&(other, _): &&(Color, u64)| {
                (from * from..to * to).contains(&squared(cell, other))
            };
            cells.iter().filter(between).map(|&(_, count)| count).sum()
        };
        let (pure, around) = (near(0, PURE), near(PURE, 2 * PURE));
        if share(pure) >= LEAST && pure as f64 >= PEAK * around as f64 {
            peaks.push(cell);
        } else {
            strange += count;
            passed.insert(cell);
        }
    }
    peaks
}

/// Whether a picture's pixels are inks, or mixtures of one beside them with another.
fn is_drawn(picture: &RgbImage, inks: &[Color]) -> bool {
    let (width, height) = picture.dimensions();
    let nearest: Vec<Option<usize>> = picture
        .pixels()
        .map(|pixel| nearest(pixel.0, inks))
        .collect();
    let ink_at = |x: u32, y: u32| nearest[(y * width + x) as usize];
    let is_mixture = |x: u32, y: u32, color: Color| {
        let around =
            |at: u32, length: u32| at.saturating_sub(REACH_PX)..length.min(at + REACH_PX + 1);
        let mut beside_it = BTreeSet::new();
        for near_y in around(y, height) {
            beside_it.extend(around(x, width).filter_map(|near_x| ink_at(near_x, near_y)));
        }
        let mixes = |a: usize| {
            inks.iter()
                .any(|&b| beside(color, inks[a], b) <= BESIDE_LINE)
        };
        beside_it.into_iter().any(mixes)
    };
    let share = |count: usize| count as f64 / f64::from(width * height);
    let mut of_ink = vec![0; inks.len()];
    for &ink in nearest.iter().flatten() {
        of_ink[ink] += 1;
    }
    let paper = share(of_ink.iter().copied().max().unwrap_or_default());
    let mixed = picture
        .enumerate_pixels()
        .filter(|(x, y, pixel)| ink_at(*x, *y).is_none() && is_mixture(*x, *y, pixel.0));
    let drawn = share(of_ink.iter().sum::<usize>() + mixed.count()) - paper;
    paper + drawn >= EXPLAINED && (paper >= 1.0 - BLANK || drawn >= DRAWN_ON * (1.0 - paper))
}

fn nearest(color: Color, inks: &[Color]) -> Option<usize> {
    let distances = inks.iter().map(|&ink| squared(color, ink)).enumerate();
    let (ink, distance) = distances.min_by_key(|&(_, distance)| distance)?;
    (distance <= NEAR * NEAR).then_some(ink)
}

/// The inks as most of their pixels have them, the most frequent first.
fn settled(inputs: &[RgbImage], inks: &[Color]) -> Vec<Color> {
    let mut counts = vec![[[0_u64; 256]; 3]; inks.len()];
    for pixel in inputs.iter().flat_map(|input| input.pixels()) {
        let Some(ink) = nearest(pixel.0, inks) else {
            continue;
        };
        if squared(pixel.0, inks[ink]) < PURE * PURE {
            for (counts, byte) in counts[ink].iter_mut().zip(pixel.0) {
                counts[usize::from(byte)] += 1;
            }
        }
    }
    let median = |counts: &[u64; 256]| {
        let half = counts.iter().sum::<u64>() / 2;
        let mut below = 0;
        let at = counts.iter().position(|count| {
            below += count;
            below > half
        });
        at.unwrap_or_default() as u8
    };
    let mut settled: Vec<(u64, Color)> = counts
        .iter()
        .map(|channels| (channels[0].iter().sum(), channels.each_ref().map(median)))
        .collect();
    settled.sort_by_key(|&(count, _)| std::cmp::Reverse(count));
    settled.into_iter().map(|(_, color)| color).collect()
}

fn pairs_of(colors: &[Color]) -> impl Iterator<Item = [Color; 2]> {
    let firsts = colors.iter().enumerate();
    firsts.flat_map(move |(index, &a)| colors[..index].iter().map(move |&b| [a, b]))
}

fn squared(a: Color, b: Color) -> u32 {
    a.iter()
        .zip(b)
        .map(|(a, b)| u32::from(a.abs_diff(b)).pow(2))
        .sum()
}

/// How far a colour is from the straight line between two others.
fn beside(color: Color, a: Color, b: Color) -> f32 {
    let vector = |to: Color| -> [f32; 3] {
        std::array::from_fn(|channel| f32::from(to[channel]) - f32::from(a[channel]))
    };
    let dot = |p: [f32; 3], q: [f32; 3]| p.iter().zip(q).map(|(p, q)| p * q).sum::<f32>();
    let (line, own) = (vector(b), vector(color));
    let along = (dot(own, line) / dot(line, line).max(1.0)).clamp(0.0, 1.0);
    let off: [f32; 3] = std::array::from_fn(|channel| own[channel] - along * line[channel]);
    dot(off, off).sqrt()
}

#[cfg(test)]
mod tests;
