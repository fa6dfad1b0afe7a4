//! Writes generators of several widths in every form that `cargo xtask bench` compares.
//!
//! `bench_models OUT NGF...` writes for each width, under NAME = `random-NGF`, the bundle
//! `OUT/NAME.safetensors` (listed in `OUT/models.json`), the graph `OUT/NAME.onnx`, the plain arrays
//! `OUT/plain/NAME.safetensors` and the picture that burn-flex makes of the map,
//! `OUT/NAME.picture.bin` (f32, little endian, `[3, 256, 256]` in −1..1). `OUT/map.bin` is the map:
//! 65,536 class ids.
//!
//! The weights are drawn by chance, because speed does not depend on them, and are numbers that f16
//! holds exactly, so that all forms carry the same ones.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::PathBuf;

use burn::tensor::{Device, TensorData};
use facade_model::bundle::{ModelColors, Precision};
use facade_model::input::InputKind;
use facade_model::pixels::one_hot;
use facade_model::unet::{PUBLISHED_DEPTH, UNetConfig, Upsampling};
use facade_model::weights::{load_weights, named_weights};
use facade_subjects::facades::procedural;
use half::f16;
use oorandom::Rand32;
use trainer::export::{ExportedGenerator, Format, Origin};

const SEED: u64 = 16;
/// Half the width of what biases and betas are drawn from: an engine that forgets them is found out.
const BIAS: f32 = 0.2;
/// Gains are drawn from 1 ± this.
const GAIN: f32 = 0.1;

fn main() -> Result<(), Box<dyn Error>> {
    let usage = "usage: bench_models OUT NGF...";
    let mut arguments = std::env::args_os().skip(1);
    let out = PathBuf::from(arguments.next().ok_or(usage)?);
    let widths = arguments
        .map(|argument| Ok(argument.to_str().ok_or(usage)?.parse::<usize>()?))
        .collect::<Result<Vec<_>, Box<dyn Error>>>()?;
    if widths.is_empty() {
        return Err(usage.into());
    }
    fs::create_dir_all(&out)?;
    let device = Device::flex();
    let map = procedural::facade(SEED);
    fs::write(out.join("map.bin"), &map)?;
    for ngf in widths {
        let generator = random(ngf, &device)?;
        let picture = generator.network.forward(one_hot(&map, &device)?);
        let bytes: Vec<u8> = picture
            .into_data()
            .iter::<f32>()
            .flat_map(f32::to_le_bytes)
            .collect();
        fs::write(out.join(format!("{}.picture.bin", generator.name)), bytes)?;
        generator.write(Format::Bundle(Precision::F16), &out)?;
        generator.write(Format::Onnx, &out)?;
        generator.write(Format::Safetensors, &out.join("plain"))?;
    }
    Ok(())
}

fn random(ngf: usize, device: &Device) -> Result<ExportedGenerator, Box<dyn Error>> {
    let config = UNetConfig {
        input_channels: InputKind::facades().channels(),
        ngf,
        depth: PUBLISHED_DEPTH,
        upsampling: Upsampling::Transposed,
        head: 0,
        scale: 1,
        norms: true,
    };
    Ok(ExportedGenerator {
        name: format!("random-{ngf}"),
        network: load_weights(config.init(device), weights(&config, device))?,
        input: InputKind::facades(),
        colors: ModelColors::default(),
        dropout: 0.0,
        origin: Origin::Imported {
            file: "nothing but chance".to_owned(),
        },
    })
}

/// Weights that keep the scale of what goes through them, so that the picture is neither grey nor
/// saturated and rounding stays as small as in a trained network.
fn weights(config: &UNetConfig, device: &Device) -> BTreeMap<String, TensorData> {
    let mut random = Rand32::new(SEED);
    let mut weights = named_weights(&config.init(device));
    for (name, data) in &mut weights {
        let shape = data.shape().to_vec();
        let (centre, half_width) = match &shape[..] {
            [_, input, _, _] if name.starts_with("encoder") => (0.0, uniform(16 * input)),
            // Stride 2: each output pixel sees a quarter of the kernel.
            [input, _, _, _] => (0.0, uniform(4 * input)),
            _ if name.ends_with("gamma") => (1.0, GAIN),
            _ => (0.0, BIAS),
        };
        let values: Vec<f32> = (0..shape.iter().product())
            .map(|_| centre + half_width * (2.0 * random.rand_float() - 1.0))
            .map(|value| f16::from_f32(value).to_f32())
            .collect();
        *data = TensorData::new(values, shape);
    }
    weights
}

/// Half the width of the uniform distribution whose variance is one over the number of inputs.
fn uniform(inputs: usize) -> f32 {
    (3.0 / inputs as f32).sqrt()
}
