//! The device that trains or translates.

#[cfg(feature = "gpu")]
mod gpu;

use std::fmt;
use std::fs;
use std::str::FromStr;
use std::thread;

use anyhow::{Context, Result, bail};
use burn::tensor::Device;
use facade_model::kernels::{BackendKernels, Kernels};

#[cfg(feature = "gpu")]
use self::gpu::open_gpu;
use crate::allocator::keep_freed_memory;
use crate::cpu_kernels::{Arithmetic, CpuKernels};

/// `cpu`, `cpu:bf16`, `gpu` or `gpu:N`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DeviceChoice {
    /// burn-flex.
    #[default]
    Cpu,
    /// The same with convolutions of bfloat16, in training.
    CpuBf16,
    /// burn-wgpu through Vulkan: 0 is the default GPU, N the N-th discrete one.
    Gpu(usize),
}

impl FromStr for DeviceChoice {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "cpu" => Ok(Self::Cpu),
            "cpu:bf16" => Ok(Self::CpuBf16),
            "gpu" => Ok(Self::Gpu(0)),
            _ => text
                .strip_prefix("gpu:")
                .and_then(|number| number.parse().ok())
                .map(Self::Gpu)
                .ok_or_else(|| "choose cpu, cpu:bf16, gpu or gpu:N".to_owned()),
        }
    }
}

impl fmt::Display for DeviceChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cpu => f.write_str("cpu"),
            Self::CpuBf16 => f.write_str("cpu:bf16"),
            Self::Gpu(number) => write!(f, "gpu:{number}"),
        }
    }
}

/// Devices that share the batches of a step: one, or several of the same kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceChoices(Vec<DeviceChoice>);

impl Default for DeviceChoices {
    fn default() -> Self {
        Self(vec![DeviceChoice::default()])
    }
}

impl FromStr for DeviceChoices {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let choices: Vec<DeviceChoice> = text
            .split(',')
            .map(|text| text.trim().parse())
            .collect::<Result<_, _>>()?;
        match choices
            .iter()
            .all(|choice| choice.kind() == choices[0].kind())
        {
            true => Ok(Self(choices)),
            false => Err("choose several devices of one kind, such as gpu:0,gpu:1".to_owned()),
        }
    }
}

impl fmt::Display for DeviceChoices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts: Vec<String> = self.0.iter().map(DeviceChoice::to_string).collect();
        f.write_str(&texts.join(","))
    }
}

impl DeviceChoices {
    /// Opens them for training, each once.
    ///
    /// # Errors
    /// As [`DeviceChoice::open_for_training`].
    pub fn open_for_training(&self) -> Result<TrainingDevice> {
        let mut opened: Vec<(DeviceChoice, TrainingDevice)> = Vec::new();
        for choice in &self.0 {
            if !opened.iter().any(|(known, _)| known == choice) {
                opened.push((*choice, choice.open_for_training()?));
            }
        }
        let of = |choice: &DeviceChoice| opened.iter().find(|(known, _)| known == choice);
        let each: Vec<_> = self.0.iter().filter_map(of).map(|(_, one)| one).collect();
        let devices = each.iter().flat_map(|one| one.devices.clone()).collect();
        let names: Vec<&str> = each.iter().map(|one| one.name.as_str()).collect();
        let name = names.join(" + ");
        let (_, first) = opened.swap_remove(0);
        Ok(TrainingDevice {
            devices,
            kernels: first.kernels,
            exact_kernels: first.exact_kernels,
            name,
        })
    }
}

/// Devices with autodiff and the convolutions that suit them.
pub struct TrainingDevice {
    /// Those that share the batches of a step; networks and optimisers are on the first. At least one.
    pub devices: Vec<Device>,
    pub kernels: Box<dyn Kernels>,
    /// The same in f32, whichever arithmetic the networks learn by: for what is measured.
    pub exact_kernels: Box<dyn Kernels>,
    /// What they are, for reports.
    pub name: String,
}

impl TrainingDevice {
    /// The one that has networks and optimisers.
    pub fn device(&self) -> &Device {
        &self.devices[0]
    }
}

impl DeviceChoice {
    /// What devices that share a step must have in common.
    fn kind(self) -> &'static str {
        match self {
            Self::Cpu => "cpu",
            Self::CpuBf16 => "cpu:bf16",
            Self::Gpu(_) => "gpu",
        }
    }

    /// Opens the device for training.
    ///
    /// # Errors
    /// As [`DeviceChoice::open`], but bf16 is refused only where the processor cannot.
    pub fn open_for_training(self) -> Result<TrainingDevice> {
        let on_cpu = |arithmetic: Arithmetic| {
            keep_freed_memory();
            TrainingDevice {
                devices: vec![Device::flex().autodiff()],
                kernels: Box::new(CpuKernels { arithmetic }),
                exact_kernels: Box::new(CpuKernels {
                    arithmetic: Arithmetic::F32,
                }),
                name: format!("{}, {arithmetic}", cpu_name()),
            }
        };
        match self {
            Self::Cpu => Ok(on_cpu(Arithmetic::F32)),
            Self::CpuBf16 => Arithmetic::bf16()
                .context("--device cpu would work")
                .map(on_cpu),
            Self::Gpu(number) => {
                let (device, name) = open_gpu(number)?;
                Ok(TrainingDevice {
                    devices: vec![device.autodiff()],
                    kernels: Box::new(BackendKernels),
                    exact_kernels: Box::new(BackendKernels),
                    name,
                })
            }
        }
    }

    /// Opens the device, without autodiff.
    ///
    /// # Errors
    /// bf16, which is for training; a GPU in a build without the feature `gpu`, or one that does not
    /// answer.
    pub fn open(self) -> Result<Device> {
        match self {
            Self::Cpu => Ok(Device::flex()),
            Self::CpuBf16 => bail!("--device cpu:bf16 is for training only; use cpu"),
            Self::Gpu(number) => open_gpu(number).map(|(device, _)| device),
        }
    }
}

/// Model and cores of the processor, as far as the system tells.
fn cpu_name() -> String {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let model = fs::read_to_string("/proc/cpuinfo").ok().and_then(|text| {
        let line = text.lines().find(|line| line.starts_with("model name"))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    });
    let model = model.unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    format!("{model}, {cores} threads")
}

#[cfg(not(feature = "gpu"))]
fn open_gpu(_number: usize) -> Result<(Device, String)> {
    anyhow::bail!(
        "this build has no GPU support; build it with --features gpu, or use --device cpu"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_written_as_it_is_read() {
        for text in ["cpu", "cpu:bf16", "gpu", "gpu:2"] {
            let choice: DeviceChoice = text.parse().unwrap();
            let again = choice.to_string().replace("gpu:0", "gpu");
            assert_eq!(again, text);
        }
        assert!("cpu:f16".parse::<DeviceChoice>().is_err());
        for text in ["cpu", "cpu,cpu", "gpu:1,gpu:2"] {
            let choices: DeviceChoices = text.parse().unwrap();
            assert_eq!(choices.to_string(), text);
        }
        for text in ["", "cpu,", "cpu,gpu", "cpu,cpu:bf16"] {
            assert!(text.parse::<DeviceChoices>().is_err(), "{text}");
        }
    }

    #[test]
    fn bf16_is_for_training_and_for_processors_that_have_it() {
        let refused = DeviceChoice::CpuBf16.open().unwrap_err();
        assert!(refused.to_string().contains("training only"), "{refused}");
        match (
            DeviceChoice::CpuBf16.open_for_training(),
            Arithmetic::bf16(),
        ) {
            (Ok(hardware), Ok(_)) => assert!(hardware.name.contains("bf16")),
            (Err(refused), Err(_)) => {
                assert!(
                    format!("{refused:#}").contains("AVX-512 BF16"),
                    "{refused:#}"
                );
            }
            _ => panic!("the device and the arithmetic disagree"),
        }
    }
}
