//! Bundles in 8 bits: what they hold, what they refuse, and how far their pictures are from those of
//! the weights they were made from.

use std::collections::BTreeMap;
use std::fs;

use burn::tensor::{Device, TensorData};
use facade_model::bundle::{Architecture, Bundle, BundleError, Manifest, Precision};
use facade_model::input::InputKind;
use facade_model::pixels::{one_hot, rgba8};
use facade_model::unet::{UNet, UNetConfig, Upsampling};
use facade_model::weights::{load_weights, named_weights};
use facade_subjects::facades::classes::CLASS_COUNT;
use facade_subjects::facades::procedural;
use oorandom::{Rand32, Rand64};
use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use trainer::initialisation::Initialisation;

use crate::reference::check_close;

const FORMS: [Upsampling; 3] = [
    Upsampling::Transposed,
    Upsampling::Resize,
    Upsampling::Smooth,
];

fn network(upsampling: Upsampling) -> UNet {
    let config = UNetConfig {
        input_channels: CLASS_COUNT,
        ngf: 2,
        depth: 5,
        upsampling,
        head: 0,
        scale: 1,
        norms: true,
    };
    // Not from the device's random numbers, which tests beside this one draw from too.
    let network = config.init(&Device::flex());
    Initialisation::PUBLISHED.draw(network, &mut Rand64::new(4))
}

fn encode(network: &UNet, precision: Precision) -> Vec<u8> {
    Bundle::encode(
        network,
        "tiny",
        InputKind::facades(),
        Vec::new(),
        0.0,
        None,
        precision,
    )
    .expect("encoding works")
}

/// As another program reads a bundle: by the safetensors library and the rule that a kernel is its
/// integers times its scales, by broadcasting.
fn as_others_read(bytes: &[u8]) -> BTreeMap<String, Vec<f32>> {
    let container = SafeTensors::deserialize(bytes).expect("a safetensors file");
    let singles = |view: &TensorView| -> Vec<f32> {
        let words = view.data().as_chunks::<4>().0.iter();
        words.map(|word| f32::from_le_bytes(*word)).collect()
    };
    let mut weights = BTreeMap::new();
    for (name, view) in container.iter() {
        if view.dtype() != Dtype::I8 {
            continue;
        }
        let scales = container.tensor(&format!("{name}.scale")).expect("scales");
        let [shape, lengths] = [view.shape(), scales.shape()];
        let scales = singles(&scales);
        let values = view.data().iter().enumerate().map(|(index, &byte)| {
            let (mut rest, mut step, mut place) = (index, 1, 0);
            for (&length, &scaled) in shape.iter().zip(lengths).rev() {
                place += if scaled == 1 { 0 } else { rest % length * step };
                step *= scaled;
                rest /= length;
            }
            f32::from(byte as i8) * scales[place]
        });
        weights.insert(name.to_owned(), values.collect());
    }
    weights
}

#[test]
fn every_form_of_decoder_comes_back_in_every_precision() {
    let device = Device::flex();
    for form in FORMS {
        let network = network(form);
        let expected = named_weights(&network);
        // Half precision keeps 11 bits and 8 bits keep a half of 1/127 of the largest; no kernel has
        // a weight above 0.2, no norm one above 2.
        for (precision, allowed) in [
            (Precision::F32, 0.0),
            (Precision::F16, 1e-3),
            (Precision::Int8, 1e-3),
        ] {
            let bytes = encode(&network, precision);
            assert_eq!(bytes, encode(&network, precision), "reproducible");
            let bundle = Bundle::decode(&bytes).expect("a sound bundle");
            assert_eq!(bundle.manifest().precision, precision);
            let Architecture::UNet256 { decoder, .. } = bundle.manifest().architecture;
            assert_eq!(decoder, form);
            let stored = bundle.clone().stored_unet(&device).expect("fits");
            let found = named_weights(&stored);
            assert!(found.keys().eq(expected.keys()));
            for (name, expected) in &expected {
                let [found, expected] =
                    [&found[name], expected].map(|data| data.iter::<f32>().collect::<Vec<_>>());
                check_close(name, &found, &expected, allowed);
            }
            // As the page runs it.
            let folded = named_weights(&bundle.facade_unet(None, &device).expect("fits"));
            for (name, expected) in named_weights(&stored.folded()) {
                let [found, expected] =
                    [&folded[&name], &expected].map(|data| data.iter::<f32>().collect::<Vec<_>>());
                check_close(&name, &found, &expected, 1e-7);
            }
        }
    }
}

#[test]
fn eight_bit_kernels_are_for_others_to_read_and_the_outer_levels_finer() {
    let network = network(Upsampling::Smooth);
    let bytes = encode(&network, Precision::Int8);
    let found = as_others_read(&bytes);
    let names: Vec<&str> = found.keys().map(String::as_str).collect();
    let inner = [
        "decoder.0",
        "decoder.1",
        "decoder.2",
        "encoder.2",
        "encoder.3",
        "encoder.4",
    ];
    assert_eq!(names, inner.map(|block| format!("{block}.conv.weight")));
    let stored = Bundle::decode(&bytes).expect("a sound bundle");
    let stored = named_weights(&stored.stored_unet(&Device::flex()).expect("fits"));
    for (name, found) in &found {
        let expected: Vec<f32> = stored[name].iter::<f32>().collect();
        check_close(name, found, &expected, 0.0);
    }
    let container = SafeTensors::deserialize(&bytes).expect("a safetensors file");
    let shape = |name: &str| container.tensor(name).expect(name).shape().to_vec();
    assert_eq!(shape("encoder.2.conv.weight.scale"), [8, 1, 1, 1]);
    assert_eq!(shape("decoder.2.conv.weight.scale"), [1, 4, 1, 1]);
}

/// The bundle with its tensors changed, and its hash made right again by way of the refusal.
fn changed(bundle: &[u8], change: impl Fn(&mut BTreeMap<String, Tensor>)) -> Vec<u8> {
    let container = SafeTensors::deserialize(bundle).expect("a safetensors file");
    let mut tensors: BTreeMap<String, Tensor> = container
        .iter()
        .map(|(name, view)| {
            let tensor = (view.dtype(), view.shape().to_vec(), view.data().to_vec());
            (name.to_owned(), tensor)
        })
        .collect();
    change(&mut tensors);
    let (_, header) = SafeTensors::read_metadata(bundle).expect("a header");
    let mut metadata = header.metadata().clone();
    let written = |metadata| {
        let views = tensors.iter().map(|(name, (dtype, shape, bytes))| {
            let view = TensorView::new(*dtype, shape.clone(), bytes).expect("a tensor");
            (name, view)
        });
        safetensors::serialize(views, metadata).expect("serialises")
    };
    let bytes = written(metadata.clone());
    match Bundle::decode(&bytes) {
        Err(BundleError::Hash { found, expected }) => {
            let manifest = metadata.as_mut().and_then(|map| map.get_mut("facade"));
            let manifest = manifest.expect("a manifest");
            *manifest = manifest.replace(&expected, &found);
            written(metadata)
        }
        other => panic!("a change that the hash does not see: {other:?}"),
    }
}

type Tensor = (Dtype, Vec<usize>, Vec<u8>);

#[test]
fn scales_that_do_not_fit_are_refused_with_the_reason() {
    let sound = encode(&network(Upsampling::Smooth), Precision::Int8);
    let refused = |change: &dyn Fn(&mut BTreeMap<String, Tensor>)| {
        let error = Bundle::decode(&changed(&sound, change)).expect_err("must be refused");
        println!("{error}");
        error
    };
    let scale = "encoder.2.conv.weight.scale";
    let error = refused(&|tensors| {
        tensors.remove(scale);
    });
    assert!(matches!(error, BundleError::NoScales(_)));
    let error = refused(&|tensors| {
        tensors.insert("encoder.1.conv.weight.scale".into(), tensors[scale].clone());
    });
    assert!(matches!(error, BundleError::StrayScales(_)));
    for shape in [vec![8], vec![1, 8, 1, 1], vec![2, 4, 1, 1]] {
        let error = refused(&|tensors| {
            tensors.get_mut(scale).expect("scales").1.clone_from(&shape);
        });
        assert!(matches!(error, BundleError::ScaleShape { .. }));
    }
    for value in [0.0, -1.0, f32::NAN, f32::INFINITY] {
        let error = refused(&|tensors| {
            let bytes = &mut tensors.get_mut(scale).expect("scales").2;
            bytes[..4].copy_from_slice(&value.to_le_bytes());
        });
        assert!(matches!(error, BundleError::Scale(_)));
    }
    let error = refused(&|tensors| {
        tensors
            .get_mut("encoder.2.conv.weight")
            .expect("a kernel")
            .0 = Dtype::U8;
        // A type alone is in no hash.
        tensors.get_mut("decoder.0.norm.beta").expect("a norm").2[0] ^= 1;
    });
    assert!(matches!(error, BundleError::Dtype { .. }));
    let error = refused(&|tensors| {
        let bytes = &mut tensors.get_mut("decoder.0.norm.beta").expect("a norm").2;
        bytes[..2].copy_from_slice(&0x7e00_u16.to_le_bytes());
    });
    assert!(matches!(error, BundleError::NotFinite(_)));
    let error = refused(&|tensors| {
        let (dtype, shape, bytes) = tensors.get_mut("decoder.0.norm.beta").expect("a norm");
        *dtype = Dtype::F32;
        *bytes = vec![0; 4 * shape[0]];
    });
    assert!(matches!(error, BundleError::Dtype { .. }));
}

#[test]
fn weights_that_are_no_numbers_or_too_large_are_not_written() {
    let network = network(Upsampling::Smooth);
    for (value, precisions) in [
        (
            f32::NAN,
            &[Precision::F32, Precision::F16, Precision::Int8][..],
        ),
        (1e6, &[Precision::F16]),
    ] {
        let mut weights = named_weights(&network);
        let kernel = weights.get_mut("encoder.3.conv.weight").expect("a kernel");
        let mut values: Vec<f32> = kernel.iter::<f32>().collect();
        values[5] = value;
        *kernel = TensorData::new(values, kernel.shape().to_vec());
        let network = load_weights(network.clone(), weights).expect("fits");
        for &precision in precisions {
            let bytes = Bundle::encode(
                &network,
                "tiny",
                InputKind::facades(),
                Vec::new(),
                0.0,
                None,
                precision,
            );
            assert!(
                matches!(bytes, Err(BundleError::NotFinite(_))),
                "{precision:?}"
            );
        }
    }
}

/// Mean and largest difference allowed between 8-bit pictures, in 1/255.
const ALLOWED: (f64, u8) = (1.0, 8);
const NOISE_SEED: u64 = 11;

/// The shipped network's weights lie on the steps of 8 bits already. Moved off them by up to half a
/// step, as trained weights are, they are a network like the one that it was made from.
fn off_the_steps(network: UNet) -> UNet {
    let mut random = Rand32::new(NOISE_SEED);
    let mut weights = named_weights(&network);
    for (name, data) in &mut weights {
        if !name.ends_with("conv.weight") {
            continue;
        }
        let mut values: Vec<f32> = data.iter::<f32>().collect();
        let shape = data.shape();
        let (outputs, inner) = match name.starts_with("encoder") {
            true => (shape[0], shape[1..].iter().product()),
            false => (shape[1], shape[2..].iter().product::<usize>()),
        };
        let mut largest = vec![0.0_f32; outputs];
        for (index, value) in values.iter().enumerate() {
            let largest = &mut largest[index / inner % outputs];
            *largest = largest.max(value.abs());
        }
        for (index, value) in values.iter_mut().enumerate() {
            let step = largest[index / inner % outputs] / 127.0;
            *value += step * (random.rand_float() - 0.5);
        }
        *data = TensorData::new(values, shape.to_vec());
    }
    load_weights(network, weights).expect("the same network")
}

/// Pictures of a network that is what `like` holds, but for its weights, stored in this precision.
fn pictures(like: &Manifest, network: &UNet, precision: Precision) -> Vec<Vec<u8>> {
    let device = Device::flex();
    let bytes = Bundle::encode(
        network,
        &like.name,
        like.input.clone(),
        like.palettes.clone(),
        0.0,
        None,
        precision,
    );
    let bundle = Bundle::decode(&bytes.expect("encoding works")).expect("a sound bundle");
    let network = bundle.facade_unet(None, &device).expect("fits");
    (1..=16)
        .map(|seed| {
            let labels = one_hot(&procedural::facade(seed), &device).expect("ids in 1..=12");
            let planes: Vec<f32> = network.forward(labels).into_data().iter::<f32>().collect();
            rgba8(&planes)
        })
        .collect()
}

#[test]
fn eight_bits_change_pictures_of_sixteen_maps_by_less_than_the_eye_sees() {
    let path = crate::in_package("../web/models/lite.safetensors");
    let bundle = Bundle::decode(&fs::read(path).expect("the shipped model"));
    let bundle = bundle.expect("a sound bundle");
    let manifest = bundle.manifest().clone();
    let network = bundle.stored_unet(&Device::flex()).expect("fits");
    let network = off_the_steps(network);
    let [exact, rounded] =
        [Precision::F32, Precision::Int8].map(|precision| pictures(&manifest, &network, precision));
    let differences = exact.iter().flatten().zip(rounded.iter().flatten());
    // Opacity is no colour.
    let differences: Vec<u8> = differences
        .enumerate()
        .filter(|(index, _)| index % 4 < 3)
        .map(|(_, (a, b))| a.abs_diff(*b))
        .collect();
    let sum: f64 = differences.iter().map(|&x| f64::from(x)).sum();
    let mean = sum / differences.len() as f64;
    let largest = differences.into_iter().max().expect("pictures have pixels");
    println!(
        "maps of seeds 1 to 16, noise of seed {NOISE_SEED}: mean difference {mean:.3}/255, largest {largest}/255"
    );
    assert!(mean <= ALLOWED.0 && largest <= ALLOWED.1);
}
