//! Dice for paint: another plausible house, from a seed.
//!
//! A throw starts from a palette that some house has, may take the accents of another one (its windows and doors), and
//! varies both a little. The same seed gives the same house for the same palettes.

use oorandom::Rand64;

use super::{Color, Scheme, subject};

/// How often the accents are those of another house.
const MIXES: f64 = 0.4;
/// Largest change of lightness of a whole house, as a share.
const LIGHTER: f64 = 0.12;
/// Least and greatest change of all colours' strength, as a factor. Means of photos are greyer than the paint is.
const STRONGER: (f64, f64) = (0.9, 1.5);
/// Largest change towards warm or cold, in 255ths.
const WARMER: f64 = 9.0;
/// Largest change of one part alone, in 255ths.
const APART: f64 = 6.0;

/// Another scheme; the parts that are `locked`, by class id, keep their colour `now`. Without palettes nothing changes.
pub fn throw(palettes: &[Scheme], seed: u64, now: Scheme, locked: impl Fn(u8) -> bool) -> Scheme {
    let mut random = Rand64::new(u128::from(seed));
    if palettes.is_empty() {
        return now;
    }
    let mut pick = || &palettes[random.rand_range(0..palettes.len() as u64) as usize];
    let (house, other) = (pick(), pick());
    let mut between = |least: f64, most: f64| least + (most - least) * random.rand_float();
    let is_mixed = between(0.0, 1.0) < MIXES;
    let lighter = 1.0 + between(-LIGHTER, LIGHTER);
    let stronger = between(STRONGER.0, STRONGER.1);
    let warmer = between(-WARMER, WARMER);
    let mut scheme = now;
    let subject = subject::current();
    for (index, class) in subject.classes().iter().enumerate() {
        // Where nothing is known of what belongs together, every other class.
        let is_accent = subject
            .known()
            .map_or(index % 2 == 1, |known| known.accents.contains(&class.id));
        let source = if is_mixed && is_accent { other } else { house };
        let apart = between(-APART, APART);
        if !locked(class.id) {
            let varied = varied(source.of(class.id), lighter, stronger, warmer, apart);
            scheme = scheme.with(class.id, varied);
        }
    }
    scheme
}

fn varied(color: Color, lighter: f64, stronger: f64, warmer: f64, apart: f64) -> Color {
    let [red, green, blue] = color.map(f64::from);
    let grey = 0.3 * red + 0.59 * green + 0.11 * blue;
    let shifted = [(red, warmer), (green, 0.0), (blue, -warmer)];
    shifted.map(|(value, warmer)| {
        let value = (grey + (value - grey) * stronger) * lighter + warmer + apart;
        value.round().clamp(0.0, 255.0) as u8
    })
}
