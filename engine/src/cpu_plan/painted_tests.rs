//! Generators with a head and with paint: the plan against what it stands for.

use std::time::{Duration, Instant};

use burn::module::Param;
use burn::tensor::{Device, Int, Tensor};
use facade_model::IMAGE_SIZE;
use facade_model::input::InputKind;
use facade_model::paint::Paint;
use facade_model::pixels::{one_hot_of, painted, photo};
use facade_model::unet::{UNet, UNetConfig, Upsampling};
use facade_subjects::facades::classes::CLASS_COUNT;
use facade_subjects::facades::procedural;
use oorandom::Rand32;

use super::CpuPlan;
use super::shard::{MAX_SHARDS, Shard};
use super::tests::{largest_difference, together};

/// Decides a network's random weights.
const SEED: u64 = 11;

/// As it ships: with a decoder that enlarges and convolves, folded.
pub fn network(ngf: usize, depth: usize, input: &InputKind, head: usize) -> UNet {
    scaled(ngf, depth, input, head, 1)
}

/// The same with pictures of so many times the drawing's side.
fn scaled(ngf: usize, depth: usize, input: &InputKind, head: usize, scale: usize) -> UNet {
    let device = Device::flex();
    device.seed(SEED);
    let input_channels = input.channels();
    println!("ngf {ngf}, depth {depth}, {input_channels} inputs, head {head}, seed {SEED}");
    let config = UNetConfig {
        input_channels,
        ngf,
        depth,
        upsampling: Upsampling::Resize,
        head,
        scale,
        norms: true,
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

/// A colour for each of so many classes.
pub fn paint(classes: usize, seed: u64) -> Paint {
    let mut random = Rand32::new(seed);
    let mut color = || std::array::from_fn(|_| random.rand_u32() as u8);
    Paint {
        colors: (0..classes).map(|_| color()).collect(),
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

/// The picture as Burn makes it; `paint` is for generators that take any.
pub fn expected(unet: &UNet, input: &InputKind, labels: &[u8], paint: &Paint) -> Vec<f32> {
    let device = Device::flex();
    let ids = input.classes().expect("label classes").iter();
    let ids = ids.map(|class| class.id);
    let input = match input.is_painted() {
        true => painted(ids, labels, &[paint], &device),
        false => one_hot_of(ids, labels, &device),
    };
    let picture = unet.forward(input.expect("ids of the classes")).into_data();
    picture.iter::<f32>().collect()
}

#[test]
fn every_map_in_every_paint_equals_the_network_s_picture() {
    let kind = InputKind::painted_facades();
    let unet = network(6, 8, &kind, 12);
    let mut plan = CpuPlan::of(unet.clone(), &kind, Shard::WHOLE);
    for labels in &maps() {
        let mut pictures = Vec::new();
        for seed in [1, 2, 1] {
            let paint = paint(CLASS_COUNT, seed);
            plan.paint(&paint);
            let picture = plan.run(labels, &[]).to_vec();
            let largest = largest_difference(&picture, &expected(&unet, &kind, labels, &paint));
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
    let paint = paint(CLASS_COUNT, 4);
    for (kind, head) in [(InputKind::facades(), 5), (InputKind::painted_facades(), 0)] {
        let unet = network(6, 4, &kind, head);
        let mut plan = CpuPlan::of(unet.clone(), &kind, Shard::WHOLE);
        plan.paint(&paint);
        let picture = plan.run(&labels, &[]);
        let largest = largest_difference(picture, &expected(&unet, &kind, &labels, &paint));
        println!("largest difference {largest:e}");
        assert!(largest < 1e-4);
    }
}

#[test]
fn however_many_share_a_painted_picture_it_stays_the_same() {
    let kind = InputKind::painted_facades();
    let paint = paint(CLASS_COUNT, 5);
    let unet = network(6, 8, &kind, 12);
    let [house, _, noise] = maps();
    for labels in [house, noise] {
        let mut alone = CpuPlan::of(unet.clone(), &kind, Shard::WHOLE);
        alone.paint(&paint);
        let expected = alone.run(&labels, &[]).to_vec();
        for count in 2..=MAX_SHARDS {
            let picture = together(&unet, &kind, count, &labels, &[], Some(&paint));
            let largest = largest_difference(&picture, &expected);
            println!("{count} shards: largest difference {largest:e}");
            assert!(largest < 1e-5);
        }
    }
}

/// From classes, painted or not, and from colours; by one, and by several together.
#[test]
fn pictures_of_twice_the_side_equal_the_network_s_however_many_share_them() {
    let (paint, [house, _, noise]) = (paint(CLASS_COUNT, 6), maps());
    for (kind, head) in [
        (InputKind::painted_facades(), 12),
        (InputKind::facades(), 5),
        (InputKind::Rgb, 3),
    ] {
        let unet = scaled(6, 6, &kind, head, 2);
        let mut plan = CpuPlan::of(unet.clone(), &kind, Shard::WHOLE);
        plan.paint(&paint);
        for map in [&house, &noise] {
            let (drawing, expected) = match kind.classes() {
                Some(_) => (map.clone(), expected(&unet, &kind, map, &paint)),
                None => {
                    let rgb: Vec<u8> = map.iter().flat_map(|&id| [id, 20 * id, 99]).collect();
                    let photo = photo(&rgb, &Device::flex()).expect("one picture");
                    let picture = unet.forward(photo).into_data();
                    (rgb, picture.iter::<f32>().collect())
                }
            };
            assert_eq!(expected.len(), 3 * 512 * 512);
            let largest = largest_difference(plan.run(&drawing, &[]), &expected);
            println!("largest difference {largest:e}");
            assert!(largest < 1e-4);
            for count in [2, MAX_SHARDS] {
                let picture = together(&unet, &kind, count, &drawing, &[], Some(&paint));
                let largest = largest_difference(&picture, &expected);
                println!("{count} shards: largest difference {largest:e}");
                assert!(largest < 1e-4);
            }
        }
    }
}

/// What paint and a head of twelve channels may cost at the width of `lite`.
#[test]
#[ignore = "a measurement, for a machine that does nothing else"]
fn paint_and_a_head_cost_at_most_a_third_of_a_picture() {
    const ALLOWED: f64 = 1.35;
    let labels = procedural::facade(1);
    let kinds = [
        (InputKind::facades(), 0),
        (InputKind::painted_facades(), 12),
    ];
    let mut plans =
        kinds.map(|(kind, head)| CpuPlan::of(network(16, 8, &kind, head), &kind, Shard::WHOLE));
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
        let paint = paint(CLASS_COUNT, turn);
        repainting = timed(&mut || plans[1].paint(&paint)).min(repainting);
    }
    let ratio = pictures[1].as_secs_f64() / pictures[0].as_secs_f64();
    println!("{pictures:?} a picture, ratio {ratio:.3}; another paint {repainting:?}");
    assert!(ratio <= ALLOWED);
    assert!(repainting < pictures[1] / 10);
}
