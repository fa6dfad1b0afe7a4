//! Pictures of twice the input's side: learnt, stopped and gone on with, grown from smaller ones, exported and measured.

use std::fs;
use std::path::Path;

use burn::tensor::{Device, Tensor};
use facade_model::bundle::{Bundle, Precision};
use facade_model::pixels::one_hot;
use facade_model::unet::UNet;
use facade_model::weights::named_weights;
use facade_subjects::facades::procedural;
use trainer::export::{ExportedDiscriminator, ExportedGenerator, Format};
use trainer::run::checkpoint::Checkpoint;
use trainer::run::config::extras::ExtraOptions;
use trainer::run::config::options::RunOptions;
use trainer::run::config::task_options::{InputChoice, TaskOptions};
use trainer::run::data::RunPaths;
use trainer::run::train::train;

use super::{Workshop, assert_equal_weights, newest, tiny};

fn larger(epochs: usize) -> RunOptions {
    RunOptions {
        head: Some(5),
        scale: Some(2),
        ..tiny(epochs)
    }
}

fn generator(run: &Path) -> UNet {
    let checkpoint = Checkpoint::open(&newest(run)).expect("whole");
    checkpoint.generator(&Device::flex()).expect("a generator")
}

#[test]
fn they_are_learnt_shown_exported_and_gone_on_with_exactly() {
    let workshop = Workshop::new(2);
    let options = |epochs| RunOptions {
        task: TaskOptions {
            input: Some(InputChoice::Painted),
            ..TaskOptions::default()
        },
        extras: ExtraOptions {
            feature_matching: Some(10.0),
            class_colour: Some(10.0),
            chroma: Some(1.0),
            critic_scales: Some(2),
            critic_shift: Some(true),
            fill_wedges: Some(true),
            ..ExtraOptions::default()
        },
        ..larger(epochs)
    };
    workshop.start("whole", &options(2)).expect("trains");
    workshop.start("parts", &options(1)).expect("trains");
    workshop.resume("parts", &options(2)).expect("resumes");
    assert_equal_weights(&workshop.run("whole"), &workshop.run("parts"));

    let run = workshop.run("whole");
    let shown = image::open(run.join("pictures/epoch-0002.png")).expect("pictures");
    // Two rows of input, picture and photo, with gaps of 8.
    assert_eq!((shown.width(), shown.height()), (3 * 520 + 8, 2 * 520 + 8));
    let device = Device::flex();
    let folder = workshop.run("models");
    let exported = ExportedGenerator::from_checkpoint(&newest(&run), "large", &device);
    exported
        .and_then(|generator| generator.write(Format::Bundle(Precision::F32), &folder))
        .expect("exports");
    let bytes = fs::read(folder.join("large.safetensors")).expect("a bundle");
    let unet = Bundle::decode(&bytes)
        .and_then(|bundle| bundle.unet(&device))
        .expect("sound");
    assert_eq!((unet.scale(), unet.picture_side()), (2, 512));

    let exported = ExportedDiscriminator::from_checkpoint(&newest(&run), "large", &device);
    let network = exported.expect("the second one sees 256×256").network;
    let second = Checkpoint::open(&newest(&run))
        .and_then(|checkpoint| checkpoint.discriminators(&device))
        .expect("two discriminators")
        .swap_remove(1);
    assert!(named_weights(&network) == named_weights(&second));
}

#[test]
fn without_shifts_a_discriminator_sees_another_part_each_time() {
    let workshop = Workshop::new(2);
    workshop.start("run", &larger(1)).expect("trains");
    let run = workshop.run("run");
    assert_eq!(generator(&run).picture_side(), 512);
    let device = Device::flex();
    let refused = ExportedDiscriminator::from_checkpoint(&newest(&run), "large", &device);
    let error = refused.map(|_| ()).expect_err("it saw larger pictures");
    assert!(error.to_string().contains("--critic-scales 2"), "{error}");
}

#[test]
fn a_wider_head_and_larger_pictures_begin_with_the_pictures_of_before() {
    let workshop = Workshop::new(1);
    let before = RunOptions {
        head: Some(3),
        ..tiny(1)
    };
    workshop.start("before", &before).expect("trains");
    let idle = RunOptions {
        learning_rate: Some(1e-30),
        ..larger(1)
    };
    let start = |options: &RunOptions, run: &str| {
        let paths = RunPaths {
            start_from: Some(workshop.run("before")),
            ..workshop.paths(run)
        };
        train(&paths, options, false, &workshop.hardware, &|| false)
    };
    start(&idle, "after").expect("starts");
    let condition = one_hot(&procedural::facade(3), &Device::flex()).expect("a map");
    let picture = |run: &str| generator(&workshop.run(run)).forward(condition.clone());
    let (small, large) = (picture("before"), picture("after"));
    assert_eq!(large.dims(), [1, 3, 512, 512]);
    for (row, column) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
        let every_second = |x: Tensor<4>, axis: usize, first: usize| {
            let [n, c, h, w] = x.dims();
            match axis {
                2 => x
                    .reshape([n, c, h / 2, 2, w])
                    .narrow(3, first, 1)
                    .reshape([n, c, h / 2, w]),
                _ => x
                    .reshape([n, c, h, w / 2, 2])
                    .narrow(4, first, 1)
                    .reshape([n, c, h, w / 2]),
            }
        };
        let phase = every_second(every_second(large.clone(), 2, row), 3, column);
        let largest = (phase - small.clone()).abs().max().into_scalar::<f32>();
        println!("phase {row}{column}: largest difference {largest:e}");
        assert!(largest < 1e-5);
    }

    let narrower = RunOptions {
        head: Some(2),
        ..larger(1)
    };
    let error = start(&narrower, "narrower").expect_err("channels would be lost");
    assert!(error.to_string().contains("may become wider"), "{error}");
}

#[test]
fn what_makes_no_larger_picture_is_refused() {
    let refused = |options: RunOptions| options.start().expect_err("refused").to_string();
    let without_head = RunOptions {
        head: Some(0),
        ..larger(1)
    };
    assert!(refused(without_head).contains("goes with a --head"));
    let larger_still = RunOptions {
        scale: Some(3),
        ..larger(1)
    };
    assert_eq!(refused(larger_still), "--scale 3 is outside 1..=2");
    let mut taught = larger(1);
    taught.extras.distill_output = Some(1.0);
    assert!(refused(taught).contains("go with --scale 1"));
}
