//! A graphics device through WebGPU: opening it, and noticing what goes wrong on it.
//!
//! Knows nothing of networks. In a browser `wgpu` only passes calls on; natively, where tests run, it
//! drives Vulkan itself.

use std::future::poll_fn;
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};

use crate::error::EngineError;

/// How planes and most weights are stored and multiplied on the device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// 32-bit floats; what every adapter has.
    Single,
    /// 16-bit floats, summed up in 32 bits.
    Half,
}

/// A device that is open, and what was heard of it since.
#[derive(Debug, Clone)]
pub struct Gpu {
    pub(super) device: wgpu::Device,
    pub(super) queue: wgpu::Queue,
    precision: Precision,
    trouble: Arc<Mutex<Trouble>>,
}

#[derive(Debug, Default)]
struct Trouble {
    /// Why the device is gone.
    lost: Option<String>,
    /// The first error that nobody waited for.
    fault: Option<String>,
}

/// A buffer on its way to where it can be read.
#[derive(Default)]
struct Mapping {
    result: Option<Result<(), wgpu::BufferAsyncError>>,
    reader: Option<Waker>,
}

impl Gpu {
    /// Opens the adapter that the browser or system prefers, with 16-bit floats if it has them.
    ///
    /// `on_lost` is called, at most once and with the reason, when the device disappears later.
    ///
    /// # Errors
    /// [`EngineError::NoAdapter`], or [`EngineError::AdapterRefused`] by one that will not open.
    pub async fn open(on_lost: impl Fn(String) + Send + 'static) -> Result<Self, EngineError> {
        let adapter = adapter().await?;
        let best = match adapter.features().contains(wgpu::Features::SHADER_F16) {
            true => Precision::Half,
            false => Precision::Single,
        };
        Self::on(&adapter, best, on_lost).await
    }

    /// Opens the preferred adapter for computing in `precision`.
    ///
    /// # Errors
    /// As of [`Gpu::open`], where it has no such numbers too.
    pub async fn open_with(precision: Precision) -> Result<Self, EngineError> {
        Self::on(&adapter().await?, precision, |_| {}).await
    }

    async fn on(
        adapter: &wgpu::Adapter,
        precision: Precision,
        on_lost: impl Fn(String) + Send + 'static,
    ) -> Result<Self, EngineError> {
        let required_features = match precision {
            Precision::Single => wgpu::Features::empty(),
            Precision::Half => wgpu::Features::SHADER_F16,
        };
        // The default limits, which every adapter of a browser has.
        let descriptor = wgpu::DeviceDescriptor {
            required_features,
            ..Default::default()
        };
        let (device, queue) = adapter.request_device(&descriptor).await.map_err(|error| {
            EngineError::AdapterRefused {
                reason: error.to_string(),
            }
        })?;
        let trouble = Arc::new(Mutex::new(Trouble::default()));
        let heard = Arc::clone(&trouble);
        device.set_device_lost_callback(move |kind, message| {
            let reason = format!("{kind:?}: {message}");
            heard.lock().expect("nobody panics here").lost = Some(reason.clone());
            on_lost(reason);
        });
        let heard = Arc::clone(&trouble);
        device.on_uncaptured_error(Arc::new(move |error: wgpu::Error| {
            let mut heard = heard.lock().expect("nobody panics here");
            heard.fault.get_or_insert_with(|| error.to_string());
        }));
        Ok(Self {
            device,
            queue,
            precision,
            trouble,
        })
    }

    /// What the device computes in.
    pub fn precision(&self) -> Precision {
        self.precision
    }

    /// Name and kind of the adapter, as far as the browser tells.
    pub fn adapter(&self) -> String {
        let info = self.device.adapter_info();
        format!("{} ({:?}, {:?})", info.name, info.device_type, info.backend)
    }

    /// Runs `make`, which creates buffers and pipelines, and waits until the device has accepted them.
    ///
    /// # Errors
    /// [`EngineError::AdapterRefused`] where one is too large or refused, [`EngineError::DeviceLost`].
    pub(super) async fn accepted<T>(&self, make: impl FnOnce() -> T) -> Result<T, EngineError> {
        use wgpu::ErrorFilter::{Internal, OutOfMemory, Validation};
        let scopes =
            [Internal, OutOfMemory, Validation].map(|kind| self.device.push_error_scope(kind));
        let made = make();
        let mut refusal = None;
        // The last one pushed is the first one to be taken down.
        let answers: Vec<_> = scopes
            .into_iter()
            .rev()
            .map(wgpu::ErrorScopeGuard::pop)
            .collect();
        for answer in answers {
            refusal = refusal.or(answer.await);
        }
        self.check()?;
        match refusal {
            None => Ok(made),
            Some(wgpu::Error::OutOfMemory { .. }) => Err(EngineError::AdapterRefused {
                reason: "it has too little memory for this model".to_owned(),
            }),
            Some(error) => Err(EngineError::AdapterRefused {
                reason: error.to_string(),
            }),
        }
    }

    /// Copies the content of a buffer that was made for it.
    ///
    /// # Errors
    /// [`EngineError::DeviceLost`], or [`EngineError::Execution`] for what failed since the last call.
    pub(super) async fn read(&self, buffer: &wgpu::Buffer) -> Result<Vec<u8>, EngineError> {
        let mapping = Arc::new(Mutex::new(Mapping::default()));
        let answered = Arc::clone(&mapping);
        buffer.map_async(wgpu::MapMode::Read, .., move |result| {
            let mut mapping = answered.lock().expect("nobody panics here");
            mapping.result = Some(result);
            if let Some(reader) = mapping.reader.take() {
                reader.wake();
            }
        });
        // A browser calls back by itself, and there this does nothing.
        self.device
            .poll(wgpu::PollType::wait_indefinitely())
            .map_err(|error| self.execution(&error))?;
        let mapped = poll_fn(|context| {
            let mut mapping = mapping.lock().expect("nobody panics here");
            match mapping.result.take() {
                Some(result) => Poll::Ready(result),
                None => {
                    mapping.reader = Some(context.waker().clone());
                    Poll::Pending
                }
            }
        });
        mapped.await.map_err(|error| self.execution(&error))?;
        self.check()?;
        let content = match buffer.get_mapped_range(..) {
            Ok(view) => Ok(view.to_vec()),
            Err(error) => Err(self.execution(&error)),
        };
        buffer.unmap();
        content
    }

    /// # Errors
    /// What was heard since the last call.
    fn check(&self) -> Result<(), EngineError> {
        let mut trouble = self.trouble.lock().expect("nobody panics here");
        if let Some(reason) = trouble.lost.clone() {
            return Err(EngineError::DeviceLost { reason });
        }
        match trouble.fault.take() {
            Some(reason) => Err(EngineError::Execution { reason }),
            None => Ok(()),
        }
    }

    fn execution(&self, error: &dyn std::fmt::Display) -> EngineError {
        match self.check() {
            Err(heard) => heard,
            Ok(()) => EngineError::Execution {
                reason: error.to_string(),
            },
        }
    }
}

async fn adapter() -> Result<wgpu::Adapter, EngineError> {
    let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
    let options = wgpu::RequestAdapterOptions {
        power_preference: wgpu::PowerPreference::HighPerformance,
        ..Default::default()
    };
    // What the browser gives as the reason is a list of every API that was not asked for.
    let found = instance.request_adapter(&options).await;
    found.map_err(|_| EngineError::NoAdapter)
}
