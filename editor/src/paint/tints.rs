//! A few colours to choose from for one part: those that it has in houses, as unlike each other as can be.

use super::{Color, Scheme, distance};
use facade_model::sort;

/// Colours nearer to each other than this look alike.
const ALIKE: f32 = 16.0;

/// At most so many colours of a class in the palettes, from dark to light.
pub fn of_class(palettes: &[Scheme], class: u8, most: usize) -> Vec<Color> {
    let offered: Vec<Color> = palettes.iter().map(|palette| palette.of(class)).collect();
    let mut chosen: Vec<Color> = offered.first().copied().into_iter().collect();
    while chosen.len() < most {
        let apart = |color: &Color| {
            let distances = chosen.iter().map(|&taken| distance(*color, taken));
            distances.fold(f32::INFINITY, f32::min)
        };
        let farthest = offered
            .iter()
            .copied()
            .max_by(|a, b| apart(a).total_cmp(&apart(b)));
        match farthest.filter(|color| apart(color) > ALIKE) {
            Some(color) => chosen.push(color),
            None => break,
        }
    }
    sort::by_key(&mut chosen, |&[red, green, blue]| {
        3 * u32::from(red) + 6 * u32::from(green) + u32::from(blue)
    });
    chosen
}
