//! Models, drawings and links.

use std::error::Error;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use burn::tensor::Device;
use facade_editor::document::Document;
use facade_editor::paint::Scheme;
use facade_editor::shape::{Point, Shape, Span};
use facade_editor::{LabelMap, PIXEL_COUNT};
use facade_exchange::{document_json, label_png, share_link, svg};
use facade_model::bundle::discriminator::{DiscriminatorBundle, DiscriminatorOutput};
use facade_model::bundle::{Bundle, Precision, TrainingSummary};
use facade_model::input::{InputKind, NamedClass};
use facade_model::model_list::{ListedFile, ListedModel, ModelList, Role};
use facade_model::paint::Paint;
use facade_model::patchgan::PatchGanConfig;
use facade_model::unet::{UNetConfig, Upsampling};
use facade_subjects::facades::procedural;
use oorandom::Rand64;
use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use trainer::initialisation::Initialisation;

use crate::Corpus;

type Done = Result<(), Box<dyn Error>>;

pub fn write(corpus: &Corpus) -> Done {
    bundles(corpus)?;
    critics(corpus)?;
    lists(corpus)?;
    drawings(corpus)?;
    annotations(corpus)
}

fn summary() -> Option<TrainingSummary> {
    Some(TrainingSummary {
        pairs: 4,
        epochs: 2,
        seed: 1,
        validation_l1: Some(0.5),
    })
}

/// Two classes, so that the manifest is short.
fn classes() -> Vec<NamedClass> {
    let class = |id: u8, name: &str| NamedClass {
        id,
        name: name.to_owned(),
        color: [id; 3],
    };
    vec![class(1, "wall"), class(2, "roof")]
}

fn bundle(
    input: InputKind,
    upsampling: Upsampling,
    head: usize,
    precision: Precision,
) -> Result<Vec<u8>, Box<dyn Error>> {
    let config = UNetConfig {
        input_channels: input.channels(),
        ngf: 1,
        depth: if precision == Precision::Int8 { 3 } else { 2 },
        upsampling,
        head,
        scale: 1,
        norms: true,
    };
    let network = config.init(&Device::flex());
    let network = Initialisation::PUBLISHED.draw(network, &mut Rand64::new(3));
    let palettes = match &input {
        InputKind::PaintedLabels { classes } => vec![Paint {
            colors: vec![[9, 8, 7]; classes.len()],
        }],
        _ => Vec::new(),
    };
    Ok(Bundle::encode(
        &network,
        "tiny",
        input,
        palettes,
        0.5,
        summary(),
        precision,
    )?)
}

fn bundles(corpus: &Corpus) -> Done {
    let labels = InputKind::OneHotLabels { classes: classes() };
    let painted = InputKind::painted_facades();
    for (name, input, upsampling, head, precision) in [
        (
            "facades-f16",
            InputKind::facades(),
            Upsampling::Transposed,
            0,
            Precision::F16,
        ),
        (
            "grey-f32",
            InputKind::Grey,
            Upsampling::Transposed,
            0,
            Precision::F32,
        ),
        (
            "rgb-int8",
            InputKind::Rgb,
            Upsampling::Smooth,
            0,
            Precision::Int8,
        ),
        ("labels-f16", labels, Upsampling::Resize, 0, Precision::F16),
        (
            "painted-head",
            painted,
            Upsampling::Resize,
            1,
            Precision::F16,
        ),
    ] {
        corpus.write("bundle", name, bundle(input, upsampling, head, precision)?)?;
    }
    let grey = bundle(InputKind::Grey, Upsampling::Transposed, 0, Precision::F32)?;
    corpus.write("bundle", "grey-no-taps", without_taps(&grey)?)?;
    let everywhere = replaced(&grey, r#"\"dropout\":0.5"#, r#"\"dropout\":1.5"#);
    corpus.write("bundle", "grey-dropout", everywhere)
}

/// The bundle with a first weight that has outputs and inputs, and no taps.
fn without_taps(bundle: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
    let (_, header) = SafeTensors::read_metadata(bundle)?;
    let container = SafeTensors::deserialize(bundle)?;
    let empty = TensorView::new(Dtype::F32, vec![1, 1, 0, 4], &[])?;
    let tensors = container.iter().map(|(name, view)| match name {
        "encoder.0.conv.weight" => (name.to_owned(), empty.clone()),
        _ => (name.to_owned(), view),
    });
    let tensors: Vec<_> = tensors.collect();
    Ok(safetensors::serialize(tensors, header.metadata().clone())?)
}

fn replaced(bytes: &[u8], old: &str, new: &str) -> Vec<u8> {
    assert_eq!(old.len(), new.len(), "offsets stay");
    let mut bytes = bytes.to_vec();
    let at = bytes
        .windows(old.len())
        .position(|window| window == old.as_bytes());
    let at = at.expect("the manifest says it");
    bytes[at..at + old.len()].copy_from_slice(new.as_bytes());
    bytes
}

fn critics(corpus: &Corpus) -> Done {
    for (name, input, output, precision) in [
        (
            "facades-f16",
            InputKind::facades(),
            DiscriminatorOutput::LogOdds,
            Precision::F16,
        ),
        (
            "grey-f32",
            InputKind::Grey,
            DiscriminatorOutput::Probability,
            Precision::F32,
        ),
        (
            "painted-int8",
            InputKind::painted_facades(),
            DiscriminatorOutput::LogOdds,
            Precision::Int8,
        ),
    ] {
        let config = PatchGanConfig {
            input_channels: input.channels(),
            ndf: 1,
            strided_layers: 1,
            outputs: 1,
        };
        let network = config.init(&Device::flex());
        let network = Initialisation::PUBLISHED.draw(network, &mut Rand64::new(4));
        let bytes =
            DiscriminatorBundle::encode(&network, "tiny", input, output, summary(), precision)?;
        corpus.write("critic", name, bytes)?;
    }
    Ok(())
}

fn lists(corpus: &Corpus) -> Done {
    let mut list = ModelList::default();
    list.insert(ListedModel::new("lite", "lite.safetensors", b"abc"));
    corpus.write("model-list", "one.json", serde_json::to_vec(&list)?)?;
    let mut full = ListedModel::new("full", "full.safetensors", b"abcd");
    full.discriminator = Some(ListedFile::new("full.critic.safetensors", b"a"));
    list.insert(full);
    list.give(Role::Refine, "full");
    corpus.write("model-list", "two.json", serde_json::to_vec_pretty(&list)?)
}

/// A shape of every kind, on and off the grid of links.
fn shapes() -> Vec<Shape> {
    let point = |x: f32, y: f32| Point { x, y };
    let spans = (4..9).map(|y| Span {
        y,
        start: 3 + y,
        end: 20,
    });
    vec![
        Shape::rectangle(2, point(0.0, 0.0), point(200.0, 180.0)),
        Shape::rectangle(3, point(20.0, 30.0), point(40.0, 60.0)),
        Shape::rectangle(3, point(50.0, 30.0), point(70.0, 60.0)),
        Shape::Polygon {
            class: 2,
            points: vec![point(20.0, 80.0), point(128.0, 10.5), point(236.0, 80.0)],
        },
        Shape::Stroke {
            class: 5,
            width_px: 4.0,
            points: vec![point(10.1, 20.7), point(240.3, 22.9)],
        },
        Shape::Patch {
            class: 9,
            spans: spans.collect(),
        },
    ]
}

fn drawings(corpus: &Corpus) -> Done {
    let document =
        |shapes: Vec<Shape>| Document::from_shapes(shapes).map_err(|error| error.to_string());
    let painted = document(shapes())?.with_paint(Some(Scheme([[10, 20, 30]; 12].into())));
    let map = |class: u8| {
        Shape::Map(LabelMap::new(vec![class; PIXEL_COUNT]).expect("a map of one class"))
    };
    let maps = document((1..=12).chain(1..=4).map(map).collect())?;
    for (name, document) in [
        ("shapes", document(shapes())?),
        ("painted", painted),
        ("maps", maps),
    ] {
        corpus.write(
            "document",
            &format!("{name}.json"),
            document_json::write(&document),
        )?;
        let link = share_link::encode(&document).map_err(|error| error.to_string())?;
        corpus.write("share-link", name, &link)?;
        if name == "shapes" {
            let grown = document.clone().grown_from("4821-17".to_owned());
            let turn = share_link::hand_on(&grown, true).map_err(|error| error.to_string())?;
            corpus.write("share-link", "turn", turn)?;
        }
        let (_, code) = link.split_once('.').ok_or("a link has a version")?;
        // Without the check sum.
        let coded = URL_SAFE_NO_PAD.decode(code)?.split_off(3);
        corpus.write("share-link-coded", name, coded)?;
        if document.paint().is_none() {
            corpus.write(
                "own-svg",
                &format!("{name}.svg"),
                svg::write(document.shapes()),
            )?;
        }
    }
    let labels = procedural::facade(7);
    corpus.write("label-png", "facade.png", label_png::encode(&labels))?;
    corpus.write("label-png", "uniform.png", label_png::encode(&[3; 65_536]))?;
    corpus.write("image", "label-map.png", label_png::encode(&[2; 65_536]))
}

fn annotations(corpus: &Corpus) -> Done {
    let object = |label: &str, [top, bottom, left, right]: [f64; 4]| {
        format!(
            "<object>\n<points>\n<x>{top}</x>\n<x>{bottom}</x>\n<y>{left}</y>\n<y>{right}</y>\n</points>\n{label}\n</object>\n"
        )
    };
    let named = object(
        "<label>3</label>\n<labelname>window</labelname>",
        [0.25, 0.5, 0.125, 0.25],
    );
    let numbered = object("<label>2</label>", [0.0, 1.0, 0.0, 1.0]);
    corpus.write("cmp-xml", "named.xml", &named)?;
    corpus.write(
        "cmp-xml",
        "both.xml",
        format!("<?xml?>{numbered}{named}{named}"),
    )
}
