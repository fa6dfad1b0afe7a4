//! The paint of real houses: measured on photos, completed, and chosen for variety.
//!
//! A palette is what a photo's classes look like, on the average of their pixels. Classes that a photo does not
//! show get the colour that they have in the others, moved as far as the photo's own classes differ from theirs: a
//! door that nobody saw is darker in a dark house.

use anyhow::Result;
use facade_model::input::{InputKind, NamedClass};
use facade_model::paint::{self, Paint, Seen};

use super::augment::{Sample, plain};
use super::pair::PairPath;
use super::task::Task;
use super::wedges;
use crate::colour_space::lab;

/// Photos that are measured at most, evenly spread: enough to know what houses look like.
const MEASURED: usize = 1000;
/// Palettes that a bundle carries at most.
pub const CHOSEN: usize = 24;
/// One house in so many is too dark to be chosen.
const DARK: usize = 10;

/// What a photo shows of each class, in the order of the classes.
pub type House = Vec<Option<Seen>>;

/// The colours of one sample.
///
/// # Errors
/// A sample without a label map.
pub fn house(sample: &Sample, classes: &[NamedClass]) -> Result<House> {
    let ids = classes.iter().map(|class| class.id);
    Ok(paint::seen(sample.labels()?, &sample.photo, ids))
}

/// Two dozen palettes of the pairs' photos, as different from each other as can be. With
/// `fill_wedges` empty wedges at the photos' edges are no part of them. None where the input takes no paint.
///
/// # Errors
/// A pair that cannot be read, or has no label map.
pub fn measure(pairs: &[PairPath], task: &Task, fill_wedges: bool) -> Result<Vec<Paint>> {
    let InputKind::PaintedLabels { classes } = &task.input else {
        return Ok(Vec::new());
    };
    let count = pairs.len().min(MEASURED);
    let houses = (0..count).map(|index| {
        let pair = &pairs[index * pairs.len() / count];
        let mut pair = pair.read(task)?;
        if fill_wedges {
            wedges::fill(&mut pair.photo);
        }
        house(&plain(pair), classes)
    });
    let houses: Vec<House> = houses.collect::<Result<_>>()?;
    Ok(chosen(&houses))
}

/// A complete palette for each house.
pub fn completed(houses: &[House]) -> Vec<Paint> {
    let means = class_means(houses);
    let paints = houses.iter().map(|house| {
        let offset = offset(house, &means);
        let colors = house.iter().zip(&means).map(|(seen, mean)| match seen {
            Some(seen) => seen.color,
            None => std::array::from_fn(|channel| {
                // `as u8` saturates.
                (mean[channel] + offset[channel]).round() as u8
            }),
        });
        Paint {
            colors: colors.collect(),
        }
    });
    paints.collect()
}

/// The mean colour of each class over the houses that show it; middle grey for one that none shows.
fn class_means(houses: &[House]) -> Vec<[f64; 3]> {
    let classes = houses.first().map_or(0, Vec::len);
    let means = (0..classes).map(|class| {
        let shown = houses.iter().filter_map(|house| house[class]);
        mean(shown.map(|seen| (seen.color.map(f64::from), 1.0))).unwrap_or([127.5; 3])
    });
    means.collect()
}

/// How far the colours of a house lie from those of its classes elsewhere, on the average of its pixels.
fn offset(house: &House, means: &[[f64; 3]]) -> [f64; 3] {
    let differences = house.iter().zip(means).filter_map(|(seen, mean)| {
        let Seen { color, pixels } = (*seen)?;
        let difference = std::array::from_fn(|channel| f64::from(color[channel]) - mean[channel]);
        Some((difference, pixels as f64))
    });
    mean(differences).unwrap_or([0.0; 3])
}

/// The weighted mean; none without a weight.
fn mean(values: impl Iterator<Item = ([f64; 3], f64)>) -> Option<[f64; 3]> {
    let mut sum = [0.0; 3];
    let mut weights = 0.0;
    for (value, weight) in values {
        for (sum, value) in sum.iter_mut().zip(value) {
            *sum += weight * value;
        }
        weights += weight;
    }
    (weights > 0.0).then(|| sum.map(|sum| sum / weights))
}

/// [`CHOSEN`] houses, each as different as can be from those before it: first the most colourful of the light ones, so
/// that the first picture shows what paint can do, then always the one that is farthest from all so far. Of the middles
/// of clusters most would be beige, as most houses are. Distances are those of Lab colours, weighted by how much
/// of all photos a class makes up. The darkest tenth are left out: those are photos taken at dusk, not houses.
fn chosen(houses: &[House]) -> Vec<Paint> {
    let mut paints = completed(houses);
    let weights = shares(houses);
    paints.sort_by(|a, b| lightness(b, &weights).total_cmp(&lightness(a, &weights)));
    paints.truncate(paints.len() - paints.len() / DARK);
    let light = &paints[..paints.len().div_ceil(2)];
    let colourful = light
        .iter()
        .max_by(|a, b| chroma(a, &weights).total_cmp(&chroma(b, &weights)));
    let Some(first) = colourful.cloned() else {
        return paints;
    };
    let points: Vec<Vec<f64>> = paints.iter().map(|paint| point(paint, &weights)).collect();
    let from = |paint: &Paint| {
        let from = point(paint, &weights);
        points.iter().map(move |point| squared(point, &from))
    };
    let mut alone: Vec<f64> = from(&first).collect();
    let mut chosen = vec![first];
    while chosen.len() < CHOSEN {
        let distances = alone.iter().enumerate();
        let farthest = distances.max_by(|(_, a), (_, b)| a.total_cmp(b));
        match farthest {
            Some((index, &distance)) if distance > 0.0 => chosen.push(paints[index].clone()),
            _ => break,
        }
        let last = chosen.last().expect("one was just chosen");
        for (alone, distance) in alone.iter_mut().zip(from(last)) {
            *alone = alone.min(distance);
        }
    }
    chosen
}

/// Mean lightness of a house's pixels.
fn lightness(paint: &Paint, weights: &[f64]) -> f64 {
    let colors = paint.colors.iter().zip(weights);
    colors.map(|(&color, weight)| weight * lab(color)[0]).sum()
}

/// How far the mean of a house's pixels is from grey.
fn chroma(paint: &Paint, weights: &[f64]) -> f64 {
    let sum = |axis: usize| -> f64 {
        let colors = paint.colors.iter().zip(weights);
        colors
            .map(|(&color, weight)| weight * lab(color)[axis])
            .sum()
    };
    sum(1).hypot(sum(2))
}

/// What part of all pixels each class makes up.
fn shares(houses: &[House]) -> Vec<f64> {
    let classes = houses.first().map_or(0, Vec::len);
    let pixels = |house: &House, class: usize| house[class].map_or(0, |seen| seen.pixels) as f64;
    let of_class = |class| houses.iter().map(|house| pixels(house, class)).sum::<f64>();
    let counts: Vec<f64> = (0..classes).map(of_class).collect();
    let all: f64 = counts.iter().sum();
    counts.iter().map(|count| count / all).collect()
}

fn point(paint: &Paint, weights: &[f64]) -> Vec<f64> {
    let colors = paint.colors.iter().zip(weights);
    colors
        .flat_map(|(&color, weight)| lab(color).map(|value| value * weight.sqrt()))
        .collect()
}

fn squared(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(color: [u8; 3], pixels: usize) -> Option<Seen> {
        Some(Seen { color, pixels })
    }

    #[test]
    fn what_a_photo_does_not_show_is_moved_with_what_it_does() {
        let houses = vec![
            vec![seen([100; 3], 900), seen([50; 3], 100)],
            vec![seen([160; 3], 900), None],
            vec![seen([10; 3], 1), None],
        ];
        let paints = completed(&houses);
        assert_eq!(paints[0].colors, [[100; 3], [50; 3]]);
        // The walls are 90 on the average.
        assert_eq!(paints[1].colors, [[160; 3], [120; 3]]);
        assert_eq!(
            paints[2].colors,
            [[10; 3], [0; 3]],
            "no colour is below black"
        );
    }

    #[test]
    fn palettes_are_few_and_as_different_as_can_be() {
        let mut houses = Vec::new();
        for index in 0..60_u8 {
            // Fifty nearly the same, and ten of other colours.
            let color = match index {
                0..50 => [150, 140, 120 + index % 3],
                _ => [25 * (index - 50), 140, 250 - 25 * (index - 50)],
            };
            houses.push(vec![seen(color, 100), seen([30; 3], 10)]);
        }
        // Six at dusk, which are not to be chosen however different they are.
        houses.extend((0..6).map(|index| vec![seen([30, 0, 5 * index], 100), seen([0; 3], 10)]));
        let palettes = chosen(&houses);
        assert!(palettes.len() <= CHOSEN);
        assert_eq!(
            palettes[0].colors[0],
            [225, 140, 25],
            "the most colourful is first"
        );
        for index in 0..10_u8 {
            let rare = [25 * index, 140, 250 - 25 * index];
            let at = palettes.iter().position(|paint| paint.colors[0] == rare);
            println!("{rare:?} at {at:?}");
            assert!(at.is_some_and(|at| at < 12), "{rare:?}");
        }
        assert!(palettes.iter().all(|paint| paint.colors[0][0] != 30));
        let mut different = palettes.clone();
        different.dedup();
        assert_eq!(different.len(), palettes.len());
    }

    #[test]
    fn houses_of_one_colour_make_one_palette() {
        let houses = vec![vec![seen([90, 80, 70], 5)]; 30];
        assert_eq!(chosen(&houses).len(), 1);
    }

    #[test]
    fn without_houses_there_are_no_palettes() {
        assert!(chosen(&[]).is_empty());
    }
}
