//! The bundle: what was encoded comes back, and nothing damaged is accepted.

use std::fs;

use burn::tensor::{Device, Tensor};
use facade_model::bundle::discriminator::DiscriminatorBundle;
use facade_model::bundle::{Bundle, BundleError, Precision, TrainingSummary};
use facade_model::digest::sha256;
use facade_model::discriminator::BundledDiscriminator;
use facade_model::input::InputKind;
use facade_model::model_list::{FILE_NAME, ListedModel, ModelList};
use facade_model::pixels::{grey, luma, one_hot, photo};
use facade_model::unet::{UNet, UNetConfig, Upsampling};
use facade_model::weights::named_weights;
use facade_subjects::facades::classes::{CLASS_COUNT, by_id};
use facade_subjects::facades::procedural;
use oorandom::Rand64;
use trainer::initialisation::Initialisation;

use crate::reference::check_close;

fn network(upsampling: Upsampling) -> UNet {
    drawn(upsampling, true)
}

fn drawn(upsampling: Upsampling, norms: bool) -> UNet {
    let config = UNetConfig {
        input_channels: CLASS_COUNT,
        ngf: 1,
        depth: 8,
        upsampling,
        head: 0,
        scale: 1,
        norms,
    };
    // Not from the device's random numbers, which tests beside this one draw from too.
    let network = config.init(&Device::flex());
    Initialisation::PUBLISHED.draw(network, &mut Rand64::new(3))
}

fn training() -> TrainingSummary {
    TrainingSummary {
        pairs: 400,
        epochs: 3,
        seed: 9,
        validation_l1: Some(0.25),
    }
}

fn bundle() -> Vec<u8> {
    let network = network(Upsampling::Resize);
    encoded(&network, Precision::F16)
}

fn encoded(network: &UNet, precision: Precision) -> Vec<u8> {
    let training = Some(training());
    Bundle::encode(
        network,
        "tiny",
        InputKind::facades(),
        Vec::new(),
        0.5,
        training,
        precision,
    )
    .expect("encoding works")
}

/// The header as text, for damaging it. Returns the bundle with the header replaced.
fn with_header(bundle: &[u8], change: impl Fn(&str) -> String) -> Vec<u8> {
    let length = u64::from_le_bytes(bundle[..8].try_into().expect("eight bytes")) as usize;
    let header = std::str::from_utf8(&bundle[8..8 + length]).expect("JSON");
    let mut changed = change(header).into_bytes();
    // Blanks after the JSON keep the tensors aligned, as the format asks.
    changed.resize(changed.len().next_multiple_of(8), b' ');
    let mut out = (changed.len() as u64).to_le_bytes().to_vec();
    out.extend(changed);
    out.extend(&bundle[8 + length..]);
    out
}

#[track_caller]
fn refused(bytes: &[u8]) -> BundleError {
    let error = Bundle::decode(bytes).expect_err("a damaged bundle must be refused");
    println!("{error}");
    error
}

#[test]
fn weights_come_back_folded_and_within_half_precision() {
    let bytes = bundle();
    assert_eq!(bytes, bundle(), "encoding is reproducible byte for byte");
    let decoded = Bundle::decode(&bytes).expect("a sound bundle");
    assert_eq!(decoded.manifest().name, "tiny");
    let training = decoded.manifest().training.as_ref();
    assert_eq!(training.map(|training| training.epochs), Some(3));
    let expected = named_weights(&network(Upsampling::Resize).folded());
    let found = named_weights(&decoded.unet(&Device::flex()).expect("fitting weights"));
    assert!(found.keys().eq(expected.keys()));
    for (name, expected) in &expected {
        let expected: Vec<f32> = expected.iter::<f32>().collect();
        let found: Vec<f32> = found[name].iter::<f32>().collect();
        // Half precision keeps 11 bits; no weight is larger than 2.
        check_close(name, &found, &expected, 1e-3);
    }
}

/// A generator without norms has biases in their place; one with norms says nothing of them, as before there were others.
#[test]
fn a_generator_without_norms_comes_back_as_one() {
    for norms in [true, false] {
        let network = drawn(Upsampling::Resize, norms);
        let bytes = encoded(&network, Precision::F32);
        let decoded = Bundle::decode(&bytes).expect("a sound bundle");
        let manifest = serde_json::to_value(decoded.manifest()).expect("JSON");
        let said = &manifest["architecture"]["norms"];
        assert_eq!(said.as_bool(), (!norms).then_some(false), "{said}");
        let found = decoded.unet(&Device::flex()).expect("fitting weights");
        assert_eq!(found.has_norms(), norms);
        let [found, expected] = [found, network.folded()].map(|network| named_weights(&network));
        assert!(found == expected);
    }
}

#[test]
fn every_kind_of_damage_has_its_reason() {
    let sound = bundle();
    assert!(matches!(refused(b""), BundleError::Container(_)));
    assert!(matches!(
        refused(&sound[..sound.len() / 2]),
        BundleError::Container(_)
    ));
    assert!(matches!(
        refused(b"<!doctype html><title>404</title>"),
        BundleError::Container(_)
    ));

    let mut flipped = sound.clone();
    *flipped.last_mut().expect("not empty") ^= 1;
    assert!(matches!(refused(&flipped), BundleError::Hash { .. }));

    let foreign = with_header(&sound, |header| header.replace("\"facade\"", "\"other\""));
    assert!(matches!(refused(&foreign), BundleError::NoManifest));
    let newer = with_header(&sound, |header| {
        header.replace(r#"\"version\":3"#, r#"\"version\":4"#)
    });
    assert!(matches!(refused(&newer), BundleError::Version { found: 4 }));
    let renamed = with_header(&sound, |header| {
        header.replace(r#"\"window\""#, r#"\"roof\""#)
    });
    let renamed = Bundle::decode(&renamed).expect("a palette of its own");
    let error = renamed.facade_unet(None, &Device::flex());
    assert!(matches!(error, Err(BundleError::Classes)));
    let twice = with_header(&sound, |header| {
        header.replace(r#"\"window\""#, r#"\"door\""#)
    });
    assert!(matches!(refused(&twice), BundleError::Palette(_)));
    let huge = with_header(&sound, |header| {
        header.replace(r#"\"ngf\":1,"#, r#"\"ngf\":99999,"#)
    });
    assert!(matches!(
        refused(&huge),
        BundleError::Architecture { ngf: 99999, .. }
    ));
    let garbage = with_header(&sound, |header| {
        header.replace(r#"{\"version\""#, r#"{{\"version\""#)
    });
    assert!(matches!(refused(&garbage), BundleError::Manifest(_)));
    let other = with_header(&sound, |header| {
        header.replace("decoder.0.norm.beta", "decoder.0.norm.bias")
    });
    assert!(matches!(refused(&other), BundleError::Hash { .. }));

    let wider = with_header(&sound, |header| {
        header.replace(r#"\"ngf\":1,"#, r#"\"ngf\":2,"#)
    });
    let wider = Bundle::decode(&wider).expect("the tensors are sound");
    let error = wider
        .unet(&Device::flex())
        .expect_err("but of another shape");
    println!("{error}");
    assert!(matches!(error, BundleError::Weights(_)));
}

#[test]
fn dropout_that_leaves_nothing_or_is_no_share_is_refused() {
    for rate in ["1.0", "1.5", "-0.5", "1e300"] {
        let bytes = with_header(&bundle(), |header| {
            header.replace(r#"\"dropout\":0.5"#, &format!(r#"\"dropout\":{rate}"#))
        });
        assert!(matches!(refused(&bytes), BundleError::Dropout { .. }));
    }
}

/// Of a generator of greys, whose first weight is turned into one for classes before its shape is looked at.
#[test]
fn a_first_weight_without_taps_is_refused_for_its_shape() {
    let path = crate::in_package("corpus/bundle/grey-no-taps");
    let bytes = fs::read(path).expect("a file of the corpus");
    let bundle = Bundle::decode_verified(&bytes).expect("a sound manifest");
    let device = Device::flex();
    for network in [
        bundle.clone().facade_unet(None, &device),
        bundle.clone().unet(&device),
        bundle.stored_unet(&device),
    ] {
        let error = network.expect_err("a weight that is none").to_string();
        println!("{error}");
        assert!(
            error.starts_with("`encoder.0.conv.weight` has shape [1, 1, 0, 4]"),
            "{error}"
        );
    }
}

/// Version 1 was always f16, folded, and did not say so.
#[test]
fn bundles_of_the_first_version_still_load() {
    let network = network(Upsampling::Transposed);
    let first = with_header(&encoded(&network, Precision::F16), |header| {
        let header = header.replace(r#"\"version\":3"#, r#"\"version\":1"#);
        header.replace(r#"\"decoder\":\"transposed\","#, "")
    });
    assert!(!String::from_utf8_lossy(&first).contains("transposed"));
    let bundle = Bundle::decode(&first).expect("a sound bundle");
    assert_eq!(bundle.manifest().version, 1);
    bundle
        .facade_unet(None, &Device::flex())
        .expect("fitting weights");
}

/// The page's label maps in colours are what a generator of colour pictures was trained on.
#[test]
fn a_generator_of_pictures_sees_label_maps_in_their_colours() {
    let device = Device::flex();
    device.seed(6);
    for (kind, size) in [(InputKind::Rgb, 3), (InputKind::Grey, 1)] {
        let config = UNetConfig {
            input_channels: kind.channels(),
            ngf: 2,
            depth: 6,
            upsampling: Upsampling::Transposed,
            head: 0,
            scale: 1,
            norms: true,
        };
        let network = config.init(&device);
        let bytes = Bundle::encode(
            &network,
            "tiny",
            kind.clone(),
            Vec::new(),
            0.0,
            None,
            Precision::F16,
        );
        let bundle = Bundle::decode(&bytes.expect("encoding works")).expect("a sound bundle");
        let by_colour = bundle.clone().unet(&device).expect("fitting weights");
        let by_class = bundle.facade_unet(None, &device).expect("fitting weights");

        let labels = procedural::facade(1);
        let mut bytes = Vec::with_capacity(size * labels.len());
        for &id in &labels {
            let color = by_id(id).expect("ids in 1..=12").color;
            match kind {
                InputKind::Grey => bytes.push(luma(color)),
                _ => bytes.extend(color),
            }
        }
        let seen = match kind {
            InputKind::Grey => grey(&bytes, &device),
            _ => photo(&bytes, &device),
        };
        let expected = by_colour.forward(seen.expect("one picture"));
        let found = by_class.forward(one_hot(&labels, &device).expect("ids in 1..=12"));
        let values = |tensor: Tensor<4>| tensor.into_data().iter::<f32>().collect::<Vec<_>>();
        check_close("picture", &values(found), &values(expected), 1e-4);
    }
}

/// Everything under `web/models` still fits today's code, and its list tells the truth.
#[test]
fn shipped_bundles_load_and_match_their_list() {
    let folder = crate::in_package("../web/models");
    let read = |file: &str| fs::read(folder.join(file)).expect("a listed file exists");
    let list: ModelList = serde_json::from_slice(&read(FILE_NAME)).expect("a list of models");
    let default = list.choose(None).expect("a default model");
    assert_eq!(default.name, "lite");
    let takes_paint = |model: &ListedModel| {
        let bundle = Bundle::decode(&read(&model.file)).expect("a sound bundle");
        bundle.manifest().input.is_painted()
    };
    if let Some(second) = list.refinement_of(default) {
        let paints = [default, second].map(takes_paint);
        assert_eq!(
            paints[0], paints[1],
            "a better picture is one of the same colours"
        );
    }
    let device = Device::flex();
    for model in &list.models {
        let bytes = read(&model.file);
        let verified = model.bundle().verify(bytes.len() as u64, &sha256(&bytes));
        verified.expect("the listed file");
        let bundle = Bundle::decode(&bytes).expect("a sound bundle");
        assert_eq!(bundle.manifest().name, model.name);
        println!("{:?}", bundle.manifest().training);
        // As the page loads it.
        bundle.facade_unet(None, &device).expect("fitting weights");

        let discriminator = model
            .discriminator
            .as_ref()
            .expect("each ships with its critic");
        let bytes = read(&discriminator.file);
        let verified = discriminator.verify(bytes.len() as u64, &sha256(&bytes));
        verified.expect("the listed file");
        let bundle = DiscriminatorBundle::decode(&bytes).expect("a sound bundle");
        BundledDiscriminator::new(bundle, &device).expect("fitting weights");
    }
}
