//! What the trainer reads of strangers: pictures, archives, checkpoints; and generators of other programs, which the page
//! reads too.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use burn::module::{Module, ModuleVisitor, Param};
use burn::optim::GradientsParams;
use burn::tensor::{Device, Tensor};
use facade_model::bundle::Bundle;
use facade_model::digest::sha256;
use facade_model::input::InputKind;
use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::TempDir;
use trainer::dataset::label_map::{Legend, from_colours};
use trainer::dataset::reader::{PIXELS_MAX, PictureFile};
use trainer::fetch::{Limits, unpack};
use trainer::run::checkpoint::Checkpoint;
use trainer::run::state::State;
use trainer::segmenter::file as segmenter_file;

use crate::target::Target;
use crate::{corpus, seal};

pub const TARGETS: [Target; 11] = [
    Target {
        name: "image",
        run: image,
        // A file of one colour can be as large as any. Pixels have eight bytes at the most, and are turned, widened and
        // made into values one after the other.
        room: 4 * 8 * PIXELS_MAX as usize,
    },
    Target {
        name: "import-pth",
        run: import,
        // What its pickle may copy, by the reader's own limits: 64 MiB of text, a million values.
        room: 256 << 20,
    },
    Target::new("import-safetensors", import),
    Target::new("import-ckpt", import),
    Target::new("import-onnx", |bytes| import(&seal::onnx(bytes))),
    Target::new("segmenter", segmenter),
    Target::new("checkpoint-weights", |bytes| {
        checkpoint("generator.bpk", bytes)
    }),
    Target::new("checkpoint-moments", |bytes| {
        checkpoint("generator-optimizer.bpk", bytes)
    }),
    Target::new("run-configuration", |bytes| checkpoint("state.json", bytes)),
    Target::new("archive", archive),
    Target::new("archive-tar", |bytes| archive(&gzip(&seal::tar(bytes)))),
];

thread_local! {
    static FOLDER: OnceCell<TempDir> = const { OnceCell::new() };
}

/// A folder of the thread's own.
fn folder() -> PathBuf {
    FOLDER.with(|folder| {
        let folder = folder.get_or_init(|| TempDir::new().expect("a temporary folder"));
        folder.path().to_owned()
    })
}

fn image(bytes: &[u8]) -> bool {
    let Ok(file) = PictureFile::from_bytes(bytes.to_vec()) else {
        return false;
    };
    let kind = InputKind::facades();
    let legend = Legend {
        classes: kind.classes().expect("the facade classes"),
        ignored: &[],
    };
    let size = file.dimensions().ok();
    let values = file.values();
    if let (Ok(Some(values)), Some(size)) = (&values, size) {
        assert_eq!(values.map.dimensions(), size, "values are upright");
    }
    drop(values);
    let snapped = file
        .colours()
        .is_ok_and(|colours| from_colours(&colours, legend).is_ok());
    match file.photo() {
        Ok(photo) => {
            assert_eq!(Some(photo.dimensions()), size, "photos are upright");
            true
        }
        Err(_) => snapped,
    }
}

/// As the page has it: to the bundle, which is taken then.
fn import(bytes: &[u8]) -> bool {
    let bundle = match facade_import::generator(bytes.to_vec(), None) {
        Ok(imported) => imported.bundle("generator.pth"),
        Err(_) => return false,
    };
    let Ok(bundle) = bundle else {
        // Weights that are no numbers.
        return false;
    };
    let bundle = Bundle::decode(&bundle).expect("what is imported is a sound bundle");
    bundle.unet(&Device::flex()).is_ok()
}

fn segmenter(bytes: &[u8]) -> bool {
    let path = folder().join("segmenter.safetensors");
    fs::write(&path, bytes).expect("a writable folder");
    segmenter_file::load(&path, &Device::flex()).is_ok()
}

/// The corpus's checkpoint with another file of this name, and with the right checksums. A step of the optimiser shows
/// that what was taken can be used.
fn checkpoint(name: &str, bytes: &[u8]) -> bool {
    let folder = folder().join("checkpoint");
    fs::create_dir_all(&folder).expect("a writable folder");
    let mut sums = BTreeMap::new();
    for (target, file) in [
        ("checkpoint-weights", "generator.bpk"),
        ("checkpoint-moments", "generator-optimizer.bpk"),
        ("run-configuration", "state.json"),
    ] {
        let whole = match file == name {
            true => bytes.to_vec(),
            false => fs::read(corpus::file(target, file)).expect("the corpus's checkpoint"),
        };
        sums.insert(file, sha256(&whole));
        fs::write(folder.join(file), whole).expect("a writable folder");
    }
    let sums = serde_json::to_vec(&sums).expect("texts");
    fs::write(folder.join("checksums.json"), sums).expect("a writable folder");
    if let Ok(state) = State::read(&folder) {
        assert!(!state.summary().is_empty() && state.training().epochs >= state.epochs_done);
    }
    let device = Device::flex().autodiff();
    let Ok(mut gan) = Checkpoint::open(&folder).and_then(|checkpoint| checkpoint.gan(&device))
    else {
        return false;
    };
    let mut squares = Squares::default();
    gan.generator.visit(&mut squares);
    if let Some(sum) = squares.0 {
        let gradients = GradientsParams::from_grads(sum.backward(), &gan.generator);
        gan.generator_optimizer.step(1e-3, gan.generator, gradients);
    }
    true
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

fn archive(bytes: &[u8]) -> bool {
    let to = folder().join("unpacked");
    empty(&to);
    let limits = Limits::of_archive(bytes.len() as u64);
    let taken = unpack(bytes, &to, limits).is_ok();
    let beside = fs::read_dir(folder()).expect("a folder");
    for entry in beside {
        let name = entry.expect("a folder").file_name();
        assert_ne!(name, "evil", "nothing outside is touched");
    }
    empty(&to);
    taken
}

fn empty(folder: &Path) {
    if folder.exists() {
        fs::remove_dir_all(folder).expect("a writable folder");
    }
    fs::create_dir(folder).expect("a writable folder");
}

/// Without compression, so that a change stays one.
fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::none());
    encoder.write_all(bytes).expect("into memory");
    encoder.finish().expect("into memory")
}
