//! Times our training step for `tests/speed/training_step.py`.
//!
//! `training_step NGF NDF STEPS` prints the milliseconds of each step as a JSON list.

use std::time::Instant;

use anyhow::{Context, Result};
use facade_model::procedural;
use trainer::dataset::augment::{Input, Sample};
use trainer::dataset::batch::Batch;
use trainer::dataset::exercise::Exercise;
use trainer::device::DeviceChoice;
use trainer::run::config::options::RunOptions;
use trainer::step::{Gan, Method};

/// Steps before the clock counts.
const WARM_UP: usize = 2;

fn main() -> Result<()> {
    let numbers: Vec<usize> = std::env::args()
        .skip(1)
        .map(|argument| argument.parse())
        .collect::<Result<_, _>>()
        .context("usage: training_step NGF NDF STEPS")?;
    let &[ngf, ndf, steps] = &numbers[..] else {
        anyhow::bail!("usage: training_step NGF NDF STEPS");
    };
    let config = RunOptions {
        ngf: Some(ngf),
        ndf: Some(ndf),
        dropout: Some(0.0),
        ..RunOptions::default()
    }
    .start()?;
    let hardware = DeviceChoice::Cpu.open_for_training()?;
    let mut gan = Gan::new(&config, &hardware.device);
    let labels = procedural::facade(1);
    let sample = Sample {
        photo: labels
            .iter()
            .flat_map(|id| [id * 20, id * 7, id * 13])
            .collect(),
        input: Input::Labels(labels),
    };
    let batch = Batch::new(&[sample], &config.task.input, &hardware.device)?;
    let batch = [Exercise::from(batch)];
    let method = Method {
        config: &config,
        teacher: None,
        kernels: hardware.kernels.as_ref(),
    };
    let mut milliseconds = Vec::with_capacity(steps);
    for step in 0..WARM_UP + steps {
        let start = Instant::now();
        let (next, losses) = gan.step(&batch, &method, config.learning_rate(0), 0.0);
        gan = next;
        // Reading a loss waits for the device.
        let loss: f32 = losses.g_l1.context("no photo")?.into_scalar();
        anyhow::ensure!(loss.is_finite(), "the loss is {loss}");
        if step >= WARM_UP {
            milliseconds.push(start.elapsed().as_secs_f64() * 1000.0);
        }
    }
    println!("{}", serde_json::to_string(&milliseconds)?);
    Ok(())
}
