//! The plan against what it stands for.

use std::fs;
use std::path::Path;
use std::sync::{Barrier, Mutex};
use std::thread;

use burn::module::Param;
use burn::tensor::{Device, Int, Tensor};
use facade_model::bundle::Bundle;
use facade_model::dropout::{self, DropoutMasks};
use facade_model::input::InputKind;
use facade_model::kernels::BackendKernels;
use facade_model::paint::Paint;
use facade_model::pixels::one_hot;
use facade_model::unet::{UNet, UNetConfig, Upsampling};
use facade_subjects::facades::procedural;

use super::CpuPlan;
use super::shard::{AllGather, MAX_SHARDS, Shard};

/// Decides a network's random weights.
const SEED: u64 = 7;

/// Largest difference of a picture's values, which lie in −1..1; infinite where one is no number.
fn difference(unet: &UNet, seeds: std::ops::RangeInclusive<u64>) -> f32 {
    let mut plan = CpuPlan::of(unet.clone(), &InputKind::facades(), Shard::WHOLE);
    let device = Device::flex();
    seeds
        .map(|seed| {
            let labels = procedural::facade(seed);
            let input = one_hot(&labels, &device).expect("ids in 1..=12");
            let expected = unet.forward(input).into_data();
            let expected = expected.as_slice::<f32>().expect("f32");
            let picture = plan.run(&labels, &[]);
            assert_eq!(picture.len(), expected.len());
            let largest = largest_difference(picture, expected);
            println!("seed {seed}: largest difference {largest:e}");
            largest
        })
        .fold(0.0, f32::max)
}

pub fn largest_difference(a: &[f32], b: &[f32]) -> f32 {
    let differences = a.iter().zip(b).map(|(a, b)| (a - b).abs());
    // `max` drops what is no number.
    differences
        .map(|x| if x.is_nan() { f32::INFINITY } else { x })
        .fold(0.0, f32::max)
}

#[test]
fn equals_the_shipped_network_on_burn_flex() {
    let root = std::env::var("CARGO_MANIFEST_DIR").expect("cargo runs the tests");
    let path = Path::new(&root).join("../web/models/lite.safetensors");
    let bundle = Bundle::decode(&fs::read(path).expect("the shipped model"));
    let unet = bundle
        .and_then(|bundle| bundle.facade_unet(None, &Device::flex()))
        .expect("a sound bundle");
    // A half of 1/255 is 4e-3.
    assert!(difference(&unet, 1..=8) < 1e-3);
}

/// A network of random weights and of biases that are told from them. Six channels fill neither the registers of the product
/// nor those of the first layer.
fn drawn(depth: usize, norms: bool) -> UNet {
    let config = UNetConfig {
        input_channels: 12,
        ngf: 6,
        depth,
        upsampling: Upsampling::Transposed,
        head: 0,
        scale: 1,
        norms,
    };
    let device = Device::flex();
    device.seed(SEED);
    println!("depth {depth}, norms {norms}, seed of the weights: {SEED}");
    let mut unet = config.init(&device);
    for block in &mut unet.encoder {
        tell_apart(&mut block.conv.weight, &mut block.conv.bias, norms);
    }
    for block in &mut unet.decoder {
        tell_apart(&mut block.conv.weight, &mut block.conv.bias, norms);
    }
    unet
}

fn tell_apart(weight: &mut Param<Tensor<4>>, bias: &mut Option<Param<Tensor<1>>>, norms: bool) {
    if let Some(bias) = bias {
        let channels = bias.dims()[0] as i64;
        let values = Tensor::<1, Int>::arange(0..channels, &bias.device()).float();
        *bias = Param::from_tensor(values / channels as f64 - 0.5);
    }
    if !norms {
        // Nothing else keeps signals from fading.
        *weight = Param::from_tensor(weight.val() * 4.0);
    }
}

#[test]
fn equals_a_network_of_a_width_that_is_no_multiple_of_four_and_its_variations() {
    for norms in [true, false] {
        equals_with_variations(&drawn(8, norms));
    }
}

fn equals_with_variations(unet: &UNet) {
    assert!(difference(unet, 1..=2) < 1e-4);
    let device = Device::flex();

    let shapes = unet.dropout_shapes();
    let labels = procedural::facade(3);
    let mut plan = CpuPlan::of(unet.clone(), &InputKind::facades(), Shard::WHOLE);
    let usual = plan.run(&labels, &[]).to_vec();
    for strength in [0.5, 1.0] {
        let masks = dropout::mixed(&shapes, 0.5, 9, strength);
        let picture = plan.run(&labels, &masks).to_vec();
        let tensors = DropoutMasks::from_values(masks, &shapes, 1, &device);
        let input = one_hot(&labels, &device).expect("ids in 1..=12");
        let expected = unet.forward_with(input, &BackendKernels, Some(&tensors));
        let expected: Vec<f32> = expected.into_data().iter::<f32>().collect();
        let largest = largest_difference(&picture, &expected);
        println!("strength {strength}: largest difference {largest:e}");
        assert!(largest < 1e-4);
        assert!(largest_difference(&picture, &usual) > 1e-3, "no variation");
    }
    assert_eq!(plan.run(&labels, &[]), usual, "and back again");
}

/// Twice everyone's values, so that nobody writes what another still reads.
struct SharedValues {
    values: [Vec<Mutex<Vec<f32>>>; 2],
    barrier: Barrier,
}

impl SharedValues {
    fn new(count: usize) -> Self {
        let values = || (0..count).map(|_| Mutex::default()).collect();
        Self {
            values: [values(), values()],
            barrier: Barrier::new(count),
        }
    }
}

struct ThreadPeer<'a> {
    shared: &'a SharedValues,
    index: usize,
    round: usize,
}

impl AllGather for ThreadPeer<'_> {
    fn publish(&mut self, mine: &[f32]) {
        self.round += 1;
        let values = &self.shared.values[self.round % 2];
        *values[self.index].lock().unwrap() = mine.to_vec();
        self.shared.barrier.wait();
    }

    fn read(&mut self, index: usize, start: usize, values: &mut [f32]) {
        let theirs = self.shared.values[self.round % 2][index].lock().unwrap();
        values.copy_from_slice(&theirs[start..start + values.len()]);
    }
}

/// The picture that so many shards make together, the second time that they do.
pub fn together(
    unet: &UNet,
    input: &InputKind,
    count: usize,
    labels: &[u8],
    masks: &[Vec<f32>],
    paint: Option<&Paint>,
) -> Vec<f32> {
    let shared = &SharedValues::new(count);
    thread::scope(|scope| {
        let shards = (0..count).map(|index| {
            let mut plan = CpuPlan::of(unet.clone(), input, Shard { index, count });
            if let Some(paint) = paint {
                plan.paint(paint);
            }
            scope.spawn(move || {
                let mut all_gather = ThreadPeer {
                    shared,
                    index,
                    round: 0,
                };
                plan.run_with(labels, masks, &mut all_gather);
                plan.run_with(labels, masks, &mut all_gather).to_vec()
            })
        });
        let shards: Vec<_> = shards.collect();
        let mut pictures = shards
            .into_iter()
            .map(|shard| shard.join().expect("no panic"));
        pictures.next().expect("the first shard")
    })
}

#[test]
fn however_many_share_the_work_the_picture_stays_the_same() {
    for (depth, norms) in [(5, true), (8, true), (8, false)] {
        let unet = drawn(depth, norms);
        let labels = procedural::facade(5);
        let masks = dropout::mixed(&unet.dropout_shapes(), 0.5, 4, 1.0);
        let mut alone = CpuPlan::of(unet.clone(), &InputKind::facades(), Shard::WHOLE);
        let expected = alone.run(&labels, &masks).to_vec();
        for count in 1..=MAX_SHARDS {
            let picture = together(&unet, &InputKind::facades(), count, &labels, &masks, None);
            let largest = largest_difference(&picture, &expected);
            println!("{count} shards: largest difference {largest:e}");
            assert!(largest < 1e-5);
        }
    }
}
