//! Forward pass, losses and gradients equal PyTorch's. Formulae: `tests/golden/README.md`.

use burn::module::{Module, ModuleVisitor, Param};
use burn::tensor::{Device, Gradients, Tensor, TensorData};
use facade_model::IMAGE_SIZE;
use facade_model::kernels::{BackendKernels, Kernels};
use facade_model::patchgan::{PatchGan, PatchGanConfig};
use facade_model::pixels::one_hot;
use facade_model::unet::{UNet, UNetConfig, Upsampling};
use facade_model::weights::load_weights;
use trainer::cpu_kernels::CpuKernels;
use trainer::losses::{AdversarialLoss, l1};

use crate::reference::{Golden, check_close};

const TOLERANCE: f32 = 1e-4;

/// Labels `[1, 12, 256, 256]` and target picture `[1, 3, 256, 256]`, by formula.
fn input(device: &Device) -> (Tensor<4>, Tensor<4>) {
    let pixels = || (0..IMAGE_SIZE).flat_map(|y| (0..IMAGE_SIZE).map(move |x| (x, y)));
    let labels: Vec<u8> = pixels()
        .map(|(x, y)| 1 + (((x / 16) * 3 + (y / 16) * 5 + (x * y) / 4096) % 12) as u8)
        .collect();
    let mut target = Vec::with_capacity(3 * IMAGE_SIZE * IMAGE_SIZE);
    for channel in 0..3 {
        target.extend(pixels().map(|(x, y)| {
            let horizontal = (0.05 * (x as f64 + 1.0) * f64::from(channel + 1)).sin();
            (horizontal * (0.04 * (y as f64 + 1.0)).cos()) as f32
        }));
    }
    let target = TensorData::new(target, [1, 3, IMAGE_SIZE, IMAGE_SIZE]);
    let labels = one_hot(&labels, device).expect("ids in 1..=12");
    (labels, Tensor::from_data(target, device))
}

fn networks(golden: &Golden, device: &Device) -> (UNet, PatchGan) {
    let generator = UNetConfig {
        input_channels: 12,
        ngf: 1,
        depth: 8,
        upsampling: Upsampling::Transposed,
        head: 0,
        scale: 1,
        norms: true,
    };
    let discriminator = PatchGanConfig {
        input_channels: 12,
        ndf: 2,
        strided_layers: 3,
        outputs: 1,
    };
    (
        load_weights(generator.init(device), golden.below("generator")).expect("generator"),
        load_weights(discriminator.init(device), golden.below("discriminator")).expect("critic"),
    )
}

fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().iter::<f32>().collect()
}

/// Norm and probe of every parameter's gradient, by name.
struct GradientSummary<'a> {
    gradients: &'a Gradients,
    path: Vec<String>,
    found: Vec<(String, [f32; 2])>,
}

impl ModuleVisitor for GradientSummary<'_> {
    fn enter_module(&mut self, name: &str, _container_type: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _name: &str, _container_type: &str) {
        self.path.pop();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let name = self.path.join(".");
        let gradient = param.val().grad(self.gradients);
        let gradient = gradient.unwrap_or_else(|| panic!("{name} has no gradient"));
        let (mut squares, mut probe) = (0.0_f64, 0.0_f64);
        for (index, value) in gradient.into_data().iter::<f64>().enumerate() {
            squares += value * value;
            probe += value * (index as f64 + 1.0).sin();
        }
        self.found
            .push((name, [squares.sqrt() as f32, probe as f32]));
    }
}

#[track_caller]
fn check_gradients<M: Module>(golden: &Golden, kind: &str, network: &M, loss: &Tensor<1>) {
    let gradients = loss.backward();
    let mut summary = GradientSummary {
        gradients: &gradients,
        path: Vec::new(),
        found: Vec::new(),
    };
    network.visit(&mut summary);
    let names: Vec<&str> = golden.metadata[&format!("{kind}_parameters")]
        .split(' ')
        .collect();
    let norms = golden.values(&format!("gradient.{kind}_norm"));
    let probes = golden.values(&format!("gradient.{kind}_probe"));
    assert_eq!(summary.found.len(), names.len(), "{kind}: parameters");
    let mut worst = 0.0_f32;
    for (name, [norm, probe]) in &summary.found {
        let index = names
            .iter()
            .position(|known| *known == format!("{kind}.{name}"))
            .unwrap_or_else(|| panic!("PyTorch has no parameter {kind}.{name}"));
        let difference = (norm - norms[index])
            .abs()
            .max((probe - probes[index]).abs());
        let relative = difference / norms[index];
        assert!(
            relative <= TOLERANCE,
            "{name}: norm {norm} probe {probe}, PyTorch {} {}",
            norms[index],
            probes[index]
        );
        worst = worst.max(relative);
    }
    println!("{kind} gradients: largest relative difference {worst:.2e}, allowed {TOLERANCE:.0e}");
}

#[test]
fn networks_losses_and_gradients_equal_pytorch() {
    check_against_pytorch(&BackendKernels);
}

#[test]
fn the_trainers_convolutions_equal_pytorch_too() {
    check_against_pytorch(&CpuKernels::default());
}

fn check_against_pytorch(kernels: &dyn Kernels) {
    let golden = Golden::read();
    let device = Device::flex().autodiff();
    let (generator, discriminator) = networks(&golden, &device);
    let (labels, target) = input(&device);

    let fake = generator.forward_with(labels.clone(), kernels, None);
    let all = values(fake.clone());
    let sampled: Vec<f32> = (0..3 * IMAGE_SIZE)
        .step_by(8)
        .flat_map(|row| {
            (0..IMAGE_SIZE)
                .step_by(8)
                .map(move |x| row * IMAGE_SIZE + x)
        })
        .map(|index| all[index])
        .collect();
    check_close(
        "picture",
        &sampled,
        &golden.values("output.generator"),
        TOLERANCE,
    );

    let judged = |picture| discriminator.forward_with(labels.clone(), picture, kernels);
    let on_real = judged(target.clone());
    let on_fake = judged(fake.clone().detach());
    let logits = |name| golden.values(&format!("output.discriminator_{name}"));
    check_close(
        "logits, real",
        &values(on_real.clone()),
        &logits("real"),
        TOLERANCE,
    );
    check_close(
        "logits, fake",
        &values(on_fake.clone()),
        &logits("fake"),
        TOLERANCE,
    );

    let loss = AdversarialLoss::Vanilla;
    // The published loss asks no patch for its class.
    let unasked = Tensor::zeros([1, 1, 1, 1], &target.device());
    let d_real = loss.on_real(on_real, &unasked);
    let d_fake = loss.on_fake(on_fake);
    let d_loss = (d_real.clone() + d_fake.clone()) * 0.5;
    let g_adversarial = loss.on_generated(judged(fake.clone()), &unasked);
    let g_l1 = l1(fake, target);
    let g_loss = g_adversarial.clone() + g_l1.clone() * 100.0;
    for (name, loss) in [
        ("discriminator_real", &d_real),
        ("discriminator_fake", &d_fake),
        ("discriminator", &d_loss),
        ("generator_adversarial", &g_adversarial),
        ("generator_l1", &g_l1),
        ("generator", &g_loss),
    ] {
        let name = format!("loss.{name}");
        let expected = golden.values(&name);
        let tolerance = TOLERANCE * expected[0].max(1.0);
        check_close(&name, &values(loss.clone()), &expected, tolerance);
    }
    check_gradients(&golden, "discriminator", &discriminator, &d_loss);
    check_gradients(&golden, "generator", &generator, &g_loss);
}
