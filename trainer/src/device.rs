//! The device that trains or translates.

use std::fmt;
use std::fs;
use std::str::FromStr;
use std::thread;

use anyhow::Result;
use burn::tensor::Device;
use facade_model::kernels::{BackendKernels, Kernels};

use crate::allocator::keep_freed_memory;
use crate::cpu_kernels::CpuKernels;

/// `cpu`, `gpu` or `gpu:N`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DeviceChoice {
    /// burn-flex.
    #[default]
    Cpu,
    /// burn-wgpu through Vulkan: 0 is the default GPU, N the N-th discrete one.
    Gpu(usize),
}

impl FromStr for DeviceChoice {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "cpu" => Ok(Self::Cpu),
            "gpu" => Ok(Self::Gpu(0)),
            _ => text
                .strip_prefix("gpu:")
                .and_then(|number| number.parse().ok())
                .map(Self::Gpu)
                .ok_or_else(|| "choose cpu, gpu or gpu:N".to_owned()),
        }
    }
}

impl fmt::Display for DeviceChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cpu => f.write_str("cpu"),
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
    /// As [`DeviceChoice::open`].
    pub fn open_for_training(self) -> Result<TrainingDevice> {
        let kernels: Box<dyn Kernels> = match self {
            Self::Cpu => {
                keep_freed_memory();
                Box::new(CpuKernels)
            }
            Self::Gpu(_) => Box::new(BackendKernels),
        };
        Ok(TrainingDevice {
            device: self.open()?.autodiff(),
            kernels,
            name: match self {
                Self::Cpu => cpu_name(),
                Self::Gpu(_) => format!("{self} (Vulkan)"),
            },
        })
    }

    /// Opens the device, without autodiff.
    ///
    /// # Errors
    /// A GPU in a build without the feature `gpu`, or one that does not answer.
    pub fn open(self) -> Result<Device> {
        match self {
            Self::Cpu => Ok(Device::flex()),
            Self::Gpu(number) => open_gpu(number),
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
fn open_gpu(_number: usize) -> Result<Device> {
    anyhow::bail!(
        "this build has no GPU support; build it with --features gpu, or use --device cpu"
    )
}

#[cfg(feature = "gpu")]
fn open_gpu(number: usize) -> Result<Device> {
    use burn::tensor::DeviceKind;
    use burn::tensor::wgpu::WgpuBackend;

    let kind = match number {
        0 => DeviceKind::DefaultDevice,
        _ => DeviceKind::DiscreteGpu(number),
    };
    Device::wgpu_options()
        .device_kind(kind)
        .graphics_api(WgpuBackend::Vulkan)
        .init()
        .map_err(|error| {
            let reason = error.to_string().replace('\n', " ");
            anyhow::anyhow!(
                "no Vulkan GPU {number} with a working driver was found ({reason}); use --device cpu"
            )
        })
}
