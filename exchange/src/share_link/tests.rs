//! Links: exact, short, and harmless whatever is in them.

use facade_subjects::facades::procedural;

use super::*;
use crate::random_shapes;
use facade_editor::shape::{Point, Shape};
use facade_editor::{LabelMap, limits, procedural_shapes};

fn document_back(fragment: &str) -> Result<Document, Refusal> {
    decode(fragment).expect("the fragment claims to hold a drawing")
}

fn back(fragment: &str) -> Result<Vec<Shape>, Refusal> {
    document_back(fragment).map(Document::into_shapes)
}

/// The fragment of these shapes, without paint.
fn encode(shapes: &[Shape]) -> Result<String, Refusal> {
    super::encode(&Document::from_shapes(shapes.to_vec()).unwrap())
}

/// A fragment with these coded bytes and a check that fits.
fn sealed(coded: &[u8]) -> String {
    let bytes: Vec<u8> = check(coded).iter().chain(coded).copied().collect();
    format!("d=1.{}", URL_SAFE_NO_PAD.encode(bytes))
}

#[test]
fn random_drawings_come_back_the_same() {
    for seed in 0..400 {
        let shapes = random_shapes::drawing(seed);
        let fragment = encode(&shapes).unwrap();
        assert_eq!(back(&fragment).unwrap(), shapes, "seed {seed}");
        assert_eq!(
            back(&format!("#{fragment}")).unwrap(),
            shapes,
            "seed {seed}"
        );
    }
}

#[test]
fn painted_drawings_come_back_in_their_colours_and_others_in_the_first_version() {
    for seed in 0..100 {
        let document = random_shapes::document(seed);
        let fragment = super::encode(&document).unwrap();
        let version = if seed % 2 == 1 { "d=2." } else { "d=1." };
        assert!(fragment.starts_with(version), "seed {seed}: {fragment}");
        assert_eq!(document_back(&fragment), Ok(document), "seed {seed}");
    }
}

#[test]
fn paint_costs_a_link_48_characters() {
    let document = random_shapes::document(7);
    let painted = super::encode(&document).unwrap();
    let plain = super::encode(&document.with_paint(None)).unwrap();
    assert_eq!(painted.len(), plain.len() + 48);
}

#[test]
fn the_first_version_stays_readable() {
    let square = |class, left| Shape::Rectangle {
        class,
        area: facade_editor::pixel_rect::PixelRect {
            left,
            top: 50,
            right: left + 30,
            bottom: 110,
        },
    };
    let line = Shape::Stroke {
        class: 5,
        width_px: 4.0,
        points: vec![Point { x: 10.5, y: 20.125 }, Point { x: 240.0, y: 22.0 }],
    };
    let shapes = [square(3, 40), square(3, 90), line];
    assert_eq!(encode(&shapes).unwrap(), FIRST_VERSION);
    assert_eq!(back(FIRST_VERSION).unwrap(), shapes);
}

const FIRST_VERSION: &str = "d=1.b7n6wB20r5F7r7ggQl8KLHD1DUAGE6dV9VA";

fn check_lengths(what: &str, longest: usize, shapes: impl Fn(u64) -> Vec<Shape>) {
    let mut lengths: Vec<usize> = (0..100)
        .map(|seed| encode(&shapes(seed)).unwrap().len())
        .collect();
    lengths.sort_unstable();
    println!(
        "{what}: least {}, median {}, 90th {}, most {} characters",
        lengths[0], lengths[50], lengths[90], lengths[99]
    );
    assert!(lengths[99] <= longest, "{what}: {}", lengths[99]);
}

#[test]
fn a_hundred_procedural_facades_take_at_most_2000_characters_each() {
    check_lengths("as rectangles", 2_000, |seed| {
        procedural_shapes::shapes(seed).unwrap()
    });
    check_lengths("as a map", 2_000, |seed| {
        vec![Shape::Map(LabelMap::new(procedural::facade(seed)).unwrap())]
    });
}

#[test]
fn places_drawn_by_hand_are_short_in_a_link() {
    let mut editor = facade_editor::Editor::new();
    editor.set_tool(facade_editor::Tool::Brush);
    editor.press(20.3, 40.7);
    for step in 0..300 {
        let angle = step as f32 * 0.031;
        editor.drag(20.3 + step as f32 * 0.711, 120.9 + 70.3 * angle.sin());
    }
    editor.release(240.1, 120.2);
    let shapes = editor.document().shapes();
    let length = encode(shapes).unwrap().len();
    println!("{length} characters for a stroke of 300 places");
    assert!(length < 700, "{length}");
    assert_eq!(back(&encode(shapes).unwrap()).unwrap(), shapes);
}

#[test]
fn a_drawing_too_large_for_a_link_is_refused_when_writing() {
    let mut random = oorandom::Rand32::new(5);
    let noise = (0..65_536).map(|_| 1 + random.rand_range(0..12) as u8);
    let map = LabelMap::new(noise.collect()).unwrap();
    assert_eq!(encode(&[Shape::Map(map)]), Err(Refusal::TooLongForALink));
}

#[test]
fn other_fragments_are_none_of_ours() {
    for fragment in ["", "#", "#drawing", "x=1.AAAA"] {
        assert_eq!(decode(fragment), None, "{fragment}");
    }
}

#[test]
fn cut_altered_and_later_links_are_refused() {
    let fragment = encode(&random_shapes::drawing(3)).unwrap();
    let painted = super::encode(&random_shapes::document(3)).unwrap();
    for fragment in [&fragment, &painted] {
        for length in 2..fragment.len() {
            assert!(back(&fragment[..length]).is_err(), "cut to {length}");
        }
    }
    let later = fragment.replace("d=1.", "d=7.");
    assert_eq!(back(&later), Err(Refusal::NewerVersion { found: 7 }));
    for odd in [
        "d=",
        "d=1",
        "d=1.",
        "d=0.AAAA",
        "d=-1.A",
        "d=1.ÄÖ",
        "d=1.AAA=",
        "d=99999999999999999999999.A",
    ] {
        assert!(back(odd).is_err(), "{odd}");
    }
    assert_eq!(
        back(&format!("d=1.{}", "A".repeat(LONGEST))),
        Err(Refusal::TooLarge)
    );
}

#[test]
fn a_hundred_thousand_hostile_links_are_refused_or_within_the_limits() {
    let mut random = oorandom::Rand32::new(2026);
    // Pixels take most of the time; one start in ten has them.
    let starts: Vec<Vec<u8>> = (0..40)
        .map(|seed| {
            let mut shapes = random_shapes::drawing(seed);
            let is_quick = |shape: &Shape| !matches!(shape, Shape::Map(_) | Shape::Patch { .. });
            if seed % 10 > 0 {
                shapes.retain(is_quick);
            }
            let fragment = encode(&shapes).unwrap();
            URL_SAFE_NO_PAD.decode(&fragment[4..]).unwrap()[CHECK_BYTES..].to_vec()
        })
        .collect();
    let mut taken = 0;
    for case in 0..100_000 {
        let mut bytes = starts[case % starts.len()].clone();
        // Damage near the beginning reaches more of the decoder.
        let reach = (bytes.len() as u32)
            .min(1 << random.rand_range(2..12))
            .max(1);
        for _ in 0..1 + random.rand_range(0..4) {
            let place = random.rand_range(0..reach) as usize;
            match random.rand_range(0..4) {
                0 if place < bytes.len() => bytes[place] = random.rand_u32() as u8,
                1 if place < bytes.len() => bytes[place] ^= 1 << random.rand_range(0..8),
                2 => bytes.truncate(place),
                _ => bytes.insert(place.min(bytes.len()), random.rand_u32() as u8),
            }
        }
        if let Ok(shapes) = back(&sealed(&bytes)) {
            assert_eq!(limits::check(&shapes), Ok(()), "case {case}");
            taken += 1;
        }
    }
    println!("{taken} of 100,000 were drawings");
    assert!(
        taken > 100,
        "the damage does not get past the check: {taken}"
    );
}
