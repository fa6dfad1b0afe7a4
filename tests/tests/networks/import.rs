//! Generators that PyTorch and MindSpore saved give their pictures, and nothing else is taken for one.
//! Files and formula: `tests/golden/README.md`.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use burn::tensor::{Device, Tensor, TensorData};
use facade_model::IMAGE_SIZE;
use facade_model::bundle::{Bundle, Precision};
use facade_model::input::InputKind;
use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use tempfile::TempDir;
use trainer::export::{ExportedGenerator, Format, imported as read};

use crate::reference::{Golden, check_close};

const TOLERANCE: f32 = 1e-4;

fn golden(name: &str) -> PathBuf {
    crate::in_package("golden/import").join(name)
}

fn generator(path: &Path) -> anyhow::Result<ExportedGenerator> {
    ExportedGenerator::from_import(read(path, None)?, "tiny", "a file", &Device::flex())
}

fn imported(name: &str) -> ExportedGenerator {
    generator(&golden(name)).expect("a sound file")
}

/// The formula's input `[1, channels, 256, 256]`.
fn input(channels: usize) -> Tensor<4> {
    let mut values = Vec::with_capacity(channels * IMAGE_SIZE * IMAGE_SIZE);
    for channel in 1..=channels {
        for y in 1..=IMAGE_SIZE {
            values.extend((1..=IMAGE_SIZE).map(|x| {
                let horizontal = (0.05 * x as f64 * channel as f64).sin();
                (horizontal * (0.04 * y as f64).cos()) as f32
            }));
        }
    }
    let shape = [1, channels, IMAGE_SIZE, IMAGE_SIZE];
    Tensor::from_data(TensorData::new(values, shape), &Device::flex())
}

#[track_caller]
fn check_picture(name: &str, channels: usize, reference: &str) {
    check_picture_of("import/pictures.safetensors", name, channels, reference);
}

#[track_caller]
fn check_picture_of(pictures: &str, name: &str, channels: usize, reference: &str) {
    let picture = imported(name).network.forward(input(channels));
    let sampled: Vec<f32> = picture
        .into_data()
        .iter::<f32>()
        .enumerate()
        .filter(|(index, _)| index.is_multiple_of(8) && (index / IMAGE_SIZE).is_multiple_of(8))
        .map(|(_, value)| value)
        .collect();
    let expected = Golden::of(pictures).values(reference);
    check_close(name, &sampled, &expected, TOLERANCE);
}

#[test]
fn batch_norm_from_a_pth_file_gives_pytorchs_picture() {
    check_picture("batch.pth", 3, "batch");
}

#[test]
fn batch_norm_from_a_safetensors_file_gives_pytorchs_picture() {
    check_picture("batch.safetensors", 3, "batch");
}

#[test]
fn instance_norm_from_several_gpus_in_an_old_file_gives_pytorchs_picture() {
    check_picture("instance-legacy.pth", 12, "instance");
}

#[test]
fn mindspores_generators_give_mindspores_pictures() {
    let pictures = "import/mindspore-pictures.safetensors";
    check_picture_of(pictures, "mindspore.ckpt", 3, "batch");
    check_picture_of(pictures, "mindspore.safetensors", 12, "instance");
}

#[test]
fn a_mindspore_checkpoint_that_breaks_off_is_told() {
    let folder = TempDir::new().expect("a temporary folder");
    let whole = fs::read(golden("mindspore.ckpt")).expect("the golden file");
    let path = folder.path().join("half.ckpt");
    fs::write(&path, &whole[..whole.len() / 2]).expect("a writable folder");
    refused(&path, "not a whole MindSpore checkpoint");
}

/// The file's name says nothing, and the tensors lie below a key, beside others, in a wrapper.
#[test]
fn a_generator_below_a_key_in_a_file_of_any_name_gives_pytorchs_picture() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = changed(&folder.path().join("LATEST.CKPT"), |name, shape| {
        Some((format!("state_dict.netG.module.{name}"), shape))
    });
    let below = generator(&path).expect("found");
    let plain = imported("batch.safetensors");
    let weights = facade_model::weights::named_weights;
    assert!(weights(&below.network) == weights(&plain.network));
    let upper = folder.path().join("UPPER.PTH");
    fs::copy(golden("batch.pth"), &upper).expect("a writable folder");
    let upper = generator(&upper).expect("by its bytes");
    assert!(weights(&upper.network) == weights(&imported("batch.pth").network));
}

#[test]
fn a_bundle_for_the_page_follows_from_either_input() {
    for (file, kind) in [
        ("instance-legacy.pth", InputKind::facades()),
        ("batch.pth", InputKind::Rgb),
    ] {
        let bytes = imported(file)
            .encode(Format::Bundle(Precision::Int8))
            .expect("encodes");
        // The page makes the same of the same file, without a network in between.
        let in_page = read(&golden(file), None).expect("a sound file");
        let in_page = in_page.bundle("tiny.pth").expect("encodes");
        assert!(in_page == bytes, "{file}");
        let bundle = Bundle::decode(&bytes).expect("a sound bundle");
        assert_eq!(bundle.manifest().input, kind);
        let unet = bundle.facade_unet(None, &Device::flex());
        let channels = unet.expect("fitting weights").encoder[0].conv.weight.dims()[1];
        assert_eq!(channels, 12);
    }
}

/// The plain weights in f32 are those of the module, name by name, and are no bundle.
#[test]
fn plain_weights_are_the_modules_own() {
    let generator = imported("batch.pth");
    let bytes = generator.encode(Format::Safetensors).expect("encodes");
    println!("{}", Bundle::decode(&bytes).expect_err("no bundle"));
    let weights = facade_model::weights::named_weights(&generator.network);
    let container = SafeTensors::deserialize(&bytes).expect("a safetensors file");
    assert_eq!(container.len(), weights.len());
    for (name, data) in &weights {
        let view = container.tensor(name).expect("a tensor of that name");
        assert_eq!(
            (view.dtype(), view.shape()),
            (Dtype::F32, &data.shape()[..])
        );
        let expected: Vec<u8> = data.iter::<f32>().flat_map(f32::to_le_bytes).collect();
        assert!(view.data() == expected, "{name} differs");
    }
}

#[test]
fn plain_weights_are_not_written_among_bundles() {
    let folder = TempDir::new().expect("a temporary folder");
    let generator = imported("instance-legacy.pth");
    let bundle = generator.write(Format::Bundle(Precision::Int8), folder.path());
    let bundle = fs::read(bundle.expect("writes")).expect("written");
    let refused = generator.write(Format::Safetensors, folder.path());
    println!("{}", refused.expect_err("the bundle has that name"));
    let kept = fs::read(folder.path().join("tiny.safetensors"));
    assert!(kept.expect("still there") == bundle);
}

/// Asserts that a file is refused in one line that names it and says `reason`.
#[track_caller]
fn refused(path: &Path, reason: &str) {
    let Err(error) = generator(path) else {
        panic!("{} must be refused", path.display());
    };
    let sentence = format!("{error:#}");
    println!("{sentence}");
    let name = path.file_name().expect("a file").to_str().expect("UTF-8");
    assert!(!sentence.contains('\n') && sentence.contains(name) && sentence.contains(reason));
}

#[test]
fn damaged_and_foreign_files_are_refused_in_one_sentence() {
    let folder = TempDir::new().expect("a temporary folder");
    let place = |name: &str| folder.path().join(name);
    let write = |name: &str, bytes: &[u8]| {
        fs::write(place(name), bytes).expect("a writable folder");
        place(name)
    };
    refused(&place("missing.pth"), "cannot be opened");
    refused(&write("weights.bin", b"weights"), ".safetensors");
    for ending in ["pth", "safetensors"] {
        let named = |what: &str| format!("{what}.{ending}");
        refused(&write(&named("empty"), b""), "it is empty");
        refused(
            &write(&named("text"), b"Hello, generator!\n"),
            "not a whole",
        );
        let page = b"<!doctype html>\n<title>404</title>\n";
        refused(&write(&named("page"), page), "a web page");
        let pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\n";
        refused(&write(&named("pointer"), pointer), "git lfs pull");
    }
    // Pickles of a list, and of an object of the program's own.
    refused(&write("list.pth", b"\x80\x02]q\x00."), "state_dict()");
    let model = b"\x80\x02cmodels.networks\nUnetGenerator\nq\x00)\x81q\x01.";
    refused(&write("model.pth", model), "state_dict()");
    for file in ["batch.pth", "instance-legacy.pth", "batch.safetensors"] {
        let whole = fs::read(golden(file)).expect("the golden file");
        for part in [1, 30, 60, 99] {
            let cut = write(file, &whole[..whole.len() * part / 100]);
            refused(&cut, "");
        }
    }
    let swollen = crate::in_package("corpus/import-pth/one-value-as-many.pth");
    refused(&swollen, "more than 4 times as long as the file");
    refused(&golden("unet_128.safetensors"), "7 levels");
    refused(&golden("pictures.safetensors"), "unet_256");
}

/// Writes the tensors of `batch.safetensors` after a change to their names and shapes.
fn changed(
    path: &Path,
    change: impl Fn(&str, Vec<usize>) -> Option<(String, Vec<usize>)>,
) -> PathBuf {
    let bytes = fs::read(golden("batch.safetensors")).expect("the golden file");
    let container = SafeTensors::deserialize(&bytes).expect("a safetensors file");
    let tensors: HashMap<String, TensorView> = container
        .iter()
        .filter_map(|(name, view)| {
            let (name, shape) = change(name, view.shape().to_vec())?;
            let view = TensorView::new(view.dtype(), shape, view.data());
            Some((name, view.expect("as many values as before")))
        })
        .collect();
    let file = safetensors::serialize(tensors, None).expect("serialises");
    fs::write(path, file).expect("a writable folder");
    path.to_owned()
}

#[test]
fn other_architectures_are_refused_in_one_sentence() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path().join("changed.safetensors");
    let resnet = changed(&path, |name, shape| {
        let short = name.strip_prefix("model.model.")?;
        Some((format!("model.{}", short.replace("model.", "")), shape))
    });
    refused(&resnet, "`model.model.0.weight`");
    let one_channel = changed(&path, |name, shape| {
        let last = name == "model.model.3.weight";
        let flat = |shape: Vec<usize>| vec![shape[0], 1, 4, 4 * 3];
        Some((name.to_owned(), if last { flat(shape) } else { shape }))
    });
    refused(&one_channel, "pictures of 1 channels");
    let attentive = changed(&path, |name, shape| {
        let name = name.replace("model.1.model.2.bias", "model.1.attention.bias");
        Some((name, shape))
    });
    refused(&attentive, "lacks the tensor `model.model.1.model.2.bias`");
    let norms = ["running", "batches", "model.2.", "model.4.", "model.6."];
    let normless = changed(&path, |name, shape| {
        let is_norm = norms.iter().any(|part| name.contains(part));
        (!is_norm).then(|| (name.to_owned(), shape))
    });
    refused(&normless, "without norms");
    let turned = changed(&path, |name, mut shape| {
        if shape.len() == 4 {
            shape.swap(0, 1);
        }
        Some((name.to_owned(), shape))
    });
    refused(&turned, "shape");
    // Beside a length of 0 any other fits into no bytes at all.
    let bytes = fs::read(golden("batch.safetensors")).expect("the golden file");
    let container = SafeTensors::deserialize(&bytes).expect("a safetensors file");
    let endless = TensorView::new(Dtype::F32, vec![1 << 50, 0, 4, 4], &[]).expect("no values");
    let tensors = container.iter().map(|(name, view)| match name {
        "model.model.0.weight" => (name.to_owned(), endless.clone()),
        _ => (name.to_owned(), view),
    });
    let tensors: HashMap<String, TensorView> = tensors.collect();
    fs::write(
        &path,
        safetensors::serialize(tensors, None).expect("serialises"),
    )
    .expect("writable");
    refused(&path, "which holds nothing");
    let flat = changed(&path, |name, shape| {
        let length = shape.iter().product();
        let flat = name == "model.model.0.weight";
        Some((name.to_owned(), if flat { vec![length] } else { shape }))
    });
    refused(&flat, "no convolution's");
}
