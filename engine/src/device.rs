//! Opening the device a backend runs on.
//!
//! There is no fallback here: a backend that is not to be had is an error, and the page decides
//! what to do without it.

use super::error::EngineError;
#[cfg(feature = "gpu")]
use super::gpu_plan::Gpu;
use facade_protocol::Backend;

/// What a network runs on. A copy is the same device.
#[derive(Debug, Clone)]
pub enum Device {
    #[cfg(feature = "cpu")]
    Cpu,
    #[cfg(feature = "gpu")]
    Webgpu(Gpu),
}

/// Opens the device of `backend`.
///
/// `on_lost` is called, at most once and with the browser's reason, when a graphics device
/// disappears later (driver reset, unplugged or reclaimed adapter); a CPU cannot be lost.
///
/// # Errors
/// [`EngineError::NoAdapter`] or [`EngineError::AdapterRefused`] where the browser has no WebGPU, or
/// no adapter that works;
/// [`EngineError::Execution`] where this build does not contain the backend.
pub async fn open(
    backend: Backend,
    on_lost: impl Fn(String) + Send + 'static,
) -> Result<Device, EngineError> {
    match backend {
        #[cfg(feature = "cpu")]
        Backend::Cpu => {
            drop(on_lost);
            Ok(Device::Cpu)
        }
        #[cfg(feature = "gpu")]
        Backend::Webgpu => Gpu::open(on_lost).await.map(Device::Webgpu),
        #[allow(
            unreachable_patterns,
            reason = "a build with every backend has none left"
        )]
        other => Err(EngineError::Execution {
            reason: format!("this engine was built without {other:?}"),
        }),
    }
}
