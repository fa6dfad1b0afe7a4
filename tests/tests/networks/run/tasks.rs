//! Other tasks than facades: each trains, shows its pictures, exports and translates.

use std::fs;

use burn::tensor::Device;
use facade_model::bundle::{Bundle, Precision};
use facade_model::input::InputKind;
use image::{Rgb, RgbImage};
use trainer::dataset::task::Direction;
use trainer::export::{ExportedGenerator, Format};
use trainer::run::config::options::{InputChoice, RunOptions};
use trainer::translate::{load_bundle, translate};

use super::{Workshop, newest, tiny};

/// Trains one epoch, exports, and translates one of the training images.
fn way_through(workshop: &Workshop, options: &RunOptions) -> InputKind {
    workshop.start("run", options).expect("trains");
    let run = workshop.run("run");
    assert!(run.join("pictures/epoch-0001.png").is_file());
    assert!(run.join("report.html").is_file());

    let device = Device::flex();
    let models = workshop.run("models");
    ExportedGenerator::from_checkpoint(&newest(&run), "tiny", &device)
        .and_then(|generator| generator.write(Format::Bundle(Precision::Int8), &models))
        .expect("exports");
    let bundle = models.join("tiny.safetensors");
    let (generator, kind) = load_bundle(&bundle, &device).expect("loads");
    let input = workshop.data().join("train/1.png");
    let output = workshop.run("picture.png");
    translate(&generator, &kind, None, &input, &output, &device).expect("translates");
    let picture = image::open(output).expect("a picture");
    assert_eq!((picture.width(), picture.height()), (256, 256));

    let bytes = fs::read(bundle).expect("the bundle");
    let manifest = Bundle::decode(&bytes).expect("sound").manifest().clone();
    assert_eq!(manifest.input, kind);
    kind
}

#[test]
fn pairs_of_pictures_of_any_size_in_either_direction() {
    let workshop = Workshop::new(1);
    // A rectangular pair of odd width beside the square one.
    RgbImage::from_fn(201, 50, |x, y| Rgb([x as u8, y as u8, 7]))
        .save(workshop.data().join("train/2.png"))
        .expect("writable");
    let options = RunOptions {
        input: Some(InputChoice::Rgb),
        direction: Some(Direction::AtoB),
        ..tiny(1)
    };
    assert_eq!(way_through(&workshop, &options), InputKind::Rgb);
}

#[test]
fn photos_that_get_their_colours_back() {
    let workshop = Workshop::new(2);
    let options = RunOptions {
        input: Some(InputChoice::Grey),
        ..tiny(1)
    };
    assert_eq!(way_through(&workshop, &options), InputKind::Grey);
}

#[test]
fn label_classes_from_a_file() {
    let workshop = Workshop::new(1);
    let file = workshop.run("classes.json");
    let palette = r#"[
        {"id": 0, "name": "road", "color": [0, 0, 222]},
        {"id": 9, "name": "car", "color": [255, 0, 0]},
        {"id": 4, "name": "sky", "color": [0, 128, 255]}
    ]"#;
    fs::write(&file, palette).expect("writable");
    let options = RunOptions {
        classes: Some(file),
        ..tiny(1)
    };
    let InputKind::OneHotLabels { classes } = way_through(&workshop, &options) else {
        panic!("labels");
    };
    let names: Vec<&str> = classes.iter().map(|class| &*class.name).collect();
    assert_eq!(names, ["road", "car", "sky"]);
}
