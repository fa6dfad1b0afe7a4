//! The device that trains or translates.

use std::fmt;
use std::fs;
use std::str::FromStr;
use std::thread;

use anyhow::{Context, Result, bail};
use burn::tensor::Device;
use facade_model::kernels::{BackendKernels, Kernels};

use crate::allocator::keep_freed_memory;
use crate::cpu_kernels::{Arithmetic, CpuKernels};

/// `cpu`, `cpu:bf16`, `gpu` or `gpu:N`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DeviceChoice {
    /// burn-flex.
    #[default]
    Cpu,
    /// The same with convolutions on the processor's matrix unit, in training.
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

/// A device with autodiff and the convolutions that suit it.
pub struct TrainingDevice {
    pub device: Device,
    pub kernels: Box<dyn Kernels>,
    /// What it is, for reports.
    pub name: String,
}

impl DeviceChoice {
    /// Opens the device for training.
    ///
    /// # Errors
    /// As [`DeviceChoice::open`], but bf16 is refused only where the processor has no unit for it.
    pub fn open_for_training(self) -> Result<TrainingDevice> {
        let on_cpu = |arithmetic: Arithmetic, numbers: &str| {
            keep_freed_memory();
            TrainingDevice {
                device: Device::flex().autodiff(),
                kernels: Box::new(CpuKernels { arithmetic }),
                name: format!("{}, {numbers}", cpu_name()),
            }
        };
        match self {
            Self::Cpu => Ok(on_cpu(Arithmetic::F32, "f32")),
            Self::CpuBf16 => {
                let arithmetic = Arithmetic::bf16().context("--device cpu would work")?;
                Ok(on_cpu(arithmetic, "convolutions in bf16"))
            }
            Self::Gpu(number) => {
                let (device, name) = open_gpu(number)?;
                Ok(TrainingDevice {
                    device: device.autodiff(),
                    kernels: Box::new(BackendKernels),
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

/// The device, and what it is: Vulkan also offers programs on the processor, where there is no card.
#[cfg(feature = "gpu")]
fn open_gpu(number: usize) -> Result<(Device, String)> {
    use burn::tensor::DeviceKind;
    use burn::tensor::wgpu::{WgpuBackend, wgpu::DeviceType};

    let kind = match number {
        0 => DeviceKind::DefaultDevice,
        _ => DeviceKind::DiscreteGpu(number),
    };
    let (device, setup) = Device::wgpu_options()
        .device_kind(kind)
        .graphics_api(WgpuBackend::Vulkan)
        .init_with_setup()
        .map_err(|error| {
            let reason = error.to_string().replace('\n', " ");
            anyhow::anyhow!(
                "no Vulkan GPU {number} with a working driver was found ({reason}); use --device cpu"
            )
        })?;
    let adapter = setup.adapter.get_info();
    if adapter.device_type == DeviceType::Cpu {
        eprintln!(
            "warning: {} is a program on the processor and no graphics card; --device cpu is faster",
            adapter.name
        );
    }
    Ok((device, format!("{} (Vulkan)", adapter.name)))
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
                    format!("{refused:#}").contains("matrix unit"),
                    "{refused:#}"
                );
            }
            _ => panic!("the device and the arithmetic disagree"),
        }
    }
}
