//! A house that is painted blue is blue: the shipped models obey the paint that they are told.

use burn::tensor::Device;
use facade_model::paint::{Paint, hex, seen};
use facade_subjects::facades::classes::FACADE;
use facade_subjects::facades::procedural;
use trainer::colour_space::lab;
use trainer::dataset::augment::Input;
use trainer::run::gallery::translate;
use trainer::translate::load_bundle;

/// Largest distance of the wall's mean colour from its paint, CIE ΔE of 1976.
const LARGEST_DISTANCE: f64 = 12.0;
const SEED: u64 = 3;
/// Walls that no palette has, with all else as in the first.
const BOLD: [[u8; 3]; 3] = [[70, 100, 160], [165, 70, 60], [235, 232, 225]];

#[test]
fn lite_gives_the_wall_the_colour_of_its_paint_in_every_palette_and_beyond() {
    check("lite");
}

#[test]
fn full_gives_the_wall_the_colour_of_its_paint_in_every_palette_and_beyond() {
    check("full");
}

fn check(model: &str) {
    let device = Device::flex();
    let path = crate::in_package(&format!("../web/models/{model}.safetensors"));
    let (generator, kind, palettes) = load_bundle(&path, &device).unwrap();
    assert!(kind.is_painted(), "{model} takes paint");
    let classes = kind.classes().unwrap();
    let wall = classes.iter().position(|class| class.id == FACADE).unwrap();
    let bold = BOLD.map(|color| {
        let mut paint = palettes[0].clone();
        paint.colors[wall] = color;
        paint
    });
    let map = procedural::facade(SEED);
    let distance = |paint: &Paint| {
        let input = Input::Painted(map.clone(), paint.clone());
        let picture = translate(&generator, &input, &kind, &device).unwrap();
        let ids = classes.iter().map(|class| class.id);
        let painted = seen(&map, picture.as_raw(), ids)[wall].expect("a facade has a wall");
        let [told, made] = [paint.colors[wall], painted.color].map(lab);
        let squares = told
            .iter()
            .zip(made)
            .map(|(told, made)| (told - made).powi(2));
        let distance = squares.sum::<f64>().sqrt();
        println!(
            "{} came out as {}: {distance:.1}",
            hex(paint.colors[wall]),
            hex(painted.color)
        );
        distance
    };
    let distances: Vec<f64> = palettes.iter().chain(&bold).map(distance).collect();
    let largest = distances.into_iter().fold(0.0, f64::max);
    println!("largest distance {largest:.1}");
    assert!(largest <= LARGEST_DISTANCE, "{largest}");
}
