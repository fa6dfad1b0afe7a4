//! What `trainer export --format onnx` writes is read again as the same generator, by `trainer import` and by the page.

use std::fs;
use std::path::Path;

use burn::tensor::{Device, Tensor, TensorData};
use facade_import::Imported;
use facade_model::IMAGE_SIZE;
use facade_model::bundle::{Architecture, Bundle, ModelColors, Precision};
use facade_model::input::InputKind;
use facade_model::unet::{UNetConfig, Upsampling};
use facade_model::weights::{load_weights, named_weights};
use trainer::export::{ExportedGenerator, Format, Origin};

use crate::reference::check_close;

const TOLERANCE: f32 = 1e-4;
/// Initial weights are so small that every picture would be grey.
const GAIN: f32 = 10.0;

fn shipped() -> ExportedGenerator {
    let path = crate::in_package("../web/models/lite.safetensors");
    ExportedGenerator::from_bundle(&path, None, &Device::flex()).expect("the shipped bundle")
}

/// Of drawings in two inks, with a head, its decoder still to be folded.
fn drawn(norms: bool) -> ExportedGenerator {
    let device = Device::flex();
    device.seed(5);
    let config = UNetConfig {
        input_channels: 3,
        ngf: 2,
        depth: 7,
        upsampling: Upsampling::Smooth,
        head: 2,
        scale: 1,
        norms,
    };
    let mut weights = named_weights(&config.init(&device));
    for (name, data) in &mut weights {
        if name.ends_with("weight") {
            let values: Vec<f32> = data.iter::<f32>().map(|value| value * GAIN).collect();
            *data = TensorData::new(values, data.shape().to_vec());
        }
    }
    ExportedGenerator {
        name: "drawn".to_owned(),
        network: load_weights(config.blank(&device), weights).expect("its own weights"),
        input: InputKind::Rgb,
        colors: ModelColors {
            palettes: Vec::new(),
            inks: vec![[255; 3], [0; 3]],
        },
        dropout: 0.5,
        origin: Origin::Imported {
            file: "nothing but chance".to_owned(),
        },
    }
}

fn onnx(generator: &ExportedGenerator) -> Vec<u8> {
    generator.encode(Format::Onnx).expect("encodes")
}

fn read(bytes: Vec<u8>) -> Imported {
    facade_import::generator(bytes, None).expect("an ONNX file of ours")
}

fn waves(channels: usize) -> Tensor<4> {
    let mut values = Vec::with_capacity(channels * IMAGE_SIZE * IMAGE_SIZE);
    for channel in 1..=channels {
        for y in 1..=IMAGE_SIZE {
            values.extend((1..=IMAGE_SIZE).map(|x| {
                let horizontal = (0.05 * x as f64 * channel as f64).sin();
                (horizontal * (0.04 * y as f64).cos()) as f32
            }));
        }
    }
    let shape = [1, channels, IMAGE_SIZE, IMAGE_SIZE];
    Tensor::from_data(TensorData::new(values, shape), &Device::flex())
}

fn values(picture: Tensor<4>) -> Vec<f32> {
    picture.into_data().iter::<f32>().collect()
}

/// Values in −1..1 as they are painted.
fn bytes(values: &[f32]) -> Vec<u8> {
    let bytes = values.iter().map(|value| (value + 1.0) * 127.5);
    bytes.map(|value| value.round() as u8).collect()
}

#[test]
fn an_onnx_file_of_ours_is_the_generator_that_it_was_made_of() {
    // Half precision shows more in a network of chance, whose contrast magnifies it.
    for (generator, most) in [(shipped(), 1), (drawn(true), 2), (drawn(false), 2)] {
        let imported = read(onnx(&generator));
        let manifest = imported.manifest.clone();
        assert_eq!(manifest.name, generator.name);
        assert_eq!(manifest.input, generator.input);
        assert_eq!(manifest.palettes, generator.colors.palettes);
        assert_eq!(manifest.inks, generator.colors.inks);
        let folded = generator.network.clone().folded();
        let architecture = Architecture::of(&folded, generator.dropout);
        assert_eq!(manifest.architecture, architecture);

        let channels = generator.input.channels();
        let bundle = generator.encode(Format::Bundle(Precision::F32));
        let bundle = Bundle::decode(&bundle.expect("encodes")).expect("a sound bundle");
        let bundle = bundle.unet(&Device::flex()).expect("its own weights");
        let expected = values(bundle.forward(waves(channels)));
        let (low, high) = expected
            .iter()
            .fold((1.0_f32, -1.0_f32), |(low, high), &x| {
                (low.min(x), high.max(x))
            });
        assert!(
            high - low > 0.5,
            "a picture without contrast proves nothing"
        );

        // What the page makes of it, which has half the precision.
        let page = read(onnx(&generator)).bundle("any.onnx").expect("encodes");
        let page = Bundle::decode(&page).expect("a sound bundle");
        assert_eq!(page.manifest().name, generator.name);
        let page = page.unet(&Device::flex()).expect("its own weights");
        let page = bytes(&values(page.forward(waves(channels))));
        let largest = bytes(&expected)
            .into_iter()
            .zip(page)
            .map(|(a, b)| a.abs_diff(b))
            .max();
        println!("{}: in the page {largest:?}/255", generator.name);
        assert!(largest <= Some(most), "{largest:?}");

        let network = imported.network(&Device::flex()).expect("its weights");
        let found = values(network.forward(waves(channels)));
        check_close(&generator.name, &found, &expected, TOLERANCE);
    }
}

#[test]
fn an_onnx_file_that_was_changed_or_cut_is_refused_in_one_sentence() {
    let whole = onnx(&drawn(true));
    let mut changed = whole.clone();
    changed[whole.len() / 2] ^= 0x10;
    for (bytes, reason) in [
        (changed, "damaged"),
        (whole[..whole.len() / 2].to_vec(), "not a whole ONNX file"),
    ] {
        let error = facade_import::generator(bytes, None).expect_err("refused");
        let sentence = format!("{error:#}");
        println!("{sentence}");
        assert!(!sentence.contains('\n') && sentence.contains(reason));
    }
    let keyed = facade_import::generator(whole, Some("netG")).expect_err("refused");
    assert!(keyed.to_string().contains("no keys"), "{keyed}");
}

#[test]
fn trainer_import_takes_an_onnx_file_by_its_bytes() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("any.name");
    fs::write(&path, onnx(&drawn(true))).expect("a writable folder");
    let name_of = |path: &Path| {
        let imported = trainer::export::imported(path, None).expect("read");
        let device = Device::flex();
        ExportedGenerator::from_import(imported, "other", "any.name", &device).expect("fits")
    };
    let generator = name_of(&path);
    assert_eq!(generator.name, "other");
    assert_eq!(
        (generator.dropout, generator.colors),
        (0.5, drawn(true).colors)
    );
}

/// What can be asked without a device is what a device says.
#[test]
fn a_network_s_shapes_are_known_without_it() {
    let forms = [
        Upsampling::Transposed,
        Upsampling::Resize,
        Upsampling::Smooth,
    ];
    for upsampling in forms {
        let others = [
            (8, 0, 12, true),
            (8, 0, 12, false),
            (5, 3, 15, true),
            (5, 3, 15, false),
            (2, 0, 1, true),
        ];
        for (depth, head, input_channels, norms) in others {
            let config = UNetConfig {
                input_channels,
                ngf: 1,
                depth,
                upsampling,
                head,
                scale: 1,
                norms,
            };
            let network = config.init(&Device::flex());
            let weights = named_weights(&network).into_iter();
            let shapes = weights.map(|(name, data)| (name, data.shape().to_vec()));
            assert_eq!(
                shapes.collect::<std::collections::BTreeMap<_, _>>(),
                config.weight_shapes()
            );
        }
    }
}
