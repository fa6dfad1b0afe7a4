//! The shipped model gives the same picture on both native backends.
//!
//! The browser's backends are compared with the same reference in `tests/browser`.

use std::fs;

use burn::tensor::Device;
use facade_model::bundle::Bundle;
use facade_model::pixels::{one_hot, rgba8};
use facade_subjects::facades::procedural;

/// Largest difference of one channel of one pixel, after rounding to 8 bits.
const ALLOWED: u8 = 1;

fn pictures(bytes: &[u8], device: &Device) -> Vec<Vec<u8>> {
    let network = Bundle::decode(bytes)
        .and_then(|bundle| bundle.facade_unet(None, device))
        .expect("a sound bundle");
    (1..=8)
        .map(|seed| {
            let labels = one_hot(&procedural::facade(seed), device).expect("ids in 1..=12");
            let planes: Vec<f32> = network.forward(labels).into_data().iter::<f32>().collect();
            rgba8(&planes)
        })
        .collect()
}

#[test]
fn flex_and_ndarray_agree_on_eight_procedural_maps() {
    let path = crate::in_package("../web/models/lite.safetensors");
    let bytes = fs::read(path).expect("the shipped model");
    let flex = pictures(&bytes, &Device::flex());
    // Deprecated by its makers in favour of flex, and for that very reason independent of it.
    #[allow(deprecated)]
    let ndarray = pictures(&bytes, &Device::ndarray());
    for (index, (flex, ndarray)) in flex.iter().zip(&ndarray).enumerate() {
        let differences = flex.iter().zip(ndarray).map(|(a, b)| a.abs_diff(*b));
        let largest = differences.max().expect("a picture has pixels");
        println!(
            "map of seed {}: largest difference {largest}/255",
            index + 1
        );
        assert!(largest <= ALLOWED);
    }
}
