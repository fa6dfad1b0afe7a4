//! The device that trains or translates.

use std::fmt;
use std::str::FromStr;

use anyhow::Result;
use burn::tensor::Device;
use facade_model::convolution::{BackendConvolution, Convolution};

use crate::cpu_convolution::CpuConvolution;

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
    pub convolution: Box<dyn Convolution>,
}

impl DeviceChoice {
    /// Opens the device for training.
    ///
    /// # Errors
    /// As [`DeviceChoice::open`].
    pub fn open_for_training(self) -> Result<TrainingDevice> {
        let convolution: Box<dyn Convolution> = match self {
            Self::Cpu => Box::new(CpuConvolution),
            Self::Gpu(_) => Box::new(BackendConvolution),
        };
        Ok(TrainingDevice {
            device: self.open()?.autodiff(),
            convolution,
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
