//! A network on a device: label map in, picture out.
//!
//! Knows neither browser nor messages; builds and runs natively.

use burn::tensor::Device;
use facade_model::bundle::{Bundle, BundleError};
use facade_model::pixels;
use facade_model::unet::UNet;

use super::error::EngineError;

/// Translates label maps with one model on one device.
pub struct Translator {
    model: String,
    unet: UNet,
    device: Device,
}

impl Translator {
    /// Puts the bundle's network on the device.
    ///
    /// # Errors
    /// Where the bundle's tensors do not fit the network it describes.
    pub fn new(bundle: Bundle, device: Device) -> Result<Self, BundleError> {
        Ok(Self {
            model: bundle.manifest().name.clone(),
            unet: bundle.unet(&device)?,
            device,
        })
    }

    /// The model's name.
    pub fn model(&self) -> &str {
        &self.model
    }

    /// Translates one label map of 65,536 class ids (row by row from the top left) into 262,144
    /// bytes of opaque RGBA.
    ///
    /// Asynchronous because a browser hands out a GPU's memory no other way; on the CPU it is done
    /// at the first poll.
    ///
    /// # Errors
    /// [`EngineError::BadLabels`] for a map of another size or an id that is no class,
    /// [`EngineError::DeviceLost`] and [`EngineError::Execution`] from the device.
    pub async fn translate(&self, labels: &[u8]) -> Result<Vec<u8>, EngineError> {
        let input = pixels::one_hot(labels, &self.device)?;
        let output = self.unet.forward(input);
        let data = output.into_data_async().await.map_err(|error| {
            let reason = error.reason().to_owned();
            if error.is_device_poisoned() {
                EngineError::DeviceLost { reason }
            } else {
                EngineError::Execution { reason }
            }
        })?;
        let planes = data
            .as_slice::<f32>()
            .map_err(|error| EngineError::Execution {
                reason: format!("{error:?}"),
            })?;
        Ok(pixels::rgba8(planes))
    }
}
