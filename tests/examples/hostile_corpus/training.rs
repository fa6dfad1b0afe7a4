//! Pictures, files of tensors, a checkpoint, archives.

use std::collections::HashMap;
use std::error::Error;
use std::fs;
use std::io::{Cursor, Write};

use burn::module::{Module, ModuleVisitor, Param};
use burn::optim::GradientsParams;
use burn::tensor::{Device, Tensor};
use facade_model::bundle::ModelColors;
use facade_model::input::InputKind;
use facade_model::unet::{UNetConfig, Upsampling};
use flate2::Compression;
use flate2::write::GzEncoder;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use safetensors::tensor::{Dtype, TensorView};
use tempfile::TempDir;
use trainer::export::{ExportedGenerator, Format, Origin};
use trainer::run::checkpoints::{Checkpoints, Which};
use trainer::run::config::Decoder;
use trainer::run::config::preset::Preset;
use trainer::run::epoch::Progress;
use trainer::run::state::State;
use trainer::segmenter::file::{Description, save};
use trainer::segmenter::network::SegmenterConfig;
use trainer::step::Gan;

use crate::Corpus;

type Done = Result<(), Box<dyn Error>>;

pub fn write(corpus: &Corpus) -> Done {
    pictures(corpus)?;
    containers(corpus)?;
    graph(corpus)?;
    segmenter(corpus)?;
    checkpoint(corpus)?;
    archives(corpus)
}

fn pictures(corpus: &Corpus) -> Done {
    let photo = RgbImage::from_fn(24, 16, |x, y| {
        Rgb([(x * 9) as u8, (y * 13) as u8, (x * y) as u8])
    });
    let photo = DynamicImage::ImageRgb8(photo);
    let grey16 = DynamicImage::ImageLuma16(photo.to_luma16());
    let clear = DynamicImage::ImageRgba8(photo.to_rgba8());
    for (name, picture, format) in [
        ("photo.jpg", &photo, ImageFormat::Jpeg),
        ("photo.png", &photo, ImageFormat::Png),
        ("photo.webp", &photo, ImageFormat::WebP),
        ("photo.bmp", &photo, ImageFormat::Bmp),
        ("photo.tif", &photo, ImageFormat::Tiff),
        ("grey16.png", &grey16, ImageFormat::Png),
        ("grey16.tif", &grey16, ImageFormat::Tiff),
        ("clear.png", &clear, ImageFormat::Png),
    ] {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format)?;
        corpus.write("image", name, bytes.into_inner())?;
    }
    corpus.write("image", "indexed.bmp", indexed_bmp())
}

/// Sixteen by eight pixels of four bits, and a palette of sixteen.
fn indexed_bmp() -> Vec<u8> {
    let number = |value: u32| value.to_le_bytes();
    let (palette, rows) = ([7_u8; 64], [0x12_u8; 64]);
    let start = 14 + 40 + palette.len() as u32;
    let mut file = b"BM".to_vec();
    for value in [
        start + rows.len() as u32,
        0,
        start,
        40,
        16,
        8,
        1 | 4 << 16,
        0,
        64,
        0,
        0,
        16,
        0,
    ] {
        file.extend(number(value));
    }
    file.extend(palette);
    file.extend(rows);
    file
}

/// Files of a few tensors that are no generator.
fn containers(corpus: &Corpus) -> Done {
    let bytes = [0_u8; 64];
    let tensor = |dtype, shape: &[usize]| {
        let length = shape.iter().product::<usize>() * dtype_bytes(dtype);
        TensorView::new(dtype, shape.to_vec(), &bytes[..length])
    };
    let tensors = [
        ("model.model.0.weight", tensor(Dtype::F32, &[1, 1, 2, 2])?),
        (
            "model.model.1.model.1.weight",
            tensor(Dtype::F16, &[1, 1, 4, 4])?,
        ),
        ("netD.model.0.weight", tensor(Dtype::F64, &[2, 0])?),
        ("steps", tensor(Dtype::I64, &[1])?),
    ];
    let about = HashMap::from([("format".to_owned(), "pt".to_owned())]);
    corpus.write(
        "import-safetensors",
        "few",
        safetensors::serialize(tensors, Some(about))?,
    )?;

    // Protocol buffers: tag and length before each part (`mindspore/ccsrc/utils/checkpoint.proto`).
    let part = |tag: u8, content: &[u8]| [&[tag << 3 | 2, content.len() as u8], content].concat();
    let value = |name: &str, dims: &[u8], kind: &str, content: &[u8]| {
        let dims: Vec<u8> = dims.iter().flat_map(|&dim| [1 << 3, dim]).collect();
        let tensor = [dims, part(2, kind.as_bytes()), part(3, content)].concat();
        part(1, &[part(1, name.as_bytes()), part(2, &tensor)].concat())
    };
    let few = [
        value("netG.model.0.weight", &[1, 1, 2, 2], "Float32", &[0; 16]),
        value("netG.model.0.weight", &[1, 1, 2, 2], "Float32", &[]),
        value("step", &[1], "Int32", &[0; 4]),
    ];
    corpus.write("import-ckpt", "few.ckpt", few.concat())
}

/// The smallest generator as an ONNX file of ours, with inks.
fn graph(corpus: &Corpus) -> Done {
    let config = UNetConfig {
        input_channels: 3,
        ngf: 1,
        depth: 2,
        upsampling: Upsampling::Transposed,
        head: 0,
        scale: 1,
        norms: true,
    };
    let device = Device::flex();
    device.seed(1);
    let generator = ExportedGenerator {
        name: "few".to_owned(),
        network: config.init(&device),
        input: InputKind::Rgb,
        colors: ModelColors {
            palettes: Vec::new(),
            inks: vec![[255; 3], [0; 3]],
        },
        dropout: 0.0,
        origin: Origin::Imported {
            file: "few.pth".to_owned(),
        },
    };
    corpus.write("import-onnx", "few.onnx", generator.encode(Format::Onnx)?)
}

fn dtype_bytes(dtype: Dtype) -> usize {
    match dtype {
        Dtype::F64 | Dtype::I64 => 8,
        Dtype::F32 => 4,
        _ => 2,
    }
}

fn segmenter(corpus: &Corpus) -> Done {
    let folder = TempDir::new()?;
    let path = folder.path().join("segmenter.safetensors");
    let network = SegmenterConfig { width: 1 }.init(&Device::flex());
    save(&network, &Description::new(1, 4, 1, 1), &path)?;
    corpus.write("segmenter", "narrow.safetensors", fs::read(&path)?)
}

/// The smallest run that can be resumed: a generator without a critic, after one step.
fn checkpoint(corpus: &Corpus) -> Done {
    let mut config = Preset::Quick.config();
    config.task.input = InputKind::Grey;
    config.generator.ngf = 1;
    config.generator.depth = 5;
    config.generator.decoder = Decoder::Smooth;
    config.objective.adversarial_weight = 0.0;
    let device = Device::flex().autodiff();
    let mut gan = Gan::new(&config, &device);
    let mut squares = Squares::default();
    gan.generator.visit(&mut squares);
    let sum = squares.0.ok_or("a network has parameters")?;
    let gradients = GradientsParams::from_grads(sum.backward(), &gan.generator);
    gan.generator = gan.generator_optimizer.step(1e-3, gan.generator, gradients);
    let state = State {
        epochs_done: 1,
        progress: Progress::default(),
        pairs: 4,
        data_sha256: String::new(),
        content_sha256: None,
        segmenter_sha256: None,
        teacher_sha256: None,
        warm_start: None,
        validation_l1: None,
        best: None,
        palettes: Vec::new(),
        inks: None,
        config,
    };
    let run = TempDir::new()?;
    let checkpoints = Checkpoints::of_run(run.path());
    checkpoints.save(&gan, &state)?;
    let folder = checkpoints.find(Which::Newest)?;
    for (target, file) in [
        ("checkpoint-weights", "generator.bpk"),
        ("checkpoint-moments", "generator-optimizer.bpk"),
        ("run-configuration", "state.json"),
    ] {
        corpus.write(target, file, fs::read(folder.join(file))?)?;
    }
    // Other values of everything; no such networks lie beside it.
    let other = State {
        config: Preset::Painted.config(),
        ..state
    };
    corpus.write(
        "run-configuration",
        "state-painted.json",
        serde_json::to_vec(&other)?,
    )
}

/// The sum over the squares of all parameters, which depends on each.
#[derive(Default)]
struct Squares(Option<Tensor<1>>);

impl ModuleVisitor for Squares {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let sum = param.val().square().sum();
        self.0 = Some(match self.0.take() {
            Some(before) => before + sum,
            None => sum,
        });
    }
}

fn archives(corpus: &Corpus) -> Done {
    let tar = [
        entry("set/", b'5', b""),
        entry("set/train/1.jpg", b'0', b"a picture"),
        entry("./set/val/2.jpg", b'0', &[7; 600]),
        vec![0; 1024],
    ];
    let tar = tar.concat();
    corpus.write("archive-tar", "set.tar", &tar)?;
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&tar)?;
    corpus.write("archive", "set.tar.gz", encoder.finish()?)?;
    let evil = [entry("../evil", b'0', b"x"), entry("set/link", b'2', b"")];
    corpus.write("archive-tar", "evil.tar", evil.concat())
}

/// A header in the form of POSIX.1-1988 and its content, padded.
fn entry(path: &str, kind: u8, content: &[u8]) -> Vec<u8> {
    let mut header = [0_u8; 512];
    let mut put = |at: usize, text: &[u8]| header[at..at + text.len()].copy_from_slice(text);
    put(0, path.as_bytes());
    put(100, b"0000644\0");
    put(108, b"0000000\0");
    put(116, b"0000000\0");
    put(124, format!("{:011o}\0", content.len()).as_bytes());
    put(136, b"00000000000\0");
    put(148, b"        ");
    put(156, &[kind]);
    put(257, b"ustar\x0000");
    let sum: u32 = header.iter().map(|&byte| u32::from(byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    let mut blocks = [&header[..], content].concat();
    blocks.resize(blocks.len().next_multiple_of(512), 0);
    blocks
}
