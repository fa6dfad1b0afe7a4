//! Generators of colours and of greys: the plan against what it stands for.

use std::time::{Duration, Instant};

use burn::tensor::Device;
use facade_model::IMAGE_SIZE;
use facade_model::dropout;
use facade_model::input::InputKind;
use facade_model::pixels::{grey, luma, photo};
use facade_model::unet::UNet;
use facade_subjects::facades::procedural;
use oorandom::Rand32;

use super::CpuPlan;
use super::painted_tests::network;
use super::shard::{MAX_SHARDS, Shard};
use super::tests::{largest_difference, together};

/// Colours that run, a blank page, and a picture in which no pixel is like its neighbour.
fn pictures() -> [Vec<u8>; 3] {
    let mut random = Rand32::new(5);
    let side = 0..IMAGE_SIZE;
    let run = side
        .clone()
        .flat_map(|y| side.clone().map(move |x| [x as u8, y as u8, (x + y) as u8]));
    let noise = (0..3 * IMAGE_SIZE * IMAGE_SIZE).map(|_| random.rand_u32() as u8);
    [
        run.flatten().collect(),
        vec![255; 3 * IMAGE_SIZE * IMAGE_SIZE],
        noise.collect(),
    ]
}

/// The picture as Burn makes it.
fn expected(unet: &UNet, kind: &InputKind, rgb: &[u8]) -> Vec<f32> {
    let device = Device::flex();
    let input = match kind {
        InputKind::Grey => {
            let pixels = rgb.as_chunks::<3>().0.iter();
            grey(
                &pixels.map(|&pixel| luma(pixel)).collect::<Vec<_>>(),
                &device,
            )
        }
        _ => photo(rgb, &device),
    };
    let picture = unet.forward(input.expect("one picture")).into_data();
    picture.iter::<f32>().collect()
}

#[test]
fn every_picture_in_colours_or_greys_equals_the_network_s_with_a_head_and_without() {
    let (rgb, grey) = (InputKind::Rgb, InputKind::Grey);
    for (kind, head) in [(&rgb, 0), (&rgb, 12), (&grey, 0), (&grey, 5)] {
        let unet = network(6, 8, kind, head);
        let mut plan = CpuPlan::of(unet.clone(), kind, Shard::WHOLE);
        let mut made = Vec::new();
        for rgb in &pictures() {
            let picture = plan.run(rgb, &[]).to_vec();
            let largest = largest_difference(&picture, &expected(&unet, kind, rgb));
            println!("largest difference {largest:e}");
            assert!(largest < 1e-4);
            made.push(picture);
        }
        assert!(largest_difference(&made[0], &made[2]) > 1e-2);
        assert_eq!(plan.run(&pictures()[0], &[]), made[0], "and back again");
    }
}

#[test]
fn however_many_share_a_picture_in_colours_it_stays_the_same() {
    for (kind, head) in [
        (InputKind::Rgb, 12),
        (InputKind::Rgb, 0),
        (InputKind::Grey, 5),
    ] {
        let unet = network(6, 8, &kind, head);
        let [colors, _, noise] = pictures();
        let masks = dropout::mixed(&unet.dropout_shapes(), 0.5, 4, 1.0);
        for rgb in [colors, noise] {
            let mut alone = CpuPlan::of(unet.clone(), &kind, Shard::WHOLE);
            let expected = alone.run(&rgb, &masks).to_vec();
            for count in 2..=MAX_SHARDS {
                let picture = together(&unet, &kind, count, &rgb, &masks, None);
                let largest = largest_difference(&picture, &expected);
                println!("{count} shards: largest difference {largest:e}");
                assert!(largest < 2e-5);
            }
        }
    }
}

/// What colours in place of class ids may cost at the width of `lite`, with a head and without.
#[test]
#[ignore = "a measurement, for a machine that does nothing else"]
fn colours_cost_at_most_a_third_more_than_classes() {
    const ALLOWED: f64 = 1.35;
    let labels = procedural::facade(1);
    let [rgb, ..] = pictures();
    for head in [0, 12] {
        let plan = |kind: InputKind| CpuPlan::of(network(16, 8, &kind, head), &kind, Shard::WHOLE);
        let mut of_classes = plan(InputKind::facades());
        let mut of_colors = plan(InputKind::Rgb);
        // The shortest times of many, turn by turn: what else runs only ever adds.
        let mut shortest = [Duration::MAX; 2];
        for _ in 0..60 {
            let jobs = [(&mut of_classes, &labels), (&mut of_colors, &rgb)];
            for (shortest, (plan, drawing)) in shortest.iter_mut().zip(jobs) {
                let start = Instant::now();
                plan.run(drawing, &[]);
                *shortest = start.elapsed().min(*shortest);
            }
        }
        let [classes, colors] = shortest.map(|time| time.as_secs_f64() * 1e3);
        println!("head {head}: {classes:.2} ms from class ids, {colors:.2} ms from colours");
        assert!(colors <= ALLOWED * classes);
    }
}
