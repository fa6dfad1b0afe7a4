//! Paint from a photo: each part in the mean colour that it has there.

use facade_model::paint::Seen;

use super::{Scheme, distance};

/// Fewer pixels than this are no sight of a part but its blurred edge.
const LEAST_PIXELS: usize = 24;

/// A scheme with the colours of a photo, by class in the order of the ids. Parts that the photo does not show have them
/// from the palette that is most like what it shows, or, without palettes, keep what they have `now`. `None` if the
/// photo shows no part at all.
pub fn taken(seen: &[Option<Seen>], palettes: &[Scheme], now: Scheme) -> Option<Scheme> {
    let sights = || {
        let sights = (1_u8..).zip(seen);
        sights.filter_map(|(class, seen)| Some((class, seen.filter(is_sight)?)))
    };
    sights().next()?;
    let unlike = |palette: &Scheme| -> f32 {
        sights()
            .map(|(class, seen)| {
                distance(palette.of(class), seen.color) * (seen.pixels as f32).sqrt()
            })
            .sum()
    };
    let nearest = palettes
        .iter()
        .min_by(|one, other| unlike(one).total_cmp(&unlike(other)));
    let beginning = nearest.copied().unwrap_or(now);
    Some(sights().fold(beginning, |scheme, (class, seen)| {
        scheme.with(class, seen.color)
    }))
}

fn is_sight(seen: &Seen) -> bool {
    seen.pixels >= LEAST_PIXELS
}
