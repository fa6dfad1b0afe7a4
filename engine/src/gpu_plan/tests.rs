//! The plan against what it stands for, on whatever adapter the system has.
//!
//! Ignored unless asked for, because a machine may have none: `cargo xtask test --only gpu`. What
//! every machine runs is the same comparison in a browser (`tests/browser/parity.test.mjs`).

use std::fs;
use std::path::Path;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Instant;

use burn::module::Param;
use burn::tensor::{Device, Int, Tensor};
use facade_model::IMAGE_SIZE;
use facade_model::bundle::Bundle;
use facade_model::dropout::{self, DropoutMasks};
use facade_model::input::{InputKind, NamedClass};
use facade_model::kernels::BackendKernels;
use facade_model::paint::Paint;
use facade_model::pixels::{grey, luma, one_hot, one_hot_of, painted, photo, rgba8};
use facade_model::unet::{UNet, UNetConfig, Upsampling};
use facade_subjects::facades::procedural;
use oorandom::Rand32;

use super::{Gpu, GpuPlan, Precision};

/// Decides a network's random weights.
const SEED: u64 = 7;

/// Natively the device is waited for within a call.
fn now<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..100 {
        if let Poll::Ready(result) = future.as_mut().poll(&mut context) {
            return result;
        }
    }
    panic!("waits for what does not come");
}

fn gpu(precision: Precision) -> Gpu {
    let gpu = now(Gpu::open_with(precision)).expect("a Vulkan adapter");
    println!("{}, {precision:?}", gpu.adapter());
    gpu
}

fn plan(unet: &UNet, input: &InputKind, gpu: &Gpu) -> GpuPlan {
    let plan = now(GpuPlan::of(unet, input, gpu)).expect("room on the adapter");
    println!("{} bytes on the device", plan.device_bytes());
    plan
}

fn shipped() -> UNet {
    let root = std::env::var("CARGO_MANIFEST_DIR").expect("cargo runs the tests");
    let path = Path::new(&root).join("../web/models/lite.safetensors");
    let bundle = Bundle::decode(&fs::read(path).expect("the shipped model"));
    bundle
        .and_then(|bundle| bundle.facade_unet(None, &Device::flex()))
        .expect("a sound bundle")
}

fn random(ngf: usize, depth: usize) -> UNet {
    drawn(ngf, depth, &InputKind::facades(), 0)
}

/// A network whose biases, which start at zero, are told from weights.
fn drawn(ngf: usize, depth: usize, input: &InputKind, head: usize) -> UNet {
    drawn_scaled(ngf, depth, input, head, 1)
}

/// The same with pictures of so many times the drawing's side.
fn drawn_scaled(ngf: usize, depth: usize, input: &InputKind, head: usize, scale: usize) -> UNet {
    drawn_as(&UNetConfig {
        input_channels: input.channels(),
        ngf,
        depth,
        upsampling: Upsampling::Transposed,
        head,
        scale,
        norms: true,
    })
}

fn drawn_as(config: &UNetConfig) -> UNet {
    let device = Device::flex();
    device.seed(SEED);
    println!("seed {SEED}, {config:?}");
    let mut unet = config.init(&device);
    let encoder = unet.encoder.iter_mut().map(|block| &mut block.conv.bias);
    let decoder = unet.decoder.iter_mut().map(|block| &mut block.conv.bias);
    let head = unet.head.iter_mut().map(|head| &mut head.conv.bias);
    // None where a norm follows.
    for bias in encoder.chain(decoder).chain(head).flatten() {
        let channels = bias.dims()[0] as i64;
        let values = Tensor::<1, Int>::arange(0..channels, &device).float() * 0.1;
        *bias = Param::from_tensor(values - 0.1);
    }
    unet
}

/// The picture as Burn makes it.
fn expected(unet: &UNet, labels: &[u8], masks: Option<&DropoutMasks>) -> Vec<u8> {
    let input = one_hot(labels, &Device::flex()).expect("ids in 1..=12");
    bytes(unet.forward_with(input, &BackendKernels, masks))
}

fn bytes(output: Tensor<4>) -> Vec<u8> {
    let planes: Vec<f32> = output.into_data().iter::<f32>().collect();
    rgba8(&planes)
}

/// Mean difference of the values −1..1 that the bytes stand for. Two pictures that differ by `x` throughout
/// round to different bytes in `x`·127.5 of all cases, by 1, so this shows far less than one byte.
fn mean_difference(a: &[u8], b: &[u8]) -> f64 {
    assert_eq!(a.len(), b.len());
    let total: u64 = a
        .iter()
        .zip(b)
        .map(|(a, b)| u64::from(a.abs_diff(*b)))
        .sum();
    let colors = a.len() / 4 * 3;
    total as f64 / colors as f64 / 127.5
}

fn largest_difference(a: &[u8], b: &[u8]) -> u8 {
    let differences = a.iter().zip(b).map(|(a, b)| a.abs_diff(*b));
    differences.max().expect("a picture")
}

/// Holds the plan's pictures of procedural facades against Burn's: largest difference in 1/255, and mean
/// difference of values in −1..1.
fn compare(
    unet: &UNet,
    precision: Precision,
    seeds: std::ops::RangeInclusive<u64>,
    (largest_allowed, mean_allowed): (u8, f64),
) {
    let mut plan = plan(unet, &InputKind::facades(), &gpu(precision));
    for seed in seeds {
        let labels = procedural::facade(seed);
        let start = Instant::now();
        let picture = now(plan.run(&labels, &[])).expect("a picture");
        let elapsed_ms = start.elapsed().as_millis();
        let expected = expected(unet, &labels, None);
        let (largest, mean) = (
            largest_difference(&picture, &expected),
            mean_difference(&picture, &expected),
        );
        println!("seed {seed}: largest difference {largest}/255, mean {mean:.1e}, {elapsed_ms} ms");
        assert!(largest <= largest_allowed, "{largest}/255");
        assert!(mean <= mean_allowed, "{mean:e}");
    }
}

#[test]
#[ignore = "needs a Vulkan adapter: cargo xtask test --only gpu"]
fn equals_the_shipped_network_on_burn_flex() {
    compare(&shipped(), Precision::Single, 1..=4, (1, 1e-4));
}

#[test]
#[ignore = "needs a Vulkan adapter with 16-bit floats: cargo xtask test --only gpu"]
fn in_16_bits_it_stays_within_a_hundredth() {
    compare(&shipped(), Precision::Half, 1..=4, (2, 1e-3));
    compare(&random(6, 8), Precision::Half, 1..=1, (2, 1e-3));
}

/// Six channels fill no group of outputs; at depth 8 there are layers of a single pixel, at less there
/// are none, and at 2 no convolution that halves the picture has a norm.
#[test]
#[ignore = "needs a Vulkan adapter: cargo xtask test --only gpu"]
fn equals_networks_of_any_width_and_depth() {
    for (ngf, depth) in [(6, 8), (6, 7), (6, 6), (6, 5), (3, 2), (16, 8)] {
        compare(&random(ngf, depth), Precision::Single, 1..=1, (1, 1e-4));
    }
}

#[test]
#[ignore = "needs a Vulkan adapter: cargo xtask test --only gpu"]
fn equals_networks_without_norms() {
    for (depth, head) in [(8, 0), (6, 12)] {
        let mut unet = drawn_as(&UNetConfig {
            input_channels: InputKind::facades().channels(),
            ngf: 6,
            depth,
            upsampling: Upsampling::Transposed,
            head,
            scale: 1,
            norms: false,
        });
        // No norm keeps signals from fading.
        for block in &mut unet.encoder {
            block.conv.weight = Param::from_tensor(block.conv.weight.val() * 4.0);
        }
        for block in &mut unet.decoder {
            block.conv.weight = Param::from_tensor(block.conv.weight.val() * 4.0);
        }
        compare(&unet, Precision::Single, 1..=1, (1, 1e-4));
    }
}

#[test]
#[ignore = "needs a Vulkan adapter: cargo xtask test --only gpu"]
fn variations_equal_those_of_the_network_and_leave_nothing_behind() {
    let unet = random(6, 8);
    let mut plan = plan(&unet, &InputKind::facades(), &gpu(Precision::Single));
    let shapes = unet.dropout_shapes();
    let labels = procedural::facade(3);
    let usual = now(plan.run(&labels, &[])).expect("a picture");
    for strength in [0.5, 1.0] {
        let masks = dropout::mixed(&shapes, 0.5, 9, strength);
        let picture = now(plan.run(&labels, &masks)).expect("a picture");
        let tensors = DropoutMasks::from_values(masks, &shapes, 1, &Device::flex());
        let expected = expected(&unet, &labels, Some(&tensors));
        let mean = mean_difference(&picture, &expected);
        println!("strength {strength}: mean difference {mean:.1e}");
        assert!(largest_difference(&picture, &expected) <= 1);
        assert!(mean <= 1e-4, "{mean:e}");
        assert_ne!(picture, usual, "no variation");
    }
    let again = now(plan.run(&labels, &[])).expect("a picture");
    assert_eq!(again, usual);
}

/// Facades, and so many other classes, in no order and with gaps between their ids.
fn kinds() -> Vec<(InputKind, usize)> {
    let other = |count: usize, painted: bool| {
        let gap = 255 / (count - 1);
        let mut ids: Vec<u8> = (0..count - 1).map(|index| (index * gap) as u8).collect();
        ids.insert(count / 2, 255);
        let classes = ids.into_iter().map(|id| NamedClass {
            id,
            name: id.to_string(),
            color: [id; 3],
        });
        let classes = classes.collect();
        match painted {
            true => InputKind::PaintedLabels { classes },
            false => InputKind::OneHotLabels { classes },
        }
    };
    vec![
        (InputKind::painted_facades(), 12),
        (InputKind::facades(), 5),
        (InputKind::painted_facades(), 0),
        (other(2, false), 0),
        (other(3, true), 5),
        (other(34, true), 12),
        (other(256, false), 0),
        (other(256, true), 5),
    ]
}

/// Also a head without paint, and paint without a head; also a drawing in which no pixel is like its neighbour.
#[test]
#[ignore = "needs a Vulkan adapter: cargo xtask test --only gpu"]
fn pictures_of_any_classes_painted_or_of_a_head_equal_the_network_s() {
    let mut random = Rand32::new(3);
    let gpu = gpu(Precision::Single);
    for (input, head) in kinds() {
        let classes = input.classes().expect("label classes");
        let ids: Vec<u8> = classes.iter().map(|class| class.id).collect();
        let count = ids.len();
        let house = procedural::facade(2);
        let house = house.iter().map(|&id| ids[usize::from(id) % count]);
        let noise =
            (0..IMAGE_SIZE * IMAGE_SIZE).map(|_| ids[random.rand_range(0..count as u32) as usize]);
        let maps: [Vec<u8>; 2] = [house.collect(), noise.collect()];
        let paints = [7, 200].map(|byte| Paint {
            colors: (0..count)
                .map(|class| [byte, (20 * class) as u8, 255 - byte])
                .collect(),
        });
        let unet = drawn(6, 4, &input, head);
        let mut plan = plan(&unet, &input, &gpu);
        for (labels, paint) in maps
            .iter()
            .flat_map(|map| paints.iter().map(move |p| (map, p)))
        {
            plan.paint(paint);
            let picture = now(plan.run(labels, &[])).expect("a picture");
            let (device, ids) = (Device::flex(), ids.iter().copied());
            let planes = match input.is_painted() {
                false => one_hot_of(ids, labels, &device),
                true => painted(ids, labels, &[paint], &device),
            };
            let expected = bytes(unet.forward(planes.expect("ids of the classes")));
            let mean = mean_difference(&picture, &expected);
            println!("{count} classes: mean difference {mean:.1e}");
            assert!(largest_difference(&picture, &expected) <= 1);
            assert!(mean <= 1e-4, "{mean:e}");
        }
    }
}

#[test]
#[ignore = "needs a Vulkan adapter: cargo xtask test --only gpu"]
fn pictures_in_colours_and_greys_equal_the_network_s() {
    let mut random = Rand32::new(5);
    let noise = (0..3 * IMAGE_SIZE * IMAGE_SIZE).map(|_| random.rand_u32() as u8);
    let labels = procedural::facade(2);
    let colors = labels.iter().flat_map(|&id| [id, 20 * id, 99]);
    let (noise, colors): (Vec<u8>, Vec<u8>) = (noise.collect(), colors.collect());
    let gpu = gpu(Precision::Single);
    let (in_colors, in_greys) = (InputKind::Rgb, InputKind::Grey);
    for (ngf, depth, input, head) in [
        (6, 8, &in_colors, 12),
        (6, 4, &in_colors, 0),
        (6, 4, &in_greys, 5),
        (6, 8, &in_greys, 0),
    ] {
        let unet = drawn(ngf, depth, input, head);
        let mut plan = plan(&unet, input, &gpu);
        for rgb in [&noise, &colors] {
            let picture = now(plan.run(rgb, &[])).expect("a picture");
            let device = Device::flex();
            let planes = match input {
                InputKind::Grey => {
                    let pixels = rgb.as_chunks::<3>().0.iter();
                    let lumas: Vec<u8> = pixels.map(|&pixel| luma(pixel)).collect();
                    grey(&lumas, &device)
                }
                _ => photo(rgb, &device),
            };
            let expected = bytes(unet.forward(planes.expect("one picture")));
            let mean = mean_difference(&picture, &expected);
            println!("mean difference {mean:.1e}");
            assert!(largest_difference(&picture, &expected) <= 1);
            assert!(mean <= 1e-4, "{mean:e}");
        }
    }
}

#[test]
#[ignore = "needs a Vulkan adapter: cargo xtask test --only gpu"]
fn pictures_of_twice_the_side_equal_the_network_s() {
    let gpu = gpu(Precision::Single);
    let kinds = [
        (InputKind::facades(), 12),
        (InputKind::painted_facades(), 5),
    ];
    for (input, head) in kinds {
        let unet = drawn_scaled(6, 4, &input, head, 2);
        let mut plan = plan(&unet, &input, &gpu);
        let labels = procedural::facade(3);
        let paint = Paint {
            colors: (0..12).map(|class| [7, 20 * class, 200]).collect(),
        };
        plan.paint(&paint);
        let picture = now(plan.run(&labels, &[])).expect("a picture");
        assert_eq!(picture.len(), 4 * 512 * 512);
        let device = Device::flex();
        let planes = match input.is_painted() {
            false => one_hot(&labels, &device),
            true => painted(1..=12_u8, &labels, &[&paint], &device),
        };
        let expected = bytes(unet.forward(planes.expect("ids of the classes")));
        let mean = mean_difference(&picture, &expected);
        println!("mean difference {mean:.1e}");
        assert!(largest_difference(&picture, &expected) <= 1);
        assert!(mean <= 1e-4, "{mean:e}");
    }
}

#[test]
#[ignore = "needs a Vulkan adapter with 16-bit floats: cargo xtask test --only gpu"]
fn in_16_bits_a_head_stays_within_a_hundredth() {
    let unet = drawn(6, 8, &InputKind::facades(), 12);
    compare(&unet, Precision::Half, 1..=1, (2, 1e-3));
}

#[test]
#[ignore = "needs a Vulkan adapter: cargo xtask test --only gpu"]
fn equal_drawings_give_equal_pictures() {
    let mut plan = plan(&shipped(), &InputKind::facades(), &gpu(Precision::Single));
    let [first, second] = [1, 2].map(procedural::facade);
    let picture = now(plan.run(&first, &[])).expect("a picture");
    assert_ne!(now(plan.run(&second, &[])).expect("a picture"), picture);
    assert_eq!(now(plan.run(&first, &[])).expect("a picture"), picture);
}
