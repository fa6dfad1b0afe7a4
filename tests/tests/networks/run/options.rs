//! The published choices do what they say.

use burn::module::Module;
use burn::tensor::{Device, TensorData};
use facade_model::dropout::DropoutMasks;
use facade_model::pixels::one_hot;
use facade_model::unet::{UNetConfig, Upsampling};
use facade_model::weights::named_weights;
use facade_subjects::facades::procedural;
use trainer::dataset::augment::{Augmentation, Sample, plain};
use trainer::dataset::batch::{Batch, PairBatch};
use trainer::dataset::pair::find_pairs;
use trainer::distillation::Teacher;
use trainer::initialisation::Scheme;
use trainer::losses::AdversarialLoss;
use trainer::run::config::extras::ExtraOptions;
use trainer::run::config::options::RunOptions;
use trainer::run::config::{Decoder, RunConfig};
use trainer::step::{Gan, StepContext};

use super::{Workshop, tiny};
use crate::reference::check_close;

fn samples(workshop: &Workshop, config: &RunConfig) -> Vec<Sample> {
    let pairs = find_pairs(&workshop.data(), None, "train").expect("pairs");
    let samples = pairs
        .iter()
        .map(|pair| plain(pair.read(&config.task).expect("a sound pair")));
    samples.collect()
}

/// All weights after one step on batches of these sizes.
fn after_a_step(workshop: &Workshop, config: &RunConfig, sizes: &[usize]) -> Vec<f32> {
    let device = workshop.hardware.device();
    let gan = Gan::new(config, device);
    let teacher = config.extras.needs_teacher().then(|| {
        let file = workshop.teacher("teacher", 3);
        Teacher::load(&file, device).expect("a bundle")
    });
    let mut samples = &samples(workshop, config)[..];
    let mut batches = Vec::new();
    for &size in sizes {
        let (batch, rest) = samples.split_at(size);
        samples = rest;
        let batch = PairBatch::new(batch, &config.task.input, device).expect("a batch");
        batches.push(Batch::from(batch));
    }
    let context = StepContext {
        config,
        teacher: teacher.as_ref(),
        kernels: workshop.hardware.kernels.as_ref(),
        devices: &workshop.hardware.devices,
    };
    let (gan, _) = gan.step(&batches, &context, 1e-3, 0.0);
    let discriminators = gan.discriminators.iter();
    let discriminators =
        discriminators.map(|discriminator| named_weights(&discriminator.network.valid()));
    let weights: Vec<_> = [named_weights(&gan.generator.valid())]
        .into_iter()
        .chain(discriminators)
        .collect();
    let values = weights.iter().flat_map(|weights| weights.values());
    values.flat_map(TensorData::iter::<f32>).collect()
}

#[test]
fn a_frozen_generator_stays_while_its_discriminator_learns() {
    let workshop = Workshop::new(1);
    let config = RunOptions {
        extras: ExtraOptions {
            freeze_generator: Some(true),
            ..ExtraOptions::default()
        },
        ..tiny(1)
    };
    let config = config.start().expect("a sound configuration");
    let before = Gan::new(&config, workshop.hardware.device());
    let weights = named_weights(&before.generator.valid());
    let before: Vec<f32> = weights.values().flat_map(TensorData::iter::<f32>).collect();
    let after = after_a_step(&workshop, &config, &[1]);
    let free = after_a_step(&workshop, &tiny(1).start().expect("sound"), &[1]);
    let (generator, discriminator) = after.split_at(before.len());
    assert_eq!(generator, before);
    assert_eq!(
        discriminator,
        &free[before.len()..],
        "the critic's step is the usual one"
    );
    assert_ne!(&free[..before.len()], before);
}

#[test]
fn accumulated_batches_make_the_step_of_one_large_batch() {
    let workshop = Workshop::new(3);
    let config = tiny(1).start().expect("a sound configuration");
    let whole = after_a_step(&workshop, &config, &[3]);
    let parts = after_a_step(&workshop, &config, &[2, 1]);
    let other = after_a_step(&workshop, &config, &[2]);
    // Adam's first step is as long as the rate for every weight whatever its gradient, so that where
    // a gradient is nearly zero, rounding decides its sign.
    let differing = |a: &[f32], b: &[f32]| {
        let pairs = a.iter().zip(b);
        let count = pairs.filter(|(a, b)| (*a - *b).abs() > 1e-5).count();
        count as f64 / a.len() as f64
    };
    let (same, different) = (differing(&whole, &parts), differing(&whole, &other));
    println!(
        "share of weights that differ: {same:.4} accumulated, {different:.4} with a pair less"
    );
    assert!(same < 0.01 && different > 0.05);
}

#[test]
fn every_option_changes_the_step() {
    let workshop = Workshop::new(1);
    let with = |options: RunOptions| {
        let config = options.start().expect("a sound configuration");
        after_a_step(&workshop, &config, &[1])
    };
    let adversarial = |loss| RunOptions {
        adversarial: Some(loss),
        ..tiny(1)
    };
    let init = |scheme| RunOptions {
        init: Some(scheme),
        ..tiny(1)
    };
    let beyond = |extras| RunOptions { extras, ..tiny(1) };
    let variants = [
        tiny(1),
        beyond(ExtraOptions {
            distill_output: Some(10.0),
            ..ExtraOptions::default()
        }),
        beyond(ExtraOptions {
            distill_features: Some(10.0),
            ..ExtraOptions::default()
        }),
        adversarial(AdversarialLoss::Lsgan),
        adversarial(AdversarialLoss::Hinge),
        adversarial(AdversarialLoss::Segmentation),
        beyond(ExtraOptions {
            distill_structure: Some(10.0),
            ..ExtraOptions::default()
        }),
        beyond(ExtraOptions {
            feature_matching: Some(10.0),
            ..ExtraOptions::default()
        }),
        beyond(ExtraOptions {
            critic_scales: Some(2),
            ..ExtraOptions::default()
        }),
        init(Scheme::Xavier),
        init(Scheme::Kaiming),
        init(Scheme::Orthogonal),
        RunOptions {
            init_gain: Some(0.05),
            ..tiny(1)
        },
        RunOptions {
            norm_std: Some(0.5),
            ..tiny(1)
        },
        RunOptions {
            l1_weight: Some(1.0),
            ..tiny(1)
        },
        RunOptions {
            adversarial_weight: Some(0.0),
            ..tiny(1)
        },
        RunOptions {
            seed: Some(5),
            ..tiny(1)
        },
        RunOptions {
            decoder: Some(Decoder::Smooth),
            ..tiny(1)
        },
        RunOptions {
            depth: Some(7),
            ..tiny(1)
        },
        RunOptions {
            ngf: Some(3),
            ..tiny(1)
        },
        RunOptions {
            ndf: Some(3),
            ..tiny(1)
        },
        RunOptions {
            critic_layers: Some(2),
            ..tiny(1)
        },
    ];
    let weights = variants.clone().map(with);
    for (index, one) in weights.iter().enumerate() {
        for (other_index, other) in weights.iter().enumerate().skip(index + 1) {
            assert!(
                one != other,
                "{:?} and {:?} take the same step",
                variants[index],
                variants[other_index]
            );
        }
    }
}

#[test]
fn every_choice_trains() {
    let workshop = Workshop::new(2);
    let choices = [
        RunOptions {
            adversarial: Some(AdversarialLoss::Lsgan),
            init: Some(Scheme::Xavier),
            ..tiny(1)
        },
        RunOptions {
            adversarial: Some(AdversarialLoss::Hinge),
            init: Some(Scheme::Kaiming),
            critic_layers: Some(4),
            ..tiny(1)
        },
        RunOptions {
            init: Some(Scheme::Orthogonal),
            depth: Some(6),
            critic_layers: Some(1),
            batch: Some(2),
            ..tiny(1)
        },
        RunOptions {
            adversarial: Some(AdversarialLoss::Segmentation),
            extras: ExtraOptions {
                feature_matching: Some(10.0),
                critic_scales: Some(2),
                augment: Some(Augmentation::Strong),
                ..ExtraOptions::default()
            },
            ..tiny(1)
        },
    ];
    for (number, options) in choices.iter().enumerate() {
        let run = format!("run-{number}");
        workshop.start(&run, options).expect("trains");
        let config = workshop.state(&run).config;
        assert_eq!(config, options.start().expect("the same configuration"));
    }
}

#[test]
fn the_best_validation_is_kept_and_patience_ends_the_run() {
    let workshop = Workshop::new(1);
    super::write_pairs(&workshop.data().join("val"), 1);
    let options = RunOptions {
        patience: Some(2),
        // A rate at which nothing gets better for long.
        learning_rate: Some(0.5),
        ..tiny(40)
    };
    workshop.start("run", &options).expect("trains");
    let state = workshop.state("run");
    let best = state.best.expect("validated");
    println!("best {best:?}, stopped after epoch {}", state.epochs_done);
    assert_eq!(state.epochs_done, best.epoch + 2);
    let kept = workshop
        .run("run")
        .join(format!("checkpoints/epoch-{:04}", best.epoch));
    assert!(kept.is_dir(), "the best checkpoint");
}

#[test]
fn dropout_follows_its_seed_and_without_masks_there_is_none() {
    let device = Device::flex();
    device.seed(8);
    let network = UNetConfig {
        input_channels: 12,
        ngf: 4,
        depth: 8,
        upsampling: Upsampling::Transposed,
        head: 0,
        scale: 1,
        norms: true,
    }
    .init(&device);
    let labels = procedural::facade(3);
    let kernels = &facade_model::kernels::BackendKernels;
    let picture = |seeds: &[u64], rate: f64| -> Vec<f32> {
        let maps = labels.repeat(seeds.len());
        let masks = DropoutMasks::draw(&network.dropout_shapes(), rate, seeds, &device);
        let input = one_hot(&maps, &device).expect("ids in 1..=12");
        let output = network.forward_with(input, kernels, Some(&masks));
        output.into_data().iter::<f32>().collect()
    };
    let input = one_hot(&labels, &device).expect("ids in 1..=12");
    let plain: Vec<f32> = network.forward(input).into_data().iter::<f32>().collect();
    check_close("no dropout", &picture(&[1], 0.0), &plain, 1e-6);
    let first = picture(&[1], 0.5);
    assert_eq!(first, picture(&[1], 0.5));
    assert_ne!(first, picture(&[2], 0.5));
    assert_ne!(first, plain);
    // In a batch, each picture has its own.
    let both = picture(&[2, 1], 0.5);
    check_close("second of a batch", &both[both.len() / 2..], &first, 1e-5);
}
