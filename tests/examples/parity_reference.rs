//! Writes what the browser's engines must reproduce: procedural label maps, and the pictures that
//! the shipped model makes of them natively.
//!
//! `cargo run --release -p facade-tests --example parity_reference -- OUT` writes for seeds 1..=8
//! `OUT/map_N.bin` (65,536 class ids) and `OUT/rgba_N.bin` (262,144 RGBA bytes, burn-flex).

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use burn::tensor::Device;
use facade_model::bundle::Bundle;
use facade_model::pixels::{one_hot, rgba8};
use facade_model::procedural;

fn main() -> Result<(), Box<dyn Error>> {
    let out = std::env::args_os()
        .nth(1)
        .ok_or("usage: parity_reference OUT")?;
    let out = PathBuf::from(out);
    fs::create_dir_all(&out)?;
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/models");
    let device = Device::flex();
    let network = Bundle::decode(&fs::read(models.join("lite.safetensors"))?)?.unet(&device)?;
    for seed in 1..=8 {
        let labels = procedural::facade(seed);
        let picture = network.forward(one_hot(&labels, &device)?);
        let planes: Vec<f32> = picture.into_data().iter::<f32>().collect();
        fs::write(out.join(format!("map_{seed}.bin")), &labels)?;
        fs::write(out.join(format!("rgba_{seed}.bin")), rgba8(&planes))?;
    }
    Ok(())
}
