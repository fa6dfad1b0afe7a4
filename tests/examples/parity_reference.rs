//! Writes what the browser's engines must reproduce: procedural label maps, and the pictures that
//! the shipped models make of them natively.
//!
//! `parity_reference MODELS OUT` writes for each model of `MODELS/models.json` and seeds 1..=8
//! (in the first palette, where a model takes paint) `OUT/NAME/map_N.bin` (65,536 class ids) and `OUT/NAME/rgba_N.bin`
//! (262,144 RGBA bytes, burn-flex).

use std::error::Error;
use std::fs;
use std::path::PathBuf;

use burn::tensor::Device;
use facade_model::bundle::Bundle;
use facade_model::model_list::{FILE_NAME, ModelList};
use facade_model::pixels::{one_hot, rgba8};
use facade_subjects::facades::procedural;

fn main() -> Result<(), Box<dyn Error>> {
    let usage = "usage: parity_reference MODELS OUT";
    let mut arguments = std::env::args_os().skip(1);
    let models = PathBuf::from(arguments.next().ok_or(usage)?);
    let out = PathBuf::from(arguments.next().ok_or(usage)?);
    let device = Device::flex();
    let list: ModelList = serde_json::from_slice(&fs::read(models.join(FILE_NAME))?)?;
    for model in list.models {
        let bundle = fs::read(models.join(&model.file))?;
        let network = Bundle::decode(&bundle)?.facade_unet(None, &device)?;
        let folder = out.join(&model.name);
        fs::create_dir_all(&folder)?;
        for seed in 1..=8 {
            let labels = procedural::facade(seed);
            let picture = network.forward(one_hot(&labels, &device)?);
            let planes: Vec<f32> = picture.into_data().iter::<f32>().collect();
            fs::write(folder.join(format!("map_{seed}.bin")), &labels)?;
            fs::write(folder.join(format!("rgba_{seed}.bin")), rgba8(&planes))?;
        }
    }
    Ok(())
}
