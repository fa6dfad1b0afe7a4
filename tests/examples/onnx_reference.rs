//! Writes ONNX exports with the pictures that onnxruntime must make of them.
//!
//! `onnx_reference MODEL.safetensors OUT` writes, for the generators `shipped` (the bundle MODEL on a
//! procedural facade) and `random` (other width, other input, a head, a batch of two), `OUT/NAME.onnx`,
//! `OUT/NAME.input.bin` and `OUT/NAME.picture.bin` (burn-flex); the latter two are f32, little endian,
//! in the order of `[N, channels, 256, 256]`.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use burn::tensor::{Device, Tensor, TensorData};
use facade_model::IMAGE_SIZE;
use facade_model::bundle::ModelColors;
use facade_model::input::InputKind;
use facade_model::pixels::{one_hot, painted};
use facade_model::unet::{UNetConfig, Upsampling};
use facade_model::weights::{load_weights, named_weights};
use facade_subjects::facades::classes::CLASSES;
use facade_subjects::facades::procedural;
use trainer::export::{ExportedGenerator, Format, Origin};

const SEED: u64 = 5;
/// Initial weights are so small that every picture would be grey.
const GAIN: f32 = 10.0;

fn main() -> Result<(), Box<dyn Error>> {
    let usage = "usage: onnx_reference MODEL.safetensors OUT";
    let mut arguments = std::env::args_os().skip(1);
    let model = PathBuf::from(arguments.next().ok_or(usage)?);
    let out = PathBuf::from(arguments.next().ok_or(usage)?);
    let device = Device::flex();

    let shipped = ExportedGenerator::from_bundle(&model, Some("shipped"), &device)?;
    let labels = procedural::facade(SEED);
    let facade = match shipped.colors.palettes.first() {
        Some(paint) => painted(
            CLASSES.iter().map(|class| class.id),
            &labels,
            &[paint],
            &device,
        )?,
        None => one_hot(&labels, &device)?,
    };
    write(&shipped, facade, &out)?;
    write(&random(&device)?, waves(&device), &out)
}

/// A generator of another width with three input channels, random weights, and a decoder still to
/// be folded.
fn random(device: &Device) -> Result<ExportedGenerator, Box<dyn Error>> {
    device.seed(SEED);
    let config = UNetConfig {
        input_channels: 3,
        ngf: 2,
        depth: 8,
        upsampling: Upsampling::Smooth,
        head: 2,
        scale: 1,
        norms: true,
    };
    let mut weights = named_weights(&config.init(device));
    for (name, data) in &mut weights {
        if name.ends_with("weight") {
            let values: Vec<f32> = data.iter::<f32>().map(|value| value * GAIN).collect();
            *data = TensorData::new(values, data.shape().to_vec());
        }
    }
    Ok(ExportedGenerator {
        name: "random".to_owned(),
        network: load_weights(config.init(device), weights)?,
        input: InputKind::Rgb,
        colors: ModelColors::default(),
        dropout: 0.0,
        origin: Origin::Imported {
            file: "nothing but chance".to_owned(),
        },
    })
}

/// Two images `[2, 3, 256, 256]` that differ. Their contrast matters: the norms of nearly even planes
/// would magnify rounding to the limit.
fn waves(device: &Device) -> Tensor<4> {
    let mut values = Vec::with_capacity(2 * 3 * IMAGE_SIZE * IMAGE_SIZE);
    for frequency in 1..=6 {
        for y in 1..=IMAGE_SIZE {
            values.extend((1..=IMAGE_SIZE).map(|x| {
                let horizontal = (0.05 * x as f64 * f64::from(frequency)).sin();
                (horizontal * (0.04 * y as f64).cos()) as f32
            }));
        }
    }
    let shape = [2, 3, IMAGE_SIZE, IMAGE_SIZE];
    Tensor::from_data(TensorData::new(values, shape), device)
}

fn write(
    generator: &ExportedGenerator,
    input: Tensor<4>,
    folder: &Path,
) -> Result<(), Box<dyn Error>> {
    generator.write(Format::Onnx, folder)?;
    let picture = generator.network.forward(input.clone());
    for (what, tensor) in [("input", input), ("picture", picture)] {
        let data = tensor.into_data();
        let bytes: Vec<u8> = data.iter::<f32>().flat_map(f32::to_le_bytes).collect();
        fs::write(folder.join(format!("{}.{what}.bin", generator.name)), bytes)?;
    }
    Ok(())
}
