//! Generators with a head and with paint: the plan against what it stands for.

use std::time::{Duration, Instant};

use burn::module::Param;
use burn::tensor::{Device, Int, Tensor};
use facade_model::IMAGE_SIZE;
use facade_model::classes::{CLASS_COUNT, CLASSES};
use facade_model::paint::Paint;
use facade_model::pixels::{one_hot, painted};
use facade_model::procedural;
use facade_model::unet::{UNet, UNetConfig, Upsampling};
use oorandom::Rand32;

use super::CpuPlan;
use super::shard::{MAX_SHARDS, Shard};
use super::tests::{largest_difference, together};

/// Decides a network's random weights.
const SEED: u64 = 11;

/// As it ships: with a decoder that enlarges and convolves, folded.
pub fn network(ngf: usize, depth: usize, input_channels: usize, head: usize) -> UNet {
    let device = Device::flex();
    device.seed(SEED);
    println!("ngf {ngf}, depth {depth}, {input_channels} inputs, head {head}, seed {SEED}");
    let config = UNetConfig {
        input_channels,
        ngf,
        depth,
        upsampling: Upsampling::Resize,
        head,
    };
    let mut unet = config.init(&device);
    // A network starts with no bias; these must not be told from weights.
    let of_head = unet.head.iter_mut().map(|head| &mut head.conv.bias);
    let blocks = unet.decoder.iter_mut().map(|block| &mut block.conv.bias);
    for bias in blocks.chain(of_head).flatten() {
        let channels = bias.dims()[0] as i64;
        let values = Tensor::<1, Int>::arange(0..channels, &device).float() * 0.1;
        *bias = Param::from_tensor(values - 0.1);
    }
    unet.folded()
}

fn paint(seed: u64) -> Paint {
    let mut random = Rand32::new(seed);
    let mut color = || std::array::from_fn(|_| random.rand_u32() as u8);
    Paint {
        colors: (0..CLASS_COUNT).map(|_| color()).collect(),
    }
}

/// A house, one class alone, and a drawing in which no pixel is like its neighbour.
fn maps() -> [Vec<u8>; 3] {
    let mut random = Rand32::new(3);
    let noise = (0..IMAGE_SIZE * IMAGE_SIZE).map(|_| random.rand_range(1..13) as u8);
    [
        procedural::facade(1),
        vec![12; IMAGE_SIZE * IMAGE_SIZE],
        noise.collect(),
    ]
}

/// The picture as Burn makes it.
fn expected(unet: &UNet, labels: &[u8], paint: Option<&Paint>) -> Vec<f32> {
    let device = Device::flex();
    let input = match paint {
        Some(paint) => {
            let classes = CLASSES.iter().map(|class| class.id);
            painted(classes, labels, &[paint], &device)
        }
        None => one_hot(labels, &device),
    };
    let picture = unet.forward(input.expect("ids in 1..=12")).into_data();
    picture.iter::<f32>().collect()
}

#[test]
fn every_map_in_every_paint_equals_the_network_s_picture() {
    let unet = network(6, 8, 15, 12);
    let mut plan = CpuPlan::of(unet.clone(), Shard::WHOLE);
    for labels in &maps() {
        let mut pictures = Vec::new();
        for seed in [1, 2, 1] {
            plan.paint(&paint(seed));
            let picture = plan.run(labels, &[]).to_vec();
            let largest =
                largest_difference(&picture, &expected(&unet, labels, Some(&paint(seed))));
            println!("paint {seed}: largest difference {largest:e}");
            assert!(largest < 1e-4);
            pictures.push(picture);
        }
        assert!(largest_difference(&pictures[0], &pictures[1]) > 1e-2);
        assert_eq!(pictures[0], pictures[2], "and back again");
    }
}

/// Neither needs the other.
#[test]
fn a_head_without_paint_and_paint_without_a_head_equal_the_network() {
    let labels = procedural::facade(2);
    for (inputs, head) in [(12, 5), (15, 0)] {
        let unet = network(6, 4, inputs, head);
        let mut plan = CpuPlan::of(unet.clone(), Shard::WHOLE);
        plan.paint(&paint(4));
        let seen = (inputs > 12).then(|| paint(4));
        let picture = plan.run(&labels, &[]);
        let largest = largest_difference(picture, &expected(&unet, &labels, seen.as_ref()));
        println!("largest difference {largest:e}");
        assert!(largest < 1e-4);
    }
}

#[test]
fn however_many_share_a_painted_picture_it_stays_the_same() {
    let unet = network(6, 8, 15, 12);
    let [house, _, noise] = maps();
    for labels in [house, noise] {
        let mut alone = CpuPlan::of(unet.clone(), Shard::WHOLE);
        alone.paint(&paint(5));
        let expected = alone.run(&labels, &[]).to_vec();
        for count in 2..=MAX_SHARDS {
            let picture = together(&unet, count, &labels, &[], Some(&paint(5)));
            let largest = largest_difference(&picture, &expected);
            println!("{count} shards: largest difference {largest:e}");
            assert!(largest < 1e-5);
        }
    }
}

/// What paint and a head of twelve channels may cost at the width of `lite`.
#[test]
#[ignore = "a measurement, for a machine that does nothing else"]
fn paint_and_a_head_cost_at_most_a_third_of_a_picture() {
    const ALLOWED: f64 = 1.35;
    let labels = procedural::facade(1);
    let mut plans = [(12, 0), (15, 12)]
        .map(|(inputs, head)| CpuPlan::of(network(16, 8, inputs, head), Shard::WHOLE));
    let timed = |work: &mut dyn FnMut()| {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    // The shortest times of many, turn by turn: what else runs only ever adds.
    let (mut pictures, mut repainting) = ([Duration::MAX; 2], Duration::MAX);
    for turn in 0..60 {
        for (plan, shortest) in plans.iter_mut().zip(&mut pictures) {
            let elapsed = timed(&mut || {
                plan.run(&labels, &[]);
            });
            *shortest = elapsed.min(*shortest);
        }
        let paint = paint(turn);
        repainting = timed(&mut || plans[1].paint(&paint)).min(repainting);
    }
    let ratio = pictures[1].as_secs_f64() / pictures[0].as_secs_f64();
    println!("{pictures:?} a picture, ratio {ratio:.3}; another paint {repainting:?}");
    assert!(ratio <= ALLOWED);
    assert!(repainting < pictures[1] / 10);
}
