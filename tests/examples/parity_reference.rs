//! Writes what the browser's engines must reproduce: procedural label maps, and the pictures that
//! a model makes of them natively.
//!
//! `parity_reference MODEL.safetensors OUT` writes for seeds 1..=8 `OUT/map_N.bin` (65,536 class ids)
//! and `OUT/rgba_N.bin` (262,144 RGBA bytes, burn-flex).

use std::error::Error;
use std::fs;
use std::path::PathBuf;

use burn::tensor::Device;
use facade_model::bundle::Bundle;
use facade_model::pixels::{one_hot, rgba8};
use facade_model::procedural;

fn main() -> Result<(), Box<dyn Error>> {
    let usage = "usage: parity_reference MODEL.safetensors OUT";
    let mut arguments = std::env::args_os().skip(1);
    let model = arguments.next().ok_or(usage)?;
    let out = PathBuf::from(arguments.next().ok_or(usage)?);
    fs::create_dir_all(&out)?;
    let device = Device::flex();
    let network = Bundle::decode(&fs::read(model)?)?.unet(&device)?;
    for seed in 1..=8 {
        let labels = procedural::facade(seed);
        let picture = network.forward(one_hot(&labels, &device)?);
        let planes: Vec<f32> = picture.into_data().iter::<f32>().collect();
        fs::write(out.join(format!("map_{seed}.bin")), &labels)?;
        fs::write(out.join(format!("rgba_{seed}.bin")), rgba8(&planes))?;
    }
    Ok(())
}
