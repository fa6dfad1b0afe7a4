//! GPUs through Vulkan.

use anyhow::{Result, anyhow};
use burn::tensor::wgpu::WgpuBackend;
use burn::tensor::wgpu::wgpu::{AdapterInfo, Backends, DeviceType, Instance, InstanceDescriptor};
use burn::tensor::{Device, DeviceKind};
use futures_lite::future::block_on;

/// The device, and what it is: Vulkan also offers programs on the processor, where there is no card.
///
/// # Errors
/// One sentence that says what there is instead.
pub fn open_gpu(number: usize) -> Result<(Device, String)> {
    let kind = match number {
        0 => DeviceKind::DefaultDevice,
        _ => DeviceKind::DiscreteGpu(number),
    };
    let (device, setup) = Device::wgpu_options()
        .device_kind(kind)
        .graphics_api(WgpuBackend::Vulkan)
        .init_with_setup()
        .map_err(|error| match adapters() {
            found if found.is_empty() => {
                anyhow!("no GPU with a Vulkan driver was found; use --device cpu")
            }
            found if number > 0 => anyhow!(
                "there is no graphics card {number}; Vulkan offers {}; choose another, or --device cpu",
                listed(&found)
            ),
            found => {
                let reason = error.to_string().replace('\n', " ");
                let found = listed(&found);
                anyhow!("none of what Vulkan offers, {found}, can be opened ({reason}); use --device cpu")
            }
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

/// What Vulkan offers on this machine.
fn adapters() -> Vec<AdapterInfo> {
    let instance = Instance::new(InstanceDescriptor {
        backends: Backends::VULKAN,
        ..InstanceDescriptor::new_without_display_handle()
    });
    let adapters = block_on(instance.enumerate_adapters(Backends::VULKAN));
    adapters.iter().map(|adapter| adapter.get_info()).collect()
}

/// The adapters' names, each with what `--device` calls it.
fn listed(adapters: &[AdapterInfo]) -> String {
    let mut cards = 0;
    let names = adapters.iter().map(|adapter| {
        let kind = match adapter.device_type {
            DeviceType::DiscreteGpu => {
                cards += 1;
                return match cards {
                    1 => format!("{} (gpu)", adapter.name),
                    _ => format!("{} (gpu:{})", adapter.name, cards - 1),
                };
            }
            DeviceType::Cpu => "a program on the processor",
            _ => "no card of its own",
        };
        format!("{} ({kind})", adapter.name)
    });
    names.collect::<Vec<_>>().join(", ")
}
