//! Times our training step for `tests/speed/training_step.py`.
//!
//! `training_step NGF NDF STEPS DEVICE` prints the milliseconds of each step as a JSON list. Values laid over the
//! run's configuration may follow, and the bundle of a teacher: `… cpu '{"extras": {"distill_output": 1.0}}'
//! teacher.safetensors`. With `procedural` the step is one on a procedural map.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};
use facade_subjects::facades::procedural;
use serde_json::Value;
use trainer::dataset::augment::Input;
use trainer::dataset::batch::Batch;
use trainer::dataset::example::Example;
use trainer::device::DeviceChoice;
use trainer::distillation::Teacher;
use trainer::run::config::options::RunOptions;
use trainer::step::{Gan, StepContext};

/// Steps before the clock counts.
const WARM_UP: usize = 2;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let numbers: Vec<usize> = arguments
        .iter()
        .map_while(|argument| argument.parse().ok())
        .collect();
    let (&[ngf, ndf, steps], Some(device)) = (&numbers[..], arguments.get(3)) else {
        anyhow::bail!("usage: training_step NGF NDF STEPS DEVICE [JSON [TEACHER]]");
    };
    let device: DeviceChoice = device.parse().map_err(anyhow::Error::msg)?;
    let mut config = RunOptions {
        ngf: Some(ngf),
        ndf: Some(ndf),
        dropout: Some(0.0),
        ..RunOptions::default()
    }
    .start()?;
    if let Some(text) = arguments.get(4) {
        let mut values = serde_json::to_value(&config)?;
        lay_over(&mut values, &serde_json::from_str(text)?);
        config = serde_json::from_value(values)?;
        config.check()?;
    }
    let hardware = device.open_for_training()?;
    let teacher = arguments
        .get(5)
        .map(|file| Teacher::load(Path::new(file), hardware.device()))
        .transpose()?;
    let mut gan = Gan::new(&config, hardware.device());
    let labels = procedural::facade(1);
    let colours = labels.iter().flat_map(|id| [id * 20, id * 7, id * 13]);
    let example = Example {
        photo: (config.extras.procedural == 0.0).then(|| colours.collect()),
        input: Input::Labels(labels),
        wedges: Vec::new(),
    };
    let batch = [Batch::new(
        &[&example],
        &config.task.input,
        hardware.device(),
    )?];
    let context = StepContext {
        config: &config,
        teacher: teacher.as_ref(),
        kernels: hardware.kernels.as_ref(),
        devices: &hardware.devices,
    };
    let mut milliseconds = Vec::with_capacity(steps);
    for step in 0..WARM_UP + steps {
        let start = Instant::now();
        let (next, losses) = gan.step(&batch, &context, config.learning_rate(0), 0.0);
        gan = next;
        // Reading a loss waits for the device.
        let loss: f32 = losses
            .g_l1
            .or(losses.g_output)
            .context("nothing to learn")?
            .into_scalar();
        anyhow::ensure!(loss.is_finite(), "the loss is {loss}");
        if step >= WARM_UP {
            milliseconds.push(start.elapsed().as_secs_f64() * 1000.0);
        }
    }
    println!("{}", serde_json::to_string(&milliseconds)?);
    Ok(())
}

/// Replaces the values that `over` mentions, at any depth.
fn lay_over(values: &mut Value, over: &Value) {
    match (values, over) {
        (Value::Object(values), Value::Object(over)) => {
            for (name, over) in over {
                lay_over(values.entry(name).or_insert(Value::Null), over);
            }
        }
        (values, over) => *values = over.clone(),
    }
}
