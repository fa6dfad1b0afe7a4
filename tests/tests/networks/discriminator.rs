//! The discriminator's bundle: what was encoded comes back, damage is refused, and its figures are the run's own.

use std::fs;

use burn::tensor::{Device, Tensor, TensorData};
use facade_model::IMAGE_SIZE;
use facade_model::bundle::discriminator::{DiscriminatorBundle, DiscriminatorOutput};
use facade_model::bundle::{Bundle, BundleError, Precision};
use facade_model::discriminator::BundledDiscriminator;
use facade_model::input::{InputKind, NamedClass};
use facade_model::model_list::ModelList;
use facade_model::paint::Paint;
use facade_model::patchgan::{PatchGan, PatchGanConfig};
use facade_model::pixels::{PixelError, grey, luma, one_hot, one_hot_of, painted, photo};
use facade_model::weights::named_weights;
use facade_subjects::facades::classes::{CLASS_COUNT, by_id};
use facade_subjects::facades::procedural;
use oorandom::{Rand32, Rand64};
use tempfile::TempDir;
use trainer::export::{ExportedDiscriminator, ExportedGenerator, Format};
use trainer::initialisation::Initialisation;
use trainer::losses::AdversarialLoss;
use trainer::run::checkpoint::Checkpoint;
use trainer::run::checkpoints::{Checkpoints, Which};
use trainer::run::config::options::RunOptions;

use crate::reference::check_close;
use crate::run::Workshop;

const PIXELS: usize = IMAGE_SIZE * IMAGE_SIZE;

fn network(input_channels: usize, ndf: usize) -> PatchGan {
    let config = PatchGanConfig {
        input_channels,
        ndf,
        strided_layers: 3,
        outputs: 1,
    };
    // Not from the device's random numbers, which tests beside this one draw from too.
    Initialisation::PUBLISHED.draw(config.init(&Device::flex()), &mut Rand64::new(5))
}

fn encode(network: &PatchGan, input: InputKind, precision: Precision) -> Vec<u8> {
    let output = DiscriminatorOutput::LogOdds;
    DiscriminatorBundle::encode(network, "tiny", input, output, None, precision)
        .expect("encoding works")
}

/// A picture of nothing, the same for the same seed.
fn noise(seed: u64) -> Vec<u8> {
    let mut random = Rand32::new(seed);
    (0..4 * PIXELS).map(|_| random.rand_u32() as u8).collect()
}

/// What the network itself says of a picture of the facade with this seed.
fn probabilities(network: &PatchGan, condition: Tensor<4>, rgba: &[u8]) -> Vec<f32> {
    let rgb: Vec<u8> = rgba
        .chunks(4)
        .flat_map(|pixel| &pixel[..3])
        .copied()
        .collect();
    let picture = photo(&rgb, &Device::flex()).expect("one picture");
    let logits = network.forward(condition, picture).into_data();
    let sigmoid = |x: f32| 1.0 / (1.0 + (-x).exp());
    logits.iter::<f32>().map(sigmoid).collect()
}

#[test]
fn weights_come_back_in_every_precision() {
    let network = network(CLASS_COUNT, 4);
    let expected = named_weights(&network);
    for (precision, allowed) in [
        (Precision::F32, 0.0),
        (Precision::F16, 1e-3),
        (Precision::Int8, 1e-3),
    ] {
        let bytes = encode(&network, InputKind::facades(), precision);
        let again = encode(&network, InputKind::facades(), precision);
        assert_eq!(bytes, again, "reproducible byte for byte");
        let bundle = DiscriminatorBundle::decode(&bytes).expect("a sound bundle");
        assert_eq!(bundle.manifest().precision, precision);
        let found = named_weights(&bundle.patchgan(&Device::flex()).expect("fits"));
        assert!(found.keys().eq(expected.keys()));
        for (name, expected) in &expected {
            let [found, expected] =
                [&found[name], expected].map(|data| data.iter::<f32>().collect::<Vec<_>>());
            check_close(name, &found, &expected, allowed);
        }
    }
}

#[test]
fn what_is_damaged_or_no_discriminator_is_refused_with_its_reason() {
    let refused = |bytes: &[u8]| {
        let error = DiscriminatorBundle::decode(bytes).expect_err("must be refused");
        println!("{error}");
        error
    };
    let sound = encode(
        &network(CLASS_COUNT, 1),
        InputKind::facades(),
        Precision::Int8,
    );
    assert!(matches!(
        refused(b"<!doctype html>"),
        BundleError::Container(_)
    ));
    let half = &sound[..sound.len() / 2];
    assert!(matches!(refused(half), BundleError::Container(_)));
    let mut flipped = sound.clone();
    *flipped.last_mut().expect("not empty") ^= 1;
    assert!(matches!(refused(&flipped), BundleError::Hash { .. }));

    // Of the same length, so that the header's own length stays right.
    let with = |from: &str, to: &str| {
        assert_eq!(from.len(), to.len());
        let (from, to) = (from.as_bytes(), to.as_bytes());
        let at = sound.windows(from.len()).position(|window| window == from);
        let at = at.expect("the header says it");
        let mut changed = sound.clone();
        changed[at..at + to.len()].copy_from_slice(to);
        changed
    };
    let newer = with(r#"\"version\":1"#, r#"\"version\":9"#);
    assert!(matches!(
        refused(&newer),
        BundleError::DiscriminatorVersion { found: 9 }
    ));
    let deep = with(r#"\"strided_layers\":3"#, r#"\"strided_layers\":8"#);
    let error = refused(&deep);
    assert!(matches!(
        error,
        BundleError::DiscriminatorArchitecture {
            strided_layers: 8,
            ..
        }
    ));
    let wider = DiscriminatorBundle::decode(&with(r#"\"ndf\":1"#, r#"\"ndf\":2"#));
    let error = wider
        .expect("the tensors are sound")
        .patchgan(&Device::flex());
    assert!(matches!(error, Err(BundleError::Weights(_))));

    // Neither kind of bundle is taken for the other.
    assert!(matches!(
        Bundle::decode(&sound),
        Err(BundleError::NoManifest)
    ));
    let generator = fs::read(crate::in_package("../web/models/lite.safetensors"));
    let generator = generator.expect("the shipped model");
    assert!(matches!(refused(&generator), BundleError::NoDiscriminator));
}

/// Without the norms, through which every output hangs on all pixels, a pixel reaches exactly the patches
/// that are said to hold it.
#[test]
fn a_pixel_changes_the_patches_that_hold_it_and_no_others() {
    let device = Device::flex();
    let mut network = network(1, 2);
    for layer in &mut network.layers {
        layer.norm = None;
    }
    let patches = PatchGanConfig {
        input_channels: 1,
        ndf: 2,
        strided_layers: 3,
        outputs: 1,
    }
    .patches();
    let judge = |pixel: Option<(usize, usize)>| {
        let mut planes = vec![0.5_f32; 3 * PIXELS];
        if let Some((x, y)) = pixel {
            planes[y * IMAGE_SIZE + x] = 300.0;
        }
        let shape = [1, 3, IMAGE_SIZE, IMAGE_SIZE];
        let picture = Tensor::from_data(TensorData::new(planes, shape), &device);
        let condition = Tensor::zeros([1, 1, IMAGE_SIZE, IMAGE_SIZE], &device);
        let output = network.forward(condition, picture);
        assert_eq!(output.dims(), [1, 1, patches.side, patches.side]);
        output.into_data().iter::<f32>().collect::<Vec<_>>()
    };
    let before = judge(None);
    let holds = |patch: usize, pixel: usize| {
        let first = (patch * patches.step_px) as isize + patches.first_px;
        (first..first + patches.field_px as isize).contains(&(pixel as isize))
    };
    for (x, y) in [(0, 0), (128, 77), (46, 47), (208, 209), (255, 130)] {
        let after = judge(Some((x, y)));
        for (place, (before, after)) in before.iter().zip(&after).enumerate() {
            let (column, row) = (place % patches.side, place / patches.side);
            let expected = holds(column, x) && holds(row, y);
            assert_eq!(
                before != after,
                expected,
                "pixel {x}, {y}; patch {column}, {row}"
            );
        }
    }
}

#[test]
fn a_discriminator_of_colours_or_greys_sees_drawings_in_colours() {
    let device = Device::flex();
    let (labels, rgba) = (procedural::facade(2), noise(1));
    let colors: Vec<[u8; 3]> = labels
        .iter()
        .map(|&id| by_id(id).expect("ids in 1..=12").color)
        .collect();
    let lumas: Vec<u8> = colors.iter().map(|&color| luma(color)).collect();
    for (kind, condition) in [
        (InputKind::Rgb, photo(colors.as_flattened(), &device)),
        (InputKind::Grey, grey(&lumas, &device)),
    ] {
        let network = network(kind.channels(), 2);
        let bytes = encode(&network, kind, Precision::F32);
        let bundle = DiscriminatorBundle::decode(&bytes).expect("sound");
        let judge = BundledDiscriminator::new(bundle, &device).expect("fits");
        let expected = probabilities(&network, condition.expect("one picture"), &rgba);
        let found = judge.judge(colors.as_flattened(), &rgba, None);
        check_close("probabilities", &found.expect("one pair"), &expected, 1e-4);
        let length = labels.len();
        let of_ids = judge.judge(&labels, &rgba, None);
        assert_eq!(of_ids, Err(PixelError::NotInColors { length }));
    }
}

#[test]
fn a_discriminator_of_other_classes_takes_their_ids_alone() {
    let device = Device::flex();
    let classes = [255, 0, 33].map(|id| NamedClass {
        id,
        name: format!("class {id}"),
        color: [id; 3],
    });
    let kind = InputKind::OneHotLabels {
        classes: classes.to_vec(),
    };
    let network = network(3, 2);
    let bytes = encode(&network, kind, Precision::F32);
    let bundle = DiscriminatorBundle::decode(&bytes).expect("sound");
    let judge = BundledDiscriminator::new(bundle, &device).expect("fits");
    let facade = procedural::facade(2);
    let map = facade.iter().map(|id| [255, 0, 33][usize::from(id % 3)]);
    let (map, rgba): (Vec<u8>, _) = (map.collect(), noise(1));
    let condition = one_hot_of([255, 0, 33], &map, &device).expect("ids of the classes");
    let expected = probabilities(&network, condition, &rgba);
    let found = judge.judge(&map, &rgba, None).expect("one pair");
    check_close("probabilities", &found, &expected, 1e-5);
    let refused = judge.judge(&facade, &rgba, None);
    assert!(matches!(refused, Err(PixelError::UnknownClass { .. })));
}

#[test]
fn a_discriminator_that_is_told_the_paint_sees_it_and_asks_for_it() {
    let device = Device::flex();
    let network = network(CLASS_COUNT + 3, 2);
    let bytes = encode(&network, InputKind::painted_facades(), Precision::F32);
    let judge =
        BundledDiscriminator::new(DiscriminatorBundle::decode(&bytes).expect("sound"), &device);
    let judge = judge.expect("fits");
    let (labels, rgba) = (procedural::facade(2), noise(1));
    for byte in [0, 200] {
        let paint = Paint {
            colors: (0..12)
                .map(|class| [byte, 20 * class, 255 - byte])
                .collect(),
        };
        let condition = painted(1..=12, &labels, &[&paint], &device).expect("one map");
        let expected = probabilities(&network, condition, &rgba);
        let found = judge.judge(&labels, &rgba, Some(&paint));
        check_close("probabilities", &found.expect("one pair"), &expected, 1e-5);
    }
    let unpainted = judge.judge(&labels, &rgba, None);
    assert_eq!(unpainted, Err(PixelError::NoPaint));
    let colors = vec![[0; 3]; 11];
    let short = judge.judge(&labels, &rgba, Some(&Paint { colors }));
    let expected = PixelError::Colors {
        classes: 12,
        found: 11,
    };
    assert_eq!(short, Err(expected));
}

/// From the checkpoint to what the page is told: 8 bits move no patch by more than this.
#[test]
fn an_exported_discriminator_says_what_the_run_s_own_does() {
    const ALLOWED: f32 = 0.02;
    let workshop = Workshop::new(3);
    let options = RunOptions {
        ndf: Some(8),
        ..crate::run::tiny(2)
    };
    workshop.start("run", &options).expect("a run");
    let run = workshop.run("run");
    let checkpoint = Checkpoints::of_run(&run).find(Which::Newest);
    let checkpoint = checkpoint.expect("a checkpoint");
    let device = Device::flex();

    let folder = TempDir::new().expect("a temporary folder");
    let discriminator =
        ExportedDiscriminator::from_checkpoint(&checkpoint, "mine", &device).expect("loads");
    let list = || {
        let text = fs::read(folder.path().join("models.json")).expect("a list");
        serde_json::from_slice::<ModelList>(&text).expect("a list")
    };
    let error = discriminator.write(Precision::Int8, folder.path());
    let error = format!("{:#}", error.expect_err("there is no generator yet"));
    assert!(error.contains("no model `mine`"), "{error}");
    let generator = ExportedGenerator::from_checkpoint(&checkpoint, "mine", &device);
    let generator = generator.expect("loads");
    let format = Format::Bundle(Precision::Int8);
    generator.write(format, folder.path()).expect("written");
    let path = discriminator
        .write(Precision::Int8, folder.path())
        .expect("written");
    let bytes = fs::read(&path).expect("the file");
    let (name, file) = list()
        .discriminator_for("mine")
        .map(|(name, file)| (name.to_owned(), file.clone()))
        .expect("listed");
    assert_eq!((&*name, &*file.file), ("mine", "mine.critic.safetensors"));
    let sha256 = facade_model::digest::sha256(&bytes);
    file.verify(bytes.len() as u64, &sha256)
        .expect("the listed file");

    let bundle = DiscriminatorBundle::decode(&bytes).expect("a sound bundle");
    let training = bundle.manifest().training.clone().expect("our own");
    assert_eq!((training.epochs, training.pairs), (2, 3));
    let judge = BundledDiscriminator::new(bundle, &device).expect("fits");
    let checkpoint = Checkpoint::open(&checkpoint).expect("whole");
    let network = checkpoint.discriminators(&device).expect("load").remove(0);
    for seed in 1..=3 {
        let (labels, rgba) = (procedural::facade(seed), noise(seed));
        let condition = one_hot(&labels, &device).expect("ids in 1..=12");
        let expected = probabilities(&network, condition, &rgba);
        let found = judge.judge(&labels, &rgba, None).expect("one pair");
        assert_eq!(found.len(), 900);
        check_close("probabilities", &found, &expected, ALLOWED);
        let [low, high] =
            [f32::min, f32::max].map(|f| found.iter().copied().reduce(f).expect("900"));
        assert!(
            high - low > 0.05,
            "a verdict without contrast proves nothing"
        );
    }

    // Another generator of that name is not judged by the discriminator of before.
    generator.write(format, folder.path()).expect("written");
    assert_eq!(list().discriminator_for("mine"), None);
}

#[test]
fn a_discriminator_that_names_classes_takes_for_real_what_it_does_not_call_generated() {
    let device = Device::flex();
    let config = PatchGanConfig {
        input_channels: CLASS_COUNT,
        ndf: 2,
        strided_layers: 3,
        outputs: CLASS_COUNT + 1,
    };
    let network = Initialisation::PUBLISHED.draw(config.init(&device), &mut Rand64::new(7));
    let (input, output) = (InputKind::facades(), DiscriminatorOutput::Classes);
    let bytes = DiscriminatorBundle::encode(&network, "tiny", input, output, None, Precision::F32);
    let bundle = DiscriminatorBundle::decode(&bytes.expect("encodes")).expect("a sound bundle");
    let (labels, rgba) = (procedural::facade(4), noise(4));
    let found = BundledDiscriminator::new(bundle, &device)
        .expect("fits")
        .judge(&labels, &rgba, None);
    let rgb: Vec<u8> = rgba
        .chunks(4)
        .flat_map(|pixel| &pixel[..3])
        .copied()
        .collect();
    let condition = one_hot(&labels, &device).expect("ids in 1..=12");
    let logits = network.forward(condition, photo(&rgb, &device).expect("one picture"));
    let named = burn::tensor::activation::softmax(logits, 1);
    let generated = named
        .slice([0..1, CLASS_COUNT..CLASS_COUNT + 1])
        .into_data();
    let expected: Vec<f32> = generated.iter::<f32>().map(|share| 1.0 - share).collect();
    check_close("probabilities", &found.expect("one pair"), &expected, 1e-5);
}

#[test]
fn a_discriminator_that_was_taught_no_probabilities_is_not_exported() {
    let workshop = Workshop::new(1);
    let options = RunOptions {
        adversarial: Some(AdversarialLoss::Hinge),
        ..crate::run::tiny(1)
    };
    workshop.start("run", &options).expect("a run");
    let checkpoint = Checkpoints::of_run(&workshop.run("run")).find(Which::Newest);
    let error = ExportedDiscriminator::from_checkpoint(
        &checkpoint.expect("a checkpoint"),
        "mine",
        &Device::flex(),
    );
    let error = error.err().expect("must be refused").to_string();
    assert!(error.contains("hinge"), "{error}");
}
