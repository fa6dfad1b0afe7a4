//! How far the pictures of two bundles are from each other: of one network in two precisions, or of
//! two networks.
//!
//! `cargo run --release -p facade-tests --example compare_bundles -- A.safetensors B.safetensors`
//! prints mean and largest difference of 8-bit pictures over the procedural facades with seeds
//! 1..=16.

use std::error::Error;
use std::ffi::OsString;
use std::fs;

use burn::tensor::Device;
use facade_model::bundle::Bundle;
use facade_model::pixels::{one_hot, rgba8};
use facade_subjects::facades::procedural;

fn main() -> Result<(), Box<dyn Error>> {
    let files: Vec<OsString> = std::env::args_os().skip(1).collect();
    let [first, second] = &files[..] else {
        return Err("usage: compare_bundles A.safetensors B.safetensors".into());
    };
    let device = Device::flex();
    let load = |file: &OsString| -> Result<_, Box<dyn Error>> {
        Ok(Bundle::decode(&fs::read(file)?)?.facade_unet(None, &device)?)
    };
    let networks = [load(first)?, load(second)?];
    let (mut sum, mut count, mut largest) = (0.0, 0, 0);
    for seed in 1..=16 {
        let labels = one_hot(&procedural::facade(seed), &device)?;
        let [a, b] = networks.each_ref().map(|network| {
            let picture = network.forward(labels.clone()).into_data();
            rgba8(&picture.iter::<f32>().collect::<Vec<_>>())
        });
        for (a, b) in a.chunks_exact(4).zip(b.chunks_exact(4)) {
            // Without opacity.
            for (a, b) in a[..3].iter().zip(&b[..3]) {
                let difference = a.abs_diff(*b);
                sum += f64::from(difference);
                count += 1;
                largest = largest.max(difference);
            }
        }
    }
    let mean = sum / f64::from(count);
    println!("16 maps: mean difference {mean:.4}/255, largest {largest}/255");
    Ok(())
}
