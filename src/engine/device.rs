//! Opening the device a backend runs on.
//!
//! There is no fallback here: a backend that is not to be had is an error, and the page decides
//! what to do without it.

use burn::tensor::Device;

use super::error::EngineError;
use crate::protocol::Backend;

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
            Ok(Device::flex())
        }
        #[cfg(feature = "gpu")]
        Backend::Webgpu => webgpu(on_lost).await,
        #[allow(
            unreachable_patterns,
            reason = "a build with every backend has none left"
        )]
        other => Err(EngineError::Execution {
            reason: format!("this engine was built without {other:?}"),
        }),
    }
}

#[cfg(feature = "gpu")]
async fn webgpu(on_lost: impl Fn(String) + Send + 'static) -> Result<Device, EngineError> {
    use burn::tensor::wgpu::WgpuInitError;

    let (device, setup) = Device::wgpu_options()
        .init_with_setup_async()
        .await
        .map_err(|error| match error {
            // What the browser gives as the reason is a list of every API that was not asked for.
            WgpuInitError::AdapterUnavailable { .. } => EngineError::NoAdapter,
            WgpuInitError::RequestDevice { message } => {
                EngineError::AdapterRefused { reason: message }
            }
            other => EngineError::Execution {
                reason: other.to_string(),
            },
        })?;
    // Burn watches for the loss as well, but tells only the next translation; an idle page would
    // not learn of it. In a browser both callbacks hear of it.
    setup
        .device
        .set_device_lost_callback(move |kind, message| on_lost(format!("{kind:?}: {message}")));
    Ok(device)
}
