//! Drawings and photographs as data sets have them, made up.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{ImageFormat, Rgb};
use oorandom::Rand32;

use super::*;

const SIDE: u32 = 128;

/// As JPEG files give it back.
fn blurred(picture: &RgbImage, quality: u8) -> RgbImage {
    let mut file = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut file, quality);
    picture.write_with_encoder(encoder).unwrap();
    let read = image::load(Cursor::new(file), ImageFormat::Jpeg).unwrap();
    read.into_rgb8()
}

/// Thin lines across, as an edge detector leaves them.
fn edges(seed: u64, ink: Color) -> RgbImage {
    let mut random = Rand32::new(seed);
    let mut picture = RgbImage::from_pixel(SIDE, SIDE, Rgb([255; 3]));
    for _ in 0..10 {
        let mut at = [0; 2].map(|_| random.rand_range(0..SIDE) as f32);
        let angle = random.rand_float() * 7.0;
        for step in 0..90 {
            let turned = angle + step as f32 * 0.02;
            at = [at[0] + turned.cos(), at[1] + turned.sin()];
            if at.iter().all(|&place| (0.0..SIDE as f32).contains(&place)) {
                picture.put_pixel(at[0] as u32, at[1] as u32, Rgb(ink));
            }
        }
    }
    picture
}

const MAP: [Color; 5] = [
    [242, 239, 233],
    [255, 190, 90],
    [160, 200, 255],
    [190, 225, 170],
    [120, 110, 100],
];

/// Areas in five colours, the first the ground.
fn map(seed: u64) -> RgbImage {
    let mut random = Rand32::new(seed);
    let mut picture = RgbImage::from_pixel(SIDE, SIDE, Rgb(MAP[0]));
    for _ in 0..12 {
        let color = MAP[random.rand_range(1..5) as usize];
        let [left, top] = [0; 2].map(|_| random.rand_range(0..SIDE));
        let [width, height] = [0; 2].map(|_| random.rand_range(4..40));
        for y in top..SIDE.min(top + height) {
            for x in left..SIDE.min(left + width) {
                picture.put_pixel(x, y, Rgb(color));
            }
        }
    }
    picture
}

/// Light that runs over everything, and grain; a thing of many shades before `background`, or all of it shades.
fn photo(seed: u64, background: Option<Color>, in_grey: bool) -> RgbImage {
    let mut random = Rand32::new(seed);
    let waves: Vec<f32> = (0..9).map(|_| 0.01 + 0.05 * random.rand_float()).collect();
    RgbImage::from_fn(SIDE, SIDE, |x, y| {
        let middle = SIDE as f32 / 2.0;
        let from_middle = (x as f32 - middle).hypot(y as f32 - middle);
        if let Some(background) = background
            && from_middle > 0.3 * SIDE as f32
        {
            return Rgb(background);
        }
        let shade = |channel: usize| {
            let wave = (x as f32 * waves[channel] + seed as f32).sin()
                + (y as f32 * waves[channel + 3]).cos()
                + (from_middle * waves[channel + 6]).sin();
            127.0 + 40.0 * wave
        };
        let grain = 12.0 * random.rand_float();
        Rgb(std::array::from_fn(|channel| {
            (shade(if in_grey { 0 } else { channel }) + grain) as u8
        }))
    })
}

/// That the inks are these colours, in this order, give or take what a file changes.
#[track_caller]
fn assert_inks(inputs: &[RgbImage], expected: &[Color]) {
    let found = of_inputs(inputs);
    println!("{found:?}");
    assert_eq!(found.len(), expected.len());
    for (&found, &expected) in found.iter().zip(expected) {
        assert!(
            squared(found, expected) <= 3 * 4 * 4,
            "{found:?} for {expected:?}"
        );
    }
}

#[test]
fn lines_on_paper_have_two_inks_whatever_the_file_did_to_them() {
    let white = [255; 3];
    for ink in [[0, 0, 0], [20, 40, 160]] {
        let drawings: Vec<_> = (1..9).map(|seed| edges(seed, ink)).collect();
        assert_inks(&drawings, &[white, ink]);
    }
    for (ink, quality) in [([0; 3], 95), ([0; 3], 75), ([20, 40, 160], 95)] {
        let drawings = (1..9).map(|seed| blurred(&edges(seed, ink), quality));
        assert_inks(&drawings.collect::<Vec<_>>(), &[white, ink]);
    }
}

#[test]
fn a_map_s_areas_are_its_inks_and_its_ground_is_the_paper() {
    let maps: Vec<_> = (1..13).map(map).collect();
    let inks = of_inputs(&maps);
    assert_eq!(inks[0], MAP[0]);
    for maps in [maps.iter().map(|map| blurred(map, 80)).collect(), maps] {
        let mut found = of_inputs(&maps);
        println!("{found:?}");
        assert_eq!(found.len(), MAP.len());
        assert!(squared(found[0], MAP[0]) <= 48);
        for color in MAP {
            let at = found.iter().position(|&ink| squared(ink, color) <= 48);
            found.swap_remove(at.unwrap_or_else(|| panic!("{color:?} is missing")));
        }
    }
}

#[test]
fn photographs_have_no_inks_before_white_and_in_grey_neither() {
    for background in [None, Some([255; 3])] {
        for in_grey in [false, true] {
            let photos: Vec<_> = (1..9)
                .map(|seed| photo(seed, background, in_grey))
                .collect();
            assert_eq!(of_inputs(&photos), [[0; 3]; 0], "{background:?}, {in_grey}");
            let photos: Vec<_> = photos.iter().map(|photo| blurred(photo, 85)).collect();
            assert_eq!(of_inputs(&photos), [[0; 3]; 0], "{background:?}, {in_grey}");
        }
    }
}

#[test]
fn a_stray_photograph_among_drawings_changes_nothing_and_many_do() {
    let mut inputs: Vec<_> = (1..19).map(|seed| edges(seed, [0; 3])).collect();
    inputs.push(photo(3, None, false));
    assert_inks(&inputs, &[[255; 3], [0; 3]]);
    inputs.extend((4..9).map(|seed| photo(seed, None, false)));
    assert!(of_inputs(&inputs).is_empty());
}

#[test]
fn blank_paper_alone_is_no_drawing_in_inks() {
    assert!(of_inputs(&[RgbImage::from_pixel(SIDE, SIDE, Rgb([255; 3]))]).is_empty());
    assert!(of_inputs(&[]).is_empty());
}

#[test]
fn a_run_says_its_inks_in_words() {
    let [white, black, map] = [[254, 255, 255], [0; 3], [242, 239, 233]];
    for (inks, words) in [
        (vec![white, black], "1 colour on white paper"),
        (vec![black, white, map], "2 colours on black paper"),
        (vec![map, black, white], "2 colours on #f2efe9 paper"),
        (vec![], "none, the inputs are photographs"),
    ] {
        assert_eq!(in_words(&inks), words);
    }
}
