//! A network learns, and what it learned survives export.

use burn::module::Module;
use burn::tensor::Device;
use facade_model::bundle::Precision;
use facade_model::unet::UNet;
use tempfile::TempDir;
use trainer::dataset::augment::plain;
use trainer::dataset::batch::{Batch, PairBatch};
use trainer::dataset::pair::find_pairs;
use trainer::export::{ExportedGenerator, Format};
use trainer::run::checkpoints::{Checkpoints, Which};
use trainer::run::config::options::RunOptions;
use trainer::run::epoch::Progress;
use trainer::run::gallery;
use trainer::run::state::State;
use trainer::step::{Gan, StepContext};
use trainer::translate::load_bundle;

use super::{hardware, tiny, write_pairs};

#[test]
fn one_pair_is_learned_by_heart_and_survives_export() {
    const STEPS: usize = 150;
    const L1_BOUND: f32 = 0.12;
    let folder = TempDir::new().expect("a temporary folder");
    write_pairs(&folder.path().join("train"), 1);
    let options = RunOptions {
        ngf: Some(8),
        ndf: Some(4),
        dropout: Some(0.0),
        ..tiny(1)
    };
    let config = options.start().expect("a sound configuration");
    let pair = &find_pairs(folder.path(), None, "train").expect("one pair")[0];
    let sample = plain(pair.read(&config.task).expect("a sound pair"));

    let hardware = hardware();
    let device = hardware.device();
    let mut gan = Gan::new(&config, device);
    let kind = &config.task.input;
    let batch = PairBatch::new(std::slice::from_ref(&sample), kind, device).expect("a batch");
    let batch = [Batch::from(batch)];
    let context = StepContext {
        config: &config,
        teacher: None,
        kernels: hardware.kernels.as_ref(),
        devices: &hardware.devices,
    };
    let mut l1 = f32::INFINITY;
    for _ in 0..STEPS {
        let losses;
        (gan, losses) = gan.step(&batch, &context, 2e-3, 0.0);
        l1 = losses.g_l1.expect("there is a photo").into_scalar();
    }
    println!("L1 after {STEPS} steps: {l1}, allowed {L1_BOUND}");
    assert!(l1 < L1_BOUND);

    let run = folder.path().join("run");
    let state = State {
        epochs_done: 1,
        progress: Progress::default(),
        pairs: 1,
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
    let checkpoints = Checkpoints::of_run(&run);
    checkpoints.save(&gan, &state).expect("a writable folder");
    let plain_device = Device::flex();
    let models = folder.path().join("models");
    let checkpoint = checkpoints.find(Which::Newest).expect("the checkpoint");
    ExportedGenerator::from_checkpoint(&checkpoint, "tiny", &plain_device)
        .and_then(|generator| generator.write(Format::Bundle(Precision::F16), &models))
        .expect("exports");
    let path = models.join("tiny.safetensors");
    let (reloaded, kind, _) = load_bundle(&path, &plain_device).expect("loads");

    let picture = |generator: &UNet| {
        gallery::translate(generator, &sample.input, &kind, &plain_device).expect("sound labels")
    };
    let before = picture(&gan.generator.valid());
    let after = picture(&reloaded);
    let differences = before.iter().zip(after.iter()).map(|(a, b)| a.abs_diff(*b));
    let largest = differences.max().expect("a picture has pixels");
    // Folding is exact; half precision of the weights is not.
    println!("largest difference after export and reload: {largest}/255, allowed 2");
    assert!(largest <= 2);
}
