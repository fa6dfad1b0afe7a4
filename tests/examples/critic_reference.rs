//! Writes a critic for the browser's tests and what it says natively. The critic is drawn, not trained, so
//! that no test hangs on what ships; its figures spread around one half.
//!
//! `critic_reference MODEL.safetensors OUT` writes `OUT/drawn.critic.safetensors` and, for the facades with
//! seeds 1..=3, `OUT/map_N.bin` (65,536 class ids), `OUT/rgba_N.bin` (the model's picture, 262,144 bytes) and
//! `OUT/verdict_N.bin` (900 probabilities, f32 little endian, burn-flex).

use std::error::Error;
use std::fs;
use std::path::PathBuf;

use burn::tensor::Device;
use facade_model::bundle::discriminator::{DiscriminatorBundle, DiscriminatorOutput};
use facade_model::bundle::{Bundle, Precision};
use facade_model::discriminator::BundledDiscriminator;
use facade_model::input::InputKind;
use facade_model::patchgan::PatchGanConfig;
use facade_model::pixels::{one_hot, rgba8};
use facade_subjects::facades::classes::CLASS_COUNT;
use facade_subjects::facades::procedural;
use oorandom::Rand64;
use trainer::initialisation::Initialisation;

fn main() -> Result<(), Box<dyn Error>> {
    let usage = "usage: critic_reference MODEL.safetensors OUT";
    let mut arguments = std::env::args_os().skip(1);
    let model = arguments.next().ok_or(usage)?;
    let out = PathBuf::from(arguments.next().ok_or(usage)?);
    fs::create_dir_all(&out)?;
    let device = Device::flex();
    let network = Bundle::decode(&fs::read(model)?)?.facade_unet(None, &device)?;
    let config = PatchGanConfig {
        input_channels: CLASS_COUNT,
        ndf: 8,
        strided_layers: 3,
        outputs: 1,
    };
    let critic = Initialisation::PUBLISHED.draw(config.init(&device), &mut Rand64::new(11));
    let bundle = DiscriminatorBundle::encode(
        &critic,
        "drawn",
        InputKind::facades(),
        DiscriminatorOutput::LogOdds,
        None,
        Precision::Int8,
    )?;
    fs::write(out.join("drawn.critic.safetensors"), &bundle)?;
    let judge = BundledDiscriminator::new(DiscriminatorBundle::decode(&bundle)?, &device)?;
    for seed in 1..=3 {
        let labels = procedural::facade(seed);
        let picture = network.forward(one_hot(&labels, &device)?);
        let planes: Vec<f32> = picture.into_data().iter::<f32>().collect();
        let rgba = rgba8(&planes);
        let verdict = judge.judge(&labels, &rgba, None)?;
        let bytes: Vec<u8> = verdict.iter().flat_map(|p| p.to_le_bytes()).collect();
        fs::write(out.join(format!("map_{seed}.bin")), &labels)?;
        fs::write(out.join(format!("rgba_{seed}.bin")), rgba)?;
        fs::write(out.join(format!("verdict_{seed}.bin")), bytes)?;
    }
    Ok(())
}
