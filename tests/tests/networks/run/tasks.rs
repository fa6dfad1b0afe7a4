//! Other tasks than facades: each trains, shows its pictures, exports and translates.

use std::fs;

use burn::tensor::Device;
use facade_model::bundle::{Bundle, Precision};
use facade_model::input::InputKind;
use facade_subjects::facades::classes::CLASSES;
use image::{Rgb, RgbImage};
use trainer::dataset::task::{Direction, Task};
use trainer::export::{ExportedGenerator, Format};
use trainer::paint_choice::{PaintChoice, PaintOptions};
use trainer::run::config::Decoder;
use trainer::run::config::options::RunOptions;
use trainer::run::config::task_options::{InputChoice, TaskOptions};
use trainer::run::state::State;
use trainer::translate::plan::plan;
use trainer::translate::{Seen, load_bundle, translate};

use super::faults::sum_up;
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
    let (generator, kind, palettes) = load_bundle(&bundle, &device).expect("loads");
    let input = workshop.data().join("train/1.png");
    let output = workshop.run("picture.png");
    let options = PaintOptions {
        paint: kind.is_painted().then(|| "palette:0".to_owned()),
        photos: None,
    };
    let paint = options.choose(&kind, &palettes).expect("a palette");
    let seen = Seen {
        halves: false,
        paint: &paint,
    };
    let task = Task::new(kind.clone(), Direction::BtoA);
    let plan = plan(&input, &output, false).expect("a place for the picture");
    translate(&generator, &task, seen, &plan, false, &device).expect("translates");
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
        task: TaskOptions {
            input: Some(InputChoice::Rgb),
            direction: Some(Direction::AtoB),
            ..TaskOptions::default()
        },
        ..tiny(1)
    };
    assert_eq!(way_through(&workshop, &options), InputKind::Rgb);
}

#[test]
fn facades_in_any_colours() {
    let workshop = Workshop::new(2);
    let mut options = RunOptions {
        task: TaskOptions {
            input: Some(InputChoice::Painted),
            ..TaskOptions::default()
        },
        head: Some(4),
        decoder: Some(Decoder::Resize),
        ..tiny(1)
    };
    options.extras.recolour = Some(0.1);
    options.extras.class_colour = Some(10.0);
    assert_eq!(
        way_through(&workshop, &options),
        InputKind::painted_facades()
    );

    let device = Device::flex();
    let bundle = workshop.run("models").join("tiny.safetensors");
    let (generator, kind, palettes) = load_bundle(&bundle, &device).expect("loads");
    assert_eq!(palettes.len(), 2, "those of the two photos");
    let input = workshop.data().join("train/1.png");
    let output = workshop.run("own.png");
    let task = Task::new(kind, Direction::BtoA);
    let plan = plan(&input, &output, false).expect("a place for the picture");
    let unpainted = Seen {
        halves: false,
        paint: &PaintChoice::Own,
    };
    let error = translate(&generator, &task, unpainted, &plan, false, &device)
        .expect_err("no paint")
        .to_string();
    assert!(error.contains("--paint palette:0"), "{error}");
    let own = Seen {
        halves: true,
        ..unpainted
    };
    translate(&generator, &task, own, &plan, false, &device).expect("a pair brings its photo");
}

#[test]
fn photos_that_get_their_colours_back() {
    let workshop = Workshop::new(2);
    let options = RunOptions {
        task: TaskOptions {
            input: Some(InputChoice::Grey),
            ..TaskOptions::default()
        },
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
        task: TaskOptions {
            classes: Some(file),
            ..TaskOptions::default()
        },
        ..tiny(1)
    };
    let InputKind::OneHotLabels { classes } = way_through(&workshop, &options) else {
        panic!("labels");
    };
    let names: Vec<&str> = classes.iter().map(|class| &*class.name).collect();
    assert_eq!(names, ["road", "car", "sky"]);
}

/// Label maps as plain colours are drawings in the colours of their classes.
#[test]
fn the_inks_of_drawings_are_measured_once_and_stay_with_the_generator() {
    let workshop = Workshop::new(3);
    let options = |epochs| RunOptions {
        task: TaskOptions {
            input: Some(InputChoice::Rgb),
            ..TaskOptions::default()
        },
        ..tiny(epochs)
    };
    assert_eq!(way_through(&workshop, &options(1)), InputKind::Rgb);
    let state = workshop.state("run");
    let inks = state.inks.clone().expect("measured");
    println!("{inks:?}");
    let in_maps = |ink: &[u8; 3]| CLASSES.iter().any(|class| class.color == *ink);
    assert!(inks.len() > 3 && inks.iter().all(in_maps));
    assert!(
        state.summary().contains("\ninks        "),
        "{}",
        state.summary()
    );

    let device = Device::flex();
    let path = workshop.run("models").join("tiny.safetensors");
    let exported = ExportedGenerator::from_bundle(&path, Some("again"), &device).expect("loads");
    let bytes = exported.encode(Format::Bundle(Precision::F16));
    let again = Bundle::decode(&bytes.expect("encodes")).expect("sound");
    assert_eq!(again.manifest().inks, inks);

    // As a run of an earlier version has it.
    let folder = newest(&workshop.run("run"));
    let mut earlier = state.clone();
    earlier.inks = None;
    earlier.write(&folder).expect("writable");
    sum_up(&folder);
    workshop.resume("run", &options(2)).expect("goes on");
    assert_eq!(workshop.state("run").inks, Some(inks));

    let mut wrong = state;
    wrong.inks = Some(vec![[9; 3]]);
    wrong.write(&folder).expect("writable");
    let error = format!("{:#}", State::read(&folder).expect_err("one ink"));
    assert!(error.contains("2 to 12 inks, these are 1"), "{error}");
}
