//! Drawings in, pictures out, on the CPU.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use facade_model::bundle::Precision;
use facade_model::pixels::PixelError;
use facade_model::unet::{UNetConfig, Upsampling};
use facade_subjects::facades::procedural;

use super::*;

fn translator(dropout: f64) -> Translator {
    translator_of(config(12), InputKind::facades(), Vec::new(), dropout)
}

fn config(input_channels: usize) -> UNetConfig {
    UNetConfig {
        input_channels,
        ngf: 2,
        depth: 8,
        upsampling: Upsampling::Transposed,
        head: 0,
        scale: 1,
        norms: true,
    }
}

fn translator_of(
    config: UNetConfig,
    input: InputKind,
    palettes: Vec<Paint>,
    dropout: f64,
) -> Translator {
    let device = burn::tensor::Device::flex();
    device.seed(1);
    let bundle = Bundle::encode(
        &config.init(&device),
        "tiny",
        input,
        palettes,
        dropout,
        None,
        Precision::F16,
    )
    .unwrap();
    let bundle = Bundle::decode(&bundle).unwrap();
    at_once(Translator::new("tiny", bundle, &Device::Cpu, 1)).unwrap()
}

/// On the CPU everything is done at the first poll.
fn at_once<T>(work: impl Future<Output = T>) -> T {
    match pin!(work).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => panic!("work on the CPU that waits"),
    }
}

fn translate(translator: &mut Translator, labels: &[u8]) -> Result<Vec<u8>, EngineError> {
    vary(translator, labels, None)
}

fn vary(
    translator: &mut Translator,
    labels: &[u8],
    variation: Option<Variation>,
) -> Result<Vec<u8>, EngineError> {
    at_once(translator.translate(labels, variation, None))
}

#[test]
fn a_model_that_takes_paint_uses_what_it_is_given_or_its_first_palette() {
    let paint = |byte: u8| Paint {
        colors: (0..12).map(|class| [byte, class, 255 - byte]).collect(),
    };
    let config = UNetConfig {
        upsampling: Upsampling::Resize,
        head: 3,
        scale: 1,
        ..config(15)
    };
    let palettes = vec![paint(10), paint(200)];
    let kind = InputKind::painted_facades();
    let mut painted = translator_of(config, kind, palettes.clone(), 0.0);
    assert_eq!(painted.palettes(), palettes);
    let map = procedural::facade(1);
    let mut translate = |paint: Option<&Paint>| at_once(painted.translate(&map, None, paint));
    let usual = translate(None).unwrap();
    assert_eq!(translate(Some(&palettes[0])).unwrap(), usual);
    assert_ne!(translate(Some(&palettes[1])).unwrap(), usual);
    assert_eq!(translate(None).unwrap(), usual, "the first one again");
    let short = Paint {
        colors: vec![[0; 3]; 11],
    };
    assert!(matches!(
        translate(Some(&short)),
        Err(EngineError::BadDrawing(PixelError::Colors {
            classes: 12,
            found: 11
        }))
    ));

    let mut unpainted = translator(0.0);
    let usual = vary(&mut unpainted, &map, None).unwrap();
    let same = at_once(unpainted.translate(&map, None, Some(&palettes[1])));
    assert_eq!(same.unwrap(), usual);
}

#[test]
fn a_map_becomes_an_opaque_picture_and_the_same_one_again() {
    let mut translator = translator(0.5);
    assert_eq!(translator.model(), "tiny");
    let [first, second] = [1, 2].map(procedural::facade);
    let picture = translate(&mut translator, &first).unwrap();
    assert_eq!(picture.len(), 4 * 256 * 256);
    assert!(picture.chunks_exact(4).all(|pixel| pixel[3] == u8::MAX));
    assert_ne!(translate(&mut translator, &second).unwrap(), picture);
    assert_eq!(translate(&mut translator, &first).unwrap(), picture);
}

#[test]
fn variations_follow_their_seed_and_strength_where_the_model_has_dropout() {
    let map = procedural::facade(1);
    let variation = |seed, strength| Some(Variation { seed, strength });
    let mut with = translator(0.5);
    let usual = translate(&mut with, &map).unwrap();
    let first = vary(&mut with, &map, variation(1, 1.0)).unwrap();
    assert_ne!(first, usual);
    assert_ne!(vary(&mut with, &map, variation(2, 1.0)).unwrap(), first);
    assert_ne!(vary(&mut with, &map, variation(1, 0.5)).unwrap(), first);
    assert_eq!(vary(&mut with, &map, variation(1, 0.0)).unwrap(), usual);
    assert_eq!(vary(&mut with, &map, variation(1, 1.0)).unwrap(), first);
    let mut without = translator(0.0);
    let usual = translate(&mut without, &map).unwrap();
    assert_eq!(vary(&mut without, &map, variation(1, 1.0)).unwrap(), usual);
}

#[test]
fn a_picture_that_is_called_back_is_none_and_spoils_nothing() {
    let mut translator = translator(0.0);
    let [first, second] = [1, 2].map(procedural::facade);
    let picture = translate(&mut translator, &first).unwrap();
    let mut layers = 0;
    let whole = at_once(translator.translate_while(&first, None, None, async || {
        layers += 1;
        true
    }));
    assert_eq!(whole.unwrap().unwrap(), picture);
    assert_eq!(layers, 16, "eight levels down and eight up");
    for stop in 0..layers {
        let mut layer = 0;
        let none = at_once(translator.translate_while(&second, None, None, async || {
            layer += 1;
            layer <= stop
        }));
        assert_eq!(none.unwrap(), None);
    }
    assert_eq!(translate(&mut translator, &first).unwrap(), picture);
}

#[test]
fn a_model_of_colours_or_greys_takes_colours_and_nothing_else() {
    for (kind, inputs) in [(InputKind::Rgb, 3), (InputKind::Grey, 1)] {
        let mut translator = translator_of(config(inputs), kind, Vec::new(), 0.0);
        assert!(translator.classes().is_empty());
        let map = procedural::facade(1);
        let colors: Vec<u8> = map.iter().flat_map(|&id| [id, 20 * id, 99]).collect();
        let picture = translate(&mut translator, &colors).unwrap();
        let long = [&colors[..], &[0; 65_536]].concat();
        for wrong in [&colors[1..], &long, &map, &[]] {
            let length = wrong.len();
            let refusal = translate(&mut translator, wrong).unwrap_err();
            assert!(refusal.to_string().contains(&format!(
                "expected 196608 bytes of red, green and blue, got {length}"
            )));
        }
        assert_eq!(translate(&mut translator, &colors).unwrap(), picture);
    }
}

#[test]
fn a_model_of_other_classes_takes_their_ids_and_paint_of_as_many_colours() {
    let classes = [255, 0, 33].map(|id| NamedClass {
        id,
        name: format!("class {id}"),
        color: [id, 0, 0],
    });
    let kind = InputKind::PaintedLabels {
        classes: classes.to_vec(),
    };
    let paint = |byte: u8| Paint {
        colors: vec![[byte, 9, 255 - byte]; 3],
    };
    let mut translator = translator_of(config(6), kind, vec![paint(0)], 0.0);
    assert_eq!(translator.classes(), classes);
    let map = procedural::facade(1);
    let map: Vec<u8> = map
        .iter()
        .map(|id| [255, 0, 33][usize::from(id % 3)])
        .collect();
    let usual = translate(&mut translator, &map).unwrap();
    let mut painted = |paint: &Paint| at_once(translator.translate(&map, None, Some(paint)));
    assert_ne!(painted(&paint(200)).unwrap(), usual);
    let twelve = Paint {
        colors: vec![[0; 3]; 12],
    };
    let refusal = painted(&twelve).unwrap_err().to_string();
    let reason = "a colour for each of 3 classes, got 12";
    assert!(refusal.contains(reason), "{refusal}");
    let facades = translate(&mut translator, &procedural::facade(1));
    assert!(matches!(
        facades,
        Err(EngineError::BadDrawing(PixelError::UnknownClass { .. }))
    ));
    assert_eq!(translate(&mut translator, &map).unwrap(), usual);
}

#[test]
fn what_is_no_label_map_is_refused_and_harms_nothing() {
    let mut translator = translator(0.5);
    let map = procedural::facade(1);
    let picture = translate(&mut translator, &map).unwrap();
    let in_colors = [&map[..], &map[..], &map[..]].concat();
    for wrong in [&map[1..], &in_colors, &[]] {
        assert!(matches!(
            translate(&mut translator, wrong),
            Err(EngineError::BadDrawing(PixelError::NotOneMap { .. }))
        ));
    }
    for id in [0, 13, u8::MAX] {
        let mut wrong = map.clone();
        wrong[77] = id;
        assert!(matches!(
            translate(&mut translator, &wrong),
            Err(EngineError::BadDrawing(PixelError::UnknownClass {
                index: 77,
                ..
            }))
        ));
    }
    assert_eq!(translate(&mut translator, &map).unwrap(), picture);
}
